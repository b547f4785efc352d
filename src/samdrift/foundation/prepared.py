"""A question asked thousands of times a minute, put into SQL once: building a query costs more than asking it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from samdrift.foundation.scope import everywhere


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]  # for each parameter, which argument goes there, or None: it stays
    convert: Callable[[list[Any]], list[tuple[Any, ...]]]


class Prepared:
    """A query with gaps, compiled once a process and database.

    Args:
        build: Makes the queryset of `values_list` rows from its arguments.
        markers: Stand for the arguments while it is compiled: values that occur nowhere else in the query.
        reason: Why it may be asked across the gate; the question itself must narrow what it gives.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *markers: Any, reason: str) -> None:
        self._build, self._markers, self._reason = build, markers, reason
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows for these arguments, one for each marker and in their order."""
        if len(values) != len(self._markers):
            raise TypeError(f"{len(self._markers)} values are needed, not {len(values)}.")
        compiled = self._compiled.get(connection.vendor) or self._compile()
        places = zip(compiled.places, compiled.params, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, [values[at] if at is not None else param for at, param in places])
            return compiled.convert(cursor.fetchall())

    def _compile(self) -> _Compiled:
        with everywhere(reason=self._reason):
            compiler = self._build(*self._markers).query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])

        def convert(rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
            if not converters:
                return [tuple(row) for row in rows]
            return [tuple(row) for row in compiler.apply_converters(rows, converters)]

        places = tuple(self._markers.index(param) if param in self._markers else None for param in params)
        if set(range(len(self._markers))) - set(places):
            raise ValueError("A marker does not occur in the query it stands in.")
        made = self._compiled[connection.vendor] = _Compiled(sql, tuple(params), places, convert)
        return made

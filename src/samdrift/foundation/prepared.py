"""A question asked thousands of times a minute, put into SQL once: building a query costs more than asking it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from samdrift.foundation.bulk import Convert, converter_of
from samdrift.foundation.scope import everywhere

Values = Sequence[Any]
Read = Callable[[Iterable[Values]], list[Any]]


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]  # for each parameter, which argument goes there, or None: it stays
    read: Read


class Prepared:
    """A query with gaps, compiled once a process and database.

    Args:
        build: Makes the queryset, of models or of `values_list` rows, from its arguments.
        markers: Stand for the arguments while it is compiled: values that occur nowhere else in the query.
        reason: Why it may be asked across the gate; the question itself must narrow what it gives.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *markers: Any, reason: str) -> None:
        self._build, self._markers, self._reason = build, markers, reason
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, *values: Any) -> list[Any]:
        """The rows for these arguments, one for each marker and in their order."""
        if len(values) != len(self._markers):
            raise TypeError(f"{len(self._markers)} values are needed, not {len(values)}.")
        compiled = self._compiled.get(connection.vendor) or self._compile()
        places = zip(compiled.places, compiled.params, strict=True)
        given = [as_kept(value, connection) for value in values]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, [given[at] if at is not None else param for at, param in places])
            return compiled.read(cursor.fetchall())

    def _compile(self) -> _Compiled:
        with everywhere(reason=self._reason):
            asked = self._build(*self._markers)
            compiler = asked.query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
        kept = [as_kept(marker, connection) for marker in self._markers]
        places = tuple(kept.index(param) if param in kept else None for param in params)
        if set(range(len(self._markers))) - set(places):
            raise ValueError("A marker does not occur in the query it stands in.")
        made = self._compiled[connection.vendor] = _Compiled(sql, tuple(params), places, reader_of(asked, compiler))
        return made


def as_kept(value: Any, here: Any) -> Any:
    """A value as this database keeps it."""
    return value.hex if isinstance(value, UUID) and not here.features.has_native_uuid_field else value


def reader_of(asked: QuerySet[Any, Any], compiler: SQLCompiler) -> Read:
    """What makes rows of the database into what the queryset would give; compare Django's `ModelIterable`."""
    converters = list(compiler.get_converters([column[0] for column in compiler.select]).items())

    def converted(rows: Iterable[Values]) -> Iterable[Values]:
        if not converters:  # most sums and names come as they are kept
            yield from rows
            return
        here = connections[DEFAULT_DB_ALIAS]
        for row in map(list, rows):
            for place, (functions, expression) in converters:
                for function in functions:
                    row[place] = function(row[place], expression, here)
            yield row

    if not issubclass(asked._iterable_class, ModelIterable):
        if asked._iterable_class is FlatValuesListIterable:
            return lambda rows: [value for (value,) in converted(rows)]
        return lambda rows: [tuple(row) for row in converted(rows)]
    return _model_reader(compiler, converted)


def _model_reader(compiler: SQLCompiler, converted: Callable[[Iterable[Values]], Iterable[Values]]) -> Read:
    told: Any = compiler.klass_info
    first, last = told["select_fields"][0], told["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    model = told["model"]
    # The checker knows a later Django's, which asks for one thing more.
    # What the question counted or compared beside the columns, by its name.
    beside = list((compiler.annotation_col_map or {}).items())
    related = get_related_populators(told, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]

    def read(rows: Iterable[Values]) -> list[Any]:
        made = []
        for row in converted(rows):
            one = model.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for name, at in beside:
                setattr(one, name, row[at])
            for populator in related:
                populator.populate(row, one)
            made.append(one)
        return made

    return read


def insert(*rows: models.Model) -> None:
    """Insert new rows of one model in one statement that is written once, and give each its key.

    What `bulk_create` gives, at a third of its cost for one row or a few; nothing is called on the model.
    """
    if not rows:
        return
    model = type(rows[0])
    here = connections[DEFAULT_DB_ALIAS]  # looked up once: the proxy asks which thread this is, each time
    columns, head, marks = _insertion(model, here.vendor)
    params = [convert(getattr(row, name)) for row in rows for name, convert in columns]
    key = model._meta.pk
    with here.cursor() as cursor:
        cursor.execute(f"{head} {', '.join([marks] * len(rows))} RETURNING {key.column}", params)
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            setattr(row, key.attname, pk)
            row._state.adding, row._state.db = False, here.alias


@cache
def _insertion(model: type[models.Model], vendor: str) -> tuple[list[tuple[str, Convert]], str, str]:
    quote = connection.ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return (
        [(field.attname, converter_of(field)) for field in fields],
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES",
        f"({', '.join(['%s'] * len(fields))})",
    )

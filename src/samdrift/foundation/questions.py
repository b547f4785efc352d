"""A page's question through the gate, put into SQL once for each scope that asks it.

Building a query costs more than asking it. What the gate lets through is a pure function of the scope, and a scope
whose grants have changed is another scope: so a statement may be kept beside the scope it was written for, while no
answer ever is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet

from samdrift.foundation.prepared import Read, as_kept, reader_of
from samdrift.foundation.scope import Scope

MOST_SCOPES = 256  # statements kept of one question; beyond, it forgets them all and begins anew

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL with its parameters; `gaps` says which parameter is which value, as (place, index of the value)."""

    sql: str
    params: tuple[Any, ...]
    gaps: tuple[tuple[int, int], ...]
    read: Read


class Question(Generic[Row]):
    """A query with gaps, compiled once for each scope.

    Args:
        build: (scope, *gaps) → the queryset, of models or of `values_list`, which begins at the gate. Which columns
            it gives, and in which order, must not depend on the scope.
        gaps: Stand for the values while it is compiled: uids or numbers that occur nowhere else in the query.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *gaps: UUID | int) -> None:
        self._build, self._gaps = build, gaps
        self._statements: dict[tuple[str, Scope], _Statement | None] = {}
        self._reads: dict[str, Read] = {}

    def rows(self, scope: Scope, *values: Any) -> list[Row]:
        """The rows this scope may see, for these values: one for each gap and in their order."""
        if len(values) != len(self._gaps):
            raise TypeError(f"{len(self._gaps)} values are needed, not {len(values)}.")
        here = connections[DEFAULT_DB_ALIAS]
        key = (here.vendor, scope)
        statement = self._statements[key] if key in self._statements else self._compile(here.vendor, scope)
        if statement is None:
            return []
        params = list(statement.params)
        for place, index in statement.gaps:
            params[place] = as_kept(values[index], here)
        with here.cursor() as cursor:
            cursor.execute(statement.sql, params)
            return statement.read(cursor.fetchall())

    def first(self, scope: Scope, *values: Any) -> Row | None:
        """The first row, or None."""
        return next(iter(self.rows(scope, *values)), None)

    def _compile(self, vendor: str, scope: Scope) -> _Statement | None:
        """The statement for a scope, or None for one that sees nothing of it."""
        asked = self._build(scope, *self._gaps)
        compiler = asked.query.get_compiler(connection=connection)
        made = None
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            pass
        else:
            if vendor not in self._reads:
                self._reads[vendor] = reader_of(asked, compiler)
            made = _Statement(intern(sql), tuple(params), self._places(params), self._reads[vendor])
        if len(self._statements) >= MOST_SCOPES:
            self._statements.clear()
        # A scope may come as the request's lazy one, which would keep the request.
        self._statements[vendor, scope.in_language(scope.language)] = made
        return made

    def _places(self, params: Sequence[Any]) -> tuple[tuple[int, int], ...]:
        kept = [as_kept(gap, connection) for gap in self._gaps]
        places = tuple((place, kept.index(param)) for place, param in enumerate(params) if param in kept)
        if {index for _place, index in places} != set(range(len(kept))):
            raise ValueError("A gap does not occur in the query it stands in.")
        return places

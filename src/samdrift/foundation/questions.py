"""A page's question through the gate, put into SQL once for each scope that asks it.

Building a query costs more than asking it. What the gate lets through is a pure function of the scope, and a scope
whose grants have changed is another scope: so a statement may be kept beside the scope it was written for, while no
answer ever is.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from sys import intern
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet

from samdrift.foundation.prepared import Read, as_kept, reader_of
from samdrift.foundation.scope import Scope

MOST_SCOPES = 256  # statements kept of one question; beyond, it forgets them all and begins anew
MOST_SHAPES = 1024

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


Value = UUID | int | str | date | datetime
Values = Value | Collection[Value] | None
"""What a shaped question is asked with: one value, several of a kind, or nothing."""


@dataclass(frozen=True, slots=True)
class _Written:
    """SQL with its parameters; `gaps` says which parameter is which of the values, laid side by side."""

    sql: str
    params: tuple[Any, ...]
    gaps: tuple[tuple[int, int], ...]
    read: Read


class Shaped(Generic[Row]):
    """A query that is asked in several shapes, compiled once for each scope and shape.

    A shape is which of the values are there at all, how many a set of them holds, and whatever else the text of the
    statement follows from, which is given as `form`. What the values are is no part of it: they go where the text has
    its gaps.

    Args:
        build: (scope, form, *values) → the queryset, of models or of `values_list`, which begins at the gate. It is
            given stand-ins for the values, so it may compare with them and do nothing else; a value it leaves out is
            no part of the answer. A value that is nothing, and a set that is empty, it is given as they are.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._written: dict[tuple[Any, ...], _Written | None] = {}

    def rows(self, scope: Scope, form: Hashable, *values: Values) -> list[Row]:
        """The rows this scope may see, for these values; none where no row can answer."""
        here = connections[DEFAULT_DB_ALIAS]
        key = (here.vendor, scope, form, tuple(map(_shape, values)))
        written = self._written[key] if key in self._written else self._write(key, scope, form, values)
        if written is None:
            return []
        flat = _laid(values)
        params = list(written.params)
        for place, index in written.gaps:
            kept, value = params[place], _kept(flat[index], here)
            # What the driver was told of a number's size holds for the value, too.
            params[place] = type(kept)(value) if isinstance(kept, int) else value
        with here.cursor() as cursor:
            cursor.execute(written.sql, params)
            return written.read(cursor.fetchall())

    def first(self, scope: Scope, form: Hashable, *values: Values) -> Row | None:
        """The first row, or None."""
        return next(iter(self.rows(scope, form, *values)), None)

    def _write(self, key: tuple[Any, ...], scope: Scope, form: Hashable, values: Sequence[Values]) -> _Written | None:
        stand_ins, flat = _stand_ins(values)
        asked = self._build(scope, form, *stand_ins)
        compiler = asked.query.get_compiler(connection=connection)
        made = None
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            pass
        else:
            known = {_kept(value, connection): index for index, value in enumerate(flat)}
            gaps = [(place, known.get(param)) for place, param in enumerate(params) if isinstance(param, Hashable)]
            found = tuple((place, index) for place, index in gaps if index is not None)
            made = _Written(intern(sql), tuple(params), found, reader_of(asked, compiler))
        if len(self._written) >= MOST_SHAPES:
            self._written.clear()
        # A scope may come as the request's lazy one, which would keep the request.
        self._written[key[0], scope.in_language(scope.language), *key[2:]] = made
        return made


def _shape(value: Values) -> Any:
    if value is None:
        return None
    if isinstance(value, bool):
        raise TypeError("What is true or not is part of the form.")
    if isinstance(value, str) or not isinstance(value, Collection):
        return type(value)
    return len(value), type(next(iter(value), None))


def _laid(values: Sequence[Values]) -> list[Value]:
    """All values side by side, those of a set in any order: they are given to places that are alike."""
    found: list[Value] = []
    for value in values:
        if isinstance(value, str) or not isinstance(value, Collection):
            found += [] if value is None else [value]
        else:
            found += value
    return found


def _stand_ins(values: Sequence[Values]) -> tuple[list[Values], list[Value]]:
    """Values of the same shape that occur nowhere else, as they were given and side by side."""
    made: list[Values] = []
    flat: list[Value] = []
    for value in values:
        own = [_stand_in(one, len(flat) + number) for number, one in enumerate(_laid((value,)))]
        flat += own
        several = isinstance(value, Collection) and not isinstance(value, str)
        made.append(frozenset(own) if several else own[0] if own else None)
    return made, flat


def _stand_in(value: Value, number: int) -> Value:
    if isinstance(value, datetime):
        return _LONG_AGO + timedelta(seconds=number)
    if isinstance(value, date):
        return (_LONG_AGO + timedelta(days=number)).date()
    if isinstance(value, UUID):
        return UUID(int=_APART + number)
    return f"\ufdd0{number}" if isinstance(value, str) else -_APART - number


_LONG_AGO = datetime(1583, 1, 1, tzinfo=UTC)
_APART = 77_100_000  # a number that any column of whole numbers could hold


def _kept(value: Value, here: Any) -> Any:
    """A value as the driver takes it."""
    if isinstance(value, datetime):
        return here.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return here.ops.adapt_datefield_value(value)
    return as_kept(value, here)

"""A question's narrowings put to the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from samdrift.foundation.datasets.periods import PAST, period
from samdrift.foundation.datasets.question import Question, Where
from samdrift.foundation.datasets.reading import day_from, typed
from samdrift.foundation.datasets.registry import NEVER_LEAVES, Column, Dataset
from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope


@dataclass(frozen=True, slots=True)
class Today:
    """The moment a question is asked at, and whose days it speaks of."""

    now: datetime
    zone: ZoneInfo

    @property
    def day(self) -> date:
        """The day it is there."""
        return self.now.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """The moment a day begins there."""
        return datetime.combine(day, time(), self.zone)


def rows_for(
    dataset: Dataset, scope: Scope, question: Question, today: Today, *, permission: str = "", leaving: bool = False
) -> QuerySet[Any]:
    """The rows this reader may see that pass the question's narrowings, in no order yet.

    Args:
        permission: Another than the one to see them: to take them along.
        leaving: The answer leaves the house, by a file, a mail or an open address: nothing restricted is in it.

    Raises:
        Invalid: A thing is named that is not there for this reader.
    """
    asked = permission or dataset.permission
    scope.require_somewhere(asked)
    rows = dataset.rows(scope, asked)
    if leaving:
        rows = rows.exclude(data_class__in=NEVER_LEAVES)
    columns = [column for one in question.where if (column := dataset.column(one.column))]
    rows = with_values(rows, columns)
    for one in question.where:
        column = dataset.column(one.column)
        if column is not None:
            rows = rows.filter(_test(column, one, scope, today))
    if question.words and dataset.search is not None:
        rows = rows.filter(dataset.search(scope, question.words))
    return rows


def with_values(rows: QuerySet[Any], columns: Iterable[Column]) -> QuerySet[Any]:
    """The rows with what these columns work out."""
    made = {column.ref: column.value for column in columns if column.value is not None}
    wanted = {name: value for name, value in made.items() if name not in rows.query.annotations}
    return rows.annotate(**wanted) if wanted else rows


def _test(column: Column, one: Where, scope: Scope, today: Today) -> Q:
    ref = column.ref
    match one.test:
        case "empty" | "some":
            nothing = Q(**{f"{ref}__isnull": True})
            if column.kind in ("text", "code") and not any(isinstance(code, int) for code in column.words or ()):
                nothing |= Q(**{ref: ""})
            return nothing if one.test == "empty" else ~nothing
        case "has":
            return Q(**{f"{ref}__icontains": one.values[0]})
        case "period" if one.values[0] == PAST:
            return Q(**{f"{ref}__lt": today.now if column.kind == "moment" else today.day})
        case "period":
            return between(column, today, period(one.values[0], today.day))
        case "range" if column.kind in ("moment", "day"):
            return between(column, today, stretch_of(one, today))
        case "range":
            ends = [typed(column, value) if value else None for value in one.values]
            words = (f"{ref}__gte", f"{ref}__lte")
            return Q(**{word: _as_number(end) for word, end in zip(words, ends, strict=True) if end is not None})
    found = Q(**{f"{ref}__in": _meant(column, one, scope)})
    return ~found if one.test == "not" else found


def _as_number(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


def _meant(column: Column, one: Where, scope: Scope) -> list[Any]:
    if column.things is None:
        return [_as_number(typed(column, value)) for value in one.values]
    known = column.things.keys(scope, one.values)
    if missing := [value for value in one.values if value not in known]:
        words = {"column": column.name, "value": missing[0][:40]}
        raise Invalid({one.column: _("Nothing is called “%(value)s” in “%(column)s”.") % words})
    return [key for keys in known.values() for key in keys]


def stretch_of(one: Where, today: Today) -> tuple[date | None, date | None]:
    """The first day of a narrowing and the first one after it, each None where it is open.

    Raises:
        Invalid: A day is beyond the calendar.
    """
    if one.test == "period":
        return period(one.values[0], today.day) or (None, None)
    low, high = (*one.values, "")[:2]
    first, last = period(low, today.day), period(high, today.day)
    try:
        since = first[0] if first else day_from(low) if low else None
        until = last[1] if last else day_from(high, last=True) + timedelta(days=1) if high else None
    except (ValueError, OverflowError):
        raise Invalid({one.column: _("These days are no days of a calendar.")}) from None
    return since, until


def between(column: Column, today: Today, stretch: tuple[date | None, date | None] | None) -> Q:
    """Rows whose day lies in a stretch."""
    since, until = stretch or (None, None)
    edge = today.start_of if column.kind == "moment" else (lambda day: day)
    found = Q(**{f"{column.ref}__isnull": False})
    if since is not None:
        found &= Q(**{f"{column.ref}__gte": edge(since)})
    if until is not None:
        found &= Q(**{f"{column.ref}__lt": edge(until)})
    return found

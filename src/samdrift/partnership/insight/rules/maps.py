"""How a figure is shown on a map: which mark a class of values gets, and over which days it is told."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

Row = TypeVar("Row")
UP = "up"
# The marks of one, two, three and four classes: 1 asks for the least attention, 4 for the most.
FORMS = ((), (2,), (1, 4), (1, 3, 4), (1, 2, 3, 4))
PERIODS = ("year", "quarter", "last_month", "month")


def forms(classes: int, better: str) -> tuple[int, ...]:
    """The mark of each class, the lowest values first: where high is good, low values ask for the attention.

    >>> forms(4, "down"), forms(3, "up")
    ((1, 2, 3, 4), (4, 3, 1))
    """
    return FORMS[classes][::-1] if better == UP else FORMS[classes]


def days_of(period: str, today: date) -> tuple[date, date]:
    """The days of a period, the last one left out: whole months, but for the one that runs.

    >>> [str(day) for day in days_of("year", date(2026, 3, 14))]
    ['2025-03-01', '2026-03-01']
    >>> [str(day) for day in days_of("month", date(2026, 3, 14))]
    ['2026-03-01', '2026-03-15']
    """
    first = today.replace(day=1)
    if period == "month":
        return first, date.fromordinal(today.toordinal() + 1)
    back = {"last_month": 1, "quarter": 3}.get(period, 12)
    month = first.year * 12 + first.month - 1 - back
    return date(month // 12, month % 12 + 1, 1), first


def ordered(rows: Sequence[Row], sort: str, keys: Mapping[str, Callable[[Row], Any]]) -> list[Row]:
    """Rows by one of `keys` ("-" for falling), what has nothing there last either way, else as they came."""
    key = keys.get(sort.lstrip("-"))
    if key is None:
        return list(rows)
    told = [row for row in rows if key(row) is not None]
    return sorted(told, key=key, reverse=sort.startswith("-")) + [row for row in rows if key(row) is None]

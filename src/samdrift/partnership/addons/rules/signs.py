"""What the data already says of work outside what is ordered: each sign with the numbers that make it one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

REPEATED, UNORDERED, BEYOND = "repeated", "unordered", "beyond"
KINDS = (REPEATED, UNORDERED, BEYOND)


@dataclass(frozen=True, slots=True)
class Run:
    """Days of the same thing at the same place that lie close enough together."""

    first_day: date
    last_day: date
    count: int


@dataclass(frozen=True, slots=True)
class Month:
    """What was ordered and what was done in a full month, in hours or visits."""

    month: date
    ordered: Decimal
    done: Decimal


def run_of(days: Sequence[date], *, repeats: int, within_days: int) -> Run | None:
    """The latest run of at least so many within so many days, both ends counted; None when there is none.

    T-CHG-07's way of summing small steps: a day exactly `within_days` before the last still counts, one before it not.
    """
    ordered = sorted(days)
    if not ordered:
        return None
    last = ordered[-1]
    near = [day for day in ordered if day >= last - timedelta(days=within_days)]
    return Run(near[0], last, len(near)) if len(near) >= repeats else None


def beyond(found: Mapping[date, Month], *, months: int, percent: Decimal, until: date) -> list[Month]:
    """The last full months in a row, up to the one before `until`, in which more was done than ordered.

    Nothing when they are fewer than `months`. A month counts when what was done lies more than `percent` above what
    was ordered; one in which nothing was ordered is no sign of this kind, but of work without an order.
    """
    run: list[Month] = []
    month = month_before(until)
    while month in found and _is_beyond(found[month], percent):
        run.append(found[month])
        month = month_before(month)
    return run[::-1] if len(run) >= months else []


def month_before(day: date) -> date:
    """The first day of the month before a day's."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _is_beyond(month: Month, percent: Decimal) -> bool:
    return month.ordered > 0 and month.done > month.ordered * (100 + percent) / 100

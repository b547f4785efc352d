"""Whole months, and the price levels that years and months are called by."""

import re
from calendar import monthrange
from datetime import date

MOST_MONTHS = 36
LEVEL = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?")


def months_of(first: date, last: date) -> list[date]:
    """The first days of the whole months between two days; none where they are not whole months, or too many."""
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1] or last < first:
        return []
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count > MOST_MONTHS:
        return []
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]


def last_day(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def level_of(first: date, last: date) -> str:
    """The price level a period is usually told at: a calendar year by its year, anything else by its last month."""
    whole_year = first.year == last.year and (first.month, last.month) == (1, 12)
    return str(first.year) if whole_year else f"{last:%Y-%m}"


def is_level(text: str) -> bool:
    """Whether a text names a year or a month, such as 2025 or 2025-07."""
    return LEVEL.fullmatch(text) is not None


def name_of(first: date, last: date) -> str:
    """A period by its months: 2025, 2025-03 or 2025-03/2025-08."""
    if first.year == last.year and (first.month, last.month) == (1, 12):
        return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first:%Y-%m}/{last:%Y-%m}"

"""Which days a report speaks of, and when it is drafted."""

from datetime import date, timedelta

MONTHLY, STEERING = "monthly", "steering"
MONTHS = {MONTHLY: 1, STEERING: 3}
DRAFT_DAY = 10
QUARTERS = (1, 4, 7, 10)


def after(first: date, months: int) -> date:
    """The first of the month so many months later."""
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def last_of(kind: str, first: date) -> date:
    """The last day of a period that begins on `first`."""
    return after(first, MONTHS[kind]) - timedelta(days=1)


def is_first(kind: str, day: date) -> bool:
    """Whether a period of this kind may begin on a day: the first of a month, or of a quarter."""
    return day.day == 1 and (kind == MONTHLY or day.month in QUARTERS)


def due_on(day: date) -> list[tuple[str, date]]:
    """The reports that shall stand in draft on a day: from the tenth on that of the month, or quarter, before."""
    if day.day < DRAFT_DAY:
        return []
    month = after(day.replace(day=1), -1)
    found = [(MONTHLY, month)]
    if day.month in QUARTERS:
        found.append((STEERING, after(day.replace(day=1), -3)))
    return found


def name_of(kind: str, first: date) -> str:
    """A period as people write it: 2025-03, or 2025-Q1."""
    return f"{first:%Y-%m}" if kind == MONTHLY else f"{first.year}-Q{(first.month - 1) // 3 + 1}"

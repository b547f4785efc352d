"""What becomes of a plan's days while its place is closed, and how often it comes when its visits are other ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from samdrift.operations.planning.rules.days import Day, nominal_days
from samdrift.operations.planning.rules.terms import CALENDAR, FLOATING, Terms

ONE_DAY = timedelta(days=1)
YEAR = 365
LONGEST_RUN_OFF = 21
UNIT_DAYS = {"days": Decimal(1), "weeks": Decimal(7), "months": Decimal(YEAR) / 12, "years": Decimal(YEAR)}


@dataclass(frozen=True, slots=True)
class Rest:
    """From a day to a day, or without a last one for good."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        """Whether it covers a day."""
        return self.first <= day and (self.last is None or day <= self.last)


def rest_from(kept: Mapping[str, Any]) -> Rest:
    """A rest as a plan keeps it."""
    until = kept["until"]
    return Rest(date.fromisoformat(kept["from"]), date.fromisoformat(until) if until else None)


def awake(
    named: Sequence[Day],
    rests: Sequence[Mapping[str, Any]],
    works: Callable[[date], bool],
    statutory: bool,  # noqa: FBT001
) -> list[Day]:
    """The days that are left of a plan when its place rests.

    What falls into a rest is done once, on the first working day after it, unless the plan comes by itself before its
    next tolerance is over; what falls after a service was given up is not done at all. What the law demands waits for
    no closure: only a place given up ends it.
    """
    found = list(named)
    if not rests:
        return found
    for rest in sorted(map(rest_from, rests), key=lambda one: one.first):
        inside = [day for day in found if rest.holds(day.due)]
        if rest.last is None:
            found = [day for day in found if not rest.holds(day.due)]
        elif inside and not statutory:
            found = [day for day in found if day not in inside]
            moved = _after(inside[-1], rest.last, works)
            if not any(rest.last < day.due <= moved.window_to for day in found):
                found.append(moved)
    return sorted(found)


def _after(day: Day, last: date, works: Callable[[date], bool]) -> Day:
    due = last + ONE_DAY
    for ahead in range(LONGEST_RUN_OFF):
        if works(due + timedelta(days=ahead)):
            due += timedelta(days=ahead)
            break
    tolerance = day.window_to - day.due
    return replace(day, due=due, window_from=last + ONE_DAY, window_to=due + tolerance)


def as_often(terms: Terms, before: Decimal, after: Decimal, from_day: date) -> Terms | None:
    """A plan's terms when its service comes `after` times a year instead of `before`; None where they stay.

    Only what comes by the calendar or so long after it was last done follows; what the law demands follows no order.
    """
    if terms.statutory or before <= 0 or after <= 0 or before == after or terms.trigger not in (CALENDAR, FLOATING):
        return None
    step = _step(terms, from_day) * before / after
    if step <= 0:
        return None
    days = max(int(step.quantize(Decimal(1), rounding=ROUND_HALF_UP)), 1)
    if terms.trigger == FLOATING:
        return replace(terms, every=days, unit="days")
    return replace(terms, rule=f"FREQ=DAILY;INTERVAL={days}", anchor=from_day, added=(), removed=())


def _step(terms: Terms, day: date) -> Decimal:
    """How many days lie between two of a plan, on the average of a year; 0 when it never comes."""
    if terms.trigger == FLOATING:
        return Decimal(terms.every) * UNIT_DAYS[terms.unit]
    begin = max(day, terms.anchor)
    many = len(nominal_days(replace(terms, until=None, added=(), removed=()), begin, begin + timedelta(days=2 * YEAR)))
    return Decimal(2 * YEAR) / many if many else Decimal(0)

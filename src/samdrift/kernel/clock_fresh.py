"""When a promise to which nothing has happened yet is due: asked most often, and answered with one look at the hours.

The same as `kernel.clock` says by its general rules, to which everything goes on that is not found at once.
"""

from samdrift.kernel.calendars import Calendar
from samdrift.kernel.clock import allowance, close_of_business, due_moment, moment_after
from samdrift.kernel.opening import opening
from samdrift.kernel.targets import CalendarDays, Target, WorkingDays, WorkingTime

_SECOND, _DAY = 1_000_000, 86_400


def share_of(allowed: int, percent: int) -> int:
    """A share of an allowance in microseconds, rounded up.

    Raises:
        ValueError: The share is none.
    """
    if not 1 <= percent <= 100:
        raise ValueError("the share from which on a promise is at risk is 1 to 100 per cent")
    return -(-allowed * percent // 100)


def fresh_moments(begun: int, target: Target, calendar: Calendar, percent: int) -> tuple[int, int]:
    """When a promise is due that began at a moment, and when the given share of what it allows is used.

    Raises:
        OutsideCalendar, NeverDue: As for `kernel.clock.due_at`.
    """
    if isinstance(target, CalendarDays):
        allowed = allowance(begun, target, calendar)
        return begun + allowed, begun + share_of(allowed, percent)
    due: int | None
    if isinstance(target, WorkingDays):
        due, hours = close_of_business(begun, target, calendar)
        passed = hours.position(begun)
        allowed = hours.position(due) - passed
    else:
        hours = opening(calendar, begun, begun)
        passed, allowed = hours.position(begun), _microseconds(target)
        due = hours.moment_at(passed + allowed)
    at_risk = hours.moment_at(passed + share_of(allowed, percent))
    if due is None or at_risk is None or calendar.at_close != "closing":
        at_risk = moment_after(begun, share_of(allowed, percent), target, calendar, ())
        return due_moment(begun, target, calendar, ()), at_risk
    return due, at_risk


def _microseconds(target: WorkingTime) -> int:
    amount = target.amount
    return (amount.days * _DAY + amount.seconds) * _SECOND + amount.microseconds

"""When a promise to which nothing has happened yet is due: asked most often, and answered with one look at the hours.

The same as `kernel.clock` says by its general rules, to which everything goes on that is not found at once.
"""

from bisect import bisect_right
from collections.abc import Sequence

from samdrift.kernel.calendars import Calendar
from samdrift.kernel.clock import (
    accepted_until,
    allowance,
    close_of_business,
    consumed,
    due_moment,
    joined,
    moment_after,
)
from samdrift.kernel.local_time import NEVER
from samdrift.kernel.opening import Opening, opening
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


class FreshClock:
    """A clock of one target and calendar for many promises: what it found of a day it does not look for again."""

    def __init__(self, target: Target, calendar: Calendar, percent: int) -> None:
        self._target, self._calendar, self._percent = target, calendar, percent
        self._general = isinstance(target, CalendarDays) or calendar.at_close != "closing"
        self._allowed = _microseconds(target) if isinstance(target, WorkingTime) else 0
        self._share = share_of(self._allowed, percent)
        self._hours: Opening | None = None
        self._days: dict[int, _Day] = {}

    def moments(self, begun: int) -> tuple[int, int]:
        """When a promise is due that began at a moment, and when it is at risk, as `fresh_moments` tells them.

        Raises:
            OutsideCalendar, NeverDue: As for `kernel.clock.due_at`.
        """
        hours = self._hours
        if self._general:
            return fresh_moments(begun, self._target, self._calendar, self._percent)
        if hours is None or not hours.begins <= begun <= hours.ends:
            hours = self._hours = opening(self._calendar, begun, begun)
            self._days.clear()
        passed = hours.position(begun)
        due: int | None
        if self._allowed:
            due, share = hours.moment_at(passed + self._allowed), self._share
        else:
            due, reached = self._close_of_business(begun, hours)
            share = -(-(reached - passed) * self._percent // 100)  # `share_of`, of a percentage that was looked at
        at_risk = hours.moment_at(passed + share)
        if due is None or at_risk is None:
            return fresh_moments(begun, self._target, self._calendar, self._percent)
        return due, at_risk

    def paused(self, begun: int, stop: int | None, pauses: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
        """When a promise is due, when it is at risk, and the time of its own in which it stood, by pauses that ended.

        The same as `kernel.clock_state` says of a promise to which nothing happened but these.

        Args:
            stop: When it was kept; None while it is open.
        """
        target, calendar = self._target, self._calendar
        still = joined(pauses, begun, NEVER if stop is None else stop)
        due = due_moment(begun, target, calendar, still)
        share = share_of(allowance(begun, target, calendar), self._percent)
        end = max(begun, *(ended for _begun, ended in pauses)) if stop is None else stop
        stood = consumed(begun, end, target, calendar, ()) - consumed(begun, end, target, calendar, still)
        return due, moment_after(begun, share, target, calendar, still), stood

    def _close_of_business(self, begun: int, hours: Opening) -> tuple[int | None, int]:
        """The close of business a promise of working days is due at, and the open time passed then."""
        day = bisect_right(hours.midnights, begun)
        if day not in self._days:
            self._days[day] = self._day(day, hours)
        until, in_time, later = self._days[day]
        return later if begun >= until else in_time

    def _day(self, day: int, hours: Opening) -> "_Day":
        target = self._target
        if not isinstance(target, WorkingDays) or day + target.days + 1 >= len(hours.days):
            return 0, (None, 0), (None, 0)
        in_time, later = hours.closings[day + target.days], hours.closings[day + target.days + 1]
        until = accepted_until(day, target, hours)
        return until, (in_time, hours.position(in_time)), (later, hours.position(later))


_Day = tuple[int, tuple[int | None, int], tuple[int | None, int]]
"""Until when what comes in counts as received on a day, and what promises come to before and after."""

"""When a promise to which nothing has happened yet is due: asked most often, and answered with one look at the hours.

The same as `kernel.clock` says by its general rules, to which everything goes on that is not found at once.
"""

from bisect import bisect_left, bisect_right
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
from samdrift.kernel.local_time import DAY, NEVER
from samdrift.kernel.opening import Opening, opening
from samdrift.kernel.targets import CalendarDays, Target, WorkingDays, WorkingTime

_SECOND, _SECONDS = 1_000_000, 86_400
_KEPT = 10_000
"""How many runs of beginnings a clock remembers: some years of them."""
_STANDS, _MOVES, _SHARES = range(3)
_Run = tuple[int, int, int, int, int, int, tuple[int, ...], tuple[int, ...]]
"""The first and last beginning of a run and how it is reckoned. A promise is due and at risk at two moments that stand,
or so much after it began, or it is due at a moment that stands and at risk by the share of the open time until then:
from when that counts, how much has passed when it is due, and the open spans, as `Opening` has them."""


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
    return (amount.days * _SECONDS + amount.seconds) * _SECOND + amount.microseconds


class FreshClock:
    """A clock of one target and calendar for many promises: what it found of a day it does not look for again."""

    def __init__(self, target: Target, calendar: Calendar, percent: int) -> None:
        self._target, self._calendar, self._percent = target, calendar, percent
        self._general = isinstance(target, CalendarDays) or calendar.at_close != "closing"
        self._allowed = _microseconds(target) if isinstance(target, WorkingTime) else 0
        self._share = share_of(self._allowed, percent)
        self._hours: Opening | None = None
        self._days: dict[int, _Day] = {}
        self._runs: dict[int, list[_Run]] = {}
        """Beginnings for which the same sum gives the answer, by the day they lie on: a look at one place in memory,
        where searching all the hours of a calendar takes a dozen."""
        self._many = 0

    def moments(self, begun: int) -> tuple[int, int]:
        """When a promise is due that began at a moment, and when it is at risk, as `fresh_moments` tells them.

        Raises:
            OutsideCalendar, NeverDue: As for `kernel.clock.due_at`.
        """
        for first, last, kind, due, second, reached, starts, before in self._runs.get(begun // DAY, ()):
            if first <= begun <= last:
                if kind == _MOVES:
                    return begun + due, begun + second
                if kind == _SHARES:
                    passed = begun - second
                    at = passed - (passed - reached) * self._percent // 100  # `share_of`, of a checked percentage
                    span = bisect_left(before, at) - 1
                    second = starts[span] + at - before[span]
                return due, second
        return self._looked_up(begun)

    def _looked_up(self, begun: int) -> tuple[int, int]:
        hours = self._hours
        if self._general:
            return fresh_moments(begun, self._target, self._calendar, self._percent)
        if hours is None or not hours.begins <= begun <= hours.ends:
            hours = self._hours = opening(self._calendar, begun, begun)
            self._days.clear()
        passed = hours.position(begun)
        due: int | None
        if self._allowed:
            reached = passed + self._allowed
            due, share = hours.moment_at(reached), self._share
        else:
            due, reached = self._close_of_business(begun, hours)
            share = -(-(reached - passed) * self._percent // 100)  # `share_of`, of a percentage that was looked at
        at_risk = hours.moment_at(passed + share)
        if due is None or at_risk is None:
            return fresh_moments(begun, self._target, self._calendar, self._percent)
        if self._many < _KEPT:
            self._many += 1
            self._keep(begun, hours, (due, reached), (at_risk, passed + share))
        return due, at_risk

    def _keep(self, begun: int, hours: Opening, due: tuple[int, int], at_risk: tuple[int, int]) -> None:
        """Keep the run of beginnings about one.

        Args:
            due, at_risk: What was found, each with the open time passed then.
        """
        span = bisect_right(hours.stops, begun)
        started, is_open = hours.starts[span], hours.starts[span] < begun
        if is_open:
            first, last = started, hours.stops[span] - 1
        else:  # whatever comes in waits for the opening
            first, last = hours.stops[span - 1] if span else hours.begins, min(started, hours.ends)
        kind, after, counted_from, upto = _STANDS, 0, 0, span
        if not self._allowed:
            day = bisect_right(hours.midnights, begun)
            until = self._days[day][0]
            early = hours.midnights[day - 1] if day else hours.begins
            first = max(first, until if begun >= until else early, early)
            last = min(last, hours.midnights[day] - 1, last if begun >= until else until - 1)
            if is_open:
                kind, counted_from, upto = _SHARES, started - hours.before[span], bisect_left(hours.before, due[1])
        elif is_open:
            kind, after = _MOVES, begun
            for _moment, reached in (due, at_risk):  # as long as it ends in the same span
                within = bisect_left(hours.before, reached) - 1
                first = max(first, begun - (reached - hours.before[within]) + 1)
                last = min(last, begun + hours.before[within + 1] - reached)
        second = counted_from if kind == _SHARES else at_risk[0] - after
        run = first, last, kind, due[0] - after, second, due[1], hours.starts[span:upto], hours.before[span:upto]
        self._runs.setdefault(begun // DAY, []).append(run)

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

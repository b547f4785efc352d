"""The three clocks of a promise: working time, calendar days at the same wall-clock time, and working days.

    due_at(start, WorkingTime(timedelta(hours=4)), calendar)     counts only while the calendar is open
    due_at(start, CalendarDays(120), calendar)                   the same wall-clock time, 120 dates later
    due_at(start, WorkingDays(5), calendar)                      close of business of the fifth working day after

All are exact to the microsecond. A moment may be any aware datetime; a naive one is local to the calendar and refused
where the clock skips or repeats it. Answers are in UTC. `kernel.clock_many` gives the same for millions at once.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from samdrift.kernel.calendars import Calendar
from samdrift.kernel.local_time import (
    DAY,
    EPOCH_DAY,
    NEVER,
    SECOND,
    WallClock,
    datetime_of,
    moment_of,
    wall_clock,
    zone_named,
)
from samdrift.kernel.opening import Opening, further, opening
from samdrift.kernel.targets import CalendarDays, Target, WorkingDays, WorkingTime

_MICROSECOND = timedelta(microseconds=1)
_LONGEST_SEARCH = 50 * 366 * DAY
_DECADE = 3653 * DAY
Spells = tuple[tuple[int, int], ...]


class NeverDue(ValueError):
    """The calendar does not open often enough for the promise to be due within fifty years."""


class PauseStillOpen(ValueError):
    """A pause without an end was reached before the due time, so there is no due time yet."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch in which the clock stands still: from `start` up to, not including, `end`; None is not yet ended."""

    start: datetime
    end: datetime | None = None


def due_at(start: datetime, target: Target, calendar: Calendar, pauses: Iterable[Spell] = ()) -> datetime:
    """The moment up to which, itself included, the promise is kept.

    A pause moves it by the time it stopped: open time for the working clocks, elapsed time for calendar days.

    Raises:
        OutsideCalendar: The promise runs over dates which the calendar does not cover.
        NeverDue: The calendar hardly ever opens.
        PauseStillOpen: It depends on when a pause ends.
    """
    zone = zone_named(calendar.timezone)
    begun = moment_of(start, zone)
    stopped = spells_within(pauses, begun, NEVER, calendar) if pauses else ()
    return datetime_of(due_moment(begun, target, calendar, stopped))


def open_time(start: datetime, end: datetime, calendar: Calendar, pauses: Iterable[Spell] = ()) -> timedelta:
    """The time between two moments that is open and not paused, as it really elapsed: a spring night is an hour short.

    Returns:
        None at all when `end` lies before `start`.
    """
    zone = zone_named(calendar.timezone)
    begun, ended = moment_of(start, zone), moment_of(end, zone)
    if ended <= begun:
        return timedelta()
    hours = opening(calendar, begun, ended)
    passed = hours.position(ended) - hours.position(begun)
    for paused, resumed in spells_within(pauses, begun, ended, calendar) if pauses else ():
        passed -= hours.position(resumed) - hours.position(paused)
    return timedelta(microseconds=passed)


def spells_within(pauses: Iterable[Spell], start: int, stop: int, calendar: Calendar) -> Spells:
    """The union of the pauses between two moments, in order and apart; an open one lasts to `stop`.

    Raises:
        ValueError: A pause ends before it begins.
    """
    zone = zone_named(calendar.timezone)
    return joined((_moments(pause, stop, zone) for pause in pauses), start, stop)


def joined(spells: Iterable[tuple[int, int]], start: int, end: int) -> Spells:
    """The spells between two moments, overlapping ones joined."""
    union: list[tuple[int, int]] = []
    for begun, ended in sorted(spells):
        begun, ended = max(begun, start), min(ended, end)
        if union and begun <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], ended))
        elif begun < ended:
            union.append((begun, ended))
    return tuple(union)


def due_moment(begun: int, target: Target, calendar: Calendar, stopped: Sequence[tuple[int, int]]) -> int:
    """The same as `due_at` between moments; `stopped` are pauses as `spells_within` gives them."""
    if isinstance(target, WorkingTime):
        return as_written(_worked(begun, target.amount // _MICROSECOND, calendar, stopped), calendar)
    if isinstance(target, WorkingDays) and not stopped:
        return as_written(close_of_business(begun, target, calendar)[0], calendar)
    due = moment_after(begun, allowance(begun, target, calendar), target, calendar, stopped)
    return due if isinstance(target, CalendarDays) else as_written(due, calendar)


def allowance(begun: int, target: Target, calendar: Calendar) -> int:
    """The microseconds the promise allows: open time for the working clocks, elapsed time for calendar days."""
    if isinstance(target, WorkingTime):
        return target.amount // _MICROSECOND
    if isinstance(target, CalendarDays):
        return same_time_later(begun, target.days, calendar.timezone) - begun
    due, hours = close_of_business(begun, target, calendar)
    return hours.position(due) - hours.position(begun)


def consumed(begun: int, ended: int, target: Target, calendar: Calendar, stopped: Sequence[tuple[int, int]]) -> int:
    """How much of the allowance has passed between two moments, outside the `stopped` spells."""
    if ended <= begun:
        return 0
    spells = [(max(paused, begun), min(resumed, ended)) for paused, resumed in stopped]
    spells = [(paused, resumed) for paused, resumed in spells if paused < resumed]
    if isinstance(target, CalendarDays):
        return ended - begun - sum(resumed - paused for paused, resumed in spells)
    hours = opening(calendar, begun, ended)
    still = sum(hours.position(resumed) - hours.position(paused) for paused, resumed in spells)
    return hours.position(ended) - hours.position(begun) - still


def moment_after(begun: int, need: int, target: Target, calendar: Calendar, stopped: Sequence[tuple[int, int]]) -> int:
    """The first moment at which `need` microseconds of the target's own time have passed since `begun`."""
    if isinstance(target, CalendarDays):
        return _elapsed(begun, begun + need, stopped)
    return _worked(begun, need, calendar, stopped)


def as_written(due: int, calendar: Calendar) -> int:
    """The due time by the calendar's rule for what falls exactly on closing."""
    if calendar.at_close == "closing":
        return due
    hours = opening(calendar, due, due)
    while (opens := hours.next_opening(due)) is None:
        hours = searched_further(due, due, hours, calendar)
    return opens


def same_time_later(begun: int, days: int, timezone: str) -> int:
    """The moment that shows the same wall-clock time `days` dates later.

    A time the clock skips that day becomes the moment of the jump; one it repeats is the first pass.
    """
    clock = zone_clock(timezone, begun, begun + days * DAY)
    return clock.first_showing(clock.reading(begun) + days * DAY)


def _worked(begun: int, need: int, calendar: Calendar, stopped: Sequence[tuple[int, int]]) -> int:
    """When `need` open microseconds outside the `stopped` spells have passed since `begun`."""
    hours = opening(calendar, begun, begun)
    while True:
        goal = hours.position(begun) + need
        for paused, resumed in stopped:
            reached = hours.position(paused)
            if goal <= reached or paused >= hours.ends:
                break
            if resumed >= NEVER:
                raise PauseStillOpen("a pause without an end was reached before the due time")
            goal += hours.position(resumed) - reached
        due = hours.moment_at(goal)
        if due is not None:
            return due
        hours = searched_further(begun, begun, hours, calendar)


def _elapsed(begun: int, due: int, stopped: Sequence[tuple[int, int]]) -> int:
    for paused, resumed in stopped:
        if due <= paused:
            break
        if resumed >= NEVER:
            raise PauseStillOpen("a pause without an end was reached before the due time")
        due += resumed - paused
    return due


def close_of_business(begun: int, target: WorkingDays, calendar: Calendar) -> tuple[int, Opening]:
    """Closing time on the last working day of the promise, and the hours it was found in."""
    hours = opening(calendar, begun, begun)
    while True:
        first = bisect_right(hours.midnights, begun)
        if first < len(hours.days) and begun >= accepted_until(first, target, hours):
            first += 1
        if first + target.days < len(hours.days):
            return hours.closings[first + target.days], hours
        hours = searched_further(begun, begun, hours, calendar)


def accepted_until(day: int, target: WorkingDays, hours: Opening) -> int:
    """The moment from which on a receipt counts for the next working day."""
    if target.cut_off is None:
        return hours.closings[day]
    cut_off = hours.clock.first_showing((hours.days[day] - EPOCH_DAY) * DAY + target.cut_off * SECOND)
    return min(cut_off, hours.closings[day]) if target.days == 0 else cut_off


def searched_further(first: int, last: int, hours: Opening, calendar: Calendar) -> Opening:
    """Longer hours for promises given from `first` to `last` that are not due within `hours`.

    Raises:
        NeverDue: They reach fifty years beyond `last` already.
        OutsideCalendar: The calendar ends where they end.
    """
    if hours.ends - last > _LONGEST_SEARCH:
        raise NeverDue("the calendar does not open often enough for this promise within fifty years")
    return further(calendar, first, hours)


def zone_clock(timezone: str, first: int, last: int) -> WallClock:
    """The wall clock of a zone at least from one moment to another, kept by decades."""
    return _decades(timezone, first // _DECADE, last // _DECADE)


@lru_cache(maxsize=64)
def _decades(timezone: str, first: int, last: int) -> WallClock:
    begins, ends = (datetime_of(max(decade, 0) * _DECADE).date() for decade in (first, last + 1))
    return wall_clock(zone_named(timezone), begins, ends)


def _moments(pause: Spell, stop: int, zone: ZoneInfo) -> tuple[int, int]:
    begun = moment_of(pause.start, zone)
    ended = stop if pause.end is None else moment_of(pause.end, zone)
    if ended < begun and pause.end is not None:
        raise ValueError(f"a pause ends at {pause.end}, before it begins at {pause.start}")
    return begun, ended

"""The three clocks for millions at once, with numpy; the same answers as `kernel.clock`, to the microsecond.

Moments are arrays of `datetime64` in UTC, or whole microseconds since 1970 as `int64`. Time is cut into slots short
enough that no slot meets two open spans; three numbers a slot then give the open time up to any moment in it without a
search:

    open time before t  =  clip(t - shift[slot], least[slot], most[slot])
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samdrift.kernel.calendars import Calendar
from samdrift.kernel.clock import searched_further, zone_clock
from samdrift.kernel.local_time import DAY, EPOCH_DAY, NEVER, SECOND, WallClock
from samdrift.kernel.opening import Opening, opening
from samdrift.kernel.targets import CalendarDays, Target, WorkingDays, WorkingTime

Moments = NDArray[Any]
Ints = NDArray[np.int64]
_BLOCK = 1 << 14
_MOST_SLOTS = 1 << 18
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Pauses:
    """Pauses of many clocks; several of one clock may overlap, and none is open-ended.

    Attributes:
        owner: Which clock each pause belongs to, as its index; sorted by owner and start is quickest.
        start, end: Moments.
    """

    owner: NDArray[np.integer[Any]]
    start: Moments
    end: Moments


def open_time_many(starts: Moments, ends: Moments, calendar: Calendar, pauses: Pauses | None = None) -> Ints:
    """The open, unpaused microseconds between each start and end; 0 where the end lies before the start."""
    begun, ended = _micros(starts), _micros(ends)
    if begun.shape != ended.shape:
        raise ValueError(f"there are {len(begun)} starts and {len(ended)} ends")
    if not len(begun):
        return np.zeros(0, np.int64)
    hours = opening(calendar, int(min(begun.min(), ended.min())), int(max(begun.max(), ended.max())))
    sums = _sums(hours)
    passed = sums.between(begun, ended)
    for layer in _layers(pauses, len(begun)):
        first, last = begun[layer.owner], ended[layer.owner]
        since, until = (sums.positions(np.clip(edge, first, last)) for edge in (layer.start, layer.end))
        passed[layer.owner] -= np.maximum(until - layer.uncovered(since, until), 0)
    return passed


def due_at_many(starts: Moments, target: Target, calendar: Calendar, pauses: Pauses | None = None) -> NDArray[Any]:
    """The due time of each start under one target, as `datetime64[us]` in UTC.

    Raises:
        OutsideCalendar, NeverDue: As for `kernel.clock.due_at`, if it holds for any of them.
    """
    begun = _micros(starts)
    if not len(begun):
        return np.zeros(0, "M8[us]")
    first, last = int(begun.min()), int(begun.max())
    if isinstance(target, CalendarDays):
        clock = zone_clock(calendar.timezone, first, last + target.days * DAY)
        due = _first_showing(clock, _readings(clock, begun) + target.days * DAY)
        return _moved(due, begun, pauses, lambda moments: moments).view("M8[us]")
    hours = opening(calendar, first, last)
    while True:
        found = _worked(begun, target, hours, pauses)
        if found is not None and calendar.at_close == "next_opening":
            found = _next_openings(found, hours)
        if found is not None:
            return found.view("M8[us]")
        hours = searched_further(first, last, hours, calendar)


def moments_after_many(
    starts: Moments, needs: Ints, target: Target, calendar: Calendar, pauses: Pauses | None = None
) -> NDArray[Any]:
    """The first moment at which so many microseconds of the target's own time have passed since each start.

    The same as `kernel.clock.moment_after`; errors as for `due_at_many`.
    """
    begun = _micros(starts)
    if not len(begun):
        return np.zeros(0, "M8[us]")
    if isinstance(target, CalendarDays):
        return _moved(begun + needs, begun, pauses, lambda moments: moments).view("M8[us]")
    first, last = int(begun.min()), int(begun.max())
    hours = opening(calendar, first, last)
    while True:
        sums = _sums(hours)
        found = _reached(_moved(sums.positions(begun) + needs, begun, pauses, sums.positions), hours)
        if found is not None:
            return found.view("M8[us]")
        hours = searched_further(first, last, hours, calendar)


def allowances_many(starts: Moments, target: Target, calendar: Calendar) -> Ints:
    """What the target allows each start in its own time, in microseconds; as `kernel.clock.allowance`."""
    begun = _micros(starts)
    if isinstance(target, WorkingTime):
        return np.full(len(begun), _amount(target), np.int64)
    if not len(begun):
        return np.zeros(0, np.int64)
    if isinstance(target, CalendarDays):
        return due_at_many(begun, target, calendar).view(np.int64) - begun
    first, last = int(begun.min()), int(begun.max())
    hours = opening(calendar, first, last)
    while (due := _closes_of_business(begun, target, hours)) is None:
        hours = searched_further(first, last, hours, calendar)
    sums = _sums(hours)
    return sums.positions(due) - sums.positions(begun)


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """The sums of a calendar's opening hours, by slots of 2**`bits` microseconds, or by spans where `bits` is None.

    `less` holds the sums of short breaks: 12:00-12:01 is cheaper taken off a long day than given slots of a minute.
    """

    bits: int | None
    first: int
    shift: Ints
    least: Ints
    most: Ints
    stops: Ints
    less: "_Sums | None"

    def positions(self, moments: Ints) -> Ints:
        """`Opening.position` of each moment."""
        found = np.empty(len(moments), np.int64)
        room = np.empty((2, _BLOCK), np.int64)
        for at in range(0, len(moments), _BLOCK):
            self._fill(found[at : at + _BLOCK], moments[at : at + _BLOCK], room)
        return found

    def between(self, begun: Ints, ended: Ints) -> Ints:
        """The open time between the moments of each pair, 0 where they stand in the wrong order."""
        passed = np.empty(len(begun), np.int64)
        room = np.empty((3, _BLOCK), np.int64)
        for at in range(0, len(begun), _BLOCK):
            block, before = passed[at : at + _BLOCK], room[2, : len(begun) - at]
            self._fill(block, ended[at : at + _BLOCK], room)
            self._fill(before, begun[at : at + _BLOCK], room)
            block -= before
            np.maximum(block, 0, out=block)
        return passed

    def _fill(self, found: Ints, moments: Ints, room: Ints) -> None:
        """Write the positions of one block, small enough for all of this to stay in the processor's cache."""
        slot, part = room[0, : len(found)], room[1, : len(found)]
        if self.bits is None:
            slot[:] = np.searchsorted(self.stops, moments, side="right")
        else:
            np.right_shift(moments, self.bits, out=slot)
            slot -= self.first
        np.take(self.shift, slot, out=part, mode="clip")
        np.subtract(moments, part, out=found)
        np.take(self.least, slot, out=part, mode="clip")
        np.maximum(found, part, out=found)
        np.take(self.most, slot, out=part, mode="clip")
        np.minimum(found, part, out=found)
        if self.less is not None:
            breaks = np.empty_like(found)
            self.less._fill(breaks, moments, room)
            found -= breaks


@lru_cache(maxsize=32)
def _sums(hours: Opening) -> _Sums:
    return _sums_of(np.array(hours.starts[:-1], np.int64), np.array(hours.stops, np.int64), hours, 0)


def _sums_of(starts: Ints, stops: Ints, hours: Opening, taken_off: int) -> _Sums:
    """The sums of some spans, in the longest slots that never meet two of them."""
    gaps = starts[1:] - stops[:-1]
    least_gap = (hours.ends - hours.begins) // _MOST_SLOTS + 1
    less = None
    if taken_off < 2 and gaps.min(initial=NEVER) < least_gap:
        short = np.flatnonzero(gaps < least_gap)
        less = _sums_of(stops[short], starts[short + 1], hours, taken_off + 1)
        starts, stops = np.delete(starts, short + 1), np.delete(stops, short)
        gaps = starts[1:] - stops[:-1]
    before = np.concatenate(([0], np.cumsum(stops - starts)))
    shift, least, most = np.append(starts, NEVER) - before, before, np.append(before[1:], before[-1])
    shortest = int(gaps.min(initial=NEVER))
    if shortest < least_gap:
        return _Sums(None, 0, shift, least, most, stops, less)
    bits = shortest.bit_length() - 1
    first, last = hours.begins >> bits, hours.ends >> bits
    span = np.searchsorted(stops, np.arange(first, last + 1) << bits, side="right")
    return _Sums(bits, first, shift[span], least[span], most[span], stops, less)


def _worked(begun: Ints, target: Target, hours: Opening, pauses: Pauses | None) -> Ints | None:
    """The due times of a working clock, or None when `hours` do not reach far enough for all of them."""
    sums = _sums(hours)
    if isinstance(target, WorkingDays):
        due = _closes_of_business(begun, target, hours)
        if due is None or pauses is None:
            return due
        goal = sums.positions(due)
    else:
        goal = sums.positions(begun) + _amount(target)
    return _reached(_moved(goal, begun, pauses, sums.positions), hours)


def _reached(goal: Ints, hours: Opening) -> Ints | None:
    """The moments at which the open time sums up to each goal, or None when `hours` do not reach far enough."""
    if goal.max() > hours.before[-1]:
        return None
    before, starts = np.array(hours.before, np.int64), np.array(hours.starts, np.int64)
    span = np.searchsorted(before, goal, side="left") - 1
    return np.asarray(starts[span] + goal - before[span], np.int64)


def _moved(goal: Ints, begun: Ints, pauses: Pauses | None, position: Callable[[Ints], Ints]) -> Ints:
    """The goals, each moved on by the pauses that it meets on its way."""
    for layer in _layers(pauses, len(begun)):
        paused = np.maximum(layer.start, begun[layer.owner])
        since, until = position(paused), position(np.maximum(layer.end, paused))
        since = layer.uncovered(since, until)
        reached = goal[layer.owner]
        goal[layer.owner] = reached + np.where(reached > since, np.maximum(until - since, 0), 0)
    return goal


def _closes_of_business(begun: Ints, target: WorkingDays, hours: Opening) -> Ints | None:
    """Closing time on the last working day of each promise, or None when `hours` do not reach that far."""
    closings, midnights = np.array(hours.closings, np.int64), np.array(hours.midnights, np.int64)
    accepted_until = closings
    if target.cut_off is not None:
        cut_offs = (np.array(hours.days, np.int64) - EPOCH_DAY) * DAY + target.cut_off * SECOND
        accepted_until = _first_showing(hours.clock, cut_offs)
        if target.days == 0:
            accepted_until = np.minimum(accepted_until, closings)
    day = np.searchsorted(midnights, begun, side="right")
    if day.max() >= len(closings):
        return None
    day += begun >= accepted_until[day]
    day += target.days
    return closings[day] if day.max() < len(closings) else None


def _next_openings(due: Ints, hours: Opening) -> Ints | None:
    """Each due time, those on closing moved to the next opening; None when that lies beyond `hours`."""
    span = np.searchsorted(np.array(hours.stops, np.int64), due, side="right")
    if span.max() >= len(hours.stops):
        return None
    opens: Ints = np.maximum(np.array(hours.starts, np.int64)[span], due)
    return opens


@dataclass(frozen=True, slots=True)
class _Layer:
    """One pause of each clock that has so many: the first of each, then the second of each, and so on.

    `covered` is how far the earlier pauses of the same clock reach, so that what overlaps is counted once.
    """

    owner: Ints
    start: Ints
    end: Ints
    group: Ints
    covered: Ints

    def uncovered(self, since: Ints, until: Ints) -> Ints:
        """Where the part begins that no earlier pause of the same clock has covered."""
        if not len(self.covered):
            return since
        reached = self.covered[self.group]
        self.covered[self.group] = np.maximum(reached, until)
        return np.maximum(since, reached)


def _layers(pauses: Pauses | None, clocks: int) -> Iterator[_Layer]:
    if pauses is None or not len(pauses.owner):
        return
    owner, start, end = (
        np.asarray(pauses.owner).astype(np.int64, copy=False),
        _micros(pauses.start),
        _micros(pauses.end),
    )
    if owner.min() < 0 or owner.max() >= clocks:
        raise ValueError(f"pauses belong to clocks 0 to {clocks - 1}, and one to {owner.min()} or {owner.max()}")
    if (end < start).any():
        raise ValueError("a pause ends before it begins")
    same = owner[1:] == owner[:-1]
    if not ((owner[1:] > owner[:-1]) | (same & (start[1:] >= start[:-1]))).all():
        order = np.lexsort((start, owner))
        owner, start, end = owner[order], start[order], end[order]
        same = owner[1:] == owner[:-1]
    none = np.zeros(0, np.int64)
    if not same.any():
        yield _Layer(owner, start, end, none, none)
        return
    fresh = np.concatenate(([True], ~same))
    group = np.cumsum(fresh) - 1
    rank = np.arange(len(owner)) - np.flatnonzero(fresh)[group]
    covered = np.full(group[-1] + 1, np.iinfo(np.int64).min)
    by_rank = np.argsort(rank, kind="stable")
    for chosen in np.split(by_rank, np.cumsum(np.bincount(rank))[:-1]):
        yield _Layer(owner[chosen], start[chosen], end[chosen], group[chosen], covered)


def _readings(clock: WallClock, moments: Ints) -> Ints:
    period = np.maximum(np.searchsorted(clock.begins, moments, side="right") - 1, 0)
    return moments + np.array(clock.offsets, np.int64)[period]


def _first_showing(clock: WallClock, readings: Ints) -> Ints:
    period = np.searchsorted(clock.ends_showing, readings, side="right")
    begins = np.array((np.iinfo(np.int64).min, *clock.begins[1:]), np.int64)
    moments: Ints = np.maximum(readings - np.array(clock.offsets, np.int64)[period], begins[period])
    return moments


def _amount(target: Target) -> int:
    return target.amount // _MICROSECOND if isinstance(target, WorkingTime) else 0


def _micros(moments: Moments) -> Ints:
    """Moments as whole microseconds since 1970, in one row.

    Raises:
        ValueError: They are not in one row, one of them is no moment (NaT), or they are numbers with decimals.
    """
    row = np.asarray(moments)
    if row.ndim != 1:
        raise ValueError(f"moments stand in one row, not {row.shape}")
    if row.dtype.kind == "M":
        row = row.astype("M8[us]", copy=False).view(np.int64)
        if len(row) and row.min() == np.iinfo(np.int64).min:
            raise ValueError("one of the moments is no moment (NaT); give an open end the moment it is looked at")
    elif row.dtype.kind != "i":
        raise ValueError(f"moments are datetime64 or whole microseconds since 1970, not {row.dtype}")
    return row.astype(np.int64, copy=False)

"""A calendar compiled to UTC: half-open open spans, sums of open time before each, and its working days.

Compiled a few years at a time and kept for the next call, at most `LONGEST_YEARS` of at most `KEPT` calendars; safe to
use from many threads, because a compiled value never changes and the store is only written under a lock.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock

from samdrift.kernel.calendars import Calendar, OutsideCalendar
from samdrift.kernel.local_time import DAY, EPOCH_DAY, NEVER, SECOND, WallClock, reading_of, wall_clock, zone_named

KEPT = 256
LONGEST_YEARS = 60
FIRST_YEAR, LAST_YEAR = 1971, 2199
_compiled: dict[Calendar, "Opening"] = {}
_writing = Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The open time of a calendar between two moments; all values are microseconds.

    Open time is measured from `begins` on: `position` gives how much of it has passed at a moment, `moment_at` the way
    back. The difference of two positions is the open time between two moments.

    Attributes:
        begins, ends: The moments between which it answers.
        starts, stops: The open spans in order, apart from each other; `starts` has one more entry, beyond `ends`.
        before: Open time before each span; the last entry is all of it.
        days: The ordinals of the working days, rising.
        closings: The close of business of each working day.
        midnights: The end of each working day on the wall clock.
    """

    begins: int
    ends: int
    clock: WallClock
    starts: tuple[int, ...]
    stops: tuple[int, ...]
    before: tuple[int, ...]
    days: tuple[int, ...]
    closings: tuple[int, ...]
    midnights: tuple[int, ...]

    def position(self, moment: int) -> int:
        """Open time passed between `begins` and `moment`."""
        span = bisect_right(self.stops, moment)
        started = self.starts[span]
        return self.before[span] + (moment - started if moment > started else 0)

    def moment_at(self, position: int) -> int | None:
        """The first moment at which `position` is reached, so closing rather than the next opening; None if beyond."""
        span = bisect_left(self.before, position) - 1
        if position > self.before[-1]:
            return None
        return self.starts[span] + position - self.before[span] if span >= 0 else self.begins

    def next_opening(self, moment: int) -> int | None:
        """The first moment from `moment` on that is open; None if beyond."""
        span = bisect_right(self.stops, moment)
        return max(self.starts[span], moment) if span < len(self.stops) else None

    def edges_between(self, start: int, end: int) -> Iterator[int]:
        """The openings and closings from `start` to `end`."""
        for span in range(bisect_right(self.stops, start), bisect_right(self.starts, end)):
            yield from (edge for edge in (self.starts[span], *self.stops[span : span + 1]) if start <= edge <= end)

    def is_open(self, moment: int) -> bool:
        """Whether the service is open at `moment`; the moment of closing is not."""
        return self.starts[bisect_right(self.stops, moment)] <= moment


def opening(calendar: Calendar, start: int, end: int) -> Opening:
    """The calendar's opening hours, at least from `start` to `end` (moments in microseconds).

    Raises:
        OutsideCalendar: A part of that lies on dates which the calendar does not cover.
    """
    known = _compiled.get(calendar)
    if known is not None and known.begins <= start and end <= known.ends:
        return known
    with _writing:
        known = _compiled.get(calendar)
        first, last = _date(start - DAY).year, _date(end + DAY).year + 1
        if known is not None:
            wider = min(first, _date(known.begins + 2 * DAY).year), max(last, _date(known.ends - 2 * DAY).year)
            first, last = wider if wider[1] - wider[0] < LONGEST_YEARS else (first, last)
        first, last = (min(max(year, FIRST_YEAR), LAST_YEAR) for year in (first, last))
        made = compile_opening(calendar, date(first, 1, 1), date(last + 1, 1, 1))
        _refuse_outside(calendar, made, start, end)
        _compiled.pop(calendar, None)
        while len(_compiled) >= KEPT:
            _compiled.pop(next(iter(_compiled)))
        _compiled[calendar] = made
        return made


def further(calendar: Calendar, start: int, hours: Opening) -> Opening:
    """The hours from `start` on, at least a year further than `hours`, as far as the calendar covers.

    Raises:
        OutsideCalendar: `hours` already reaches to where the calendar ends.
    """
    end = hours.ends + max(366 * DAY, hours.ends - start)
    covers_to = calendar.covers[1]
    if covers_to is not None:
        end = max(min(end, reading_of(covers_to) - 2 * DAY), hours.ends + 1)
    return opening(calendar, start, end)


def compile_opening(calendar: Calendar, first: date, until: date) -> Opening:
    """Compile the dates from `first` up to, not including, `until`, as far as the calendar covers them."""
    covers_from, covers_to = calendar.covers
    first, until = max(first, covers_from or first), min(until, covers_to or until)
    until = max(first, until)
    clock = wall_clock(zone_named(calendar.timezone), first, until)
    begins, ends = clock.first_showing(reading_of(first)), clock.first_showing(reading_of(until))
    spans: list[list[int]] = []
    days, closings, midnights = [], [], []
    # A window may reach through the whole of the next date, so counting begins a date earlier, within the cover.
    eve = max(first.toordinal() - 1, covers_from.toordinal() if covers_from else 1)
    for ordinal in range(eve, until.toordinal()):
        midnight = (ordinal - EPOCH_DAY) * DAY
        windows = calendar.windows_on(date.fromordinal(ordinal))
        for window in windows:
            start = max(clock.first_showing(midnight + window.opens * SECOND), begins)
            stop = min(clock.first_showing(midnight + window.closes * SECOND), ends)
            if spans and start <= spans[-1][1]:
                spans[-1][1] = max(spans[-1][1], stop)
            elif start < stop:
                spans.append([start, stop])
        if windows and ordinal >= first.toordinal():
            days.append(ordinal)
            closings.append(clock.first_showing(midnight + windows[-1].closes * SECOND))
            midnights.append(clock.first_showing(midnight + DAY))
    before = [0]
    for start, stop in spans:
        before.append(before[-1] + stop - start)
    starts = (*(start for start, _ in spans), NEVER)
    stops = tuple(stop for _, stop in spans)
    return Opening(begins, ends, clock, starts, stops, tuple(before), tuple(days), tuple(closings), tuple(midnights))


def _refuse_outside(calendar: Calendar, made: Opening, start: int, end: int) -> None:
    if made.begins <= start and end <= made.ends:
        return
    wanted = _date(made.clock.reading(start if start < made.begins else end))
    covers_from, covers_to = calendar.covers
    first = covers_from or date(FIRST_YEAR, 1, 1)
    last = (covers_to or date(LAST_YEAR + 1, 1, 1)) - timedelta(days=1)
    raise OutsideCalendar(f"the calendar answers from {first} to {last}, and {wanted} was asked for")


def _date(reading: int) -> date:
    return date.fromordinal(min(max(EPOCH_DAY + reading // DAY, 1), date.max.toordinal()))

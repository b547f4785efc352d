"""Shifts from patterns by week and single days, in local time, and what rest and hours say of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from samdrift.kernel.local_time import WallClock, datetime_of, reading_of, wall_clock, zone_named

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_WEEKS = 8
MINUTE = 60_000_000  # microseconds
DAY_MINUTES = 1440

LEAST_REST = timedelta(hours=11)
LONGEST_SHIFT = timedelta(hours=13)
MOST_A_WEEK = timedelta(hours=48)
MOST_DAYS_IN_A_ROW = 6

_WINDOW = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*(\d{1,2}):([0-5]\d)(?:\s*/\s*(\d{1,3}))?")


class NotAShift(ValueError):
    """A text that names no shift; the text is its argument."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A shift of one day on the wall clock.

    Attributes:
        starts, ends: Minutes after local midnight of the day; `ends` beyond 1440 lies on the next one.
        pause: Unpaid minutes in it.
    """

    starts: int
    ends: int
    pause: int = 0

    def __str__(self) -> str:
        text = f"{clock_text(self.starts)}-{clock_text(self.ends)}"
        return f"{text}/{self.pause}" if self.pause else text


Windows = tuple[Window, ...]
Week = tuple[Windows, ...]


def clock_text(minutes: int) -> str:
    """Minutes after midnight as 06:00; beyond midnight as the clock of the next day shows it."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def read_windows(text: str) -> Windows:
    """The shifts of one day from a text such as "06:00-14:00/30, 18:00-20:00"; nothing or "off" is a day off.

    A shift that ends at or before its start ends on the next day: 22:00-06:00.

    Raises:
        NotAShift: A part is none, its pause is longer than it, or two overlap.
    """
    if text.strip().casefold() in ("", "-", "–", "off"):
        return ()
    found = sorted(_window(part.strip()) for part in text.split(",") if part.strip())
    if any(second.starts < first.ends for first, second in pairwise(found)):
        raise NotAShift(text.strip())
    return tuple(found)


def _window(text: str) -> Window:
    match = _WINDOW.fullmatch(text)
    if not match or int(match[3]) > 30:
        raise NotAShift(text)
    starts, ends = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    ends = ends if ends > starts else ends + DAY_MINUTES
    pause = int(match[5] or 0)
    if pause >= ends - starts or ends > 2 * DAY_MINUTES:
        raise NotAShift(text)
    return Window(starts, ends, pause)


def day_text(windows: Iterable[Window]) -> str:
    """A day's shifts as `read_windows` reads them."""
    return ", ".join(str(window) for window in windows)


def kept(weeks: Iterable[Week]) -> list[list[str]]:
    """Weeks as they are stored: seven texts a week."""
    return [[day_text(day) for day in week] for week in weeks]


@lru_cache(maxsize=4096)
def _read_week(texts: tuple[str, ...]) -> Week:
    return tuple(read_windows(text) for text in texts)


def read_weeks(stored: Sequence[Sequence[str]]) -> tuple[Week, ...]:
    """Weeks from seven texts each.

    Raises:
        NotAShift: A text is no shift, or a week has not seven days.
    """
    if not 1 <= len(stored) <= MOST_WEEKS or any(len(week) != len(DAYS) for week in stored):
        raise NotAShift(f"{len(stored)} weeks")
    return tuple(_read_week(tuple(week)) for week in stored)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Weeks that repeat, from a day to a day, both included; the first week is the one `valid_from` lies in."""

    valid_from: date
    valid_to: date | None
    weeks: tuple[Week, ...]

    def on(self, day: date) -> Windows | None:
        """The day's shifts; None where the pattern does not hold."""
        if day < self.valid_from or (self.valid_to is not None and day > self.valid_to):
            return None
        passed = (monday_of(day) - monday_of(self.valid_from)).days // 7
        return self.weeks[passed % len(self.weeks)][day.weekday()]


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """One shift as it really lies: moments in UTC, on the day it begins.

    Attributes:
        changed: The day was changed by hand, so it is not what the pattern says.
    """

    day: date
    starts: datetime
    ends: datetime
    pause: int = 0
    changed: bool = False

    @property
    def worked(self) -> timedelta:
        """Real time at work, without the pause: a night with a clock change has 7 or 9 hours."""
        return self.ends - self.starts - timedelta(minutes=self.pause)


def monday_of(day: date) -> date:
    """The Monday of the week a day lies in."""
    return day - timedelta(days=day.weekday())


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def windows_on(patterns: Iterable[Pattern], changes: Mapping[date, Windows], day: date) -> Windows:
    """What somebody works on a day: a single change wins, else the pattern that began last."""
    if day in changes:
        return changes[day]
    holding = [(one.valid_from, found) for one in patterns if (found := one.on(day)) is not None]
    return max(holding, key=lambda one: one[0])[1] if holding else ()


def shifts_of(
    patterns: Sequence[Pattern], changes: Mapping[date, Windows], zone: str, first: date, last: date
) -> list[Shift]:
    """The shifts that begin on the days from `first` to `last`, in order.

    A time the clock skips in spring means the moment of the jump; one it shows twice in autumn its first pass.
    """
    clock = _clock(zone, first, last)
    found = []
    for day in days_between(first, last):
        for window in windows_on(patterns, changes, day):
            starts, ends = moment_at(clock, day, window.starts), moment_at(clock, day, window.ends)
            found.append(Shift(day, starts, ends, window.pause, day in changes))
    return found


@lru_cache(maxsize=128)
def _clock(zone: str, first: date, last: date) -> WallClock:
    return wall_clock(zone_named(zone), first, last)


def moment_at(clock: WallClock, day: date, minutes: int) -> datetime:
    """The moment at which a wall clock first shows so many minutes after a day's midnight."""
    return datetime_of(clock.first_showing(reading_of(day) + minutes * MINUTE))


def moment_on(zone: str, day: date, minutes: int) -> datetime:
    """The same for one day of a zone."""
    return moment_at(_clock(zone, day, day), day, minutes)


Span = tuple[datetime, datetime]


def free_spans(shifts: Iterable[Shift], away: Iterable[date], start: datetime, end: datetime) -> list[Span]:
    """When somebody is at work between two moments: their shifts, without those that begin on days away."""
    gone = set(away)
    found = []
    for shift in sorted(shifts):
        begins, stops = max(shift.starts, start), min(shift.ends, end)
        if shift.day not in gone and begins < stops:
            found.append((begins, stops))
    return found


@dataclass(frozen=True, slots=True)
class Warned:
    """What a planner is told of a plan; nothing is refused for it, because the contract of employment may allow it.

    Attributes:
        code: rest, long, week, row.
        day: The day it shows on.
        minutes: How long the rest, the shift or the week is; for a row the number of days.
    """

    code: str
    day: date
    minutes: int


def warnings_of(shifts: Iterable[Shift]) -> list[Warned]:
    """Where rest between shifts, the length of one, a week's hours or days in a row go beyond what is usual."""
    ordered = sorted(shifts)
    found = []
    for first, second in pairwise(ordered):
        rest = second.starts - first.ends
        if second.day != first.day and rest < LEAST_REST:
            found.append(Warned("rest", second.day, int(rest.total_seconds() // 60)))
    found += [
        Warned("long", one.day, _minutes(one.ends - one.starts))
        for one in ordered
        if one.ends - one.starts > LONGEST_SHIFT
    ]
    weeks: dict[date, timedelta] = {}
    for one in ordered:
        weeks[monday_of(one.day)] = weeks.get(monday_of(one.day), timedelta()) + one.worked
    found += [Warned("week", monday, _minutes(hours)) for monday, hours in weeks.items() if hours > MOST_A_WEEK]
    return sorted(found + _rows(sorted({one.day for one in ordered})), key=lambda one: (one.day, one.code))


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def _rows(days: Sequence[date]) -> list[Warned]:
    found, run = [], 0
    for number, day in enumerate(days):
        run = run + 1 if number and (day - days[number - 1]).days == 1 else 1
        if run == MOST_DAYS_IN_A_ROW + 1:
            found.append(Warned("row", day, run))
    return found

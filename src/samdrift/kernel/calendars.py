"""Service calendars: when a service is open, as small immutable values in local time.

A calendar says which windows are open on each date. `kernel.opening` turns that into moments in UTC, `kernel.clock`
counts with it, `kernel.calendar_files` reads and writes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, Protocol

from samdrift.kernel.local_time import zone_named

AtClose = Literal["closing", "next_opening"]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = 86_400


class CalendarProblem(ValueError):
    """A calendar that cannot be used, with the place in it and what to write instead.

    Attributes:
        where: The place, as a path: "week.mon[1]", "days.2025-06-05", or "" for the whole.
        problem: What is wrong there, a sentence without the place.
    """

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.where = where
        self.problem = problem


class OutsideCalendar(ValueError):
    """A date was asked for that the calendar does not cover: it was not valid, or its holidays are not known."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from `opens` up to, not including, `closes`: whole seconds after local midnight of the window's date.

    `opens` lies within the date (0 to 86,399); `closes` may lie on the next one (up to 172,800, i.e. 48:00).
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < MIDNIGHT:
            raise ValueError("a window opens between 00:00 and 23:59:59")
        if self.closes <= self.opens:
            raise ValueError(
                "a window closes after it opens; one that ends after midnight counts on, as in 22:00-30:00"
            )
        if self.closes > 2 * MIDNIGHT:
            raise ValueError("a window closes at 48:00 at the latest")

    def __str__(self) -> str:
        return f"{clock_text(self.opens)}-{clock_text(self.closes)}"


Windows = tuple[Window, ...]


@dataclass(frozen=True, slots=True, order=True)
class Holiday:
    """A date on which the calendar is closed, and why.

    Attributes:
        name: What it is called, in the calendar's own language; `kernel.holiday_sets` has names in en, da and sv.
        kind: "public", "agreed", "bank", "de_facto" or what else the source says.
    """

    day: date
    name: str = ""
    kind: str = "public"


class Calendar(Protocol):
    """What counting needs to know of a calendar; `ServiceCalendar` and `CalendarVersions` are two."""

    @property
    def timezone(self) -> str: ...
    @property
    def at_close(self) -> AtClose: ...
    @property
    def covers(self) -> tuple[date | None, date | None]: ...
    def windows_on(self, day: date) -> Windows: ...
    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ServiceCalendar:
    """One version of a service calendar.

    Attributes:
        timezone: IANA name; all windows and dates are local to it.
        week: The windows of Monday to Sunday, seven entries.
        holidays: Dates that are closed. They are dates, never rules: what a law says next year is data.
        days: Single dates with windows of their own, which win over holidays and week; () is closed.
        at_close: How a due time exactly at closing is written: as closing, or as the next opening.
        valid_from, valid_to: The dates the version holds for, from and up to but not including; None is without end.
        holidays_known: The dates for which `holidays` is complete, from and up to but not including; None is always.
            Outside them the calendar refuses to answer, because an unknown holiday would look like a working day.
    """

    timezone: str
    week: tuple[Windows, ...]
    holidays: tuple[Holiday, ...] = ()
    days: Mapping[date, Windows] = field(default_factory=dict)
    at_close: AtClose = "closing"
    valid_from: date | None = None
    valid_to: date | None = None
    holidays_known: tuple[date, date] | None = None
    _closed: frozenset[date] = field(init=False, repr=False, compare=False, default=frozenset())
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        try:
            zone_named(self.timezone)
        except ValueError as unknown:
            raise CalendarProblem("timezone", str(unknown)) from unknown
        if len(self.week) != len(WEEKDAYS):
            raise CalendarProblem("week", "seven days are needed, Monday first")
        for name, windows in zip(WEEKDAYS, self.week, strict=True):
            require_apart(windows, f"week.{name}")
        for day, windows in self.days.items():
            require_apart(windows, f"days.{day}")
        if self.at_close not in ("closing", "next_opening"):
            raise CalendarProblem("at_close", 'write "closing" or "next_opening"')
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise CalendarProblem("valid_to", "the calendar must end after it begins")
        object.__setattr__(self, "_closed", frozenset(holiday.day for holiday in self.holidays))
        identity = (self.timezone, self.week, self.holidays, frozenset(self.days.items()), self.at_close, self.covers)
        # Kept, because the clock looks the compiled calendar up on every call.
        object.__setattr__(self, "_hash", hash(identity))

    def __hash__(self) -> int:
        return self._hash

    @property
    def covers(self) -> tuple[date | None, date | None]:
        """The dates it can answer for: from, and up to but not including; None is without end."""
        known_from, known_to = self.holidays_known or (None, None)
        begins = [day for day in (self.valid_from, known_from) if day is not None]
        ends = [day for day in (self.valid_to, known_to) if day is not None]
        return max(begins, default=None), min(ends, default=None)

    def windows_on(self, day: date) -> Windows:
        """The windows that open on `day`, in order; () when it is closed."""
        special = self.days.get(day)
        if special is not None:
            return special
        return () if day in self._closed else self.week[day.weekday()]


@dataclass(frozen=True, slots=True)
class CalendarVersions:
    """Versions of one calendar that follow each other: each date is answered by the version valid on it.

    A clock that runs across a change counts the old hours before it and the new ones after it.
    """

    versions: tuple[ServiceCalendar, ...]

    def __post_init__(self) -> None:
        if not self.versions:
            raise CalendarProblem("", "a calendar needs at least one version")
        for earlier, later in pairwise(self.versions):
            if earlier.valid_to is None or earlier.valid_to != later.valid_from:
                raise CalendarProblem(
                    "valid_from", "each version must begin on the date on which the one before it ends"
                )
            if (earlier.timezone, earlier.at_close) != (later.timezone, later.at_close):
                raise CalendarProblem("timezone", "the versions of a calendar share their time zone and at_close")

    @property
    def timezone(self) -> str:
        return self.versions[0].timezone

    @property
    def at_close(self) -> AtClose:
        return self.versions[0].at_close

    @property
    def covers(self) -> tuple[date | None, date | None]:
        """From the first version's beginning to the first date on which one of them cannot answer."""
        for version in self.versions:
            if version.covers[1] != version.valid_to:
                return self.versions[0].covers[0], version.covers[1]
        return self.versions[0].covers[0], self.versions[-1].covers[1]

    def windows_on(self, day: date) -> Windows:
        """The windows that open on `day` by the version valid on it."""
        for version in self.versions:
            if version.valid_to is None or day < version.valid_to:
                return version.windows_on(day)
        return ()


def round_the_clock(timezone: str) -> ServiceCalendar:
    """The calendar that never closes, "24×7": its working time is elapsed time."""
    return ServiceCalendar(timezone, ((Window(0, MIDNIGHT),),) * 7)


def working_days(calendar: Calendar, first: date, last: date) -> int:
    """How many dates from `first` to `last`, both included, have at least one window; a part-day counts as one."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(1 for day in days if calendar.windows_on(day))


def require_apart(windows: Windows, where: str) -> None:
    """Refuse windows of one date that overlap or stand in the wrong order.

    Raises:
        CalendarProblem: With the place of the second window of the pair.
    """
    for place, (earlier, later) in enumerate(pairwise(windows), start=1):
        if later.opens < earlier.closes:
            raise CalendarProblem(f"{where}[{place}]", f"{later} begins before {earlier} has ended")


def clock_text(seconds: int) -> str:
    """Seconds after midnight as HH:MM, or HH:MM:SS when they are not whole minutes; 30:00 is 06:00 the next day."""
    minutes, second = divmod(seconds, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{second:02d}" if second else text

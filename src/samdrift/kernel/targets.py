"""What a promise allows: so much working time, so many calendar days, or so many working days."""

import re
from dataclasses import dataclass
from datetime import time, timedelta

from samdrift.kernel.calendars import clock_text

_WORK = re.compile(r"(?=.)(?:(\d{1,6})h)?(?:(\d{1,7})m)?(?:(\d{1,8})s)?", re.ASCII)
_DAYS = re.compile(r"(\d{1,6}) (days|workdays)(?: before (\d{2}):(\d{2}))?", re.ASCII)
LONGEST = timedelta(hours=100_000)
MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """So much open time, more than none."""

    amount: timedelta

    def __post_init__(self) -> None:
        if not timedelta() < self.amount <= LONGEST:
            raise ValueError("a promise of working time is more than none and at most 100,000 hours")


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """So many dates later at the same wall-clock time, 1 or more; opening hours do not matter."""

    days: int

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MOST_DAYS:
            raise ValueError(f"a promise of calendar days is 1 to {MOST_DAYS:,} days")


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Close of business of the nth working day after the day of receipt; 0 is the day of receipt itself.

    Attributes:
        cut_off: Seconds after local midnight. What comes in at it or later counts as received on the next working day.
            None is closing time.
    """

    days: int
    cut_off: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.days <= MOST_DAYS:
            raise ValueError(f"a promise of working days is 0 to {MOST_DAYS:,} days")
        if self.cut_off is not None and not 0 < self.cut_off <= 86_400:
            raise ValueError("a cut-off lies between 00:00:01 and 24:00")


Target = WorkingTime | CalendarDays | WorkingDays


def working_time_from(text: str) -> WorkingTime:
    """Working time written as "8h30m", "45m" or "90s".

    Raises:
        ValueError: It is not written so, or is no time at all.
    """
    match = _WORK.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a working time; write hours, minutes and seconds such as 8h30m or 45m")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return WorkingTime(timedelta(hours=hours, minutes=minutes, seconds=seconds))


def cut_off_from(text: str) -> int:
    """A cut-off written as "HH:MM", in seconds after local midnight.

    Raises:
        ValueError: It is not a time of day.
    """
    match = re.fullmatch(r"(\d{2}):([0-5]\d)", text.strip(), re.ASCII)
    if match is None or int(match[1]) > 24:
        raise ValueError(f"{text!r} is not a time of day; write one such as 15:00")
    return int(match[1]) * 3600 + int(match[2]) * 60


def target_of(unit: str, amount: int, cut_off: time | None = None) -> Target:
    """The target kept as a unit, "work_minutes", "calendar_days" or "work_days", and an amount.

    Raises:
        ValueError: There is no such unit, or the amount is out of its range.
    """
    if unit == "work_minutes":
        return WorkingTime(timedelta(minutes=amount))
    if unit == "calendar_days":
        return CalendarDays(amount)
    if unit == "work_days":
        return WorkingDays(
            amount, None if cut_off is None else cut_off.hour * 3600 + cut_off.minute * 60 + cut_off.second
        )
    raise ValueError(f"{unit!r} is no unit of a target; there are work_minutes, calendar_days and work_days")


def target_as_text(target: Target) -> str:
    """The target as a short text that `target_from_text` reads back: "8h30m", "120 days", "5 workdays before 15:00"."""
    if isinstance(target, WorkingTime):
        seconds = target.amount // timedelta(seconds=1)
        parts = ((seconds // 3600, "h"), (seconds % 3600 // 60, "m"), (seconds % 60, "s"))
        return "".join(f"{number}{unit}" for number, unit in parts if number)
    if isinstance(target, CalendarDays):
        return f"{target.days} days"
    return f"{target.days} workdays" + ("" if target.cut_off is None else f" before {clock_text(target.cut_off)}")


def target_from_text(text: str) -> Target:
    """The target written as "8h30m", "120 days", "5 workdays" or "5 workdays before 15:00".

    Raises:
        ValueError: It is not written so, or out of range.
    """
    match = _DAYS.fullmatch(text.strip())
    if match is None:
        return working_time_from(text)
    if match[2] == "days" and match[3] is None:
        return CalendarDays(int(match[1]))
    if match[2] == "days":
        raise ValueError(f"{text!r}: calendar days have no cut-off, only working days have")
    return WorkingDays(int(match[1]), cut_off_from(f"{match[3]}:{match[4]}") if match[3] else None)

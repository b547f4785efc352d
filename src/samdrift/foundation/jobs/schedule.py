"""When timed work is due: every so often, or at the minutes of a cron line; values in, values out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_EVERY = re.compile(r"([1-9][0-9]*)([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LastDue = Callable[[datetime], datetime]


def schedule(text: str) -> LastDue:
    """What tells the last moment due, at or before a given one.

    Args:
        text: "30s", "15m", "2h", "1d", counted from midnight UTC; or five cron fields, read in UTC: minute, hour,
            day of month, month, day of week (0 or 7 is Sunday), each `*`, `*/n`, `a`, `a-b` or a list of these.

    Raises:
        ValueError: It is neither.
    """
    if every := _EVERY.fullmatch(text):
        step = timedelta(seconds=int(every[1]) * _UNITS[every[2]])
        return lambda now: now - (now - _EPOCH) % step
    fields = text.split()
    if len(fields) != 5:
        raise ValueError(f"{text!r} is neither like '15m' nor five cron fields.")
    return _Cron(*(_numbers(field, *limits) for field, limits in zip(fields, _LIMITS, strict=True))).last_due


_LIMITS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


def _numbers(field: str, lowest: int, highest: int) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(\*|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?", part)
        if not match:
            raise ValueError(f"{part!r} is not a cron field.")
        first = lowest if match[1] == "*" else int(match[2])
        last = highest if match[1] == "*" else int(match[3] or match[2])
        if not lowest <= first <= last <= highest:
            raise ValueError(f"{part!r} lies outside {lowest} to {highest}.")
        found.update(range(first, last + 1, int(match[4] or 1)))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Cron:
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def last_due(self, now: datetime) -> datetime:
        now = now.astimezone(UTC)
        for back in range(1500):  # A 29 February may lie four years back.
            day = now.date() - timedelta(days=back)
            if self._on(day) and (due := self._last_of(day, now)):
                return due
        return _EPOCH

    def _on(self, day: date) -> bool:
        weekday = day.isoweekday()
        on_weekday = weekday in self.weekdays or (weekday == 7 and 0 in self.weekdays)
        return day.month in self.months and day.day in self.days and on_weekday

    def _last_of(self, day: date, now: datetime) -> datetime | None:
        for hour in sorted(self.hours, reverse=True):
            for minute in sorted(self.minutes, reverse=True):
                due = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
                if due <= now:
                    return due
        return None

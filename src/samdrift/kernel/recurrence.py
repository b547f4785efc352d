"""Recurrences as iCalendar writes them (RFC 5545, RRULE): read, written and expanded, in local time without a zone.

Where readings differ, this follows libical: a yearly rule by week without weekdays means the weekday of the start, one
by day of the month without months means the month of the start. `disputed` names such rules, so that a page can warn.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from samdrift.kernel.recurrence_days import expanded

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SUB_DAILY = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})


class RecurrenceProblem(ValueError):
    """A recurrence that cannot be read.

    Attributes:
        part: Which part of the rule is wrong, such as "BYDAY".
        code: "unknown", "value", "missing", "together" or "not_here", for texts in other languages.
    """

    def __init__(self, part: str, code: str, value: str = "") -> None:
        super().__init__(f"{part}: {code}{f' ({value})' if value else ''}")
        self.part, self.code, self.value = part, code, value


@dataclass(frozen=True, slots=True)
class Recurrence:
    """An RRULE.

    Attributes:
        until: The last moment, local and without a zone, or UTC when it was written with Z.
        by_day: Weekdays with their number within month or year, 0 for every one: (0, -1) is the last Monday.
    """

    freq: str
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    until_is_day: bool = False
    by_month: tuple[int, ...] = ()
    by_week: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    week_start: int = 0

    def __str__(self) -> str:
        parts = [f"FREQ={self.freq}"]
        if self.until is not None:
            parts.append(f"UNTIL={_written(self.until, day=self.until_is_day)}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        for name, (column, _low, _high) in _NUMBERS.items():
            numbers: tuple[int, ...] = getattr(self, column)
            if numbers:
                parts.append(f"{name}={','.join(str(number) for number in numbers)}")
        if self.by_day:
            parts.append("BYDAY=" + ",".join(f"{number or ''}{WEEKDAYS[day]}" for day, number in self.by_day))
        if self.week_start:
            parts.append(f"WKST={WEEKDAYS[self.week_start]}")
        return ";".join(parts)


# Each part of numbers: its column, and the size a number may have; with a minus, counted from the end.
_NUMBERS: Mapping[str, tuple[str, int, int]] = {
    "BYMONTH": ("by_month", 1, 12), "BYWEEKNO": ("by_week", -53, 53), "BYYEARDAY": ("by_year_day", -366, 366),
    "BYMONTHDAY": ("by_month_day", -31, 31), "BYHOUR": ("by_hour", 0, 23), "BYMINUTE": ("by_minute", 0, 59),
    "BYSECOND": ("by_second", 0, 60), "BYSETPOS": ("by_set_pos", -366, 366),
}  # fmt: skip
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?")


@lru_cache(maxsize=4096)
def recurrence_from(text: str) -> Recurrence:
    """Read an RRULE, with or without its name.

    Raises:
        RecurrenceProblem: A part is unknown or not in its range, FREQ is missing, or COUNT stands beside UNTIL.
    """
    found: dict[str, object] = {}
    for part in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, _equals, value = part.partition("=")
        if name in found:
            raise RecurrenceProblem(name, "together", value)
        found[name] = _read(name, value)
    if "FREQ" not in found:
        raise RecurrenceProblem("FREQ", "missing")
    if "COUNT" in found and "UNTIL" in found:
        raise RecurrenceProblem("COUNT", "together", "UNTIL")
    values = {_COLUMNS[name]: value for name, value in found.items()}
    if "UNTIL" in found:
        values["until"], values["until_is_day"] = found["UNTIL"]  # type: ignore[misc]
    rule = Recurrence(**values)  # type: ignore[arg-type]
    _check(rule)
    return rule


def _read(name: str, value: str) -> object:
    if name in _NUMBERS:
        _column, low, high = _NUMBERS[name]
        numbers = [_number(name, each, low, high) for each in value.split(",")]
        return tuple(sorted(dict.fromkeys(numbers)))
    if name == "FREQ" and value in FREQUENCIES:
        return value
    if name in ("INTERVAL", "COUNT"):
        return _number(name, value, 1, 100_000)
    if name == "WKST" and value in WEEKDAYS:
        return WEEKDAYS.index(value)
    if name == "UNTIL":
        return moment_from(value, part=name)
    if name == "BYDAY":
        return tuple(dict.fromkeys(_weekday(each) for each in value.split(",")))
    raise RecurrenceProblem(name, "value" if name in _COLUMNS else "unknown", value)


_COLUMNS = {
    "FREQ": "freq", "INTERVAL": "interval", "COUNT": "count", "UNTIL": "until", "BYDAY": "by_day",
    "WKST": "week_start", **{name: column for name, (column, _low, _high) in _NUMBERS.items()},
}  # fmt: skip


def _number(name: str, value: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[+-]?\d{1,6}", value) or not low <= int(value) <= high or (low < 0 and int(value) == 0):
        raise RecurrenceProblem(name, "value", value)
    return int(value)


def _weekday(value: str) -> tuple[int, int]:
    match = _DAY.fullmatch(value)
    number = int(match[1] or 0) if match else 0
    if match is None or abs(number) > 53 or (match[1] and number == 0):
        raise RecurrenceProblem("BYDAY", "value", value)
    return WEEKDAYS.index(match[2]), number


def _check(rule: Recurrence) -> None:
    if any(number for _day, number in rule.by_day) and (rule.freq not in ("MONTHLY", "YEARLY") or rule.by_week):
        raise RecurrenceProblem("BYDAY", "not_here", rule.freq)
    if rule.by_week and rule.freq != "YEARLY":
        raise RecurrenceProblem("BYWEEKNO", "not_here", rule.freq)
    if rule.by_month_day and rule.freq == "WEEKLY":
        raise RecurrenceProblem("BYMONTHDAY", "not_here", rule.freq)
    if rule.by_year_day and rule.freq in ("DAILY", "WEEKLY", "MONTHLY"):
        raise RecurrenceProblem("BYYEARDAY", "not_here", rule.freq)
    others = (each.name for each in fields(rule) if each.name.startswith("by_") and each.name != "by_set_pos")
    if rule.by_set_pos and not any(getattr(rule, name) for name in others):
        raise RecurrenceProblem("BYSETPOS", "missing")


def moment_from(value: str, *, part: str = "DTSTART") -> tuple[datetime, bool]:
    """A DATE or DATE-TIME of iCalendar, aware when it ends on Z; and whether it is a day alone.

    Raises:
        RecurrenceProblem: It is neither.
    """
    match = _MOMENT.fullmatch(value.strip())
    try:
        if match is None:
            raise RecurrenceProblem(part, "value", value)
        year, month, day, hour, minute, second = (int(each or 0) for each in match.groups()[:6])
        zone = UTC if match[7] else None
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone), match[4] is None
    except ValueError as wrong:
        raise RecurrenceProblem(part, "value", value) from wrong


def _written(moment: datetime, *, day: bool) -> str:
    if day:
        return f"{moment:%Y%m%d}"
    return f"{moment:%Y%m%dT%H%M%S}{'Z' if moment.tzinfo is not None else ''}"


def disputed(rule: Recurrence, start: datetime) -> tuple[str, ...]:
    """Which parts calendars read differently: accept them when they come, warn, and do not offer them."""
    found = []
    if rule.freq == "YEARLY" and rule.by_week and not rule.by_day:
        found.append("BYWEEKNO")
    if rule.freq == "YEARLY" and rule.by_month_day and not rule.by_month:
        found.append("BYMONTHDAY")
    if rule.by_set_pos and next(instances(rule, start), None) != start:
        found.append("BYSETPOS")
    return tuple(found)


def moment_in(local: datetime, zone: ZoneInfo) -> datetime:
    """A local time as a moment in UTC: one the clock skips moves forward by the jump, of two the first is meant."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def instances(
    rule: Recurrence, start: datetime, *, since: datetime | None = None, zone: ZoneInfo | None = None
) -> Iterator[datetime]:
    """The local times of a recurrence, rising.

    Args:
        start: DTSTART: gives what the rule leaves open, and is an instance itself only where the rule says so.
        since: Leave out what lies before, without walking through it where nothing is counted.
        zone: Whose local time it is, for an UNTIL in UTC; without one it is read as if it were local.
    """
    last = _last_local(rule, zone)
    if since is not None and since <= start:
        since = None
    jump = since if since is not None and rule.count is None else None
    for number, found in enumerate(expanded(rule, start, jump), start=1):
        if last is not None and found > last:
            return
        if since is None or found >= since:
            yield found
        if number == rule.count:
            return


def _last_local(rule: Recurrence, zone: ZoneInfo | None) -> datetime | None:
    if rule.until is None:
        return None
    if rule.until_is_day:
        return datetime.combine(rule.until.date(), time.max)
    if rule.until.tzinfo is not None and zone is not None:
        return rule.until.astimezone(zone).replace(tzinfo=None)
    return rule.until.replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class RecurrenceSet:
    """What repeats by rules and by named moments, less what is taken out: RRULE, RDATE and EXDATE of one start."""

    start: datetime
    rules: tuple[Recurrence, ...] = ()
    added: frozenset[datetime] = frozenset()
    removed: frozenset[datetime] = frozenset()
    zone: ZoneInfo | None = None

    def between(self, first: date, last: date) -> list[datetime]:
        """Its local times from the day `first` to the day `last`, both included, each once."""
        begin, end = datetime.combine(first, time.min), datetime.combine(last, time.max)
        found = {each for each in self.added if begin <= each <= end}
        if not self.rules and begin <= self.start <= end:
            found.add(self.start)
        for rule in self.rules:
            found.update(_up_to(instances(rule, self.start, since=begin, zone=self.zone), end))
        return sorted(found - self.removed)


def _up_to(moments: Iterable[datetime], end: datetime) -> Iterator[datetime]:
    for moment in moments:
        if moment > end:
            return
        yield moment


@lru_cache(maxsize=8192)
def days_between(text: str, start: date, first: date, last: date) -> tuple[date, ...]:
    """The days of an RRULE from `first` to `last`, both included. Kept, because many plans share rule and start."""
    rule = recurrence_from(text)
    begin, end = datetime.combine(first, time.min), datetime.combine(last, time.max)
    found = _up_to(instances(rule, datetime.combine(start, time.min), since=begin), end)
    return tuple(dict.fromkeys(each.date() for each in found if each.date() >= first))


def days_after(text: str, start: date, after: date, *, most: int) -> list[date]:
    """The next days of an RRULE beyond `after`, at most so many."""
    found: list[date] = []
    since = datetime.combine(after + timedelta(days=1), time.min)
    for each in instances(recurrence_from(text), datetime.combine(start, time.min), since=since):
        found.append(each.date())
        if len(found) == most:
            break
    return found

"""The service calendar as a file: read with errors that say what is wrong and where, written so that it reads back.

    {"timezone": "Europe/Copenhagen",
     "week": {"mon": ["07:00-12:00", "12:30-16:00"], "fri": ["22:00-30:00"]},
     "holidays": [{"country": "DK", "subdivision": null, "categories": ["public"]},
                  {"date": "2025-05-30", "name": "Day after Ascension", "kind": "bank"}],
     "days": {"2025-06-05": ["08:00-12:00"], "2025-12-24": []},
     "at_close": "next_opening", "valid_from": "2025-01-01", "valid_to": "2027-01-01",
     "holidays_known": ["2020-01-01", "2036-01-01"]}

Only `timezone` and `week` are required. A holiday is a date, or a set named by country; sets are expanded to dates
while reading, by `expand`, so that what is kept and handed on is dates only. `valid_to` and the second date of
`holidays_known` are the first dates that no longer belong.
"""

import difflib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from samdrift.kernel.calendars import (
    WEEKDAYS,
    CalendarProblem,
    CalendarVersions,
    Holiday,
    ServiceCalendar,
    Window,
    Windows,
    require_apart,
)

_WINDOW = re.compile(r"(\d{2}):([0-5]\d)(?::([0-5]\d))?-(\d{2}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_KEYS = ("timezone", "week", "holidays", "days", "at_close", "valid_from", "valid_to", "holidays_known")


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """A set of holidays by name, as a calendar file asks for it: ISO country, subdivision and kinds of days."""

    country: str
    subdivision: str | None = None
    categories: tuple[str, ...] = ("public",)


@dataclass(frozen=True, slots=True)
class Expanded:
    """The dates of a rule, and for which dates they are complete: from, and up to but not including."""

    holidays: tuple[Holiday, ...]
    known: tuple[date, date]


Expand = Callable[[HolidayRule], Expanded]


def read_calendar(text: str, expand: Expand) -> ServiceCalendar:
    """The calendar written in a file.

    Args:
        expand: Gives the dates of a holiday rule, or raises `ValueError` with a sentence when it knows no such set.
    Raises:
        CalendarProblem: What is wrong, and where.
    """
    try:
        written = json.loads(text, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as broken:
        place = f"line {broken.lineno}, column {broken.colno}"
        raise CalendarProblem("", f"not JSON, {broken.msg} at {place}") from broken
    except RecursionError as deep:
        raise CalendarProblem("", "not a calendar: nested too deeply") from deep
    return calendar_from(written, expand)


def calendar_from(written: object, expand: Expand) -> ServiceCalendar:
    """The calendar written as a JSON value, as inside a bundle. Args and errors as for `read_calendar`."""
    content = _keyed(written, "", _KEYS)
    for key in ("timezone", "week"):
        if key not in content:
            raise CalendarProblem(key, "is missing")
    week = _keyed(content["week"], "week", WEEKDAYS)
    days = _mapping(content.get("days", {}), "days")
    holidays, known = _holidays(content.get("holidays", []), expand)
    if content.get("holidays_known") is not None:
        known = _narrower(known, _period(content["holidays_known"]))
    return ServiceCalendar(
        timezone=_text(content["timezone"], "timezone"),
        week=tuple(_windows(week.get(name, []), f"week.{name}") for name in WEEKDAYS),
        holidays=holidays,
        days={_date(day, f"days.{day}"): _windows(windows, f"days.{day}") for day, windows in days.items()},
        at_close=content.get("at_close", "closing"),
        valid_from=_date_or_none(content.get("valid_from"), "valid_from"),
        valid_to=_date_or_none(content.get("valid_to"), "valid_to"),
        holidays_known=known,
    )


def calendar_as_written(calendar: ServiceCalendar) -> dict[str, Any]:
    """The calendar as a JSON value with its holidays as dates; `calendar_from` gives an equal calendar back."""
    written: dict[str, Any] = {
        "timezone": calendar.timezone,
        "week": {name: _texts(windows) for name, windows in zip(WEEKDAYS, calendar.week, strict=True)},
        "holidays": [{"date": str(h.day), "name": h.name, "kind": h.kind} for h in calendar.holidays],
        "days": {str(day): _texts(windows) for day, windows in sorted(calendar.days.items())},
        "at_close": calendar.at_close,
    }
    for key in ("valid_from", "valid_to"):
        if getattr(calendar, key) is not None:
            written[key] = str(getattr(calendar, key))
    if calendar.holidays_known:
        written["holidays_known"] = [str(day) for day in calendar.holidays_known]
    return written


def versions_as_written(calendar: ServiceCalendar | CalendarVersions) -> list[dict[str, Any]]:
    """The versions of a calendar as a list of calendars; a single calendar is a list of one."""
    versions = calendar.versions if isinstance(calendar, CalendarVersions) else (calendar,)
    return [calendar_as_written(version) for version in versions]


def window_from(text: object, where: str = "") -> Window:
    """A window written as "HH:MM-HH:MM", with seconds where needed; after midnight hours count on, "22:00-30:00".

    Raises:
        CalendarProblem: What is wrong with it.
    """
    match = _WINDOW.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise CalendarProblem(where, f'{json.dumps(text)} is not a window; write one such as "07:00-12:30"')
    parts = [int(part or 0) for part in match.groups()]
    opens, closes = (hour * 3600 + minute * 60 + second for hour, minute, second in (parts[:3], parts[3:]))
    if closes < opens < 86_400:
        beyond = f"{match[4]}:{match[5]}"
        meant = f"{int(match[4]) + 24:02d}:{match[5]}"
        raise CalendarProblem(where, f'"{text}" closes before it opens; if {beyond} is on the next day, write {meant}')
    try:
        return Window(opens, closes)
    except ValueError as refused:
        raise CalendarProblem(where, f'"{text}": {refused}') from refused


def _holidays(written: object, expand: Expand) -> tuple[tuple[Holiday, ...], tuple[date, date] | None]:
    by_day: dict[date, Holiday] = {}
    known: tuple[date, date] | None = None
    for place, entry in enumerate(_list(written, "holidays")):
        where = f"holidays[{place}]"
        content = _keyed(entry, where, ("country", "subdivision", "categories", "date", "name", "kind"))
        if "date" in content:
            day = _date(content["date"], f"{where}.date")
            name, kind = (content.get(key, usual) for key, usual in (("name", ""), ("kind", "public")))
            by_day.setdefault(day, Holiday(day, _text(name, f"{where}.name"), _text(kind, f"{where}.kind")))
            continue
        try:
            expanded = expand(_rule(content, where))
        except CalendarProblem:
            raise
        except ValueError as unknown:
            raise CalendarProblem(where, str(unknown)) from unknown
        known = _narrower(known, expanded.known)
        for holiday in expanded.holidays:
            by_day.setdefault(holiday.day, holiday)
    return tuple(sorted(by_day.values())), known


def _rule(content: dict[str, Any], where: str) -> HolidayRule:
    if "country" not in content:
        raise CalendarProblem(where, 'needs a "country", or a "date"')
    subdivision = content.get("subdivision")
    categories = _list(content.get("categories", ["public"]), f"{where}.categories")
    if not categories:
        raise CalendarProblem(f"{where}.categories", 'name at least one, such as "public"')
    return HolidayRule(
        country=_text(content["country"], f"{where}.country"),
        subdivision=None if subdivision is None else _text(subdivision, f"{where}.subdivision"),
        categories=tuple(_text(name, f"{where}.categories[{at}]") for at, name in enumerate(categories)),
    )


def _narrower(one: tuple[date, date] | None, other: tuple[date, date]) -> tuple[date, date]:
    both = other if one is None else (max(one[0], other[0]), min(one[1], other[1]))
    if both[0] >= both[1]:
        raise CalendarProblem("holidays", "there is no date for which all of these holidays are known")
    return both


def _windows(written: object, where: str) -> Windows:
    windows = tuple(window_from(text, f"{where}[{place}]") for place, text in enumerate(_list(written, where)))
    require_apart(windows, where)
    return windows


def _texts(windows: Windows) -> list[str]:
    return [str(window) for window in windows]


def _period(written: object) -> tuple[date, date]:
    dates = _list(written, "holidays_known")
    if len(dates) != 2:
        raise CalendarProblem("holidays_known", "write two dates, the first known and the first no longer known")
    first, end = (_date(day, f"holidays_known[{place}]") for place, day in enumerate(dates))
    if end <= first:
        raise CalendarProblem("holidays_known", "the second date must come after the first")
    return first, end


def _date_or_none(written: object, where: str) -> date | None:
    return None if written is None else _date(written, where)


def _date(written: object, where: str) -> date:
    if isinstance(written, str) and _DATE.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError as impossible:
            raise CalendarProblem(where, f'"{written}" is not in the calendar: {impossible}') from impossible
    raise CalendarProblem(where, f"{json.dumps(written)} is not a date; write one such as 2025-06-05")


def _text(written: object, where: str) -> str:
    if not isinstance(written, str):
        raise CalendarProblem(where, f"{json.dumps(written)} is not a text")
    return written


def _list(written: object, where: str) -> list[Any]:
    if not isinstance(written, list):
        raise CalendarProblem(where, f"{json.dumps(written)} is not a list; write [] for none")
    return written


def _mapping(written: object, where: str) -> dict[str, Any]:
    if not isinstance(written, dict):
        raise CalendarProblem(where, "write an object in braces, { … }")
    return written


def _keyed(written: object, where: str, keys: tuple[str, ...]) -> dict[str, Any]:
    content = _mapping(written, where)
    for key in content:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(keys)}"
            raise CalendarProblem(f"{where}.{key}" if where else key, f"unknown key; {hint}")
    return content


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key, value in pairs:
        if key in content:
            raise CalendarProblem(key, "is written twice")
        content[key] = value
    return content

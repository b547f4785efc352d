"""The versions of a calendar as one: which counts on which day, and how a clock's terms write a due time at closing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from samdrift.kernel.calendars import AtClose, Calendar, CalendarVersions, ServiceCalendar


def in_force(versions: Sequence[tuple[date, Any]]) -> list[tuple[date, date | None, Any]]:
    """The stretches of versions given in the order in which they were written: (first day, day after the last, what).

    A later version holds from its day on, over whatever had been written for that day and after it.
    """
    standing: list[tuple[date, Any]] = []
    for begins, what in versions:
        standing = [*[one for one in standing if one[0] < begins], (begins, what)]
    ends: list[date | None] = [*[begins for begins, _what in standing[1:]], None]
    return [(begins, end, what) for (begins, what), end in zip(standing, ends, strict=True)]


def as_known(written: Sequence[tuple[date, ServiceCalendar]]) -> Calendar:
    """The hours as they were known once these versions had been written, given in the order of writing.

    Where versions follow each other, a clock counts the old hours up to the change and the new ones after it.
    """
    pieces = in_force(written)
    if len(pieces) == 1:
        calendar: ServiceCalendar = pieces[0][2]
        return calendar
    versions: list[ServiceCalendar] = []
    for begins, ends, calendar in pieces:
        # The first version also answers for the days before it, as a calendar of one version does.
        since = begins if versions else None
        versions.append(replace(calendar, valid_from=since, valid_to=ends))
    return CalendarVersions(tuple(versions))


def closing_as(calendar: Calendar, at_close: AtClose) -> Calendar:
    """The calendar, writing a due time exactly at closing as the terms of a clock say."""
    if calendar.at_close == at_close:
        return calendar
    if isinstance(calendar, CalendarVersions):
        return CalendarVersions(tuple(replace(version, at_close=at_close) for version in calendar.versions))
    assert isinstance(calendar, ServiceCalendar)
    return replace(calendar, at_close=at_close)

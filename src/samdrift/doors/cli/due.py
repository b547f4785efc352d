"""`./samdrift due`: the promise kernel on the command line, one start a line in, one due time a line out.

It starts without Django and without numpy; the holiday library is loaded only for countries and years that the kernel
does not keep.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from samdrift.doors.cli.problem import Problem
from samdrift.kernel.calendar_files import read_calendar
from samdrift.kernel.calendars import OutsideCalendar, ServiceCalendar
from samdrift.kernel.clock import due_at
from samdrift.kernel.local_time import moment_of, zone_named
from samdrift.kernel.targets import CalendarDays, Target, WorkingDays, cut_off_from, working_time_from
from samdrift.registers.contracts.formats.holidays_library import expand_kept_or_with_library

MOST_YEARS = 50
DESCRIPTION = """\
Reads one start a line, an ISO 8601 date and time, and writes one due time a line. A start without an offset is local
to the calendar; one that the clock skips or repeats is refused. Due times carry the offset of their own date."""


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Write the due time of every start; stops at the first line that is wrong.

    Raises:
        Problem: The calendar or a line is wrong; the sentence names it.
    """
    options = parser().parse_args(list(arguments))
    target = target_of(options)
    try:
        text = Path(options.calendar).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise Problem(f"the calendar {options.calendar} cannot be read: {unreadable}") from unreadable
    calendars = Calendars(text, options.calendar)
    stdout.writelines(f"{due.isoformat()}\n" for due in due_times(numbered(stdin), target, calendars))
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    options = argparse.ArgumentParser(prog="samdrift due", description=DESCRIPTION)
    options.add_argument("--calendar", required=True, metavar="FILE", help="the service calendar, as JSON")
    promise = options.add_mutually_exclusive_group(required=True)
    promise.add_argument("--work", metavar="8h30m", help="working time: counts only while the calendar is open")
    promise.add_argument("--days", type=int, metavar="N", help="calendar days: the same wall-clock time N dates later")
    promise.add_argument("--workdays", type=int, metavar="N", help="close of business of the Nth working day after")
    options.add_argument("--cut-off", metavar="HH:MM", help="with --workdays: from then on it counts as the next day")
    return options


def target_of(options: argparse.Namespace) -> Target:
    """The promise the options ask for.

    Raises:
        Problem: A number is out of its range, or the options do not go together.
    """
    if options.cut_off is not None and options.workdays is None:
        raise Problem("--cut-off goes with --workdays only.")
    try:
        if options.work is not None:
            return working_time_from(options.work)
        if options.days is not None:
            return CalendarDays(options.days)
        return WorkingDays(options.workdays, None if options.cut_off is None else cut_off_from(options.cut_off))
    except ValueError as refused:
        raise Problem(f"{refused}.") from refused


class Calendars:
    """The calendar of a file, with holidays expanded for as many years as the starts turn out to need."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.years = (9999, 0)
        self.calendar: ServiceCalendar | None = None

    def reaching(self, first: int, last: int) -> ServiceCalendar:
        """The calendar with the holidays of at least these years.

        Raises:
            Problem: The file is not a calendar.
        """
        if self.calendar is None or first < self.years[0] or self.years[1] < last:
            self.years = (min(first, self.years[0]), max(last, self.years[1]))
            try:
                self.calendar = read_calendar(self.text, expand_kept_or_with_library(*self.years))
            except ValueError as refused:
                raise Problem(f"the calendar {self.name} is wrong: {refused}.") from refused
        return self.calendar


def due_times(lines: Iterable[tuple[int, str]], target: Target, calendars: Calendars) -> Iterator[datetime]:
    """The due time of each start, in the calendar's zone.

    Raises:
        Problem: With the number of the first line that is wrong.
    """
    zone = zone_named(calendars.reaching(2024, 2027).timezone)
    for number, line in lines:
        try:
            start = start_from(line)
            moment_of(start, zone)
            yield due_reaching(start, target, calendars).astimezone(zone)
        except (ValueError, OverflowError) as refused:
            raise Problem(f"line {number}: {refused}.") from refused


def due_reaching(start: datetime, target: Target, calendars: Calendars) -> datetime:
    """The due time, with holidays looked up for further years while the promise runs past those known."""
    reach = 2
    while True:
        calendar = calendars.reaching(start.year - 1, start.year + reach)
        try:
            return due_at(start, target, calendar)
        except OutsideCalendar:
            if calendar.holidays_known is None or reach > MOST_YEARS:
                raise
            reach *= 2


def start_from(line: str) -> datetime:
    """The moment a line names.

    Raises:
        ValueError: It is not an ISO 8601 date and time.
    """
    try:
        start = datetime.fromisoformat(line)
    except ValueError as unreadable:
        raise ValueError(
            f"{line[:80]!r} is not a date and time; write one such as 2025-05-02T15:30+02:00"
        ) from unreadable
    if len(line) <= len("2025-W18-5"):
        raise ValueError(f"{line!r} is a date without a time; write one such as {line}T08:00")
    return start.astimezone(UTC) if start.tzinfo else start


def numbered(stdin: TextIO) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers counted from 1.

    Raises:
        Problem: A line is no text.
    """
    number = 0
    try:
        for number, line in enumerate(stdin, start=1):
            if said := line.strip("\ufeff \t\r\n"):
                yield number, said
    except UnicodeDecodeError as unreadable:
        raise Problem(f"line {number + 1}: this is not text in UTF-8.") from unreadable

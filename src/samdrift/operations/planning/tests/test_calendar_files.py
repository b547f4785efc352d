"""Calendar files: written so that calendar programs read them, read however others wrote them."""

# ruff: noqa: DTZ001  local times belong to no zone

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.recurrence import RecurrenceProblem, recurrence_from
from samdrift.operations.planning.formats.icalendar import (
    CalendarRefused,
    Entry,
    calendar_file,
    escaped,
    folded,
    read_events,
    zone_lines,
)
from tests.shared import shared_data

CHANGED = datetime(2025, 5, 5, 10, tzinfo=UTC)


def entry(**values):
    return Entry(**{
        "uid": "1@samdrift", "sequence": 1, "changed_at": CHANGED, "begins": datetime(2025, 5, 12, 7),
        "ends": datetime(2025, 5, 12, 8), "summary": "Oil; test, note", **values,
    })  # fmt: skip


@given(st.text(max_size=300))
def test_lines_are_folded_at_75_octets_and_unfold_to_themselves(text):
    line = escaped(text)
    parts = folded(line)
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


def test_what_is_written_is_read_back():
    rule = recurrence_from("FREQ=MONTHLY;BYDAY=2TU")
    text = calendar_file("Plans", [entry(rule=rule, removed=(date(2025, 6, 10),))], zone="Europe/Copenhagen")
    assert "\r\n" in text
    assert "\n\n" not in text
    (event,) = read_events(text.encode())
    assert (event.summary, event.rules, event.zone) == ("Oil; test, note", (rule,), "Europe/Copenhagen")
    found = event.between(date(2025, 5, 1), date(2025, 7, 31))
    assert found == [datetime(2025, 5, 13, 7), datetime(2025, 7, 8, 7)]


def test_the_zone_is_written_with_both_changes_of_its_clock():
    lines = zone_lines("Europe/Copenhagen", 2025, 2025)
    assert lines.count("BEGIN:DAYLIGHT") == 1
    assert "DTSTART:20250330T020000" in lines
    assert "DTSTART:20251026T030000" in lines
    assert lines[lines.index("DTSTART:20250330T020000") + 1 :][:2] == ["TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"]


def test_a_whole_day_ends_before_the_next():
    text = calendar_file("Plans", [entry(begins=date(2025, 5, 12), ends=date(2025, 5, 12))], zone="UTC")
    assert "DTSTART;VALUE=DATE:20250512" in text
    assert "DTEND;VALUE=DATE:20250513" in text
    assert "VTIMEZONE" not in text


def events_of(name):
    return read_events(shared_data("calendar", "ics", f"{name}.ics").read_bytes())


@pytest.mark.shared
def test_every_foreign_calendar_is_read_or_says_which_part_is_wrong():
    wrong = {}
    paths = sorted(shared_data("calendar", "ics").glob("*.ics"))
    for path in paths:
        try:
            read_events(path.read_bytes())
        except RecurrenceProblem as problem:
            wrong[path.stem] = problem.part
    assert len(paths) == 56
    # A misspelt part, and a number of times below one.
    assert wrong == {"bad_rrule_missing_until_event": "UNTL", "issue_128_only_first_event": "COUNT"}


@pytest.mark.shared
@pytest.mark.parametrize(("name", "first", "last", "count"), [
    ("event_10_times", date(2019, 1, 1), date(2021, 12, 31), 10),
    ("one_event_repeat_every_3_days", date(2019, 3, 1), date(2019, 3, 31), None),
    ("three_events", date(2019, 3, 1), date(2019, 3, 31), None),
])  # fmt: skip
def test_foreign_recurrences_are_expanded(name, first, last, count):
    found = [each for event in events_of(name) for each in event.between(first, last)]
    assert found
    assert count is None or len(found) == count


@pytest.mark.shared
def test_an_instance_that_was_taken_out_stays_out_and_a_moved_one_moves():
    (event,) = events_of("each_week_but_one_deleted")
    found = event.between(date(2019, 1, 1), date(2019, 12, 31))
    assert event.removed
    assert not event.removed & set(found)
    moved = [event for event in events_of("recurring_events_moved") if event.moved]
    assert moved
    for event in moved:
        found = event.between(date(2018, 1, 1), date(2021, 12, 31))
        assert set(event.moved.values()) <= set(found)


@pytest.mark.parametrize("content", [b"", b"hello", b"BEGIN:VCARD\r\nEND:VCARD\r\n"])
def test_what_is_no_calendar_is_refused(content):
    with pytest.raises(CalendarRefused):
        read_events(content)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content):
    with suppress(CalendarRefused, RecurrenceProblem):
        read_events(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20250505\r\n" + content + b"\r\nEND:VEVENT\r\n")

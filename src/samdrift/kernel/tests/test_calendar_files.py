"""Service calendars as files: what is read, what is refused and with which words, and that writing reads back."""

import contextlib
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.calendar_files import calendar_as_written, calendar_from, read_calendar, versions_as_written
from samdrift.kernel.calendars import CalendarProblem, CalendarVersions, Holiday, ServiceCalendar, Window
from samdrift.kernel.holiday_sets import expand_kept
from samdrift.kernel.tests.calendars import DK_STD, calendars, weekly

FILE = {
    "timezone": "Europe/Copenhagen",
    "week": {"mon": ["07:00-12:00", "12:30-16:00"], "fri": ["22:00-30:00"]},
    "holidays": [{"country": "DK", "subdivision": None, "categories": ["public"]}],
    "days": {"2025-06-05": ["08:00-12:00"], "2025-12-24": []},
}


def read(**changes):
    return read_calendar(json.dumps({**FILE, **changes}), expand_kept)


def test_the_file_of_the_handbook_is_read():
    calendar = read()
    assert calendar.windows_on(dt.date(2025, 5, 5)) == (Window(7 * 3600, 12 * 3600), Window(45_000, 16 * 3600))
    assert calendar.windows_on(dt.date(2025, 5, 2)) == (Window(22 * 3600, 30 * 3600),)
    assert calendar.windows_on(dt.date(2025, 5, 3)) == ()
    assert calendar.windows_on(dt.date(2025, 6, 5)) == (Window(8 * 3600, 12 * 3600),)
    assert calendar.windows_on(dt.date(2025, 12, 24)) == ()
    assert calendar.windows_on(dt.date(2025, 4, 21)) == ()
    assert calendar.at_close == "closing"
    assert calendar.covers == (dt.date(2020, 1, 1), dt.date(2036, 1, 1))


def test_a_special_day_wins_over_a_holiday():
    assert read(days={"2025-04-21": ["08:00-09:00"]}).windows_on(dt.date(2025, 4, 21)) == (Window(28_800, 32_400),)


def test_holidays_may_be_dates_and_are_kept_once():
    dates = [{"date": "2025-05-30", "name": "Dagen efter", "kind": "agreed"}, {"date": "2025-05-30"}]
    assert read(holidays=dates).holidays == (Holiday(dt.date(2025, 5, 30), "Dagen efter", "agreed"),)
    assert read(holidays=dates).covers == (None, None)


def test_a_date_is_named_by_the_entry_that_comes_first():
    named = {"date": "2025-04-18", "name": "Stiller Freitag", "kind": "agreed"}
    rule = {"country": "DK"}
    first, last = (read(holidays=entries).holidays for entries in ([named, rule], [rule, named]))
    assert Holiday(dt.date(2025, 4, 18), "Stiller Freitag", "agreed") in first
    assert Holiday(dt.date(2025, 4, 18), "Good Friday", "public") in last
    assert len(first) == len(last)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"timezone": "Europe/Kopenhagen"}, "timezone: 'Europe/Kopenhagen' is not an IANA time zone"),
        ({"timezone": "../../etc/passwd"}, "timezone: '../../etc/passwd' is not an IANA time zone"),
        ({"timezone": 1}, "timezone: 1 is not a text"),
        ({"week": {"mon": "07:00-12:00"}}, 'week.mon: "07:00-12:00" is not a list'),
        ({"week": {"mon": ["7-12"]}}, 'week.mon[0]: "7-12" is not a window; write one such as "07:00-12:30"'),
        (
            {"week": {"mon": ["22:00-06:00"]}},
            'week.mon[0]: "22:00-06:00" closes before it opens; if 06:00 is on the next',
        ),
        ({"week": {"mon": ["22:00-06:00"]}}, "write 30:00"),
        ({"week": {"mon": ["08:00-08:00"]}}, "week.mon[0]"),
        ({"week": {"mon": ["25:00-26:00"]}}, "a window opens between 00:00 and 23:59:59"),
        ({"week": {"mon": ["08:00-49:00"]}}, "a window closes at 48:00 at the latest"),
        ({"week": {"mon": ["08:00-12:00", "11:00-16:00"]}}, "week.mon[1]: 11:00-16:00 begins before 08:00-12:00 has"),
        ({"week": {"man": []}}, 'week.man: unknown key; did you mean "mon"?'),
        ({"hollidays": []}, 'hollidays: unknown key; did you mean "holidays"?'),
        ({"days": {"2025-02-30": []}}, 'days.2025-02-30: "2025-02-30" is not in the calendar: day'),
        ({"days": {"5/6": []}}, 'days.5/6: "5/6" is not a date; write one such as 2025-06-05'),
        ({"days": []}, "days: write an object"),
        ({"holidays": [{"country": "XX"}]}, "holidays[0]: no holidays are kept for 'XX'"),
        ({"holidays": [{"country": "DK", "categories": ["school"]}]}, "holidays[0]: no days of kind 'school' are kept"),
        ({"holidays": [{"country": "DK", "categories": []}]}, "holidays[0].categories: name at least one"),
        ({"holidays": [{"name": "x"}]}, 'holidays[0]: needs a "country", or a "date"'),
        ({"at_close": "noon"}, 'at_close: write "closing" or "next_opening"'),
        ({"valid_from": "2025-01-01", "valid_to": "2025-01-01"}, "valid_to: the calendar must end after it begins"),
        ({"holidays_known": ["2025-01-01"]}, "holidays_known: write two dates"),
        ({"holidays_known": ["2040-01-01", "2041-01-01"]}, "holidays: there is no date for which all"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place_and_what_to_write(changes, words):
    with pytest.raises(CalendarProblem) as refused:
        read(**changes)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON, Expecting property name enclosed in double quotes at line 1, column 2"),
        ("[]", "write an object in braces"),
        ('{"timezone": "UTC"}', "week: is missing"),
        ('{"week": {}}', "timezone: is missing"),
        ('{"timezone": "UTC", "week": {"mon": [], "mon": []}}', "mon: is written twice"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_calendar_at_all_is_refused(text, words):
    with pytest.raises(CalendarProblem) as refused:
        read_calendar(text, expand_kept)
    assert words in str(refused.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["timezone", "week", "mon", "holidays", "date", "days", "at_close", "2025-01-01"]),
                inner,
            )
        ),
        max_leaves=12,
    )
)
def test_no_file_makes_anything_but_a_calendar_or_a_sentence(value):
    for written in (
        value,
        {**FILE, "week": value},
        {**FILE, "holidays": value},
        {**FILE, "days": value},
        {**FILE, "at_close": value},
    ):
        with contextlib.suppress(CalendarProblem):
            assert isinstance(calendar_from(written, expand_kept), ServiceCalendar)


@given(calendars(step=1))
def test_what_is_written_reads_back_equal(calendar):
    assert calendar_from(json.loads(json.dumps(calendar_as_written(calendar))), expand_kept) == calendar


def test_a_written_calendar_carries_dates_and_no_rules():
    written = calendar_as_written(DK_STD)
    assert all(set(holiday) == {"date", "name", "kind"} for holiday in written["holidays"])
    assert written["holidays_known"] == ["2020-01-01", "2036-01-01"]
    assert calendar_from(written, expand_kept) == DK_STD


def test_versions_must_follow_each_other_without_a_gap():
    changed = dt.date(2025, 5, 5)
    before, after = weekly(work="08:00-16:00", valid_to=changed), weekly(work="10:00-18:00", valid_from=changed)
    assert len(versions_as_written(CalendarVersions((before, after)))) == 2
    with pytest.raises(CalendarProblem, match="must begin on the date"):
        CalendarVersions((before, weekly(valid_from=dt.date(2025, 5, 6))))
    with pytest.raises(CalendarProblem, match="share their time zone"):
        CalendarVersions((before, weekly("UTC", valid_from=changed)))

"""Calendars as values."""

import datetime as dt

import pytest

from samdrift.kernel.calendars import CalendarProblem, CalendarVersions, ServiceCalendar, Window, round_the_clock
from samdrift.kernel.tests.calendars import DK_STD, weekly

JUNE, JULY, AUGUST = dt.date(2025, 6, 1), dt.date(2025, 7, 1), dt.date(2025, 8, 1)


def test_equal_calendars_are_one_key_and_others_are_not():
    one, other = weekly(work="08:00-16:00"), weekly(work="08:00-16:00")
    assert one == other
    assert hash(one) == hash(other)
    assert {one: 1}[other] == 1
    for changed in (
        weekly(work="08:00-16:01"),
        weekly("UTC", work="08:00-16:00"),
        weekly(work="08:00-16:00", at_close="next_opening"),
    ):
        assert changed != one


def test_a_calendar_answers_where_it_is_valid_and_its_holidays_are_known():
    calendar = weekly(valid_from=JUNE, valid_to=AUGUST, holidays_known=(JULY, dt.date(2026, 1, 1)))
    assert calendar.covers == (JULY, AUGUST)
    assert weekly().covers == (None, None)
    assert weekly(valid_from=JUNE).covers == (JUNE, None)


def test_versions_answer_to_the_first_date_that_one_of_them_cannot():
    before = weekly(work="08:00-16:00", valid_to=JULY)
    after = weekly(work="10:00-18:00", valid_from=JULY, valid_to=AUGUST)
    assert CalendarVersions((before, after)).covers == (None, AUGUST)
    blind = weekly(work="08:00-16:00", valid_to=JULY, holidays_known=(dt.date(2025, 1, 1), JUNE))
    assert CalendarVersions((blind, after)).covers == (dt.date(2025, 1, 1), JUNE)


def test_versions_answer_each_date_by_the_one_valid_on_it():
    before = weekly(work="08:00-16:00", valid_to=JULY)
    after = weekly(work="10:00-18:00", valid_from=JULY, valid_to=AUGUST)
    both = CalendarVersions((before, after))
    assert both.windows_on(JULY - dt.timedelta(days=1)) == (Window(28_800, 57_600),)
    assert both.windows_on(JULY) == (Window(36_000, 64_800),)
    assert both.windows_on(AUGUST) == ()


def test_round_the_clock_has_no_closed_date():
    assert all(round_the_clock("UTC").windows_on(JUNE + dt.timedelta(days=day)) for day in range(7))


@pytest.mark.parametrize(("opens", "closes"), [(-1, 10), (86_400, 90_000), (10, 10), (20, 10), (0, 172_801)])
def test_a_window_that_cannot_be_is_refused(opens, closes):
    with pytest.raises(ValueError):
        Window(opens, closes)


def test_windows_read_as_they_are_written():
    assert [str(window) for window in (Window(28_800, 57_600), Window(79_200, 108_000), Window(28_830, 57_600))] == [
        "08:00-16:00",
        "22:00-30:00",
        "08:00:30-16:00",
    ]


def test_a_week_has_seven_days_and_calendars_have_a_zone():
    with pytest.raises(CalendarProblem, match="seven days"):
        ServiceCalendar("UTC", ((),) * 6)
    with pytest.raises(CalendarProblem, match="IANA"):
        ServiceCalendar("Atlantis", ((),) * 7)
    with pytest.raises(CalendarProblem, match="at least one version"):
        CalendarVersions(())


def test_the_danish_standard_calendar_knows_its_special_days():
    assert DK_STD.windows_on(dt.date(2025, 6, 5)) == (Window(28_800, 43_200),)
    assert DK_STD.windows_on(dt.date(2025, 12, 24)) == ()
    assert DK_STD.windows_on(dt.date(2025, 12, 27)) == ()

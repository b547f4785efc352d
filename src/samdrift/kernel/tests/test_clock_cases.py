"""The worked cases of the trade: what a contract manager would count on paper."""

import datetime as dt

import pytest

from samdrift.kernel.calendars import CalendarVersions, OutsideCalendar, working_days
from samdrift.kernel.clock import NeverDue, PauseStillOpen, Spell, due_at, open_time
from samdrift.kernel.local_time import NoSuchLocalTime
from samdrift.kernel.targets import CalendarDays, WorkingDays, WorkingTime
from samdrift.kernel.tests.calendars import ALWAYS, COPENHAGEN, DK_STD, NIGHT, UK_STD, hours, local, weekly

CASES = {
    "T-SLA-01 over a weekend": (DK_STD, "2025-05-02T15:30", 4, [], "2025-05-05T11:30+02:00"),
    "T-SLA-02 over Easter": (DK_STD, "2025-04-16T14:00", 8, [], "2025-04-22T14:00+02:00"),
    "T-SLA-03 a whole day": (DK_STD, "2025-05-05T09:00", 8, [], "2025-05-06T09:00+02:00"),
    "T-SLA-04 a pause of five open hours": (
        DK_STD, "2025-05-05T09:00", 8, [("2025-05-05 13:00", "2025-05-06 10:00")], "2025-05-06T14:00+02:00"),
    "T-SLA-05 overlapping pauses count once": (
        DK_STD, "2025-05-05T09:00", 8,
        [("2025-05-05 10:00", "2025-05-05 12:00"), ("2025-05-05 11:00", "2025-05-05 13:00")], "2025-05-06T12:00+02:00"),
    "T-SLA-06 a pause in closed time stops nothing": (
        DK_STD, "2025-05-02T14:00", 4, [("2025-05-02 16:30", "2025-05-04 20:00")], "2025-05-05T10:00+02:00"),
    "T-SLA-07 clocks go forward": (ALWAYS, "2025-03-30T00:30", 4, [], "2025-03-30T05:30+02:00"),
    "T-SLA-08 clocks go back": (ALWAYS, "2025-10-26T01:30", 4, [], "2025-10-26T04:30+01:00"),
    "T-SLA-09 the short night": (NIGHT, "2025-03-29T22:00", 8, [], "2025-03-30T23:00+02:00"),
    "T-SLA-10 the long night": (NIGHT, "2025-10-25T22:00", 8, [], "2025-10-26T05:00+01:00"),
    "T-SLA-11 half of Constitution Day": (DK_STD, "2025-06-05T11:00", 4, [], "2025-06-06T11:00+02:00"),
    "T-SLA-12 a Saturday evening": (DK_STD, "2025-05-03T22:00", 1, [], "2025-05-05T09:00+02:00"),
    "T-SLA-12 round the clock": (ALWAYS, "2025-05-03T22:00", 1, [], "2025-05-03T23:00+02:00"),
    "T-SLA-13 Great Prayer Day is abolished": (DK_STD, "2024-04-25T15:00", 4, [], "2024-04-26T11:00+02:00"),
    "T-SLA-14 the year before it was not": (DK_STD, "2023-05-04T15:00", 4, [], "2023-05-08T11:00+02:00"),
    "T-SLA-15 England": (UK_STD, "2025-05-23T17:00", 10, [], "2025-05-27T17:00+01:00"),
    "T-SLA-20 the first of two half past twos": (ALWAYS, "2025-10-26T02:30+02:00", 1, [], "2025-10-26T02:30+01:00"),
    "T-SLA-20 the second of them": (ALWAYS, "2025-10-26T02:30+01:00", 1, [], "2025-10-26T03:30+01:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "promised", "pauses", "due"), CASES.values(), ids=CASES)
def test_working_time_is_due_as_counted_on_paper(calendar, start, promised, pauses, due):
    spells = [Spell(local(begun), local(ended)) for begun, ended in pauses]
    begun = dt.datetime.fromisoformat(start)
    found = due_at(begun, WorkingTime(hours(promised)), calendar, spells)
    assert found == dt.datetime.fromisoformat(due)
    assert open_time(begun, found, calendar, spells) == hours(promised)


def test_five_working_days_over_easter_end_with_the_fifth_day():  # T-SLA-16
    assert due_at(local("2025-04-10 15:00"), WorkingDays(5), DK_STD) == local("2025-04-22 16:00")


@pytest.mark.parametrize(
    ("start", "cut_off", "due"),
    [
        ("2025-05-02 14:59:59", 15 * 3600, "2025-05-05 16:00"),
        ("2025-05-02 15:00", 15 * 3600, "2025-05-06 16:00"),
        ("2025-05-02 15:59:59", None, "2025-05-05 16:00"),
        ("2025-05-02 16:00", None, "2025-05-06 16:00"),
        ("2025-05-03 10:00", None, "2025-05-06 16:00"),
        ("2025-05-02 17:59:59", 18 * 3600, "2025-05-05 16:00"),
        ("2025-06-04 09:00", None, "2025-06-05 12:00"),
    ],
)
def test_a_receipt_at_the_cut_off_counts_for_the_next_working_day(start, cut_off, due):
    assert due_at(local(start), WorkingDays(1, cut_off), DK_STD) == local(due)


def test_the_same_day_means_close_of_business_and_never_a_time_gone_by():
    assert due_at(local("2025-05-02 09:00"), WorkingDays(0), DK_STD) == local("2025-05-02 16:00")
    assert due_at(local("2025-05-02 17:00"), WorkingDays(0, 18 * 3600), DK_STD) == local("2025-05-05 16:00")


def test_a_pause_moves_working_days_by_the_open_time_it_stopped():
    pause = Spell(local("2025-05-05 15:00"), local("2025-05-06 10:00"))
    assert due_at(local("2025-05-05 09:00"), WorkingDays(1), DK_STD, [pause]) == local("2025-05-07 11:00")


def test_calendar_days_keep_the_wall_clock_time_over_a_clock_change():
    start = local("2025-03-01 10:15:30")
    due = due_at(start, CalendarDays(60), DK_STD)
    assert due == local("2025-04-30 10:15:30")
    assert due - start.astimezone(dt.UTC) == dt.timedelta(days=60, hours=-1)


def test_calendar_days_that_end_in_the_skipped_hour_end_with_the_jump():
    assert due_at(local("2025-03-29 02:30"), CalendarDays(1), ALWAYS) == local("2025-03-30 03:00")


def test_calendar_days_that_end_in_the_repeated_hour_end_in_its_first_pass():
    assert due_at(local("2025-10-25 02:30"), CalendarDays(1), ALWAYS).isoformat() == "2025-10-26T00:30:00+00:00"


def test_a_pause_moves_calendar_days_by_the_time_it_lasted():
    pause = Spell(local("2025-05-03 10:00"), local("2025-05-04 12:00"))
    assert due_at(local("2025-05-01 09:00"), CalendarDays(10), DK_STD, [pause]) == local("2025-05-12 11:00")


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("2025-03-30T02:30", "skipped", "2025-03-30T03:30:00+02:00"),
        ("2025-10-26T02:30", "repeated", "2025-10-26T02:30:00+02:00"),
    ],
)
def test_a_local_time_that_names_no_single_moment_is_refused_with_a_hint(text, code, hint):  # T-SLA-21
    with pytest.raises(NoSuchLocalTime) as refused:
        due_at(dt.datetime.fromisoformat(text), WorkingTime(hours(1)), ALWAYS)
    assert (refused.value.code, refused.value.hints[0]) == (code, hint)
    assert hint in str(refused.value)


def test_the_hint_for_the_skipped_hour_says_how_the_clock_jumps():
    with pytest.raises(NoSuchLocalTime, match=r"jumps from 02:00 to 03:00"):
        due_at(dt.datetime.fromisoformat("2025-03-30T02:00"), CalendarDays(1), ALWAYS)


def test_what_ends_on_closing_is_written_as_the_calendar_says():
    start, promised = local("2025-05-02 12:00"), WorkingTime(hours(4))
    other = weekly(work="08:00-16:00", at_close="next_opening")
    assert due_at(start, promised, DK_STD) == local("2025-05-02 16:00")
    assert due_at(start, promised, other) == local("2025-05-05 08:00")
    assert due_at(start, WorkingDays(1), other) == local("2025-05-06 08:00")
    assert due_at(local("2025-05-02 16:00"), CalendarDays(3), other) == local("2025-05-05 16:00")
    assert due_at(local("2025-05-02 20:00"), CalendarDays(1), other, [Spell(start, start)]) == local("2025-05-03 20:00")


def test_touching_windows_have_no_closing_between_them():
    calendar = weekly(work="08:00-12:00 12:00-16:00", at_close="next_opening")
    assert due_at(local("2025-05-02 08:00"), WorkingTime(hours(4)), calendar) == local("2025-05-02 12:00")


def test_danish_working_days_are_251_in_2025_and_252_in_2026():
    assert working_days(DK_STD, dt.date(2025, 1, 1), dt.date(2025, 12, 31)) == 251
    assert working_days(DK_STD, dt.date(2026, 1, 1), dt.date(2026, 12, 31)) == 252


def test_microseconds_are_counted():
    start = local("2025-05-02 15:30") + dt.timedelta(microseconds=1)
    assert due_at(start, WorkingTime(hours(4)), DK_STD) == local("2025-05-05 11:30") + dt.timedelta(microseconds=1)


def test_a_pause_without_an_end_leaves_no_due_time_unless_it_comes_too_late():
    start, promised = local("2025-05-05 09:00"), WorkingTime(hours(2))
    with pytest.raises(PauseStillOpen):
        due_at(start, promised, DK_STD, [Spell(local("2025-05-05 10:00"))])
    with pytest.raises(PauseStillOpen):
        due_at(start, CalendarDays(2), DK_STD, [Spell(local("2025-05-05 10:00"))])
    assert due_at(start, promised, DK_STD, [Spell(local("2025-05-05 11:00"))]) == local("2025-05-05 11:00")


def test_a_pause_long_before_the_start_and_one_long_after_the_due_time_change_nothing():
    pauses = [Spell(local("2020-01-01 00:00"), local("2025-05-05 09:00")), Spell(local("2031-01-01 00:00"))]
    assert due_at(local("2025-05-05 09:00"), WorkingTime(hours(2)), DK_STD, pauses) == local("2025-05-05 11:00")


def test_a_pause_within_another_adds_nothing():
    outer = Spell(local("2025-05-05 10:00"), local("2025-05-05 14:00"))
    inner = Spell(local("2025-05-05 11:00"), local("2025-05-05 12:00"))
    start, promised = local("2025-05-05 09:00"), WorkingTime(hours(2))
    assert due_at(start, promised, DK_STD, [outer, inner]) == local("2025-05-05 15:00")
    assert open_time(start, local("2025-05-05 15:00"), DK_STD, [outer, inner]) == hours(2)


def test_a_pause_that_begins_at_the_due_time_comes_too_late():
    pause = Spell(local("2025-05-06 09:00"), local("2025-05-07 09:00"))
    assert due_at(local("2025-05-05 09:00"), WorkingTime(hours(8)), DK_STD, [pause]) == local("2025-05-06 09:00")
    assert due_at(local("2025-05-05 09:00"), CalendarDays(1), DK_STD, [pause]) == local("2025-05-06 09:00")


def test_the_last_microsecond_of_a_date_belongs_to_it():
    last = local("2025-05-06 00:00") - dt.timedelta(microseconds=1)
    assert due_at(last, WorkingDays(0), ALWAYS) == local("2025-05-06 00:00")
    assert due_at(local("2025-05-06 00:00"), WorkingDays(0), ALWAYS) == local("2025-05-07 00:00")


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        open_time(
            local("2025-05-05 09:00"),
            local("2025-05-06 09:00"),
            DK_STD,
            [Spell(local("2025-05-05 11:00"), local("2025-05-05 10:00"))],
        )


def test_a_calendar_that_never_opens_says_so_instead_of_searching_for_ever():
    with pytest.raises(NeverDue):
        due_at(local("2025-05-05 09:00"), WorkingTime(hours(1)), weekly())
    with pytest.raises(NeverDue):
        due_at(local("2025-05-05 09:00"), WorkingDays(1), weekly())


def test_a_promise_beyond_the_known_holidays_is_refused_rather_than_guessed():
    with pytest.raises(OutsideCalendar, match="from 2020-01-01 to 2035-12-31"):
        due_at(local("2035-12-28 15:00"), WorkingTime(hours(80)), DK_STD)
    with pytest.raises(OutsideCalendar, match="2019-12-31 was asked for"):
        due_at(local("2019-12-31 15:00"), WorkingTime(hours(1)), DK_STD)
    assert due_at(local("2035-12-28 15:00"), WorkingTime(hours(1)), DK_STD) == local("2035-12-28 16:00")


def test_a_promise_runs_on_in_the_hours_of_the_next_version():
    changed = dt.date(2025, 5, 5)
    before, after = weekly(work="08:00-16:00", valid_to=changed), weekly(work="10:00-18:00", valid_from=changed)
    assert due_at(local("2025-05-02 15:00"), WorkingTime(hours(3)), CalendarVersions((before, after))) == local(
        "2025-05-05 12:00"
    )
    with pytest.raises(OutsideCalendar):
        due_at(local("2025-05-02 15:00"), WorkingTime(hours(3)), before)


def test_the_answer_is_in_utc():
    assert due_at(local("2025-05-02 15:30"), WorkingTime(hours(4)), DK_STD).tzinfo is dt.UTC
    assert COPENHAGEN.key == DK_STD.timezone

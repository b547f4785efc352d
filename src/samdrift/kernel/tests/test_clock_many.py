"""Millions at once give what one at a time gives."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.kernel.calendars import OutsideCalendar, ServiceCalendar
from samdrift.kernel.clock import NeverDue, Spell, due_at, open_time
from samdrift.kernel.clock_many import Pauses, due_at_many, open_time_many
from samdrift.kernel.targets import CalendarDays, WorkingDays, WorkingTime
from samdrift.kernel.tests.calendars import ALWAYS, DK_STD, calendars, hours, local, moments, spells, weekly, windows

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
FROM_NINE = np.array(["2025-05-05T07:00"], "M8[us]")


def row(moments):
    return np.array([moment.replace(tzinfo=None) for moment in moments], "M8[us]")


def flattened(spells_of):
    """Pauses of many clocks as three rows."""
    owner = [place for place, spells in enumerate(spells_of) for _ in spells]
    flat = [spell for spells in spells_of for spell in spells]
    return Pauses(np.array(owner, np.int64), row(spell.start for spell in flat), row(spell.end for spell in flat))


clocks = st.lists(st.tuples(moments(1), moments(1), st.lists(spells(1), max_size=4)), min_size=1, max_size=6)
targets = st.one_of(
    st.builds(WorkingTime, st.integers(1, 10**12).map(lambda micros: dt.timedelta(microseconds=micros))),
    st.builds(CalendarDays, st.integers(1, 200)),
    st.builds(WorkingDays, st.integers(0, 20), st.none() | st.integers(1, 86_400)),
)


@given(calendars(step=1), clocks)
@settings(max_examples=50)
def test_open_time_is_the_same_for_many(calendar, clocks):
    starts, ends, pauses = zip(*clocks, strict=True)
    found = open_time_many(row(starts), row(ends), calendar, flattened(pauses))
    wanted = [open_time(start, end, calendar, spells) for start, end, spells in clocks]
    assert [dt.timedelta(microseconds=int(micros)) for micros in found] == wanted


@given(calendars(step=1), clocks, targets, st.sampled_from(["closing", "next_opening"]))
@settings(max_examples=50)
def test_due_times_are_the_same_for_many(calendar, clocks, target, at_close):
    calendar = ServiceCalendar(calendar.timezone, calendar.week, calendar.holidays, calendar.days, at_close)
    starts, _, pauses = zip(*clocks, strict=True)
    found = due_at_many(row(starts), target, calendar, flattened(pauses))
    wanted = [due_at(start, target, calendar, spells) for start, _, spells in clocks]
    assert [EPOCH + dt.timedelta(microseconds=int(micros)) for micros in found.view(np.int64)] == wanted


@given(clocks, st.randoms())
def test_the_order_of_the_pauses_does_not_matter(clocks, random):
    starts, ends, pauses = zip(*clocks, strict=True)
    tidy = flattened(pauses)
    order = np.array(random.sample(range(len(tidy.owner)), len(tidy.owner)), np.int64)
    mixed = Pauses(tidy.owner[order], tidy.start[order], tidy.end[order])
    tidy_time, mixed_time = (open_time_many(row(starts), row(ends), DK_STD, some) for some in (tidy, mixed))
    assert tidy_time.tolist() == mixed_time.tolist()


SHORT_BREAKS = [
    weekly(work="00:00-23:59", weekend="00:00-23:59"),
    weekly(work="07:53-12:00 12:00:01-16:00"),
    weekly(work="08:00:00-08:00:01 08:00:02-08:00:03 08:00:04-08:00:05 12:00-13:00"),
]


@pytest.mark.parametrize("calendar", SHORT_BREAKS)
def test_breaks_of_a_second_are_counted(calendar):
    random = np.random.default_rng(7)
    starts = np.datetime64("2025-03-01", "us") + random.integers(0, 40 * 86_400_000_000, 400).astype("m8[us]")
    ends = starts + random.integers(0, 10 * 86_400_000_000, 400).astype("m8[us]")
    found = open_time_many(starts, ends, calendar)
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    wanted = [open_time(begun.replace(tzinfo=dt.UTC), ended.replace(tzinfo=dt.UTC), calendar) for begun, ended in pairs]
    assert found.tolist() == [time // dt.timedelta(microseconds=1) for time in wanted]


@given(st.lists(windows(1), min_size=7, max_size=7).filter(any), st.lists(moments(1), min_size=2, max_size=9))
@settings(max_examples=50)
def test_many_blocks_are_no_different_from_one(week, some):
    calendar = ServiceCalendar("Europe/Copenhagen", tuple(week))
    starts = np.resize(row(some), 40_000)
    ends = np.resize(row(some[::-1]), 40_000)
    whole = open_time_many(starts, ends, calendar)
    assert (whole[: len(some)] == open_time_many(starts[: len(some)], ends[: len(some)], calendar)).all()
    assert (whole == np.resize(whole[: len(some)], 40_000)).all()


def test_any_unit_of_datetime64_and_bare_microseconds_are_taken():
    eight = due_at_many(FROM_NINE, WorkingTime(hours(8)), DK_STD)
    assert eight[0] == np.datetime64("2025-05-06T07:00", "us")
    for starts in (FROM_NINE.astype("M8[s]"), FROM_NINE.astype("M8[ms]"), FROM_NINE.view(np.int64)):
        assert due_at_many(starts, WorkingTime(hours(8)), DK_STD)[0] == eight[0]


def test_none_at_all_is_none_at_all():
    empty = np.zeros(0, "M8[us]")
    assert len(open_time_many(empty, empty, DK_STD)) == 0
    assert len(due_at_many(empty, CalendarDays(1), DK_STD)) == 0


def test_what_is_no_moment_is_refused():
    no_moment = np.array(["NaT"], "M8[us]")
    with pytest.raises(ValueError, match="NaT"):
        open_time_many(FROM_NINE, no_moment, DK_STD)
    with pytest.raises(ValueError, match="NaT"):
        due_at_many(FROM_NINE, CalendarDays(1), ALWAYS, Pauses(np.array([0]), FROM_NINE, no_moment))
    with pytest.raises(ValueError, match="datetime64 or whole microseconds"):
        due_at_many(np.array([1.5]), CalendarDays(1), ALWAYS)
    with pytest.raises(ValueError, match="one row"):
        due_at_many(FROM_NINE.reshape(1, 1), CalendarDays(1), ALWAYS)
    with pytest.raises(ValueError, match="1 starts and 2 ends"):
        open_time_many(FROM_NINE, np.repeat(FROM_NINE, 2), DK_STD)


def test_pauses_that_cannot_be_are_refused():
    later = FROM_NINE + np.timedelta64(1, "h")
    with pytest.raises(ValueError, match="before it begins"):
        open_time_many(FROM_NINE, later, DK_STD, Pauses(np.array([0]), later, FROM_NINE))
    for stranger in (-1, 1):
        with pytest.raises(ValueError, match="belong to clocks 0 to 0"):
            open_time_many(FROM_NINE, later, DK_STD, Pauses(np.array([stranger]), FROM_NINE, later))


def test_what_lies_beyond_the_calendar_is_refused_as_for_one():
    with pytest.raises(OutsideCalendar):
        open_time_many(FROM_NINE, np.array(["2040-01-01"], "M8[us]"), DK_STD)
    with pytest.raises(NeverDue):
        due_at_many(FROM_NINE, WorkingTime(hours(1)), weekly())
    with pytest.raises(NeverDue):
        due_at_many(FROM_NINE, WorkingDays(1), weekly())


def test_a_long_promise_searches_further():
    rare = weekly(weekend="10:00-10:30")
    assert (
        due_at_many(FROM_NINE, WorkingTime(hours(500)), rare)[0]
        == row([due_at(local("2025-05-05 09:00"), WorkingTime(hours(500)), rare)])[0]
    )
    after_the_last = weekly(work="08:00-16:00", at_close="next_opening", valid_to=dt.date(2025, 5, 6))
    with pytest.raises(OutsideCalendar):
        due_at_many(np.array(["2025-05-05T06:00"], "M8[us]"), WorkingTime(hours(8)), after_the_last)


def both_ways(start, target, calendar, pauses=()):
    """The due time, found alike by the clock for one and the clock for many."""
    in_utc = [Spell(pause.start.astimezone(dt.UTC), pause.end.astimezone(dt.UTC)) for pause in pauses]
    many = due_at_many(row([start.astimezone(dt.UTC)]), target, calendar, flattened([in_utc]) if pauses else None)
    one = due_at(start, target, calendar, pauses)
    assert row([one])[0] == many[0]
    return one


def spell(begun, ended):
    return Spell(local(f"2025-05-05 {begun}"), local(f"2025-05-05 {ended}"))


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([("10:00", "12:00"), ("11:00", "13:00")], "2025-05-06 12:00"),
        ([("10:00", "14:00"), ("11:00", "12:00"), ("13:00", "15:00")], "2025-05-06 14:00"),
        ([("10:00", "11:00"), ("11:00", "12:00")], "2025-05-06 11:00"),
    ],
)
def test_overlapping_pauses_of_one_clock_count_once(pauses, due):
    assert both_ways(local("2025-05-05 09:00"), WorkingTime(hours(8)), DK_STD, [spell(*p) for p in pauses]) == local(
        due
    )


def test_a_pause_that_begins_at_the_due_time_comes_too_late_for_many():
    start, pause = local("2025-05-05 09:00"), spell("11:00", "13:00")
    assert both_ways(start, WorkingTime(hours(2)), DK_STD, [pause]) == local("2025-05-05 11:00")


@pytest.mark.parametrize(
    ("start", "target", "due"),
    [
        ("2025-05-02 14:59:59", WorkingDays(1, 15 * 3600), "2025-05-05 16:00"),
        ("2025-05-02 15:00", WorkingDays(1, 15 * 3600), "2025-05-06 16:00"),
        ("2025-05-02 16:00", WorkingDays(1), "2025-05-06 16:00"),
        ("2025-05-02 17:00", WorkingDays(0, 18 * 3600), "2025-05-05 16:00"),
        ("2035-12-28 15:00", WorkingTime(hours(1)), "2035-12-28 16:00"),
        ("2025-03-29 02:30", CalendarDays(1), "2025-03-30 03:00"),
    ],
)
def test_edges_are_the_same_for_many(start, target, due):
    assert both_ways(local(start), target, DK_STD) == local(due)

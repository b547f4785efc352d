"""The clock against one that looks at the wall clock once a minute, and against itself."""

import datetime as dt

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from samdrift.kernel.clock import due_at, open_time
from samdrift.kernel.local_time import DAY, moment_of
from samdrift.kernel.opening import compile_opening
from samdrift.kernel.targets import CalendarDays, WorkingDays, WorkingTime
from samdrift.kernel.tests.calendars import calendars, moments, spells
from samdrift.kernel.tests.slow_clock import MINUTE, SlowClock

WHOLE_MINUTE = 60_000_000


@given(calendars(), moments(WHOLE_MINUTE), st.integers(0, 4 * 1440), st.lists(spells(WHOLE_MINUTE), max_size=3))
@settings(max_examples=25)
def test_open_time_is_what_a_person_at_the_wall_clock_counts(calendar, start, minutes, pauses):
    end = start + minutes * MINUTE
    slow = SlowClock(calendar, start, minutes)
    assert open_time(start, end, calendar, pauses) == slow.counted(start, end, pauses) * MINUTE


@given(calendars(), moments(WHOLE_MINUTE), st.integers(1, 3000), st.lists(spells(WHOLE_MINUTE), max_size=3))
@settings(max_examples=25)
def test_the_due_time_is_the_first_minute_by_which_enough_was_counted(calendar, start, minutes, pauses):
    slow = SlowClock(calendar, start, 5 * 1440)
    due = slow.due(start, minutes, pauses)
    assume(due is not None)
    assert due_at(start, WorkingTime(minutes * MINUTE), calendar, pauses) == due


@given(calendars(step=1), moments(1), st.integers(1, 10**12), st.lists(spells(1), max_size=4))
@settings(max_examples=50)
def test_the_time_up_to_the_due_time_is_the_promise_to_the_microsecond(calendar, start, need, pauses):
    amount = dt.timedelta(microseconds=need)
    due = due_at(start, WorkingTime(amount), calendar, pauses)
    assert open_time(start, due, calendar, pauses) == amount
    assert open_time(start, due - dt.timedelta(microseconds=1), calendar, pauses) < amount


@given(calendars(step=1), moments(1), moments(1), moments(1), st.lists(spells(1), max_size=4))
@settings(max_examples=50)
def test_open_time_adds_up(calendar, one, two, three, pauses):
    first, middle, last = sorted((one, two, three))
    whole = open_time(first, last, calendar, pauses)
    assert whole == open_time(first, middle, calendar, pauses) + open_time(middle, last, calendar, pauses)
    assert dt.timedelta() <= whole <= last - first


@given(calendars(step=1), moments(1), st.integers(1, 10**11), st.lists(spells(1), min_size=1, max_size=4), st.randoms())
@settings(max_examples=50)
def test_the_order_in_which_pauses_are_told_does_not_matter(calendar, start, need, pauses, random):
    shuffled = random.sample(pauses, len(pauses)) + pauses[:1]
    amount = WorkingTime(dt.timedelta(microseconds=need))
    assert due_at(start, amount, calendar, pauses) == due_at(start, amount, calendar, shuffled)


@given(calendars(), moments(), st.integers(1, 400))
@settings(max_examples=50)
def test_calendar_days_are_read_off_the_wall_clock(calendar, start, days):
    due = due_at(start, CalendarDays(days), calendar)
    zone = due_zone(calendar)
    wanted = (start.astimezone(zone) + dt.timedelta(days=days)).replace(tzinfo=None)
    shown = due.astimezone(zone).replace(tzinfo=None)
    just_before = (due - dt.timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert shown >= wanted > just_before


@given(calendars(), moments(), st.integers(0, 12))
@settings(max_examples=30)
def test_working_days_are_counted_date_by_date(calendar, start, days):
    zone = due_zone(calendar)
    due = due_at(start, WorkingDays(days), calendar)
    day = start.astimezone(zone).date()
    left = days + 1
    while True:
        if calendar.windows_on(day):
            closing = first_shown(
                dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=calendar.windows_on(day)[-1].closes), zone
            )
            left -= 1 if left <= days or start < closing else 0
            if left == 0:
                break
        day += dt.timedelta(days=1)
    assert due == closing


@given(calendars(step=1), st.data())
@settings(max_examples=50)
def test_a_calendar_compiled_for_longer_counts_the_same(calendar, data):
    short = compile_opening(calendar, dt.date(2025, 1, 1), dt.date(2026, 1, 1))
    long = compile_opening(calendar, dt.date(2023, 1, 1), dt.date(2028, 1, 1))
    begun = data.draw(st.integers(short.begins, short.ends))
    ended = data.draw(st.integers(begun, short.ends))
    assert short.position(ended) - short.position(begun) == long.position(ended) - long.position(begun)
    assert short.is_open(begun) == long.is_open(begun)
    assert short.before[-1] <= short.ends - short.begins <= 366 * DAY


def due_zone(calendar):
    from zoneinfo import ZoneInfo

    return ZoneInfo(calendar.timezone)


def first_shown(wall, zone):
    """The first minute at which the wall clock shows `wall` or later, found by looking."""
    at = wall.replace(tzinfo=dt.UTC) - dt.timedelta(hours=16)
    low, high = 0, 32 * 60
    minutes = [(at + minute * MINUTE).astimezone(zone).replace(tzinfo=None, fold=0) for minute in range(low, high)]
    return at + next(minute for minute in range(low, high) if minutes[minute] >= wall) * MINUTE


def test_the_slow_clock_itself_knows_a_friday():
    from samdrift.kernel.tests.calendars import DK_STD, local

    start = local("2025-05-02 15:30").astimezone(dt.UTC)
    slow = SlowClock(DK_STD, start, 4 * 1440)
    assert slow.due(start, 240) == local("2025-05-05 11:30")
    assert moment_of(start, due_zone(DK_STD)) == int(start.timestamp()) * 1_000_000

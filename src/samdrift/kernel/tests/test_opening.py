"""Compiled opening hours: what is kept between calls, for how many, and from many threads."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel import opening as store
from samdrift.kernel.calendars import OutsideCalendar
from samdrift.kernel.clock import due_at, open_time
from samdrift.kernel.local_time import DAY, SECOND, datetime_of, moment_of, wall_clock, zone_named
from samdrift.kernel.opening import compile_opening, opening
from samdrift.kernel.targets import WorkingTime
from samdrift.kernel.tests.calendars import COPENHAGEN, DK_STD, ZONES, hours, local, weekly

YEAR = 366 * DAY


def at(text):
    return moment_of(local(text), COPENHAGEN)


def test_the_same_calendar_is_compiled_once():
    one, other = weekly(work="08:00-16:00"), weekly(work="08:00-16:00")
    assert opening(one, at("2025-05-05 08:00"), at("2025-05-06 08:00")) is opening(
        other, at("2025-05-05 08:00"), at("2025-05-06 08:00")
    )


def test_what_was_known_stays_known_when_more_is_asked_for():
    calendar = weekly(work="09:01-16:00")
    opening(calendar, at("2025-05-05 08:00"), at("2025-05-05 08:00"))
    opening(calendar, at("2010-05-05 08:00"), at("2010-05-05 08:00"))
    wide = opening(calendar, at("2018-05-05 08:00"), at("2018-05-05 08:00"))
    assert wide.begins <= at("2010-05-05 08:00") < at("2025-05-05 08:00") <= wide.ends


def test_a_moment_far_away_does_not_keep_all_the_years_between():
    calendar = weekly(work="09:02-16:00")
    opening(calendar, at("1975-05-05 08:00"), at("1975-05-05 08:00"))
    found = opening(calendar, at("2150-05-05 08:00"), at("2150-05-05 08:00"))
    assert found.ends - found.begins < 4 * YEAR


def test_only_so_many_calendars_are_kept():
    for minute in range(store.KEPT + 20):
        calendar = weekly("UTC", work=f"{minute // 60:02d}:{minute % 60:02d}-23:00")
        opening(calendar, at("2025-01-01 00:00"), at("2025-01-01 00:00"))
        assert len(store._compiled) <= store.KEPT


@pytest.mark.parametrize("year", ["1970-06-01 00:00", "2200-06-01 00:00", "9999-12-31 23:59"])
def test_years_beyond_the_tables_are_refused(year):
    with pytest.raises(OutsideCalendar):
        open_time(local(year), local(year) + dt.timedelta(seconds=1), weekly(work="08:00-16:00"))


def test_many_threads_find_what_one_finds():
    starts = [local("2001-03-01 10:00") + dt.timedelta(days=97 * number) for number in range(90)]
    wanted = [due_at(start, WorkingTime(hours(30)), weekly(work="08:03-16:00")) for start in starts]
    calendar = weekly(work="08:03-16:00")
    store._compiled.pop(calendar)
    with ThreadPoolExecutor(8) as threads:
        for _ in range(3):
            found = list(threads.map(lambda start: due_at(start, WorkingTime(hours(30)), calendar), starts))
            assert found == wanted


def test_a_long_window_reaches_through_the_next_date_and_no_further():
    weekend = weekly(weekend="23:00-48:00")
    first = dt.date(2025, 5, 6)  # a Tuesday; Sunday's window has just ended with Monday
    assert compile_opening(weekend, first, first + dt.timedelta(days=1)).before[-1] == 0
    monday = compile_opening(weekend, dt.date(2025, 5, 5), dt.date(2025, 5, 6))
    assert monday.before[-1] == 24 * 3600 * SECOND
    sunday = compile_opening(weekly(weekend="00:00-48:00"), dt.date(2025, 5, 5), dt.date(2025, 5, 6))
    assert sunday.before[-1] == 24 * 3600 * SECOND


def test_windows_that_touch_make_one_span():
    hours = compile_opening(weekly(work="08:00-12:00 12:00-16:00"), dt.date(2025, 5, 5), dt.date(2025, 5, 6))
    assert (hours.starts[:-1], hours.stops) == ((at("2025-05-05 08:00"),), (at("2025-05-05 16:00"),))


def test_a_night_before_the_calendar_was_valid_is_not_its_own():
    version = weekly(work="22:00-30:00", valid_from=dt.date(2025, 5, 6))
    assert open_time(local("2025-05-06 00:00"), local("2025-05-06 23:00"), version) == hours(1)


def test_edges_on_the_very_change_of_the_clock_lie_where_it_first_shows_them():
    clock = wall_clock(COPENHAGEN, dt.date(2025, 1, 1), dt.date(2026, 1, 1))

    def first(text):
        reading = moment_of(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC), COPENHAGEN)
        return datetime_of(clock.first_showing(reading)).isoformat()

    assert first("2025-03-30T01:59") == "2025-03-30T00:59:00+00:00"
    assert (
        first("2025-03-30T02:00")
        == first("2025-03-30T02:30")
        == first("2025-03-30T03:00")
        == "2025-03-30T01:00:00+00:00"
    )
    assert first("2025-10-26T02:00") == "2025-10-26T00:00:00+00:00"
    assert first("2025-10-26T02:59") == "2025-10-26T00:59:00+00:00"
    assert first("2025-10-26T03:00") == "2025-10-26T02:00:00+00:00"


def test_a_calendar_is_compiled_only_as_far_as_it_answers():
    assert opening(DK_STD, at("2030-01-01 00:00"), at("2035-06-01 00:00")).ends == at("2036-01-01 00:00")


NAIVE = st.datetimes(dt.datetime.fromisoformat("2000-01-01"), dt.datetime.fromisoformat("2034-12-31"))


@given(st.sampled_from(ZONES), NAIVE)
def test_the_wall_clock_shows_what_the_zone_says(name, naive):
    zone = zone_named(name)
    clock = wall_clock(zone, dt.date(naive.year, 1, 1), dt.date(naive.year + 1, 1, 1))
    moment = moment_of(naive.replace(tzinfo=dt.UTC), zone)
    shown = datetime_of(moment).astimezone(zone).replace(tzinfo=dt.UTC, fold=0)
    assert clock.reading(moment) == moment_of(shown, zone)
    reading = moment_of(naive.replace(tzinfo=dt.UTC), zone)
    first = clock.first_showing(reading)
    assert clock.reading(first) >= reading > clock.reading(first - 1)

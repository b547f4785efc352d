"""Shifts from patterns: texts, weeks, clock changes, rest."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.operations.workforce.rules import shifts as rules

ZONE = "Europe/Copenhagen"
NIGHT = rules.read_windows("22:00-06:00")


def week(text, days=7):
    return tuple(rules.read_windows(text) if number < days else () for number in range(7))


def pattern(*weeks, start=date(2025, 1, 1), end=None):
    return rules.Pattern(start, end, weeks)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("6:00-14:00", "06:00-14:00"),
        ("22:00-06:00/30", "22:00-06:00/30"),
        ("14:00–18:00, 06:00-12:00/15", "06:00-12:00/15, 14:00-18:00"),
        ("off", ""),
        ("", ""),
    ],
)
def test_a_day_is_written_as_one_says_it(text, kept):
    assert rules.day_text(rules.read_windows(text)) == kept


@pytest.mark.parametrize("text", ["25:00-26:00", "06:00", "06:00-07:00/60", "06:00-10:00, 09:00-12:00", "six to two"])
def test_what_is_no_shift_is_refused(text):
    with pytest.raises(rules.NotAShift):
        rules.read_windows(text)


@given(
    st.lists(
        st.tuples(st.integers(0, 1439), st.integers(1, 700), st.integers(0, 1)).map(
            lambda one: rules.Window(one[0], one[0] + one[1], 0)
        ),
        max_size=1,
    )
)
def test_what_is_kept_is_read_back_as_it_was(windows):
    assert rules.read_windows(rules.day_text(windows)) == tuple(windows)


def test_a_night_shift_is_an_hour_shorter_when_the_clock_jumps():
    shifts = rules.shifts_of([pattern(week("22:00-06:00"))], {}, ZONE, date(2025, 3, 28), date(2025, 3, 30))
    assert [one.worked for one in shifts] == [timedelta(hours=8), timedelta(hours=7), timedelta(hours=8)]
    assert shifts[1].starts == datetime(2025, 3, 29, 21, tzinfo=UTC)


def test_a_night_shift_is_an_hour_longer_when_the_clock_goes_back():
    shifts = rules.shifts_of([pattern(week("22:00-06:00"))], {}, ZONE, date(2025, 10, 25), date(2025, 10, 25))
    assert [one.worked for one in shifts] == [timedelta(hours=9)]


def test_weeks_take_turns_from_the_week_the_pattern_begins_in():
    early, late = week("06:00-14:00", 5), week("14:00-22:00", 5)
    turns = pattern(early, late, start=date(2025, 5, 7))  # a Wednesday
    assert turns.on(date(2025, 5, 6)) is None
    assert turns.on(date(2025, 5, 9)) == early[4]
    assert turns.on(date(2025, 5, 12)) == late[0]
    assert turns.on(date(2025, 5, 19)) == early[0]


def test_a_changed_day_wins_over_the_pattern_and_the_later_pattern_over_the_earlier():
    usual, summer = pattern(week("08:00-16:00")), pattern(week("06:00-12:00"), start=date(2025, 7, 1))
    day = date(2025, 7, 3)
    assert rules.windows_on([usual, summer], {}, day) == rules.read_windows("06:00-12:00")
    assert rules.windows_on([usual, summer], {day: ()}, day) == ()


def test_too_little_rest_is_warned_of():
    changes = {date(2025, 5, 5): rules.read_windows("14:00-22:00"), date(2025, 5, 6): rules.read_windows("06:00-14:00")}
    shifts = rules.shifts_of([], changes, ZONE, date(2025, 5, 5), date(2025, 5, 6))
    assert rules.warnings_of(shifts) == [rules.Warned("rest", date(2025, 5, 6), 480)]


def test_eleven_hours_of_rest_are_enough():
    changes = {date(2025, 5, 5): rules.read_windows("14:00-22:00"), date(2025, 5, 6): rules.read_windows("09:00-14:00")}
    assert rules.warnings_of(rules.shifts_of([], changes, ZONE, date(2025, 5, 5), date(2025, 5, 6))) == []


def test_long_shifts_full_weeks_and_seven_days_in_a_row_are_warned_of():
    shifts = rules.shifts_of([pattern(week("08:00-16:00"))], {}, ZONE, date(2025, 5, 5), date(2025, 5, 11))
    assert [(one.code, one.minutes) for one in rules.warnings_of(shifts)] == [("week", 56 * 60), ("row", 7)]
    long = rules.shifts_of([], {date(2025, 5, 5): rules.read_windows("06:00-20:00")}, ZONE, *[date(2025, 5, 5)] * 2)
    assert [one.code for one in rules.warnings_of(long)] == ["long"]


@given(st.integers(0, 23), st.integers(1, 12), st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_shifts_of_following_days_never_change_their_order(hour, length, day):
    text = f"{hour:02}:00-{(hour + length) % 24:02}:00"
    shifts = rules.shifts_of([pattern(week(text), start=date(2023, 1, 1))], {}, ZONE, day, day + timedelta(days=3))
    assert [one.starts for one in shifts] == sorted(one.starts for one in shifts)
    assert all(one.starts <= one.ends for one in shifts)


def test_a_day_away_leaves_nothing_of_the_shift_that_begins_on_it():
    shifts = rules.shifts_of([pattern(week("22:00-06:00"))], {}, ZONE, date(2025, 5, 5), date(2025, 5, 6))
    start, end = datetime(2025, 5, 5, 20, tzinfo=UTC), datetime(2025, 5, 7, 3, tzinfo=UTC)
    spans = rules.free_spans(shifts, [date(2025, 5, 5)], start, end)
    assert spans == [(datetime(2025, 5, 6, 20, tzinfo=UTC), datetime(2025, 5, 7, 3, tzinfo=UTC))]

"""What a promise allows, as texts and as rows of a table."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.targets import (
    CalendarDays,
    WorkingDays,
    WorkingTime,
    cut_off_from,
    target_as_text,
    target_from_text,
    target_of,
    working_time_from,
)

targets = st.one_of(
    st.builds(WorkingTime, st.integers(1, 100_000 * 3600).map(lambda seconds: dt.timedelta(seconds=seconds))),
    st.builds(CalendarDays, st.integers(1, 36_500)),
    st.builds(WorkingDays, st.integers(0, 36_500), st.none() | st.integers(1, 1440).map(lambda minute: minute * 60)),
)


@given(targets)
def test_a_target_reads_back_as_written(target):
    assert target_from_text(target_as_text(target)) == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("8h30m", WorkingTime(dt.timedelta(hours=8, minutes=30))),
        ("90s", WorkingTime(dt.timedelta(seconds=90))),
        (" 45m ", WorkingTime(dt.timedelta(minutes=45))),
        ("120 days", CalendarDays(120)),
        ("5 workdays", WorkingDays(5)),
        ("5 workdays before 15:00", WorkingDays(5, 15 * 3600)),
    ],
)
def test_targets_are_read(text, target):
    assert target_from_text(text) == target


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8",
        "h",
        "8.5h",
        "30m8h",
        "-8h",
        "8 h",
        "0h0m",
        "0 days",
        "5 days before 15:00",
        "100001h",
        "36501 days",
        "٣h",
    ],
)
def test_what_is_no_target_is_refused(text):
    with pytest.raises(ValueError):
        target_from_text(text)


@pytest.mark.parametrize("text", ["", "15", "15:60", "25:00", "1500", "00:00"])
def test_what_is_no_cut_off_is_refused(text):
    with pytest.raises(ValueError):
        WorkingDays(1, cut_off_from(text))


def test_a_row_of_a_table_is_a_target():
    assert target_of("work_minutes", 90) == working_time_from("1h30m")
    assert target_of("calendar_days", 3) == CalendarDays(3)
    assert target_of("work_days", 3, dt.time(15, 0, 30)) == WorkingDays(3, 54_030)
    with pytest.raises(ValueError, match="there are work_minutes"):
        target_of("weeks", 1)

"""Signs that a promise was kept on paper: where each begins and ends, and that few are no percentage."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel import gaming
from samdrift.kernel.gaming import Sign

DUE = datetime(2025, 5, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "before", "after"),
    [(-301, False, False), (-300, True, False), (0, True, False), (1, False, True), (300, False, True),
     (301, False, False)],
)  # fmt: skip
def test_the_five_minutes_before_and_after_a_deadline(seconds, before, after):
    stopped = DUE + timedelta(seconds=seconds)
    assert gaming.in_the_last_minutes(stopped, DUE) is before
    assert gaming.just_missed(stopped, DUE) is after


@given(st.timedeltas(min_value=timedelta(days=-2), max_value=timedelta(days=2)))
def test_nothing_is_both_just_before_and_just_after(offset):
    assert not (gaming.in_the_last_minutes(DUE + offset, DUE) and gaming.just_missed(DUE + offset, DUE))


def test_the_same_reported_within_seven_days_came_again():
    week = timedelta(days=7)
    assert gaming.came_again(DUE, DUE + week)
    assert not gaming.came_again(DUE, DUE + week + timedelta(seconds=1))
    assert not gaming.came_again(DUE, DUE)


@given(st.integers(0, 400), st.integers(0, 400))
def test_few_are_never_a_percentage_and_many_lie_between_0_and_100(part, more):
    told = Sign(part, part + more)
    assert (told.percent is None) == (part + more < gaming.FEWEST)
    assert told.percent is None or Decimal(0) <= told.percent <= Decimal(100)

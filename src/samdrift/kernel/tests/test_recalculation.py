"""A calendar corrected later, a promise that a change brought, and the first moment of a clock."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.kernel.calendars import Holiday
from samdrift.kernel.clock_state import Paused, Recalculated, Reopened, Resumed, Started, Stopped, fresh, state_of
from samdrift.kernel.targets import CalendarDays, WorkingDays, WorkingTime
from samdrift.kernel.tests.calendars import DK_STD, calendars, hours, local, moments, weekly

# Store bededag, abolished from 2024, that somebody had entered for 2025 by mistake.
BY_MISTAKE = weekly(work="08:00-16:00", holidays=(Holiday(dt.date(2025, 5, 16), "Store bededag"),))
RIGHT = weekly(work="08:00-16:00")
BEGUN = Started(local("2025-05-15 12:00"), WorkingTime(hours(8)), BY_MISTAKE)


def corrected(text):
    return Recalculated(local(text), RIGHT)


def test_a_running_clock_follows_the_corrected_calendar():  # domain.md 7.6, story 9
    before = state_of([BEGUN], now=local("2025-05-15 13:00"))
    after = state_of([BEGUN, corrected("2025-05-15 13:00")], now=local("2025-05-15 13:00"))
    assert (before.due_at, after.due_at) == (local("2025-05-19 12:00"), local("2025-05-16 12:00"))
    assert not after.retro_breach


def test_a_stopped_clock_is_not_recalculated():
    facts = [BEGUN, Stopped(local("2025-05-19 11:00")), corrected("2025-05-20 09:00")]
    state = state_of(facts, now=local("2025-06-01 09:00"))
    assert (state.status, state.due_at) == ("met", local("2025-05-19 12:00"))


def test_a_stopped_clock_follows_it_once_it_is_reopened():
    stopped = Stopped(local("2025-05-15 14:00"))
    facts = [BEGUN, stopped, corrected("2025-05-15 15:00"), Reopened(local("2025-05-15 16:00"))]
    state = state_of(facts, now=local("2025-05-15 16:00"))
    assert state.due_at == local("2025-05-16 14:00")


def test_who_is_late_only_by_the_correction_is_excused():
    state = state_of([BEGUN, corrected("2025-05-19 10:00")], now=local("2025-05-19 11:00"))
    assert (state.status, state.retro_breach, state.credit_excluded) == ("breached", True, True)
    assert state.breached_at == local("2025-05-19 10:00")


def test_who_was_late_by_the_wrong_calendar_only_is_not_late():
    closed_too_little = Started(local("2025-04-16 12:00"), WorkingTime(hours(8)), RIGHT)
    late = state_of([closed_too_little], now=local("2025-04-18 09:00"))
    put_right = state_of(
        [closed_too_little, Recalculated(local("2025-04-18 09:00"), DK_STD)], now=local("2025-04-18 09:00")
    )
    assert (late.status, put_right.status) == ("breached", "running")
    assert put_right.due_at == local("2025-04-22 12:00")


def test_a_promise_a_change_brought_was_not_broken_before_it_was_given():
    begun = Started(
        local("2025-05-05 08:00"),
        WorkingTime(hours(4)),
        DK_STD,
        given_at=local("2025-05-06 10:00"),
        asked_by="customer",
    )
    state = state_of([begun], now=local("2025-05-06 10:00"))
    assert (state.due_at, state.breached_at) == (local("2025-05-05 12:00"), local("2025-05-06 10:00"))
    assert (state.retro_breach, state.credit_excluded) == (True, True)


@given(
    moments(), calendars(), st.sampled_from([WorkingTime(hours(5)), WorkingDays(2), CalendarDays(3)]),
    st.sampled_from([50, 75, 90]),
)  # fmt: skip
@settings(max_examples=60)
def test_a_fresh_promise_stands_as_its_state_says(start, calendar, target, percent):
    begun = Started(start, target, calendar)
    state = state_of([begun], now=start, at_risk_percent=percent)
    assert fresh(begun, at_risk_percent=percent) == (state.due_at, state.at_risk_at)


@given(moments(), st.integers(0, 72), st.integers(1, 48))
@settings(max_examples=60)
def test_a_calendar_that_was_right_all_along_changes_nothing(start, after, paused):
    facts = [
        Started(start, WorkingTime(hours(5)), DK_STD),
        Paused(start + hours(1)),
        Resumed(start + hours(1 + paused)),
    ]
    now = start + hours(after + 100)
    again = [*facts, Recalculated(start + hours(after), DK_STD)]
    told, recounted = state_of(facts, now=now), state_of(again, now=now)
    assert (told.due_at, told.status, told.breached_at) == (recounted.due_at, recounted.status, recounted.breached_at)

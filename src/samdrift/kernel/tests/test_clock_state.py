"""How a promise stands, by what happened to it."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.kernel.clock import Spell, due_at, open_time
from samdrift.kernel.clock_state import (
    ImpossibleHistory,
    Paused,
    Reopened,
    Resumed,
    Retargeted,
    Started,
    Stopped,
    Voided,
    state_of,
)
from samdrift.kernel.clock_timeline import segments
from samdrift.kernel.targets import CalendarDays, WorkingDays, WorkingTime
from samdrift.kernel.tests.calendars import ALWAYS, DK_STD, calendars, hours, local, moments

SECOND = dt.timedelta(seconds=1)


def started(text="2025-05-05 09:00", promised=8, calendar=DK_STD):
    return Started(local(text), WorkingTime(hours(promised)), calendar)


def at(text, *facts, begun=None, **more):
    return state_of([begun or started(), *facts], now=local(text), **more)


def test_a_running_clock_tells_what_it_used_and_when_it_is_due():
    state = at("2025-05-05 12:00")
    assert (state.status, state.consumed, state.remaining, state.percent) == ("running", hours(3), hours(5), 37)
    assert state.due_at == state.promised_at == local("2025-05-06 09:00")
    assert state.at_risk_at == local("2025-05-05 15:00")


def test_it_is_at_risk_from_three_quarters_on_and_late_only_after_the_due_time():
    assert not at("2025-05-05 14:59:59").is_at_risk
    assert at("2025-05-05 15:00").is_at_risk
    assert at("2025-05-06 09:00").status == "running"
    late = at("2025-05-06 09:00:01")
    assert (late.status, late.is_at_risk, late.late_by) == ("breached", False, SECOND)
    assert late.breached_at == local("2025-05-06 09:00")
    assert at("2025-05-05 13:00", at_risk_percent=50).is_at_risk


def test_stopped_exactly_at_the_due_time_is_met_and_a_second_later_is_not():  # T-SLA-17
    begun = started("2025-05-02 15:30", 4)
    met = at("2025-06-01 00:00", Stopped(local("2025-05-05 11:30:00")), begun=begun)
    late = at("2025-06-01 00:00", Stopped(local("2025-05-05 11:30:01")), begun=begun)
    assert (met.status, met.late_by, met.breached_at) == ("met", dt.timedelta(), None)
    assert (late.status, late.late_by) == ("breached", SECOND)


def test_reopening_goes_on_with_what_was_consumed():  # T-SLA-18
    begun = started("2025-05-05 08:00")
    facts = [Stopped(local("2025-05-05 12:00")), Reopened(local("2025-05-07 08:00"))]
    state = at("2025-05-07 09:00", *facts, begun=begun)
    assert (state.status, state.due_at, state.consumed) == ("running", local("2025-05-07 12:00"), hours(5))
    assert state.paused_total == dt.timedelta()
    assert at("2025-05-06 09:00", *facts, begun=begun).status == "met"


FIVE_DAYS = Started(local("2025-05-05 08:00"), WorkingDays(5), DK_STD)


def upgrade(**more):
    return Retargeted(local("2025-05-06 10:00"), WorkingTime(hours(4)), **more)


def test_an_upgrade_from_the_start_may_be_late_on_arrival_and_says_whose_doing_it_was():  # T-SLA-19
    before = at("2025-05-06 09:59", upgrade(asked_by="customer"), begun=FIVE_DAYS)
    assert (before.status, before.due_at) == ("running", local("2025-05-12 16:00"))
    after = at("2025-05-06 10:00", upgrade(asked_by="customer"), begun=FIVE_DAYS)
    assert (after.status, after.due_at) == ("breached", local("2025-05-05 12:00"))
    assert (after.retro_breach, after.credit_excluded) == (True, True)
    assert after.breached_at == local("2025-05-06 10:00")
    assert after.promised_at == local("2025-05-12 16:00")
    assert not at("2025-05-06 10:00", upgrade(asked_by="provider"), begun=FIVE_DAYS).credit_excluded


def test_an_upgrade_from_the_change_starts_a_new_count():  # T-SLA-19
    state = at("2025-05-06 11:00", upgrade(mode="from_change"), begun=FIVE_DAYS)
    assert (state.status, state.due_at, state.consumed) == ("running", local("2025-05-06 14:00"), hours(1))
    assert not state.retro_breach


def test_an_upgrade_that_is_due_at_its_very_arrival_is_not_late_yet():
    now = Retargeted(local("2025-05-05 12:00"), WorkingTime(hours(3)))
    assert at("2025-05-05 12:00", now).status == "running"
    late = at("2025-05-05 12:00:01", now)
    assert (late.status, late.retro_breach, late.late_by) == ("breached", False, SECOND)


def test_the_share_at_risk_is_never_reached_early():
    tiny = Started(local("2025-05-05 09:00"), WorkingTime(dt.timedelta(microseconds=3)), DK_STD)
    state = at("2025-05-05 09:00", begun=tiny, at_risk_percent=50)
    assert state.at_risk_at - state.started_at == dt.timedelta(microseconds=2)


@pytest.mark.parametrize("percent", [0, 101])
def test_a_share_is_one_to_a_hundred_per_cent(percent):
    with pytest.raises(ValueError, match="1 to 100 per cent"):
        at("2025-05-05 12:00", at_risk_percent=percent)


def test_a_breach_once_there_stays_when_the_target_is_eased():
    eased = Retargeted(local("2025-05-06 11:00"), WorkingTime(hours(80)))
    state = at("2025-05-06 12:00", eased)
    assert (state.status, state.breached_at, state.late_by) == ("breached", local("2025-05-06 09:00"), hours(2))
    assert state.due_at > local("2025-05-06 12:00")
    assert not state.retro_breach
    assert at("2025-05-07 12:00", eased, Stopped(local("2025-05-06 13:00"))).status == "breached"


def test_pauses_are_kept_when_the_target_changes():
    facts = [
        Paused(local("2025-05-05 10:00")),
        Resumed(local("2025-05-05 12:00")),
        Retargeted(local("2025-05-05 13:00"), WorkingTime(hours(4))),
    ]
    assert at("2025-05-05 14:00", *facts).due_at == local("2025-05-05 15:00")


def test_a_stopped_clock_takes_a_new_target_only_when_it_is_reopened():
    facts = [Stopped(local("2025-05-05 12:00")), Retargeted(local("2025-05-05 13:00"), WorkingTime(hours(2)))]
    assert at("2025-05-05 14:00", *facts).status == "met"
    reopened = at("2025-05-06 09:00", *facts, Reopened(local("2025-05-06 08:00")))
    assert (reopened.status, reopened.retro_breach, reopened.breached_at) == (
        "breached",
        True,
        local("2025-05-06 08:00"),
    )


def test_a_target_that_waited_takes_effect_once():
    facts = [
        Stopped(local("2025-05-05 12:00")),
        Retargeted(local("2025-05-05 13:00"), WorkingTime(hours(20))),
        Reopened(local("2025-05-06 08:00")),
        Stopped(local("2025-05-06 09:00")),
        Reopened(local("2025-05-06 10:00")),
    ]
    assert len(at("2025-05-06 11:00", *facts).epochs) == 2


def test_a_pause_holds_the_due_time_open_until_the_answer_comes():
    asked = Paused(local("2025-05-05 13:00"), ref="asked")
    state = at("2025-05-06 10:00", asked)
    assert (state.status, state.is_paused, state.consumed) == ("paused", True, hours(4))
    assert (state.due_at, state.paused_total) == (local("2025-05-06 14:00"), hours(5))
    answered = at("2025-05-06 11:00", asked, Resumed(local("2025-05-06 10:00"), ref="asked"))
    assert (answered.status, answered.due_at, answered.consumed) == ("running", local("2025-05-06 14:00"), hours(5))


def test_a_pause_ends_by_itself_at_its_date():
    booked = Paused(local("2025-05-05 13:00"), until=local("2025-05-07 08:00"))
    assert at("2025-05-06 10:00", booked).due_at == local("2025-05-07 12:00")
    later = at("2025-05-07 09:00", booked)
    assert (later.status, later.is_paused, later.due_at) == ("running", False, local("2025-05-07 12:00"))
    early = [booked, Resumed(local("2025-05-05 15:00"))]
    assert at("2025-05-06 08:30", *early).due_at == local("2025-05-06 11:00")


def test_an_end_told_after_the_pause_had_ended_by_itself_changes_nothing():
    booked = Paused(local("2025-05-05 13:00"), until=local("2025-05-06 08:00"))
    state = at("2025-05-07 12:00", booked, Resumed(local("2025-05-07 08:00")))
    assert (state.due_at, state.paused_total) == (local("2025-05-06 12:00"), hours(3))


def test_a_clock_is_paused_from_the_moment_of_the_pause_on():
    assert at("2025-05-05 13:00", Paused(local("2025-05-05 13:00"))).status == "paused"
    ended = at("2025-05-05 14:00", Paused(local("2025-05-05 13:00"), until=local("2025-05-05 14:00")))
    assert ended.status == "running"


def test_overlapping_pauses_hold_until_the_last_has_ended_and_count_once():
    facts = [
        Paused(local("2025-05-05 10:00"), ref="asked"),
        Paused(local("2025-05-05 11:00"), ref="no access"),
        Resumed(local("2025-05-05 12:00"), ref="asked"),
    ]
    assert at("2025-05-05 12:30", *facts).is_paused
    state = at("2025-05-05 14:00", *facts, Resumed(local("2025-05-05 13:00"), ref="no access"))
    assert (state.is_paused, state.due_at, state.paused_total) == (False, local("2025-05-06 12:00"), hours(3))


def test_a_pause_before_the_start_or_after_the_stop_counts_nothing():
    facts = [
        Paused(local("2025-05-04 10:00"), ref="early"),
        Resumed(local("2025-05-05 10:00"), ref="early"),
        Stopped(local("2025-05-05 12:00")),
        Paused(local("2025-05-05 13:00"), ref="late"),
    ]
    state = at("2025-05-08 10:00", *facts)
    assert (state.status, state.consumed, state.paused_total) == ("met", hours(2), hours(1))
    assert not state.is_paused
    assert state.due_at == local("2025-05-06 10:00")


def test_a_late_clock_that_is_paused_is_late():
    state = at("2025-05-06 12:00", Paused(local("2025-05-06 10:00")))
    assert (state.status, state.is_paused, state.late_by) == ("breached", True, hours(1))


def test_a_void_promise_is_neither_met_nor_late():
    state = at("2025-05-09 12:00", Voided(local("2025-05-08 10:00")))
    assert (state.status, state.is_at_risk) == ("voided", False)


def test_what_happens_later_is_not_known_yet():
    assert at("2025-05-05 12:00", Stopped(local("2025-05-05 12:01"))).status == "running"


def test_a_clock_starts_exactly_once():
    for facts in ([], [started(), started()]):
        with pytest.raises(ImpossibleHistory):
            state_of(facts, now=local("2025-05-05 12:00"))


def test_calendar_days_count_elapsed_time():
    begun = Started(local("2025-05-01 09:00"), CalendarDays(10), DK_STD)
    state = at("2025-05-08 21:00", Paused(local("2025-05-03 09:00"), until=local("2025-05-04 09:00")), begun=begun)
    assert (state.due_at, state.percent, state.is_at_risk) == (local("2025-05-12 09:00"), 65, False)
    assert state.at_risk_at == local("2025-05-09 21:00")


def kinds(state, until):
    return [(piece.kind, piece.start, piece.end, piece.late) for piece in segments(state, until=local(until))]


def test_the_timeline_shows_running_paused_and_closed_hours_without_gaps():
    state = at("2025-05-06 16:30", Paused(local("2025-05-05 13:00")), Resumed(local("2025-05-06 10:00")))
    assert kinds(state, "2025-05-06 16:30") == [
        ("running", local("2025-05-05 09:00"), local("2025-05-05 13:00"), False),
        ("paused", local("2025-05-05 13:00"), local("2025-05-05 16:00"), False),
        ("closed", local("2025-05-05 16:00"), local("2025-05-06 08:00"), False),
        ("paused", local("2025-05-06 08:00"), local("2025-05-06 10:00"), False),
        ("running", local("2025-05-06 10:00"), local("2025-05-06 14:00"), False),
        ("running", local("2025-05-06 14:00"), local("2025-05-06 16:00"), True),
        ("closed", local("2025-05-06 16:00"), local("2025-05-06 16:30"), True),
    ]


def test_the_timeline_ends_when_the_work_is_done_and_shows_where_it_was_reopened():
    facts = [
        Stopped(local("2025-05-05 11:00")),
        Reopened(local("2025-05-05 12:00")),
        Stopped(local("2025-05-05 13:00")),
    ]
    assert [(kind, end) for kind, _, end, _ in kinds(at("2025-05-09 08:00", *facts), "2025-05-09 08:00")] == [
        ("running", local("2025-05-05 11:00")),
        ("stopped", local("2025-05-05 12:00")),
        ("running", local("2025-05-05 13:00")),
    ]


def test_the_timeline_may_end_before_the_latest_change():
    changed = at("2025-05-06 12:00", Retargeted(local("2025-05-06 10:00"), WorkingTime(hours(20))))
    assert kinds(changed, "2025-05-05 11:00") == [
        ("running", local("2025-05-05 09:00"), local("2025-05-05 11:00"), False)
    ]


def test_calendar_days_have_no_closed_hours():
    begun = Started(local("2025-05-01 09:00"), CalendarDays(10), DK_STD)
    assert [kind for kind, *_ in kinds(at("2025-05-08 21:00", begun=begun), "2025-05-08 21:00")] == ["running"]


@st.composite
def histories(draw):
    """A clock with pauses, stops and reopenings at moments in order, and a moment to look at it."""
    times = sorted(draw(st.lists(moments(), min_size=2, max_size=9, unique=True)))
    target = draw(st.sampled_from([WorkingTime(hours(5)), WorkingTime(hours(30)), WorkingDays(2), CalendarDays(3)]))
    facts = [Started(times[0], target, draw(calendars()))]
    for time in times[1:-1]:
        more = [Paused(time, ref="a"), Resumed(time, ref="a"), Paused(time, ref="b"), Resumed(time, ref="b")]
        more += [Stopped(time), Reopened(time), Retargeted(time, WorkingTime(hours(7)))]
        facts += [draw(st.sampled_from(more))]
    return facts, times[-1]


@given(histories(), st.randoms())
@settings(max_examples=40)
def test_the_state_does_not_depend_on_the_order_of_telling(history, random):
    facts, now = history
    assert state_of(random.sample(facts, len(facts)), now=now) == state_of(facts, now=now)


@given(histories())
@settings(max_examples=40)
def test_the_running_segments_add_up_to_what_was_consumed(history):
    facts, now = history
    facts = [fact for fact in facts if not isinstance(fact, Retargeted)]
    state = state_of(facts, now=now)
    pieces = segments(state, until=now)
    assert (
        sum((piece.end - piece.start for piece in pieces if piece.kind == "running"), dt.timedelta()) == state.consumed
    )
    assert (
        sum((piece.end - piece.start for piece in pieces if piece.kind == "paused"), dt.timedelta())
        == state.paused_total
    )
    assert all(earlier.end == later.start for earlier, later in pairwise(pieces))
    assert pieces[0].start == facts[0].at


@given(histories())
@settings(max_examples=40)
def test_a_breach_never_goes_away_while_nothing_new_is_known(history):
    facts, now = history
    state = state_of(facts, now=now)
    later = state_of(facts, now=now + dt.timedelta(days=1))
    if state.status == "breached":
        assert (later.status, later.breached_at) == ("breached", state.breached_at)
    if state.stopped_at:
        assert later == state


@given(histories())
@settings(max_examples=40)
def test_the_state_of_a_stopped_clock_is_the_comparison_of_two_moments(history):
    facts, now = history
    facts = [fact for fact in facts if isinstance(fact, (Started, Paused, Resumed))]
    facts.append(Stopped(now))
    spells, begun = [], {}
    for fact in facts[1:-1]:
        if isinstance(fact, Paused):
            begun.setdefault(fact.ref, fact.at)
        elif fact.ref in begun:
            spells.append(Spell(begun.pop(fact.ref), fact.at))
    spells += [Spell(at, now) for at in begun.values()]
    state = state_of(facts, now=now)
    due = due_at(facts[0].at, facts[0].target, facts[0].calendar, spells)
    assert (state.due_at, state.status) == (due, "met" if now <= due else "breached")
    if isinstance(facts[0].target, WorkingTime):
        assert state.consumed == open_time(facts[0].at, now, facts[0].calendar, spells)


def test_round_the_clock_is_never_closed():
    assert [kind for kind, *_ in kinds(at("2025-05-12 09:00", begun=started(calendar=ALWAYS)), "2025-05-06 09:00")] == [
        "running",
        "running",
    ]

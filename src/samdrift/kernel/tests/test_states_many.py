"""Very many clocks at once stand as each stands by itself."""

import datetime as dt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.kernel.clock_many import Pauses
from samdrift.kernel.clock_state import Paused, Reopened, Resumed, Started, Stopped, state_of
from samdrift.kernel.local_time import NEVER, moment_of, zone_named
from samdrift.kernel.states_many import states_many
from samdrift.kernel.targets import CalendarDays, WorkingDays, WorkingTime
from samdrift.kernel.tests.calendars import DK_STD, calendars, hours, local, moments

UTC = zone_named("UTC")
TARGETS = [WorkingTime(hours(5)), WorkingTime(hours(30)), WorkingDays(2), WorkingDays(1, 54_000), CalendarDays(3)]


def micros(moment):
    return moment_of(moment, UTC)


@st.composite
def clocks(draw):
    """Moments of one clock: start, pauses that ended, perhaps a gap and a stop."""
    times = sorted(draw(st.lists(moments(), min_size=8, max_size=8, unique=True)))
    start, stop = times[0], draw(st.sampled_from([None, times[6], times[7]]))
    pairs = draw(st.sampled_from([[], [(1, 2)], [(1, 3), (2, 4)], [(0, 5)], [(2, 7)]]))
    gap = draw(st.sampled_from([None, (3, 4)]))
    return start, stop, [(times[a], times[b]) for a, b in pairs], gap and (times[gap[0]], times[gap[1]])


def one(clock, target, calendar, percent):
    start, stop, pauses, gap = clock
    facts = [Started(start, target, calendar)]
    for number, (begun, ended) in enumerate(pauses):
        facts += [Paused(begun, ref=str(number)), Resumed(ended, ref=str(number))]
    facts += [Stopped(gap[0]), Reopened(gap[1])] if gap else []
    facts += [Stopped(stop)] if stop else []
    return state_of(facts, now=max(fact.at for fact in facts), at_risk_percent=percent)


def spells(many):
    rows = [(owner, micros(begun), micros(ended)) for owner, found in enumerate(many) for begun, ended in found]
    return Pauses(*(np.array([row[at] for row in rows], np.int64) for at in range(3)))


@given(st.lists(clocks(), min_size=1, max_size=6), calendars(), st.sampled_from(TARGETS), st.sampled_from([50, 75, 90]))
@settings(max_examples=120, deadline=None)
def test_many_clocks_stand_as_each_by_itself(many, calendar, target, percent):
    starts = np.array([micros(clock[0]) for clock in many], np.int64)
    stops = np.array([NEVER if clock[1] is None else micros(clock[1]) for clock in many], np.int64)
    gaps = spells([[clock[3]] if clock[3] else [] for clock in many])
    states = states_many(
        starts, stops, target, calendar, spells([clock[2] for clock in many]), gaps=gaps, at_risk_percent=percent
    )
    for place, clock in enumerate(many):
        alone = one(clock, target, calendar, percent)
        assert (states.due[place], states.at_risk[place]) == (micros(alone.due_at), micros(alone.at_risk_at))
        assert states.paused[place] == alone.paused_total // dt.timedelta(microseconds=1)
        if clock[1] is not None:
            assert (states.kept[place], states.broken[place]) == (alone.status == "met", alone.status == "breached")


def test_a_clock_that_runs_is_neither_kept_nor_broken():
    start = np.array([micros(local("2025-05-05 09:00"))], np.int64)
    states = states_many(start, np.array([NEVER], np.int64), WorkingTime(hours(8)), DK_STD)
    assert not states.kept.any()
    assert not states.broken.any()
    assert states.due[0] == micros(local("2025-05-06 09:00"))

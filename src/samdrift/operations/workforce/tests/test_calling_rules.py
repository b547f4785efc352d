"""Turns, whom an alert climbs to, and when somebody alone is missed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.operations.workforce.rules import calling as rules

ZONE = "Europe/Copenhagen"
FIRST = date(2025, 3, 24)
ROTA = rules.Rota(FIRST, 7, 480, ZONE, (1, 2, 3))


def at(day, hour, minute=0):
    return datetime(2025, 3, day, hour, minute, tzinfo=UTC)


def test_a_turn_begins_at_the_hand_over_by_the_wall_clock():
    assert rules.turn_at(ROTA, at(24, 6, 59)) is None
    assert rules.turn_at(ROTA, at(24, 7)).member == 1  # 08:00 in winter
    assert rules.turn_at(ROTA, at(31, 5, 59)).member == 1
    assert rules.turn_at(ROTA, at(31, 6)).member == 2  # 08:00 in summer: that week has one hour less


def test_a_week_with_a_clock_change_is_an_hour_shorter():
    turn = rules.turn(ROTA, 0)
    assert turn.ends - turn.starts == timedelta(days=7, hours=-1)


@given(
    st.integers(1, 14), st.integers(0, 1439), st.integers(1, 9), st.integers(0, 1_000_000),
)  # fmt: skip
def test_every_moment_lies_in_exactly_one_turn(days, hand_over, people, minutes):
    moment = datetime(2025, 4, 10, tzinfo=UTC) + timedelta(minutes=minutes)
    rota = rules.Rota(FIRST, days, hand_over, ZONE, tuple(range(people)))
    turn = rules.turn_at(rota, moment)
    assert turn.starts <= moment < turn.ends
    assert rules.turns_between(rota, moment, moment + timedelta(seconds=1))[0] == turn
    assert rules.turn(rota, turn.number + 1).starts == turn.ends


def test_behind_who_is_on_call_stand_the_others_in_the_order_of_their_turns():
    assert rules.called_in_order(ROTA, at(25, 12), {}, ()) == [1, 2, 3]
    assert rules.called_in_order(ROTA, at(25, 12), {FIRST: 3}, ()) == [3, 2, 1]
    assert rules.called_in_order(ROTA, at(25, 12), {}, {1}) == [2, 3]
    assert rules.called_in_order(ROTA, at(25, 12), {}, {1, 2, 3}) == [1, 2, 3]  # somebody must be called


def test_a_roster_that_names_the_place_is_nearer_than_one_that_names_the_line():
    meant = {"line": "MNT", "site": 7, "priority": 1}
    assert rules.matches([], [], [], **meant) == 1
    assert rules.matches(["MNT"], [], [1], **meant) == 2
    assert rules.matches([], [7], [], **meant) == 3
    assert rules.matches(["MNT"], [7], [], **meant) == 4
    assert rules.matches(["CLN"], [], [], **meant) == 0
    assert rules.matches([], [], [2], **meant) == 0


def test_a_swap_gives_one_turn_away_and_takes_another():
    back = FIRST + timedelta(days=7)
    assert rules.swapped_turns([(FIRST, 1, back, 2)]) == {FIRST: 2, back: 1}
    assert rules.swapped_turns([(FIRST, 1, None, 2), (FIRST, 2, None, 3)]) == {FIRST: 3}


@pytest.mark.parametrize(("state", "move"), [("agreed", "refuse"), ("refused", "agree"), ("withdrawn", "agree")])
def test_an_answered_swap_stays_answered(state, move):
    assert rules.swap_after(state, move) is None


def test_the_ladder_ends_at_the_contract_manager():
    assert [rules.next_rung(step) for step in range(4)] == [1, 2, 3, None]


def test_the_manager_hears_ten_minutes_after_the_sign_of_life_was_due():
    due = at(24, 12)
    assert rules.alone_rungs(due) == [(due, "self"), (at(24, 12, 10), "OPS-M"), (at(24, 12, 20), "control")]

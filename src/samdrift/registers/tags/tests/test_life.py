"""The life of a tag and the answer to a scan."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.registers.tags import rules
from samdrift.registers.tags.rules import (
    ENDED,
    MOVES,
    STATES,
    Answer,
    after,
    answer_to_scan,
    last_in_line,
    may_be_printed,
    may_succeed,
    verification_due_on,
)


def test_a_tag_lives_as_the_domain_says():
    state = "generated"
    for move, expected in (
        ("print", "printed"),
        ("mount", "mounted"),
        ("confirm_damage", "damaged"),
        ("replace", "replaced"),
    ):
        state = after(state, move)
        assert state == expected
    assert after("mounted", "confirm_loss") == "missing"
    assert after("missing", "replace") == "replaced"
    assert {after(state, "retire") for state in ("mounted", "damaged", "missing")} == {"retired"}


def test_moves_lead_between_known_states_and_nothing_leaves_an_ended_tag():
    assert {state for state, _ in MOVES} | set(MOVES.values()) == set(STATES)
    assert not ENDED & {state for state, _ in MOVES}


@pytest.mark.parametrize(
    ("state", "move"), [("generated", "mount"), ("mounted", "replace"), ("retired", "mount"), ("printed", "print")]
)
def test_what_is_not_in_the_table_is_refused(state, move):
    assert after(state, move) is None


def test_a_mounted_tag_gets_no_second_label():
    assert [state for state in STATES if may_be_printed(state)] == ["generated", "printed"]


def answer(code, states, successor_of=None, secured=(), *, cleared=False):
    return answer_to_scan(code, states=states, successor_of=successor_of or {}, secured=secured, cleared=cleared)


def test_a_mounted_tag_leads_to_its_place_and_a_torn_one_too():
    assert answer("A", {"A": "mounted"}) == Answer("place", "A")
    assert answer("A", {"A": "damaged"}) == Answer("place", "A")


def test_a_secured_place_is_named_only_to_the_cleared():
    assert answer("A", {"A": "mounted"}, secured={"A"}) == Answer("blind", "A")
    assert answer("A", {"A": "mounted"}, secured={"A"}, cleared=True) == Answer("place", "A")


def test_a_replaced_code_shows_its_successors_form_and_tells_the_tag_admin():
    states = {"A": "replaced", "B": "replaced", "C": "mounted"}
    assert answer("A", states, {"A": "B", "B": "C"}) == Answer("place", "C", tell_tag_admin=True)
    assert answer("A", states, {"A": "B", "B": "C"}, secured={"C"}) == Answer("blind", "C", tell_tag_admin=True)


def test_a_retired_code_without_successor_opens_the_desk():
    assert answer("A", {"A": "retired"}) == Answer("desk", tell_tag_admin=True)
    assert answer("A", {"A": "replaced", "B": "printed"}, {"A": "B"}) == Answer("desk", tell_tag_admin=True)


def test_an_unbound_code_opens_the_desk_and_is_a_found_tag():
    assert answer("A", {"A": "printed"}) == Answer("desk", found_tag=True)


def test_an_unknown_code_gets_the_same_form_and_is_held():
    assert answer("A", {}) == Answer("desk", hold=True)


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.sampled_from("ABCDEFGH")), st.sampled_from("ABCDEFGH"))
def test_a_line_of_successors_ends_or_is_a_circle(successor_of, code):
    last = last_in_line(code, successor_of)
    assert last is None or last not in successor_of


@given(st.lists(st.tuples(st.sampled_from("ABCDEFGH"), st.sampled_from("ABCDEFGH"))))
def test_allowed_successions_never_close_a_circle(wishes):
    successor_of = {}
    for code, successor in wishes:
        if may_succeed(code, successor, successor_of):
            successor_of[code] = successor
    assert all(last_in_line(code, successor_of) is not None for code in "ABCDEFGH")


def test_nobody_succeeds_itself_or_twice():
    assert not may_succeed("A", "A", {})
    assert not may_succeed("A", "C", {"A": "B"})
    assert not may_succeed("B", "A", {"A": "B"})
    assert may_succeed("B", "C", {"A": "B"})


def test_a_tag_unseen_for_180_days_is_looked_at():
    assert verification_due_on(date(2026, 1, 1), None) == date(2026, 6, 30)
    assert verification_due_on(date(2026, 1, 1), date(2026, 3, 1)) == date(2026, 8, 28)


ANY_STATE = st.sampled_from(rules.STATES)
PLACES = st.tuples(st.integers(1, 3), st.none() | st.integers(1, 3), st.none() | st.integers(1, 3))


@given(state=ANY_STATE, leads_to=st.none() | PLACES, here=PLACES, others=st.booleans(), second=st.booleans())
def test_a_scan_at_a_place_never_moves_a_tag_that_leads_elsewhere(state, leads_to, here, others, second):
    means = rules.meaning_of_scan(state, leads_to, here, others_here=others, second=second)
    if means in ("claim", "mount"):
        assert state in ("generated", "printed")
        assert leads_to in (None, here)
    if means == "again":
        assert leads_to == here
    if means == "taken":
        assert others
        assert not second


@given(state=ANY_STATE, site=st.none() | st.integers(1, 3))
def test_only_a_tag_that_hangs_at_the_site_counts_as_verified(state, site):
    assert (rules.meaning_of_check(state, site, 1) == "there") == (state in rules.BOUND and site == 1)


@given(ago=st.integers(0, 10_000), ahead=st.integers(-10_000, 10_000))
def test_what_a_phone_did_lies_as_long_ago_as_it_says_and_never_ahead(ago, ahead):
    now = datetime(2025, 5, 5, 10, tzinfo=UTC)
    sent = now + timedelta(minutes=ahead)
    assert rules.done_at(sent - timedelta(minutes=ago), sent, now) == now - timedelta(minutes=ago)
    assert rules.done_at(sent + timedelta(minutes=ago), sent, now) == now
    assert rules.done_at(None, None, now) == now

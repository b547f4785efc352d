from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.operations.requests.queries import words
from samdrift.operations.requests.rules import likeness, numbers, states, urgency

MOVES = sorted({move for _state, move in states.MOVES})


def test_the_table_is_the_one_of_the_domain():
    told = {
        ("submitted", "awaiting_approval"), ("awaiting_approval", "submitted_approved"),
        ("awaiting_approval", "rejected"), ("submitted", "triaged"), ("submitted_approved", "triaged"),
        ("triaged", "assigned"), ("assigned", "in_progress"), ("in_progress", "on_hold"), ("on_hold", "in_progress"),
        ("in_progress", "made_safe"), ("in_progress", "resolved"), ("made_safe", "resolved"), ("resolved", "closed"),
        ("resolved", "in_progress"), ("closed", "in_progress"), ("declined", "triaged"),
    }  # fmt: skip
    beside = {"cancel", "duplicate", "decline", "give_up"}
    ours = {(before, after) for (before, move), after in states.MOVES.items() if move not in beside and before != after}
    assert ours == told


@given(st.lists(st.sampled_from(MOVES), max_size=40))
def test_no_sequence_of_moves_leaves_the_table(moves):
    state = "submitted"
    for move in moves:
        following = states.after(state, move)
        assert (following is None) == (states.refusal(state, move, priority=1) is not None)
        state = following or state
        assert state in states.STATES


@given(st.sampled_from(states.STATES), st.sampled_from(MOVES), st.integers(1, 5))
def test_every_refusal_is_a_sentence(state, move, priority):
    code = states.refusal(state, move, priority=priority)
    if code is not None:
        assert words.refusal_sentence(code, state).endswith(".")
    assert (code is None) == (move in states.moves_from(state, priority=priority))


@given(st.sampled_from(states.ENDED), st.sampled_from(MOVES))
def test_what_has_ended_stays_so_unless_it_is_reopened_or_an_appeal_is_granted(state, move):
    assert states.after(state, move) is None or (state, move) in {("closed", "reopen"), ("declined", "grant_appeal")}


def test_only_the_urgent_is_made_safe():
    assert states.refusal("in_progress", "make_safe", priority=2) is None
    assert states.refusal("in_progress", "make_safe", priority=3) == "only_urgent"


@given(st.lists(st.none() | st.datetimes(timezones=st.just(UTC)), max_size=5))
def test_moments_are_in_order_exactly_when_sorted(moments):
    known = [moment for moment in moments if moment is not None]
    assert states.in_order(*moments) == (known == sorted(known))


def test_a_number_is_as_people_say_it():
    assert numbers.running_number("POL", 2025, 48211) == "POL-2025-0048211"


@given(st.binary(min_size=6, max_size=12))
def test_a_random_number_never_looks_like_a_running_one(random):
    number = numbers.random_number("POL", 2025, random)
    assert len(number) == 18
    assert number.startswith("POL-2025-X")


@given(st.uuids(), st.uuids())
def test_a_tracking_link_is_the_same_again_and_nobody_elses(one, other):
    assert numbers.track_token(one, "secret") == numbers.track_token(one, "secret")
    assert (numbers.track_token(one, "secret") == numbers.track_token(other, "secret")) == (one == other)
    assert len(numbers.track_token(one, "secret")) == 25


# T-PRI-01 to T-PRI-04 of domain.md §3.2
@pytest.mark.parametrize(
    ("impact", "urgent", "around", "priority"),
    [
        (1, 1, {}, 1),
        (3, 3, {"criticality": "A"}, 3),
        (4, 4, {"availability_weight": 4}, 4),
        (1, 1, {"safety_confirmed": True, "criticality": "A"}, 1),
        (3, 3, {"safety_confirmed": True}, 1),
        (4, 4, {"safeguarding": True}, 2),
        (3, 3, {"faults_in_30_days": 3}, 3),
    ],
)
def test_the_priority_follows_the_matrix_and_what_moves_it(impact, urgent, around, priority):
    assert urgency.priority_of(impact, urgent, urgency.Circumstances(**around))[0] == priority


def candidate(**values):
    known = {"uid": UUID(int=1), "request_type_id": 1, "chip_code": "", "text": "the tap in the toilet drips"}
    return likeness.Candidate(**{**known, **values})


def test_the_same_chip_or_type_or_nearly_the_same_words_are_the_same_matter():
    ask = {"request_type_id": 1, "chip_code": "drips", "text": "tap drips in toilet"}
    assert likeness.likeness(candidate(chip_code="drips"), **ask) == 100
    assert likeness.likeness(candidate(), **ask) >= likeness.ALIKE
    assert likeness.likeness(candidate(request_type_id=2), **ask) >= 85
    assert likeness.likeness(candidate(request_type_id=2, text="the lamp is broken"), **ask) == 0


def test_other_words_about_the_same_subject_are_the_same_matter():
    ask = {"request_type_id": 1, "chip_code": "", "text": "vandet løber fra hanen"}
    assert likeness.likeness(candidate(request_type_id=2, spoken_alike=0.8), **ask) == 80
    assert likeness.likeness(candidate(request_type_id=2, spoken_alike=0.5), **ask) == likeness.ALIKE
    assert likeness.likeness(candidate(request_type_id=2, spoken_alike=0.49), **ask) == 0


def test_the_surest_comes_first_and_at_most_five():
    many = [candidate(uid=UUID(int=n)) for n in range(1, 9)] + [candidate(uid=UUID(int=99), chip_code="drips")]
    found = likeness.most_alike(many, request_type_id=1, chip_code="drips", text="")
    assert len(found) == 5
    assert found[0][0].uid == UUID(int=99)


def test_moments_may_be_equal():
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    assert states.in_order(moment, moment, None, moment + timedelta(0))

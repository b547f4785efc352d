"""Priorities as the parties agreed them, and what lifts them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.priority import CONFIRM_WITHIN, USUAL_CLOCKS, Circumstances, priority_of, words_of_danger
from samdrift.kernel.targets import WorkingDays, WorkingTime

AROUND = st.builds(
    Circumstances,
    st.booleans(),
    st.integers(0, 5),
    st.sampled_from(["", "A", "B", "C"]),
    st.booleans(),
    st.integers(1, 5),
)
ONE_TO_FOUR = st.integers(1, 4)


def test_the_matrix_is_the_agreed_one():
    rows = [[priority_of(impact, urgency, Circumstances())[0] for urgency in range(1, 5)] for impact in range(1, 5)]
    assert rows == [[1, 1, 2, 3], [1, 2, 3, 3], [2, 3, 4, 4], [3, 4, 4, 5]]


@pytest.mark.parametrize(
    ("impact", "urgency", "around", "priority", "moved"),
    [
        (1, 1, Circumstances(), 1, []),  # T-PRI-01: a person trapped in a lift
        (3, 3, Circumstances(criticality="A"), 3, ["criticality"]),  # T-PRI-02
        (4, 4, Circumstances(availability_weight=4), 4, ["availability"]),  # T-PRI-03
        (1, 1, Circumstances(availability_weight=3), 1, ["availability"]),  # T-PRI-04
        (4, 4, Circumstances(safety_confirmed=True), 1, ["safety"]),  # T-PRI-05
        (4, 4, Circumstances(safeguarding=True), 2, ["safeguarding"]),
        (3, 3, Circumstances(faults_in_30_days=3), 3, ["repeated"]),
        (3, 3, Circumstances(faults_in_30_days=2, availability_weight=2, criticality="B"), 4, []),
        (
            4,
            4,
            Circumstances(availability_weight=3, criticality="A", faults_in_30_days=3),
            2,
            ["availability", "criticality", "repeated"],
        ),
        (4, 4, Circumstances(safeguarding=True, faults_in_30_days=4), 1, ["safeguarding", "repeated"]),
        (4, 4, Circumstances(safety_confirmed=True, criticality="A"), 1, ["safety", "criticality"]),
    ],
)
def test_what_stands_around_a_request_moves_it(impact, urgency, around, priority, moved):
    assert priority_of(impact, urgency, around) == (priority, moved)


@given(ONE_TO_FOUR, ONE_TO_FOUR, AROUND)
def test_no_circumstance_ever_lowers_a_priority_or_leaves_the_scale(impact, urgency, around):
    priority, moved = priority_of(impact, urgency, around)
    plain = priority_of(impact, urgency, Circumstances())[0]
    assert 1 <= priority <= plain <= 5
    assert priority == 1 or not around.safety_confirmed
    assert bool(moved) or priority == plain


@given(ONE_TO_FOUR, st.integers(1, 3), AROUND)
def test_what_is_less_urgent_never_comes_first(impact, urgency, around):
    assert priority_of(impact, urgency, around)[0] <= priority_of(impact, urgency + 1, around)[0]


@pytest.mark.parametrize(("impact", "urgency"), [(0, 1), (1, 0), (5, 1), (1, 5), (-1, 1)])
def test_numbers_off_the_scale_are_refused(impact, urgency):
    with pytest.raises(ValueError, match="are 1 to 4"):
        priority_of(impact, urgency, Circumstances())


def test_the_third_fault_of_an_asset_asks_for_its_cause():
    assert Circumstances(faults_in_30_days=3).needs_problem_record
    assert not Circumstances(faults_in_30_days=2).needs_problem_record


@pytest.mark.parametrize(
    "text",
    [
        "It is too hot and there is a SMELL OF GAS",
        "Her er gaslugten igen",
        "Det luktar gas i köket",
        "Two people TRAPPED in lift 2",
    ],
)
def test_words_of_danger_are_found_in_three_languages_for_an_agent_to_confirm(text):  # T-PRI-05
    assert words_of_danger(text)
    assert CONFIRM_WITHIN.total_seconds() == 300


@pytest.mark.parametrize(
    "text", ["", "Too hot in meeting room 2", "Stolen er i stykker", "A brand new desk, please", "begasse"]
)
def test_everyday_words_are_left_alone(text):
    assert words_of_danger(text) == ()


def test_each_word_of_danger_is_named_once():
    assert words_of_danger("Smoke! smoke and a weapon") == ("smoke", "weapon")


def test_the_usual_clocks_are_those_of_the_handbook():
    minutes = WorkingTime(dt.timedelta(minutes=10))
    assert USUAL_CLOCKS[1]["acknowledge"].target == minutes
    assert USUAL_CLOCKS[1]["attend"].on_islands == WorkingTime(dt.timedelta(hours=2))
    assert USUAL_CLOCKS[2]["complete"].target == WorkingTime(dt.timedelta(hours=24))
    assert USUAL_CLOCKS[3]["complete"].target == WorkingDays(3)
    assert USUAL_CLOCKS[4]["complete"].target == WorkingDays(10)
    assert USUAL_CLOCKS[5]["complete"].target is None
    assert {clock.calendar for clock in USUAL_CLOCKS[3].values()} == {"STD"}

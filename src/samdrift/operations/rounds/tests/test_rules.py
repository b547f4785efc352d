"""When a round is gone, how rooms stand, which one comes next, and how they are drawn."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.operations.rounds import rules

STATES = st.sampled_from((rules.LEFT, rules.DONE, rules.SKIPPED))
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
BEGIN = datetime(2025, 5, 5, 6, tzinfo=UTC)


def said(kind: str, minute: int, *, number: int | None = None, undone: bool = False) -> rules.Said:
    return rules.Said(kind, BEGIN + timedelta(minutes=minute), number if number is not None else minute, undone)


@given(st.lists(STATES, min_size=1, max_size=40), st.data())
def test_the_next_room_is_never_one_that_is_done_and_none_only_when_all_are(states, data):
    last = data.draw(st.none() | st.integers(0, len(states) - 1))
    place = rules.next_room(states, last)
    if place is None:
        assert set(states) == {rules.DONE}
    else:
        assert states[place] != rules.DONE
        assert states[place] == rules.LEFT or rules.LEFT not in states, "what was left out waits for the others"


def test_the_next_room_lies_behind_the_last_one_touched_and_then_from_the_beginning():
    assert rules.next_room(["left", "left", "left"], None) == 0
    assert rules.next_room(["left", "done", "left"], 1) == 2
    assert rules.next_room(["left", "done", "done"], 2) == 0
    assert rules.next_room(["skipped", "done", "done"], 2) == 0


@given(st.lists(st.tuples(STATES, st.integers(1, 60)), max_size=60))
def test_progress_counts_every_room_once(rooms):
    far = rules.progress(rooms)
    assert far.total == len(rooms)
    assert far.minutes_left == sum(minutes for state, minutes in rooms if state == "left")


@given(st.lists(st.tuples(st.sampled_from(("done", "skipped")), st.integers(0, 99), st.booleans()), max_size=12))
def test_what_counts_is_the_last_thing_not_taken_back_in_whatever_order_it_arrived(given_marks):
    marks = [said(kind, at, number=n, undone=undone) for n, (kind, at, undone) in enumerate(given_marks)]
    last = rules.counts(marks)
    assert last == rules.counts(reversed(marks))
    standing = [one for one in marks if not one.undone]
    assert (last is None) == (not standing)
    assert last is None or all((one.at, one.number) <= (last.at, last.number) for one in standing)


def test_taking_back_lets_what_was_said_before_count_again():
    first, second = said("skipped", 1), said("done", 5, undone=True)
    assert rules.counts([first, second]) == first


def test_a_room_left_out_may_be_made_up_and_a_done_one_is_not_left_out():
    assert rules.after("skipped", "done") == "done"
    assert rules.after("done", "skip") is None
    assert rules.after("left", "fly") is None


@given(st.sets(st.integers(0, 6), min_size=1), st.integers(1, 12))
def test_weekdays_and_weeks_come_back_out_of_their_rule(days, every):
    rule = rules.rule_of(days, every)
    assert rules.is_rule(rule)
    assert rules.weekdays_of(rule) == (tuple(sorted(days)), every)


@given(st.sets(st.integers(0, 6), min_size=1), DAYS, st.integers(0, 400))
def test_a_weekly_round_is_gone_exactly_on_its_weekdays(days, first, later):
    day, rule = first + timedelta(days=later), rules.rule_of(days, 1)
    gone = rules.runs_on(rule, first, None, day, off_days="keep", works=lambda _day: False)
    assert gone == (day.weekday() in days)


@given(st.sets(st.integers(0, 6), min_size=1), st.integers(1, 6), DAYS)
def test_a_round_every_so_many_weeks_is_gone_so_many_times(days, every, first):
    rule = rules.rule_of(days, every)
    span = [first + timedelta(days=n) for n in range(every * 7 * 4)]
    gone = [day for day in span if rules.runs_on(rule, first, None, day, off_days="keep", works=lambda _day: True)]
    assert abs(len(gone) - 4 * len(days)) <= len(days), "the first week may be a broken one"


def test_a_holiday_is_left_out_unless_the_round_keeps_them():
    holiday, rule = date(2025, 6, 9), rules.rule_of(range(5), 1)  # Whit Monday
    first = date(2025, 1, 6)
    assert not rules.runs_on(rule, first, None, holiday, off_days="skip", works=lambda day: day != holiday)
    assert rules.runs_on(rule, first, None, holiday, off_days="keep", works=lambda day: day != holiday)


def test_a_round_on_saturdays_is_meant_although_nobody_else_works():
    saturday, rule = date(2025, 5, 10), rules.rule_of([5], 1)
    assert rules.runs_on(rule, date(2025, 1, 4), None, saturday, off_days="skip", works=lambda _day: False)


def test_a_round_is_gone_neither_before_its_first_day_nor_after_its_last():
    rule, monday = rules.rule_of([0], 1), date(2025, 5, 5)
    for first, last in ((monday + timedelta(days=1), None), (monday - timedelta(days=70), monday - timedelta(days=1))):
        assert not rules.runs_on(rule, first, last, monday, off_days="keep", works=lambda _day: True)


@pytest.mark.parametrize(("days", "what"), [(1, "early"), (0, ""), (-3, ""), (-4, "late")])
def test_a_phone_tells_of_today_and_of_three_days_back(days, what):
    today = date(2025, 5, 5)
    assert rules.too_far(today + timedelta(days=days), today) == what


@pytest.mark.parametrize("rule", ["", "FREQ=HOURLY", "FREQ=WEEKLY;BYHOUR=5", "BYDAY=MO", "nonsense"])
def test_a_rule_of_hours_or_none_at_all_is_no_round(rule):
    assert not rules.is_rule(rule)


@given(st.floats(-500, 500), st.floats(-500, 500), st.floats(0.5, 50), st.floats(0.5, 50))
def test_the_sign_of_a_square_room_stands_in_its_middle(x, y, wide, tall):
    ring = [(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)]
    left, top = rules.middle(ring)
    assert abs(left - 10 * (x + wide / 2)) <= 1
    assert abs(top + 10 * (y + tall / 2)) <= 1


def test_rooms_are_drawn_in_decimetres_with_y_downwards():
    assert rules.ring_path([[(0, 0), (4, 0), (4, 3)]]) == "M0 0L40 0L40 -30Z"
    assert rules.middle([(1, 1), (1, 1), (1, 1)]) == (10, -10)

"""Ways, figures and suggestions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.operations.dispatch.rules.figures import Figures, as_it_stands, as_planned
from samdrift.operations.dispatch.rules.solving import Effort, plan_of
from samdrift.operations.dispatch.rules.suggesting import Lane, load_percent, suggestions
from samdrift.operations.dispatch.rules.travel import road_metres, straight_metres, tables, travel_seconds
from samdrift.operations.dispatch.rules.values import Day, Rest, prize_of
from samdrift.operations.dispatch.tests.days import HOUR, PLACES, day_of, days, stop, worker

PLACE = st.tuples(st.floats(-80, 80), st.floats(-170, 170))


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert straight_metres((55.0, 12.0), (56.0, 12.0)) == 111_195


@given(PLACE, PLACE)
def test_there_is_as_far_as_back(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert straight_metres(one, other) == straight_metres(other, one) >= 0


def test_the_road_is_three_tenths_longer_and_unknown_places_are_no_way_off() -> None:
    assert road_metres((55.0, 12.0), (56.0, 12.0)) == 144_553
    assert road_metres(None, (56.0, 12.0)) == 0
    assert (travel_seconds(0), travel_seconds(45_000)) == (0, 3840)


def test_what_was_measured_counts_both_ways_until_the_other_is_measured_too() -> None:
    seconds, metres = tables(PLACES[:2], {(0, 1): (600, 5000)})
    assert (seconds[0][1], seconds[1][0], metres[1][0], seconds[0][0]) == (600, 600, 5000, 0)
    assert tables(PLACES[:2], {(0, 1): (600, 5000), (1, 0): (700, 5200)})[0][1][0] == 700


@given(days())
def test_figures_of_a_plan_walked_as_lists_are_those_of_the_plan(day: Day) -> None:
    plan = plan_of(day, Effort(2, 20))
    walked = as_it_stands(day, {route.worker: [visit.stop for visit in route.visits] for route in plan.routes})
    said = as_planned(day, plan)
    assert (walked.metres, walked.travel_seconds, walked.unserved) == (
        said.metres, said.travel_seconds, said.unserved,
    )  # fmt: skip
    assert walked.unfit == 0


def test_what_is_late_or_given_to_the_wrong_person_is_counted() -> None:
    first, second = stop(1, due=9 * HOUR), stop(2, secured=True, due=20 * HOUR)
    lists = {1: [1, 2]}
    assert as_it_stands(day_of([first, second, stop(3)], [worker()]), lists) == Figures(
        metres=2 * road_metres(PLACES[0], PLACES[1]), travel_seconds=2 * travel_seconds(road_metres(*PLACES[:2])),
        late=1, unserved=1, unfit=1,
    )  # fmt: skip


def test_an_emergency_is_worth_more_than_anything_due() -> None:
    assert prize_of(1, late=False) > prize_of(2, late=True) > prize_of(3, late=True) > prize_of(5, late=True)


def metres(one: int, other: int) -> int:
    return tables(PLACES, {})[1][one][other]


def lane(key: int, busy: int = 0, place: int = 0, **more: object) -> Lane:
    return Lane(worker(key, **more), busy, frozenset({place}))


def test_the_nearest_who_may_and_has_room_comes_first() -> None:
    told = suggestions(
        stop(9, place=1, skills=frozenset({"lift"})),
        [lane(1, skills=frozenset({"lift"})), lane(2, place=1, skills=frozenset({"lift"})), lane(3, place=1),
         lane(4, busy=8 * HOUR, place=1, skills=frozenset({"lift"}))],
        metres,
    )  # fmt: skip
    assert [(one.worker, one.against) for one in told] == [(2, ""), (1, ""), (4, "full"), (3, "skill")]
    assert told[0].metres == 0


def test_whoever_has_less_to_do_may_be_a_little_farther() -> None:
    told = suggestions(stop(9, place=1), [lane(1, busy=6 * HOUR, place=1), lane(2, place=0)], metres)
    assert [one.worker for one in told] == [2, 1]


def test_a_rest_is_no_time_for_work() -> None:
    assert lane(1, rest=Rest(1800, 11 * HOUR, 13 * HOUR)).free == 7 * HOUR + 1800
    assert lane(1, busy=4 * HOUR).load_percent == 50


@pytest.mark.parametrize(("busy", "length", "percent"), [(0, 0, 0), (1, 0, 100), (1, 3, 33), (6, 3, 200)])
def test_loads_are_whole_percents(busy: int, length: int, percent: int) -> None:
    assert load_percent(busy, length) == percent

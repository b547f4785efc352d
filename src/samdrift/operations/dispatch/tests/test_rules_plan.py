"""Plans of a day: whatever the solver says, the checker agrees; and whatever is wrong, the checker finds."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.operations.dispatch.rules.checking import faults
from samdrift.operations.dispatch.rules.solving import Effort, Unplannable, cost_of, plan_of
from samdrift.operations.dispatch.rules.timing import route_of
from samdrift.operations.dispatch.rules.values import Day, DayPlan, Rest, Route, Visit
from samdrift.operations.dispatch.tests.days import HOUR, day_of, days, stop, worker

QUICK = Effort(seconds=2, rounds=20)
REST = Rest(1800, 11 * HOUR, 13 * HOUR)


def codes(day: Day, plan: DayPlan) -> set[str]:
    return {fault.code for fault in faults(day, plan)}


@settings(max_examples=40)
@given(days())
def test_the_checker_finds_no_fault_in_what_is_planned(day: Day) -> None:
    assert faults(day, plan_of(day, QUICK)) == []


@settings(max_examples=15)
@given(days())
def test_the_same_seed_gives_the_same_plan(day: Day) -> None:
    assert plan_of(day, QUICK) == plan_of(day, QUICK)


def later(visit: Visit, by: int) -> Visit:
    return replace(visit, begins=visit.begins + by, ends=visit.ends + by)


# What could go wrong with a plan, and whether the checker may never miss it.
WRONG = {
    "begins too late": lambda day, route: replace(
        route, visits=(later(route.visits[0], 30 * HOUR), *route.visits[1:])
    ),
    "begins too early": lambda day, route: replace(route, visits=(later(route.visits[0], -30 * HOUR),)),
    "works less": lambda day, route: replace(
        route, visits=(replace(route.visits[0], ends=route.visits[0].ends - 1), *route.visits[1:])
    ),
    "comes back late": lambda day, route: replace(route, returns=route.returns + 30 * HOUR),
    "comes back before leaving": lambda day, route: replace(route, returns=route.leaves - 1),
    "leaves before the shift": lambda day, route: replace(route, leaves=route.leaves - 30 * HOUR),
    "goes there twice": lambda day, route: replace(route, visits=(*route.visits, route.visits[0])),
    "is somebody else": lambda day, route: replace(route, worker=99),
    "says fewer metres": lambda day, route: replace(route, metres=route.metres - 1),
    "rests by night": lambda day, route: replace(route, rests=(0, 1800)),
    "visits what is not there": lambda day, route: replace(
        route, visits=(*route.visits, Visit(98, 0, 0, 0))
    ),
}  # fmt: skip


@settings(max_examples=60)
@given(days(), st.sampled_from(sorted(WRONG)))
def test_no_plan_made_wrong_passes_the_checker(day: Day, name: str) -> None:
    plan = plan_of(day, QUICK)
    for number, route in enumerate(plan.routes):
        wrong = replace(plan, routes=(*plan.routes[:number], WRONG[name](day, route), *plan.routes[number + 1 :]))
        assert faults(day, wrong), name


@settings(max_examples=30)
@given(days())
def test_no_stop_may_be_lost_or_left_without_a_reason(day: Day) -> None:
    plan = plan_of(day, QUICK)
    for number, route in enumerate(plan.routes):
        lost = replace(plan, routes=plan.routes[:number] + plan.routes[number + 1 :])
        assert {fault.stop for fault in faults(day, lost) if fault.code == "stop_lost"} == {
            visit.stop for visit in route.visits
        }
    if plan.unserved:
        silent = replace(plan, unserved=((plan.unserved[0][0], ""), *plan.unserved[1:]))
        assert "no_reason" in codes(day, silent)


def test_skill_clearance_and_key_decide_who_may_go() -> None:
    lift = stop(1, skills=frozenset({"lift"}))
    cell, cupboard = stop(2, secured=True), stop(3, key_of=2)
    day = day_of([lift, cell, cupboard], [worker(keys=frozenset({1}))])
    assert dict(plan_of(day, QUICK).unserved) == {1: "skill", 2: "clearance", 3: "key"}
    able = worker(skills=frozenset({"lift"}), cleared=True, keys=frozenset({2}))
    day = replace(day, workers=(able,))
    plan = plan_of(day, QUICK)
    assert plan.unserved == ()
    assert codes(replace(day, workers=(worker(keys=frozenset()),)), plan) == {"skill", "clearance", "key"}


def test_the_rest_is_taken_between_two_stops_and_nobody_works_through_it() -> None:
    day = day_of([stop(1, service=3 * HOUR), stop(2, service=3 * HOUR)], [worker(rest=REST)])
    (route,) = plan_of(day, QUICK).routes
    assert route.rests is not None
    assert route.visits[0].ends <= route.rests[0] <= route.rests[1] <= route.visits[1].begins
    worked_through = replace(route, rests=None)
    assert codes(day, DayPlan((worked_through,), ())) == {"no_rest"}


def test_work_that_leaves_no_room_for_the_rest_is_left() -> None:
    through = stop(1, service=4 * HOUR, earliest=10 * HOUR, latest=10 * HOUR)
    assert plan_of(day_of([through], [worker(rest=REST)]), QUICK).unserved == ((1, "window"),)
    assert plan_of(day_of([through], [worker()]), QUICK).unserved == ()


def test_whoever_is_back_by_noon_rests_at_home() -> None:
    route = route_of(day_of([], []), worker(rest=REST), [stop(1)])
    assert route is not None
    assert route.rests is None


def test_nobody_leaves_earlier_than_they_must() -> None:
    late = stop(1, earliest=12 * HOUR)
    day = day_of([late], [worker()])
    (route,) = plan_of(day, QUICK).routes
    assert route.leaves == 12 * HOUR - day.seconds[0][1]


def test_what_is_worth_more_is_served_first_when_not_all_fits() -> None:
    work = [stop(key, service=4 * HOUR, prize=1_000_000 * key) for key in (1, 2, 3)]
    plan = plan_of(day_of(work, [worker()]), QUICK)
    assert [key for key, _reason in plan.unserved] == [1, 2] or [key for key, _r in plan.unserved] == [1]
    assert all(reason == "no_room" for _key, reason in plan.unserved)


def test_what_is_under_way_stays_first() -> None:
    far, near = stop(1, place=4), stop(2, place=1)
    day = day_of([far, near], [worker(fixed=(1,))])
    plan = plan_of(day, QUICK)
    assert [visit.stop for visit in plan.routes[0].visits] == [1, 2]
    swapped = route_of(day, worker(), [near, far])
    assert isinstance(swapped, Route)
    assert "not_first" in codes(day, DayPlan((swapped,), ()))
    assert "not_first" in codes(day, DayPlan((), ((1, "no_room"), (2, "no_room"))))


def test_first_stops_that_do_not_fit_are_said() -> None:
    day = day_of([stop(1, service=9 * HOUR)], [worker(fixed=(1,))])
    with pytest.raises(Unplannable):
        plan_of(day, QUICK)


def test_a_day_without_people_serves_nothing() -> None:
    plan = plan_of(day_of([stop(1)], []), QUICK)
    assert plan.unserved == ((1, "nobody"),)
    assert cost_of(day_of([stop(1)], []), plan) == stop(1).prize


def test_nobody_carries_more_than_they_can() -> None:
    day = day_of([stop(key, load=3) for key in (1, 2, 3)], [worker(capacity=6)])
    plan = plan_of(day, QUICK)
    assert len(plan.unserved) == 1
    route = route_of(day, worker(), [stop(key, load=3) for key in (1, 2, 3)])
    assert route is not None
    assert codes(day, DayPlan((route,), ())) == {"too_much"}


def test_people_with_the_same_day_each_have_a_route_of_their_own() -> None:
    day = day_of([stop(key, service=4 * HOUR) for key in (1, 2, 3)], [worker(key) for key in (1, 2, 3)])
    plan = plan_of(day, QUICK)
    assert plan.unserved == ()
    assert len({route.worker for route in plan.routes}) == len(plan.routes) == 3

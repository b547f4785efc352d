"""The third time the same thing fails a problem opens by itself, and ends with its cause and what was done."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given as example
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work.commands import problems
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.models import Problem, WorkOrder
from samdrift.operations.work.rules import problems as rules
from tests.world import NOON, World


def fails(world: World, at: datetime, **place: Any) -> WorkOrder:
    where = place or {"asset_id": world.lift.pk}
    ask = requests.Ask(
        request_type="mnt.fault", channel="web", title="The lift stands", site_id=world.site.pk,
        requester_id=world.dan.person.pk, **where,
    )  # fmt: skip
    made = requests.submit_request(world.asta.scope, ask, received_at=at, now=at).service_request
    order = assign_work(world.asta.scope, made.uid, expected_version=None, team_id=world.team.pk, now=at)
    deliver_all()
    return order


def found() -> list[Problem]:
    with everywhere(reason="a test looks"):
        return list(Problem.objects.order_by("pk"))


@example(days=st.lists(st.integers(0, 400), max_size=8))
def test_a_defect_recurs_when_it_came_three_times_in_ninety_days(days: list[int]) -> None:
    moments = [NOON - timedelta(days=day) for day in days]
    assert rules.is_recurring(moments, NOON) == (len([day for day in days if day <= 90]) >= 3)


def test_the_third_repair_of_the_same_thing_opens_one_problem(world: World) -> None:
    orders = [fails(world, NOON + timedelta(days=day)) for day in (0, 20)]
    fails(world, NOON + timedelta(days=21), space_id=world.washroom.pk)
    assert found() == []
    orders += [fails(world, NOON + timedelta(days=day)) for day in (40, 60)]
    (problem,) = found()
    assert (problem.number, problem.asset_id, problem.state) == ("NPS-2025-P0000001", world.lift.pk, "open")
    with everywhere(reason="a test looks"):
        under = set(WorkOrder.objects.filter(problem=problem).values_list("pk", flat=True))
    assert under == {order.pk for order in orders}
    again = problems.look_for_problem(world.asta.scope, orders[-1].uid, now=NOON)
    assert again is not None
    assert again.pk == problem.pk


def test_three_times_in_half_a_year_are_no_problem(world: World) -> None:
    for day in (0, 80, 160):
        fails(world, NOON + timedelta(days=day))
    assert found() == []


@pytest.fixture
def problem(world: World) -> Problem:
    for day in (0, 20, 40):
        fails(world, NOON + timedelta(days=day))
    return found()[0]


def test_a_problem_goes_from_cause_to_action_to_its_end(world: World, problem: Problem) -> None:
    def say(move: str, said: str) -> Problem:
        return problems.move_problem(world.asta.scope, problem.uid, move, said, expected_version=None, now=NOON)

    with pytest.raises(Refused):
        say("act", "New door motor")
    with pytest.raises(Invalid):
        say("cause", " ")
    say("cause", "The door motor is worn")
    say("act", "New door motor ordered")
    ended = say("close", "Runs since")
    assert (ended.state, ended.cause, ended.closed_at) == ("closed", "The door motor is worn", NOON)
    with pytest.raises(Refused):
        say("cause", "Something else")
    with pytest.raises(NotAllowed):
        problems.move_problem(world.dan.scope, problem.uid, "cause", "x", expected_version=None, now=NOON)
    with pytest.raises(Problem.DoesNotExist):
        problems.move_problem(world.carla.scope, problem.uid, "cause", "x", expected_version=None, now=NOON)


def test_after_its_end_the_counting_begins_anew(world: World, problem: Problem) -> None:
    with everywhere(reason="a test ends it"):
        Problem.objects.update(closed_at=NOON, state="closed")
    fails(world, NOON + timedelta(days=50))
    assert len(found()) == 1


def test_a_problem_is_worked_on_at_its_page(
    world: World, problem: Problem, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.asta.person)
    with django_assert_max_num_queries(12):
        assert problem.number in client.get(reverse("work:problems")).content.decode()
    page = reverse("work:problem", args=[problem.uid])
    assert "The lift stands" in client.get(page).content.decode()
    body = {"version": problem.version, "move": "cause", "said": "Worn"}
    assert client.post(page, {**body, "said": ""}).status_code == 422
    assert client.post(page, body).status_code == 302
    client.force_login(world.carla.person)
    assert client.get(page).status_code == 404


def test_another_system_reads_and_moves_problems(world: World, problem: Problem, client: Client) -> None:
    client.force_login(world.asta.person)
    (told,) = client.get("/api/v1/problems").json()["items"]
    answer = client.post(
        f"/api/v1/problems/{told['uid']}", {"move": "cause", "said": "Worn"}, content_type="application/json",
        headers={"If-Match": f'"{told["version"]}"'},
    )  # fmt: skip
    assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "cause_known"

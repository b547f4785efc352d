"""The board for other systems: the same commands, versions as entity tags."""

import json
from typing import Any

import pytest
from django.test import Client

from samdrift.operations.dispatch.commands import proposing
from samdrift.operations.dispatch.commands.proposing import propose
from samdrift.operations.dispatch.models import DayProposal
from samdrift.operations.dispatch.rules.solving import Effort, plan_of
from samdrift.operations.dispatch.tests.conftest import TOMORROW, Field
from samdrift.registers.parties.commands import make_token
from tests.world import NOON


class Caller:
    def __init__(self, client: Client, field: Field) -> None:
        _row, secret = make_token(field.planner.scope, name="Planner", permissions=None, expires_at=None, now=NOON)
        self.client, self.headers = client, {"Authorization": f"Bearer {secret}"}

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path: str, version: int | None = None, **said: Any) -> Any:
        headers = {**self.headers, **({"If-Match": f'"{version}"'} if version else {})}
        return self.client.post(f"/api/v1{path}", json.dumps(said), content_type="application/json", headers=headers)


@pytest.fixture
def caller(client: Client, field: Field, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setattr(proposing, "plan_of", lambda day, effort: plan_of(day, Effort(2, 50, effort.seed)))
    return Caller(client, field)


def test_a_board_is_read_and_an_order_given_as_suggested_and_taken_back(field: Field, caller: Caller) -> None:
    (order,) = field.orders(1)
    board = caller.get(f"/dispatch?team={field.world.team.uid}&day={TOMORROW}").json()
    assert board["unassigned_count"] == 1
    told = board["unassigned"][0]
    assert told["why"]
    said = {"team": str(field.world.team.uid), "person": told["suggested"], "day": str(TOMORROW)}
    given = caller.post(f"/dispatch/{order.uid}/give", told["version"], **said)
    assert (given.status_code, given.json()["state"]) == (200, "dispatched")
    assert caller.post(f"/dispatch/{order.uid}/give", told["version"], **said).status_code == 409
    back = caller.post(f"/dispatch/{order.uid}/take-back", given.json()["version"])
    assert back.json()["planned_from"] is None


def test_a_day_is_planned_accepted_and_undone(field: Field, caller: Caller) -> None:
    field.orders(3)
    asked = caller.post("/day-plans", team=str(field.world.team.uid), day=str(TOMORROW), seconds=1)
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    propose(field.planner.scope, DayProposal.objects.within(field.planner.scope).get(), now=NOON)
    plan = caller.get(f"/day-plans/{asked.json()['uid']}").json()
    assert (plan["state"], plan["gives"]["unserved"], len(plan["stops"])) == ("proposed", 0, 3)
    accepted = caller.post(f"/day-plans/{plan['uid']}/accept", plan["version"], people=[]).json()
    assert {stop["state"] for stop in accepted["stops"]} == {"accepted"}
    undone = caller.post(f"/day-plans/{plan['uid']}/undo", accepted["version"]).json()
    assert (undone["state"], {stop["state"] for stop in undone["stops"]}) == ("undone", {"undone"})


def test_nobody_outside_the_team_is_given_or_accepted(field: Field, caller: Caller) -> None:
    (order,) = field.orders(1)
    stranger = {"team": str(field.world.team.uid), "person": str(field.world.bo.employment.uid), "day": str(TOMORROW)}
    assert caller.post(f"/dispatch/{order.uid}/give", order.version, **stranger).status_code == 422
    asked = caller.post("/day-plans", team=str(field.world.team.uid), day=str(TOMORROW)).json()
    propose(field.planner.scope, DayProposal.objects.within(field.planner.scope).get(), now=NOON)
    plan = caller.get(f"/day-plans/{asked['uid']}").json()
    people = [str(field.world.bo.employment.uid)]
    assert caller.post(f"/day-plans/{plan['uid']}/accept", plan["version"], people=people).status_code == 422
    assert caller.post(f"/day-plans/{plan['uid']}/dismiss", plan["version"]).json()["state"] == "dismissed"

"""Months and proposals of contracts for other systems."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties.commands import make_token
from tests.world import NOON, Actor, World

JUNE = datetime(2025, 6, 10, 12, tzinfo=UTC)
Call = Callable[..., Any]


@pytest.fixture
def call(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Calls the API as somebody, in June 2025."""
    monkeypatch.setattr("samdrift.registers.contracts.api.terms.now", lambda: JUNE)
    tokens: dict[int, str] = {}

    def called(actor: Actor, method: str, path: str, body: Any = None, **headers: str) -> Any:
        if actor.person.pk not in tokens:
            made = make_token(actor.scope, name="Test", permissions=None, expires_at=None, now=NOON)
            tokens[actor.person.pk] = made[1]
        sent = {"data": json.dumps(body or {}), "content_type": "application/json"} if method != "get" else {}
        head = {"Authorization": f"Bearer {tokens[actor.person.pk]}"} | headers
        return getattr(client, method)(f"/api/v1{path}", headers=head, **sent)

    return called


def months(world: World, call: Call) -> dict[str, str]:
    told = call(world.bo, "get", f"/contracts/{world.contract.uid}/months?most=3").json()
    return {one["month"]: one["state"] for one in told}


def proposed(world: World, call: Call, month: str = "2025-05", **headers: str) -> Any:
    body = {"month": month, "note": "Figures agreed"}
    return call(world.dan, "post", f"/contracts/{world.contract.uid}/months", body, **headers)


def test_one_party_proposes_to_freeze_and_the_other_accepts(world: World, call: Call) -> None:
    assert call(world.bo, "get", "/contracts").json()[0]["uid"] == str(world.contract.uid)
    assert months(world, call) == {"2025-05": "open", "2025-04": "open", "2025-03": "open"}
    answer = proposed(world, call)
    assert answer.status_code == 201
    one = answer.json()
    assert (one["what"], one["code"], one["standing"], one["ours"]) == ("month", "2025-05", "open", True)
    assert months(world, call)["2025-05"] == "waits"
    address = f"/term-proposals/{one['uid']}"
    seen = call(world.bo, "get", address)
    assert seen.json()["ours"] is False
    assert call(world.bo, "post", f"{address}/accept").status_code == 428
    own = call(world.dan, "post", f"{address}/accept", **{"If-Match": seen["ETag"]})
    assert own.status_code == 403
    done = call(world.bo, "post", f"{address}/accept", **{"If-Match": seen["ETag"]})
    assert (done.status_code, done.json()["standing"]) == (200, "accepted")
    assert months(world, call)["2025-05"] == "frozen"
    assert contracts.frozen_months(world.contract.pk) == {datetime(2025, 5, 1, tzinfo=UTC).date()}
    assert proposed(world, call).status_code == 409


def test_a_frozen_month_stays_frozen_and_a_proposal_may_be_refused_or_taken_back(world: World, call: Call) -> None:
    first = proposed(world, call).json()
    refused = call(
        world.bo, "post", f"/term-proposals/{first['uid']}/refuse", {"answer": "Two figures differ"},
        **{"If-Match": "1"},
    )  # fmt: skip
    assert refused.json()["answer"] == "Two figures differ"
    second = proposed(world, call).json()
    back = call(world.dan, "post", f"/term-proposals/{second['uid']}/withdraw", **{"If-Match": "1"})
    assert back.json()["standing"] == "withdrawn"
    assert months(world, call)["2025-05"] == "open"
    listed = call(world.bo, "get", f"/contracts/{world.contract.uid}/proposals").json()
    assert [one["standing"] for one in listed] == ["withdrawn", "refused"]


def test_a_repeat_with_the_same_key_proposes_once(world: World, call: Call) -> None:
    key = {"Idempotency-Key": "freeze-may"}
    assert proposed(world, call, **key).json()["uid"] == proposed(world, call, **key).json()["uid"]
    assert proposed(world, call).status_code == 409


@pytest.mark.parametrize("month", ["2025-06", "2025-13", "May", ""])
def test_what_is_no_month_that_has_ended_is_refused_with_a_sentence(world: World, call: Call, month: str) -> None:
    answer = proposed(world, call, month)
    assert answer.status_code == 422
    assert "month" in answer.json()["fields"]


def test_only_contract_managers_propose_and_the_other_community_finds_nothing(world: World, call: Call) -> None:
    path = f"/contracts/{world.contract.uid}/months"
    agent = call(world.someone("SD-AG"), "post", path, {"month": "2025-05"})
    assert agent.status_code in (403, 404)
    assert call(world.there.someone("CTR-C"), "post", path, {"month": "2025-05"}).status_code == 404

"""The API: the same commands and questions as the pages."""

import json

import pytest

from samdrift.operations.workforce.commands.alerts import raise_alert
from samdrift.operations.workforce.commands.skills import name_skill
from samdrift.operations.workforce.tests.test_calling import alarm, roster
from samdrift.registers.parties.commands import make_token
from tests.world import NOON, words


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("samdrift.foundation.clock.now", lambda: NOON)
    monkeypatch.setattr("samdrift.operations.workforce.api.now", lambda: NOON)


@pytest.fixture
def call(client):
    """(somebody, method, path, body) → status and answer."""

    def send(actor, method, path, body=None, **headers):
        _row, secret = make_token(actor.scope, name="t", permissions=None, expires_at=None, now=NOON)
        answer = getattr(client, method)(
            f"/api/v1/{path}", data=json.dumps(body) if body is not None else None, content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", **headers},
        )  # fmt: skip
        return answer.status_code, answer.json()

    return send


def test_shifts_are_written_and_read(house, call):
    sven = house.sven.employment.uid
    body = {"weeks": [["06:00-14:00/30"] * 5 + ["", ""]], "valid_from": "2025-05-05"}
    assert call(house.vera, "post", f"workers/{sven}/shifts", body)[0] == 201
    assert call(house.vera, "post", f"workers/{sven}/days", {"day": "2025-05-06"})[0] == 201
    found = call(house.vera, "get", f"workers/{sven}/shifts?first_day=2025-05-05&last_day=2025-05-07")[1]
    assert [one["starts_at"][:16] for one in found] == ["2025-05-05T04:00", "2025-05-07T04:00"]
    path = f"workers/available?team={house.team.uid}&start=2025-05-05T00:00:00Z&end=2025-05-05T23:00:00Z"
    people = {one["name"]: one for one in call(house.asta, "get", path)[1]}
    assert [one["ends_at"][:16] for one in people["Sven Nps"]["spans"]] == ["2025-05-05T12:00"]
    assert call(house.siri, "post", f"workers/{sven}/shifts", body)[0] == 403
    assert call(house.vera, "post", f"workers/{sven}/shifts", {**body, "weeks": [["noon"] * 7]})[0] == 422


def test_an_absence_is_asked_for_and_answered_with_the_version_seen(house, call):
    body = {"first_day": "2025-05-09", "last_day": "2025-05-09", "kind": "leave"}
    status, made = call(house.sven, "post", "absences", body)
    assert (status, made["state"]) == (201, "asked")
    path = f"absences/{made['uid']}/answer"
    assert call(house.vera, "post", path, {"answer": "grant"})[0] == 428
    assert call(house.vera, "post", path, {"answer": "grant"}, **{"If-Match": '"1"'})[1]["state"] == "granted"


def test_a_repeated_call_asks_once(house, call):
    body = {"first_day": "2025-05-09", "last_day": "2025-05-09", "kind": "absent"}
    key = {"Idempotency-Key": "once"}
    first, second = (call(house.sven, "post", "absences", body, **key) for _ in range(2))
    assert first[1]["uid"] == second[1]["uid"]


def test_qualifications_and_who_is_on_call_are_told(house, call):
    name_skill(house.vera.scope, code="LIFT", kind="qualification", name=words("Lift key"))
    path = f"workers/{house.sven.employment.uid}/qualifications"
    body = {"code": "LIFT", "valid_from": "2025-01-01", "valid_to": "2026-01-01"}
    assert call(house.vera, "post", path, body)[1]["code"] == "LIFT"
    assert [one["code"] for one in call(house.sven, "get", path)[1]] == ["LIFT"]
    assert call(house.siri, "get", path)[1] == []
    roster(house)
    found = call(house.dan, "get", "on-call")[1]
    assert [one["people"][0]["name"] for one in found] == ["Sven Nps"]


def test_an_alert_is_taken_and_a_timer_runs(house, call):
    roster(house)
    alert = raise_alert(house.asta.scope, alarm(house), now=NOON)
    assert [one["state"] for one in call(house.asta, "get", "alerts")[1]] == ["waiting"]
    assert call(house.siri, "post", f"alerts/{alert.uid}/take")[0] == 404
    assert call(house.sven, "post", f"alerts/{alert.uid}/take")[1]["state"] == "taken"
    watch = call(house.sven, "post", "lone-watches", {"every_minutes": 30})[1]
    assert call(house.sven, "post", f"lone-watches/{watch['uid']}/check-in")[0] == 200
    assert call(house.sven, "post", f"lone-watches/{watch['uid']}/end")[1]["state"] == "ended"

"""Key figures for other systems: deciding a dispute, correcting, letting a credit go, agreeing what figures mean."""

from typing import Any

import pytest
from django.test import Client

from samdrift.foundation import clock
from samdrift.partnership.performance.queries.terms import definitions_in_force
from samdrift.partnership.performance.tests.conftest import MARCH, Measured, day
from samdrift.partnership.performance.tests.test_definitions import JUNE
from samdrift.partnership.performance.tests.test_steering import disputed, members
from tests.world import Actor


@pytest.fixture
def calls(client: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A call of the API as somebody, on 20 March's month of review."""
    offset = day(MARCH, 20) - clock.real_now()
    for name in ("figures", "money", "steering", "terms"):
        monkeypatch.setattr(
            f"samdrift.partnership.performance.api.{name}.now", lambda: clock.real_now() + offset
        )  # fmt: skip

    def call(actor: Actor, path: str, body: Any = None, version: int | None = None, **more: str) -> Any:
        client.force_login(actor.person)
        headers = {**more, **({} if version is None else {"If-Match": f'"{version}"'})}
        if body is None:
            return client.get(f"/api/v1/{path}", headers=headers)
        return client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)

    return call


def test_both_members_decide_a_dispute(measured: Measured, calls: Any) -> None:
    row = disputed(measured)
    client, provider = members(measured)
    path = f"kpi-results/{row.uid}"
    version = calls(client, path).json()["version"]
    said = {"text": "One of the two was.", "numerator": 20, "denominator": 23}
    assert calls(measured.client, f"{path}/decisions", said, version).status_code == 403
    assert calls(client, f"{path}/decisions", {"text": "Half", "numerator": 1}, version).status_code == 422
    assert calls(client, f"{path}/decisions", said, version + 1).status_code == 409
    made = calls(client, f"{path}/decisions", said, version, **{"Idempotency-Key": "d1"})
    again = calls(client, f"{path}/decisions", said, version, **{"Idempotency-Key": "d1"})
    assert (made.status_code, made.json()["signed_at"], made.json()["uid"]) == (201, None, again.json()["uid"])
    assert calls(client, f"{path}/decisions", said, version).status_code == 409  # one waits already
    assert calls(client, f"{path}/decisions/sign", {}, version).status_code == 403
    done = calls(provider, f"{path}/decisions/sign", {}, version)
    assert (done.status_code, done.json()["numerator"], done.json()["state"]) == (200, 20, "frozen")
    assert calls(provider, f"{path}/decisions/sign", {}, done.json()["version"]).status_code == 409
    words = calls(provider, f"{path}/words").json()
    assert [(one["kind"], one["side"], one["signed_at"] is None) for one in words][-1] == ("steer", "customer", False)


def test_a_frozen_figure_is_corrected_by_a_new_entry_both_sign(measured: Measured, calls: Any) -> None:
    measured.read("K06", 20, 24)
    measured.freeze()
    row = measured.row("K06")
    path, said = f"kpi-results/{row.uid}/corrections", {"text": "Counted twice", "numerator": 20, "denominator": 23}
    assert calls(measured.client, path, said, row.version).status_code == 201
    assert calls(measured.client, path, said, row.version).status_code == 409
    assert calls(measured.client, f"{path}/sign", {}, row.version).status_code == 403
    done = calls(measured.provider, f"{path}/sign", {}, row.version).json()
    assert (done["number"], done["denominator"]) == (2, 23)


def test_a_credit_is_let_go_by_the_client_with_a_reason(measured: Measured, calls: Any) -> None:
    measured.read("K06", 18, 24)
    measured.freeze()
    [credit] = measured.credits()
    path = f"service-credits/{credit.uid}/waive"
    assert calls(measured.provider, path, {"reason": "Ours"}, credit.version).status_code == 403
    assert calls(measured.client, path, {"reason": " "}, credit.version).status_code == 422
    done = calls(measured.client, path, {"reason": "Flood"}, credit.version)
    assert (done.status_code, done.json()["state"], done.json()["reason"]) == (200, "waived", "Flood")
    assert calls(measured.client, path, {"reason": "Flood"}, done.json()["version"]).status_code == 409


def test_a_definition_is_proposed_and_accepted(measured: Measured, calls: Any) -> None:
    path = f"contracts/{measured.contract.uid}/kpi-definitions"
    told = dict.fromkeys(("en", "da", "sv"), "Lifts that stood")
    said = {
        "code": "K31", "name": told, "counted": told, "source": "reading", "target": "98.5",
        "valid_from": f"{JUNE}", "edges": ["1", "2.5", "4"], "weight": "0", "note": "New",
    }  # fmt: skip
    assert calls(measured.world.someone("AUD"), path, said).status_code == 403
    for wrong in ({"edges": ["1", "2"]}, {"edges": ["4", "2", "1"]}, {"name": {"en": "Lifts"}}, {"source": "moon"},
                  {"valid_from": f"{MARCH}"}, {"target": "NaN"}):  # fmt: skip
        assert calls(measured.client, path, {**said, **wrong}).status_code == 422, wrong
    made = calls(measured.client, path, said, **{"Idempotency-Key": "k1"})
    assert (made.status_code, made.json()["standing"], made.json()["edges"]) == (201, "open", ["1", "2.5", "4"])
    assert calls(measured.client, path, said, **{"Idempotency-Key": "k1"}).json()["uid"] == made.json()["uid"]
    assert calls(measured.provider, path, said).status_code == 409  # one waits already
    answer, version = f"kpi-terms/{made.json()['uid']}/answer", made.json()["version"]
    assert calls(measured.client, answer, {"move": "accept"}, version).status_code == 403
    assert calls(measured.provider, answer, {"move": "refuse"}, version).status_code == 422
    done = calls(measured.provider, answer, {"move": "accept"}, version)
    assert (done.status_code, done.json()["standing"]) == (200, "accepted")
    codes = [one.code for one in definitions_in_force(measured.contract.pk, JUNE)]
    assert "K31" in codes

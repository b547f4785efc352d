"""Changes of service for other systems: the same answer as the page, and the same doors closed."""

import json

import pytest

from samdrift.partnership.scaling.tests.conftest import ask, wish
from samdrift.registers.parties.commands import make_token
from tests.world import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_may(monkeypatch):
    for name in ("changes", "terms"):
        monkeypatch.setattr(f"samdrift.partnership.scaling.api.{name}.now", lambda: NOON)


@pytest.fixture
def calls(client):
    def call(actor, method, path, body=None, **headers):
        _token, secret = make_token(actor.scope, name="Test", permissions=None, expires_at=None, now=NOON)
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return getattr(client, method)(
            f"/api/v1/{path}", **sent, headers={"Authorization": f"Bearer {secret}", **headers}
        )

    return call


def wished(district, to):
    return {
        "item": "CLN-PUB", "unit_uid": str(district.unit.uid), "site_uid": str(district.world.site.uid),
        "setting": "f5 q3", "to_setting": "f5 q3", "to_quantity": to,
    }  # fmt: skip


def test_a_system_works_a_change_out_and_asks_for_it(district, calls):
    path = f"districts/{district.unit.uid}"
    answer = calls(district.fm, "post", f"{path}/what-if", {"wishes": [wished(district, "17500")]})
    told = answer.json()
    assert (answer.status_code, told["year_change_minor"], told["first_day"]) == (200, -19_350_000, "2025-07-01")
    sent = {"wishes": [wished(district, "17500")], "seen": told["seen"], "reason": "Empty floor"}
    first = calls(district.fm, "post", f"{path}/changes", sent, **{"Idempotency-Key": "k1"})
    again = calls(district.fm, "post", f"{path}/changes", sent, **{"Idempotency-Key": "k1"})
    assert (first.status_code, first.json()["uid"]) == (201, again.json()["uid"])
    twice = calls(district.fm, "post", f"{path}/changes", sent)
    assert twice.json()["uid"] == first.json()["uid"]
    other = sent | {"wishes": [wished(district, "17000")]}
    stale = calls(district.fm, "post", f"{path}/changes", other)
    assert stale.status_code == 409
    uid, version = first.json()["uid"], first.json()["version"]
    done = calls(district.bud, "post", f"changes/{uid}/approve", {}, **{"If-Match": f'"{version}"'})
    assert done.json()["state"] == "scheduled"
    assert [one["uid"] for one in calls(district.provider, "get", "changes").json()["items"]] == [uid]


def test_what_does_not_fit_is_told(district, calls):
    path = f"districts/{district.unit.uid}/what-if"
    unknown = {**wished(district, "1"), "to_setting": "f9"}
    assert calls(district.fm, "post", path, {"wishes": [unknown]}).status_code == 422
    assert calls(district.provider, "post", path, {"wishes": [wished(district, "1")]}).status_code == 403
    other = {**wished(district, "1"), "site_uid": str(district.world.other_site.uid)}
    assert calls(district.fm, "post", path, {"wishes": [other]}).status_code == 422


def test_the_provider_objects_and_the_customer_answers(district, calls):
    order = ask(district, wish(district, 16_560))

    def post(actor, move, **body):
        version = calls(actor, "get", f"changes/{order.uid}").json()["version"]
        return calls(actor, "post", f"changes/{order.uid}/{move}", body, **{"If-Match": f'"{version}"'})

    assert post(district.bud, "approve").status_code == 200
    assert post(district.office, "approve").json()["answer_by"] == "2025-05-12"
    assert post(district.provider, "object", reason="Too soon", offered_day="2025-10-01").status_code == 200
    assert post(district.fm, "answer", take_offer=True).json()["first_day"] == "2025-10-01"
    assert post(district.provider, "accept").json()["state"] == "scheduled"
    assert post(district.provider, "withdraw", reason="Wrong").json()["state"] == "scheduled"


def test_a_closure_is_told_and_taken_back(district, calls):
    told = {
        "site_uid": str(district.world.site.uid), "line": "CLN", "first_day": "2025-07-01", "last_day": "2025-07-31",
    }  # fmt: skip
    made = calls(district.fm, "post", f"districts/{district.unit.uid}/closures", told)
    assert (made.status_code, made.json()["settled_by"]) == (201, "credit")
    back = calls(district.fm, "post", f"closures/{made.json()['uid']}/withdraw", {}, **{"If-Match": '"1"'})
    assert back.json()["state"] == "withdrawn"


def test_a_system_asks_for_a_correction_with_a_reason(district, calls):
    path = f"districts/{district.unit.uid}"
    told = calls(district.fm, "post", f"{path}/what-if", {"wishes": [wished(district, "18000")]}).json()
    sent = {
        "wishes": [wished(district, "18000")], "seen": told["seen"], "correction": True, "requested_on": "2025-04-01",
    }  # fmt: skip
    assert calls(district.fm, "post", f"{path}/changes", sent).status_code == 422  # nobody said what was wrong
    made = calls(district.fm, "post", f"{path}/changes", sent | {"reason": "Measured anew"})
    assert (made.status_code, made.json()["kind"], made.json()["approvals"]) == (
        201, "correction", ["budget", "contract"],
    )  # fmt: skip


def test_a_system_proposes_what_a_contract_says_of_changes_and_another_answers(district, calls):
    path = f"contracts/{district.world.contract.uid}/scaling-terms"
    rows = [
        {"code": "less", "above": "0", "notice_months": 2, "approvals": ["budget"]},
        {"code": "more", "above": "0", "notice_months": 1, "approvals": ["budget"], "up": True},
        {
            "code": "left", "above": "0", "notice_months": 3, "approvals": ["budget", "contract"], "closure": True,
            "remanence": [{"first_month": 1, "last_month": 3, "share": "0.3"}],
        },
    ]  # fmt: skip
    sent = {"valid_from": "2025-07-01", "table": {"rows": rows}, "labour": {"CLN": ["0.75", "290"]}, "clause": "14.2"}
    assert calls(district.bud, "post", path, sent).status_code == 403
    assert calls(district.provider, "post", path, sent | {"valid_from": "2025-05-05"}).status_code == 422
    assert calls(district.provider, "post", path, sent | {"table": {"rows": rows[:1] * 2}}).status_code == 422
    made = calls(district.provider, "post", path, sent, **{"Idempotency-Key": "t1"})
    again = calls(district.provider, "post", path, sent, **{"Idempotency-Key": "t1"})
    assert (made.status_code, made.json()["uid"]) == (201, again.json()["uid"])
    [row] = calls(district.office, "get", path).json()
    assert (row["standing"], row["table"]["rows"][2]["remanence"]) == ("open", [[1, 3, "0.3"]])
    answer = f"scaling-terms/{row['uid']}/answer"
    accepted = {"move": "accept"}
    assert calls(district.provider, "post", answer, accepted, **{"If-Match": '"1"'}).status_code == 403
    assert calls(district.office, "post", answer, accepted, **{"If-Match": '"9"'}).status_code == 409
    done = calls(district.office, "post", answer, accepted, **{"If-Match": '"1"'})
    assert (done.status_code, done.json()["standing"]) == (200, "accepted")

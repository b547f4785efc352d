"""The desk for other systems."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.public import Ask, ServiceRequest, submit_request
from samdrift.registers.parties.commands import make_token
from samdrift.registers.tags.models import HeldReport
from tests.world import NOON


@pytest.fixture
def call(world, client):
    tokens = {}

    def called(method, path, body=None, actor=None, **headers):
        who = actor or world.asta
        if who.person.pk not in tokens:
            tokens[who.person.pk] = make_token(who.scope, name="Test", permissions=None, expires_at=None, now=NOON)[1]
        sent = {"data": json.dumps(body or {}), "content_type": "application/json"} if method != "get" else {}
        known = {"Authorization": f"Bearer {tokens[who.person.pk]}"} | headers
        return getattr(client, method)(f"/api/v1{path}", headers=known, **sent)

    return called


def request_of(world, **values):
    known = {"request_type": "mnt.fault", "channel": "phone", "site_id": world.site.pk, "space_id": world.washroom.pk}
    made = submit_request(world.asta.scope, Ask(**(known | values)), received_at=NOON, now=NOON)
    return made.service_request


def opened(call, **values):
    answer = call("post", "/contacts", {"channel": "phone", "caller_handle": "+4512345678"} | values)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_inbox_is_read_and_confirmed_by_the_same_command(world, call):
    row = request_of(world)
    (waiting,) = call("get", "/desk/inbox").json()["items"]
    assert (waiting["uid"], waiting["place"], waiting["version"]) == (str(row.uid), "0.12 Toilet", 1)
    assert call("post", f"/desk/inbox/{row.uid}/confirm").status_code == 428
    done = call("post", f"/desk/inbox/{row.uid}/confirm", **{"If-Match": '"1"'})
    assert (done.status_code, done.json()["state"]) == (200, "triaged")
    assert call("get", "/desk/inbox").json()["items"] == []
    assert call("get", "/desk/inbox", actor=world.bo).status_code == 403


def test_a_held_report_becomes_a_request_or_is_thrown_away(world, call):
    def held(text):
        return HeldReport.objects.create(
            community=world.community, code="ZZZZZZZZZZZ", reference=f"R{text}", track_digest=text.ljust(64, "d"),
            text=text, received_at=NOON,
        )  # fmt: skip

    real, junk = held("The gate is open"), held("Buy cheap")
    assert len(call("get", "/held-reports").json()["items"]) == 2
    adopted = call("post", f"/held-reports/{real.uid}/adopt", {"site": world.site.code})
    assert adopted.status_code == 200, adopted.content
    with everywhere(reason="test"):
        assert ServiceRequest.objects.get(uid=adopted.json()["request"]).received_at == NOON
    assert call("post", f"/held-reports/{junk.uid}/spam").status_code == 204
    assert call("get", "/held-reports").json()["items"] == []
    assert call("post", f"/held-reports/{junk.uid}/adopt", {"site": "nowhere"}).status_code in (404, 409, 422)


def test_a_call_is_told_of_from_ring_to_wrap_up(world, call):
    uid = opened(call, queue="main", reference="pbx:1")["uid"]
    assert opened(call, reference="pbx:1")["uid"] == uid
    assert call("post", f"/contacts/{uid}/answer").json()["agent"] == str(world.asta.person.uid)
    row = request_of(world)
    linked = call("post", f"/contacts/{uid}/link", {"request": str(row.uid), "relation": "created"}).json()
    assert (linked["requests"], linked["subject"]) == ([str(row.uid)], "mnt.fault")
    call("post", f"/contacts/{uid}/end", {"hold_seconds": 0})
    done = call("post", f"/contacts/{uid}/wrap-up", {"outcome": "request_created"}).json()
    assert (done["outcome"], done["eligible_for_fcr"]) == ("request_created", True)
    assert call("post", f"/contacts/{uid}/wrap-up", {"outcome": "resolved"}).status_code == 409
    assert "12345678" not in json.dumps(done)


def test_a_contact_of_another_community_does_not_exist(world, call):
    uid = opened(call)["uid"]
    assert call("get", f"/contacts/{uid}", actor=world.carla).status_code == 404
    assert call("get", "/contacts", actor=world.carla).json()["items"] == []
    assert call("get", "/contacts", actor=world.bo).status_code == 403


def test_nobody_of_another_community_becomes_the_caller(world, call):
    answer = call("post", "/contacts", {"channel": "phone", "caller": str(world.carla.person.uid)})
    assert answer.status_code == 422


def test_the_list_of_contacts_costs_the_same_for_many(world, call):
    counted = []
    for many in (1, 29):
        for _each in range(many):
            opened(call)
        with CaptureQueriesContext(connection) as queries:
            assert call("get", "/contacts?limit=100").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1], counted


def test_a_version_that_was_seen_is_held_to_and_machines_send_none(call):
    made = opened(call)
    path = f"/contacts/{made['uid']}"
    seen = {"If-Match": f'"{made["version"]}"'}
    assert call("post", f"{path}/caller", {"caller_handle": "+4533148888"}, **seen).status_code == 200
    answer = call("post", f"{path}/wrap-up", {"outcome": "resolved"}, **seen)
    assert answer.status_code == 409
    assert call("post", f"{path}/wrap-up", {"outcome": "resolved"}).status_code == 200

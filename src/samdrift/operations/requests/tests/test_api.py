"""The API makes the same moves as the pages, with versions, safe repeats and problems that say what to do."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from PIL import Image

from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from tests.world import NOON

LATER = NOON + timedelta(hours=1)
BASE = "/api/v1/requests"


@pytest.fixture
def api(client, monkeypatch):
    """Calls the API as somebody: api(actor).post(path, …)."""
    for module in ("asking", "moving"):
        monkeypatch.setattr(f"samdrift.operations.requests.api.{module}.now", lambda: LATER)

    def call(actor):
        client.force_login(actor.person)
        session = client.session
        session["employment"] = actor.employment.pk
        session.save()
        return client

    return call


def post(client, path, said=None, **headers):
    named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    return client.post(path, said or {}, content_type="application/json", **named)


def test_another_system_asks_what_a_text_speaks_of(world, officer, api):
    address = "/api/v1/request-types/suggestions"
    told = post(api(officer), address, {"text": "Håndtaget er i stykker"}).json()
    assert told == [{"code": "mnt.fault", "name": "Fault", "line": "MNT"}]
    assert post(api(officer), address, {"text": "hello"}).json() == []
    assert post(api(officer), address, {"text": "x", "most": 99}).status_code == 422


def test_another_system_asks_and_gets_a_tracking_link(world, officer, api):
    said = {"request_type": "mnt.fault", "site": str(world.site.uid), "description": "The tap drips"}
    answer = post(api(officer), BASE, said, idempotency_key="one")
    assert answer.status_code == 201
    told = answer.json()
    assert told["request"]["number"] == "NPS-2025-0000001"
    assert len(told["track_token"]) == 25
    assert post(api(officer), BASE, said, idempotency_key="one").json() == told
    assert post(api(officer), BASE, {**said, "description": "x"}, idempotency_key="one").status_code == 422


def test_what_does_not_fit_is_told_field_by_field(world, officer, api):
    answer = post(api(officer), BASE, {"request_type": "x", "impact": 9})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert "impact" in str(answer.json()["fields"])
    answer = post(api(officer), BASE, {"request_type": "no.such", "site": str(world.site.uid)})
    assert "request_type" in answer.json()["fields"]


def test_the_list_pages_and_filters(world, report, api):
    for _ in range(3):
        report()
    client = api(world.asta)
    first = client.get(BASE, {"limit": 2}).json()
    rest = client.get(BASE, {"limit": 2, "cursor": first["next"]}).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, "")
    assert client.get(BASE, {"priority": 1}).json()["items"] == []
    assert client.get(BASE, {"group": "nonsense"}).status_code == 422
    assert api(world.carla).get(BASE).json()["items"] == []


def test_a_move_carries_the_version_seen(world, report, api):
    row, client = report(), api(world.asta)
    tag = client.get(f"{BASE}/{row.uid}")["ETag"]
    assert post(client, f"{BASE}/{row.uid}/triage").status_code == 428
    answer = post(client, f"{BASE}/{row.uid}/triage", if_match=tag)
    assert (answer.status_code, answer.json()["state"]) == (200, "triaged")
    stale = post(client, f"{BASE}/{row.uid}/start", if_match=tag)
    assert (stale.status_code, stale.json()["changes"]["state"]) == (409, "triaged")


def test_the_whole_way_through_the_api(world, officer, report, api):
    row, client = report(impact=1, urgency=1), api(world.asta)
    steps = [
        ("assign", {"team": str(world.team.uid), "assignee": str(world.asta.person.uid)}, "assigned"),
        ("start", {}, "in_progress"),
        ("hold", {"reason": "no_access", "note": "Nobody"}, "on_hold"),
        ("resume", {}, "in_progress"),
        ("make-safe", {}, "made_safe"),
        ("ask", {"question": "Which?"}, "made_safe"),
        ("type", {"request_type": "mnt.fault"}, "made_safe"),
        ("priority", {"impact": 1, "urgency": 1}, "made_safe"),
        ("place", {"space": str(world.washroom.uid)}, "made_safe"),
        ("resolve", {"resolution": "repaired", "evidence": ["photo"]}, "resolved"),
    ]
    version = row.version
    for move, said, state in steps:
        answer = post(client, f"{BASE}/{row.uid}/{move}", said, if_match=str(version))
        assert answer.status_code == 200, (move, answer.content)
        assert answer.json()["state"] == state
        version = answer.json()["version"]
    answer = post(api(officer), f"{BASE}/{row.uid}/confirm", if_match=str(version))
    assert answer.json()["state"] == "closed"
    assert post(api(officer), f"{BASE}/{row.uid}/rate", {"rating": 5}).json()["rating"] == 5


def test_a_repeated_move_is_made_once(world, report, api):
    row, client = report(), api(world.asta)
    call = {"if_match": str(row.version), "idempotency_key": "t1"}
    first, second = (post(client, f"{BASE}/{row.uid}/triage", **call) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()


def test_refusals_and_forbidden_things_are_problems(world, report, api):
    row = report()
    version = str(row.version)
    assert post(api(world.bo), f"{BASE}/{row.uid}/triage", if_match=version).status_code == 403
    assert post(api(world.carla), f"{BASE}/{row.uid}/triage", if_match=version).status_code == 404
    refused = post(api(world.asta), f"{BASE}/{row.uid}/start", if_match=version)
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")


def test_comments_keep_to_their_side(world, report, api):
    row = report()
    said = {"body": "The secret zebra", "visibility": "customer"}
    assert post(api(world.dan), f"{BASE}/{row.uid}/comments", said).status_code == 201
    assert len(api(world.dan).get(f"{BASE}/{row.uid}/comments").json()) == 1
    assert api(world.asta).get(f"{BASE}/{row.uid}/comments").json() == []
    assert post(api(world.asta), f"{BASE}/{row.uid}/comments", said).status_code == 422


def test_an_answer_lets_it_go_on(world, officer, report, api):
    row = requests.ask_requester(world.asta.scope, report().uid, expected_version=None, question="?", now=LATER)
    answer = post(api(officer), f"{BASE}/{row.uid}/answer", {"body": "Left"})
    assert (answer.status_code, answer.json()["waiting_for_requester"]) == (200, False)


def test_the_types_have_names(world, officer, api):
    assert api(officer).get("/api/v1/request-types").json() == [{"code": "mnt.fault", "name": "Fault", "line": "MNT"}]


def test_the_desk_gives_two_eyes_to_what_it_declines(world, report, api):
    row = report()
    answer = post(api(world.asta), f"{BASE}/{row.uid}/decline", {"reason": "Not ours"}, if_match=str(row.version))
    version = str(answer.json()["version"])
    assert post(api(world.asta), f"{BASE}/{row.uid}/agree-decline", if_match=version).status_code == 403
    manager = world.someone("OPS-M")
    answer = post(api(manager), f"{BASE}/{row.uid}/agree-decline", if_match=version)
    assert answer.json()["state"] == "declined"


def test_a_list_costs_the_same_for_many(world, report, api, django_assert_max_num_queries):
    client = api(world.asta)
    client.get(BASE)
    for extra in (1, 30):
        for _ in range(extra):
            report()
        with django_assert_max_num_queries(4):
            assert client.get(BASE).status_code == 200
    assert ServiceRequest.objects.within(world.asta.scope).count() == 31


def test_promises_and_history_are_told(world, report, api):
    row = requests.triage(world.asta.scope, report().uid, expected_version=None, now=LATER)
    client = api(world.bo)
    told = client.get(f"{BASE}/{row.uid}/promises").json()
    first = told[0]
    assert (first["kind"], first["state"], first["clause"]) == ("acknowledge", "met", "Schedule 3, table 1, P4")
    kinds = [step["kind"] for step in client.get(f"{BASE}/{row.uid}/history").json()]
    assert kinds[:2] == ["promises.opened", "requests.submitted"]
    assert api(world.carla).get(f"{BASE}/{row.uid}/history").status_code == 404


def test_places_and_teams_narrow_the_list(world, report, api):
    report()
    client = api(world.asta)
    for asked, many in (
        ({"site": world.site.uid}, 1), ({"site": world.other_site.uid}, 0), ({"unit": world.authority.uid}, 1),
        ({"team": world.team.uid}, 0),
    ):  # fmt: skip
        assert len(client.get(BASE, asked).json()["items"]) == many
    assert client.get(BASE, {"site": world.there.site.uid}).status_code == 422


def test_a_photo_is_added_and_shown(world, officer, report, api, settings, tmp_path):
    settings.SAMDRIFT_VAR = tmp_path
    row, picture = report(), BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    picture.seek(0)
    picture.name = "tap.png"
    client = api(officer)
    answer = client.post(f"{BASE}/{row.uid}/photos", {"photo": picture})
    assert answer.status_code == 201, answer.content
    address = f"/requests/{row.uid}/photos/{answer.json()['uid']}/"
    for shown, kind in ((address, "image/png"), (f"{address}?small=1", "image/jpeg")):
        answer = client.get(shown)
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
        assert b"".join(answer.streaming_content)
        # An answer that ends would close the test's own database connection; Django's client does the same as this.
        request_finished.disconnect(close_old_connections)
        answer.close()
        request_finished.connect(close_old_connections)
    assert address in client.get(f"/requests/{row.uid}/").content.decode()
    assert api(world.carla).get(address).status_code == 404

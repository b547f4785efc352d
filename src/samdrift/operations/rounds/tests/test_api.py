"""Rounds for other systems and for phones: the same commands, no code of a tag in any answer."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.files.models import StoredFile
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.operations.rounds.commands import helping
from samdrift.operations.rounds.tests.conftest import DAILY, TAG, Going, at
from samdrift.operations.workforce import public as workforce
from samdrift.registers.parties.commands import make_token
from samdrift.registers.parties.models import TeamMember
from tests.journeys.conftest import picture
from tests.world import NOON, Actor

pytestmark = pytest.mark.django_db


class Caller:
    def __init__(self, client: Client, actor: Actor) -> None:
        _row, secret = make_token(actor.scope, name="Robot", permissions=None, expires_at=None, now=NOON)
        self.client, self.headers = client, {"Authorization": f"Bearer {secret}"}

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def send(self, path: str, *, method: str = "post", version: int | None = None, key: str = "", **said: Any) -> Any:
        headers = {**self.headers, **({"If-Match": f'"{version}"'} if version else {})}
        if key:
            headers["Idempotency-Key"] = key
        call = getattr(self.client, method)
        return call(f"/api/v1{path}", json.dumps(said), content_type="application/json", headers=headers)


def test_a_round_is_made_changed_and_ended(going: Going, client: Client) -> None:
    planner = Caller(client, going.world.asta)
    said = {
        "name": "Evening", "site": str(going.world.site.uid), "line": "MNT", "rule": DAILY, "first_day": "2025-05-05",
        "team": str(going.world.team.uid),
    }  # fmt: skip
    made = planner.send("/rounds", key="once", **said)
    assert made.status_code == 201
    assert planner.send("/rounds", key="once", **said).json()["uid"] == made.json()["uid"], "made once"
    uid, version = made.json()["uid"], made.json()["version"]
    stops = [{"space": str(going.world.washroom.uid), "tasks": ["bins"]}]
    answer = planner.send(f"/rounds/{uid}/stops", method="put", version=version, stops=stops)
    assert answer.json() == {"from_day": "2025-05-05"}
    changed = planner.send(f"/rounds/{uid}", method="put", version=version + 1, **(said | {"name": "Night"}))
    assert changed.json()["name"] == "Night"
    assert planner.send(f"/rounds/{uid}/end", version=version, last_day="2025-06-01").status_code == 409
    assert planner.send(f"/rounds/{uid}/end", version=version + 2, last_day="2025-06-01").status_code == 200


def test_rooms_are_said_once_under_a_key_and_read_back_with_their_proof(going: Going, client: Client) -> None:
    clea, stop = Caller(client, going.clea), going.stops()[0].uid
    done = clea.send(f"/round-stops/{stop}/done", key="k1", day="2025-05-05", code=TAG)
    assert (done.status_code, done.json()["by_scan"]) == (200, True)
    assert clea.send(f"/round-stops/{stop}/done", key="k1", day="2025-05-05", code=TAG).json() == done.json()
    assert len(going.marks()) == 1
    assert clea.send(f"/round-marks/{done.json()['uid']}/undo").status_code == 200
    assert clea.send(f"/round-stops/{stop}/skip", day="2025-05-05", reason="unsafe").status_code == 200
    assert clea.send(f"/round-stops/{stop}/skip", day="2025-05-05", reason="tired").status_code == 422
    assert clea.send(f"/round-stops/{stop}/report", day="2025-05-05", deviation="light").status_code == 200
    proof = Caller(client, going.world.dan).get(f"/rounds/{going.round.uid}/proof?day=2025-05-05").json()
    assert [(one["kind"], one["undone"], one["by_scan"]) for one in proof["rooms"][0]["said"]] == [
        ("done", True, True), ("skipped", False, False),
    ]  # fmt: skip
    (listed,) = Caller(client, going.world.bo).get("/rounds").json()
    assert (listed["done"], listed["skipped"], listed["left"]) == (0, 1, 2)


def test_a_call_for_help_reaches_the_buddy_and_the_leader_and_nobody_else(going: Going, client: Client) -> None:
    clea = Caller(client, going.clea)
    called = clea.send(f"/rounds/{going.round.uid}/help", kind="danger", stop=str(going.stops()[0].uid))
    assert called.status_code == 200
    deliver_all()
    with everywhere(reason="a test looks"):
        told = Notice.objects.filter(kind="round.help")
        assert set(told.values_list("receiver_id", flat=True)) == {going.bea.person.pk, going.leader.person.pk}
    assert Caller(client, going.bea).send(f"/help-calls/{called.json()['uid']}/answer").status_code == 200


def test_where_nobody_leads_the_managers_are_told(going: Going) -> None:
    with everywhere(reason="a test takes buddy and leader away"):
        going.round.buddy = None
        going.round.save(update_fields=["buddy"])
        TeamMember.objects.filter(leads=True).delete()
    helping.call_help(going.clea.scope, going.round.uid, "come", stop_uid=None, moment=at())
    deliver_all()
    with everywhere(reason="a test looks"):
        told = set(Notice.objects.filter(kind="round.help").values_list("receiver_id", flat=True))
    assert told == {going.leader.person.pk, going.world.asta.person.pk}


def test_a_phone_takes_along_rooms_plans_notes_and_helpers_but_no_code(going: Going, client: Client) -> None:
    workforce.write_note(going.world.asta.scope, site_id=going.world.site.pk, text="The trolley", line="MNT", now=NOON)
    client.force_login(going.clea.person)
    answer = client.get("/api/v1/field/day")
    (round_,) = answer.json()["parts"]["rounds"]["rounds"]
    assert TAG not in answer.content.decode(), "who reads a code from a list has not stood before it"
    assert [room["number"] for room in round_["rooms"]] == ["0.12", "0.13", "0.14"]
    assert [len(room["marks"]) for room in round_["rooms"]] == [1, 0, 0]
    (plan,) = round_["plans"]
    assert plan["rooms"][0]["d"] == "M0 0L40 0L40 -30L0 -30Z"
    assert plan["box"] == [0, -30, 120, 0]
    assert round_["notes"] == ["The trolley"]
    assert [one["name"] for one in round_["helpers"]] == ["Bea Nps", "Lea Nps"]
    client.force_login(going.world.asta.person)
    assert client.get("/api/v1/field/day").status_code == 403


def test_a_photo_of_what_was_reported_comes_under_the_reports_own_identifier(going: Going, client: Client) -> None:
    client.force_login(going.clea.person)
    report, photo = str(uuid4()), str(uuid4())
    body = {"stop": str(going.stops()[0].uid), "day": "2025-05-05", "deviation": "dirty"}
    action = {"uid": report, "kind": "room_report", "device_at": NOON.isoformat(), "body": body}
    said = {"sent_at": NOON.isoformat(), "person": str(going.clea.person.uid), "actions": [action]}
    told = client.post("/api/v1/field/actions", json.dumps(said), content_type="application/json").json()["told"]
    assert told[0]["outcome"] == "done"
    for outcome in ("done", "duplicate"):
        form = {"photo_uid": photo, "device_at": NOON.isoformat(), "sent_at": NOON.isoformat(), "photo": _file()}
        answer = client.post(f"/api/v1/field/reports/{report}/photos", form)
        assert answer.json()["outcome"] == outcome, answer.content
    with everywhere(reason="a test looks"):
        assert StoredFile.objects.count() == 1


def _file() -> Any:
    taken = picture()
    return SimpleUploadedFile(taken["name"], taken["buffer"], taken["mimeType"])

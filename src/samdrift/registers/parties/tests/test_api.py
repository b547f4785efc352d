import json
from typing import Any

import pytest
from django.test import Client

from samdrift.registers.parties.commands import make_token
from samdrift.registers.parties.models import Employment, Unit
from tests.world import NOON, Actor, World


class Caller:
    """Another system with a token."""

    def __init__(self, actor: Actor) -> None:
        _token, secret = make_token(actor.scope, name="Test", permissions=None, expires_at=None, now=NOON)
        self.headers = {"Authorization": f"Bearer {secret}"}
        self.client = Client()

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.post(
            f"/api/v1{path}", json.dumps(body or {}), content_type="application/json",
            headers={**self.headers, **headers},
        )  # fmt: skip


@pytest.fixture
def admin(world: World) -> Caller:
    return Caller(world.someone("ADMIN"))


def invitation(world: World) -> dict[str, Any]:
    return {
        "email": "new@example.org", "given_name": "Åse", "family_name": "Öst", "starts_on": "2025-01-01",
        "organisation_uid": str(world.customer.uid), "unit_uid": str(world.north.uid),
    }  # fmt: skip


def test_people_are_read_page_by_page(world: World, admin: Caller) -> None:
    for _ in range(5):
        world.someone("USR")
    names, cursor = [], ""
    while True:
        page = admin.get(f"/people?limit=3&cursor={cursor}").json()
        assert "items" in page, page["fields"]
        names += [item["uid"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(names) == len(set(names)) == 9


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJ4IiwieSJd", "WzEsMl0", "bnVsbA", "%00"])
def test_a_cursor_that_is_none_of_ours_is_told_so(admin: Caller, cursor: str) -> None:
    answer = admin.get(f"/people?cursor={cursor}")
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        assert answer["Content-Type"] == "application/problem+json"


def test_a_repeated_invitation_is_one_invitation(world: World, admin: Caller) -> None:
    first = admin.post("/people", invitation(world), **{"Idempotency-Key": "once"})
    second = admin.post("/people", invitation(world), **{"Idempotency-Key": "once"})
    assert first.status_code == second.status_code == 201
    assert first.json()["uid"] == second.json()["uid"]
    other = admin.post("/people", {**invitation(world), "given_name": "Bo"}, **{"Idempotency-Key": "once"})
    assert other.status_code == 422


def test_a_change_without_the_version_is_asked_for_it(world: World, admin: Caller) -> None:
    uid = world.dan.employment.uid
    answer = admin.post(f"/people/{uid}/end", {"last_day": "2025-12-31"})
    assert answer.status_code == 428
    seen = admin.get(f"/people/{uid}")
    assert seen["ETag"] == '"1"'
    done = admin.post(f"/people/{uid}/end", {"last_day": "2025-12-31"}, **{"If-Match": seen["ETag"]})
    assert done.json()["ends_on"] == "2025-12-31"
    stale = admin.post(f"/people/{uid}/end", {"last_day": "2025-11-30"}, **{"If-Match": seen["ETag"]})
    assert stale.status_code == 409
    assert stale.json()["type"] == "urn:samdrift:problem:stale"
    assert stale.json()["changes"] == {"expected_version": 1, "version": 2}


def test_a_unit_is_moved_and_the_past_kept(world: World, admin: Caller) -> None:
    uid = Unit.objects.within(world.dan.scope).get(code="SOUTH").uid
    body = {"parent_uid": str(world.north.uid), "from_day": "2025-06-01"}
    assert admin.post(f"/units/{uid}/move", body, **{"If-Match": "1"}).status_code == 200
    parents = {unit["code"]: unit["parent"] for unit in admin.get("/units?on=2025-07-01").json()}
    assert parents["SOUTH"] == str(world.north.uid)


def test_what_is_wrong_is_named_by_field(world: World, admin: Caller) -> None:
    answer = admin.post("/people", {**invitation(world), "email": "nonsense", "starts_on": "soon"})
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"body.email", "body.starts_on"}


def test_the_other_community_is_not_there(world: World, admin: Caller) -> None:
    for path in (f"/people/{world.carla.employment.uid}", f"/units/{world.there.north.uid}"):
        assert admin.get(path).status_code == 404


def test_who_may_not_is_told_so(world: World) -> None:
    caller = Caller(world.asta)
    answer = caller.post("/people", invitation(world))
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:samdrift:problem:not-allowed"


def test_a_body_that_is_not_json_is_a_problem(admin: Caller) -> None:
    answer = admin.client.post("/api/v1/people", "{nonsense", content_type="application/json", headers=admin.headers)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_protected_people_are_a_title_without_an_address(world: World) -> None:
    hidden = world.someone("USR")
    hidden.person.protected_identity = True
    hidden.person.save()
    Employment.objects.within(world.dan.scope).filter(pk=hidden.employment.pk).update(title="Betjent")
    seen = Caller(world.dan).get(f"/people/{hidden.employment.uid}").json()
    assert seen["person"]["name"] == "Betjent"
    assert seen["email"] is None


def test_every_list_answers_without_any_parameter(admin: Caller) -> None:
    for path in ("/people", "/units", "/teams", "/tokens"):
        assert admin.get(path).status_code == 200, path


def test_an_invitation_needs_no_key(world: World, admin: Caller) -> None:
    assert admin.post("/people", invitation(world)).status_code == 201

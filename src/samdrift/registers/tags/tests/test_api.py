"""Tags through the API: made, claimed, looked up and replaced by another system."""

import pytest

from samdrift.registers.estate.models import Space
from samdrift.registers.parties.commands import make_token
from tests.world import NOON


@pytest.fixture
def api(world, client):
    """Calls as Asta's own script."""
    _token, secret = make_token(world.asta.scope, name="Script", permissions=None, expires_at=None, now=NOON)

    def call(method, path, body=None, **headers):
        sent = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(
            f"/api/v1{path}", **sent, headers={"Authorization": f"Bearer {secret}", **headers}
        )

    return call


def test_a_batch_is_made_once_however_often_it_is_asked_for(api):
    answers = [api("post", "/tag-batches", {"count": 3}, **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert len(api("get", "/tags?state=generated").json()["items"]) == 3


def test_a_tag_is_claimed_reported_settled_and_replaced(world, api):
    room = Space.objects.create(community=world.community, site=world.site, storey=world.storey, number="0.30")
    api("post", "/tag-batches", {"count": 2})
    first, second = (item["code"] for item in api("get", "/tags?state=generated").json()["items"])
    tag = api("post", "/tag-claims", {"code": first, "kind": "space", "place": str(room.uid)}).json()
    assert (tag["state"], tag["space"]) == ("mounted", str(room.uid))
    path = f"/tags/{tag['uid']}"
    assert api("post", f"{path}/report", {"trouble": "damaged"}).json()["trouble"] == "damaged"
    seen = api("get", path)["ETag"]
    assert api("post", f"{path}/settle", {"confirmed": True}).status_code == 428
    assert api("post", f"{path}/settle", {"confirmed": True}, **{"If-Match": '"1"'}).status_code == 409
    assert api("post", f"{path}/settle", {"confirmed": True}, **{"If-Match": seen}).json()["state"] == "damaged"
    new = api("post", f"{path}/replace", {"successor": second}, **{"If-Match": api("get", path)["ETag"]}).json()
    assert (new["state"], new["space"]) == ("mounted", str(room.uid))
    assert api("get", path).json()["successor"] == new["uid"]


def test_what_is_wrong_is_told_as_a_problem(world, api):
    answer = api("post", "/tag-claims", {"code": "nonsense", "kind": "space", "place": str(world.washroom.uid)})
    assert answer.status_code == 422
    assert "code" in answer.json()["fields"]

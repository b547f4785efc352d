"""Other systems read, search, write and answer articles by the same commands as the pages."""

from typing import Any

import pytest
from django.test import Client

from samdrift.registers.catalogue.models import ArticleAnswer
from samdrift.registers.catalogue.tests.test_articles import BODY, TITLE
from tests.world import World

BASE = "/api/v1/articles"
WRITTEN = {"code": "spill", "title": TITLE, "body": BODY, "request_types": ["mnt.fault"]}


@pytest.fixture
def post(client: Client) -> Any:
    def send(address: str, said: Any = None, method: str = "post", **headers: str) -> Any:
        named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        return getattr(client, method)(address, said or {}, content_type="application/json", **named)

    return send


def test_an_article_is_written_published_read_and_answered(world: World, client: Client, post: Any) -> None:
    lead = world.someone("SD-LEAD")
    client.force_login(lead.person)
    made = post(BASE, WRITTEN)
    assert made.status_code == 201
    one = f"{BASE}/{made.json()['uid']}"
    assert post(BASE, WRITTEN).status_code == 422
    assert post(f"{one}/publish").status_code == 428
    told = post(f"{one}/publish", {"review_on": "2099-01-01"}, if_match=made["ETag"]).json()
    assert (told["state"], told["published_number"], told["review_on"]) == ("published", 1, "2099-01-01")
    assert post(one, {**WRITTEN, "note": "x"}, method="put", if_match='"1"').status_code == 409
    client.force_login(world.someone("USR").person)
    assert client.get(one).json()["title"] == "A spill on the floor"
    found = client.get(BASE, {"q": "gulvet"}).json()
    assert [row["code"] for row in found] == ["spill"]
    assert [row["code"] for row in client.get(BASE, {"about": "mnt.fault"}).json()] == ["spill"]
    assert [row["code"] for row in client.get(BASE).json()] == ["spill"]
    assert post(f"{BASE}/suggestions", {"text": "a spill on the floor is broken"}).json()[0]["code"] == "spill"
    assert post(f"{one}/answers", {"answer": "helped"}).status_code == 204
    assert post(f"{one}/answers", {"answer": "perhaps"}).status_code == 422
    assert ArticleAnswer.objects.within(lead.scope).count() == 1
    assert post(BASE, {**WRITTEN, "code": "other"}).status_code == 403
    assert post(f"{one}/withdraw", if_match='"9"').status_code in (403, 409)


def test_strangers_and_the_other_community_read_nothing(world: World, client: Client, post: Any) -> None:
    client.force_login(world.someone("SD-LEAD").person)
    made = post(BASE, WRITTEN)
    one = f"{BASE}/{made.json()['uid']}"
    post(f"{one}/publish", if_match=made["ETag"])
    client.force_login(world.carla.person)
    assert client.get(one).status_code == 404
    client.logout()
    assert client.get(one).status_code == 401

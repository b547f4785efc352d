"""What is sent twice at the same time is one thing, on the page and through the API, on both databases."""

import json
from pathlib import Path

import pytest

from samdrift.foundation.conftest import OwnDatabase, own_database  # noqa: F401  A fixture.

pytestmark = pytest.mark.slow

# In a process of its own, so that threads have connections of their own on SQLite as well.
SET_UP = """
import json, sys, threading
sys.path.insert(0, {root!r})
from uuid import uuid4
from django.test import Client
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest
from tests.world import World
world = World()
officer = world.someone("USR", name="Olga")
uid = str(uuid4())
page = {{"type": "mnt.fault", "site": world.site.pk, "description": "The tap drips", "uid": uid}}
body = {{"request_type": "mnt.fault", "site": str(world.site.uid), "description": "The tap drips", "uid": uid}}
def by_page(**other):
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer.person)
    answer = client.post("/requests/new/", {{**page, **other}})
    return answer.status_code, answer.get("Location", "") or answer.content.decode()
def by_api(**other):
    client = Client(SERVER_NAME="localhost", headers={{"X-CSRFToken": "a" * 32}})
    client.force_login(officer.person)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post("/api/v1/requests", {{**body, **other}}, content_type="application/json")
    return answer.status_code, answer.json().get("request", answer.json()).get("number") or answer.json()["detail"]
def at_once(send, many):
    ready, told = threading.Barrier(many), []
    def run():
        ready.wait(10)
        told.append(send())
    threads = [threading.Thread(target=run) for _ in range(many)]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]
    return told
told = at_once({send}, 4)
other = {send}(description="Something else")
with everywhere(reason="a test counts"):
    print(json.dumps([told, other, ServiceRequest.objects.count()]))
"""


@pytest.mark.parametrize(("send", "done"), [("by_page", 302), ("by_api", 201)])
def test_the_same_submission_at_once_answers_the_same_and_another_is_refused(
    own_database: OwnDatabase,  # noqa: F811
    send: str,
    done: int,
) -> None:
    root = str(Path(__file__).resolve().parents[1])
    told, other, count = json.loads(own_database.run(SET_UP.format(root=root, send=send)))
    assert [status for status, _answer in told] == [done] * 4, told
    assert len({answer for _status, answer in told}) == 1
    assert count == 1
    assert other[0] == 409
    assert "already used for something else" in other[1]

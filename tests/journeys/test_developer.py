"""The same through the API with a token: another system brings a model in, asks, does the work and closes."""

import json
import urllib.error
import urllib.request
from typing import Any
from uuid import uuid4

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.jobs.public import drain
from samdrift.registers.parties.commands import make_token
from tests.shared import shared_data
from tests.world import NOON

pytestmark = pytest.mark.slow


class Caller:
    """What another system has: an address and a token."""

    def __init__(self, address: str, secret: str) -> None:
        self.address, self.secret = address, secret

    def __call__(self, method: str, path: str, body: Any = None, version: int | None = None, **more: str) -> Any:
        sent = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json", **more}
        if version is not None:
            sent["If-Match"] = f'"{version}"'
        raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
        asked = urllib.request.Request(f"{self.address}/api/v1{path}", raw, sent, method=method)
        try:
            with urllib.request.urlopen(asked) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as wrong:
            raise AssertionError(f"{method} {path}: {wrong.code} {wrong.read().decode()[:500]}") from wrong


@pytest.fixture
def calling(live_server, house, settings, tmp_path):
    """Makes callers for a person."""
    settings.SAMDRIFT_VAR = tmp_path

    def made(actor):
        _token, secret = make_token(actor.scope, name="Robot", permissions=None, expires_at=None, now=NOON)
        return Caller(live_server.url, secret)

    return made


def test_another_system_asks_gives_and_closes(calling, house):
    olga, asta = calling(house.olga), calling(house.asta)
    asked = {"request_type": "mnt.fault", "title": "The tap drips", "site": str(house.site.uid), "uid": str(uuid4())}
    first = olga("POST", "/requests", asked)["request"]
    again = olga("POST", "/requests", asked)["request"]
    assert first["uid"] == again["uid"]
    assert [one["number"] for one in asta("GET", "/requests?text=drips")["items"]] == [first["number"]]
    where = f"/requests/{first['uid']}"
    row = asta("POST", f"{where}/triage", version=first["version"])
    row = asta("POST", f"{where}/assign", {"team": str(house.team.uid)}, version=row["version"])
    assert (row["state"], row["due_at"] is not None) == ("assigned", True)
    row = asta("POST", f"{where}/start", version=row["version"])
    row = asta("POST", f"{where}/resolve", {"resolution": "repaired", "note": "New washer"}, row["version"])
    deliver_all()
    seen = olga("GET", where)
    closed = olga("POST", f"{where}/confirm", version=seen["version"])
    assert closed["state"] == "closed"
    with pytest.raises(AssertionError, match="409"):
        olga("POST", f"{where}/confirm", version=seen["version"])


@pytest.mark.shared
def test_another_system_brings_a_model_in_and_makes_its_tags(calling, house):
    ulla = calling(house.someone("UNIT-ADM", name="Ulla"))
    model = shared_data("bim", "Building-Architecture.ifc").read_bytes()
    edge = "samdrift-journey"
    site = str(house.empty_site.uid)
    parts = (
        f'--{edge}\r\nContent-Disposition: form-data; name="site"\r\n\r\n{site}\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="model.ifc"\r\n\r\n'
    )
    body = parts.encode() + model + f"\r\n--{edge}--\r\n".encode()
    staged = ulla("POST", "/imports", body, **{"Content-Type": f"multipart/form-data; boundary={edge}"})
    drain()
    staged = ulla("GET", f"/imports/{staged['uid']}")
    assert (staged["state"], staged["refusal"]) == ("diffed", "")
    ulla("POST", f"/imports/{staged['uid']}/apply?effective_on=2025-05-05", version=staged["version"])
    drain()
    assert ulla("GET", f"/imports/{staged['uid']}")["state"] == "applied"
    assert len(ulla("GET", f"/sites/{site}/spaces")["items"]) == 2
    batch = ulla("POST", "/tag-batches", {"site": site})
    assert batch["size"] == len(ulla("GET", f"/tags?site={site}")["items"]) >= 2

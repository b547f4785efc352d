"""The API of joining: the same commands, the same walls, repeatable by key."""

import json
from typing import Any

from django.test import Client

from samdrift.partnership.joining.models import Accession
from samdrift.partnership.joining.tests.conftest import Shared
from samdrift.partnership.joining.tests.test_counting import core
from tests.world import NOON

WANTED = {"wishes": [{"item": "MNT-VIS", "quantity": "500"}], "starts_on": "2999-01-01"}


def sent(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    return client.post(
        f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )  # fmt: skip


def test_a_framework_tells_its_tier_and_what_joining_would_do(offered: Shared, client: Client) -> None:
    core(offered)
    offered.nights(NOON, 1)
    client.force_login(offered.east.contact.person)
    (told,) = client.get("/api/v1/frameworks").json()
    assert (told["code"], told["factor"], told["volume"]) == ("FW", "1.0000", "400000.0000")
    assert [one["factor"] for one in told["tiers"]] == ["1", "0.95", "0.9"]
    wanted = {**WANTED, "starts_on": "2029-06-01"}
    found = sent(client, f"frameworks/{offered.row.uid}/what-if", wanted).json()
    assert (found["year_minor"], found["factor_then"], found["saved_by_others_minor"]) == (
        237_500_00,
        "0.95",
        20_000_00,
    )
    assert sent(client, f"frameworks/{offered.row.uid}/what-if", WANTED).status_code == 422
    client.force_login(offered.owner.person)
    assert sent(client, f"frameworks/{offered.row.uid}/what-if", wanted).status_code == 403


def test_a_call_off_is_begun_once_and_moved_by_its_version(offered: Shared, client: Client) -> None:
    client.force_login(offered.east.contact.person)
    wanted, path = {**WANTED, "starts_on": "2029-06-01"}, f"frameworks/{offered.row.uid}/call-offs"
    first = sent(client, path, wanted, Idempotency_Key="once")
    again = sent(client, path, wanted, Idempotency_Key="once")
    assert (first.status_code, first.json()["uid"]) == (201, again.json()["uid"])
    assert Accession.objects.within(offered.owner.scope).count() == 1
    one = f"call-offs/{first.json()['uid']}"
    tag = client.get(f"/api/v1/{one}")["ETag"]
    move = {"move": "open_data", "reason": "NDA of 5 May"}
    assert sent(client, f"{one}/move", move, If_Match='"7"').status_code == 409
    moved = sent(client, f"{one}/move", move, If_Match=tag)
    assert (moved.status_code, moved.json()["state"]) == (200, "interest")
    client.force_login(offered.owner.person)
    moved = sent(client, f"{one}/move", move, If_Match=f'"{moved.json()["version"]}"')
    assert moved.json()["state"] == "data_pack"
    said = {"move": "refuse", "reason": "No capacity"}
    moved = sent(client, f"{one}/move", said, If_Match=f'"{moved.json()["version"]}"')
    assert moved.json()["state"] == "refused"
    assert sent(client, f"{one}/move", said, If_Match=f'"{moved.json()["version"]}"').status_code == 409


def test_places_of_others_are_not_named(offered: Shared, client: Client) -> None:
    client.force_login(offered.east.contact.person)
    wish = {**WANTED["wishes"][0], "site": str(offered.world.site.uid)}  # type: ignore[dict-item]
    wanted = {"wishes": [wish], "starts_on": "2029-06-01"}
    assert sent(client, f"frameworks/{offered.row.uid}/call-offs", wanted).status_code == 422

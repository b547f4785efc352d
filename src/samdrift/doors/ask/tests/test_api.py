"""Questions asked by other systems."""

from typing import Any

from django.test import Client

from samdrift.doors.ask.tests.test_pages import table, write
from samdrift.registers.parties.commands import make_token
from tests.world import NOON, Actor, World


def key(actor: Actor) -> dict[str, str]:
    _token, secret = make_token(actor.scope, name="Analyst", permissions=None, expires_at=None, now=NOON)
    return {"Authorization": f"Bearer {secret}"}


def get(client: Client, address: str, actor: Actor) -> Any:
    return client.get(f"/api/v1/{address}", headers=key(actor))


def test_the_lists_and_their_columns_are_described(world: World, client: Client) -> None:
    found = get(client, "datasets", world.someone("CTR-C")).json()
    requests = next(one for one in found if one["code"] == "requests")
    received = next(one for one in requests["columns"] if one["code"] == "received")
    assert received["groups"] == [f"received:{step}" for step in ("day", "week", "month", "quarter", "year")]


def test_rows_come_with_codes_page_by_page(world: World, client: Client) -> None:
    write(world, 3)
    first = get(client, "datasets/requests/rows?columns=number,site,received&limit=2", world.asta).json()
    assert first["count"] == 3
    assert first["items"][0] | {"uid": ""} == {
        "uid": "", "number": "N-0002", "site": world.site.code, "received": "2025-05-05T10:00:00.000Z",
    }  # fmt: skip
    rest = get(client, f"datasets/requests/rows?columns=number&limit=2&cursor={first['next']}", world.asta).json()
    assert [one["number"] for one in rest["items"]] == ["N-0000"]
    assert rest["next"] == ""


def test_a_list_is_counted_by_groups(world: World, client: Client) -> None:
    write(world, 3)
    told = get(client, "datasets/requests/groups?by=received:month&by=unit:district", world.asta).json()
    assert told["cells"] == [
        {"keys": ["2025-05-01", "NORTH"], "names": ["", "NORTH"], "rows": 3, "value": 3, "hidden": False}
    ]


def test_what_cannot_be_asked_is_a_problem_with_its_field(world: World, client: Client) -> None:
    answer = get(client, "datasets/requests/rows?secret=1", world.asta)
    assert answer.status_code == 422
    assert "secret" in answer.json()["fields"]


def test_another_system_takes_a_file_along(world: World, client: Client) -> None:
    write(world, 2)
    answer = get(client, "datasets/requests/export?form=csv&columns=number", world.someone("CTR-C"))
    assert table(answer) == [["Number"], ["N-0001"], ["N-0000"]]
    assert table(get(client, "datasets/requests/export?columns=number", world.carla)) == [["Number"]]
    assert get(client, "datasets/requests/export", world.someone("USR")).status_code == 403
    assert get(client, "datasets/requests/export?form=exe", world.someone("CTR-C")).status_code == 404


def test_the_other_community_is_told_nothing(world: World, client: Client) -> None:
    write(world, 2)
    assert get(client, "datasets/requests/rows", world.carla).json()["items"] == []
    assert get(client, "datasets/requests/groups?by=state", world.carla).json()["cells"] == []


def test_a_token_without_the_permission_asks_nothing(world: World, client: Client) -> None:
    _token, secret = make_token(
        world.asta.scope, name="Narrow", permissions=["estate.view"], expires_at=None, now=NOON
    )  # fmt: skip
    answer = client.get("/api/v1/datasets/requests/rows", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 403

"""Every address, of pages and of the API: strangers are turned away, other communities find nothing.

The lists come from the URL map and from the API's own description, so a new address is walked whether or not anybody
remembers it.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from samdrift.doors.api.root import api
from samdrift.registers.parties.commands import make_token
from tests.addresses import EXAMPLES, FOR_ALL, NO_EXAMPLE, OPEN, Rows, addresses
from tests.addresses_api import API_ROWS
from tests.world import NOON, Actor, World

ALL = dict(addresses())
PAGES = sorted(name for name in ALL if not name.startswith("api:") and name not in OPEN)
WITH_ROWS = [name for name in PAGES if ALL[name].pattern.converters or ALL[name].pattern.regex.groups]
WITHOUT = [name for name in PAGES if name not in WITH_ROWS]
# What forms ask for, so that they get past their own reading to the row.
FORM = {
    "version": "1", "last_day": "2025-12-31", "from_day": "2025-12-31", "effective_on": "2025-12-31", "zone": "normal",
    "reason": "because",
}  # fmt: skip


def address_of(name: str, rows: Rows) -> str:
    """The address of the example.

    Raises:
        Failed: There is none: add one to tests/addresses.py.
    """
    if name in WITHOUT:
        return reverse(name)
    if name not in EXAMPLES:
        pytest.fail(f"{name} needs an example in tests/addresses.py, so that its door can be tried.")
    return reverse(name, kwargs=EXAMPLES[name](rows))


def asked(client: Client, address: str) -> Iterator[tuple[str, Any]]:
    """The answers to GET and POST, where the address knows the method."""
    for method in ("get", "post"):
        answer = getattr(client, method)(address, FORM if method == "post" else None)
        if answer.status_code != 405:
            yield method, answer


def test_open_addresses_are_open_for_a_reason_and_no_others_are() -> None:
    closed = {name for name, each in ALL.items() if getattr(each.callback, "login_required", True)}
    open_ones = {name for name in ALL if name not in closed and not name.startswith("api:")}
    assert open_ones <= set(OPEN), f"open without a reason in OPEN: {sorted(open_ones - set(OPEN))}"
    assert not closed & set(OPEN), f"in OPEN, but closed: {sorted(closed & set(OPEN))}"


def by_room(names: list[str]) -> Any:
    """The names of one room at a time: its addresses are tried one after another with the same rows."""
    rooms: dict[str, list[str]] = {}
    for name in names:
        rooms.setdefault(name.partition(":")[0] if ":" in name else "", []).append(name)
    return pytest.mark.parametrize("names", rooms.values(), ids=[room or "none" for room in rooms])


@pytest.mark.one_database
@by_room([name for name in PAGES if name not in NO_EXAMPLE])
def test_strangers_are_sent_to_sign_in(world: World, client: Client, names: list[str]) -> None:
    rows, wrong = Rows(world), []
    for address in [address_of(name, rows) for name in names]:
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            if answer.status_code != 302 or not answer["Location"].startswith("/account/sign-in/"):
                wrong.append((method, address, answer.status_code))
    assert wrong == []


@by_room([name for name in WITH_ROWS if name not in NO_EXAMPLE])
def test_the_other_community_finds_nothing_there(world: World, client: Client, names: list[str]) -> None:
    rows, wrong = Rows(world), []
    known = [address_of(name, rows) for name in names]
    # Who may do everything at home finds nothing; Carla, who may do less, may be told so before anybody looks.
    mighty = world.there.someone("ADMIN", "CTR-C", "SEC-OFF", "LOC-FM")
    for actor, answers in ((mighty, {404}), (world.carla, {403, 404})):
        client.force_login(actor.person)
        for address in known:
            for method, answer in asked(client, address):
                if answer.status_code not in answers:
                    wrong.append((actor.person.name, method, address, answer.status_code))
    assert wrong == []


@pytest.mark.one_database
@by_room([name for name in WITH_ROWS if name not in NO_EXAMPLE and name not in FOR_ALL])
def test_who_has_no_role_finds_a_closed_door(world: World, client: Client, names: list[str]) -> None:
    rows, wrong = Rows(world), []
    known = [address_of(name, rows) for name in names]
    client.force_login(world.someone("EVAL").person)
    for address in known:
        for method, answer in asked(client, address):
            if answer.status_code not in (403, 404):
                wrong.append((method, address, answer.status_code))
    assert wrong == []


@by_room(WITHOUT)
def test_a_page_without_a_row_shows_nothing_of_the_other_community(
    world: World, client: Client, names: list[str]
) -> None:
    rows, wrong = Rows(world), []
    secrets = (rows.request.number, "The tap drips", "Dan Nps", "Olga Nps", world.site.code)
    for actor in (world.carla, world.there.someone("ADMIN", "CTR-C", "SEC-OFF", "LOC-FM", "AUD")):
        client.force_login(actor.person)
        for address in map(without_a_row, names):
            answer = client.get(address)
            body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
            told = [secret for secret in secrets if secret in body]
            if told or answer.status_code >= 500:
                wrong.append((actor.person.name, address, answer.status_code, told))
    assert wrong == []


@by_room(WITHOUT)
def test_a_page_without_a_row_survives_somebody_without_a_role(world: World, client: Client, names: list[str]) -> None:
    client.force_login(world.someone("EVAL").person)
    answers = {address: client.get(address).status_code for address in map(without_a_row, names)}
    assert {address: status for address, status in answers.items() if status not in (200, 302, 403, 404, 405)} == {}


def without_a_row(name: str) -> str:
    """The address of a page that needs no row.

    Raises:
        Failed: It needs one.
    """
    try:
        return reverse(name)
    except NoReverseMatch:
        pytest.fail(f"{name} needs an example in tests/addresses.py.")


# The API, from its own description.

DESCRIBED = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
OPERATIONS = sorted(
    (path, method, operation["operationId"])
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
)
IN_ROWS = [one for one in OPERATIONS if "{" in one[0]]


def by_head(operations: list[tuple[str, str, str]]) -> Any:
    """The operations of one kind of thing at a time, tried one after another with the same rows."""
    heads: dict[str, list[tuple[str, str, str]]] = {}
    for one in operations:
        heads.setdefault(one[0].removeprefix("/api/v1/").split("/")[0], []).append(one)
    return pytest.mark.parametrize("operations", heads.values(), ids=heads)


def sample(schema: dict[str, Any]) -> Any:
    """A value that fits a schema well enough to get past the reading of it."""
    if "$ref" in schema:
        return sample(DESCRIBED["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "default" in schema:
        return schema["default"]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return sample(schema[choice][0])
    if "enum" in schema or "const" in schema:
        return schema.get("enum", [schema.get("const")])[0]
    kind, form = schema.get("type"), schema.get("format")
    if kind == "object":
        return {name: sample(schema["properties"][name]) for name in schema.get("required", [])}
    if kind == "array":
        return [sample(schema["items"])] if schema.get("minItems") else []
    if kind == "string":
        if form == "binary":
            return SimpleUploadedFile("x.txt", b"x")
        texts = {"uuid": str(uuid4()), "date": str(date(2025, 6, 1)), "date-time": "2025-06-01T10:00:00Z"}
        return texts.get(form or "", "a@example.org" if "@" in schema.get("pattern", "") else "word")
    return {"integer": max(1, int(schema.get("minimum", 1))), "number": 1, "boolean": False}.get(kind or "")


def call(client: Client, path: str, method: str, rows: Rows, **headers: str) -> Any:
    """One call with a body that fits."""
    operation = DESCRIBED["paths"][path][method]
    head = path.removeprefix("/api/v1/").split("/")[0]
    if "{" in path:
        if head not in API_ROWS:
            pytest.fail(f"{path} needs an example in API_ROWS of tests/addresses.py, so that its door can be tried.")
        path = path.replace("{uid}", str(API_ROWS[head](rows)))
    content = operation.get("requestBody", {}).get("content", {})
    sent: dict[str, Any] = {}
    if content and "application/json" not in content:
        sent = {"data": sample(next(iter(content.values()))["schema"])}
    elif method != "get":
        body = content.get("application/json", {}).get("schema", {})
        sent = {"data": json.dumps(sample(body)), "content_type": "application/json"}
    asked_for = [each for each in operation.get("parameters", []) if each["in"] == "query" and each.get("required")]
    query = {each["name"]: str(sample(each["schema"])) for each in asked_for}
    return getattr(client, method)(path, **sent, query_params=query, headers={"If-Match": '"1"', **headers})


def bearer(actor: Actor) -> dict[str, str]:
    """A token of somebody."""
    _token, secret = make_token(actor.scope, name="Walk", permissions=None, expires_at=None, now=NOON)
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.one_database
@by_head(OPERATIONS)
def test_the_api_asks_strangers_for_a_token(
    world: World, client: Client, operations: list[tuple[str, str, str]]
) -> None:
    rows, wrong = Rows(world), []
    for path, method, _operation in operations:
        answer = call(client, path, method, rows)
        if answer.status_code != 401 or answer["Content-Type"] != "application/problem+json":
            wrong.append((method, path, answer.status_code, answer["Content-Type"]))
    assert wrong == []


@by_head(IN_ROWS)
def test_the_api_has_nothing_for_the_other_community(
    world: World, client: Client, operations: list[tuple[str, str, str]]
) -> None:
    rows, wrong = Rows(world), []
    for actor in (world.carla, world.there.someone("ADMIN", "CTR-C", "SEC-OFF", "LOC-FM")):
        token = bearer(actor)
        for path, method, _operation in operations:
            answer = call(client, path, method, rows, **token)
            if answer.status_code != 404:
                wrong.append((actor.person.name, method, path, answer.status_code, answer.content[:300]))
    assert wrong == []


@pytest.mark.one_database
@by_head([one for one in IN_ROWS if f"api:{one[2]}" not in FOR_ALL])
def test_the_api_is_closed_without_a_role(world: World, client: Client, operations: list[tuple[str, str, str]]) -> None:
    rows, wrong = Rows(world), []
    token = bearer(world.someone("EVAL"))
    for path, method, _operation in operations:
        answer = call(client, path, method, rows, **token)
        if answer.status_code not in (403, 404):
            wrong.append((method, path, answer.status_code, answer.content[:300]))
    assert wrong == []


def test_every_operation_has_a_name_of_its_own_and_a_summary() -> None:
    names = [operation for _path, _method, operation in OPERATIONS]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
    assert not [name for path, method, name in OPERATIONS if not DESCRIBED["paths"][path][method].get("summary")]

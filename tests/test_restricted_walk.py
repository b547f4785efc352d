"""A walk past every door with a restricted request planted: nothing anywhere tells that there is one.

The addresses come from the URL map and the API's own description, so a new one is walked whether or not anybody
remembers it. Whoever is not named gets, letter for letter, what they got before the request was planted: so no count,
no list, no suggestion, no gap and no notice differs; and every address of it answers like one of nothing at all.
"""

import difflib
import json
import re
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.events.public import deliver_all
from samdrift.operations.requests.commands import talk, triage
from samdrift.operations.requests.commands.endings import me_too
from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries import lists
from samdrift.operations.work.commands.giving import assign_work
from samdrift.registers.catalogue.models import RequestType
from samdrift.registers.parties.models import Team, TeamMember
from tests.addresses import EXAMPLES, Rows
from tests.test_every_address import DESCRIBED, IN_ROWS, OPERATIONS, WITH_ROWS, WITHOUT, bearer, call
from tests.world import NOON, Actor, World, words

SECRET = "Zyxomatic"
CUSTOMERS = ("CTR-C", "LOC-FM", "SEC-OFF", "AUD", "DPO", "BUD", "REQ-P", "UNIT-ADM", "DIST-MGT", "FIN-C", "HR-C", "USR")
PROVIDERS = ("SD-AG", "SD-LEAD", "OPS-M", "SVC-L", "CTR-P", "FIN-P", "BO-HR", "OH-ADM", "HR-P")
QUESTIONS = {  # addresses whose answer depends on what is asked, asked about the planted request
    "requests:list": (f"?text={SECRET}", "?group=all&line=PAY", "?group=all&order=due", "?type=pay.query&group=all"),
    "requests:board": (f"?text={SECRET}",),
    "requests:export_csv": ("?group=all",),
    "requests:new": (f"?text={SECRET}",),
    "search:page": (f"?q={SECRET}",),
}


@pytest.fixture
def doors(world: World) -> dict[str, Actor]:
    """Who knocks: everything a customer's and a provider's person can be, not named on anything."""
    payroll = Team.objects.create(
        community=world.community, code="PAYROLL", name=words("Payroll"), organisation=world.provider, lines=["PAY"]
    )
    RequestType.objects.create(
        community=world.community, service=world.fault.service, line_code="PAY", code="pay.query",
        name=words("Pay query"), audience="user", request_class="D7",
    )  # fmt: skip
    petra = world.someone("BO-PAY", name="Petra")
    TeamMember.objects.create(community=world.community, team=payroll, employment=petra.employment)
    cleared: dict[str, Any] = {"cleared_for": ["D5", "D6", "D7", "D8", "D9"]}
    return {
        "customer": world.someone(*CUSTOMERS, name="Alma", **cleared),
        "provider": world.someone(*PROVIDERS, name="Palle", **cleared),
        "administrator": world.someone("ADMIN", name="Adam", **cleared),
        "olga": world.someone("USR", name="Olga"),
        "petra": petra,
    }


def plant(world: World, doors: dict[str, Actor]) -> ServiceRequest:
    """A restricted request with a comment, as it comes in."""
    olga = doors["olga"]
    ask = Ask(
        request_type="pay.query", channel="web", title=SECRET, description=f"{SECRET} pay", site_id=world.site.pk,
        space_id=world.washroom.pk, requester_id=olga.person.pk,
    )  # fmt: skip
    row = submit_request(olga.scope, ask, received_at=NOON, now=NOON).service_request
    talk.add_comment(doors["petra"].scope, row.uid, body=f"About {SECRET}", now=NOON)
    deliver_all()
    lists.forget()
    return row


def misfile(world: World, doors: dict[str, Actor]) -> ServiceRequest:
    """The same filed as a general one, seen, commented, worked on, joined, and then corrected."""
    olga = doors["olga"]
    ask = Ask(
        request_type="mnt.fault", channel="web", title=SECRET, description=f"{SECRET} pay", site_id=world.site.pk,
        space_id=world.washroom.pk, requester_id=olga.person.pk,
    )  # fmt: skip
    row = submit_request(olga.scope, ask, received_at=NOON, now=NOON).service_request
    me_too(world.asta.scope, row.uid, now=NOON, contact="w@example.org", device_key="w")
    talk.add_comment(world.dan.scope, row.uid, body=f"Is {SECRET} ours?", now=NOON)
    assign_work(world.asta.scope, row.uid, expected_version=None, team_id=world.team.pk, now=NOON)
    deliver_all()
    triage.confirm_type(world.asta.scope, row.uid, expected_version=None, request_type="pay.query", now=NOON)
    deliver_all()
    lists.forget()
    return row


_NOISE = (
    re.compile(r'"X-CSRFToken": "[^"]*"'),
    re.compile(r'type="datetime-local"[^>]*'),
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r"nonce-?[^\s\"';>]*"),
    re.compile(r'name="(uid|key)" value="[0-9a-f-]{36}"'),
    re.compile(r'"csrf": "[^"]*", "at": "[^"]*"'),  # a phone's day: the token it sends with, and when it was asked
)


def still(answer: Any) -> str:
    """What a page says, less what differs each time anybody looks."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":  # a workbook: its sheets and texts, without the moment it was packed
        with ZipFile(BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in sorted(packed.namelist()) if name.startswith("xl/"))
    text = body.decode(errors="replace")
    for noise in _NOISE:
        text = noise.sub("", text)
    return f"{answer.status_code}\n{text}"


def addresses_without_rows() -> list[tuple[str, str]]:
    return [(name, query) for name in WITHOUT for query in ("", *QUESTIONS.get(name, ()))]


def looked_at(client: Client, actor: Actor) -> dict[str, str]:
    """Every page and every list of the API, as this person sees them."""
    client.force_login(actor.person)
    seen = {
        f"{reverse(name)}{query}": still(client.get(reverse(name) + query)) for name, query in addresses_without_rows()
    }
    for path, method, _operation in OPERATIONS:
        if method == "get" and "{" not in path:
            asked = [one for one in DESCRIBED["paths"][path][method].get("parameters", []) if one["in"] == "query"]
            query = {one["name"]: SECRET for one in asked if one.get("required")}
            seen[f"api {path}"] = still(client.get(path, query_params=query))
    return seen


CHANGES_BY_ITSELF = {"/readyz", "/jobs/", "/api/v1/jobs"}


@pytest.mark.one_database
@pytest.mark.parametrize("planted", [plant, misfile])
@pytest.mark.parametrize("who", ["customer", "provider", "administrator"])
def test_nothing_anywhere_tells_that_there_is_one(world, client, doors, planted, who) -> None:
    rows = Rows(world)
    assert rows.request  # so that lists have something to show
    deliver_all()
    before = looked_at(client, doors[who])
    row = planted(world, doors)
    after = looked_at(client, doors[who])
    row.refresh_from_db(from_queryset=ServiceRequest.objects.within(doors["petra"].scope))
    differs = {
        address: list(difflib.unified_diff(before[address].split("\n"), text.split("\n"), n=0, lineterm=""))
        for address, text in after.items() if before[address] != text
    }  # fmt: skip
    told = {address: lines[:8] for address, lines in differs.items() if address.split("?")[0] not in CHANGES_BY_ITSELF}
    assert not told, json.dumps(told, indent=1)[:20000]
    for address, text in after.items():
        for secret in (row.number, str(row.uid), "Is Zyxomatic", "About Zyxomatic"):
            assert secret not in text, (address, secret)


class Planted(Rows):
    """Rows whose request is the restricted one, or none at all."""

    def __init__(self, world: World, row: Any) -> None:
        super().__init__(world)
        self.__dict__["request"] = row


class Nothing:
    """A request there never was."""

    def __init__(self) -> None:
        self.uid, self.pk = uuid4(), 0


def about_request(name: str) -> bool:
    return name.startswith("requests:") and name != "requests:forget_view"


@pytest.mark.parametrize("who", ["customer", "provider", "administrator"])
@pytest.mark.parametrize("planted", [plant, misfile])
def test_every_address_of_it_answers_like_one_of_nothing(world, client, doors, planted, who) -> None:
    row, nothing = planted(world, doors), Nothing()
    client.force_login(doors[who].person)
    form = {"version": "1", "reason": "because", "body": "x", "words": "Zyx", "email": "a@example.org"}
    for name in (one for one in WITH_ROWS if about_request(one)):
        kwargs = EXAMPLES[name](Planted(world, row))
        empty = {**kwargs, "uid": nothing.uid}
        for method in ("get", "post"):
            sent = form if method == "post" else None
            real = getattr(client, method)(reverse(name, kwargs=kwargs), sent)
            none = getattr(client, method)(reverse(name, kwargs=empty), sent)
            same = still(real).replace(str(row.uid), "·") == still(none).replace(str(nothing.uid), "·")
            assert same, (name, method, real.status_code, none.status_code)
            assert real.status_code in (403, 404, 405), (name, method, real.status_code)


@pytest.mark.parametrize("who", ["customer", "provider"])
def test_the_api_answers_about_it_as_about_nothing(world, client, doors, who) -> None:
    row, nothing = plant(world, doors), Nothing()
    headers = bearer(doors[who])
    for path, method, _operation in (one for one in IN_ROWS if one[0].startswith("/api/v1/requests/")):
        real = call(client, path, method, Planted(world, row), **headers)
        none = call(client, path, method, Planted(world, nothing), **headers)
        assert real.status_code == none.status_code == 404, (path, method, real.status_code, none.status_code)
        assert still(real).replace(str(row.uid), "·") == still(none).replace(str(nothing.uid), "·")


def test_running_numbers_have_no_gap(world, doors) -> None:
    first = Rows(world).request.number
    plant(world, doors)
    second = Rows(world).request.number
    assert int(second.rpartition("-")[2]) == int(first.rpartition("-")[2]) + 1


def test_who_is_named_finds_it_where_work_is_found(world, client, doors) -> None:
    row = plant(world, doors)
    client.force_login(doors["petra"].person)
    assert row.number in client.get("/requests/").content.decode()
    assert SECRET in client.get(f"/requests/{row.uid}/").content.decode()
    client.force_login(doors["olga"].person)
    assert SECRET in client.get("/requests/mine/").content.decode()

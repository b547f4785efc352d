"""Who may do everything under one contract may do nothing under another of the same community: every door of money.

So it is for a body that buys into a framework, too: its people have every role there is, as wide as can be written, and
find nothing of the owner's, whose contract stands for every other body's.
"""

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.registers.contracts.models import Contract
from samdrift.registers.parties.models import Member, Organisation, Person, Unit
from tests.addresses import NO_EXAMPLE, Rows
from tests.addresses_api import API_ROWS
from tests.test_every_address import (
    ALL,
    IN_ROWS,
    WITH_ROWS,
    WITHOUT,
    address_of,
    asked,
    bearer,
    by_head,
    by_room,
    call,
)  # fmt: skip
from tests.world import START, Actor, World, words

ROOMS = ("scaling", "invoicing", "performance", "savings", "contracts", "joining", "bundles", "handover", "addons")
PAGES = [name for name in WITH_ROWS if name.partition(":")[0] in ROOMS and name not in NO_EXAMPLE]
# The first words of the API's addresses in these rooms.
HEADS = (
    "bundles", "invoices", "late-dues", "invoice-lines", "districts", "changes", "closures", "scaling-terms",
    "contracts", "kpi-periods", "kpi-results", "kpi-terms", "service-credits", "term-proposals", "savings", "baselines",
    "settlements", "frameworks", "call-offs", "exit-packs", "add-ons",
    "add-on-signs",
)  # fmt: skip
CALLS = [one for one in IN_ROWS if one[0].removeprefix("/api/v1/").split("/")[0] in HEADS]
OF_A_UNIT = {"savings:unit"}  # a unit's page under the contract one may see
LISTS = [name for name in WITHOUT if name.partition(":")[0] in (*ROOMS, "insight", "reports", "benchmarking", "work")]
# The framework's terms, which all who may join read; whoever answers them without being a party is told so there.
OF_ALL = {"joining:framework", "joining:terms_answer", "/api/v1/frameworks/{uid}"}
SIDES = {
    "customer": ("CTR-C", "FIN-C", "FIN-APPR", "BUD", "STEER-C", "LOC-FM", "DIST-MGT", "JOIN"),
    "provider": ("CTR-P", "FIN-P", "OPS-M", "STEER-P"),
}


@pytest.fixture
def joiner(world: World) -> Actor:
    """Somebody of a body that bought in, with a contract of its own and roles nobody limited to it."""
    body = Organisation.objects.create(code="EAST", name=words("East"), kind="joiner", country="DK")
    Member.objects.create(community=world.community, organisation=body, side="customer")
    unit = Unit.objects.create(
        community=world.community, organisation=body, code="EAST", name=words("East"), kind="authority", path=""
    )
    unit.path = f"/{unit.pk}/"
    unit.save(update_fields=["path"])
    with everywhere(reason="test"):
        Contract.objects.create(
            community=world.community, code="EAST-1", name=words("East's"), customer=body, provider=world.provider,
            starts_on=START, ends_on=world.contract.ends_on, currency="DKK",
        )  # fmt: skip
    actor = world.someone(*SIDES["customer"], "AUD", unit=unit, cleared_for=["D2", "D3"])
    actor.employment.organisation = body
    actor.employment.save(update_fields=["organisation"])
    Person.objects.filter(pk=actor.person.pk).update(grants_version=actor.person.grants_version + 1)
    return actor


@pytest.fixture(params=SIDES)
def elsewhere(world: World, request: pytest.FixtureRequest) -> Actor:
    """Somebody of one side with every role there is in money, under another contract of the same two parties."""
    with everywhere(reason="test"):
        other = Contract.objects.create(
            community=world.community, code="NPS-2", name=words("Another"), customer=world.customer,
            provider=world.provider, starts_on=START, ends_on=world.contract.ends_on, currency="DKK",
        )  # fmt: skip
    return world.someone(*SIDES[request.param], reach_kind="contract", reach_to=[other.pk], cleared_for=["D2", "D3"])


@by_room([name for name in PAGES if name not in OF_A_UNIT])
def test_a_page_of_another_contract_is_closed(world: World, client: Client, elsewhere: Actor, names: list[str]) -> None:
    _opens_nothing(world, client, elsewhere, names)


def _opens_nothing(world: World, client: Client, actor: Actor, names: list[str]) -> None:
    rows, wrong = Rows(world), []
    known = [address_of(name, rows) for name in names]
    client.force_login(actor.person)
    for address in known:
        for method, answer in asked(client, address):
            if answer.status_code not in (403, 404):
                wrong.append((method, address, answer.status_code))
    assert wrong == []


@by_room([name for name in PAGES if name not in OF_ALL])
def test_a_page_of_another_body_is_closed(world: World, client: Client, joiner: Actor, names: list[str]) -> None:
    _opens_nothing(world, client, joiner, names)


@pytest.mark.one_database
def test_no_list_names_what_is_another_bodys(world: World, client: Client, joiner: Actor) -> None:
    rows = Rows(world)
    others = (world.contract.code, str(world.contract.uid), str(world.north.uid), str(rows.saving.uid))
    client.force_login(joiner.person)
    for name in LISTS:
        answer = client.get(reverse(name))
        assert answer.status_code < 500, name
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not [one for one in others if one in told.decode(errors="replace")], name
    assert "EAST-1" in client.get(reverse("contracts:list")).content.decode()


@by_head(CALLS)
def test_the_api_of_another_contract_is_closed(
    world: World, client: Client, elsewhere: Actor, operations: list[tuple[str, str, str]]
) -> None:
    _finds_nothing(world, client, elsewhere, operations)


@by_head([one for one in CALLS if one[0] not in OF_ALL])
def test_the_api_of_another_body_is_closed(
    world: World, client: Client, joiner: Actor, operations: list[tuple[str, str, str]]
) -> None:
    _finds_nothing(world, client, joiner, operations)


def _finds_nothing(world: World, client: Client, actor: Actor, operations: list[tuple[str, str, str]]) -> None:
    rows = Rows(world)
    shown = rows.kpi_definition, rows.service_credit, rows.settlement, rows.saving, rows.baseline  # there to be seen
    token = bearer(actor)
    for path, method, _operation in operations:
        answer = call(client, path, method, rows, **token)
        if answer.status_code in (403, 404):
            continue
        # The contract itself is known in the community: a list of it may be asked for, and is empty; so is a form told
        # off.
        assert answer.status_code in (200, 422), (method, path, answer.status_code, answer.content[:300])
        assert method == "get" or answer.status_code == 422, (method, path)
        assert not any(str(row.uid) in answer.content.decode() for row in shown), (method, path)
        if answer.status_code == 200:
            told = answer.json()
            rows_told = told if isinstance(told, list) else told.get("rows", told.get("items"))
            assert rows_told == [], (path, answer.content[:300])


def test_every_head_named_here_is_one_of_the_api() -> None:
    assert set(HEADS) <= set(API_ROWS)
    assert {name.partition(":")[0] for name in ALL} >= set(ROOMS)

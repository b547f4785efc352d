"""Price lists: proposed by one party, accepted by the other, dated, and seen only where prices may be."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.registers.contracts.commands.proposals import accept_terms, propose_rates
from samdrift.registers.contracts.models import PriceList, TermsProposal
from samdrift.registers.contracts.queries.rates import price_lists_of, rates_on
from tests.world import NOON, World

TODAY = NOON.date()
RATES = "hour | | | | 485 | 5.2\nmaterial | | | | 12 % | 5.6"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


def proposed(world: World, text: str = RATES, days: int = 0) -> TermsProposal:
    day = TODAY + timedelta(days=days)
    return propose_rates(world.bo.scope, world.contract.uid, text, valid_from=day, now=NOON)


def test_rates_hold_once_the_other_party_has_accepted(world: World) -> None:
    waiting = proposed(world)
    assert rates_on(world.contract.pk, TODAY) is None
    with pytest.raises(NotAllowed):
        accept_terms(world.bo.scope, waiting.uid, expected_version=None, now=NOON)
    accept_terms(world.dan.scope, waiting.uid, expected_version=None, now=NOON)
    held = rates_on(world.contract.pk, TODAY)
    assert held is not None
    assert [str(rate.value) for rate in held.rates] == ["485", "12"]
    with pytest.raises(Refused):
        accept_terms(world.dan.scope, waiting.uid, expected_version=None, now=NOON)


def test_the_next_version_ends_the_one_before_and_changes_no_day_before(world: World) -> None:
    for text, days in ((RATES, 0), ("hour | | | | 500 | 5.2", 30), ("hour | | | | 510 | 5.2", 20)):
        accept_terms(world.dan.scope, proposed(world, text, days).uid, expected_version=None, now=NOON)
    values = [rates_on(world.contract.pk, TODAY + timedelta(days=day)) for day in (0, 19, 20, 40)]
    assert [str(held.rates[0].value) for held in values if held] == ["485", "485", "510", "510"]
    assert rates_on(world.contract.pk, TODAY - timedelta(days=1)) is None
    assert [one.number for one in price_lists_of(world.dan.scope, world.contract)] == [3, 2, 1]


@pytest.mark.parametrize("text", ["", "nonsense", "hour | | | | much | "])
def test_what_is_no_price_list_is_told(world: World, text: str) -> None:
    with pytest.raises(Invalid):
        proposed(world, text)
    with pytest.raises(Invalid):
        proposed(world, days=-1)


def test_prices_are_for_those_who_may_see_them(world: World, client: Client) -> None:
    accept_terms(world.dan.scope, proposed(world).uid, expected_version=None, now=NOON)
    agent = world.someone("SD-AG")
    assert not PriceList.objects.within(agent.scope).exists()
    assert not TermsProposal.objects.within(agent.scope).exists()
    assert not PriceList.objects.within(world.carla.scope).exists()
    address = reverse("contracts:rates", args=[world.contract.uid])
    for actor, status in ((world.dan, 200), (world.bo, 200), (world.asta, 200), (agent, 403), (world.carla, 404)):
        client.force_login(actor.person)
        assert client.get(address).status_code == status, actor.person.given_name


def test_proposed_and_accepted_on_the_pages(world: World, client: Client) -> None:
    client.force_login(world.bo.person)
    address = reverse("contracts:rates", args=[world.contract.uid])
    assert client.post(address, {"rates": "x", "valid_from": str(TODAY)}).status_code == 422
    assert client.post(address, {"rates": RATES, "valid_from": "soon"}).status_code == 422
    made = client.post(address, {"rates": RATES, "valid_from": str(TODAY)})
    assert made.status_code == 302
    client.force_login(world.dan.person)
    assert "cost + 12 %" in client.get(made["Location"]).content.decode()
    proposal = TermsProposal.objects.within(world.dan.scope).get()
    client.post(reverse("contracts:accept", args=[proposal.uid]), {"version": proposal.version})
    assert "485" in client.get(address).content.decode()
    assert len(client.get(f"/api/v1/contracts/{world.contract.uid}/rates").json()) == 1
    said = {"rates": RATES, "valid_from": str(TODAY + timedelta(days=5))}
    answer = client.post(
        f"/api/v1/contracts/{world.contract.uid}/rates", said, content_type="application/json",
    )  # fmt: skip
    assert (answer.status_code, answer.json()["what"]) == (201, "rates")

"""Interests and hospitality: declared for oneself, decided on by another, and the other party never reads them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.registers.parties import public as parties
from samdrift.registers.parties import queries
from tests.world import NOON

TODAY = NOON.date()


@pytest.fixture
def people(world):
    """Somebody who approves, the contract manager of their side, and one of the other."""
    world.gift = parties.InterestDraft(
        counterpart_uid=world.contract.provider.uid, kind="hospitality", text="Dinner after the fair", value="750",
        happened_on=TODAY,
    )  # fmt: skip
    world.aage, world.carl = (world.someone(role, name=role) for role in ("FIN-APPR", "CTR-C"))
    return world


def declare(world, **more):
    return parties.declare_interest(world.aage.scope, replace(world.gift, **more), today=TODAY, now=NOON)


def decide(actor, interest, move, why="Of little value, and open to all"):
    return parties.decide_interest(actor.scope, interest.uid, move, why=why, expected_version=None, now=NOON)


def stands(world):
    return parties.has_open_interest(world.community.pk, world.aage.person.pk, world.contract.provider_id)


def test_it_stands_from_when_it_is_declared_until_it_is_cleared_or_over(people):
    assert not stands(people)
    interest = declare(people)
    assert (interest.value_minor, interest.state, stands(people)) == (75_000, "open", True)
    assert decide(people.carl, interest, "uphold").state == "upheld"
    assert stands(people)
    decide(people.carl, interest, "end")
    assert not stands(people)
    with pytest.raises(Refused):
        decide(people.carl, interest, "clear")
    again = declare(people)
    decide(people.carl, again, "clear")
    assert not stands(people)
    assert not parties.has_open_interest(people.community.pk, None, people.contract.provider_id)


def test_nobody_decides_on_their_own_and_not_everybody_decides(people):
    own = parties.declare_interest(people.carl.scope, people.gift, today=TODAY, now=NOON)
    with pytest.raises(NotAllowed):
        decide(people.carl, own, "clear")
    interest = declare(people)
    with pytest.raises(NotAllowed):
        decide(people.aage, interest, "clear")
    with pytest.raises(Invalid):
        decide(people.carl, interest, "clear", why=" ")


def test_what_is_declared_is_one_partys_own(people):
    declare(people)
    assert len(queries.interests(people.aage.scope)) == len(queries.interests(people.carl.scope)) == 1
    peter = people.someone("CTR-P", name="Peter")
    assert peter.scope.party_id != people.carl.scope.party_id
    assert list(queries.interests(peter.scope)) == []
    assert list(queries.interests(people.someone("BUD", name="Bea").scope)) == []


@pytest.mark.parametrize("wrong", [
    {"kind": "bribe"}, {"text": " "}, {"happened_on": TODAY + timedelta(days=1)}, {"value": "much"},
])  # fmt: skip
def test_what_does_not_fit_is_said(people, wrong):
    with pytest.raises(Invalid):
        declare(people, **wrong)
    with pytest.raises(Invalid):
        declare(people, counterpart_uid=people.contract.customer.uid)  # one's own party is no counterpart


def test_the_page_declares_and_decides(people, client, django_assert_max_num_queries):
    form = {
        "counterpart": str(people.contract.provider.uid), "kind": "gift", "text": "A basket", "value": "",
        "happened_on": TODAY.isoformat(),
    }  # fmt: skip
    client.force_login(people.aage.person)
    address = reverse("parties:interests")
    assert "A basket" in client.post(address, form, follow=True).content.decode()
    assert client.post(address, form | {"text": ""}).status_code == 422
    for _more in range(12):
        declare(people)
    client.force_login(people.carl.person)
    page = client.get(address).content.decode()
    assert "It does not matter" in page
    with django_assert_max_num_queries(20):
        client.get(address)
    interest = queries.interests(people.carl.scope)[0]
    to = reverse("parties:interest_decide", args=[interest.uid, "clear"])
    assert client.post(to, {"why": "", "version": interest.version}).status_code == 422
    assert (
        "It is decided" in client.post(to, {"why": "Small", "version": interest.version}, follow=True).content.decode()
    )
    assert client.post(to, {"why": "Small", "version": interest.version + 1}).status_code == 409
    assert client.post(reverse("parties:interest_decide", args=[interest.uid, "burn"])).status_code == 404

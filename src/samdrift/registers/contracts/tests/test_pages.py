"""Contracts are read with clauses and hours, by those who may, at the same cost however many promises they hold."""

from typing import Any

from django.test import Client
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.registers.contracts.models import Contract, ServiceCalendar, SlaPolicy
from tests.world import NOON, START, World, words


def test_a_contract_tells_what_is_promised_and_where_it_is_written(world: World, client: Client) -> None:
    client.force_login(world.dan.person)
    listed = client.get(reverse("contracts:list")).content.decode()
    address = reverse("contracts:page", args=[world.contract.uid])
    assert address in listed
    told = client.get(address).content.decode()
    for expected in ("Schedule 3, table 1, P3", "4 hours, OFFICE", "3 working days, OFFICE", "10 minutes, ALWAYS",
                     "08:00–16:00", "Closed", "Monday"):  # fmt: skip
        assert expected in told


def test_special_days_are_listed_with_their_hours(world: World, client: Client) -> None:
    with everywhere(reason="a test writes a calendar"):
        row = ServiceCalendar.objects.get(community=world.community, code="OFFICE")
        ServiceCalendar.objects.filter(pk=row.pk).update(code="OLD")
        days = {"2025-06-05": ["08:00-12:00"], "2025-12-24": []}
        ServiceCalendar.objects.create(
            community=world.community, code="OFFICE", number=2, name=row.name, valid_from=START, recorded_at=NOON,
            definition={**row.definition, "days": days},
        )  # fmt: skip
    client.force_login(world.dan.person)
    told = client.get(reverse("contracts:page", args=[world.contract.uid])).content.decode()
    assert "08:00–12:00" in told
    assert "24 Dec 2025" in told


def test_who_may_not_see_terms_does_not(world: World, client: Client) -> None:
    address = reverse("contracts:page", args=[world.contract.uid])
    client.force_login(world.carla.person)
    assert client.get(address).status_code == 404
    client.force_login(world.someone("USR").person)
    assert client.get(reverse("contracts:list")).status_code == 403


def test_who_is_limited_to_a_district_reads_the_terms_of_the_own_employers_contracts(
    world: World, client: Client
) -> None:
    with everywhere(reason="a test writes another body's contract"):
        other = Contract.objects.create(
            community=world.community, code="OTHER-1", name=words("Another body's"), customer=world.there.customer,
            provider=world.provider, starts_on=START, ends_on=world.contract.ends_on, currency="DKK",
        )  # fmt: skip
    client.force_login(world.someone("LOC-FM", reach_kind="unit", reach_to=[world.north.pk]).person)
    listed = client.get(reverse("contracts:list")).content.decode()
    assert "NPS-1" in listed
    assert "OTHER-1" not in listed
    told = client.get(reverse("contracts:page", args=[world.contract.uid])).content.decode()
    assert "Schedule 3, table 1, P3" in told
    assert client.get(reverse("contracts:page", args=[other.uid])).status_code == 404


def test_a_contract_costs_the_same_with_one_promise_and_with_thirty(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.dan.person)
    address, counts = reverse("contracts:page", args=[world.contract.uid]), []
    for extra in (1, 30):
        for number in range(extra):
            SlaPolicy.objects.create(
                community=world.community, contract=world.contract, code=f"X{extra}.{number}", name={"en": "More"},
                valid_from=START, recorded_at=NOON,
            )  # fmt: skip
        with django_assert_max_num_queries(18) as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[1] <= counts[0]  # the first visit also reads the calendars' hours

"""The catalogue is read by line, in the reader's language, at the same cost however much there is."""

from typing import Any

from django.test import Client
from django.urls import reverse

from samdrift.registers.catalogue.models import RequestType, Service
from tests.world import World


def test_the_catalogue_lists_lines_services_and_types(world: World, client: Client) -> None:
    client.force_login(world.dan.person)
    told = client.get(reverse("catalogue:list")).content.decode()
    for expected in ("Property maintenance", "Corrective maintenance", "Fault", "Everybody, also strangers at a tag"):
        assert expected in told


def test_who_may_only_ask_does_not_read_the_whole_catalogue(world: World, client: Client) -> None:
    client.force_login(world.someone("USR").person)
    assert client.get(reverse("catalogue:list")).status_code == 403


def test_the_catalogue_costs_the_same_with_one_type_and_with_thirty(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.dan.person)
    service, counts = Service.objects.within(world.dan.scope).get(), []
    for extra in (1, 30):
        for number in range(extra):
            RequestType.objects.create(
                community=world.community, service=service, line_code="MNT", code=f"mnt.{extra}.{number}",
                name={"en": "More"},
            )  # fmt: skip
        with django_assert_max_num_queries(12) as seen:
            assert client.get(reverse("catalogue:list")).status_code == 200
        counts.append(len(seen))
    assert counts[1] <= counts[0]

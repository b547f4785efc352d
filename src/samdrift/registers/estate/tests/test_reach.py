"""Who sees a site: a role for a line or a contract reads the places it is about, and what is open there."""

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.registers.contracts.models import Contract
from samdrift.registers.estate.commands.importing import upload_model
from samdrift.registers.estate.models import Site, Space
from samdrift.registers.parties.models import Organisation
from samdrift.registers.tags.models import Tag
from tests.world import NOON, World


def test_a_role_for_a_line_reads_every_site_but_changes_none(world: World, client: Client) -> None:
    windows = world.someone("OPS-M", reach_kind="line", reach_to=["WIN"])
    assert set(Site.objects.within(windows.scope)) == {world.site, world.other_site, world.empty_site}
    assert Tag.objects.within(windows.scope).filter(pk=world.tag.pk).exists()
    client.force_login(windows.person)
    assert client.get(reverse("estate:site", args=[world.site.uid])).status_code == 200
    with pytest.raises(NotAllowed):
        upload_model(windows.scope, world.site.uid, kind="ifc", file_name="m.ifc", digest="0" * 64, now=NOON)


def test_a_role_for_a_contract_reads_the_sites_of_the_units_it_covers(world: World, client: Client) -> None:
    with everywhere(reason="a test narrows a contract"):
        Contract.objects.filter(pk=world.contract.pk).update(unit_ids=[world.north.pk])
    manager = world.someone("CTR-P", reach_kind="contract", reach_to=[world.contract.pk])
    assert set(Site.objects.within(manager.scope)) == {world.site, world.empty_site}
    assert Space.objects.within(manager.scope).filter(site=world.site, zone="normal").exists()
    client.force_login(manager.person)
    assert client.get(reverse("estate:site", args=[world.site.uid])).status_code == 200
    assert client.get(reverse("estate:site", args=[world.other_site.uid])).status_code == 404


def test_a_contract_without_units_covers_its_customer_and_nobody_else(world: World) -> None:
    manager = world.someone("CTR-P", reach_kind="contract", reach_to=[world.contract.pk])
    assert Site.objects.within(manager.scope).count() == 3
    other = Organisation.objects.create(code="JOINER", name={"en": "J"}, kind="customer", country="DK")
    with everywhere(reason="a test gives a site to a joiner"):
        type(world.south).objects.filter(pk=world.south.pk).update(organisation=other)
    manager.person.grants_version += 1
    manager.person.save(update_fields=["grants_version"])
    assert world.other_site not in Site.objects.within(manager.scope)


def test_a_unit_administrator_reads_what_is_open_at_the_units_sites(world: World, client: Client) -> None:
    officer = world.someone("USR")
    ask = requests.Ask(
        request_type="mnt.fault", channel="web", title="The tap drips", description="It drips", site_id=world.site.pk,
        space_id=world.washroom.pk, requester_id=officer.person.pk,
    )  # fmt: skip
    asked = requests.submit_request(officer.scope, ask, received_at=NOON, now=NOON).service_request
    keeper = world.someone("UNIT-ADM", reach_kind="unit", reach_to=[world.north.pk])
    client.force_login(keeper.person)
    page = client.get(reverse("estate:site", args=[world.site.uid])).content.decode()
    assert asked.title in page
    assert client.get(reverse("requests:page", args=[asked.uid])).status_code == 200
    elsewhere = world.someone("UNIT-ADM", reach_kind="unit", reach_to=[world.south.pk])
    client.force_login(elsewhere.person)
    assert client.get(reverse("requests:page", args=[asked.uid])).status_code == 404


def test_the_machinery_is_shown_to_whoever_administers_all_of_it(world: World, client: Client) -> None:
    for reach, shown in (({}, True), ({"reach_kind": "unit", "reach_to": [world.north.pk]}, False)):
        client.force_login(world.someone("ADMIN", **reach).person)
        page = client.get(reverse("parties:people")).content.decode()
        assert (reverse("jobs:list") in page) is shown
        assert client.get(reverse("jobs:list")).status_code == (200 if shown else 403)

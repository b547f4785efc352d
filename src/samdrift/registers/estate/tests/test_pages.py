"""The estate's pages: who sees which sites, what a storey costs, and a model's way in by hand."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.formats.ifc_writer import write_building
from samdrift.registers.estate.models import ModelImport, Site, Space
from samdrift.registers.estate.tests.test_importing import spec
from tests.world import Actor, World


@pytest.fixture
def admin(world: World, client: Client, settings: Any, tmp_path: Path) -> Actor:
    """A local administrator, signed in."""
    settings.SAMDRIFT_VAR = tmp_path
    who = world.someone("UNIT-ADM", name="Ulla")
    client.force_login(who.person)
    return who


def upload(client: Client, world: World, content: bytes, name: str = "model.ifc") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("estate:import_new"), {"site": str(world.empty_site.uid), "file": file})


def newest() -> ModelImport:
    with everywhere(reason="a test looks"):
        return ModelImport.objects.latest("pk")


def test_sites_are_found_however_they_are_spelt(world: World, admin: Actor, client: Client) -> None:
    with everywhere(reason="a test names a town"):
        Site.objects.filter(pk=world.site.pk).update(town="Ærøskøbing")
    found = client.get(reverse("estate:sites"), {"q": "aeroskobing"}).content.decode()
    assert world.site.code in found
    assert world.other_site.code not in found


def test_another_communitys_places_are_not_there(world: World, client: Client) -> None:
    client.force_login(world.carla.person)
    for name, uid in (
        ("site", world.site.uid), ("storey", world.storey.uid), ("space", world.washroom.uid),
        ("asset", world.lift.uid),
    ):  # fmt: skip
        assert client.get(reverse(f"estate:{name}", args=[uid])).status_code == 404


def test_a_model_comes_in_by_hand(world: World, admin: Actor, client: Client) -> None:
    assert upload(client, world, write_building(spec())).status_code == 302
    drain()
    staged = newest()
    page = client.get(reverse("estate:import", args=[staged.uid])).content.decode()
    assert staged.state == "diffed", staged.refusal
    assert "600" in page
    client.post(
        reverse("estate:import_act", args=[staged.uid, "apply"]),
        {"version": staged.version, "effective_on": "2025-05-05"},
    )
    drain()
    assert newest().state == "applied", newest().refusal
    site = client.get(reverse("estate:site", args=[world.empty_site.uid])).content.decode()
    assert "600" in site


def test_what_is_no_model_is_refused_with_a_sentence(world: World, admin: Actor, client: Client) -> None:
    assert upload(client, world, b"GIF89a", "holiday.gif").status_code == 422
    assert upload(client, world, b"", "empty.ifc").status_code == 422
    upload(client, world, b"ISO-10303-21; this is no model")
    drain()
    assert newest().state == "refused"
    assert newest().refusal
    with everywhere(reason="a test looks"):
        assert not Space.objects.filter(site=world.empty_site).exists()


def test_a_file_larger_than_allowed_is_refused(world: World, admin: Actor, client: Client, settings: Any) -> None:
    settings.SAMDRIFT_MAX_MODEL_MB = 1
    assert upload(client, world, b"x" * (1 << 20) + b"y").status_code == 422


def test_a_storey_costs_the_same_however_many_rooms(
    world: World, admin: Actor, client: Client, django_assert_max_num_queries: Any
) -> None:
    address = reverse("estate:storey", args=[world.storey.uid])
    counts = []
    for extra in (1, 30):
        for number in range(extra):
            Space.objects.create(
                community=world.community, site=world.site, storey=world.storey, number=f"{extra}.{number}", area_m2=5
            )
        with django_assert_max_num_queries(16) as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[1] <= counts[0]  # the first visit also looks up who asks


def test_who_may_only_look_cannot_import(world: World, client: Client) -> None:
    client.force_login(world.bo.person)
    assert client.get(reverse("estate:sites")).status_code == 200
    assert client.get(reverse("estate:import_new")).status_code == 403


def test_only_security_sets_zones(world: World, admin: Actor, client: Client) -> None:
    address = reverse("estate:zone", args=[world.washroom.uid])
    assert client.post(address, {"zone": "secured", "version": 1}).status_code == 403
    client.force_login(world.someone("SEC-OFF").person)
    assert client.post(address, {"zone": "secured", "version": 1}).status_code == 302
    with everywhere(reason="a test looks"):
        assert Space.objects.get(pk=world.washroom.pk).zone == "secured"


def test_every_kind_of_place_has_a_page(world: World, admin: Actor, client: Client) -> None:
    for name, uid in (
        ("site", world.site.uid), ("storey", world.storey.uid), ("space", world.washroom.uid),
        ("asset", world.lift.uid),
    ):  # fmt: skip
        assert client.get(reverse(f"estate:{name}", args=[uid])).status_code == 200

"""A building's model in the browser: made at import or of floor plans, shown through the gate, and put right."""

import gzip
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.files.models import StoredFile
from samdrift.foundation.files.public import open_file
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.commands import meshing
from samdrift.registers.estate.formats.ifc.meshing import meshes
from samdrift.registers.estate.formats.mesh import SLAB, SPACE, head_of
from samdrift.registers.estate.formats.mesh import scaled as scaled_mesh
from samdrift.registers.estate.models import BuildingMesh, ModelImport, Site, Space, Storey
from samdrift.registers.estate.queries.meshes import bytes_of, sees_whole_mesh
from samdrift.registers.estate.tests.test_colouring import outlined
from samdrift.registers.estate.tests.test_importing import applied, model_of, spec
from tests.world import NOON, Actor, World


@pytest.fixture(autouse=True)
def kept_here(settings: Any, tmp_path: Path) -> None:
    settings.SAMDRIFT_VAR = tmp_path / "var"


@pytest.fixture
def admin(world: World) -> Actor:
    return world.someone("UNIT-ADM", name="Ulla")


@pytest.fixture
def raised(world: World, admin: Actor) -> BuildingMesh:
    """The model of Station Nord: a washroom, a secured server room beside it, an office on the floor above."""
    above = Storey.objects.create(
        community=world.community, site=world.site, building=world.building, name="1. sal", level=1
    )
    with everywhere(reason="a test draws"):
        Space.objects.filter(pk=world.washroom.pk).update(outline=outlined())
    for number, storey, zone, left in (("0.66", world.storey, "secured", 4), ("1.01", above, "normal", 0)):
        Space.objects.create(
            community=world.community, site=world.site, storey=storey, number=number, name="Rum", zone=zone,
            outline=outlined(left),
        )  # fmt: skip
    return keep(world, admin)


def keep(world: World, admin: Actor) -> BuildingMesh:
    meshing.ask_for_mesh(admin.scope, world.site.uid)
    drain()
    with everywhere(reason="a test looks"):
        return BuildingMesh.objects.select_related("building", "site").get(site=world.site)


def page(client: Client, world: World, **asked: str) -> Any:
    return client.get(reverse("estate:model", args=[world.site.uid]), asked)


def fetched(client: Client, mesh: BuildingMesh, **headers: str) -> Any:
    return client.get(reverse("estate:mesh", args=[mesh.site.uid, mesh.building.uid]), **headers)


def rooms_in(answer: Any) -> list[str]:
    return [part[1] for part in head_of(answer.content)["parts"] if part[0] == SPACE]


def test_rooms_are_raised_storey_upon_storey(raised: BuildingMesh) -> None:
    head = head_of(bytes_of(raised, ()))
    assert (raised.made_from, raised.rooms) == ("plans", 3)
    assert [part[0] for part in head["parts"]].count(SLAB) == 2
    assert len(head["storeys"]) == 2
    assert {part[2] for part in head["parts"]} == {0, 1}
    assert head["size"][2] == pytest.approx(3.3 + 3.0 + 0.22, abs=0.05)  # a storey, a room, the lower slab
    assert raised.triangles == sum(part[4] for part in head["parts"])


def test_storeys_stand_at_their_elevation_and_never_too_low_or_high() -> None:
    storeys = [Storey(level=0, elevation_m=0), Storey(level=1, elevation_m=1), Storey(level=2, elevation_m=40)]
    assert [round(high - low, 3) for _one, low, high in meshing.heights(storeys)] == [8.0, 8.0, 3.0]
    unknown = meshing.heights([Storey(level=-1), Storey(level=0)])
    assert [(round(low, 2), round(high, 2)) for _one, low, high in unknown] == [(-3.3, -0.3), (0.0, 3.0)]


def test_the_page_lists_every_room_with_its_links(world: World, raised: BuildingMesh, client: Client) -> None:
    client.force_login(world.asta.person)
    answer = page(client, world, q="toilet", colour="requests.open")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "data-found" in text
    assert "1 room is called so." in text
    assert reverse("estate:space", args=[world.washroom.uid]) in text
    assert f"/requests/new/?site={world.site.pk}&amp;space={world.washroom.pk}" in text
    assert "No open request (2)" in text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_secured_rooms_are_neither_listed_nor_sent_to_others(
    world: World, raised: BuildingMesh, client: Client
) -> None:
    client.force_login(world.asta.person)
    text = page(client, world).content.decode()
    assert "0.66" not in text
    assert "Secured rooms are not drawn for you" in text
    parts = head_of(fetched(client, raised).content)["parts"]
    assert [part[0] for part in parts] == [SPACE, SPACE, SLAB]  # the storey with the secured room has no slab either
    officer = world.someone("SEC-OFF")
    client.force_login(officer.person)
    assert "0.66" in page(client, world).content.decode()
    assert len(rooms_in(fetched(client, raised))) == 3


def test_the_file_itself_is_only_for_whoever_may_see_all_of_it(world: World, raised: BuildingMesh) -> None:
    with everywhere(reason="a test looks"):
        file = StoredFile.objects.get(owner_uid=raised.uid)
    officer = world.someone("SEC-OFF")
    assert not sees_whole_mesh(world.asta.scope, raised.uid)
    assert sees_whole_mesh(officer.scope, raised.uid)
    with pytest.raises(StoredFile.DoesNotExist):
        open_file(world.asta.scope, file.uid)
    with open_file(officer.scope, file.uid).stream as stream:
        assert head_of(stream.read())["v"] == 1


def test_another_community_and_a_secured_site_are_not_there(world: World, raised: BuildingMesh, client: Client) -> None:
    client.force_login(world.carla.person)
    assert page(client, world).status_code == 404
    assert fetched(client, raised).status_code == 404
    with everywhere(reason="a test secures a site"):
        Site.objects.filter(pk=world.site.pk).update(zone="secured")
    client.force_login(world.asta.person)
    assert page(client, world).status_code == 404
    assert fetched(client, raised).status_code == 404
    client.force_login(world.someone("SEC-OFF").person)
    assert page(client, world).status_code == 200


def test_an_unknown_building_has_no_mesh(world: World, raised: BuildingMesh, client: Client) -> None:
    client.force_login(world.asta.person)
    assert client.get(reverse("estate:mesh", args=[world.site.uid, uuid4()])).status_code == 404


def test_the_mesh_is_squeezed_and_asked_for_each_time(world: World, raised: BuildingMesh, client: Client) -> None:
    client.force_login(world.asta.person)
    plain = fetched(client, raised)
    small = fetched(client, raised, HTTP_ACCEPT_ENCODING="gzip")
    assert gzip.decompress(small.content) == plain.content
    assert plain.headers["Cache-Control"] == "private, no-cache"
    assert len(small.content) < len(plain.content)


def test_only_who_may_import_has_it_made(world: World, raised: BuildingMesh, admin: Actor, client: Client) -> None:
    address = reverse("estate:model_make", args=[world.site.uid])
    client.force_login(world.bo.person)
    assert client.post(address).status_code == 403
    with pytest.raises(NotAllowed):
        meshing.ask_for_mesh(world.bo.scope, world.site.uid)
    client.force_login(admin.person)
    assert client.post(address).status_code == 302


def test_a_site_without_outlines_says_there_is_no_model(world: World, admin: Actor, client: Client) -> None:
    meshing.ask_for_mesh(admin.scope, world.site.uid)
    drain()
    client.force_login(world.asta.person)
    assert "No model yet" in page(client, world).content.decode()


def test_made_anew_it_takes_the_place_of_the_old(world: World, raised: BuildingMesh, admin: Actor) -> None:
    with everywhere(reason="a test moves a wall"):
        Space.objects.filter(pk=world.washroom.pk).update(outline=outlined(-1))
    again = keep(world, admin)
    assert again.pk == raised.pk
    assert again.sha256 != raised.sha256
    with everywhere(reason="a test counts"):
        assert StoredFile.objects.filter(owner_uid=raised.uid).count() == 1


def test_stopped_midway_the_old_one_stays_and_the_next_try_makes_it(
    world: World, raised: BuildingMesh, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with everywhere(reason="a test moves a wall"):
        Space.objects.filter(pk=world.washroom.pk).update(outline=outlined(-1))

    def killed(*_given: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr(meshing, "attach", killed)
        with pytest.raises(KeyboardInterrupt):
            meshing.keep_meshes(admin.scope, raised.site, None, source_digest="", now=NOON)
    with everywhere(reason="a test looks"):
        assert BuildingMesh.objects.get(pk=raised.pk).sha256 == raised.sha256
        assert StoredFile.objects.filter(owner_uid=raised.uid, sha256=raised.sha256).exists()
    assert keep(world, admin).sha256 != raised.sha256


def test_an_applied_model_gives_its_own_shapes(world: World, admin: Actor, tmp_path: Path) -> None:
    done = applied(world, admin, model_of(tmp_path, spec()))
    mesh = meshes(tmp_path / "model.ifc")
    assert mesh is not None
    with everywhere(reason="a test stands for the worker"):
        made = meshing.keep_meshes(admin.scope, done.site, mesh, source_digest=done.digest, now=NOON)
    assert [(one.made_from, one.source_digest) for one in made] == [("ifc", done.digest)]
    with everywhere(reason="a test looks"):
        mine = {str(uid) for uid in Space.objects.filter(site=world.empty_site).values_list("uid", flat=True)}
    head = head_of(bytes_of(made[0], ()))
    drawn = {part[1] for part in head["parts"] if part[0] == SPACE}
    assert drawn <= mine
    assert len(drawn) == made[0].rooms == 20 - len(_secured(world))


def _secured(world: World) -> list[Space]:
    with everywhere(reason="a test looks"):
        return list(Space.objects.filter(site=world.empty_site, data_class="D8"))


def test_a_model_whose_unit_was_taken_for_another_is_put_right(world: World, admin: Actor, tmp_path: Path) -> None:
    done = applied(world, admin, model_of(tmp_path, spec()))
    mesh = meshes(tmp_path / "model.ifc")
    assert mesh is not None
    sizes = []
    for one in (mesh, scaled_mesh(mesh, 1000.0)):
        with everywhere(reason="a test stands for the worker"):
            made = meshing.keep_meshes(admin.scope, done.site, one, source_digest="", now=NOON)
        sizes.append(head_of(bytes_of(made[0], ()))["size"])
    assert np.allclose(sizes[0], sizes[1], rtol=0.01)


def test_a_model_that_came_in_before_is_read_again_by_the_worker(
    world: World, admin: Actor, tmp_path: Path, settings: Any
) -> None:
    from samdrift.registers.estate.commands.keeping import keep_file

    done = applied(world, admin, model_of(tmp_path, spec()))
    keep_file(world.community.pk, tmp_path / "model.ifc", done.digest)
    meshing.ask_for_mesh(admin.scope, world.empty_site.uid)
    drain()
    with everywhere(reason="a test looks"):
        assert BuildingMesh.objects.get(site=world.empty_site).made_from == "ifc"
        # Its bytes gone, the rooms are raised from the plans.
        (settings.SAMDRIFT_VAR / "models" / str(world.community.pk) / done.digest).unlink()
        assert ModelImport.objects.filter(site=world.empty_site, state="applied").count() == 1
    meshing.ask_for_mesh(admin.scope, world.empty_site.uid)
    drain()
    with everywhere(reason="a test looks"):
        assert BuildingMesh.objects.get(site=world.empty_site).made_from == "plans"


def test_areas_tell_where_they_were_read_from(world: World, admin: Actor, tmp_path: Path) -> None:
    from samdrift.registers.estate.queries.colouring import area_bases

    applied(world, admin, model_of(tmp_path, spec()))
    told = area_bases(admin.scope, world.empty_site.pk, NOON)
    assert {shade for shade, _value in told.values()} == {"net"}
    assert len(told) == 20


def test_the_page_costs_the_same_for_many_rooms(
    world: World, raised: BuildingMesh, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.asta.person)
    page(client, world)
    counts = []
    for extra in (1, 30):
        for number in range(extra):
            Space.objects.create(
                community=world.community, site=world.site, storey=world.storey, number=f"{extra}.{number}",
                outline=outlined(number * 5),
            )  # fmt: skip
        with django_assert_max_num_queries(14) as seen:
            page(client, world, q="toilet")
        counts.append(len(seen))
    assert counts[0] == counts[1]

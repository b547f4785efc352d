"""A site taken along as COBie says the same when it is read again; walls are drawn on the plans of their own model."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.commands import drawing, importing
from samdrift.registers.estate.formats.cobie import read_cobie
from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.ifc_writer import write_building
from samdrift.registers.estate.models import FloorPlan, ModelImport
from samdrift.registers.estate.tests.formats.shared import shared
from samdrift.registers.estate.tests.test_importing import applied, model_of, spec
from tests.world import NOON, Actor, World


@pytest.fixture
def admin(world: World, client: Client, settings: Any, tmp_path: Path) -> Actor:
    settings.SAMDRIFT_VAR = tmp_path
    who = world.someone("UNIT-ADM", name="Ulla")
    client.force_login(who.person)
    return who


def taken_along(world: World, client: Client, folder: Path) -> Path:
    path = folder / "site.xlsx"
    answer = client.get(reverse("estate:cobie", args=[world.empty_site.uid]))
    assert answer["Content-Disposition"].startswith("attachment")
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def test_a_site_read_again_from_its_cobie_has_the_same_facts(
    world: World, admin: Actor, client: Client, tmp_path: Path
) -> None:
    model = model_of(tmp_path, spec())
    applied(world, admin, model)
    again = read_cobie(taken_along(world, client, tmp_path)).model
    assert (len(again.storeys), len(again.spaces), len(again.assets), again.area_m2) == (
        len(model.storeys), len(model.spaces), len(model.assets), model.area_m2,
    )  # fmt: skip
    upload = importing.upload_model(
        admin.scope, world.empty_site.uid, kind="cobie", file_name="site.xlsx", digest=again.source_hash, now=NOON
    )
    changes = importing.stage_changes(admin.scope, upload.uid, again, now=NOON).changes
    assert (changes["counts"]["added"], changes["counts"]["removed"], changes["counts"]["moved"]) == ({}, {}, {})
    assert changes["area_change_m2"] in ("0", "0.000")
    fields = {field["field"] for row in changes["changed"] for field in row["fields"]}
    assert fields <= {"area_source"}


@pytest.mark.shared
def test_a_real_model_comes_back_from_cobie_as_it_went(
    world: World, admin: Actor, client: Client, tmp_path: Path
) -> None:
    model = read_ifc(shared("bim", "2012-03-23-Duplex-Handover.ifc"))
    applied(world, admin, model)
    again = read_cobie(taken_along(world, client, tmp_path)).model
    assert (len(again.storeys), len(again.spaces), len(again.assets)) == (4, 22, len(model.assets))
    assert float(again.area_m2) == pytest.approx(422.047, abs=0.05)


def test_strangers_to_a_site_cannot_take_it_along(world: World, client: Client) -> None:
    client.force_login(world.carla.person)
    assert client.get(reverse("estate:cobie", args=[world.site.uid])).status_code == 404


def plans(world: World) -> list[FloorPlan]:
    with everywhere(reason="a test looks"):
        return list(FloorPlan.objects.filter(site=world.empty_site).select_related("storey").order_by("pk"))


def test_walls_are_drawn_on_the_plans_of_their_own_model(world: World, admin: Actor, tmp_path: Path) -> None:
    done = applied(world, admin, model_of(tmp_path, spec()))
    first = plans(world)[0]
    lines = {first.storey.model_key: {"wall": "M0 0l100 0", "door": "M10 0l0 90"}, "elsewhere": {"wall": "M9 9l1 1"}}
    assert drawing.draw_walls(admin.scope, done.uid, lines) == 1
    assert plans(world)[0].walls == "M0 0l100 0M10 0l0 90"
    newer = applied(world, admin, model_of(tmp_path, spec("660")), date(2025, 7, 1))
    assert newer.digest != done.digest
    drawing.draw_walls(admin.scope, done.uid, {})
    assert plans(world)[0].walls == "M0 0l100 0M10 0l0 90"


def test_an_applied_model_has_its_walls_cut_in_the_background(world: World, admin: Actor, client: Client) -> None:
    file = SimpleUploadedFile("model.ifc", write_building(spec()))
    client.post(reverse("estate:import_new"), {"site": str(world.empty_site.uid), "file": file})
    drain()
    with everywhere(reason="a test looks"):
        staged = ModelImport.objects.latest("pk")
    act = reverse("estate:import_act", args=[staged.uid, "apply"])
    client.post(act, {"version": staged.version, "effective_on": "2025-05-05"})
    drain()
    with everywhere(reason="a test looks"):
        done = ModelImport.objects.get(pk=staged.pk)
    assert done.facts["walls"] in ("drawn", "none")
    assert client.get(reverse("estate:import", args=[done.uid])).status_code == 200

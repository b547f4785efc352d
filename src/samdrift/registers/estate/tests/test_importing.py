"""A model comes in whole or not at all, a second time changes nothing, and a newer one changes just what it says."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.commands import importing
from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.ifc_writer import BuildingSpec, write_building
from samdrift.registers.estate.formats.model import BuildingModel
from samdrift.registers.estate.models import Asset, ModelImport, Space, SpaceArea
from tests.world import NOON, Actor, World

FIRST, LATER = date(2025, 1, 1), date(2025, 7, 1)


def spec(area: str = "600", *, spaces: int = 20, assets: int = 12) -> BuildingSpec:
    return BuildingSpec(
        code="DEMO-1", name="Station", area_m2=Decimal(area), spaces=spaces, assets=assets, storeys=2, use="office"
    )


@pytest.fixture
def admin(world: World) -> Actor:
    return world.someone("UNIT-ADM")


def model_of(tmp_path: Path, made: BuildingSpec) -> BuildingModel:
    path = tmp_path / "model.ifc"
    path.write_bytes(write_building(made))
    return read_ifc(path)


def staged(world: World, admin: Actor, model: BuildingModel) -> ModelImport:
    upload = importing.upload_model(
        admin.scope, world.empty_site.uid, kind="ifc", file_name="model.ifc", digest=model.source_hash, now=NOON
    )
    return importing.stage_changes(admin.scope, upload.uid, model, now=NOON)


def applied(world: World, admin: Actor, model: BuildingModel, day: date = FIRST) -> ModelImport:
    upload = staged(world, admin, model)
    if upload.changes["needs_approval"]:
        importing.approve_import(world.dan.scope, upload.uid, expected_version=None, now=NOON)
    return importing.apply_import(admin.scope, upload.uid, model, expected_version=None, effective_on=day, now=NOON)


def spaces(world: World) -> list[Space]:
    with everywhere(reason="a test"):
        return list(Space.objects.filter(site=world.empty_site).order_by("pk"))


def test_a_model_becomes_rooms_things_and_areas(world: World, admin: Actor, tmp_path: Path) -> None:
    applied(world, admin, model_of(tmp_path, spec()))
    rooms = spaces(world)
    assert len(rooms) == 20
    assert sum(room.area_m2 or 0 for room in rooms) == 600
    with everywhere(reason="a test"):
        assert Asset.objects.filter(site=world.empty_site, kind="other").count() < 12
        assert SpaceArea.objects.filter(site=world.empty_site).count() == 20


def test_the_same_file_again_changes_nothing(world: World, admin: Actor, tmp_path: Path) -> None:
    model = model_of(tmp_path, spec())
    applied(world, admin, model)
    again = staged(world, admin, model)
    counts = again.changes["counts"]
    assert {name: counts[name] for name in ("added", "changed", "moved", "removed")} == {
        "added": {}, "changed": {}, "moved": {}, "removed": {},
    }  # fmt: skip
    assert not again.changes["needs_approval"]


def test_changed_areas_of_a_live_site_wait_for_somebody_elses_yes(world: World, admin: Actor, tmp_path: Path) -> None:
    applied(world, admin, model_of(tmp_path, spec()))
    newer = model_of(tmp_path, spec("660"))
    upload = staged(world, admin, newer)
    assert upload.changes["needs_approval"]
    with pytest.raises(Refused):
        importing.apply_import(admin.scope, upload.uid, newer, expected_version=None, effective_on=LATER, now=NOON)
    importing.approve_import(world.dan.scope, upload.uid, expected_version=None, now=NOON)
    importing.apply_import(admin.scope, upload.uid, newer, expected_version=None, effective_on=LATER, now=NOON)
    assert sum(room.area_m2 or 0 for room in spaces(world)) == 660


def test_the_old_area_stays_for_earlier_days(world: World, admin: Actor, tmp_path: Path) -> None:
    applied(world, admin, model_of(tmp_path, spec()))
    before = {room.pk: room.area_m2 for room in spaces(world)}
    applied(world, admin, model_of(tmp_path, spec("660")), LATER)
    with everywhere(reason="a test"):
        old = SpaceArea.objects.filter(site=world.empty_site, valid_to=date(2025, 6, 30))
        assert old.exists()
        assert all(row.area_m2 == before[row.space_id] for row in old)


def test_a_file_that_is_not_the_one_compared_is_not_applied(world: World, admin: Actor, tmp_path: Path) -> None:
    upload = staged(world, admin, model_of(tmp_path, spec()))
    other = model_of(tmp_path, spec("700"))
    with pytest.raises(Refused):
        importing.apply_import(admin.scope, upload.uid, other, expected_version=None, effective_on=FIRST, now=NOON)
    assert not spaces(world)


def test_an_import_is_applied_once(world: World, admin: Actor, tmp_path: Path) -> None:
    model = model_of(tmp_path, spec())
    upload = applied(world, admin, model)
    with pytest.raises(Refused):
        importing.apply_import(admin.scope, upload.uid, model, expected_version=None, effective_on=FIRST, now=NOON)


def test_a_room_that_vanished_is_kept_as_removed(world: World, admin: Actor, tmp_path: Path) -> None:
    applied(world, admin, model_of(tmp_path, spec()))
    applied(world, admin, model_of(tmp_path, spec(spaces=19)), LATER)
    states = [room.state for room in spaces(world)]
    assert states.count("active") == 19
    assert len(states) >= 20


def test_the_other_community_cannot_stage_into_our_site(world: World, tmp_path: Path) -> None:
    from samdrift.registers.estate.models import Site

    with pytest.raises(Site.DoesNotExist):
        importing.upload_model(
            world.carla.scope, world.empty_site.uid, kind="ifc", file_name="x.ifc", digest="0" * 64, now=NOON
        )

"""Every real model and workbook beside the project comes into the register whole, or is refused with a sentence."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.commands import importing
from samdrift.registers.estate.formats.cobie import read_cobie
from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.model import BuildingModel
from samdrift.registers.estate.models import Asset, Building, ModelImport, Space, SpaceArea, SpaceGroup, Storey
from samdrift.registers.estate.tests.formats.shared import facts, shared
from tests.world import NOON, Actor, World

DAY = date(2025, 1, 1)
MODELS, BOOKS = facts("bim"), facts("cobie")
REFUSED = {"errorfile.ifc", "COBie-US-2_4-template.xlsx"}
pytestmark = pytest.mark.shared
NOTHING = [pytest.param("", marks=pytest.mark.skip(reason="the data beside the project is missing"))]


def names(found: dict[str, Any], *, refused: bool = False) -> list[Any]:
    return sorted(name for name in found if (name in REFUSED) == refused) or NOTHING


@pytest.fixture
def admin(world: World) -> Actor:
    return world.someone("UNIT-ADM")


@cache
def ifc(name: str) -> BuildingModel:
    return read_ifc(shared("bim", name))


def uploaded(world: World, admin: Actor, kind: str, name: str, digest: str) -> ModelImport:
    return importing.upload_model(admin.scope, world.empty_site.uid, kind=kind, file_name=name, digest=digest, now=NOON)


def taken_in(world: World, admin: Actor, kind: str, name: str, model: BuildingModel) -> ModelImport:
    upload = uploaded(world, admin, kind, name, model.source_hash)
    importing.stage_changes(admin.scope, upload.uid, model, now=NOON)
    return importing.apply_import(admin.scope, upload.uid, model, expected_version=None, effective_on=DAY, now=NOON)


def proposed_again(world: World, admin: Actor, kind: str, name: str, model: BuildingModel) -> dict[str, Any]:
    upload = uploaded(world, admin, kind, name, model.source_hash)
    changes = importing.stage_changes(admin.scope, upload.uid, model, now=NOON).changes
    return {move: changes[move] for move in ("added", "changed", "moved", "removed", "lineage")}


@pytest.fixture
def kept(world: World) -> Iterator[dict[str, Any]]:
    """Questions about what the site holds, asked when the test looks."""
    with everywhere(reason="a test counts"):
        yield {
            table.__name__: table.objects.filter(site=world.empty_site)
            for table in (Building, Storey, Space, SpaceArea, SpaceGroup, Asset)
        }


UNCHANGED: dict[str, Any] = {"added": [], "changed": [], "moved": [], "removed": [], "lineage": []}


@pytest.mark.parametrize("name", names(MODELS))
def test_a_real_model_stands_in_the_register_as_another_reader_counts_it(
    world: World, admin: Actor, kept: dict[str, Any], name: str
) -> None:
    model, fact = ifc(name), MODELS[name]
    taken_in(world, admin, "ifc", name, model)
    assert kept["Storey"].count() == fact["IfcBuildingStorey"]
    assert kept["Space"].count() == fact["IfcSpace"]
    assert kept["SpaceGroup"].count() == fact["IfcZone"]
    assert kept["Asset"].count() == len(model.assets)
    area = sum(space.area_m2 or 0 for space in kept["Space"])
    assert float(area) == pytest.approx(float(model.area_m2), abs=0.001 * (fact["IfcSpace"] or 1))
    assert kept["SpaceArea"].count() == sum(space.area_m2 is not None for space in model.spaces)
    storeys = {space.model_key: space.storey.name if space.storey else "" for space in kept["Space"]}
    assert all(storeys[one["guid"]] == (one["storey"] or "") for one in fact["spaces"])
    assert proposed_again(world, admin, "ifc", name, model) == UNCHANGED


@pytest.mark.parametrize("name", names(BOOKS))
def test_a_real_workbook_stands_in_the_register_row_for_row(
    world: World, admin: Actor, kept: dict[str, Any], name: str
) -> None:
    model, fact = read_cobie(shared("cobie", name)).model, BOOKS[name]
    taken_in(world, admin, "cobie", name, model)
    assert (
        kept["Storey"].count() == len(model.storeys) == fact["Floor"]["rows"] - fact["Floor"]["duplicate_first_column"]
    )
    assert kept["Space"].count() == len(model.spaces) == fact["Space"]["rows"] - fact["Space"]["duplicate_first_column"]
    assert kept["Asset"].count() == len(model.assets)
    area = sum(space.area_m2 or 0 for space in kept["Space"])
    assert float(area) == pytest.approx(float(model.area_m2), abs=0.001 * len(model.spaces))
    assert proposed_again(world, admin, "cobie", name, model) == UNCHANGED


@pytest.mark.parametrize(
    ("folder", "name"),
    [("bim", n) for n in names(MODELS, refused=True)] + [("cobie", n) for n in names(BOOKS, refused=True)],
)
def test_a_refused_file_leaves_the_register_as_it_was_and_says_why(
    world: World, admin: Actor, kept: dict[str, Any], folder: str, name: str
) -> None:
    def read(path: Path) -> BuildingModel:
        return read_cobie(path).model if folder == "cobie" else read_ifc(path)

    upload = uploaded(world, admin, "ifc" if folder == "bim" else "cobie", name, "0" * 64)
    staged = importing.read_model(admin.scope, upload.uid, shared(folder, name), read=read, now=NOON)
    assert staged.state == "refused"
    assert staged.refusal.endswith(".")
    assert not any(rows.exists() for rows in kept.values())


def test_a_workbook_after_its_model_knows_the_rooms_again(world: World, admin: Actor, kept: dict[str, Any]) -> None:
    taken_in(world, admin, "ifc", "2012-03-23-Duplex-Handover.ifc", ifc("2012-03-23-Duplex-Handover.ifc"))
    book = read_cobie(shared("cobie", "2012-03-23-Duplex-Handover.xlsx")).model
    upload = uploaded(world, admin, "cobie", "handover.xlsx", book.source_hash)
    counts = importing.stage_changes(admin.scope, upload.uid, book, now=NOON).changes["counts"]
    assert "space" not in counts["added"]
    assert "storey" not in counts["added"]

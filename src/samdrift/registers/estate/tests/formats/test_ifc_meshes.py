"""Meshes of IFC models: real files, files made to break the engine, and models without a shape."""

from pathlib import Path

import pytest

from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.guard import meshes_guarded
from samdrift.registers.estate.formats.ifc_writer import write_building
from samdrift.registers.estate.formats.mesh import SPACE, WALL, written
from samdrift.registers.estate.formats.model import Limits
from samdrift.registers.estate.tests.formats.shared import facts, shared
from samdrift.registers.estate.tests.test_importing import spec

TWO_STOREYS = write_building(spec())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.ifc"


def test_a_model_of_two_storeys_becomes_its_rooms_on_them(path: Path) -> None:
    path.write_bytes(TWO_STOREYS)
    mesh = meshes_guarded(path)
    assert mesh is not None
    rooms = [part for part in mesh.parts if part.kind == SPACE]
    assert len(rooms) == 20
    assert len({part.key for part in rooms}) == 20
    assert len({part.storey_key for part in rooms}) == 2
    assert all(part.storey_key for part in rooms)


def test_a_model_without_shapes_has_no_mesh(path: Path) -> None:
    path.write_bytes(TWO_STOREYS.replace(b"IFCEXTRUDEDAREASOLID", b"IFCSPHERE"))
    assert meshes_guarded(path) is None


@pytest.mark.parametrize("content", [b"", b"hello", TWO_STOREYS[: len(TWO_STOREYS) // 2]])
def test_what_is_no_model_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(RefusedFile) as refused:
        meshes_guarded(path)
    assert refused.value.sentence


@pytest.mark.parametrize("limits", [Limits(seconds=0), Limits(memory_bytes=50_000_000)])
def test_a_model_that_takes_too_much_is_refused_and_harms_nobody(path: Path, limits: Limits) -> None:
    path.write_bytes(TWO_STOREYS)
    with pytest.raises(RefusedFile):
        meshes_guarded(path, limits)


def test_a_model_made_to_crash_the_engine_is_refused(path: Path) -> None:
    """A storey that calls itself a unit ends the whole process when the engine looks for shapes."""
    path.write_bytes(TWO_STOREYS.replace(b"=IFCBUILDINGSTOREY(", b"=IFCUNITASSIGNMENT("))
    with pytest.raises(RefusedFile):
        meshes_guarded(path)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(facts("bim")) or ["Duplex_A_20110907.ifc"])
def test_real_models_become_meshes_small_enough_for_a_phone(name: str) -> None:
    told = facts("bim").get(name, {})
    try:
        mesh = meshes_guarded(shared("bim", name))
    except RefusedFile:
        assert name == "errorfile.ifc"
        return
    if mesh is None:
        assert name not in {"Duplex_A_20110907.ifc", "AC20-FZK-Haus.ifc", "LargeBuilding.ifc"}
        return
    rooms = [part for part in mesh.parts if part.kind == SPACE]
    assert len(rooms) == len({part.key for part in rooms})
    assert len(rooms) <= len(told.get("spaces", rooms))
    assert mesh.triangle_count < 20_000
    assert len(written(mesh, [])) < 1_000_000


@pytest.mark.shared
def test_only_outer_walls_are_drawn_where_a_model_says_which_those_are() -> None:
    mesh = meshes_guarded(shared("bim", "Duplex_A_20110907.ifc"))
    assert mesh is not None
    assert sum(part.kind == WALL for part in mesh.parts) == 23  # of 57
    assert sum(part.kind == SPACE for part in mesh.parts) == 21

"""A building's mesh: what is on the grid, what a reader is not given, and rooms raised from their outlines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.registers.estate.formats.mesh import (
    SLAB,
    SPACE,
    STEPS,
    WALL,
    WINDOW,
    Mesh,
    Shape,
    extruded,
    head_of,
    on_grid,
    scaled,
    without,
    written,
)
from samdrift.registers.estate.formats.model import Outline

SQUARE = Outline(((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)))
RING = Outline(SQUARE.outer, (((1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0)),))


def box(kind: str = SPACE, key: str = "a", storey: str = "s", at: float = 0.0) -> Shape:
    found = extruded((SQUARE,), 0.0, 2.5)
    assert found is not None
    points, faces = found
    return Shape(kind, key, storey, points + np.array((at, 0, 0)), faces)


def made(*shapes: Shape, most: int = 1_000) -> Mesh:
    mesh = on_grid(shapes, most)
    assert mesh is not None
    return mesh


def volume(points: np.ndarray, faces: np.ndarray) -> float:
    """The volume a closed mesh holds, positive where its triangles are wound outwards."""
    a, b, c = points[faces[:, 0]], points[faces[:, 1]], points[faces[:, 2]]
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


@given(st.floats(1, 400), st.floats(1, 400), st.floats(-50, 50), st.floats(2, 8))
def test_a_raised_room_holds_its_area_times_its_height(wide: float, deep: float, low: float, height: float) -> None:
    found = extruded((Outline(((0.0, 0.0), (wide, 0.0), (wide, deep), (0.0, deep))),), low, low + height)
    assert found is not None
    assert volume(*found) == pytest.approx(wide * deep * height, rel=1e-9)


def test_a_hole_stays_empty_and_a_clockwise_ring_is_turned() -> None:
    for outline in (RING, Outline(RING.outer[::-1], RING.holes)):
        found = extruded((outline,), 0.0, 2.0)
        assert found is not None
        assert volume(*found) == pytest.approx((12 - 1) * 2.0)


def test_what_has_no_area_is_not_raised() -> None:
    assert extruded((Outline(((0.0, 0.0), (1.0, 0.0), (2.0, 0.0))),), 0, 2) is None
    assert extruded((), 0, 2) is None


@given(st.lists(st.floats(-1_000, 1_000), min_size=1, max_size=6))
def test_every_point_lies_on_the_grid_within_half_a_step(places: list[float]) -> None:
    shapes = [box(key=str(number), at=at) for number, at in enumerate(places)]
    mesh = made(*shapes)
    for shape, part in zip(shapes, mesh.parts, strict=True):
        steps = np.frombuffer(part.points, dtype="<u2").reshape(-1, 3)
        faces = np.frombuffer(part.faces, dtype="<u2").reshape(-1, 3)
        assert steps.max() <= STEPS
        assert faces.max() < part.point_count
        back = np.array(mesh.origin) + steps * mesh.step
        assert np.abs(back.min(axis=0) - shape.points.min(axis=0)).max() <= mesh.step
        assert np.abs(back.max(axis=0) - shape.points.max(axis=0)).max() <= mesh.step
        assert volume(back, faces.astype(int)) == pytest.approx(30, rel=0.05 + 3 * mesh.step)


def test_without_a_room_there_is_no_mesh() -> None:
    assert on_grid([box(WALL)]) is None
    assert on_grid([]) is None


def test_a_terrain_far_around_is_left_out_and_rooms_never_are() -> None:
    mesh = made(box(), box(SLAB, "", at=5_000.0), box(key="b", at=900.0))
    assert [part.kind for part in mesh.parts] == [SPACE, SPACE]


def test_too_many_triangles_cost_windows_first_then_slabs_then_walls() -> None:
    shapes = [box(), box(WALL, ""), box(SLAB, ""), box(WINDOW, "")]
    one = len(shapes[0].faces)
    kinds = [[part.kind for part in made(*shapes, most=one * number).parts] for number in (4, 3, 2, 1)]
    assert kinds == [[SPACE, WALL, SLAB, WINDOW], [SPACE, WALL, SLAB], [SPACE, WALL], [SPACE]]


def test_the_file_tells_its_parts_and_their_bytes_add_up() -> None:
    file = written(made(box(), box(WALL, "", at=1.0)), ["s"])
    head = head_of(file)
    assert head["storeys"] == ["s"]
    assert [part[:3] for part in head["parts"]] == [[SPACE, "a", 0], [WALL, "", 0]]
    assert len(file) == 8 + int.from_bytes(file[4:8], "little") + sum(6 * (p[3] + p[4]) for p in head["parts"])
    assert head["size"] == pytest.approx([5.0, 3.0, 2.5], abs=0.01)
    with pytest.raises(ValueError, match="no mesh"):
        head_of(b"GIF89a....")


def test_a_hidden_room_is_gone_with_the_walls_of_its_storey() -> None:
    shapes = [
        box(key="open", storey="s0"), box(key="cell", storey="s1", at=5), box(key="hall", storey="s1", at=10),
        box(WALL, "", "s0"), box(WALL, "", "s1", at=5), box(SLAB, "", ""),
    ]  # fmt: skip
    file = written(made(*shapes), ["s0", "s1"])
    cut = without(file, {"cell"})
    assert [part[:3] for part in head_of(cut)["parts"]] == [[SPACE, "open", 0], [SPACE, "hall", 1], [WALL, "", 0]]
    assert b"cell" not in cut
    whole, left = head_of(file)["parts"], head_of(cut)["parts"]
    assert len(file) - len(cut) > sum(6 * (p[3] + p[4]) for p in whole) - sum(6 * (p[3] + p[4]) for p in left) - 1
    assert without(file, ()) == file


def test_a_hidden_room_nobody_knows_the_storey_of_takes_all_walls_along() -> None:
    file = written(made(box(key="cell", storey=""), box(key="a", storey="s", at=5), box(WALL, "", "s")), ["s"])
    assert [part[1] for part in head_of(without(file, {"cell"}))["parts"]] == ["a"]


def test_a_mesh_in_another_unit_is_put_right() -> None:
    mesh = scaled(made(box(at=1.0)), 0.001)
    assert mesh.origin == pytest.approx((0.001, 0, 0))
    assert head_of(written(mesh, []))["size"] == pytest.approx([0.004, 0.003, 0.002], abs=0.001)

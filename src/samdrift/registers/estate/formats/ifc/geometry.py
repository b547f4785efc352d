"""The shapes of rooms: meshes IfcSpaces, and nothing else, into outlines on their storey's plan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samdrift.registers.estate.formats.ifc.placement import Matrix, Placements, inverse, times
from samdrift.registers.estate.formats.ifc.values import DAMAGE, LARGEST
from samdrift.registers.estate.formats.model import Outline
from samdrift.registers.estate.formats.outlines import footprint

FAST, FAST_SOLIDS, THOROUGH = "cgal-simple", "manifold", "opencascade"
"""The fast kernel is an order of magnitude quicker on rooms, but passes over a few shapes: those go to the
thorough one. Walls with openings come out empty from it; `manifold` cuts them, as quickly."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """Outlines by line number, and the unit the geometry engine believed in (in metres)."""

    outlines: Mapping[int, tuple[Outline, ...]]
    unit: float


def shapes_of(model: Any, spaces: Sequence[Any], storey_of: Mapping[int, Any], placements: Placements) -> Shapes:
    """The outlines of the spaces that have a shape.

    Args:
        storey_of: The storey of a space by line number; its plan is the coordinate system.
    """
    shaped = [space for space in spaces if space.Representation is not None]
    found: dict[int, tuple[Outline, ...]] = {}
    unit = 1.0
    for kernel in (FAST, THOROUGH):
        missing = [space for space in shaped if space.id() not in found]
        if not missing:
            break
        by_line = {space.id(): space for space in missing}
        for mesh, unit in _meshes(model, missing, kernel):
            line = mesh.id
            matrix = _on_plan(by_line[line], storey_of.get(line), placements, unit)
            outline = _outline(mesh, matrix)
            if outline:
                found[line] = outline
    return Shapes(found, unit)


def _meshes(model: Any, spaces: list[Any], kernel: str) -> Iterator[tuple[Any, float]]:
    """Meshes in local coordinates, with the unit the engine took for the file's (in metres)."""
    import ifcopenshell.geom

    engine: Any = ifcopenshell.geom  # its annotations know some kernels only
    settings = engine.settings()
    settings.set("no-normals", True)  # noqa: FBT003  (the library's own signature)
    settings.set("apply-default-materials", False)  # noqa: FBT003
    try:
        iterator = engine.iterator(settings, model, 1, include=spaces, geometry_library=kernel)
        if not iterator.initialize():
            return
        unit = float(iterator.unit_magnitude())
    except (RuntimeError, ValueError, TypeError):
        return
    while True:
        try:
            yield iterator.get(), unit
            if not iterator.next():
                return
        except RuntimeError:
            return


def _on_plan(space: Any, storey: Any, placements: Placements, unit: float) -> Matrix:
    """From the space's own coordinates (metres) to its storey's plan (metres)."""
    world = placements.of(space)
    matrix = world if storey is None else times(inverse(placements.of(storey)), world)
    return (*matrix[:3], matrix[3] * unit, *matrix[4:7], matrix[7] * unit, *matrix[8:11], matrix[11] * unit)


def _outline(mesh: Any, matrix: Matrix) -> tuple[Outline, ...]:
    import numpy as np

    try:
        points = np.frombuffer(mesh.geometry.verts_buffer).reshape(-1, 3)
        faces = np.frombuffer(mesh.geometry.faces_buffer, dtype=np.int32).reshape(-1, 3)
        if not len(faces) or not (np.abs(points) < LARGEST).all():  # nor what is no number
            return ()
        turn = np.array(matrix).reshape(3, 4)
        return footprint(points @ turn[:, :3].T + turn[:, 3], faces)
    except DAMAGE:
        return ()

"""Makes a light picture of a whole model: every room as a solid, and walls, windows, slabs and roofs around them.

Meshing everything takes seconds to minutes, so this is background work in a process of its own. Furniture, machines
and stairs are not drawn; what is carved finer than a building seen from across the street becomes its box.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from samdrift.registers.estate.formats.ifc.geometry import FAST_SOLIDS, THOROUGH
from samdrift.registers.estate.formats.ifc.opening import opened
from samdrift.registers.estate.formats.ifc.reading import Reading, reading_of
from samdrift.registers.estate.formats.ifc.sections import drawn_things
from samdrift.registers.estate.formats.ifc.values import DAMAGE, LARGEST, at, entities, text
from samdrift.registers.estate.formats.mesh import ROOF, SLAB, SPACE, WALL, WINDOW, Mesh, Shape, on_grid
from samdrift.registers.estate.formats.model import Limits

FINEST = {SPACE: 4_000, WALL: 400, SLAB: 600, ROOF: 600, WINDOW: 24}
"""From so many triangles on a thing is drawn as its box; rooms lie in their own outline then."""
MOST_THINGS = 60_000
BOX = ((0, 2, 1), (0, 3, 2), (4, 5, 6), (4, 6, 7), (0, 1, 5), (0, 5, 4), (1, 2, 6), (1, 6, 5), (2, 3, 7), (2, 7, 6),
       (3, 0, 4), (3, 4, 7))  # fmt: skip
Wanted = Mapping[int, tuple[Any, str]]


def meshes(path: str | Path, limits: Limits | None = None, threads: int = 1) -> Mesh | None:
    """The rooms of a model and what stands around them, on one grid; keys are those `read_ifc` gives.

    None where no room has a shape.

    Raises:
        RefusedFile: The file cannot be read.
    """
    limits = limits or Limits()
    with opened(Path(path), limits) as file:
        reading = reading_of(file.handle, limits)
        for kind in ("IfcSite", "IfcBuilding", "IfcBuildingStorey", "IfcSpace"):
            reading.give_keys(kind, file.handle.by_type(kind))
        wanted = _wanted(file.handle, reading)
        return on_grid(_shapes(file.handle, wanted, reading, threads))


def _wanted(model: Any, reading: Reading) -> dict[int, tuple[Any, str]]:
    """What is drawn, by line number, rooms first; of walls the outer ones where the model says which those are."""
    rooms = {one.id(): (one, SPACE) for one in model.by_type("IfcSpace") if at(one, 6) is not None}
    outer = _said_outer(model, reading)
    around: dict[int, tuple[Any, str]] = {}
    for line, (thing, kind) in drawn_things(model).items():
        if kind in ("wall", "window") and (kind == WINDOW or not outer or line in outer):
            around[line] = (thing, WALL if kind == "wall" else WINDOW)
    for name, kind in (("IfcSlab", SLAB), ("IfcRoof", ROOF)):
        around |= {one.id(): (one, kind) for one in model.by_type(name) if at(one, 6) is not None}
    return dict([*rooms.items(), *around.items()][:MOST_THINGS])


def _said_outer(model: Any, reading: Reading) -> set[int]:
    """The walls their property sets call external."""
    found = set()
    for wall in model.by_type("IfcWall"):
        for definition in reading.relations.definitions.get(wall.id(), ()):
            if definition.is_a("IfcPropertySet") and any(
                text(at(one, 0)) == "IsExternal" and _is_true(at(one, 2)) for one in entities(at(definition, 4))
            ):
                found.add(wall.id())
    return found


def _is_true(value: Any) -> bool:
    return bool(getattr(value, "wrappedValue", False))


def _shapes(model: Any, wanted: Wanted, reading: Reading, threads: int) -> Iterator[Shape]:
    """Every shape in the world, in the unit the engine believes in (metres)."""
    for mesh, thing, kind in _meshed(model, dict(wanted), threads):
        found = _arrays(mesh, FINEST[kind])
        if found is not None:
            key = reading.keys.get(thing.id(), "") if kind == SPACE else ""
            yield Shape(kind, key, reading.above(thing.id(), "IfcBuildingStorey"), *found)


def _meshed(model: Any, missing: dict[int, tuple[Any, str]], threads: int) -> Iterator[tuple[Any, Any, str]]:
    """Meshes in their own coordinates; what the fast kernel passes over is done by the thorough one."""
    import ifcopenshell.geom

    engine: Any = ifcopenshell.geom
    settings = engine.settings()
    settings.set("no-normals", True)  # noqa: FBT003  (the library's own signature)
    settings.set("apply-default-materials", False)  # noqa: FBT003
    for kernel in (FAST_SOLIDS, THOROUGH):
        if not missing:
            return
        try:
            iterator = engine.iterator(
                settings, model, threads, include=[one for one, _kind in missing.values()], geometry_library=kernel
            )
            going = iterator.initialize()
        except (RuntimeError, ValueError, TypeError):
            continue
        while going:
            try:
                mesh = iterator.get()
                drawn = missing.pop(mesh.id, None) if len(mesh.geometry.faces_buffer) else None
                if drawn is not None:
                    yield mesh, *drawn
                going = iterator.next()
            except RuntimeError:
                break


def _arrays(mesh: Any, finest: int) -> tuple[Any, Any] | None:
    """Points in the world and triangles; the box of what is carved too finely; None for what is damaged."""
    import numpy as np

    try:
        points = np.frombuffer(mesh.geometry.verts_buffer).reshape(-1, 3)
        faces = np.frombuffer(mesh.geometry.faces_buffer, dtype=np.int32).reshape(-1, 3)
        matrix = np.array(mesh.transformation.matrix).reshape(4, 4).T
        if not len(faces) or faces.min() < 0 or faces.max() >= len(points):
            return None
        if len(faces) > finest:
            points, faces = _box(points), np.array(BOX)
        world = points @ matrix[:3, :3].T + matrix[:3, 3]
        return (world, faces) if (np.abs(world) < LARGEST).all() else None
    except DAMAGE:
        return None


def _box(points: Any) -> Any:
    import numpy as np

    (x0, y0, z0), (x1, y1, z1) = points.min(axis=0), points.max(axis=0)
    low = [(x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)]
    return np.array(low + [(x, y, z1) for x, y, _z in low])

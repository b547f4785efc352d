"""Cuts a whole model level with people's chests: walls, doors and windows as lines for the floor plans.

Meshing everything takes seconds to minutes, so this is background work, apart from the import.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from samdrift.registers.estate.formats.ifc.geometry import FAST_SOLIDS, THOROUGH
from samdrift.registers.estate.formats.ifc.opening import opened
from samdrift.registers.estate.formats.ifc.placement import Placements, inverse
from samdrift.registers.estate.formats.ifc.reading import reading_of
from samdrift.registers.estate.formats.ifc.relations import Relations
from samdrift.registers.estate.formats.ifc.values import DAMAGE, LARGEST, at, entities
from samdrift.registers.estate.formats.model import Limits
from samdrift.registers.estate.formats.outlines import contains, doubled_area

CUT_M = 1.2
"""Above window sills and below lintels."""
KINDS = {"IfcWall": "wall", "IfcColumn": "wall", "IfcCurtainWall": "wall", "IfcDoor": "door", "IfcWindow": "window"}
"""What is drawn, and as what; slabs, stairs, roofs, machines and furniture are not."""

Corner = tuple[int, int]
Segment = tuple[Corner, Corner]


def sections(path: str | Path, limits: Limits | None = None, threads: int = 1) -> Mapping[str, Mapping[str, str]]:
    """Path data (whole centimetres, as in `plans`) of what stands at chest height, by storey key and kind.

    Raises:
        RefusedFile: The file cannot be read.
    """
    limits = limits or Limits()
    with opened(Path(path), limits) as file:
        reading = reading_of(file.handle, limits, Relations())
        storeys = reading.give_keys("IfcBuildingStorey", file.handle.by_type("IfcBuildingStorey"))
        found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        levels: list[_Level] | None = None
        for mesh, kind, unit in _meshes(file.handle, threads):
            levels = levels or [_Level(reading.keys[one.id()], one, reading.placements, unit) for one in storeys]
            points, faces, low, high = _arrays(mesh)
            crossed = [level for level in levels if low <= level.height <= high]
            if crossed:
                world = _in_the_world(points, mesh)
                for level in crossed:
                    if (lines := level.cut(world, faces)) is not None:
                        found[level.key, kind][joined(_segments(lines))] = None
    drawn: dict[str, dict[str, str]] = {}
    for (key, kind), paths in found.items():
        drawn.setdefault(key, {})[kind] = "".join(paths)  # a thing that stands twice in the file is drawn once
    return drawn


class _Level:
    """A storey's cutting plane."""

    def __init__(self, key: str, storey: Any, placements: Placements, unit: float) -> None:
        import numpy as np

        self.key = key
        world = placements.of(storey)
        self.height = world[11] * unit + CUT_M
        back = np.array(inverse(world)).reshape(3, 4)
        self._turn, self._move = back[:2, :3], back[:2, 3] * unit

    def cut(self, points: Any, faces: Any) -> Any:
        """Where a mesh crosses the plane, on the storey's drawing: rows of two ends, or None."""
        import numpy as np

        heights = points[:, 2] - self.height
        above = heights > 0
        a, b, c = above[faces[:, 0]], above[faces[:, 1]], above[faces[:, 2]]
        crossing = (a != b) | (a != c)
        if not crossing.any():
            return None
        # Turn each triangle so that its first corner is alone on its side of the plane.
        f, a, b, c = faces[crossing], a[crossing], b[crossing], c[crossing]
        turn = np.where((a != b) & (a != c), 0, np.where(b != a, 1, 2))
        rows = np.arange(len(f))
        first, second, third = (f[rows, (turn + step) % 3] for step in range(3))
        starts = self._between(points, heights, first, second)
        return np.hstack((starts, self._between(points, heights, first, third)))

    def _between(self, points: Any, heights: Any, one: Any, other: Any) -> Any:
        import numpy as np

        part = (heights[one] / (heights[one] - heights[other]))[:, None]
        met = points[one] + (points[other] - points[one]) * part
        plan = met @ self._turn.T + self._move
        return np.round(plan * (100, -100)).astype(int)


def _meshes(model: Any, threads: int) -> Iterator[tuple[Any, str, float]]:
    """Meshes in their own coordinates with their kind; what the fast kernel passes over is done by the thorough one."""
    import ifcopenshell.geom

    engine: Any = ifcopenshell.geom
    settings = engine.settings()
    # In the things' own coordinates: alike doors and windows are meshed once, and turned into the world by us.
    settings.set("no-normals", True)  # noqa: FBT003  (the library's own signature)
    settings.set("apply-default-materials", False)  # noqa: FBT003
    missing = drawn_things(model)
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
        unit = float(iterator.unit_magnitude())
        while going:
            mesh = iterator.get()
            # The fast kernel gives an empty mesh for walls it cannot cut openings from: those stay missing.
            element = missing.pop(mesh.id, None) if len(mesh.geometry.faces_buffer) else None
            if element is not None:
                yield mesh, element[1], unit
            going = iterator.next()


def drawn_things(model: Any) -> dict[int, tuple[Any, str]]:
    """The elements that are drawn, by line number, each with its kind."""
    found = {one.id(): (one, kind) for name, kind in KINDS.items() for one in model.by_type(name)}
    # A curtain wall has no shape of its own: its panes and posts have.
    for relation in model.by_type("IfcRelAggregates"):
        for whole in entities(at(relation, 4)):
            if whole.is_a("IfcCurtainWall"):
                found |= {part.id(): (part, "window") for part in entities(at(relation, 5))}
    return {line: (one, kind) for line, (one, kind) in found.items() if _has_shape(one)}


def _has_shape(one: Any) -> bool:
    return one.is_a("IfcProduct") and at(one, 6) is not None


def _arrays(mesh: Any) -> tuple[Any, Any, float, float]:
    """Points in the thing's own coordinates, triangles, and how low and high it reaches in the world.

    Nothing where the mesh is damaged.
    """
    import numpy as np

    nothing = np.zeros((0, 3)), np.zeros((0, 3), dtype=np.int32), 1.0, -1.0
    try:
        points = np.frombuffer(mesh.geometry.verts_buffer).reshape(-1, 3)
        faces = np.frombuffer(mesh.geometry.faces_buffer, dtype=np.int32).reshape(-1, 3)
        _x, _y, z, _w = _rows(mesh)
        heights = points @ np.array((z[0], z[1], z[2])) + z[3]
        low, high = float(heights.min()), float(heights.max())
        furthest = float(np.abs(points).max())
    except DAMAGE:
        return nothing
    # What is no number compares as neither.
    sound = furthest < LARGEST and low > -LARGEST and high < LARGEST
    return (points, faces, low, high) if sound and len(faces) else nothing


def _rows(mesh: Any) -> list[tuple[float, float, float, float]]:
    """The rows of the matrix from a thing's own coordinates into the world; the engine gives it column by column."""
    m = mesh.transformation.matrix
    return [(m[row], m[row + 4], m[row + 8], m[row + 12]) for row in range(4)]


def _in_the_world(points: Any, mesh: Any) -> Any:
    import numpy as np

    matrix = np.array(_rows(mesh))
    return points @ matrix[:3, :3].T + matrix[:3, 3]


def _segments(lines: Any) -> set[Segment]:
    """Lines with both ends, each once and the smaller end first; those without a length are none."""
    found = set()
    for ax, ay, bx, by in lines.tolist():
        a, b = (ax, ay), (bx, by)
        if a != b:
            found.add((a, b) if a < b else (b, a))
    return found


def joined(segments: set[Segment]) -> str:
    """The segments of one thing strung together where they meet, as path data.

    Rings run so that the usual rule of filling (non-zero) fills what is solid: a ring inside another runs the other
    way round, and where two things overlap both are filled.
    """
    beside: dict[Corner, list[Corner]] = defaultdict(list)
    for start, end in sorted(segments):
        beside[start].append(end)
        beside[end].append(start)
    # Lines begin where an odd number meets: what is left then are rings, from wherever they are walked.
    odd = [point for point, others in beside.items() if len(others) % 2]
    rings, open_lines = list[list[Corner]](), list[list[Corner]]()
    for start in (*odd, *list(beside)):
        line = [start]
        while (onward := _onward(line[-1], beside)) is not None:
            if onward == start:
                rings.append(line)
                line = [start]
            else:
                line.append(onward)
        if len(line) > 1:
            closing = (line[-1], start) if line[-1] < start else (start, line[-1])
            (rings if closing in segments and len(line) > 2 else open_lines).append(line)
    # What does not go round anything is drawn there and back, so that nothing is filled.
    there_and_back = "".join(_path([*line, *reversed(line[1:-1])]) for line in open_lines)
    return "".join(map(_path, _turned(rings))) + there_and_back


def _turned(rings: list[list[Corner]]) -> list[list[Corner]]:
    """The rings, the largest first, those around something solid one way and holes the other."""
    if len(rings) == 1:
        return rings if doubled_area(rings[0]) > 0 else [rings[0][::-1]]
    sized = sorted(((doubled_area(ring), ring) for ring in rings), key=lambda one: -abs(one[0]))
    turned = []
    for index, (area, ring) in enumerate(sized):
        depth = sum(contains(outer, ring[0]) for _area, outer in sized[:index])
        turned.append(ring if (area > 0) == (depth % 2 == 0) else ring[::-1])
    return turned


def _onward(here: Corner, beside: Mapping[Corner, list[Corner]]) -> Corner | None:
    """The next corner along a segment not walked yet; walking takes the segment away."""
    if not beside[here]:
        return None
    there = beside[here].pop(0)
    beside[there].remove(here)
    return there


def _path(ring: Sequence[Corner]) -> str:
    """A ring with relative steps, without points that lie straight between their neighbours."""
    kept = [ring[0]]
    for index in range(1, len(ring) - 1):
        (ax, ay), (bx, by), (cx, cy) = kept[-1], ring[index], ring[index + 1]
        if (bx - ax) * (cy - by) != (by - ay) * (cx - bx) or (bx - ax) * (cx - bx) + (by - ay) * (cy - by) < 0:
            kept.append(ring[index])
    if len(ring) > 1:
        kept.append(ring[-1])
    steps = (f"l{b[0] - a[0]} {b[1] - a[1]}" for a, b in itertools.pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}{''.join(steps)}z"

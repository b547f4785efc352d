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
from samdrift.registers.estate.formats.ifc.values import DAMAGE, LARGEST
from samdrift.registers.estate.formats.model import Limits

CUT_M = 1.2
"""Above window sills and below lintels."""
KINDS = {"IfcWall": "wall", "IfcColumn": "wall", "IfcCurtainWall": "wall", "IfcDoor": "door", "IfcWindow": "window"}
PASSED_OVER = (
    "IfcFeatureElement",
    "IfcVirtualElement",
    "IfcDistributionElement",
    "IfcFurnishingElement",
    "IfcBuildingElementProxy",
)
"""Holes, machines and furniture; proxies are mostly trees and symbols."""

Segment = tuple[tuple[int, int], tuple[int, int]]


def sections(path: str | Path, limits: Limits | None = None, threads: int = 1) -> Mapping[str, Mapping[str, str]]:
    """Path data (whole centimetres, as in `plans`) of what stands at chest height, by storey key and kind.

    Raises:
        RefusedFile: The file cannot be read.
    """
    limits = limits or Limits()
    with opened(Path(path), limits) as file:
        reading = reading_of(file.handle, limits, Relations())
        storeys = reading.give_keys("IfcBuildingStorey", file.handle.by_type("IfcBuildingStorey"))
        found: dict[tuple[str, str], list[Any]] = defaultdict(list)
        levels: list[_Level] | None = None
        for mesh, kind, unit in _meshes(file.handle, threads):
            levels = levels or [_Level(reading.keys[one.id()], one, reading.placements, unit) for one in storeys]
            points, faces, low, high = _arrays(mesh)
            crossed = [level for level in levels if low <= level.height <= high]
            if crossed:
                world = _in_the_world(points, mesh)
                for level in crossed:
                    if (lines := level.cut(world, faces)) is not None:
                        found[level.key, kind].append(lines)
    drawn: dict[str, dict[str, str]] = {}
    for (key, kind), lines in found.items():
        drawn.setdefault(key, {})[kind] = _joined(_segments(lines))
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
    missing = {one.id(): one for one in model.by_type("IfcElement") if _is_drawn(one)}
    kinds: dict[str, str] = {}
    for kernel in (FAST_SOLIDS, THOROUGH):
        if not missing:
            return
        try:
            iterator = engine.iterator(
                settings, model, threads, include=list(missing.values()), geometry_library=kernel
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
                yield mesh, _kind(element, kinds), unit
            going = iterator.next()


def _is_drawn(element: Any) -> bool:
    return element.Representation is not None and not any(element.is_a(name) for name in PASSED_OVER)


def _kind(element: Any, known: dict[str, str]) -> str:
    ifc_class = element.is_a()
    if ifc_class not in known:
        known[ifc_class] = next((kind for name, kind in KINDS.items() if element.is_a(name)), "other")
    return known[ifc_class]


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


def _segments(lines: Sequence[Any]) -> set[Segment]:
    """Lines with both ends, each once and the smaller end first; those without a length are none."""
    import numpy as np

    found = set()
    for ax, ay, bx, by in set(map(tuple, np.concatenate(lines).tolist())):
        a, b = (ax, ay), (bx, by)
        if a != b:
            found.add((a, b) if a < b else (b, a))
    return found


def _joined(segments: set[Segment]) -> str:
    """Segments strung together where they meet, as path data."""
    beside: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    ordered = sorted(segments)
    for start, end in ordered:
        beside[start].append(end)
        beside[end].append(start)
    paths = []
    left = set(segments)
    for start, end in ordered:
        if (start, end) not in left:
            continue
        left.discard((start, end))
        line = [start, end]
        while (onward := _onward(line, beside, left)) is not None:
            line.append(onward)
        paths.append(_path(line))
    return "".join(paths)


def _onward(
    line: Sequence[tuple[int, int]], beside: Mapping[tuple[int, int], list[tuple[int, int]]], left: set[Segment]
) -> tuple[int, int] | None:
    here = line[-1]
    for there in beside[here]:
        segment = (here, there) if here < there else (there, here)
        if segment in left:
            left.discard(segment)
            return there
    return None


def _path(line: Sequence[tuple[int, int]]) -> str:
    """A line with relative steps, without points that lie straight between their neighbours."""
    kept = [line[0]]
    for index in range(1, len(line) - 1):
        (ax, ay), (bx, by), (cx, cy) = kept[-1], line[index], line[index + 1]
        if (bx - ax) * (cy - by) != (by - ay) * (cx - bx):
            kept.append(line[index])
    kept.append(line[-1])
    steps = (f"l{b[0] - a[0]} {b[1] - a[1]}" for a, b in itertools.pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}{''.join(steps)}"

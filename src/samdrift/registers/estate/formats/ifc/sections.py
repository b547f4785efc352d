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
        found: dict[str, dict[str, set[Segment]]] = defaultdict(lambda: defaultdict(set))
        levels: list[_Level] | None = None
        for mesh, kind, unit in _meshes(file.handle, threads):
            levels = levels or [_Level(reading.keys[one.id()], one, reading.placements, unit) for one in storeys]
            points, faces = _arrays(mesh)
            if not len(faces):
                continue
            low, high = points[:, 2].min(), points[:, 2].max()
            for level in levels:
                if low <= level.height <= high:
                    found[level.key][kind].update(level.cut(points, faces))
    return {key: {kind: _joined(lines) for kind, lines in kinds.items() if lines} for key, kinds in found.items()}


class _Level:
    """A storey's cutting plane."""

    def __init__(self, key: str, storey: Any, placements: Placements, unit: float) -> None:
        import numpy as np

        self.key = key
        world = placements.of(storey)
        self.height = world[11] * unit + CUT_M
        back = np.array(inverse(world)).reshape(3, 4)
        self._turn, self._move = back[:2, :3], back[:2, 3] * unit

    def cut(self, points: Any, faces: Any) -> Iterator[Segment]:
        """Where a mesh crosses the plane, on the storey's drawing."""
        import numpy as np

        heights = points[:, 2] - self.height
        above = heights > 0
        corners = above[faces]
        crossing = corners.any(axis=1) & ~corners.all(axis=1)
        if not crossing.any():
            return
        chosen = faces[crossing]
        # Turn each triangle so that its first corner is alone on its side of the plane.
        sides = above[chosen]
        alone = np.where(sides.sum(axis=1) == 1, sides.argmax(axis=1), (~sides).argmax(axis=1))
        rows = np.arange(len(chosen))
        first, second, third = (chosen[rows, (alone + turn) % 3] for turn in range(3))
        starts = self._between(points, heights, first, second)
        ends = self._between(points, heights, first, third)
        for ax, ay, bx, by in np.unique(np.hstack((starts, ends)), axis=0).tolist():
            a, b = (ax, ay), (bx, by)
            if a != b:
                yield (a, b) if a < b else (b, a)

    def _between(self, points: Any, heights: Any, one: Any, other: Any) -> Any:
        import numpy as np

        part = (heights[one] / (heights[one] - heights[other]))[:, None]
        met = points[one] + (points[other] - points[one]) * part
        plan = met @ self._turn.T + self._move
        return np.round(plan * (100, -100)).astype(int)


def _meshes(model: Any, threads: int) -> Iterator[tuple[Any, str, float]]:
    """Meshes in world coordinates with their kind; what the fast kernel passes over is done by the thorough one."""
    import ifcopenshell.geom

    engine: Any = ifcopenshell.geom
    settings = engine.settings()
    settings.set("use-world-coords", True)  # noqa: FBT003  (the library's own signature)
    settings.set("no-normals", True)  # noqa: FBT003
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


def _arrays(mesh: Any) -> tuple[Any, Any]:
    import numpy as np

    try:
        points = np.frombuffer(mesh.geometry.verts_buffer).reshape(-1, 3)
        faces = np.frombuffer(mesh.geometry.faces_buffer, dtype=np.int32).reshape(-1, 3)
    except DAMAGE:
        return np.zeros((0, 3)), np.zeros((0, 3), dtype=np.int32)
    return (points, faces) if (np.abs(points) < LARGEST).all() else (points[:0], faces[:0])


def _joined(segments: set[Segment]) -> str:
    """Segments strung together where they meet, as path data."""
    beside: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for start, end in sorted(segments):
        beside[start].append(end)
        beside[end].append(start)
    paths = []
    left = set(segments)
    for start, end in sorted(segments):
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

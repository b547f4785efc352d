"""Footprints from meshes: which floor a closed shape stands on, as rings in metres."""

import itertools
from collections.abc import Iterable
from typing import Any

from samdrift.registers.estate.formats.model import Outline, Point, Ring

MILLIMETRE = 0.001
FLAT = 1e-6
"""Triangles smaller than this seen from above (m²) are walls."""


def footprint(points: Any, faces: Any) -> tuple[Outline, ...]:
    """The floor a closed mesh covers, seen from above.

    Args:
        points: n × 3 array of metres.
        faces: m × 3 array of indices into `points`, wound so that normals point outwards.
    Returns:
        Outlines in millimetre steps, the largest first; empty when nothing lies flat.
    """
    import numpy as np

    steps = np.round(points / MILLIMETRE)
    a, b, c = steps[faces[:, 0]], steps[faces[:, 1]], steps[faces[:, 2]]
    doubled = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    threshold = 2 * FLAT / MILLIMETRE**2
    down = doubled < -threshold
    if not down.any():
        down = doubled > threshold
        if not down.any():
            return ()
    floor = faces[down]
    heights = steps[floor.ravel(), 2]
    # Triangles in one plane cannot cover each other, so their outer edges are the outline.
    if heights.max() - heights.min() <= 1:
        rings = _outer_edges(steps[:, :2].astype(int)[floor].tolist())
        if rings is not None:
            return _outlines(rings)
    return _united(steps[floor][:, :, :2] * MILLIMETRE)


def _outer_edges(triangles: list[list[list[int]]]) -> list[list[tuple[int, int]]] | None:
    """Closed rings of the edges that belong to one triangle only, or None where rings touch."""
    edges: dict[tuple[tuple[int, int], tuple[int, int]], int] = {}
    for triangle in triangles:
        corners = [(corner[0], corner[1]) for corner in triangle]
        for start, end in ((corners[0], corners[1]), (corners[1], corners[2]), (corners[2], corners[0])):
            if (end, start) in edges:
                del edges[(end, start)]
            elif start != end:
                edges[(start, end)] = 1
    following: dict[tuple[int, int], tuple[int, int]] = {}
    for start, end in edges:
        if start in following:
            return None
        following[start] = end
    rings = []
    while following:
        first, here = following.popitem()
        ring = [first]
        while here != first:
            ring.append(here)
            if here not in following:
                return None
            here = following.pop(here)
        rings.append(ring)
    return rings


def _outlines(rings: list[list[tuple[int, int]]]) -> tuple[Outline, ...]:
    """Rings in millimetres as outlines in metres; rings inside another are its holes."""
    plain = [(doubled_area(ring), ring) for ring in (straightened(ring) for ring in rings) if len(ring) > 2]
    plain.sort(key=lambda pair: -abs(pair[0]))
    outers: list[tuple[list[tuple[int, int]], list[list[tuple[int, int]]]]] = []
    for _, ring in plain:
        host = next((holes for outer, holes in outers if contains(outer, ring[0])), None)
        if host is None:
            outers.append((ring, []))
        else:
            host.append(ring)
    return tuple(
        Outline(_ring(outer, clockwise=False), tuple(_ring(hole, clockwise=True) for hole in holes))
        for outer, holes in outers
    )


def straightened(ring: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ring without points that lie on the line between their neighbours (to a millimetre)."""
    kept: list[tuple[int, int]] = []
    count = len(ring)
    for index, (x, y) in enumerate(ring):
        (before_x, before_y), (after_x, after_y) = kept[-1] if kept else ring[index - 1], ring[(index + 1) % count]
        across = (x - before_x) * (after_y - before_y) - (after_x - before_x) * (y - before_y)
        length = ((after_x - before_x) ** 2 + (after_y - before_y) ** 2) ** 0.5
        if abs(across) > length:
            kept.append((x, y))
    return kept


def doubled_area(ring: Iterable[tuple[float, float]]) -> float:
    """Twice the area of a ring; positive when it runs counter-clockwise."""
    points = list(ring)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True))


def contains(ring: Iterable[tuple[float, float]], point: tuple[float, float]) -> bool:
    """Whether a point lies inside a ring."""
    points = list(ring)
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _ring(ring: list[tuple[int, int]], *, clockwise: bool) -> Ring:
    if (doubled_area(ring) > 0) is clockwise:
        ring.reverse()
    # The smallest point leads, so that the same room gives the same ring whoever exported it.
    first = ring.index(min(ring))
    return tuple((x / 1000, y / 1000) for x, y in (*ring[first:], *ring[:first]))


def _united(triangles: Any) -> tuple[Outline, ...]:
    """The union of triangles (m × 3 × 2, metres), for floors in steps and slopes."""
    import shapely

    closed = shapely.polygons(triangles)
    union = shapely.union_all(shapely.make_valid(closed), grid_size=MILLIMETRE)
    rings: list[list[tuple[int, int]]] = []
    for part in shapely.get_parts(union):
        if part.geom_type == "Polygon":
            rings.extend(
                [(round(x * 1000), round(y * 1000)) for x, y in line.coords[:-1]]
                for line in (part.exterior, *part.interiors)
            )
    return _outlines(rings)


def area_m2(outline: Iterable[Outline]) -> float:
    """The floor area of an outline, holes taken out."""
    return sum(
        (abs(doubled_area(part.outer)) - sum(abs(doubled_area(hole)) for hole in part.holes)) / 2 for part in outline
    )


def scaled(outline: tuple[Outline, ...], factor: float) -> tuple[Outline, ...]:
    """The outline with every coordinate multiplied, in millimetre steps."""
    return tuple(
        Outline(_scaled(part.outer, factor), tuple(_scaled(hole, factor) for hole in part.holes)) for part in outline
    )


def _scaled(ring: Ring, factor: float) -> Ring:
    return tuple((round(x * factor, 3), round(y * factor, 3)) for x, y in ring)


def label_point(part: Outline) -> tuple[Point, float]:
    """A point well inside an outline for its number, and how wide (m) the room is there: its roomiest stretch."""
    ys = sorted({y for _, y in part.outer})
    best: tuple[float, Point, float] = (-1.0, part.outer[0], 0.0)
    for low, high in itertools.pairwise(ys):
        y = (low + high) / 2
        for left, right in _stretches(part, y):
            roomy = min(right - left, (high - low) * 3)
            if roomy > best[0]:
                best = roomy, ((left + right) / 2, y), right - left
    return best[1], best[2]


def _stretches(part: Outline, y: float) -> Iterable[tuple[float, float]]:
    """Where a level line runs inside an outline, from left to right."""
    xs = sorted(
        (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for ring in (part.outer, *part.holes)
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True)
        if (y1 > y) != (y2 > y)
    )
    return zip(xs[::2], xs[1::2], strict=False)

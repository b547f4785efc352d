"""A building as triangles a browser draws: rooms one can tap, and what stands around them, small enough for a phone.

The file: `SDM1`, the length of the head (4 bytes, little-endian), the head as JSON, then for each of its parts the
points (three 16-bit numbers each: steps from the corner of the whole) and the triangles (three 16-bit places each).
The head has `step` (metres a step), `size` (metres), `storeys` (uids) and `parts`: [kind, key, storey's place or -1,
points, triangles].
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from samdrift.registers.estate.formats.model import Outline

MAGIC = b"SDM1"
STEPS = 65_535
MOST_POINTS = 65_535
MOST_TRIANGLES = 400_000
"""Of a whole building: about 5 MB before squeezing, and what a phone of some years still turns smoothly."""
SPACE, SLAB, WALL, WINDOW, ROOF = "space", "slab", "wall", "window", "roof"
LEFT_OUT_FIRST = (WINDOW, ROOF, SLAB, WALL)
THICK_M = 0.2


@dataclass(frozen=True, slots=True)
class MeshPart:
    """One room or thing: points (three 16-bit steps each) and triangles (three 16-bit places each), little-endian.

    `key` is a room's key in the model it came from, later its uid; `storey_key` "" where nobody knows.
    """

    kind: str
    key: str
    storey_key: str
    points: bytes
    faces: bytes

    @property
    def point_count(self) -> int:
        """How many points it has."""
        return len(self.points) // 6

    @property
    def triangle_count(self) -> int:
        """How many triangles it has."""
        return len(self.faces) // 6


@dataclass(frozen=True, slots=True)
class Mesh:
    """Parts on one grid: a point lies `origin + step × steps` metres from the model's own zero."""

    origin: tuple[float, float, float]
    step: float
    parts: tuple[MeshPart, ...]

    @property
    def triangle_count(self) -> int:
        """How many triangles all parts have."""
        return sum(part.triangle_count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Shape:
    """A part before it is put on the grid: n × 3 metres, m × 3 places in them."""

    kind: str
    key: str
    storey_key: str
    points: Any
    faces: Any


def on_grid(shapes: Iterable[Shape], most: int = MOST_TRIANGLES) -> Mesh | None:
    """The shapes on a grid that just holds them; None without a room.

    What is no room is left out where it lies far from all rooms (a terrain, a stray object), and by kind where the
    whole would have more than `most` triangles; rooms stay.
    """
    import numpy as np

    sound = [shape for shape in shapes if len(shape.faces) and 0 < len(shape.points) <= MOST_POINTS]
    rooms = [shape for shape in sound if shape.kind == SPACE]
    if not rooms:
        return None
    low = np.min([shape.points.min(axis=0) for shape in rooms], axis=0)
    high = np.max([shape.points.max(axis=0) for shape in rooms], axis=0)
    around = max(5.0, float((high - low).max()) * 0.25)
    kept = [one for one in sound if one.kind == SPACE or _within(one.points, low - around, high + around)]
    for kind in LEFT_OUT_FIRST:
        if sum(len(shape.faces) for shape in kept) <= most:
            break
        kept = [shape for shape in kept if shape.kind != kind]
    low = np.min([shape.points.min(axis=0) for shape in kept], axis=0)
    high = np.max([shape.points.max(axis=0) for shape in kept], axis=0)
    step = max(float((high - low).max()), 0.1) / STEPS
    parts = tuple(part for shape in kept if (part := _part(shape, low, step)).faces)
    return Mesh((float(low[0]), float(low[1]), float(low[2])), step, parts)


def _within(points: Any, low: Any, high: Any) -> bool:
    return bool((points.min(axis=0) >= low).all() and (points.max(axis=0) <= high).all())


def _part(shape: Shape, low: Any, step: float) -> MeshPart:
    import numpy as np

    steps = np.clip(np.round((shape.points - low) / step), 0, STEPS).astype("<u2")
    unique, places = np.unique(steps, axis=0, return_inverse=True)
    faces = places.reshape(-1)[shape.faces].astype("<u2")
    # Triangles that fell together on the grid are none.
    flat = (faces[:, 0] == faces[:, 1]) | (faces[:, 1] == faces[:, 2]) | (faces[:, 0] == faces[:, 2])
    return MeshPart(shape.kind, shape.key, shape.storey_key, unique.tobytes(), faces[~flat].tobytes())


def scaled(mesh: Mesh, factor: float) -> Mesh:
    """The mesh with every length multiplied: for models whose unit was taken for another."""
    x, y, z = mesh.origin
    return replace(mesh, origin=(x * factor, y * factor, z * factor), step=mesh.step * factor)


def written(mesh: Mesh, storeys: Sequence[str]) -> bytes:
    """The mesh as a file; `storeys` are the uids parts name theirs by."""
    place = {uid: number for number, uid in enumerate(storeys)}
    parts = [
        [part.kind, part.key, place.get(part.storey_key, -1), part.point_count, part.triangle_count]
        for part in mesh.parts
    ]
    return _packed(
        {"v": 1, "step": mesh.step, "size": _size(mesh), "storeys": list(storeys), "parts": parts},
        b"".join(part.points + part.faces for part in mesh.parts),
    )


def _size(mesh: Mesh) -> list[float]:
    """How wide, deep and high the whole is, in metres."""
    import numpy as np

    highest = [np.frombuffer(part.points, dtype="<u2").reshape(-1, 3).max(axis=0) for part in mesh.parts]
    return [round(float(steps) * mesh.step, 3) for steps in np.max(highest, axis=0)]


def _packed(head: dict[str, Any], body: bytes) -> bytes:
    text = json.dumps(head, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    return MAGIC + len(text).to_bytes(4, "little") + text + body


def head_of(file: bytes) -> dict[str, Any]:
    """The head of a file.

    Raises:
        ValueError: It is no such file.
    """
    if file[:4] != MAGIC:
        raise ValueError("This is no mesh of a building.")
    head: dict[str, Any] = json.loads(file[8 : 8 + int.from_bytes(file[4:8], "little")])
    return head


def without(file: bytes, hidden: Collection[str]) -> bytes:
    """The file without these rooms, and without what stands around on their storeys: walls would tell their shape."""
    head = head_of(file)
    if not hidden:
        return file
    storeys = {part[2] for part in head["parts"] if part[0] == SPACE and part[1] in hidden}
    everywhere = -1 in storeys  # nobody knows where they lie
    at, kept, body = 8 + int.from_bytes(file[4:8], "little"), [], []
    for part in head["parts"]:
        kind, key, storey, points, triangles = part
        length = 6 * (points + triangles)
        around = kind != SPACE and (everywhere or storey in storeys or storey == -1)
        if not around and not (kind == SPACE and key in hidden):
            kept.append(part)
            body.append(file[at : at + length])
        at += length
    return _packed({**head, "parts": kept}, b"".join(body))


def extruded(outline: Sequence[Outline], low: float, high: float) -> tuple[Any, Any] | None:
    """A footprint raised between two heights: points and triangles, closed and wound outwards; None without an area."""
    import numpy as np
    import shapely

    points: list[tuple[float, float, float]] = []
    faces: list[tuple[int, int, int]] = []
    for part in outline:
        shape = shapely.make_valid(shapely.Polygon(part.outer, part.holes))
        for polygon in shapely.get_parts(shape):
            if polygon.geom_type == "Polygon" and polygon.area > 1e-4:
                _raise_polygon(shapely.orient_polygons(polygon), low, high, points, faces)
    return (np.array(points), np.array(faces, dtype=np.int64)) if faces else None


def _raise_polygon(polygon: Any, low: float, high: float, points: list[Any], faces: list[Any]) -> None:
    import shapely

    for ring in (polygon.exterior, *polygon.interiors):
        corners = list(ring.coords)[:-1]
        first, count = len(points), len(corners)
        for x, y in corners:
            points.extend(((x, y, low), (x, y, high)))
        for number in range(count):
            a, b = first + 2 * number, first + 2 * ((number + 1) % count)
            faces.extend(((a, b, b + 1), (a, b + 1, a + 1)))
    for triangle in shapely.get_parts(shapely.constrained_delaunay_triangles(polygon)):
        corners = list(shapely.orient_polygons(triangle).exterior.coords)[:3]
        first = len(points)
        for x, y in corners:
            points.extend(((x, y, low), (x, y, high)))
        faces.extend(((first, first + 4, first + 2), (first + 1, first + 3, first + 5)))

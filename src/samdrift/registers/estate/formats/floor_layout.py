"""Lays out rooms on a storey: rectangles on both sides of a corridor, with areas that sum exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from samdrift.registers.estate.formats.programmes import CORRIDOR, RoomKind

CORRIDOR_SHARE = 0.14
CORRIDOR_WIDTH_M = 2.0
NARROW_M2 = 14.0
"""Rooms smaller than this share a column, or they would be slits as deep as the building."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A room on the plan: its lower left corner and sides in metres, its area in hundredths of m²."""

    kind: RoomKind
    x: float
    y: float
    width: float
    depth: float
    area_cm: int

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the room."""
        return self.x + self.width / 2, self.y + self.depth / 2


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """`total` split by weights into whole parts that sum to it (largest remainders, at least 1 each where possible)."""
    scale = total / sum(weights)
    exact = [weight * scale for weight in weights]
    parts = [max(1, int(part)) for part in exact]
    order = sorted(range(len(exact)), key=lambda index: int(exact[index]) - exact[index])
    missing = total - sum(parts)
    step = 1 if missing > 0 else -1
    index = 0
    while missing:
        spot = order[index % len(order)]
        if step > 0 or parts[spot] > 1:
            parts[spot] += step
            missing -= step
        index += 1
    return parts


def laid_out(kinds: Sequence[RoomKind], area_cm: int, random: Random) -> list[Rectangle]:
    """The rooms of a storey, the corridor first where there are three rooms or more.

    Args:
        kinds: The rooms wanted, without the corridor.
        area_cm: The storey's area in hundredths of m², met exactly.
    """
    if len(kinds) < 2:
        depth = max(3.0, (area_cm / 100) ** 0.5 * 0.7)
        return [_rectangle(kind, 0.0, 0.0, depth, area_cm) for kind in kinds]
    corridor_cm = int(area_cm * CORRIDOR_SHARE)
    sizes = shares(area_cm - corridor_cm, [kind.usual_m2 * random.uniform(0.85, 1.2) for kind in kinds])
    length = corridor_cm / 100 / CORRIDOR_WIDTH_M
    depth = (area_cm - corridor_cm) / 100 / (2 * length)
    found = [_rectangle(CORRIDOR, 0.0, depth, CORRIDOR_WIDTH_M, corridor_cm)]
    ends = [0.0, 0.0]
    for column in _columns(list(zip(kinds, sizes, strict=True))):
        side = 0 if ends[0] <= ends[1] else 1
        width = sum(size for _, size in column) / 100 / depth
        y = 0.0 if side == 0 else depth + CORRIDOR_WIDTH_M
        for kind, size in column:
            part = size / 100 / width
            found.append(Rectangle(kind, ends[side], y, width, part, size))
            y += part
        ends[side] += width
    return found


def _rectangle(kind: RoomKind, x: float, y: float, depth: float, area_cm: int) -> Rectangle:
    return Rectangle(kind, x, y, area_cm / 100 / depth, depth, area_cm)


def _columns(rooms: list[tuple[RoomKind, int]]) -> list[list[tuple[RoomKind, int]]]:
    """Rooms in columns as deep as the building; small ones together until the column is wide enough."""
    columns: list[list[tuple[RoomKind, int]]] = []
    small: list[tuple[RoomKind, int]] = []
    for room in rooms:
        if room[1] >= NARROW_M2 * 100:
            columns.append([room])
            continue
        small.append(room)
        if sum(size for _, size in small) >= NARROW_M2 * 100:
            columns.append(small)
            small = []
    if small:
        columns.append(small)
    return columns

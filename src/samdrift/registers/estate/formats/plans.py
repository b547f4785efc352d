"""Floor plans as path data: rooms of a storey in whole centimetres, ready to be drawn, clicked and labelled.

Centimetres, because integers are shorter and browsers draw text badly at sizes below one. The y axis points
down as on screens: a point (x, y) in metres on the storey's plan lies at (100 x, -100 y).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from samdrift.registers.estate.formats.model import BimSpace, Outline, Point
from samdrift.registers.estate.formats.outlines import area_m2, label_point

MARGIN_CM = 60
"""Around the rooms: an outer wall and its windows fit in."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The part of the plane a plan covers, in centimetres: what goes into an SVG's `viewBox`."""

    x: int
    y: int
    width: int
    height: int

    @property
    def view_box(self) -> str:
        """The four numbers as SVG wants them."""
        return f"{self.x} {self.y} {self.width} {self.height}"


@dataclass(frozen=True, slots=True)
class PlanRoom:
    """A room as drawn: its path, and where its number stands and how wide it may be (cm)."""

    key: str
    number: str
    name: str
    use: str
    area_m2: Decimal | None
    path: str
    label: tuple[int, int]
    label_width: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A storey's plan; `lines` are path data of cut building parts by kind (`wall`, `door`, `window`, `other`)."""

    bounds: Bounds
    rooms: tuple[PlanRoom, ...]
    lines: Mapping[str, str] = field(default_factory=dict)


def plan_of(spaces: Iterable[BimSpace], lines: Mapping[str, str] | None = None) -> Plan | None:
    """The plan of one storey's rooms, large rooms first so that small ones lie on top; None without any outline.

    Args:
        spaces: Rooms of one storey; those without an outline are left out (the list beside the plan has them).
        lines: What `ifc.sections` cut on this storey, if the background job has run.
    """
    drawn = [space for space in spaces if space.outline]
    if not drawn:
        return None
    drawn.sort(key=lambda space: (-area_m2(space.outline), space.name, space.key))
    corners = [on_plan(point) for space in drawn for part in space.outline for point in part.outer]
    left, top = min(x for x, _ in corners) - MARGIN_CM, min(y for _, y in corners) - MARGIN_CM
    right, bottom = max(x for x, _ in corners) + MARGIN_CM, max(y for _, y in corners) + MARGIN_CM
    return Plan(Bounds(left, top, right - left, bottom - top), tuple(_room(space) for space in drawn), lines or {})


def on_plan(point: Point) -> tuple[int, int]:
    """A point of the storey's plan (metres, y up) on the drawing (centimetres, y down)."""
    return round(point[0] * 100), -round(point[1] * 100)


def path_of(outline: Iterable[Outline]) -> str:
    """SVG path data of an outline; holes come out empty under the even-odd rule."""
    return "".join(_ring_path(ring) for part in outline for ring in (part.outer, *part.holes))


def _ring_path(ring: Iterable[Point]) -> str:
    """A ring with relative steps: half the letters of absolute ones."""
    points = [on_plan(point) for point in ring]
    (x, y), steps = points[0], []
    for next_x, next_y in points[1:]:
        step_x, step_y = next_x - x, next_y - y
        if step_y == 0:
            steps.append(f"h{step_x}")
        elif step_x == 0:
            steps.append(f"v{step_y}")
        else:
            steps.append(f"l{step_x} {step_y}")
        x, y = next_x, next_y
    return f"M{points[0][0]} {points[0][1]}{''.join(steps)}z"


def _room(space: BimSpace) -> PlanRoom:
    largest = max(space.outline, key=lambda part: area_m2((part,)))
    middle, width = label_point(largest)
    return PlanRoom(
        space.key,
        space.name,
        space.long_name,
        space.use,
        space.area_m2,
        path_of(space.outline),
        on_plan(middle),
        round(width * 100),
    )

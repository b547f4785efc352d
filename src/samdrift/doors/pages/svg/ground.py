"""What lies under a map: the outlines of countries, cut to what is seen and no finer than can be seen."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from samdrift.kernel.maps import View

FILE = Path(__file__).resolve().parents[2] / "static/vendor/world-atlas/outlines.json"
ACROSS = 1500  # how many grains a view is wide: half a pixel on a large screen
AROUND = 0.5  # how much of the view is drawn beyond each of its edges, for whoever moves a little
NAMED = 0.012  # a country is named when this share of the view is its own

Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its ISO letters, "" where it has none, and its rings with their bounds."""

    code: str
    rings: tuple[tuple[tuple[float, float, float, float], tuple[tuple[float, float], ...]], ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Outlines cut to a box.

    Attributes:
        grain: How many steps of the plane one step of the paths is; they begin at the box's corner.
        home, others: SVG paths of the countries asked for and of all others.
        names: Letters of countries and where their names may stand, on the plane, with the room there in steps.
    """

    box: View
    grain: float
    home: str
    others: str
    names: tuple[tuple[str, float, float, float], ...]


def ground(view: View, home: Iterable[str] = ()) -> Ground:
    """The outlines under a view, a half of it more on each side.

    Args:
        home: The letters of the countries drawn as the map's own.
    """
    # Rounded, so that a hundred readers of nearly the same view share one drawing.
    step = view.width / 16
    x, y = round(view.x / step) * step, round(view.y / step) * step
    wide, high = round(view.width * (1 + 2 * AROUND)), round(view.height * (1 + 2 * AROUND))
    return _ground(
        View(round(x - view.width * AROUND), round(y - view.height * AROUND), wide, high), view.width / ACROSS,
        tuple(sorted(set(home))),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _ground(box: View, grain: float, home: tuple[str, ...]) -> Ground:
    paths: dict[bool, list[str]] = {True: [], False: []}
    names = []
    seen = box.width * box.height / (1 + 2 * AROUND) ** 2
    for country in countries():
        cut = list(_inside(country, box, 3 * grain))
        paths[country.code in home] += [made for points in cut if (made := outline(points, box, grain))]
        largest = max(cut, key=_area, default=None)
        if country.code and largest and _area(largest) > NAMED * seen:
            names.append((country.code, *_middle(largest, 8 * grain)))
    return Ground(box, grain, "".join(paths[True]), "".join(paths[False]), tuple(names))


@cache
def countries() -> tuple[Country, ...]:
    """Every country of the file, read once."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    grain = told["grain"]
    return tuple(
        Country(one["code"], tuple(_ring(steps, grain) for steps in one["rings"])) for one in told["countries"]
    )


def lies_in(code: str, x: float, y: float) -> bool:
    """Whether a point lies on a country's land."""
    inside = False
    for country in countries():
        if country.code == code:
            for (left, top, right, below), points in country.rings:
                if left <= x <= right and top <= y <= below:
                    inside ^= _within(points, x, y)
    return inside


def _within(points: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    inside, (bx, by) = False, points[-1]
    for ax, ay in points:
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
        bx, by = ax, ay
    return inside


def _ring(
    steps: Sequence[int], grain: int
) -> tuple[tuple[float, float, float, float], tuple[tuple[float, float], ...]]:
    x = y = 0
    points = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((float(x * grain), float(y * grain)))
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys)), tuple(points)


def _inside(country: Country, box: View, least: float) -> Iterator[Points]:
    right, below = box.x + box.width, box.y + box.height
    for (left, top, east, south), points in country.rings:
        if east < box.x or left > right or south < box.y or top > below or max(east - left, south - top) < least:
            continue
        whole = left >= box.x and east <= right and top >= box.y and south <= below
        cut = list(points) if whole else clipped(list(points), box)
        if len(cut) > 2:
            yield cut


def clipped(points: Points, box: View) -> Points:
    """Sutherland and Hodgman: the part of a ring inside the box."""
    limits = ((0, box.x, 1), (1, box.y, 1), (0, box.x + box.width, -1), (1, box.y + box.height, -1))
    for axis, limit, sign in limits:
        kept: Points = []
        before = points[-1] if points else (0.0, 0.0)
        was = (before[axis] - limit) * sign >= 0
        for here in points:
            now = (here[axis] - limit) * sign >= 0
            if was != now:
                part = (limit - before[axis]) / (here[axis] - before[axis])
                kept.append((before[0] + part * (here[0] - before[0]), before[1] + part * (here[1] - before[1])))
            if now:
                kept.append(here)
            before, was = here, now
        points = kept
    return points


def outline(points: Points, box: View, grain: float) -> str:
    """A ring in grains from the box's corner; what falls on one point or on a straight line is left out."""
    places: list[tuple[int, int]] = []
    for x, y in points:
        place = (round((x - box.x) / grain), round((y - box.y) / grain))
        if not places or place != places[-1]:
            if len(places) > 1 and _straight(places[-2], places[-1], place):
                places.pop()
            places.append(place)
    if len(places) < 3:
        return ""
    x, y = places[0]
    steps = []
    for nx, ny in places[1:]:
        steps.append(f"{nx - x}" + (f"{ny - y}" if ny < y else f" {ny - y}"))
        x, y = nx, ny
    joined = "".join(one if one.startswith("-") else f" {one}" for one in steps).lstrip()
    return f"M{places[0][0]} {places[0][1]}l{joined}z"


def _straight(one: tuple[int, int], two: tuple[int, int], three: tuple[int, int]) -> bool:
    dx, dy, ex, ey = two[0] - one[0], two[1] - one[1], three[0] - two[0], three[1] - two[1]
    return dx * ey == dy * ex and dx * ex + dy * ey > 0


def _area(points: Points) -> float:
    turned = points[1:] + points[:1]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, turned, strict=True))) / 2


def _middle(points: Points, grain: float) -> tuple[float, float, float]:
    """Where a name may stand in a ring, and how much room there is for it."""
    from shapely import Polygon, maximum_inscribed_circle  # heavy, and only maps need it

    shape = Polygon(points).buffer(0).simplify(grain).buffer(0)
    line = maximum_inscribed_circle(shape, tolerance=4 * grain)
    (x, y), _edge = line.coords
    return round(x), round(y), round(line.length)

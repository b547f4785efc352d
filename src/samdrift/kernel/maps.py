"""The plane maps are drawn on: places to points and back, which points are drawn as one, and classes of a figure.

Web Mercator, the world 2^20 wide and high, x to the east and y to the south, so that pictures cut in the usual squares
fit without a change. A step of the plane is about 21 m at 56° north.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from math import atan, degrees, exp, floor, log, pi, radians, tan

WORLD = 1 << 20
HIGHEST = 85.05  # degrees; beyond, the plane would have no end
CLASSES = 4
CLOSEST = 64.0  # steps: no view is narrower than about a kilometre and a half


def projected(latitude: float, longitude: float) -> tuple[float, float]:
    """The point of a place given in degrees.

    Returns:
        x and y on the plane, from 0 to 2^20.
    """
    latitude = max(-HIGHEST, min(HIGHEST, latitude))
    x = (longitude / 360 + 0.5) * WORLD
    y = (0.5 - log(tan(pi / 4 + radians(latitude) / 2)) / (2 * pi)) * WORLD
    return x, y


def place_of(x: float, y: float) -> tuple[float, float]:
    """The place of a point: latitude and longitude in degrees."""
    return degrees(2 * atan(exp((0.5 - y / WORLD) * 2 * pi)) - pi / 2), (x / WORLD - 0.5) * 360


@dataclass(frozen=True, slots=True)
class View:
    """What is seen of the plane: its left upper corner, width and height in steps."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the view."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height

    def shaped(self, ratio: float) -> "View":
        """The smallest view around the same middle that is `ratio` times as wide as high and shows all of this one."""
        width, height = max(self.width, self.height * ratio), max(self.height, self.width / ratio)
        return View(self.x - (width - self.width) / 2, self.y - (height - self.height) / 2, width, height)

    def scaled(self, by: float) -> "View":
        """The view `by` times as wide around the same middle, never closer than streets nor wider than the world."""
        by = max(CLOSEST / self.width, min(WORLD / self.width, by))
        width, height = self.width * by, self.height * by
        return View(self.x + (self.width - width) / 2, self.y + (self.height - height) / 2, width, height)


def view_of(points: Sequence[tuple[float, float]], *, ratio: float, margin: float = 0.06) -> View | None:
    """The view that shows all points with a margin around them, or None when there are none.

    Args:
        ratio: How many times as wide as high it is.
        margin: How much of the width and height stays free on each side, under 0.5.
    """
    if not points:
        return None
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    top, bottom = min(y for _x, y in points), max(y for _x, y in points)
    least = 8 * CLOSEST  # one place alone is shown with what lies around it
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    width, height = max(right - left, least), max(bottom - top, least)
    free = 1 / (1 - 2 * margin)
    box = View(middle_x - width * free / 2, middle_y - height * free / 2, width * free, height * free)
    return box.shaped(ratio)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Points drawn as one: where the first of them lies, and which they are."""

    x: float
    y: float
    members: tuple[int, ...]


def clusters(points: Sequence[tuple[float, float]], reach: float) -> list[Cluster]:
    """Points that lie nearer than `reach` to an earlier one are drawn with it, where that one lies.

    Each point goes to the nearest of those that came before it and stand for others; so no two marks lie nearer than
    `reach`. The same points in the same order give the same, here and in the browser (`map.js` has the same few lines).
    """
    if reach <= 0:
        return [Cluster(x, y, (index,)) for index, (x, y) in enumerate(points)]
    seeds: list[tuple[float, float]] = []
    members: list[list[int]] = []
    cells: dict[tuple[int, int], list[int]] = {}
    for index, (x, y) in enumerate(points):
        column, row = floor(x / reach), floor(y / reach)
        near, best = -1, reach * reach
        for i in (column - 1, column, column + 1):
            for j in (row - 1, row, row + 1):
                for seed in cells.get((i, j), ()):
                    away = (seeds[seed][0] - x) ** 2 + (seeds[seed][1] - y) ** 2
                    if away < best:
                        near, best = seed, away
        if near < 0:
            cells.setdefault((column, row), []).append(len(seeds))
            seeds.append((x, y))
            members.append([index])
        else:
            members[near].append(index)
    return [Cluster(*at, tuple(found)) for at, found in zip(seeds, members, strict=True)]


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Values told apart by one mark: from `low` to `high`, both inside, and how many there are."""

    low: Decimal
    high: Decimal
    count: int


def classes(values: Sequence[Decimal], most: int = CLASSES) -> list[ValueClass]:
    """At most `most` classes of about as many values each, lowest first; nothing at all is a class of its own.

    Few different values are a class each. Equal values are never told apart, so classes may be fewer and uneven.
    """
    ordered = sorted(values)
    different = sorted(set(ordered))
    if len(different) <= most:
        return [ValueClass(value, value, ordered.count(value)) for value in different]
    found = []
    if different[0] == 0:
        zeros = bisect_right(ordered, Decimal(0))
        found, ordered, most = [ValueClass(Decimal(0), Decimal(0), zeros)], ordered[zeros:], most - 1
    while most and ordered:
        # As many as a fair share, then all that equal the last of them.
        share = (Decimal(len(ordered)) / most).to_integral_value(ROUND_HALF_EVEN)
        end = bisect_right(ordered, ordered[max(int(share), 1) - 1]) if most > 1 else len(ordered)
        found.append(ValueClass(ordered[0], ordered[end - 1], end))
        ordered, most = ordered[end:], most - 1
    return found


def class_of(value: Decimal, told: Sequence[ValueClass]) -> int:
    """Which class a value is in, counted from 0; a value between two classes belongs to the lower one."""
    return max(0, bisect_right([one.low for one in told], value) - 1)

"""Country outlines for the map, cut out of world-atlas (Natural Earth 1:10 million) for Europe and its neighbours.

TopoJSON goes in; out come rings on the map's own plane (`kernel/maps.py`: Web Mercator, the world 2^20 wide), each a
list of whole steps from point to point, so that drawing them needs no arithmetic with angles. Shared borders are
simplified once, before the countries are cut, so that neighbours still meet. Standard library only.
"""

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

WORLD = 1 << 20
WEST, SOUTH, EAST, NORTH = -26.0, 34.0, 45.0, 72.0
GRAIN = 4  # whole steps of the plane: about 90 m at 56° north, finer than the source
SMALLEST = 12 * GRAIN  # islands smaller than about a kilometre are left out
# The numbers of ISO 3166-1 that the source has, with the letters by which countries are named in every language.
LETTERS = {
    "008": "AL", "012": "DZ", "020": "AD", "031": "AZ", "040": "AT", "051": "AM", "056": "BE", "070": "BA",
    "100": "BG", "112": "BY", "191": "HR", "196": "CY", "203": "CZ", "208": "DK", "233": "EE", "234": "FO",
    "246": "FI", "248": "AX", "250": "FR", "268": "GE", "276": "DE", "292": "GI", "300": "GR", "304": "GL",
    "348": "HU", "352": "IS", "364": "IR", "368": "IQ", "372": "IE", "380": "IT", "422": "LB", "428": "LV",
    "438": "LI", "440": "LT", "442": "LU", "470": "MT", "492": "MC", "498": "MD", "499": "ME", "504": "MA",
    "528": "NL", "578": "NO", "616": "PL", "620": "PT", "642": "RO", "643": "RU", "674": "SM", "688": "RS",
    "703": "SK", "705": "SI", "724": "ES", "752": "SE", "756": "CH", "760": "SY", "788": "TN", "792": "TR",
    "804": "UA", "807": "MK", "826": "GB", "831": "GG", "832": "JE", "833": "IM",
}  # fmt: skip

Point = tuple[float, float]


def projected(longitude: float, latitude: float) -> Point:
    """A place on the plane, x to the east and y to the south."""
    latitude = max(-85.05, min(85.05, latitude))
    y = math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
    return (longitude / 360 + 0.5) * WORLD, (0.5 - y / (2 * math.pi)) * WORLD


def outlines(topology: dict[str, Any], about: str) -> bytes:
    """Every country that reaches into the area, as one line of JSON a country."""
    arcs = [_thinned(_plane(topology, arc), 0.6 * GRAIN) for arc in topology["arcs"]]
    box = (*projected(WEST, NORTH), *projected(EAST, SOUTH))
    lines = []
    for country in topology["objects"]["countries"]["geometries"]:
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country.get("arcs", [])
        rings = [ring for polygon in polygons for ring in _rings(polygon, arcs, box)]
        if rings:
            head = {"code": LETTERS.get(country.get("id", ""), ""), "name": country["properties"]["name"]}
            lines.append(json.dumps({**head, "rings": rings}, separators=(",", ":"), ensure_ascii=False))
    lines.sort()
    head = json.dumps({"about": about, "world": WORLD, "grain": GRAIN}, ensure_ascii=False)
    return (f'{head[:-1]}, "countries": [\n' + ",\n".join(lines) + "\n]}\n").encode()


def _plane(topology: dict[str, Any], arc: Sequence[Sequence[int]]) -> list[Point]:
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append(projected(x * kx + tx, y * ky + ty))
    return points


def _thinned(points: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker: the points without which the line would move by more than `tolerance`."""
    if len(points) < 3:
        return points
    kept = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    if points[0] == points[-1]:  # a ring of its own: begin with the point farthest from its start
        far = max(range(len(points)), key=lambda i: math.dist(points[0], points[i]))
        kept.add(far)
        waiting = [(0, far), (far, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        index, away = 0, tolerance
        for i in range(first + 1, last):
            distance = _from_line(points[i], points[first], points[last])
            if distance > away:
                index, away = i, distance
        if index:
            kept.add(index)
            waiting += [(first, index), (index, last)]
    return [points[i] for i in sorted(kept)]


def _from_line(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    if not length:
        return math.dist(point, start)
    along = max(0.0, min(1.0, ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length))
    return math.dist(point, (start[0] + along * dx, start[1] + along * dy))


def _rings(polygon: Sequence[Sequence[int]], arcs: Sequence[list[Point]], box: Sequence[float]) -> Iterator[list[int]]:
    for ring in polygon:
        points: list[Point] = []
        for number in ring:
            part = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += part[1:] if points else part
        cut = _cut(points, box)
        if cut and max(_reach(cut, 0), _reach(cut, 1)) >= SMALLEST:
            steps = _steps(cut)
            if len(steps) > 6:
                yield steps


def _reach(points: Sequence[Point], axis: int) -> float:
    values = [point[axis] for point in points]
    return max(values) - min(values)


def _cut(points: list[Point], box: Sequence[float]) -> list[Point]:
    """Sutherland and Hodgman: the part of a ring inside the box."""
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        inside: list[Point] = []
        for before, here in zip(points[-1:] + points[:-1], points, strict=True):
            was, now = (before[axis] - limit) * sign >= 0, (here[axis] - limit) * sign >= 0
            if was != now:
                part = (limit - before[axis]) / (here[axis] - before[axis])
                inside.append((before[0] + part * (here[0] - before[0]), before[1] + part * (here[1] - before[1])))
            if now:
                inside.append(here)
        points = inside
    return points


def _steps(points: Sequence[Point]) -> list[int]:
    """The first point in grains, then the steps to each next one; points that fall together are one."""
    steps: list[int] = []
    x = y = 0
    for point in points:
        nx, ny = round(point[0] / GRAIN), round(point[1] / GRAIN)
        if not steps or (nx, ny) != (x, y):
            steps += [nx - x, ny - y]
            x, y = nx, ny
    return steps

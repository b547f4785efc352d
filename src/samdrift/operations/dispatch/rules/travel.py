"""How far it is and how long it takes: straight lines made longer, unless somebody has measured."""

from collections.abc import Mapping, Sequence
from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_000
# A road is about this much longer than the straight line, and a van drives this fast on it, town and country together.
DETOUR_PERCENT = 130
METRES_PER_HOUR = 45_000
# Parking, signing in, walking to the door: what every change of place costs besides the way.
ARRIVING_SECONDS = 240

Place = tuple[float, float]


def straight_metres(one: Place, other: Place) -> int:
    """The distance over the ground between two places given as (latitude, longitude) in degrees, in whole metres."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*one, *other))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return round(2 * EARTH_METRES * asin(min(1.0, sqrt(half))))


def road_metres(one: Place | None, other: Place | None, *, detour_percent: int = DETOUR_PERCENT) -> int:
    """The way on the road in whole metres; 0 where we do not know where one of the places lies."""
    if one is None or other is None or one == other:
        return 0
    return straight_metres(one, other) * detour_percent // 100


def travel_seconds(metres: int, *, metres_per_hour: int = METRES_PER_HOUR) -> int:
    """How long a way takes, with arriving; nothing for staying where one is."""
    return 0 if metres == 0 else metres * 3600 // metres_per_hour + ARRIVING_SECONDS


def tables(
    places: Sequence[Place | None], measured: Mapping[tuple[int, int], tuple[int, int]]
) -> tuple[list[list[int]], list[list[int]]]:
    """The tables of seconds and metres between all places, by their index.

    Args:
        measured: (from, to) → (seconds, metres) where somebody has measured; the other direction counts as well when
            only one is given.
    """
    seconds = [[0] * len(places) for _ in places]
    metres = [[0] * len(places) for _ in places]
    for a, one in enumerate(places):
        for b, other in enumerate(places):
            if a == b:
                continue
            known = measured.get((a, b)) or measured.get((b, a))
            metres[a][b] = known[1] if known else road_metres(one, other)
            seconds[a][b] = known[0] if known else travel_seconds(metres[a][b])
    return seconds, metres

"""Where a report from elsewhere belongs, and how our states read to other systems."""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

EARTH_M = 6_371_000
# GeoReport knows two states; the rest is said in words.
OPEN_STATES = frozenset(
    {"submitted", "awaiting_approval", "submitted_approved", "triaged", "assigned", "in_progress", "on_hold",
     "made_safe", "resolved"}
)  # fmt: skip
CLOSED_WORDS = ("closed", "cancelled", "duplicate", "declined", "rejected")


def status_of(state: str) -> str:
    """open or closed: what is resolved waits for the requester's yes and may be reopened, so it reads as closed.

    >>> status_of("in_progress"), status_of("resolved")
    ('open', 'closed')
    """
    return "open" if state in OPEN_STATES and state != "resolved" else "closed"


def states_reading(status: str) -> tuple[str, ...]:
    """The states another system knows by "open" or "closed"."""
    return tuple(s for s in sorted({*OPEN_STATES, *CLOSED_WORDS}) if status_of(s) == status)


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The way over the ground between two points given as (latitude, longitude) in degrees, by the haversine."""
    (lat1, long1), (lat2, long2) = [(radians(x), radians(y)) for x, y in (a, b)]
    root = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((long2 - long1) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(root)))


def nearest(point: tuple[float, float], places: Iterable[tuple[int, float, float]], *, within_m: float) -> int | None:
    """The id of the place nearest to a point, when it lies within the distance; each as (id, latitude, longitude)."""
    ranked = sorted((metres_between(point, (lat, long)), pk) for pk, lat, long in places)
    return ranked[0][1] if ranked and ranked[0][0] <= within_m else None

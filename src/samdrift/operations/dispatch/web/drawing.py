"""The board's pictures as numbers: strips of a day, and a map of routes; templates write them as SVG."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from samdrift.operations.dispatch.queries.board import Board, LaneShown
from samdrift.operations.dispatch.queries.orders import Order
from samdrift.operations.dispatch.rules import proposing

STRIP, WIDE, HIGH, EDGE = 240, 640, 360, 24
COLOURS = 4


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map with what is there to say."""

    x: int
    y: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person's route on the map."""

    name: str
    colour: int
    points: str


def strip(board: Board, lane: LaneShown) -> list[tuple[int, int, bool]]:
    """One person's day as (left, width, late) of `STRIP` parts of the shift."""
    worker = lane.member.worker
    length = max(1, worker.shift_to - worker.shift_from)
    parts = []
    for order in lane.timed:
        assert order.planned_from is not None  # timed orders have a time
        begins = proposing.seconds_in(order.planned_from, board.span.first) - worker.shift_from
        left = min(STRIP, max(0, STRIP * begins // length))
        wide = max(2, min(STRIP - left, STRIP * order.minutes * 60 // length))
        parts.append((left, wide, is_late(order)))
    return parts


def is_late(order: Order) -> bool:
    """Whether its time ends after it was promised."""
    ends = order.planned_to or order.planned_from
    return order.due_at is not None and ends is not None and ends > order.due_at


def map_of(board: Board, words: dict[int, str]) -> tuple[list[Dot], list[Line]]:
    """The sites of the board's orders and everybody's route between them; empty when nobody knows where they lie."""
    at = board.ways.at
    if len(at) < 2:
        return [], []
    place = _Projection(at.values())
    lines, dots, seen = [], [], set()
    for number, lane in enumerate(board.lanes):
        home = lane.member.worker.start
        sites = [site for site in (home, *(order.site_id for order in lane.timed), home) if site in at]
        if len(set(sites)) > 1:
            points = " ".join(f"{x},{y}" for x, y in map(place.of, (at[site] for site in sites)))
            lines.append(Line(lane.member.name, number % COLOURS + 1, points))
        seen.update(sites)
    for site in sorted(at):
        x, y = place.of(at[site])
        dots.append(Dot(x, y, words.get(site, ""), "given" if site in seen else "open"))
    return dots, lines


class _Projection:
    """Degrees to the map's points; east–west shrinks towards the pole."""

    def __init__(self, places: Iterable[tuple[float, float]]) -> None:
        lats, lons = zip(*places, strict=True)
        self.top, self.left = max(lats), min(lons)
        self.shrink = cos(radians(sum(lats) / len(lats)))
        width, height = max(1e-6, (max(lons) - self.left) * self.shrink), max(1e-6, self.top - min(lats))
        self.scale = min((WIDE - 2 * EDGE) / width, (HIGH - 2 * EDGE) / height)

    def of(self, place: tuple[float, float]) -> tuple[int, int]:
        """A place given as (latitude, longitude)."""
        x = EDGE + (place[1] - self.left) * self.shrink * self.scale
        return round(x), round(EDGE + (self.top - place[0]) * self.scale)

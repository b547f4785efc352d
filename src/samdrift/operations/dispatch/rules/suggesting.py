"""Whom an order would suit, and why, in codes that pages put into words. It suggests; people decide."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from samdrift.operations.dispatch.rules.values import Stop, Worker, unfit


@dataclass(frozen=True, slots=True)
class Lane:
    """One person's day so far: what they have to do in seconds, out of how many, and where they will be."""

    worker: Worker
    busy: int
    places: frozenset[int]
    keys: frozenset[int] = frozenset()  # the places whose key they hold

    @property
    def free(self) -> int:
        """Seconds still free; below 0 when there is more than fits."""
        rest = self.worker.rest.length if self.worker.rest else 0
        return self.worker.shift_to - self.worker.shift_from - rest - self.busy

    @property
    def load_percent(self) -> int:
        """How full the day is, in whole percent; more than 100 when it does not fit."""
        return load_percent(self.busy, self.busy + self.free)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One person for one order: what stands against it (skill, clearance, key, full, or "") and how near they are."""

    worker: int
    against: str
    metres: int
    load_percent: int
    has_key: bool = False


def load_percent(busy: int, length: int) -> int:
    """How full a day is, in whole percent rounded down; a day without length is full as soon as there is anything."""
    if length <= 0:
        return 100 if busy else 0
    return 100 * busy // length


def suggestions(stop: Stop, lanes: Iterable[Lane], metres: Callable[[int, int], int]) -> list[Suggestion]:
    """Everybody, the best first: who may, has room, is near and has little to do.

    A person with a tenth of a day less to do may be 3 km farther away, and one who holds the key there 5.

    Args:
        metres: The way from one place to another.
    """
    found = []
    for lane in lanes:
        against = unfit(stop, lane.worker) or ("full" if lane.free < stop.service else "")
        near = min(metres(place, stop.place) for place in lane.places or {lane.worker.start})
        found.append(Suggestion(lane.worker.key, against, near, lane.load_percent, stop.place in lane.keys))
    order = {"": 0, "full": 1}

    def weight(one: Suggestion) -> tuple[int, int, int]:
        far = one.metres + 300 * one.load_percent - (5_000 if one.has_key else 0)
        return order.get(one.against, 2), far, one.worker

    return sorted(found, key=weight)

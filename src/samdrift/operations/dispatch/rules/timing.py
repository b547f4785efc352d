"""When each stop of a route begins, with the rest where it delays least; exact, or None when it cannot be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from samdrift.operations.dispatch.rules.values import Day, Rest, Route, Stop, Visit, Worker


@dataclass(frozen=True, slots=True)
class _At:
    """Where one stands: free again at `free`, rested or not, and how one came here."""

    free: int
    arrives: int
    begins: int
    rests: tuple[int, int] | None
    before: "_At | None"


def route_of(day: Day, worker: Worker, stops: Sequence[Stop]) -> Route | None:
    """The route that serves these stops in this order, each as early as can be, or None when a window closes.

    Two ways through the day are followed at once, one with the rest behind and one with it still to come; to be earlier
    is never worse, so the earlier of each kind is kept.
    """
    open_: _At | None = _At(worker.shift_from, worker.shift_from, worker.shift_from, None, None)
    rested: _At | None = None
    place = worker.start
    for stop in stops:
        way = day.seconds[place][stop.place]
        found = [_served(one, way, stop, None) for one in (open_, rested) if one]
        found += [_served(open_, way, stop, rest) for rest in _rests(open_, way, worker.rest)]
        open_, rested = _earliest(found, rested=False), _earliest(found, rested=True)
        if open_ is None and rested is None:
            return None
        place = stop.place
    return _back(day, worker, stops, open_, rested)


def _rests(one: "_At | None", way: int, rest: Rest | None) -> list[tuple[int, int]]:
    """When the rest may be taken on this leg: before leaving, or on arriving."""
    if one is None or rest is None:
        return []
    begins = {max(one.free, rest.earliest), max(one.free + way, rest.earliest)}
    return [(at, at + rest.length) for at in sorted(begins) if at <= rest.latest]


def _served(one: "_At | None", way: int, stop: Stop, rests: tuple[int, int] | None) -> _At | None:
    assert one is not None
    arrives = one.free + way
    ready = arrives
    if rests is not None:
        before_leaving = rests[0] < one.free + way
        arrives = rests[1] + way if before_leaving else one.free + way
        ready = arrives if before_leaving else rests[1]
    begins = max(ready, stop.earliest)
    if begins > stop.latest:
        return None
    return _At(begins + stop.service, arrives, begins, rests or one.rests, one)


def _earliest(found: Sequence[_At | None], *, rested: bool) -> _At | None:
    fitting = [one for one in found if one is not None and (one.rests is not None) == rested]
    return min(fitting, key=lambda one: one.free, default=None)


def _back(
    day: Day, worker: Worker, stops: Sequence[Stop], open_: "_At | None", rested: "_At | None"
) -> Route | None:  # fmt: skip
    """The way back; whoever is back before the rest must begin rests there."""
    way = day.seconds[stops[-1].place if stops else worker.start][worker.end]
    ends: list[tuple[int, _At, tuple[int, int] | None]] = []
    if rested is not None:
        ends.append((rested.free + way, rested, rested.rests))
    if open_ is not None:
        back = open_.free + way
        if worker.rest is None or back <= worker.rest.latest:
            ends.append((back, open_, None))
        ends += [(max(rest[1], open_.free) + way, open_, rest) for rest in _rests(open_, way, worker.rest)[:1]]
    ends = [end for end in ends if end[0] <= worker.shift_to]
    if not ends:
        return None
    returns, last, rests = min(ends, key=lambda end: end[0])
    return _told(day, worker, stops, last, returns, rests)


def _told(
    day: Day, worker: Worker, stops: Sequence[Stop], last: _At, returns: int, rests: tuple[int, int] | None
) -> Route:  # fmt: skip
    steps: list[_At] = []
    at: _At | None = last
    while at is not None and at.before is not None:
        steps.append(at)
        at = at.before
    steps.reverse()
    visits = [
        Visit(stop.key, step.arrives, step.begins, step.begins + stop.service)
        for stop, step in zip(stops, steps, strict=True)
    ]
    places = [worker.start, *(stop.place for stop in stops), worker.end]
    legs = list(pairwise(places))
    if visits:
        visits[0], leaves = _later(visits[0], day.seconds[places[0]][places[1]], rests)
    else:
        leaves = worker.shift_from
    metres, travel = (sum(table[a][b] for a, b in legs) for table in (day.metres, day.seconds))
    return Route(worker.key, leaves, tuple(visits), returns, metres, travel, rests)


def _later(first: Visit, way: int, rests: tuple[int, int] | None) -> tuple[Visit, int]:
    """Nobody leaves earlier than they need to be at the first stop in time."""
    arrives = first.begins
    if rests is not None and first.arrives <= rests[0] < first.begins:
        arrives = rests[0]  # rests on arriving
    return Visit(first.stop, arrives, first.begins, first.ends), arrives - way

"""A good plan for a day: pyvrp searches, exact timing places the rests, and what fell out is fitted in again.

pyvrp knows time windows, skills (as ways that are too long) and prizes, but no rests: windows are narrowed by the
length of a rest while it searches, the rest is placed exactly afterwards, and a stop that then no longer fits is taken
out and offered to everybody once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from samdrift.operations.dispatch.rules.timing import route_of
from samdrift.operations.dispatch.rules.values import MUST, Day, DayPlan, Rest, Route, Stop, Worker, unfit

# How many places fitting in tries before it leaves the rest: a second or two, and the same on every machine.
MOST_TRIES = 20_000
# A way so long that no prize is worth it: how a stop is closed to somebody.
CLOSED = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: seconds, and how many rounds in a row may bring nothing better.

    The same seed gives the same plan whenever the rounds end the search; when the seconds do, a faster machine gets
    further.
    """

    seconds: float = 10.0
    rounds: int = 200_000
    seed: int = 1


class Unplannable(Exception):
    """What somebody is doing already cannot be finished within their day."""

    def __init__(self, worker: int) -> None:
        super().__init__(worker)
        self.worker = worker


def plan_of(day: Day, effort: Effort) -> DayPlan:
    """A plan in which everybody's first stops stay, and as much as possible is served on short ways.

    Raises:
        Unplannable: Somebody's first stops alone do not fit into their day.
    """
    stops = {stop.key: stop for stop in day.stops}
    lists: dict[int, list[Stop]] = {}
    for worker in day.workers:
        lists[worker.key] = [stops[key] for key in worker.fixed]
        if worker.fixed and route_of(day, worker, lists[worker.key]) is None:
            raise Unplannable(worker.key)
    fixed = {key for worker in day.workers for key in worker.fixed}
    free = [stop for stop in day.stops if stop.key not in fixed]
    for worker, more in _searched(day, free, lists, effort):
        lists[worker.key] += more
    left = _made_to_fit(day, lists, free)
    left = fit_in(day, lists, left)
    routes = [_certain(day, worker, lists[worker.key]) for worker in day.workers if lists[worker.key]]
    unserved = tuple((stop.key, why_not(day, stop)) for stop in sorted(left, key=lambda stop: stop.key))
    return DayPlan(tuple(routes), unserved)


def cost_of(day: Day, plan: DayPlan) -> int:
    """What a plan costs: ways, time between leaving and being back, and the worth of what nobody gets to."""
    worth = {stop.key: stop.prize for stop in day.stops}
    return sum(_cost(day, one) for one in plan.routes) + sum(worth[key] for key, _reason in plan.unserved)


def why_not(day: Day, stop: Stop) -> str:
    """Why nobody gets to a stop: skill, clearance or key that no one has, nobody there at that time, or no room."""
    reasons = [unfit(stop, worker) for worker in day.workers]
    if not reasons:
        return "nobody"
    fitting = [worker for worker, reason in zip(day.workers, reasons, strict=True) if not reason]
    if not fitting:
        return next(reason for reason in ("key", "clearance", "skill") if reason in reasons)
    if all(route_of(day, _fresh(worker), [stop]) is None for worker in fitting):
        return "window"
    return "no_room"


def _fresh(worker: Worker) -> Worker:
    return Worker(worker.key, worker.shift_from, worker.shift_to, worker.start, worker.end, rest=worker.rest)


def fit_in(day: Day, lists: dict[int, list[Stop]], left: Sequence[Stop]) -> list[Stop]:
    """Put stops where they cost least, the most worthy first; gives those that fit nowhere or are not worth it."""
    out, tries = [], MOST_TRIES
    for stop in sorted(left, key=lambda stop: (-stop.prize, stop.key)):
        best: tuple[int, int, int] | None = None
        for worker in _candidates(day, lists, stop):
            now = lists[worker.key]
            before = _cost(day, route_of(day, worker, now) if now else None)
            places = range(len(worker.fixed), len(now) + 1) if tries > 0 else ()
            tries -= len(places)
            for at in places:
                tried = route_of(day, worker, [*now[:at], stop, *now[at:]])
                if tried is not None:
                    found = (_cost(day, tried) - before, worker.key, at)
                    best = min(best, found) if best else found
        if best is None or best[0] > stop.prize:
            out.append(stop)
        else:
            lists[best[1]].insert(best[2], stop)
    return out


def _candidates(day: Day, lists: dict[int, list[Stop]], stop: Stop) -> list[Worker]:
    """Who may do a stop and carry it; of those with nothing yet and the same day one is enough."""
    found, empty = [], set()
    for worker in day.workers:
        if unfit(stop, worker) or not _carries(worker, [*lists[worker.key], stop]):
            continue
        if not lists[worker.key]:
            alike = (worker.start, worker.end, worker.shift_from, worker.shift_to, worker.rest)
            if alike in empty:
                continue
            empty.add(alike)
        found.append(worker)
    return found


def _carries(worker: Worker, stops: Sequence[Stop]) -> bool:
    return worker.capacity is None or sum(stop.load for stop in stops) <= worker.capacity


def _cost(day: Day, route: Route | None) -> int:
    if route is None:
        return 0
    return day.weights.metre * route.metres + day.weights.second * (route.returns - route.leaves)


def _certain(day: Day, worker: Worker, stops: Sequence[Stop]) -> Route:
    route = route_of(day, worker, stops)
    assert route is not None  # made to fit before
    return route


def _made_to_fit(day: Day, lists: dict[int, list[Stop]], free: Sequence[Stop]) -> list[Stop]:
    """Take out of each list, the least worthy first, what does not fit; gives all that nobody has."""
    for worker in day.workers:
        kept = [stop for stop in lists[worker.key] if not unfit(stop, worker) or stop.key in worker.fixed]
        while len(kept) > len(worker.fixed) and not _works(day, worker, kept):
            kept.remove(_least(day, worker, kept))
        lists[worker.key] = kept
    served = {stop.key for stops in lists.values() for stop in stops}
    return [stop for stop in free if stop.key not in served]


def _works(day: Day, worker: Worker, stops: Sequence[Stop]) -> bool:
    return _carries(worker, stops) and route_of(day, worker, stops) is not None


def _least(day: Day, worker: Worker, stops: Sequence[Stop]) -> Stop:
    """Which stop to take out: the least worthy of those without which the rest would fit, or of all."""
    loose = stops[len(worker.fixed) :]
    enough = [one for one in loose if _works(day, worker, [other for other in stops if other is not one])]
    return min(enough or loose, key=lambda stop: (stop.prize, stop.key))


def _searched(
    day: Day, free: Sequence[Stop], lists: dict[int, list[Stop]], effort: Effort
) -> list[tuple[Worker, list[Stop]]]:
    """What the solver gives each person after their first stops."""
    workers = [worker for worker in day.workers if _begins(day, worker, lists[worker.key]) < worker.shift_to]
    if not free or not workers:
        return []
    import pyvrp  # a third of a second that only planning needs
    from pyvrp.stop import MaxRuntime, MultipleCriteria, NoImprovement

    groups = _alike(day, workers, lists)
    data = _problem(pyvrp, day, free, list(groups), [len(alike) for alike in groups.values()])
    until = MultipleCriteria([MaxRuntime(effort.seconds), NoImprovement(effort.rounds)])
    found = pyvrp.solve(data, stop=until, seed=effort.seed, collect_stats=False, display=False)
    waiting = [list(alike) for alike in groups.values()]
    given = []
    for route in found.best.routes():
        visits = [free[step.idx] for step in route if step.is_client()]
        given.append((waiting[route.vehicle_type()].pop(0), visits))
    return given


def _alike(
    day: Day, workers: Sequence[Worker], lists: dict[int, list[Stop]]
) -> dict[tuple[Worker, int, int], list[Worker]]:  # fmt: skip
    """People whose day is the same, as (one of them, from when, from where): the solver plans for one of a kind."""
    groups: dict[tuple[Worker, int, int], list[Worker]] = {}
    for worker in workers:
        first = lists[worker.key]
        kind = (
            replace(worker, key=0, fixed=()),
            _begins(day, worker, first),
            first[-1].place if first else worker.start,
        )
        left = None if worker.capacity is None else worker.capacity - sum(stop.load for stop in first)
        kind = (replace(kind[0], capacity=left), kind[1], kind[2])
        groups.setdefault(kind, []).append(worker)
    return groups


def _begins(day: Day, worker: Worker, fixed: Sequence[Stop]) -> int:
    """From when somebody is free for more."""
    if not fixed:
        return worker.shift_from
    route = route_of(day, worker, fixed)
    assert route is not None  # looked at before
    return max(route.visits[-1].ends, route.rests[1] if route.rests else 0)


def _problem(
    pyvrp: Any, day: Day, free: Sequence[Stop], kinds: Sequence[tuple[Worker, int, int]], counts: Sequence[int]
) -> Any:  # fmt: skip
    import numpy as np

    depots = sorted({*(start for _one, _begins, start in kinds), *(one.end for one, _begins, _start in kinds)})
    places = np.array([*depots, *(stop.place for stop in free)], dtype=np.int64)
    metres = np.asarray(day.metres, dtype=np.int64)[np.ix_(places, places)]
    seconds = np.asarray(day.seconds, dtype=np.int64)[np.ix_(places, places)]
    closed = [tuple(at for at, stop in enumerate(free) if unfit(stop, one)) for one, _begins, _start in kinds]
    profiles = {shut: at for at, shut in enumerate(dict.fromkeys(closed))}
    loaded = any(one.capacity is not None for one, _begins, _start in kinds)
    types = [
        pyvrp.VehicleType(
            count, capacity=[one.capacity if one.capacity is not None else CLOSED] if loaded else [],
            start_depot=depots.index(start), end_depot=depots.index(one.end), tw_early=begins,
            tw_late=max(begins, one.shift_to - (one.rest.length if one.rest else 0)),
            unit_distance_cost=day.weights.metre, unit_duration_cost=day.weights.second, profile=profiles[shut],
        )
        for (one, begins, start), count, shut in zip(kinds, counts, closed, strict=True)
    ]  # fmt: skip
    rests = [one.rest for one, _begins, _start in kinds if one.rest]
    clients = [_client(pyvrp, len(depots) + at, stop, rests, loaded=loaded) for at, stop in enumerate(free)]
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in places], clients, [pyvrp.Depot(at) for at in range(len(depots))], types,
        [_shut(metres, len(depots), shut) for shut in profiles], [seconds for _ in profiles],
    )  # fmt: skip


def _client(pyvrp: Any, at: int, stop: Stop, rests: Sequence[Rest], *, loaded: bool) -> Any:
    """A stop as the solver takes it: its window narrowed by the longest rest that may still come before it."""
    narrower = max((rest.length for rest in rests if stop.latest >= rest.earliest), default=0)
    return pyvrp.Client(
        at, delivery=[stop.load] if loaded else [], service_duration=stop.service, tw_early=stop.earliest,
        tw_late=max(stop.earliest, stop.latest - narrower), prize=stop.prize,
        required=stop.prize >= MUST,
    )  # fmt: skip


def _shut(metres: Any, before: int, shut: Sequence[int]) -> Any:
    """The ways with those to some stops made too long to be worth it."""
    made = metres.copy()
    for at in shut:
        made[before + at, :] = made[:, before + at] = CLOSED
        made[before + at, before + at] = 0
    return made

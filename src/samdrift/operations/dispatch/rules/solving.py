"""A good plan for a day: pyvrp searches, exact timing places the rests, and what fell out is fitted in again.

pyvrp knows time windows, skills (as ways that are too long) and prizes, but no rests: windows are narrowed by the
length of a rest while it searches, the rest is placed exactly afterwards, and a stop that then no longer fits is taken
out and offered to everybody once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from samdrift.operations.dispatch.rules.timing import route_of
from samdrift.operations.dispatch.rules.values import WEIGHTS, Day, DayPlan, Route, Stop, Worker, unfit

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
    on_the_way = sum(WEIGHTS.metre * one.metres + WEIGHTS.second * (one.returns - one.leaves) for one in plan.routes)
    return on_the_way + sum(worth[key] for key, _reason in plan.unserved)


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
    """Put stops where they delay least, the most worthy first; gives those that fit nowhere."""
    out = []
    for stop in sorted(left, key=lambda stop: (-stop.prize, stop.key)):
        best: tuple[int, int, int] | None = None
        for worker in day.workers:
            if unfit(stop, worker):
                continue
            now = lists[worker.key]
            before = route_of(day, worker, now) if now else None
            for at in range(len(worker.fixed), len(now) + 1):
                tried = route_of(day, worker, [*now[:at], stop, *now[at:]])
                if tried is not None:
                    more = _cost(tried) - (_cost(before) if before else 0)
                    best = min(best or (more, worker.key, at), (more, worker.key, at))
        if best is None or best[0] > stop.prize:
            out.append(stop)
        else:
            lists[best[1]].insert(best[2], stop)
    return out


def _cost(route: Route) -> int:
    return WEIGHTS.metre * route.metres + WEIGHTS.second * (route.returns - route.leaves)


def _certain(day: Day, worker: Worker, stops: Sequence[Stop]) -> Route:
    route = route_of(day, worker, stops)
    assert route is not None  # made to fit before
    return route


def _made_to_fit(day: Day, lists: dict[int, list[Stop]], free: Sequence[Stop]) -> list[Stop]:
    """Take out of each list, the least worthy first, what does not fit; gives all that nobody has."""
    for worker in day.workers:
        kept = [stop for stop in lists[worker.key] if not unfit(stop, worker) or stop.key in worker.fixed]
        while len(kept) > len(worker.fixed) and route_of(day, worker, kept) is None:
            kept.remove(_least(day, worker, kept))
        lists[worker.key] = kept
    served = {stop.key for stops in lists.values() for stop in stops}
    return [stop for stop in free if stop.key not in served]


def _least(day: Day, worker: Worker, stops: Sequence[Stop]) -> Stop:
    """Which stop to take out: the least worthy of those without which the rest would fit, or of all."""
    loose = stops[len(worker.fixed) :]
    enough = [one for one in loose if route_of(day, worker, [other for other in stops if other is not one]) is not None]
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

    data = _problem(pyvrp, day, free, workers, lists)
    until = MultipleCriteria([MaxRuntime(effort.seconds), NoImprovement(effort.rounds)])
    found = pyvrp.solve(data, stop=until, seed=effort.seed, collect_stats=False, display=False)
    given = []
    for route in found.best.routes():
        visits = [free[step.idx] for step in route if step.is_client()]
        given.append((workers[route.vehicle_type()], visits))
    return given


def _begins(day: Day, worker: Worker, fixed: Sequence[Stop]) -> int:
    """From when somebody is free for more."""
    if not fixed:
        return worker.shift_from
    route = route_of(day, worker, fixed)
    assert route is not None  # looked at before
    return max(route.visits[-1].ends, route.rests[1] if route.rests else 0)


def _problem(
    pyvrp: Any, day: Day, free: Sequence[Stop], workers: Sequence[Worker], lists: dict[int, list[Stop]]
) -> Any:  # fmt: skip
    import numpy as np

    starts = [lists[worker.key][-1].place if lists[worker.key] else worker.start for worker in workers]
    depots = sorted({*starts, *(worker.end for worker in workers)})
    places = np.array([*depots, *(stop.place for stop in free)], dtype=np.int64)
    metres = np.asarray(day.metres, dtype=np.int64)[np.ix_(places, places)]
    seconds = np.asarray(day.seconds, dtype=np.int64)[np.ix_(places, places)]
    free_from = [_begins(day, worker, lists[worker.key]) for worker in workers]
    profiles: dict[tuple[int, ...], int] = {}
    closed = [tuple(at for at, stop in enumerate(free) if unfit(stop, worker)) for worker in workers]
    for one in closed:
        profiles.setdefault(one, len(profiles))
    rests = [worker.rest for worker in workers if worker.rest]
    longest, from_ = max((r.length for r in rests), default=0), min((r.earliest for r in rests), default=0)
    clients = [
        pyvrp.Client(
            len(depots) + at, service_duration=stop.service, tw_early=stop.earliest,
            tw_late=max(stop.earliest, stop.latest - (longest if stop.latest >= from_ else 0)), prize=stop.prize,
            required=False,
        )
        for at, stop in enumerate(free)
    ]  # fmt: skip
    types = [
        pyvrp.VehicleType(
            start_depot=depots.index(start), end_depot=depots.index(worker.end),
            tw_early=begins, tw_late=max(begins, worker.shift_to - (worker.rest.length if worker.rest else 0)),
            unit_distance_cost=WEIGHTS.metre, unit_duration_cost=WEIGHTS.second, profile=profiles[shut],
        )
        for worker, start, shut, begins in zip(workers, starts, closed, free_from, strict=True)
    ]  # fmt: skip
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in places], clients, [pyvrp.Depot(at) for at in range(len(depots))], types,
        [_shut(metres, len(depots), shut) for shut in profiles], [seconds for _ in profiles],
    )  # fmt: skip


def _shut(metres: Any, before: int, shut: Sequence[int]) -> Any:
    """The ways with those to some stops made too long to be worth it."""
    made = metres.copy()
    for at in shut:
        made[before + at, :] = made[:, before + at] = CLOSED
        made[before + at, before + at] = 0
    return made

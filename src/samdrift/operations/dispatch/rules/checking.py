"""Whether a plan can be carried out, found out anew from its own times: no solver's word is taken for it.

A plan with any fault is never shown to anybody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from samdrift.operations.dispatch.rules.values import Day, DayPlan, Rest, Route, Stop, Visit, Worker, unfit


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that cannot be: a code, and whom or what it concerns.

    Codes: unknown_worker, worker_twice, unknown_stop, stop_twice, stop_lost, no_reason, skill, clearance, key,
    too_early, too_late, wrong_length, no_time_to_travel, before_shift, after_shift, no_rest, wrong_rest, not_first,
    wrong_metres, too_much.
    """

    code: str
    worker: int | None = None
    stop: int | None = None


def faults(day: Day, plan: DayPlan) -> list[Fault]:
    """Everything that stands in the way of carrying a plan out; nothing when it can be."""
    stops = {stop.key: stop for stop in day.stops}
    workers = {worker.key: worker for worker in day.workers}
    found: list[Fault] = []
    seen: set[int] = set()
    for route in plan.routes:
        worker = workers.pop(route.worker, None)
        if worker is None:
            known = any(one.key == route.worker for one in day.workers)
            found.append(Fault("worker_twice" if known else "unknown_worker", route.worker))
            continue
        found += _on_route(day, worker, route, stops, seen)
    found += [Fault("not_first", worker.key, worker.fixed[0]) for worker in workers.values() if worker.fixed]
    return found + _left(stops, plan, seen)


def _on_route(day: Day, worker: Worker, route: Route, stops: Mapping[int, Stop], seen: set[int]) -> list[Fault]:
    found = []
    for visit in route.visits:
        if visit.stop not in stops:
            found.append(Fault("unknown_stop", worker.key, visit.stop))
        elif visit.stop in seen:
            found.append(Fault("stop_twice", worker.key, visit.stop))
        else:
            found += _at_stop(worker, visit, stops[visit.stop])
        seen.add(visit.stop)
    if any(fault.code == "unknown_stop" for fault in found):
        return found
    if tuple(visit.stop for visit in route.visits[: len(worker.fixed)]) != worker.fixed:
        found.append(Fault("not_first", worker.key))
    if worker.capacity is not None and sum(stops[visit.stop].load for visit in route.visits) > worker.capacity:
        found.append(Fault("too_much", worker.key))
    found += _rested(worker, route)
    return found + _on_the_way(day, worker, route, stops)


def _at_stop(worker: Worker, visit: Visit, stop: Stop) -> list[Fault]:
    wrong = {
        unfit(stop, worker): bool(unfit(stop, worker)),
        "too_early": visit.begins < stop.earliest,
        "too_late": visit.begins > stop.latest,
        "wrong_length": visit.ends - visit.begins != stop.service,
    }
    return [Fault(code, worker.key, stop.key) for code, is_so in wrong.items() if is_so]


def _rested(worker: Worker, route: Route) -> list[Fault]:
    wanted, taken = worker.rest, route.rests
    if taken is None:
        # Whoever is back before the rest must begin takes it there.
        owed = wanted is not None and bool(route.visits) and route.returns > wanted.latest
        return [Fault("no_rest", worker.key)] if owed else []
    if wanted is None or not _is_rest(wanted, taken) or taken[0] < worker.shift_from or taken[1] > worker.shift_to:
        return [Fault("wrong_rest", worker.key)]
    return []


def _is_rest(wanted: Rest, taken: tuple[int, int]) -> bool:
    return taken[1] - taken[0] == wanted.length and wanted.earliest <= taken[0] <= wanted.latest


def _on_the_way(day: Day, worker: Worker, route: Route, stops: Mapping[int, Stop]) -> list[Fault]:
    """Each leg leaves time for its way, and for the rest where that lies on it; nobody rests at work."""
    found, metres, rest = [], 0, route.rests
    if route.leaves < worker.shift_from:
        found.append(Fault("before_shift", worker.key))
    if route.returns > worker.shift_to:
        found.append(Fault("after_shift", worker.key))
    if rest is not None and rest[1] <= route.leaves:  # taken before leaving
        rest = None
    for stop, start, there, free, until in _legs(worker, route, stops):
        needed = day.seconds[start][there]
        if rest is not None and free <= rest[0] and rest[1] <= until:
            needed, rest = needed + rest[1] - rest[0], None
        if until - free < needed:
            found.append(Fault("no_time_to_travel", worker.key, stop))
        metres += day.metres[start][there]
    if rest is not None:
        found.append(Fault("wrong_rest", worker.key))
    if route.metres != metres:
        found.append(Fault("wrong_metres", worker.key))
    return found


def _legs(
    worker: Worker, route: Route, stops: Mapping[int, Stop]
) -> Iterator[tuple[int | None, int, int, int, int]]:  # fmt: skip
    """From place to place: the stop it leads to, both places, since when one is free, when one must be there."""
    place, free = worker.start, route.leaves
    for visit in route.visits:
        there = stops[visit.stop].place
        yield visit.stop, place, there, free, visit.begins
        place, free = there, visit.ends
    yield None, place, worker.end, free, route.returns


def _left(stops: Mapping[int, Stop], plan: DayPlan, seen: set[int]) -> list[Fault]:
    found = []
    left: set[int] = set()
    for key, reason in plan.unserved:
        if key not in stops:
            found.append(Fault("unknown_stop", stop=key))
        elif key in seen or key in left:
            found.append(Fault("stop_twice", stop=key))
        elif not reason:
            found.append(Fault("no_reason", stop=key))
        left.add(key)
    return found + [Fault("stop_lost", stop=key) for key in stops if key not in seen and key not in left]

"""What a day costs in ways, time, lateness and work left over: as it stands, and as it is proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samdrift.operations.dispatch.rules.timing import route_of
from samdrift.operations.dispatch.rules.values import Day, DayPlan, Stop, Worker, unfit


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums of a day.

    Attributes:
        metres, travel_seconds: All ways together.
        late: Stops that end after they were promised or begin after their window has closed.
        unserved: Stops nobody has, or that whoever has them does not reach before the end of the shift.
        unfit: Stops given to somebody who may not do them.
    """

    metres: int = 0
    travel_seconds: int = 0
    late: int = 0
    unserved: int = 0
    unfit: int = 0


def as_it_stands(day: Day, lists: Mapping[int, Sequence[int]]) -> Figures:
    """The figures when everybody does what they have now, in its order, as far as the shift goes.

    Args:
        lists: For each person the keys of their stops in the order they would do them; what nobody has is unserved.
    """
    stops = {stop.key: stop for stop in day.stops}
    total = Figures(unserved=len(day.stops) - sum(len(keys) for keys in lists.values()))
    for worker in day.workers:
        keys = lists.get(worker.key, ())
        if keys:
            total = _plus(total, _walked(day, worker, [stops[key] for key in keys]))
    return total


def as_planned(day: Day, plan: DayPlan) -> Figures:
    """The figures of a plan."""
    stops = {stop.key: stop for stop in day.stops}
    late = sum(is_late(stops[visit.stop], visit.begins) for route in plan.routes for visit in route.visits)
    return Figures(
        metres=sum(route.metres for route in plan.routes), travel_seconds=sum(route.travel for route in plan.routes),
        late=late, unserved=len(plan.unserved),
    )  # fmt: skip


def is_late(stop: Stop, begins: int) -> bool:
    """Whether a stop begun then ends after it was promised, or its window had closed."""
    return begins > stop.latest or (stop.due is not None and begins + stop.service > stop.due)


def _walked(day: Day, worker: Worker, stops: Sequence[Stop]) -> Figures:
    wrong = sum(bool(unfit(stop, worker)) for stop in stops)
    exact = route_of(day, worker, stops)
    if exact is not None:
        begun = zip(stops, exact.visits, strict=True)
        return Figures(exact.metres, exact.travel, sum(is_late(stop, visit.begins) for stop, visit in begun), 0, wrong)
    free, place, metres, travel, late, missed = worker.shift_from, worker.start, 0, 0, 0, 0
    rest = worker.rest
    for stop in stops:
        if rest is not None and free >= rest.earliest:
            free, rest = free + rest.length, None
        begins = max(free + day.seconds[place][stop.place], stop.earliest)
        if begins + stop.service + day.seconds[stop.place][worker.end] > worker.shift_to:
            missed += 1
            continue
        metres, travel = metres + day.metres[place][stop.place], travel + day.seconds[place][stop.place]
        late += is_late(stop, begins)
        free, place = begins + stop.service, stop.place
    metres, travel = metres + day.metres[place][worker.end], travel + day.seconds[place][worker.end]
    return Figures(metres, travel, late, missed, wrong)


def _plus(one: Figures, other: Figures) -> Figures:
    return Figures(
        one.metres + other.metres, one.travel_seconds + other.travel_seconds, one.late + other.late,
        one.unserved + other.unserved, one.unfit + other.unfit,
    )  # fmt: skip

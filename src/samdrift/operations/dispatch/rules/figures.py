"""What a day costs in ways, time, lateness and work left over: as it stands, and as it is proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samdrift.operations.dispatch.rules.values import Day, DayPlan, Stop, Worker, unfit


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums of a day.

    Attributes:
        metres, travel_seconds: All ways together.
        late: Stops that end after they were promised or begin after their window has closed.
        overtime_seconds: Time after the ends of shifts.
        unserved: Stops nobody has.
        unfit: Stops given to somebody who may not do them.
    """

    metres: int = 0
    travel_seconds: int = 0
    late: int = 0
    overtime_seconds: int = 0
    unserved: int = 0
    unfit: int = 0


def as_it_stands(day: Day, lists: Mapping[int, Sequence[int]]) -> Figures:
    """The figures when everybody does what they have now, in its order, without regard to windows.

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
    free, place, metres, travel, late, wrong = worker.shift_from, worker.start, 0, 0, 0, 0
    for stop in stops:
        metres, travel = metres + day.metres[place][stop.place], travel + day.seconds[place][stop.place]
        begins = max(free + day.seconds[place][stop.place], stop.earliest)
        late += is_late(stop, begins)
        wrong += bool(unfit(stop, worker))
        free, place = begins + stop.service, stop.place
        if worker.rest and free >= worker.rest.earliest > free - stop.service - day.seconds[place][stop.place]:
            free += worker.rest.length
    metres, travel = metres + day.metres[place][worker.end], travel + day.seconds[place][worker.end]
    back = free + day.seconds[place][worker.end]
    return Figures(metres, travel, late, max(0, back - worker.shift_to), 0, wrong)


def _plus(one: Figures, other: Figures) -> Figures:
    return Figures(
        one.metres + other.metres, one.travel_seconds + other.travel_seconds, one.late + other.late,
        one.overtime_seconds + other.overtime_seconds, one.unserved + other.unserved, one.unfit + other.unfit,
    )  # fmt: skip

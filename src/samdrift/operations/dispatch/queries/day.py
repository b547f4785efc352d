"""A team's day as the solver takes it, and back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.models import KeptWindow
from samdrift.operations.dispatch.queries.board import needs_of, span_of, zone_of
from samdrift.operations.dispatch.queries.crew import Member, able, crew
from samdrift.operations.dispatch.queries.orders import DaySpan, Order, given_on, told, unassigned
from samdrift.operations.dispatch.queries.ways import Ways
from samdrift.operations.dispatch.rules import proposing
from samdrift.operations.dispatch.rules.values import Day, Stop, Worker, prize_of, unfit
from samdrift.registers.parties import public as parties

# What is done, and stays where it is; it takes part in nothing.
DONE = frozenset({"done", "verified", "closed"})


@dataclass(frozen=True, slots=True)
class TeamsDay:
    """A day to plan: as values, with the orders and people the keys stand for, and who has what now."""

    day: Day
    orders: dict[int, Order]
    members: dict[int, Member]
    lists: dict[int, list[int]]
    first: datetime


def day_to_plan(
    scope: Scope, team: parties.Team, on: date, *, now: datetime, only: Collection[int] | None = None
) -> TeamsDay:  # fmt: skip
    """What a team has to do on a day and who is there; from now on where it is today.

    Whoever is at something finishes it first. What has no time yet and is due later is planned where there is room;
    of what nobody has, only some orders where `only` names them.
    """
    zone = zone_of(scope)
    span = span_of(on, zone, now)
    members = crew(scope, [team], on, zone, now)
    given = [order for order in given_on(scope, [m.person_id for m in members], span) if order.state not in DONE]
    if only is not None:  # what people have without a time of that day waits for the day itself
        given = [order for order in given if order.planned_from is not None and order.planned_from >= span.first]
    waiting = unassigned(scope, [team], span)
    loose = told((waiting if only is None else waiting.filter(pk__in=only))[: proposing.MOST_STOPS])
    orders = {order.pk: order for order in [*given, *loose][: proposing.MOST_STOPS]}
    members = able(scope, members, orders.values(), on, now)
    windows = _windows(scope, orders.values(), span)
    sites = {order.site_id for order in orders.values()}
    index, seconds, metres = Ways(scope, sites | {member.worker.start for member in members}).tables()
    lists = {member.person_id: [o.pk for o in given if o.assignee_id == member.person_id] for member in members}
    busy = {key: orders[key] for keys in lists.values() for key in keys if orders[key].state in proposing.UNDER_WAY}
    workers = tuple(_worker(member, lists[member.person_id], busy, index, span) for member in members)
    stops = tuple(_stop(order, index, windows[order.pk], span, busy, workers) for order in orders.values())
    day = Day(stops, workers, seconds, metres)
    return TeamsDay(day, orders, {member.person_id: member for member in members}, lists, span.first)


def _windows(
    scope: Scope, orders: Iterable[Order], span: DaySpan
) -> dict[int, tuple[datetime | None, datetime | None]]:  # fmt: skip
    """Between which moments each order may be done: as kept, or as its own window says while nobody has it."""
    wanted = {order.pk: order for order in orders}
    kept = KeptWindow.objects.within(scope).filter(work_order__in=wanted)
    found = {pk: (begins, ends) for pk, begins, ends in kept.values_list("work_order", "earliest", "latest")}
    for pk, order in wanted.items():
        own = (order.planned_from, order.planned_to) if order.assignee_id is None else (None, None)
        found.setdefault(pk, own)
    return found


def _worker(
    member: Member, keys: Sequence[int], busy: dict[int, Order], index: dict[int, int], span: DaySpan
) -> Worker:  # fmt: skip
    worker, place = member.worker, index[member.worker.start]
    fixed = tuple(key for key in keys if key in busy)
    begins = worker.shift_from
    if span.is_today:
        begins = max(begins, proposing.seconds_in(span.now, span.first))
    rest = worker.rest if worker.rest and begins <= worker.rest.latest else None
    # Whoever is at something is there already and not at the depot.
    start = index[busy[fixed[0]].site_id] if fixed else place
    return replace(
        worker, start=start, end=place, fixed=fixed, rest=rest, shift_from=min(begins, worker.shift_to)
    )  # fmt: skip


def _stop(
    order: Order, index: dict[int, int], window: tuple[datetime | None, datetime | None], span: DaySpan,
    busy: dict[int, Order], workers: Sequence[Worker],
) -> Stop:  # fmt: skip
    length = proposing.seconds_in(span.after, span.first)
    due = proposing.seconds_in(order.due_at, span.first) if order.due_at else None
    late = due is not None and due <= length
    stop = Stop(
        order.pk, index[order.site_id], order.minutes * 60, 0, length, needs_of(order), order.secured,
        prize=prize_of(order.priority, late=late), due=due if late else None,
    )  # fmt: skip
    if order.pk in busy:
        return _open_to_whoever_is_at_it(stop, workers)
    service = stop.service
    earliest = max(0, proposing.seconds_in(window[0], span.first)) if window[0] else 0
    latest = min(length, proposing.seconds_in(window[1], span.first) - service) if window[1] else length
    if latest < 0:  # the window has passed: better late than never
        latest = length
    return replace(stop, earliest=earliest, latest=max(earliest, latest))


def _open_to_whoever_is_at_it(stop: Stop, workers: Sequence[Worker]) -> Stop:
    """Nobody is called away from what they have begun: what is missing of skill is not asked any more."""
    doer = next(worker for worker in workers if stop.key in worker.fixed)
    if unfit(stop, doer) == "skill":
        return replace(stop, skills=stop.skills & doer.skills)
    return stop

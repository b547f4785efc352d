"""What the house counts of a month, from promises, the book, plans, the desk and readings, by district and in all.

Each figure is a numerator and a denominator; what stands here is what a definition's words must say. A figure nobody
sees yet has a source of LATER, which names what is missing, and is not measured, whatever its target.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import contact_measures
from samdrift.kernel.contact_measures import TOP_TWO_FROM
from samdrift.operations.desk import public as desk
from samdrift.operations.planning import public as planning
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from samdrift.partnership.performance import registry
from samdrift.partnership.performance.models import KpiReading
from samdrift.partnership.performance.queries import delivering
from samdrift.partnership.performance.queries.months import COUNTED, Month, counting_scope

Pair = tuple[int, int]
Counted = dict[int | None, Pair]
"""By district, and under None in all: how many of how many."""
NOTHING, READING = "none", "reading"
# What a figure waits for: nobody counts it until those rooms are there.
LATER = (NOTHING, "none.fleet", "none.lost_property", "none.payroll")
# Which clocks a figure of promises asks about: kinds and priorities.
CLOCKS: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "promise.respond": (("attend",), (1, 2)),
    "promise.urgent": (("make_safe", "complete"), (1, 2)),
    "promise.complete": (("complete",), (3, 4, 5)),
    "promise.solved": (("complete",), (3, 4, 5)),
    "delivery.on_time": (("complete",), (3, 4, 5)),
}
# Lines whose orders are deliveries: a figure of its own, so that no order counts in two.
DELIVERIES = ("RES", "MEE", "MAI", "MOV")
ONLY = {"delivery.on_time": DELIVERIES}
WITHOUT = {"promise.solved": DELIVERIES}
BOOK = ("request.first_time", "request.reopened")
# Planned work: whether the law demands it; and of which lines, or of which not.
PLANS = {"plan.on_time": False, "plan.upkeep": False, "plan.statutory": True, "delivery.on_time": False}
UPKEEP_WITHOUT = (*DELIVERIES, "CLN", "WIN")
DESK = ("desk.level", "desk.abandoned", "desk.resolved")
RATED = "request.rated"
SEEN = (*CLOCKS, *BOOK, *PLANS, *DESK, RATED, READING, *LATER, delivering.VISITS, delivering.ACCESS)
PER_UNIT = frozenset({*CLOCKS, *BOOK, *PLANS, RATED, READING, delivering.VISITS})


def known(source: str) -> bool:
    """Whether there is such a source: one of this room, or one another room has told of."""
    return source in SEEN or source in registry.sources()


def per_unit(source: str) -> bool:
    """Whether a source tells districts apart."""
    return source in PER_UNIT or (source in registry.sources() and registry.sources()[source].per_unit)


def counted(month: Month, sources: Collection[str], codes: Collection[str] = ()) -> dict[str, Counted]:
    """What a month came to, by source; readings by "reading:" and the code of their definition.

    A source asked for that nothing was found of is there, empty.
    """
    found: dict[str, Counted] = {source: {} for source in sources}
    ways: tuple[tuple[Collection[str], Callable[[Month], Mapping[str, Counted]]], ...] = (
        (tuple(CLOCKS), _clocks), (BOOK, _book), (tuple(PLANS), _plans), ((RATED,), _ratings), (DESK, _desk),
        ((delivering.VISITS,), _visits), ((delivering.ACCESS,), _accesses), (tuple(registry.sources()), _registered),
    )  # fmt: skip
    with everywhere(reason="a month of one contract is counted, open classes only"):
        for names, way in ways:
            if not found.keys().isdisjoint(names):
                for name, rows in way(month).items():
                    if name in found:
                        found[name] = _both(found[name], rows)
        for code, rows in _readings(month).items() if codes else ():
            found[f"{READING}:{code}"] = rows
    return found


def promises_of(month: Month, scope: Scope | None = None) -> QuerySet[promises.Promise]:
    """What came due in the month, but what both agreed counts for nobody and what the customer's change broke."""
    rows = promises.Promise.objects.within(scope) if scope else promises.Promise.objects.all()
    return rows.filter(
        community=month.community_id, contract=month.contract_id, subject_kind="requests.servicerequest",
        due_at__gte=month.begin, due_at__lt=month.end, data_class__in=COUNTED, owner_party__isnull=True,
        state__in=("met", "breached", "open"), excluded="", credit_excluded=False,
    )  # fmt: skip


def of_lines(source: str) -> Q:
    """The rows of a source by their service line."""
    if source in ONLY:
        return Q(line_code__in=ONLY[source])
    without = _without(source)
    return ~Q(line_code__in=without) if without else Q()


def is_of(source: str, line: str) -> bool:
    """Whether a source counts rows of a service line."""
    return line in ONLY.get(source, (line,)) and line not in _without(source)


def _without(source: str) -> tuple[str, ...]:
    return UPKEEP_WITHOUT if source == "plan.upkeep" else WITHOUT.get(source, ())


def _clocks(month: Month) -> dict[str, Counted]:
    rows = promises_of(month).order_by().values("unit_id", "kind", "priority", "line_code").annotate(
        n=Count("pk"), kept=Count("pk", filter=Q(state="met"))
    )  # fmt: skip
    found: dict[str, list[tuple[int | None, int, int]]] = defaultdict(list)
    for unit, kind, priority, line, many, kept in rows.values_list(
        "unit_id", "kind", "priority", "line_code", "n", "kept"
    ):
        for source, (kinds, priorities) in CLOCKS.items():
            if kind in kinds and priority in priorities and is_of(source, line):
                found[source].append((unit, kept, many))
    return {source: _summed(month, rows) for source, rows in found.items()}


def _visits(month: Month) -> dict[str, Counted]:
    told = [(one.unit_id, one.done, one.owed) for one in delivering.visits_of(month) if one.owed]
    return {delivering.VISITS: _summed(month, told) if told else {}}


def _accesses(month: Month) -> dict[str, Counted]:
    entered = delivering.accesses_of(month)
    return {delivering.ACCESS: {None: (sum(one.cleared for one in entered), len(entered))} if entered else {}}


def _registered(month: Month) -> dict[str, Counted]:
    """What rooms to the right count themselves; each tells of the contract's own month."""
    found = {}
    for name, source in registry.sources().items():
        told = source.count(month.contract_id, month.begin, month.end, month.review_ends)
        found[name] = _summed(month, [(unit, part, whole) for unit, part, whole in told]) if told else {}
    return found


def _both(one: Counted, other: Counted) -> Counted:
    """Two counts of the same figure together, such as orders and runs."""
    found = dict(one)
    for unit, (part, whole) in other.items():
        before = found.get(unit, (0, 0))
        found[unit] = (before[0] + part, before[1] + whole)
    return found


def resolved_in(month: Month) -> QuerySet[EventRecord]:
    """That a request was called done, in the month, in the book."""
    return _told(month, requests.RequestResolved).filter(happened_at__lt=month.end)


def _told(month: Month, *kinds: type[Any]) -> QuerySet[EventRecord]:
    return EventRecord.objects.filter(
        kind__in=[kind.kind for kind in kinds], community=month.community_id, contract_id=month.contract_id,
        happened_at__gte=month.begin, data_class__in=COUNTED, owner_party__isnull=True,
    )  # fmt: skip


def came_back(month: Month) -> set[UUID]:
    """Requests reopened from the month's first day until the day it is frozen."""
    rows = _told(month, requests.RequestReopened).filter(happened_at__lt=month.review_ends)
    return {uid for uid in rows.values_list("subject_uid", flat=True) if uid is not None}


def failed_visits(month: Month) -> set[UUID]:
    """Requests with a visit that came to nothing, in the month."""
    rows = _told(month, work.OrderMoved).filter(happened_at__lt=month.end, payload__after="failed")
    return {UUID(told["request_id"]) for told in rows.values_list("payload", flat=True) if told.get("request_id")}


def _book(month: Month) -> dict[str, Counted]:
    done = dict(resolved_in(month).order_by().values_list("subject_uid", "unit_id"))
    back = came_back(month)
    failed = failed_visits(month) | back
    first = [(unit, int(uid not in failed), 1) for uid, unit in done.items()]
    again = [(unit, int(uid in back), 1) for uid, unit in done.items()]
    return {"request.first_time": _summed(month, first), "request.reopened": _summed(month, again)}


def rated_in(month: Month) -> QuerySet[EventRecord]:
    """What people said of closed requests in the month."""
    return _told(month, requests.RequestRated).filter(happened_at__lt=month.end)


def _ratings(month: Month) -> dict[str, Counted]:
    rows = rated_in(month).values_list("unit_id", "payload")
    told = [(unit, int(payload["rating"] >= TOP_TWO_FROM), 1) for unit, payload in rows]
    return {RATED: _summed(month, told)}


def plans_of(month: Month, source: str, scope: Scope | None = None) -> QuerySet[planning.PlanOccurrence]:
    """Every occurrence a figure counts: its last allowed day lies in the month, and nobody let it go."""
    rows = planning.PlanOccurrence.objects.within(scope) if scope else planning.PlanOccurrence.objects.all()
    return rows.filter(
        community=month.community_id, contract=month.contract_id, statutory=PLANS[source],
        window_to__gte=month.first, window_to__lt=month.after, data_class__in=COUNTED, owner_party__isnull=True,
    ).filter(of_lines(source)).exclude(state="waived")  # fmt: skip


def _plans(month: Month) -> dict[str, Counted]:
    found = {}
    for source in PLANS:
        rows = plans_of(month, source).order_by().values("unit_id").annotate(
            n=Count("pk"), kept=Count("pk", filter=Q(state="done_on_time"))
        )  # fmt: skip
        found[source] = _summed(month, [(one["unit_id"], one["kept"], one["n"]) for one in rows])
    return found


def _desk(month: Month) -> dict[str, Counted]:
    counts = desk.month_at(counting_scope(month.community_id), month.first).whole
    level, gone = contact_measures.service_level(counts), contact_measures.abandoned_share(counts)
    net = contact_measures.resolved_net(counts)
    shares = dict(zip(DESK, (level, gone, net), strict=True))
    return {source: {None: (share.part, share.whole)} for source, share in shares.items()}


def _readings(month: Month) -> dict[str, Counted]:
    """The newest reading of each code and unit; the contract's own where there is one, else the sum of its units."""
    rows = KpiReading.objects.filter(contract=month.contract_id, month=month.first).order_by("recorded_at", "pk")
    found: dict[str, Counted] = defaultdict(dict)
    for code, unit, part, whole in rows.values_list("code", "unit_id", "numerator", "denominator"):
        found[code][unit] = (part, whole)
    for told in found.values():
        if None not in told:
            told[None] = _added(told.values())
    return dict(found)


def _summed(month: Month, rows: Iterable[tuple[int | None, int, int]]) -> Counted:
    parts: Counter[int | None] = Counter()
    wholes: Counter[int | None] = Counter()
    for unit, part, whole in rows:
        top = month.tops.get(unit) if unit is not None else None
        parts[top] += part
        wholes[top] += whole
    found: Counted = {unit: (parts[unit], wholes[unit]) for unit in wholes if unit is not None}
    found[None] = (sum(parts.values()), sum(wholes.values()))
    return found


def _added(pairs: Iterable[Pair]) -> Pair:
    parts, wholes = 0, 0
    for part, whole in pairs:
        parts, wholes = parts + part, wholes + whole
    return parts, wholes

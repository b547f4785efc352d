"""What the figures of the month that runs come to so far: read from kept sums, and from what a job counted.

The sums of promises, planned work, rounds and ratings are as fresh as every figure read from them: a minute. What no
sum tells (work that came back, the desk, invoices, accesses) a job counts each quarter of an hour as a month is
counted, and keeps: no page counts it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.foundation.tallies.public import standing_sources, tallies
from samdrift.operations.promises import public as promises
from samdrift.partnership.performance import registry
from samdrift.partnership.performance.models import KpiDefinition, KpiReading, RunningMonth
from samdrift.partnership.performance.queries import delivering, sources
from samdrift.partnership.performance.queries.months import COUNTED
from samdrift.partnership.performance.rules.exposure import SoFar
from samdrift.partnership.performance.rules.periods import next_month
from samdrift.registers.parties import public as parties

SUMMED = frozenset({"promises.view", "planning.view", "rounds.view", "requests.view"})
PROMISES, PLANNED, VISITS, RATED = "promises.due", "planned.due", "rounds.visits", "requests.rated"
TOLD = frozenset({*sources.CLOCKS, *sources.PLANS, sources.RATED, sources.READING, delivering.VISITS})
"""Sources of figures that sums tell within the month."""
BY_JOB = frozenset({*sources.BOOK, *sources.DESK, delivering.ACCESS})
"""Sources that are counted now and then, like those of other rooms."""
Counted = dict[int | None, SoFar]
NOBODY = Scope(community_id=0)
"""Whose statements these are kept for: they ask of one contract, by its key, what both its parties may read."""


def _readings(_scope: Scope, _form: None, contract_id: int, month: date) -> QuerySet[Any, Any]:
    with everywhere(reason="the readings of one contract's month, which both parties may read"):
        rows = KpiReading.objects.filter(contract=contract_id, month=month)
    return rows.order_by("recorded_at", "pk").values_list("code", "unit_id", "numerator", "denominator")


def _kept(_scope: Scope, _form: None, contract_id: int, month: date) -> QuerySet[Any, Any]:
    with everywhere(reason="what was counted of one contract's running month, which both parties may read"):
        rows = RunningMonth.objects.filter(contract=contract_id, month=month)
    return rows.order_by().values_list("told", "counted_at")


_KEPT: Shaped[tuple[dict[str, list[tuple[int | None, int, int]]], datetime]] = Shaped(_kept)
_READ: Shaped[tuple[str, int | None, int, int]] = Shaped(_readings)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a job counted of a running month, by source, and when; only of what there is anything."""

    told: Mapping[str, Counted]
    at: datetime | None


def is_counted(source: str) -> bool:
    """Whether a job counts a source within the month."""
    return source in BY_JOB or source in registry.sources()


def kept(contract_id: int, first: date) -> Kept:
    """What the last count of the running month came to. One read."""
    for told, at in _KEPT.rows(NOBODY, None, contract_id, first):
        found = {
            source: {unit: SoFar(part, whole) for unit, part, whole in rows}
            for source, rows in told.items() if any(whole for _unit, _part, whole in rows)
        }  # fmt: skip
        return Kept(found, at)
    return Kept({}, None)


def summing_scope(community_id: int) -> Scope:
    """Nobody in particular: a credit follows from what the whole contract came to, whoever looks."""
    return Scope(community_id=community_id, grants=(Grant("SYS", SUMMED, data_classes=frozenset(COUNTED)),))


def so_far(
    community_id: int,
    contract_id: int,
    definitions: Sequence[KpiDefinition],
    today: date,
    tops: Mapping[int, int],
    by_job: Kept,
) -> dict[str, Counted]:
    """What each figure comes to so far, by its code: by district, and under None in all. Seven reads at most.

    Args:
        by_job: What `kept` told of the month.
    """
    wanted = frozenset(one.source for one in definitions)
    late = _late_now(community_id, contract_id, today) if not wanted.isdisjoint(sources.CLOCKS) else ()
    standing = standing_sources(contract_id)
    stamps = tuple(standing.get(source, 0) for source in (PROMISES, PLANNED, VISITS, RATED))
    # Sums that are only being made have no stamp by which they could be found again.
    added = _from_sums if all(stamps) else _from_sums.__wrapped__
    told = {**by_job.told, **added(community_id, contract_id, wanted, today, late, stamps, frozenset(tops.items()))}
    read = _read(contract_id, today.replace(day=1)) if sources.READING in wanted else {}
    return {
        one.code: (read.get(one.code) if one.source == sources.READING else told.get(one.source)) or {}
        for one in definitions
    }  # fmt: skip


@lru_cache(maxsize=64)
def _from_sums(
    community_id: int, contract_id: int, wanted: frozenset[str], today: date, late: "tuple[Late, ...]",
    stamps: tuple[int, ...], tops: frozenset[tuple[int, int]],
) -> Mapping[str, Counted]:  # fmt: skip
    """By source what its sums come to; the same as long as the sums have the same stamps. Four reads at most.

    Args:
        late: As `_late_now` tells it.
    """
    scope = summing_scope(community_id)
    rows: Rows = defaultdict(list)
    _promised(rows, wanted, scope, contract_id, today, late)
    _summed(rows, wanted, scope, contract_id, today)
    districts = dict(tops)
    return {source: _added(found, districts) for source, found in rows.items()}


Rows = dict[str, list[tuple[int, SoFar]]]
"""By source, what units come to."""


Late = tuple[int | None, str, str, int, int]
"""Unit, line, kind, priority, and how many open promises fell due before today."""


def _promised(
    rows: Rows, wanted: Collection[str], scope: Scope, contract_id: int, today: date, late: Iterable[Late]
) -> None:
    """Of days gone by all is decided; of today and later what is not decided yet waits.

    The whole month is told by its sums; of what is open in them, what is late is few, and counted from the rows.
    """
    clocks = {source: sources.CLOCKS[source] for source in wanted if source in sources.CLOCKS}
    of_kind: dict[str, list[str]] = defaultdict(list)
    for source, (kinds, priorities) in clocks.items():
        for kind in kinds:
            for number in priorities:
                of_kind[f"{kind}-{number}"].append(source)
    if not clocks:
        return
    of_late = {(unit or 0, line, f"{kind}-{priority}"): many for unit, line, kind, priority, many in late}
    by, first = ("unit", "line", "kind"), today.replace(day=1)
    for one in tallies(scope, PROMISES, contract_id, first, next_month(today), by=by, kinds=frozenset(of_kind)):
        waiting = max(0, one.amount - of_late.get((one.unit_id, one.line, one.kind), 0))
        for source in of_kind[one.kind]:
            if sources.is_of(source, one.line):
                rows[source].append((one.unit_id, SoFar(one.numerator, one.count - waiting, waiting)))


def _late_now(community_id: int, contract_id: int, today: date) -> tuple[Late, ...]:
    """Promises of days gone by that are still open: few, and counted from the rows."""
    zone = parties.zone_of_community(community_id)
    begin, until = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (today.replace(day=1), today))
    return tuple(sorted(_LATE.rows(summing_scope(community_id), None, contract_id, begin, until), key=str))


def _late(scope: Scope, _form: None, contract_id: int, begin: datetime, until: datetime) -> QuerySet[Any, Any]:
    with everywhere(reason="promises of a contract's month that are late, as its sums count them"):
        rows = promises.Promise.objects.filter(
            community=scope.community_id, contract=contract_id, subject_kind="requests.servicerequest", state="open",
            due_at__gte=begin, due_at__lt=until, data_class__in=COUNTED, owner_party__isnull=True, excluded="",
            credit_excluded=False,
        )  # fmt: skip
    told = rows.order_by().values("unit_id", "line_code", "kind", "priority").annotate(n=Count("pk"))
    return told.values_list("unit_id", "line_code", "kind", "priority", "n")


_LATE: Shaped[Late] = Shaped(_late)


def _summed(rows: Rows, wanted: Collection[str], scope: Scope, contract_id: int, today: date) -> None:
    """What plans, rounds and ratings came to: only what is decided stands in their sums, of rounds until yesterday."""
    first, after = today.replace(day=1), next_month(today)
    if not sources.PLANS.keys().isdisjoint(wanted):
        for one in tallies(scope, PLANNED, contract_id, first, after, by=("unit", "line", "kind")):
            for source, statutory in sources.PLANS.items():
                if (one.kind == "statutory") == statutory and sources.is_of(source, one.line):
                    rows[source].append((one.unit_id, SoFar(one.numerator, one.count)))
    if delivering.VISITS in wanted:
        for one in tallies(scope, VISITS, contract_id, first, today, by=("unit",), line=delivering.CLEANING):
            rows[delivering.VISITS].append((one.unit_id, SoFar(one.numerator, one.count)))
    if sources.RATED in wanted:
        for one in tallies(scope, RATED, contract_id, first, after, by=("unit",)):
            rows[sources.RATED].append((one.unit_id, SoFar(one.numerator, one.count)))


def _added(rows: Iterable[tuple[int, SoFar]], tops: Mapping[int, int]) -> Counted:
    found: Counted = {}
    whole = SoFar()
    for unit, counted in rows:
        whole += counted
        top = tops.get(unit)
        if top is not None:
            found[top] = found.get(top, SoFar()) + counted
    return {**found, None: whole}


def _read(contract_id: int, first: date) -> dict[str, Counted]:
    """What was counted by hand of the month already."""
    found: dict[str, Counted] = defaultdict(dict)
    for code, unit, part, whole in _READ.rows(NOBODY, None, contract_id, first):
        found[code][unit] = SoFar(part, whole)
    for told in found.values():
        if None not in told:
            told[None] = sum(told.values(), SoFar())
    return dict(found)

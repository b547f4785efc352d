"""What the month that runs would cost if it ended as it stands: counted from kept sums, priced by the month's terms.

The figures of promises, planned work, rounds, ratings and readings stand in sums, as fresh as every figure read from
them: a minute. What no sum tells (work that came back, the desk, invoices, accesses) a job counts each quarter of an
hour as a month is counted, and keeps: no page counts it.
"""

import json
from calendar import isleap
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet, Sum

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.foundation.tallies.public import standing_sources, tallies
from samdrift.kernel.credits import Charges, RemedyTerms, grace_share
from samdrift.kernel.key_figures import Judged, Run, judge
from samdrift.operations.promises import public as promises
from samdrift.partnership.performance import registry
from samdrift.partnership.performance.models import (
    VIEW,
    VIEW_CREDITS,
    KpiDefinition,
    KpiPeriod,
    KpiReading,
    KpiResult,
    RunningMonth,
    ServiceCredit,
)
from samdrift.partnership.performance.queries import delivering, sources
from samdrift.partnership.performance.queries.months import COUNTED
from samdrift.partnership.performance.queries.terms import Remedies, definitions_in_force, measure_of, remedies_in_force
from samdrift.partnership.performance.rules.exposure import AS_IT_STANDS, ENDS, Running, SoFar, Stake, stakes
from samdrift.partnership.performance.rules.periods import month_before, next_month
from samdrift.partnership.performance.rules.remedies import months_live
from samdrift.registers.contracts import public as contracts
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


def _owed(_scope: Scope, _form: None, contract_id: int, since: date, until: date) -> QuerySet[Any, Any]:
    with everywhere(reason="what a contract's year has credited so far"):
        rows = ServiceCredit.objects.filter(
            contract=contract_id, kind__in=("credit", "correction"), month__gte=since, month__lt=until
        ).exclude(state="waived")  # fmt: skip
    return rows.order_by().values("contract_id").annotate(sum=Sum("net_minor")).values_list("sum", flat=True)


def _newest(_scope: Scope, _form: None, contract_id: int, since: date, until: date) -> QuerySet[Any, Any]:
    with everywhere(reason="the last month of a contract that was worked out"):
        rows = KpiPeriod.objects.filter(
            contract=contract_id, month__gte=since, month__lt=until, computed_at__isnull=False
        )  # fmt: skip
    return rows.order_by("-month").values_list("month", flat=True)[:1]


def _run_rows(_scope: Scope, _form: None, contract_id: int, month: date) -> QuerySet[Any, Any]:
    with everywhere(reason="the runs of months of a contract's figures"):
        rows = KpiResult.objects.filter(contract=contract_id, month=month, latest=True, run_failures__gt=0)
    return rows.order_by().values_list("code", "unit_id", "run_failures", "run_passes", "run_last_failed")


def _readings(_scope: Scope, _form: None, contract_id: int, month: date) -> QuerySet[Any, Any]:
    with everywhere(reason="the readings of one contract's month, which both parties may read"):
        rows = KpiReading.objects.filter(contract=contract_id, month=month)
    return rows.order_by("recorded_at", "pk").values_list("code", "unit_id", "numerator", "denominator")


def _kept(_scope: Scope, _form: None, contract_id: int, month: date) -> QuerySet[Any, Any]:
    with everywhere(reason="what was counted of one contract's running month, which both parties may read"):
        rows = RunningMonth.objects.filter(contract=contract_id, month=month)
    return rows.order_by().values_list("told", "counted_at")


_KEPT: Shaped[tuple[dict[str, list[tuple[int | None, int, int]]], datetime]] = Shaped(_kept)
_OWED: Shaped[int] = Shaped(_owed)
_NEWEST: Shaped[date] = Shaped(_newest)
_RUNS: Shaped[tuple[str, int | None, int, int, bool]] = Shaped(_run_rows)
_READ: Shaped[tuple[str, int | None, int, int]] = Shaped(_readings)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the running month.

    Attributes:
        so_far: Of the whole contract, whoever is judged by it.
        judged: How that stands.
        stake: What it would cost; None where credits are not the reader's, or the parties agreed on none.
        missed, could: How many of those judged miss as it stands, and how many could.
        districts: How many are judged: 1 where it is the contract itself.
    """

    definition: KpiDefinition
    so_far: SoFar
    judged: Judged
    stake: Stake | None
    missed: int
    could: int
    districts: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """The running month: figures that miss or could, those that hold, and those nobody can tell yet.

    Attributes:
        minor: In hundredths by each of `ENDS`; None where credits are not the reader's.
        untold: Nothing of them is counted within the month yet.
        kept, kept_at: The codes of those a job counted, and when it last did; None where none is told.
    """

    month: date
    lines: Sequence[Line]
    minor: Mapping[str, int] | None
    holding: int
    untold: Sequence[KpiDefinition]
    kept: Sequence[str] = ()
    kept_at: datetime | None = None


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


def may_see(scope: Scope, contract_id: int) -> bool:
    """Whether the reader sees the key figures of a whole contract; who sees one district does not see its sum."""
    return scope.allows(VIEW, contract=contract_id)


def exposure(scope: Scope, contract_id: int, today: date, tops: Mapping[int, int]) -> Exposure | None:
    """The running month of a contract as it stands; None where it is not the reader's, or nothing is defined.

    The number of reads is the same however much is promised.

    Args:
        today: The day it is in the community: days gone by are decided, of today and later only what is done.
        tops: For each unit the district its figures are told under.
    """
    first = today.replace(day=1)
    definitions = definitions_in_force(contract_id, first) if may_see(scope, contract_id) else []
    if not definitions:
        return None
    by_job = kept(contract_id, first)
    told = [one for one in definitions if one.source in TOLD or one.source in by_job.told]
    found = so_far(scope.community_id, contract_id, told, today, tops, by_job)
    running = {one.code: _unpriced(one, found[one.code]) for one in told}
    sees = scope.allows(VIEW_CREDITS, contract=contract_id, data_class="D2")
    held = remedies_in_force(contract_id, first) if sees else None
    every = [one for several in running.values() for one in several]
    costs = _stakes(contract_id, first, every, held, tops) if held is not None else {}
    lines = [_line(one, found[one.code], running[one.code], costs.get(one.code)) for one in told]
    at_stake = [one for one in lines if one.missed or one.could or any(one.stake.minor.values() if one.stake else ())]
    at_stake.sort(key=lambda one: (-_most(one, AS_IT_STANDS), -one.missed, -_most(one, ENDS[-1]), one.definition.code))
    minor = {end: sum(one.minor[end] for one in costs.values()) for end in ENDS} if held is not None else None
    untold = [one for one in definitions if one.code not in found and one.source not in sources.LATER]
    counted = [one.code for one in told if one.source in by_job.told]
    return Exposure(
        first, at_stake, minor, len(lines) - len(at_stake), untold, counted, by_job.at if counted else None
    )  # fmt: skip


def standing(definition: KpiDefinition, found: Counted) -> Line:
    """One figure as it stands, without what it would cost."""
    return _line(definition, found, _unpriced(definition, found), None)


def _unpriced(one: KpiDefinition, found: Counted) -> list[Running]:
    """A figure at the level it is judged at."""
    measure, per_unit = measure_of(one), one.per == "unit"
    return [
        Running(code=one.code, unit_id=unit, measure=measure, so_far=counted, line=one.line_code,
                group=one.remedy_group, weight=one.weight / 100)
        for unit, counted in found.items() if (unit is not None) == per_unit
    ]  # fmt: skip


def _most(line: Line, end: str) -> int:
    return line.stake.minor[end] if line.stake else 0


def _line(definition: KpiDefinition, found: Counted, running: Sequence[Running], stake: Stake | None) -> Line:
    whole = found.get(None, SoFar())
    judged = judge(measure_of(definition), *whole.ending(AS_IT_STANDS, lower_is_better=definition.lower_is_better))
    missed = sum(one.judged(AS_IT_STANDS).failed for one in running)
    return Line(definition, whole, judged, stake, missed, sum(one.judged(ENDS[-1]).failed for one in running),
                len(running))  # fmt: skip


def _stakes(
    contract_id: int, first: date, running: Iterable[Running], held: Remedies, tops: Mapping[int, int]
) -> dict[str, Stake]:
    """What each figure would cost, by its code, priced by what the month charges."""
    by_line: dict[str, int] = defaultdict(int)
    by_unit: dict[int, int] = defaultdict(int)
    for (unit, line), amount in contracts.fee_sums(contract_id, first).items():
        by_line[line] += amount
        by_unit[tops.get(unit, unit)] += amount
    whole = sum(by_line.values())
    before = _runs(contract_id, first)
    priced = tuple(
        replace(
            one, before=before.get((one.code, one.unit_id), Run()),
            charge_minor=whole if one.unit_id is None else by_unit.get(one.unit_id, 0),
            grace=grace_share(held.terms, months_live(held.row.terms, one.unit_id, first)),
        )
        for one in running
    )  # fmt: skip
    terms = _Agreed(json.dumps(held.row.terms, sort_keys=True), held.terms)
    return dict(_priced(terms, first, priced, frozenset(by_line.items()), _credited(contract_id, first)))


@dataclass(frozen=True, slots=True)
class _Agreed:
    """Remedy terms and the words of the version they are read from: the same words are the same terms."""

    words: str
    terms: RemedyTerms = field(compare=False)


@lru_cache(maxsize=64)
def _priced(
    agreed: _Agreed, first: date, running: tuple[Running, ...], by_line: frozenset[tuple[str, int]], credited_minor: int
) -> Mapping[str, Stake]:
    """What each figure would cost, by its code: the same for the same numbers."""
    whole = sum(amount for _line, amount in by_line)
    charges = Charges(
        month_minor=whole, by_line=dict(by_line), year_minor=12 * whole, credited_minor=credited_minor
    )  # fmt: skip
    found = stakes(agreed.terms, running, charges, 366 if isleap(first.year) else 365)
    return {one.code: one for one in found}


def _credited(contract_id: int, first: date) -> int:
    """What the year has credited before this month, for the cap of the year."""
    return _OWED.first(NOBODY, None, contract_id, first.replace(month=1), first) or 0


def _runs(contract_id: int, first: date) -> dict[tuple[str, int | None], Run]:
    """Where each figure's run of months stood at the end of the last month that is known, of the two before."""
    newest = _NEWEST.first(NOBODY, None, contract_id, month_before(month_before(first)), first)
    return {
        (code, unit): Run(failures, passes, last_failed=failed)
        for code, unit, failures, passes, failed in (_RUNS.rows(NOBODY, None, contract_id, newest) if newest else ())
    }


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

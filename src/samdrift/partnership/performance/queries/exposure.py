"""What the month that runs would cost if it ended as it stands: as counted so far, priced by the month's terms."""

import json
from calendar import isleap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet, Sum

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.credits import Charges, RemedyTerms, grace_share
from samdrift.kernel.key_figures import Judged, Run, judge
from samdrift.partnership.performance.models import (
    VIEW,
    VIEW_CREDITS,
    KpiDefinition,
    KpiPeriod,
    KpiResult,
    ServiceCredit,
)
from samdrift.partnership.performance.queries import sources
from samdrift.partnership.performance.queries.so_far import NOBODY, TOLD, Counted, kept, so_far
from samdrift.partnership.performance.queries.terms import Remedies, definitions_in_force, measure_of, remedies_in_force
from samdrift.partnership.performance.rules.exposure import AS_IT_STANDS, ENDS, Running, SoFar, Stake, stakes
from samdrift.partnership.performance.rules.periods import month_before
from samdrift.partnership.performance.rules.remedies import months_live
from samdrift.registers.contracts import public as contracts


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


_OWED: Shaped[int] = Shaped(_owed)
_NEWEST: Shaped[date] = Shaped(_newest)
_RUNS: Shaped[tuple[str, int | None, int, int, bool]] = Shaped(_run_rows)


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

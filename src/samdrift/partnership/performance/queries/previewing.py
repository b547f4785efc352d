"""What the last frozen months would have cost under terms that are proposed, beside what they did cost."""

from calendar import isleap
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import credits as kernel
from samdrift.kernel.credits import Charges, Missed, RemedyTerms, credits_of_month, reduction_minor
from samdrift.kernel.key_figures import BANDS, Measure, Run, judge, run_after
from samdrift.partnership.performance.models import VIEW_CREDITS, FeeReduction, KpiDefinition, KpiResult, ServiceCredit
from samdrift.partnership.performance.queries.charges import Charged, charged_in
from samdrift.partnership.performance.queries.months import month_of, tops_of
from samdrift.partnership.performance.queries.terms import remedies_in_force
from samdrift.partnership.performance.queries.undelivered import undelivered_in
from samdrift.partnership.performance.rules import periods
from samdrift.partnership.performance.rules.remedies import months_live

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Previewed:
    """One month: what stood, and what it would have been, in hundredths; nothing is earned back in either."""

    month: date
    credits_minor: int
    reductions_minor: int
    would_minor: int
    would_reduce_minor: int
    missed: int
    would_miss: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed: remedies, or another measure of one figure; what is not proposed stays as it was."""

    terms: RemedyTerms | None = None
    kept: Mapping[str, Any] | None = None
    code: str = ""
    measure: Measure | None = None
    weight: Any = None


def preview(scope: Scope, contract_id: int, proposed: Proposed) -> list[Previewed]:
    """The last six frozen months under what is proposed, the oldest first.

    The number of reads grows with the months, never with figures, districts or fees.

    Raises:
        NotAllowed: The reader may not see what missed figures cost.
    """
    scope.require(VIEW_CREDITS, contract=contract_id, data_class="D2")
    with everywhere(reason="the frozen months of one contract, which both its parties may read"):
        rows = KpiResult.objects.filter(
            contract=contract_id, latest=True, state=periods.FROZEN, judged=True
        ).select_related("definition")  # fmt: skip
        months = sorted(set(rows.order_by().values_list("month", flat=True)))[-MONTHS:]
        by_month: dict[date, list[KpiResult]] = defaultdict(list)
        for row in rows.filter(month__in=months).order_by("month", "code", "unit_id"):
            by_month[row.month].append(row)
        runs: dict[tuple[str, int | None], Run] = {}
        found, credited = [], 0
        for month in months:
            one = _month(contract_id, month, by_month[month], proposed, runs, credited)
            credited = 0 if month.month == 12 else credited + one.would_minor
            found.append(one)
    return found


def _month(
    contract_id: int, month: date, rows: list[KpiResult], proposed: Proposed, runs: dict[tuple[str, int | None], Run],
    credited: int,
) -> Previewed:  # fmt: skip
    held = remedies_in_force(contract_id, month)
    terms = proposed.terms or (held.terms if held else None)
    kept = proposed.kept if proposed.kept is not None else (held.row.terms if held else {})
    owed = ServiceCredit.objects.filter(contract=contract_id, month=month).exclude(state="waived")
    stood = sum(owed.exclude(kind="earn_back").values_list("net_minor", flat=True))
    lowered = sum(FeeReduction.objects.filter(contract=contract_id, month=month).values_list("amount_minor", flat=True))
    missed_then = sum(row.band in BANDS for row in rows)
    if terms is None or not rows:
        return Previewed(month, stood, lowered, 0, 0, missed_then, missed_then)
    community = rows[0].community_id
    tops = tops_of(community)
    charged = charged_in(contract_id, month, tops)
    reduced = _reduced(community, contract_id, month, rows, terms, tops)
    missed = [_missed(row, terms, kept, charged, reduced, proposed, runs) for row in rows]
    costing = [one for one in missed if kernel.costs_something(terms, one.kpi, one.band, one.failures)]
    charges = Charges(
        month_minor=charged.whole, by_line=charged.by_line, year_minor=12 * charged.whole, credited_minor=credited
    )
    would = sum(one.net_minor for one in credits_of_month(terms, costing, charges))
    whole = sum(amount for (_code, unit), amount in reduced.items() if unit is None)
    return Previewed(
        month, stood, lowered, would, whole, missed_then, sum(one.band in BANDS for one in missed)
    )  # fmt: skip


def _reduced(
    community_id: int,
    contract_id: int,
    month: date,
    rows: Iterable[KpiResult],
    terms: RemedyTerms,
    tops: dict[int, int],
) -> dict[tuple[str, int | None], int]:
    found: dict[tuple[str, int | None], int] = defaultdict(int)
    sources = {row.code: row.definition.source for row in rows if row.code in terms.reductions}
    for code, source in sources.items():
        for one in undelivered_in(month_of(community_id, contract_id, month, tops), source):
            amount = reduction_minor(one.fee_minor, terms.reductions[code], one.missing, one.ordered)
            found[code, one.top] += amount
            found[code, None] += amount
    return dict(found)


def _missed(
    row: KpiResult, terms: RemedyTerms, kept: Mapping[str, Any], charged: Charged,
    reduced: Mapping[tuple[str, int | None], int], proposed: Proposed, runs: dict[tuple[str, int | None], Run],
) -> Missed:  # fmt: skip
    definition: KpiDefinition = row.definition
    band, run, repeated = row.band, Run(row.run_failures, row.run_passes, last_failed=row.run_last_failed), row.repeated
    weight = definition.weight
    if proposed.measure is not None and row.code == proposed.code:
        before = runs.get((row.code, row.unit_id), Run())
        band = judge(proposed.measure, row.numerator, row.denominator).band
        run = runs[row.code, row.unit_id] = run_after(before, band)
        repeated = before.last_failed and band in BANDS
        weight = proposed.weight
    failures = kernel.failures_of(row.numerator, row.denominator, lower_is_better=definition.lower_is_better)
    return Missed(
        key=str(row.uid), kpi=row.code, line=row.line_code, band=band, run=run, repeated=repeated,
        charge_minor=charged.whole if row.unit_id is None else charged.by_unit.get(row.unit_id, 0),
        weight=weight / 100, failures=failures, days=366 if isleap(row.month.year) else 365,
        grace=kernel.grace_share(terms, months_live(kept, row.unit_id, row.month)),
        group=f"{definition.remedy_group}/{row.unit_id or ''}" if definition.remedy_group else "",
        reduced_minor=reduced.get((row.code, row.unit_id), 0),
    )  # fmt: skip

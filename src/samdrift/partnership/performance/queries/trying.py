"""What a wholly new figure would have been in the last months, and what it alone would have cost."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samdrift.foundation.scope import Scope
from samdrift.kernel import credits as kernel
from samdrift.kernel.credits import Charges, Missed, credits_of_month
from samdrift.kernel.key_figures import Measure, Run, judge, run_after
from samdrift.partnership.performance.models import VIEW, VIEW_CREDITS
from samdrift.partnership.performance.queries.charges import Charged, charged_in
from samdrift.partnership.performance.queries.months import month_of, tops_of
from samdrift.partnership.performance.queries.sources import LATER, READING, counted
from samdrift.partnership.performance.queries.terms import remedies_in_force
from samdrift.registers.contracts import public as contracts

MONTHS = 3
WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFigure:
    """What decides a new figure: its source, how it is judged, and what it weighs."""

    code: str
    source: str
    measure: Measure
    weight: Decimal
    line_code: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """One month of the contract; cost in hundredths, None for who may not see what misses cost."""

    month: date
    numerator: int
    denominator: int
    value: Decimal | None
    band: str
    cost_minor: int | None


def can_try(source: str) -> bool:
    """Whether past months can be counted: not what nobody has read yet, or no room holds."""
    return source != READING and source not in LATER


def tried(scope: Scope, contract: contracts.Contract, figure: NewFigure, today: date) -> list[Tried]:
    """The last three months that ended, the oldest first, as the figure would have stood for the whole contract.

    Raises:
        NotAllowed: The reader may not see figures of the contract.
    """
    scope.require(VIEW, contract=contract.pk)
    if not can_try(figure.source):
        return []
    costs = scope.allows(VIEW_CREDITS, contract=contract.pk, data_class="D2")
    tops = tops_of(contract.community_id)
    found, run = [], Run()
    for month in _last_months(today):
        if month < contract.starts_on.replace(day=1):
            continue
        told = counted(month_of(contract.community_id, contract.pk, month, tops), [figure.source])
        part, whole = told[figure.source].get(None, (0, 0))
        judged = judge(figure.measure, part, whole)
        repeated, run = run.last_failed, run_after(run, judged.band)
        result = part, whole, judged.band
        cost = _cost(contract.pk, month, figure, result, run, tops, repeated=repeated) if costs else None
        found.append(Tried(month, part, whole, judged.value, judged.band, cost))
    return found


def _last_months(today: date) -> list[date]:
    at = today.year * 12 + today.month - 1
    return [date((at - back) // 12, (at - back) % 12 + 1, 1) for back in range(MONTHS, 0, -1)]


def _cost(
    contract_id: int, month: date, figure: NewFigure, result: tuple[int, int, str], run: Run,
    tops: dict[int, int], *, repeated: bool,
) -> int:  # fmt: skip
    """What it alone would have cost under the month's remedies; nothing where there were none."""
    held = remedies_in_force(contract_id, month)
    part, whole, band = result
    if held is None:
        return 0
    failures = kernel.failures_of(part, whole, lower_is_better=figure.measure.lower_is_better)
    if not kernel.costs_something(held.terms, figure.code, band, failures):
        return 0
    charged: Charged = charged_in(contract_id, month, tops)
    missed = Missed(
        key=figure.code, kpi=figure.code, line=figure.line_code, band=band, run=run,
        repeated=repeated and band != "not_measured", charge_minor=charged.whole, weight=figure.weight / WHOLE,
        failures=failures, days=366 if isleap(month.year) else 365,
    )  # fmt: skip
    charges = Charges(month_minor=charged.whole, by_line=charged.by_line, year_minor=12 * charged.whole)
    return sum(one.net_minor for one in credits_of_month(held.terms, [missed], charges))

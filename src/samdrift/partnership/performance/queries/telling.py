"""What the book tells of terms, figures and credits in full, so that either party works them out again from it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from samdrift.foundation.scope import everywhere
from samdrift.partnership.performance.models import (
    KpiDefinition,
    KpiPeriod,
    KpiResult,
    RemedyTermsVersion,
    ServiceCredit,
)
from samdrift.partnership.performance.queries.months import month_of, tops_of
from samdrift.partnership.performance.queries.sources import promises_of, resolved_in
from samdrift.registers.contracts import public as contracts


def definition_told(row: KpiDefinition) -> dict[str, Any]:
    """A definition without its words."""
    return {
        "definition": str(row.uid), "code": row.code, "number": row.number, "valid_from": row.valid_from.isoformat(),
        "source": row.source, "per": row.per, "line": row.line_code, "target": f"{row.target:f}",
        "lower_is_better": row.lower_is_better, "scale": row.scale, "edges": [str(edge) for edge in row.edges],
        "stretch": None if row.stretch is None else f"{row.stretch:f}", "low_volume_under": row.low_volume_under,
        "fewest": row.fewest, "weight": f"{row.weight:f}", "group": row.remedy_group, "earns_back": row.earns_back,
    }  # fmt: skip


def remedies_told(row: RemedyTermsVersion) -> dict[str, Any]:
    """Remedies with all their numbers."""
    return {
        "remedies": str(row.uid), "number": row.number, "valid_from": row.valid_from.isoformat(), "terms": row.terms,
    }  # fmt: skip


def terms_told(row: KpiDefinition | RemedyTermsVersion) -> dict[str, Any]:
    """Either of them."""
    return definition_told(row) if isinstance(row, KpiDefinition) else remedies_told(row)


def result_told(row: KpiResult) -> dict[str, Any]:
    """A figure, and the run of months it belongs to; `settled` where both parties agreed on numbers of their own."""
    return {
        "result": str(row.uid), "definition": str(row.definition.uid), "code": row.code, "unit": row.unit_id,
        "number": row.number, "numerator": row.numerator, "denominator": row.denominator,
        "value": _text(row.value), "band": row.band, "stretch": row.stretch,
        "run": [row.run_failures, row.run_passes, int(row.run_last_failed)], "repeated": row.repeated,
        "settled": bool(row.reason),
    }  # fmt: skip


def credit_told(row: ServiceCredit) -> dict[str, Any]:
    """A credit with each step that took from it."""
    return {
        "credit": str(row.uid), "kind": row.kind, "result": str(row.result.uid), "remedies": str(row.remedy.uid),
        "code": row.code, "line": row.line_code, "unit": row.unit_id, "charge_minor": row.charge_minor,
        "points": row.points, "factor": f"{Decimal(row.factor):f}", "gross_minor": row.gross_minor,
        "steps": [list(step) for step in row.steps], "net_minor": row.net_minor,
        "month": row.month.isoformat(), "bills_in": row.bills_in.isoformat(),
        "of": str(row.of.uid) if row.of is not None else None,
    }  # fmt: skip


def tops_of_work(period: KpiPeriod) -> dict[str, int]:
    """The districts of units with work in a month, where they are others than the units themselves."""
    tops = tops_of(period.community_id)
    month = month_of(period.community_id, period.contract_id, period.month, tops)
    with everywhere(reason="the units whose work a frozen month of one contract was counted from"):
        units: set[int | None] = set(promises_of(month).order_by().values_list("unit_id", flat=True).distinct())
        units.update(resolved_in(month).order_by().values_list("unit_id", flat=True).distinct())
    return _told(tops, units)


def tops_of_fees(community_id: int, contract_id: int) -> dict[str, int]:
    """The districts of units with volumes under a contract: by them a month's charges are summed."""
    return _told(tops_of(community_id), {step.unit_id for step in contracts.volume_steps(contract_id)})


def _told(tops: Mapping[int, int], units: Iterable[int | None]) -> dict[str, int]:
    known = sorted(unit for unit in units if unit is not None)
    return {str(unit): tops[unit] for unit in known if tops.get(unit, unit) != unit}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"

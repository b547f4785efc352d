"""What the book tells of baselines, savings, schemes and settlements in full, for either party to work out again."""

from typing import Any

from samdrift.partnership.savings.models import Baseline, Scheme, Settlement, Verification

NOT_TOLD = frozenset({"evidence"})  # words, and perhaps names


def baseline_told(row: Baseline) -> dict[str, Any]:
    """A baseline without its words."""
    lines = [
        {"code": one["code"], "unit_cost": one["unit_cost"], "driver": one["driver"],
         "additions_minor": one.get("additions_minor", 0)}
        for one in row.cost_lines
    ]  # fmt: skip
    return {
        "baseline": str(row.uid), "unit": row.unit_id, "line": row.line_code, "number": row.number, "year": row.year,
        "lines": lines, "carried": row.carried, "total_minor": row.total_minor,
    }  # fmt: skip


def verification_told(row: Verification) -> dict[str, Any]:
    """What was verified; the budget it was proved by is the client's own and stays out of it."""
    return {
        "verification": str(row.uid), "saving": str(row.item.uid), "baseline": str(row.baseline.uid),
        "unit": row.unit_id, "line": row.line_code, "year": row.year, "amount_minor": row.amount_minor,
        "cashable": row.cashable, "counts": row.counts,
    }  # fmt: skip


def scheme_told(row: Scheme) -> dict[str, Any]:
    """The terms of a guarantee or of sharing."""
    return {"scheme": str(row.uid), "kind": row.kind, "number": row.number, "terms": row.terms}


def settlement_told(row: Settlement, unit_id: int | None) -> dict[str, Any]:
    """The facts of a settlement, and on which unit's invoice of which month it stands once it is approved."""
    return {
        "settlement": str(row.uid), "scheme": str(row.scheme.uid), "kind": row.scheme.kind, "year": row.year,
        "facts": {name: fact for name, fact in row.facts.items() if name not in NOT_TOLD},
        "charge_minor": row.charge_minor, "unit": unit_id,
        "invoice_month": None if row.invoice_month is None else row.invoice_month.isoformat(),
    }  # fmt: skip

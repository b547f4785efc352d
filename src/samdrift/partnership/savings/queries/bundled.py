"""Savings and settlements as bundles hold them; budgets and open books of cost are one party's own and in none."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.form import text_of
from samdrift.kernel.settlements import GUARANTEE
from samdrift.operations.bundles import public as bundles
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.models import Baseline, SavingItem, Scheme, Settlement, Verification
from samdrift.partnership.savings.queries import charges, figures
from samdrift.registers.parties import public as parties

FACTS = {
    GUARANTEE: ("paid_minor", "guaranteed_cum_minor", "verified_cum_minor"),
}  # fmt: skip
OF_SHARING = ("base_minor", "guaranteed_minor", "verified_minor")


def saved_in(contract_id: int, first_days: Sequence[date]) -> bundles.Behind:
    """What was verified of the years of some months, every settlement, and all that was told of either."""
    with everywhere(reason="the open book of a month is the same for both parties"):
        verified = Verification.objects.filter(contract=contract_id, year__in={day.year for day in first_days})
        rows = Settlement.objects.filter(contract=contract_id).exclude(state="draft").select_related("scheme")
        top = charges.top_unit_of(contract_id)
        unit = parties.Unit.objects.get(pk=top).code if top else ""
        tables = {
            form.SAVINGS: [_saving(row) for row in verified.select_related("item", "baseline", "unit")],
            form.SETTLEMENTS: [_settlement(row, unit) for row in rows],
        }  # fmt: skip
        items = Verification.objects.filter(contract=contract_id).order_by().values("item")
        subjects = list(SavingItem.objects.filter(pk__in=items).values_list("uid", flat=True))
        for model in (Baseline, Scheme, Settlement):
            subjects += model.objects.filter(contract=contract_id).values_list("uid", flat=True)
    return bundles.Behind(tables, [UUID(str(uid)) for uid in subjects])


def _saving(row: Verification) -> dict[str, str]:
    return {
        "year": str(row.year), "saving": str(row.item.uid), "unit": row.unit.code, "line": row.line_code,
        "baseline": str(row.baseline.uid), "adjusted_minor": str(figures.adjusted_minor(row.baseline, row.year)),
        "amount_minor": str(row.amount_minor), "cashable": text_of(row.cashable), "counts": text_of(row.counts),
    }  # fmt: skip


def _settlement(row: Settlement, unit: str) -> dict[str, str]:
    base, guaranteed, verified = (text_of(row.facts.get(name)) for name in FACTS.get(row.scheme.kind, OF_SHARING))
    return {
        "settlement": str(row.uid), "kind": row.scheme.kind, "year": str(row.year),
        "state": rules.APPROVED if row.state == rules.INVOICED else row.state, "base_minor": base,
        "guaranteed_minor": guaranteed, "verified_minor": verified, "charge_minor": str(row.charge_minor),
        "month": "" if row.invoice_month is None else f"{row.invoice_month:%Y-%m}",
        "unit": "" if row.invoice_month is None else unit,
    }  # fmt: skip

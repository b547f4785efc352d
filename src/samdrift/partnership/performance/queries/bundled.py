"""Figures and credits as bundles hold them: what both parties froze, and what it cost."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.form import decimal_text, text_of
from samdrift.operations.bundles import public as bundles
from samdrift.partnership.performance.models import (
    FeeReduction,
    KpiDefinition,
    KpiPeriod,
    KpiReading,
    KpiResult,
    RemedyTermsVersion,
    ResultWord,
    ServiceCredit,
)
from samdrift.partnership.performance.rules import periods

STATES = {"invoiced": "agreed"}  # that it stands on an invoice, the invoice says


def measured_in(contract_id: int, first_days: Sequence[date]) -> bundles.Behind:
    """The figures of some months, the credits measured or invoiced in them, and all that was ever told of either."""
    with everywhere(reason="the open book of a month is the same for both parties"):
        results = KpiResult.objects.filter(
            contract=contract_id, month__in=first_days, state__in=(periods.FROZEN, periods.CORRECTED, periods.DISPUTED)
        ).select_related("definition", "unit")  # fmt: skip
        credits_ = ServiceCredit.objects.filter(contract=contract_id)
        owed = credits_.filter(Q(month__in=first_days) | Q(bills_in__in=first_days)).select_related("unit")
        reduced = FeeReduction.objects.filter(contract=contract_id)
        reduced = reduced.filter(Q(month__in=first_days) | Q(bills_in__in=first_days))
        tables = {
            form.KEY_FIGURES: [_figure(row) for row in results], form.CREDITS: [_credit(row) for row in owed],
            form.REDUCTIONS: [_reduction(row) for row in reduced.select_related("unit", "site")],
        }  # fmt: skip
        words = ResultWord.objects.filter(result__contract=contract_id, kind__in=("dispute", "settle"))
        subjects = [
            *words.order_by().values_list("result__uid", flat=True).distinct(),
            *KpiResult.objects.filter(contract=contract_id, number__gt=1).values_list("uid", flat=True),
            *credits_.values_list("uid", flat=True),
        ]
        for model in (KpiDefinition, RemedyTermsVersion, KpiPeriod, KpiReading):
            subjects += model.objects.filter(contract=contract_id).values_list("uid", flat=True)
    return bundles.Behind(tables, [UUID(str(uid)) for uid in subjects])


def _figure(row: KpiResult) -> dict[str, str]:
    told = {"month": f"{row.month:%Y-%m}", "figure": row.code, "unit": row.unit.code if row.unit else ""}
    told |= {"number": str(row.number), "state": row.state}
    if row.state == periods.DISPUTED:  # its numbers are not agreed on, so they are nobody's
        return dict.fromkeys(form.COLUMNS[form.KEY_FIGURES], "") | told
    return told | {
        "state": periods.FROZEN if row.latest else periods.CORRECTED, "definition": str(row.definition.number),
        "numerator": str(row.numerator), "denominator": str(row.denominator), "band": row.band,
        "value": "" if row.value is None else decimal_text(row.value), "misses": str(row.run_failures),
        "repeated": text_of(row.repeated),
    }  # fmt: skip


def _reduction(row: FeeReduction) -> dict[str, str]:
    return {
        "month": f"{row.month:%Y-%m}", "reduction": str(row.uid), "figure": row.code, "unit": row.unit.code,
        "site": row.site.code if row.site else "", "line": row.line_code, "ordered": str(row.ordered),
        "missing": str(row.missing), "fee_minor": str(row.fee_minor), "share": decimal_text(row.share),
        "amount_minor": str(row.amount_minor), "bills_in": f"{row.bills_in:%Y-%m}",
    }  # fmt: skip


def _credit(row: ServiceCredit) -> dict[str, str]:
    return {
        "month": f"{row.month:%Y-%m}", "credit": str(row.uid), "kind": row.kind, "figure": row.code,
        "line": row.line_code, "unit": row.unit.code if row.unit else "", "charge_minor": str(row.charge_minor),
        "points": str(row.points), "factor": decimal_text(row.factor), "gross_minor": str(row.gross_minor),
        "steps": " ".join(f"{rule}:{after}" for rule, after in row.steps), "net_minor": str(row.net_minor),
        "bills_in": f"{row.bills_in:%Y-%m}", "state": STATES.get(row.state, row.state),
    }  # fmt: skip

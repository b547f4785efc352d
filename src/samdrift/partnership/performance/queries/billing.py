"""What a month's invoice takes of credits, each shared out over the districts it was measured on."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from samdrift.foundation.scope import everywhere
from samdrift.kernel.credits import shared_out
from samdrift.kernel.invoices import Charge
from samdrift.partnership.performance.models import FeeReduction, ServiceCredit
from samdrift.partnership.performance.queries.charges import Charged, charged_in
from samdrift.partnership.performance.queries.months import tops_of
from samdrift.partnership.performance.rules.periods import CORRECTED, FROZEN

BILLED = ("agreed", "invoiced", "earned_back")


def charges_of_month(contract_id: int, first_day: date, known_at: datetime | None = None) -> list[Charge]:
    """What credits put on the invoices of a month: those both agreed on, earned back ones with the other sign.

    A credit is below zero, for it comes off. One of the whole contract is shared out over the districts by what they
    were charged in the month measured, so that the parts sum to it exactly.

    Args:
        known_at: Only what both had agreed on by then.
    """
    with everywhere(reason="the credits one contract's invoices of a month take"):
        rows = ServiceCredit.objects.filter(contract=contract_id, bills_in=first_day, state__in=BILLED)
        if known_at is not None:
            rows = rows.filter(_agreed_by(known_at))
        found = list(rows.exclude(net_minor=0).select_related("result").order_by("month", "code", "unit_id", "pk"))
        reduced = [_reduction(one) for one in _reductions(contract_id, first_day)]
        if not found:
            return reduced
        tops = tops_of(found[0].community_id)
        charged = {month: charged_in(contract_id, month, tops) for month in {one.month for one in found}}
    return [charge for one in found for charge in _charges(one, charged[one.month])] + reduced


def _reductions(contract_id: int, first_day: date) -> list[FeeReduction]:
    rows = FeeReduction.objects.filter(contract=contract_id, bills_in=first_day).select_related("result")
    return list(rows.order_by("month", "code", "unit_id", "site_id"))


def _reduction(row: FeeReduction) -> Charge:
    values = {
        "code": row.code, "month": f"{row.month:%Y-%m}", "missing": str(row.missing), "ordered": str(row.ordered),
    }  # fmt: skip
    return Charge(
        kind="credit", unit_id=row.unit_id, site_id=row.site_id, line=row.line_code, amount_minor=-row.amount_minor,
        reference=str(row.uid), code="performance.reduction", values=values, evidence=(str(row.result.uid),),
    )  # fmt: skip


def unfrozen_of(uids: Collection[UUID]) -> set[UUID]:
    """Those of some credits whose month's figures are not frozen: they may not be billed yet."""
    with everywhere(reason="whether credits on an invoice rest on frozen figures; asked by who may check it"):
        rows = ServiceCredit.objects.filter(uid__in=uids).exclude(result__state__in=(FROZEN, CORRECTED))
        return set(rows.values_list("uid", flat=True))


def _agreed_by(moment: datetime) -> Q:
    """What was agreed on by a moment; what the rule itself gives, an earn-back say, needs nobody's word."""
    told = Q(calculated_at__lte=moment)
    for side in ("customer", "provider"):
        told &= Q(**{f"{side}_agreed_at__isnull": True}) | Q(**{f"{side}_agreed_at__lte": moment})
    return told


def _charges(credit: ServiceCredit, charged: Charged) -> list[Charge]:
    if credit.unit_id is not None:
        parts = [(credit.unit_id, -credit.net_minor)]
    else:
        units = sorted(unit for unit, amount in charged.by_unit.items() if amount > 0)
        shared = shared_out(abs(credit.net_minor), [charged.by_unit[unit] for unit in units])
        sign = -1 if credit.net_minor > 0 else 1
        parts = [(unit, sign * amount) for unit, amount in zip(units, shared, strict=True) if amount]
    values = {"code": credit.code, "month": f"{credit.month:%Y-%m}", "band": credit.result.band}
    return [
        Charge(
            kind="credit", unit_id=unit, site_id=None, line=credit.line_code, amount_minor=amount,
            reference=str(credit.uid), code=f"performance.{credit.kind}", values=values,
            evidence=(str(credit.result.uid),),
        )
        for unit, amount in parts
    ]  # fmt: skip

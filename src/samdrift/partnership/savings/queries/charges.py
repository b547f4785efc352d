"""What settlements bring to a month's invoice."""

from datetime import date, datetime

from samdrift.foundation.scope import everywhere
from samdrift.kernel.invoices import Charge
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.models import Settlement
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


def charges_of_month(contract_id: int, first_day: date, known_at: datetime | None = None) -> list[Charge]:
    """Approved settlements of guarantees and shared gains that belong on a month's invoice.

    A shortfall lies below nothing: the provider pays it by asking for less. They are the whole contract's, so they
    stand on the invoice of the customer's uppermost unit.
    """
    with everywhere(reason="what belongs on an invoice; who may see it is asked where it is shown"):
        settled = Settlement.objects.filter(
            contract=contract_id, invoice_month=first_day, state__in=(rules.APPROVED, rules.INVOICED)
        )
        if known_at is not None:
            settled = settled.filter(calculated_at__lte=known_at)
        rows = list(settled.exclude(charge_minor=0).select_related("scheme").order_by("pk"))
    top = top_unit_of(contract_id) if rows else None
    return [
        Charge(
            kind="gainshare", unit_id=top or 0, site_id=None, line="", amount_minor=row.charge_minor,
            reference=str(row.uid), code=f"savings.{row.scheme.kind}", values={"year": str(_year(row))},
            evidence=(str(row.uid),),
        )
        for row in rows
    ]  # fmt: skip


def top_unit_of(contract_id: int) -> int | None:
    """The customer's uppermost unit: on its invoice stands what is the whole contract's."""
    with everywhere(reason="on whose invoice stands what is the whole contract's"):
        customer = contracts.Contract.objects.values_list("customer_id", flat=True).get(pk=contract_id)
        found = parties.Unit.objects.filter(organisation=customer, parent=None).order_by("pk").first()
    return found.pk if found else None


def _year(row: Settlement) -> int:
    """The calendar year a settlement is about; guarantees count the years of their term."""
    starts = row.scheme.terms.get("starts_on")
    return date.fromisoformat(starts).year + row.year - 1 if starts else row.year

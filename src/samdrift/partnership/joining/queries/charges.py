"""What the framework puts on the invoices of a contract: its part of shared cost."""

from datetime import date, datetime

from samdrift.foundation.scope import everywhere
from samdrift.kernel.invoices import Charge
from samdrift.partnership.joining.models import CostShare


def charges_of_month(contract_id: int, first_day: date, known_at: datetime | None = None) -> list[Charge]:
    """A contract's parts of the shared cost of a month, each with the key that explains it."""
    with everywhere(reason="invoices are made of all that stands behind them; whoever asked may run the contract"):
        rows = CostShare.objects.filter(contract=contract_id, month=first_day).exclude(amount_minor=0)
        if known_at is not None:
            rows = rows.filter(split_at__lte=known_at)
        return [
            Charge(
                kind="shared", unit_id=row.unit_id, site_id=None, line="", amount_minor=row.amount_minor,
                reference=str(row.uid), code="joining.shared",
                values={"code": row.code, "own": str(row.own_key), "all": str(row.all_keys)},
                evidence=(str(row.terms.uid),),
            )
            for row in rows.select_related("terms").order_by("code", "pk")
        ]  # fmt: skip

"""Which months of a contract stand on invoices that were sent: what they were made of changes no more."""

from collections.abc import Collection
from datetime import date

from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.models import Invoice

UNSENT = ("draft", "prechecked", "rejected")


def sent_months(contract_id: int, unit_ids: Collection[int] | None = None) -> set[date]:
    """The months invoiced by our own runs, of some units or of any; a rejected invoice is made again, so not its."""
    with everywhere(reason="which months of a contract are invoiced; who may see the invoices is asked there"):
        rows = Invoice.objects.filter(contract=contract_id, origin="written", credits=None).exclude(state__in=UNSENT)
        if unit_ids is not None:
            rows = rows.filter(unit__in=unit_ids)
        return set(rows.order_by().values_list("month", flat=True).distinct())

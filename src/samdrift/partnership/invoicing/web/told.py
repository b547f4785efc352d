"""What invoices are called where an event speaks of them."""

from samdrift.foundation.events.public import Rows, register_codes, register_rows
from samdrift.partnership.invoicing.models import BillingParty, Invoice, InvoiceRun, PaymentFile
from samdrift.partnership.invoicing.web.words import LATE, OUTCOMES, STATES


def register() -> None:
    """Announce the room's words and rows."""
    register_codes("invoicing_state", STATES)
    register_codes("invoicing_outcome", OUTCOMES)
    register_codes("invoicing_late", LATE)
    register_rows(
        "invoicing.invoice", Rows(Invoice.objects.within, ("number",), lambda number, _: number, "invoicing:page")
    )
    register_rows(
        "invoicing.invoicerun", Rows(InvoiceRun.objects.within, ("month",), lambda month, _: f"{month:%Y-%m}",
                                     "invoicing:run")
    )  # fmt: skip
    register_rows("invoicing.billingparty", Rows(BillingParty.objects.within, ("name",), lambda name, _: name))
    register_rows("invoicing.paymentfile", Rows(PaymentFile.objects.within, ("number",), lambda number, _: str(number)))

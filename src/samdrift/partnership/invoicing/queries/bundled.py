"""What went out in a month, as bundles hold it."""

from datetime import date
from uuid import UUID

from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles.form import decimal_text, text_of
from samdrift.operations.bundles import public as bundles
from samdrift.partnership.invoicing import rules
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine

_INVOICE = (
    "uid", "number", "kind", "unit__code", "known_at", "issued_on", "currency", "net_minor", "vat_minor", "gross_minor",
)  # fmt: skip


def billed_in(contract_id: int, first_day: date) -> bundles.Billed:
    """The invoices and credit notes of a month that were sent and not sent back, with their lines."""
    with everywhere(reason="the open book of a month is the same for both parties"):
        sent = Invoice.objects.filter(contract=contract_id, month=first_day, origin="written", issued_at__isnull=False)
        sent = sent.exclude(state__in=(*rules.OPEN, "rejected"))
        rows = list(sent.order_by("uid").values_list(*_INVOICE))
        lines = InvoiceLine.objects.filter(invoice__in=sent).select_related("invoice", "site")
        found = [_line(one) for one in lines.order_by("invoice__uid", "position")]
    names = ("invoice", "number", "kind", "unit", *_INVOICE[4:])
    invoices = [{name: text_of(value) for name, value in zip(names, row, strict=True)} for row in rows]
    return bundles.Billed(invoices, found, [UUID(str(row[0])) for row in rows])


def _line(line: InvoiceLine) -> dict[str, str]:
    return {
        "invoice": str(line.invoice.uid), "position": str(line.position), "source": line.source,
        "reference": line.reference, "line": line.line_code, "item": line.item,
        "site": line.site.code if line.site else "", "setting": line.setting, "quantity": decimal_text(line.quantity),
        "price": decimal_text(line.price), "base": decimal_text(line.base),
        "vat_percent": decimal_text(line.vat_percent), "amount_minor": str(line.amount_minor),
    }  # fmt: skip

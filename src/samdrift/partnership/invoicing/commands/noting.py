"""A credit note from elsewhere: which invoice it is about, and which queries it answers."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.invoice_checks import Finding, number_key
from samdrift.partnership.invoicing import rules
from samdrift.partnership.invoicing.commands import disputing
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, LineDispute

REASON = "the invoice that a credit note taken in names, and its queries"


def settle(
    scope: Scope, note: Invoice, lines: Sequence[InvoiceLine], names: str, now: datetime
) -> Iterator[Finding]:  # fmt: skip
    """Let a credit note that names an invoice answer its open queries; what it gives back beside them is found.

    A line answers the query of the same amount, and stands for the line that was queried.
    """
    if note.kind != "credit_note" or not names:
        return
    with everywhere(reason=REASON):
        rows = Invoice.objects.filter(
            community=note.community_id, supplier=note.supplier_id, number_key=number_key(names)[:40], kind="invoice"
        )
        invoice = rows.exclude(state="rejected").select_related("buyer").first()
        if invoice is None:
            yield Finding("unknown_invoice", 0, {"number": names})
            return
        open_ = list(LineDispute.objects.filter(invoice=invoice, state="open").select_related("line").order_by("pk"))
    note.credits = invoice
    note.save_changes("credits")
    answered = _answered(lines, open_)
    for line in lines:
        if line.pk not in answered and not line.source:
            yield Finding("no_query", line.position)
    if len(answered) == len(lines):
        _credit(scope, invoice, note, [answered[line.pk] for line in lines], now)


def _answered(lines: Sequence[InvoiceLine], disputes: list[LineDispute]) -> dict[int, LineDispute]:
    """Line by line the query it answers, written on the line."""
    found: dict[int, LineDispute] = {}
    for line in lines:
        one = next((one for one in disputes if abs(one.amount_minor) == line.amount_minor), None)
        if one is None:
            continue
        disputes.remove(one)
        behind = one.line
        line.corrects, line.site_id, line.line_code = behind, behind.site_id, behind.line_code
        line.source, line.reference = behind.source or "credit", behind.reference or str(one.uid)
        line.item, line.setting, line.derived, line.evidence = behind.item, behind.setting, True, [str(one.uid)]
        line.save_changes("corrects", "site", "line_code", "source", "reference", "item", "setting", "derived",
                          "evidence")  # fmt: skip
        found[line.pk] = one
    return found


def _credit(
    scope: Scope, invoice: Invoice, note: Invoice, disputes: Sequence[LineDispute], now: datetime
) -> None:  # fmt: skip
    """The queries are answered, and the invoice is owed without what they were about."""
    for dispute in disputes:
        dispute.state, dispute.credit_note, dispute.answered_at = "credited", note, now
        with everywhere(reason=REASON):
            dispute.save_changes("state", "credit_note", "answered_at")
    invoice.credited_minor += note.gross_minor
    disputing.reckon(invoice)
    state = rules.after(invoice.state, "credit")
    invoice.state = state or invoice.state
    with everywhere(reason=REASON):
        invoice.save_changes("state", "credited_minor", "disputed_minor")
    for dispute in disputes:
        disputing.tell(scope, dispute, "credited", now, note.uid)

"""The lists of invoices and their lines, to be asked.

A credit note is kept as it is sent, above nothing; here what it gives back lies below nothing, so that sums are right.
"""

from typing import Any

from django.db.models import BigIntegerField, BooleanField, Case, DecimalField, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, page_named, register_dataset, rows_of
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine
from samdrift.partnership.invoicing.queries.reading import VIEW
from samdrift.registers.catalogue.public import line_column
from samdrift.registers.contracts.public import contract_column
from samdrift.registers.estate.public import site_column
from samdrift.registers.parties.public import organisation_column, unit_column

STATES = {
    "draft": _("Draft"), "prechecked": _("Checked"), "issued": _("Sent"), "received": _("Received"),
    "matched": _("Matched"), "queried": _("Queried"), "credited": _("Credited"), "approved": _("Approved"),
    "paid": _("Paid"), "rejected": _("Sent back"),
}  # fmt: skip
KINDS = {"invoice": _("Invoice"), "credit_note": _("Credit note")}


def _signed(path: str, output: Any, kind: str = "kind") -> Case:
    """A value, below nothing on a credit note."""
    return Case(When(**{kind: "credit_note"}, then=-F(path)), default=F(path), output_field=output)


def _amount(path: str, kind: str = "kind") -> Case:
    return _signed(path, BigIntegerField(), kind)


SAME_HANDS = Case(
    When(Q(approved_by=F("matched_by")) | Q(approved_by=F("accepted_by")), then=Value(value=True)),
    default=Value(value=False),
    output_field=BooleanField(),
)
LINE_KIND = "invoice__kind"
QUANTITY = _signed("quantity", DecimalField(max_digits=16, decimal_places=4), LINE_KIND)

register_dataset(
    Dataset(
        code="invoices", name=_("Invoices"), permission=VIEW, rows=rows_of(Invoice), order="-month",
        page=page_named("invoicing:page"), data_class="D2",
        meaning=_("Invoices and credit notes; a credit note's amounts are negative, so that sums are what is owed."),
        columns=(
            Column(code="number", name=_("Number"), kind="text", path="number"),
            Column(code="kind", name=_("Kind"), kind="code", path="kind", words=KINDS),
            Column(code="state", name=_("State"), kind="code", path="state", words=STATES),
            Column(code="month", name=_("Month"), kind="day", path="month"),
            unit_column(),
            organisation_column("supplier", _("From"), "supplier_id", shown=False),
            Column(code="issued", name=_("Sent on"), kind="day", path="issued_on"),
            Column(code="due", name=_("Due"), kind="day", path="due_on"),
            Column(code="paid_on", name=_("Paid on"), kind="day", path="paid_on", shown=False),
            Column(code="net", name=_("Without VAT"), kind="money", value=_amount("net_minor")),
            Column(code="vat", name=_("VAT"), kind="money", value=_amount("vat_minor"), shown=False),
            Column(code="gross", name=_("With VAT"), kind="money", value=_amount("gross_minor")),
            Column(code="disputed", name=_("In dispute"), kind="money", path="disputed_minor", shown=False),
            Column(
                code="credited", name=_("Given back"), kind="money", path="credited_minor", shown=False,
                meaning=_("What credit notes gave back of an invoice; they stand in the list themselves, too."),
            ),
            Column(code="accepted", name=_("Delivery accepted"), kind="moment", path="accepted_at", shown=False),
            Column(
                code="same_hands", name=_("Approved by who matched or accepted it"), kind="yesno", value=SAME_HANDS,
                shown=False, meaning=_("Whether one person had two of the steps that need two."),
            ),
            contract_column(),
        ),
    )
)  # fmt: skip

register_dataset(
    Dataset(
        code="invoice-lines", name=_("Lines of invoices"), permission=VIEW, rows=rows_of(InvoiceLine),
        order="-month", page=page_named("invoicing:line"), data_class="D2",
        meaning=_(
            "Each line with what stands behind it: volume, change, extra work, credit, index or gainshare. Quantities "
            "and amounts of a credit note are negative."
        ),
        columns=(
            Column(code="invoice", name=_("Invoice"), kind="text", path="invoice__number"),
            Column(code="kind", name=_("Kind"), kind="code", path="invoice__kind", words=KINDS, shown=False),
            Column(code="state", name=_("State"), kind="code", path="invoice__state", words=STATES, shown=False),
            Column(code="month", name=_("Month"), kind="day", path="invoice__month"),
            line_column(), site_column(), unit_column("invoice__unit_id"),
            Column(code="source", name=_("What stands behind it"), kind="code", path="source"),
            Column(code="item", name=_("Price item"), kind="text", path="item", groupable=True),
            Column(code="quantity", name=_("Quantity"), kind="number", value=QUANTITY),
            Column(code="price", name=_("Price"), kind="number", path="price"),
            Column(code="amount", name=_("Amount"), kind="money", value=_amount("amount_minor", LINE_KIND)),
            Column(code="vat", name=_("VAT, per cent"), kind="number", path="vat_percent", shown=False),
            contract_column("invoice__contract_id"),
        ),
    )
)  # fmt: skip

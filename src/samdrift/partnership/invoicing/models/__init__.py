"""Whom invoices go to, runs, invoices with their lines, findings, disputes, payments and what is agreed on late."""

from samdrift.partnership.invoicing.models.documents import Finding, Invoice, InvoiceLine
from samdrift.partnership.invoicing.models.late import LateDue
from samdrift.partnership.invoicing.models.settling import LineDispute, Payment, PaymentFile
from samdrift.partnership.invoicing.models.terms import BillingParty, InvoiceRun

__all__ = [
    "BillingParty", "Finding", "Invoice", "InvoiceLine", "InvoiceRun", "LateDue", "LineDispute", "Payment",
    "PaymentFile",
]  # fmt: skip

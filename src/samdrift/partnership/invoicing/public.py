"""What other rooms and doors may use of invoicing."""

from samdrift.partnership.invoicing.commands.billing import PartyDraft, write_party
from samdrift.partnership.invoicing.commands.disputing import credit_query, query_line
from samdrift.partnership.invoicing.commands.history import Hands, PastMonth, import_months
from samdrift.partnership.invoicing.commands.issuing import issue_invoice
from samdrift.partnership.invoicing.commands.late import LateDraft, propose_late
from samdrift.partnership.invoicing.commands.matching import accept_delivery, approve_invoice, match_invoice
from samdrift.partnership.invoicing.commands.receiving import receive_document
from samdrift.partnership.invoicing.commands.running import ask_run, make_run
from samdrift.partnership.invoicing.events import DeliveryAccepted, InvoiceMoved, LineQueried
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine
from samdrift.partnership.invoicing.queries.papers import paper_of
from samdrift.partnership.invoicing.queries.reading import lines_of
from samdrift.partnership.invoicing.registry import charges_of_month, register_charges, unregister_charges

__all__ = [
    "DeliveryAccepted",
    "Hands",
    "Invoice",
    "InvoiceLine",
    "InvoiceMoved",
    "LateDraft",
    "LineQueried",
    "PartyDraft",
    "PastMonth",
    "accept_delivery",
    "approve_invoice",
    "ask_run",
    "charges_of_month",
    "credit_query",
    "import_months",
    "issue_invoice",
    "lines_of",
    "make_run",
    "match_invoice",
    "paper_of",
    "propose_late",
    "query_line",
    "receive_document",
    "register_charges",
    "unregister_charges",
    "write_party",
]

"""Invoices for other systems: reading them, recomputing one, and the moves people make at the pages."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from samdrift.foundation.api import Cursor, IfMatch, Limit, Page, page_of, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.invoicing.commands import disputing, issuing, late, matching
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, LateDue
from samdrift.partnership.invoicing.queries import late as late_queries
from samdrift.partnership.invoicing.queries import reading, recomputing

router = Router(tags=["Invoices"])
VIEW = "invoicing.view"
ORDER = ("-month", "unit_id", "pk")
Month = Annotated[str, Query("", pattern="^(20[0-9]{2}-(0[1-9]|1[0-2]))?$", description="A month, 2025-03")]
MOVES = {
    "issue": issuing.issue_invoice, "accept": matching.accept_delivery, "match": matching.match_invoice,
    "approve": matching.approve_invoice, "reject": matching.reject_invoice,
    "agree": late.agree_supplement,
}  # fmt: skip


class InvoiceOut(Schema):
    """An invoice or credit note; amounts in hundredths, a credit note's positive."""

    uid: UUID
    version: int
    kind: str
    number: str
    state: str
    unit: str
    month: date
    issued_on: date | None
    due_on: date | None
    currency: str
    net_minor: int
    vat_minor: int
    gross_minor: int
    disputed_minor: int
    credited_minor: int
    paid_minor: int
    order: str
    fingerprint: str

    @staticmethod
    def resolve_unit(invoice: Invoice) -> str:
        """The unit's code."""
        return invoice.unit.code


class InvoiceLineOut(Schema):
    """A line, with what stands behind it and the stretches of days it is made of."""

    uid: UUID
    position: int
    source: str
    reference: str
    line_code: str
    item: str
    setting: str
    name: dict[str, str]
    quantity: str
    unit_code: str
    price: str
    base: str
    amount_minor: int
    vat_percent: str
    stretches: list[list[str]]
    evidence: list[str]

    @staticmethod
    def resolve_quantity(line: InvoiceLine) -> str:
        """The quantity as text: exact."""
        return f"{line.quantity:f}"

    @staticmethod
    def resolve_price(line: InvoiceLine) -> str:
        """The price as text: exact."""
        return f"{line.price:f}"

    @staticmethod
    def resolve_base(line: InvoiceLine) -> str:
        """For how many the price is."""
        return f"{line.base:f}"

    @staticmethod
    def resolve_vat_percent(line: InvoiceLine) -> str:
        """The rate of VAT."""
        return f"{line.vat_percent:f}"


class InvoiceWithLines(InvoiceOut):
    """An invoice with its lines."""

    lines: list[InvoiceLineOut]

    @staticmethod
    def resolve_lines(invoice: Invoice) -> list[InvoiceLine]:
        """Its lines, in order."""
        return reading.lines_of(invoice)


class InvoiceMoveIn(Schema):
    """What is done with an invoice: sent, agreed to before, its delivery accepted, matched, approved, or sent back."""

    move: Literal["issue", "accept", "match", "approve", "reject", "agree"]


class DifferenceOut(Schema):
    """A line that comes to something else; null where a side has none."""

    position: int | None
    billed_minor: int | None
    computed_minor: int | None


class RecomputedOut(Schema):
    """An invoice worked out again."""

    lines: int
    billed_minor: int
    computed_minor: int
    differences: list[DifferenceOut]


class QueryIn(Schema):
    """Part of a line that is queried; no amount is the whole line."""

    amount: str = Field("", max_length=20)
    reason: Literal["not_delivered", "quantity", "price", "not_ordered", "twice", "other"]
    text: str = Field(min_length=1, max_length=400)


@router.get("/invoices", response=Page[InvoiceOut], summary="Invoices")
def invoices(request: ScopedRequest, month: Month = "", cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Invoices and credit notes the caller may see, the newest month first."""
    request.scope.require_somewhere(VIEW)
    rows = reading.invoices(request.scope, month=date.fromisoformat(f"{month}-01") if month else None)
    return page_of(rows, lambda one: one, order=ORDER, cursor=cursor, limit=limit)


@router.get("/invoices/{uid}", response=InvoiceWithLines, summary="An invoice")
def invoice(request: ScopedRequest, response: HttpResponse, uid: UUID) -> Any:
    """One invoice with its lines."""
    found = reading.invoice_by_uid(request.scope, uid)
    tagged(response, found.version)
    return found


@router.get("/invoices/{uid}/recompute", response=RecomputedOut, summary="Recompute an invoice")
def recompute(request: ScopedRequest, uid: UUID) -> Any:
    """Every line worked out again from price book, volumes and charges as they were known when it was made."""
    opened = reading.opened(request.scope, uid)
    found = recomputing.recomputed(opened.invoice, opened.lines)
    return {
        "lines": found.lines, "billed_minor": found.billed_minor, "computed_minor": found.computed_minor,
        "differences": [
            {
                "position": found.positions.get(one.key), "billed_minor": one.billed_minor,
                "computed_minor": one.computed_minor,
            }
            for one in found.differences
        ],
    }  # fmt: skip


@router.post("/invoices/{uid}/moves", response=InvoiceOut, summary="Move an invoice")
def move(request: ScopedRequest, response: HttpResponse, uid: UUID, body: InvoiceMoveIn, version: IfMatch) -> Any:
    """Send it, accept its delivery, match it, approve it for payment, or send it back."""
    MOVES[body.move](request.scope, uid, expected_version=version, now=now())
    found = reading.invoice_by_uid(request.scope, uid)
    tagged(response, found.version)
    return found


@router.post("/invoice-lines/{uid}/query", response=InvoiceOut, summary="Query a line")
def query_line(request: ScopedRequest, response: HttpResponse, uid: UUID, body: QueryIn, version: IfMatch) -> Any:
    """Query a line or part of it; the version is the invoice's, whose rest goes on and is paid in time."""
    dispute = disputing.query_line(
        request.scope, uid, amount=body.amount, reason=body.reason, text=body.text, expected_version=version, now=now()
    )
    found = reading.invoice_by_uid(request.scope, dispute.invoice.uid)
    tagged(response, found.version)
    return found


class LateIn(Schema):
    """More of an item since a day, or, without an item, an amount of that day's month."""

    contract: UUID
    unit: UUID
    item: str = Field("", max_length=40)
    setting: str = Field("", max_length=40)
    site: UUID | None = None
    line: str = Field("", max_length=8)
    quantity: Decimal = Field(gt=0, le=10**9, decimal_places=4)
    price: Decimal | None = Field(None, gt=0, le=10**9, decimal_places=6)
    since: date
    text: str = Field(min_length=1, max_length=200)


class LateOut(Schema):
    """What months already invoiced come to more; each month with hundredths without VAT."""

    uid: UUID
    version: int
    state: str
    item: str
    quantity: str
    since: date
    until: date | None
    months: list[tuple[date, int]]
    text: str

    @staticmethod
    def resolve_quantity(row: LateDue) -> str:
        """The quantity as text: exact."""
        return f"{row.quantity:f}"


class LateAnswerIn(Schema):
    """Whether the other party agrees; closing declines it, or withdraws one's own."""

    answer: Literal["agree", "close"]


@router.get("/late-dues", response=list[LateOut], summary="What is agreed on late")
def late_dues(request: ScopedRequest, contract: UUID) -> Any:
    """What was proposed and agreed on of months already invoiced of a contract, the newest first, a hundred at most."""
    request.scope.require_somewhere(VIEW)
    found = reading.contract_by_uid(request.scope, contract)
    return [one.row for one in late_queries.late_of(request.scope, found.pk)]


@router.post("/late-dues", response={201: LateOut}, summary="Propose to bill more for invoiced months")
def propose_late(request: ScopedRequest, body: LateIn) -> Any:
    """Propose that months already invoiced come to more; it is billed when the other party has agreed."""
    draft = late.LateDraft(
        quantity=body.quantity, since=body.since, text=body.text, site_uid=body.site, item=body.item,
        setting=body.setting, line=body.line, price=body.price,
    )  # fmt: skip
    return 201, late.propose_late(request.scope, body.contract, body.unit, draft, now=now())


@router.post("/late-dues/{uid}/answer", response=LateOut, summary="Answer what was proposed late")
def answer_late(request: ScopedRequest, response: HttpResponse, uid: UUID, body: LateAnswerIn, version: IfMatch) -> Any:
    """Agree for the other party, decline, or withdraw one's own."""
    does = late.agree_late if body.answer == "agree" else late.close_late
    found = does(request.scope, uid, expected_version=version, now=now())
    tagged(response, found.version)
    return found

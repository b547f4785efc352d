"""Offers of extra work and what is charged under them, for other systems."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema, Status
from pydantic import Field

from samdrift.foundation.api import Cursor, Limit, Moment, Page, page_of
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.work import queries
from samdrift.operations.work.api.doing import router
from samdrift.operations.work.api.shapes import Code, Text
from samdrift.operations.work.commands import quoting
from samdrift.operations.work.models import Charge, Quote
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate

Amount = Annotated[str, Field(max_length=20)]
Words = Annotated[str, Field(max_length=160)]


class QuoteLineIn(Schema):
    """A line of an offer; the amount as decimal text, such as "1250.00"."""

    text: Words
    amount: Amount


class QuoteIn(Schema):
    """An offer of extra work; `uid` makes a repeat the same offer."""

    uid: UUID | None = None
    contract: Code
    site: UUID
    line: Annotated[str, Field(max_length=8)]
    title: Words
    text: Text = ""
    lines: list[QuoteLineIn]


class QuoteLineOut(Schema):
    """A line of an offer, in hundredths."""

    text: str
    amount_minor: int


class QuoteOut(Schema):
    """An offer: waiting, approved, rejected or withdrawn."""

    uid: UUID
    version: int
    number: str
    title: str
    text: str
    line: str
    site: UUID
    state: str
    lines: list[QuoteLineOut]
    amount_minor: int
    currency: str
    quoted_at: Moment
    decided_at: Moment | None
    work_order: UUID | None


class ChargeIn(Schema):
    """An amount under an approved offer; `uid` makes a repeat the same charge."""

    uid: UUID | None = None
    text: Words
    amount: Amount


class ChargeOut(Schema):
    """What was charged, in hundredths."""

    uid: UUID
    text: str
    amount_minor: int
    written_at: Moment


def _told(row: Quote) -> dict[str, Any]:
    return {
        "uid": row.uid, "version": row.version, "number": row.number, "title": row.title, "text": row.text,
        "line": row.line_code, "site": row.site.uid, "state": row.state, "lines": row.lines,
        "amount_minor": row.amount_minor, "currency": row.currency, "quoted_at": row.quoted_at,
        "decided_at": row.decided_at, "work_order": row.work_order.uid if row.work_order else None,
    }  # fmt: skip


def _charge(row: Charge) -> dict[str, Any]:
    return {"uid": row.uid, "text": row.text, "amount_minor": row.amount_minor, "written_at": row.written_at}


@router.get("/quotes", response=Page[QuoteOut], operation_id="quotes", summary="Offers of extra work")
def list_quotes(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Offers one may see, the newest first."""
    request.scope.require_somewhere("work.view_quotes")
    return page_of(queries.quotes_shown(request.scope), _told, order=("-pk",), cursor=cursor, limit=limit)


@router.post("/quotes", response={201: QuoteOut}, operation_id="quote_submit", summary="Offer extra work")
def submit(request: ScopedRequest, said: QuoteIn) -> Any:
    """Offer extra work and ask whoever may approve what it costs."""
    request.scope.require_somewhere(quoting.QUOTE)
    contract = contracts.Contract.objects.within(request.scope).filter(code=said.contract).first()
    site = estate.Site.objects.within(request.scope).filter(uid=said.site).first()
    draft = quoting.QuoteDraft(
        uid=said.uid, contract_id=contract.pk if contract else 0, site_id=site.pk if site else 0, line_code=said.line,
        title=said.title, text=said.text, lines=[(line.text, line.amount) for line in said.lines],
    )  # fmt: skip
    return Status(201, _told(quoting.submit_quote(request.scope, draft, now=now())))


@router.get("/quotes/{uid}", response=QuoteOut, operation_id="quote", summary="An offer of extra work")
def one_quote(request: ScopedRequest, uid: UUID) -> Any:
    """One offer."""
    return _told(queries.quotes_shown(request.scope).get(uid=uid))


@router.get("/quotes/{uid}/charges", response=list[ChargeOut], operation_id="quote_charges", summary="What was charged")
def list_charges(request: ScopedRequest, uid: UUID) -> Any:
    """What was charged under an offer, in the order it was written."""
    row = queries.quotes_shown(request.scope).get(uid=uid)
    return [_charge(charge) for charge in queries.charges_of(request.scope, row)]


@router.post(
    "/work-orders/{uid}/charges", response={201: ChargeOut}, operation_id="work_charge", summary="Charge for extra work"
)
def charge(request: ScopedRequest, uid: UUID, said: ChargeIn) -> Any:
    """Charge under the order's approved offer; without one nothing is charged."""
    made = quoting.write_charge(request.scope, uid, said.text, said.amount, charge_uid=said.uid, now=now())
    return Status(201, _charge(made))

"""Querying a line: that part is split off with its VAT and the rest is paid in time; it is credited, or withdrawn."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import money
from samdrift.kernel.invoices import Taxed, split, totals
from samdrift.partnership.invoicing import events, rules
from samdrift.partnership.invoicing.commands import issuing, moving
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, LineDispute
from samdrift.partnership.invoicing.queries import reading
from samdrift.registers.parties import public as parties


@transaction.atomic
def query_line(
    scope: Scope, line_uid: UUID, *, amount: str, reason: str, text: str, expected_version: int | None, now: datetime
) -> LineDispute:
    """Query a line or part of it; the provider has five working days to answer.

    Args:
        amount: Without VAT, as typed; "" for the whole line, or what of it was not credited before.
        expected_version: Of the invoice.
    Raises:
        Invalid: The amount is none, or more than the line; no reason is given.
        NotAllowed: The actor does not match invoices there.
        Refused: The line is queried or credited already, or the invoice is paid or not with the customer.
    """
    line = reading.line_by_uid(scope, line_uid)
    invoice = moving.locked(scope, line.invoice.uid, "query", expected_version)
    disputed = _amount(line, amount, _given_back(line))
    if reason not in rules.REASONS or not text.strip():
        raise Invalid({"text": _("Say why, so that the other party can answer.")})
    with everywhere(reason="whether a line the actor has been let through to is queried"):
        if LineDispute.objects.filter(line=line, state="open").exists():
            raise Refused(_("This line is queried already."))
    return _opened(scope, invoice, line, (disputed, reason, text.strip()[:400]), now)


def query_unknown(scope: Scope, invoice: Invoice, lines: Sequence[InvoiceLine], *, now: datetime) -> None:
    """Query, wholly, lines of an invoice just taken in that nothing stands behind: the system does it by itself."""
    text = _("Neither a volume, a change, an order nor a credit stands behind this line.")
    for line in lines:
        if line.amount_minor:
            _opened(scope, invoice, line, (line.amount_minor, "not_ordered", text), now, by=None)


def _opened(
    scope: Scope, invoice: Invoice, line: InvoiceLine, said: tuple[int, str, str], now: datetime, *,
    by: int | None = -1,
) -> LineDispute:  # fmt: skip
    """A query with its amount, reason and text; by whom, unless it is the actor."""
    amount, reason, text = said
    country = invoice.buyer.country if invoice.buyer else "DK"
    dispute = LineDispute.objects.create(
        community_id=scope.community_id, data_class=invoice.data_class, invoice=invoice, line=line,
        amount_minor=amount, reason=reason, text=text, opened_by_id=scope.person_id if by == -1 else by, opened_at=now,
        answer_due_on=answer_due(parties.community_day(scope, now), country),
    )  # fmt: skip
    reckon(invoice)
    moving.moved(scope, invoice, "query", "disputed_minor", now=now)
    event = events.LineQueried(
        invoice_uid=invoice.uid, dispute_uid=dispute.uid, unit_id=invoice.unit_id, position=line.position,
        amount_minor=amount, reason=reason,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=invoice)
    return dispute


def answer_due(day: date, country: str = "DK") -> date:
    """The day by which a query is answered: five working days on, bank holidays not counted."""
    closed, left = reading.bank_closed(country), rules.ANSWER_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in closed
    return day


@transaction.atomic
def credit_query(
    scope: Scope, dispute_uid: UUID, *, answer: str, expected_version: int | None, now: datetime
) -> Invoice:
    """Give the queried part back by a credit note that names the invoice; the invoice itself is never changed.

    Args:
        expected_version: Of the query.
    Raises:
        NotAllowed: The actor does not send invoices of the contract.
        Refused: It was answered already.
    """
    dispute = _open(scope, dispute_uid, expected_version)
    invoice = moving.locked(scope, dispute.invoice.uid, "credit", None)
    note = _credit_note(scope, invoice, dispute, now)
    dispute.state, dispute.answer, dispute.credit_note = "credited", answer.strip()[:400], note
    dispute.answered_by_id, dispute.answered_at = scope.person_id, now
    dispute.save_changes("state", "answer", "credit_note", "answered_by", "answered_at")
    invoice.credited_minor += note.gross_minor
    reckon(invoice)
    moving.moved(scope, invoice, "credit", "credited_minor", "disputed_minor", now=now)
    tell(scope, dispute, "credited", now, note.uid)
    told = events.QueryCredited(
        credit_note_uid=note.uid, invoice_uid=invoice.uid, dispute_uid=dispute.uid, unit_id=note.unit_id,
        position=dispute.line.position, amount_minor=dispute.amount_minor,
    )  # fmt: skip
    record(told, scope=scope, at=now, subject=note)
    return note


@transaction.atomic
def keep_query(
    scope: Scope, dispute_uid: UUID, *, answer: str, expected_version: int | None, now: datetime
) -> LineDispute:
    """Answer that the line is right; the query stays open until the customer withdraws it or it is credited.

    Raises:
        Invalid: Nothing is said.
        NotAllowed: The actor does not send invoices of the contract.
        Refused: It was credited or withdrawn already.
    """
    dispute = _open(scope, dispute_uid, expected_version)
    moving.require(scope, dispute.invoice, rules.WHO["credit"])
    if not answer.strip():
        raise Invalid({"answer": _("Say why the line is right.")})
    dispute.answer, dispute.answered_by_id, dispute.answered_at = answer.strip()[:400], scope.person_id, now
    dispute.save_changes("answer", "answered_by", "answered_at")
    tell(scope, dispute, "kept", now)
    return dispute


@transaction.atomic
def withdraw_query(scope: Scope, dispute_uid: UUID, *, expected_version: int | None, now: datetime) -> LineDispute:
    """Take a query back: the line is to be paid.

    Raises:
        NotAllowed: The actor does not match invoices there.
        Refused: It was credited or withdrawn already.
    """
    dispute = _open(scope, dispute_uid, expected_version)
    invoice = Invoice.objects.within(scope).locked(dispute.invoice.uid)
    moving.require(scope, invoice, rules.WHO["query"])
    if moving.blocked(invoice, dispute.line.position):
        raise Refused(_("Something found on this line stands in the way: it is credited, or the invoice sent back."))
    dispute.state = "withdrawn"
    dispute.save_changes("state")
    reckon(invoice)
    invoice.save_changes("disputed_minor")
    tell(scope, dispute, "withdrawn", now)
    return dispute


def _open(scope: Scope, uid: UUID, expected_version: int | None) -> LineDispute:
    rows = LineDispute.objects.within(scope).select_related("invoice", "line")
    dispute = rows.locked(uid, expected_version)
    if dispute.state != "open":
        raise Refused(_("This query was answered already."))
    return dispute


def _given_back(line: InvoiceLine) -> int:
    """What of a line was credited already, without VAT, with the line's own sign."""
    with everywhere(reason="what was credited of a line the actor has been let through to"):
        credited = LineDispute.objects.filter(line=line, state="credited").aggregate(sum=Sum("amount_minor"))["sum"]
    return int(credited or 0)


def _amount(line: InvoiceLine, typed: str, given_back: int) -> int:
    left = line.amount_minor - given_back
    if line.amount_minor and not left:
        raise Refused(_("All of this line was credited already."))
    disputed = left if not typed.strip() else money.minor(typed)
    if disputed is None or disputed == 0 or abs(disputed) > abs(left):
        raise Invalid({"amount": _("Write an amount up to the line's, without VAT.")})
    return -disputed if (disputed < 0) != (line.amount_minor < 0) else disputed


def reckon(invoice: Invoice) -> None:
    """Reckon what is disputed now, with VAT: the whole without what stays when the queried parts are left out."""
    with everywhere(reason="the open queries of an invoice the actor has been let through to"):
        rows = list(LineDispute.objects.filter(invoice=invoice, state="open").select_related("line"))
    parts = [_taxed(row.amount_minor, row.line) for row in rows]
    invoice.disputed_minor = split(reading.taxed(reading.lines_of(invoice)), parts).disputed_minor


def _taxed(amount_minor: int, line: InvoiceLine) -> Taxed:
    return Taxed(amount_minor, line.vat_percent, "S" if line.vat_percent else "Z")


def _credit_note(scope: Scope, invoice: Invoice, dispute: LineDispute, now: datetime) -> Invoice:
    """The credit note of a queried part, sent at once: it belongs to the month in which it is given."""
    line, today = dispute.line, parties.community_day(scope, now)
    whole = totals([_taxed(abs(dispute.amount_minor), line)])
    note = Invoice(
        community_id=invoice.community_id, data_class=invoice.data_class, contract=invoice.contract,
        unit_id=invoice.unit_id, supplier_id=invoice.supplier_id, seller=invoice.seller, buyer=invoice.buyer,
        kind="credit_note", month=today.replace(day=1), first_day=invoice.first_day, last_day=invoice.last_day,
        currency=invoice.currency, net_minor=whole.net_minor, vat_minor=whole.vat_minor,
        gross_minor=whole.gross_minor, state="prechecked", order=invoice.order, person=invoice.person,
        format=invoice.format, credits=invoice, known_at=invoice.known_at, made_at=now, rules=list(invoice.rules)[:1],
    )  # fmt: skip
    note.save(force_insert=True)
    InvoiceLine.objects.create(
        community_id=note.community_id, data_class=note.data_class, invoice=note, position=1,
        source=line.source or "credit", reference=line.reference or str(dispute.uid), line_code=line.line_code,
        site_id=line.site_id, item=line.item, setting=line.setting, name=line.name, quantity=Decimal(1),
        unit_code="C62", price=Decimal(abs(dispute.amount_minor)) / 100, amount_minor=abs(dispute.amount_minor),
        vat_percent=line.vat_percent, derived=True, evidence=[str(dispute.uid)], corrects=line,
    )  # fmt: skip
    issuing.send(scope, note, today, now=now)
    return note


def tell(scope: Scope, dispute: LineDispute, outcome: str, now: datetime, note: UUID | None = None) -> None:
    """Tell the book how a query was answered."""
    event = events.QueryAnswered(
        invoice_uid=dispute.invoice.uid, dispute_uid=dispute.uid, unit_id=dispute.invoice.unit_id, outcome=outcome,
        credit_note_uid=note,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=dispute.invoice)

"""Sending an invoice: it gets its number and its day, is kept as it was sent, and stands with the customer at once."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.files.public import CleanFile, attach
from samdrift.foundation.scope import Scope
from samdrift.kernel.invoice_checks import number_key
from samdrift.kernel.invoices import due_day
from samdrift.operations.requests import public as requests
from samdrift.partnership.invoicing import events
from samdrift.partnership.invoicing.commands import late, moving
from samdrift.partnership.invoicing.formats import core_rules
from samdrift.partnership.invoicing.formats.reading import receive
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, InvoiceRun
from samdrift.partnership.invoicing.queries import papers, reading
from samdrift.partnership.performance import public as performance
from samdrift.registers.parties import public as parties

KIND = "invoicing.invoice"
UUID_LENGTH = 36
LETTERS = {"invoice": "F", "credit_note": "K"}
NUMBERED = ("number", "number_key", "issued_on", "due_on", "issued_by", "issued_at", "fingerprint")


@transaction.atomic
def issue_invoice(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Invoice:
    """Send an invoice that was checked; from now on it is never changed.

    Raises:
        NotAllowed: The actor does not send invoices of the contract.
        Refused: It was not checked, something found stands in the way, it breaks a rule with its number, or the invoice
            it stands beside was sent back.
    """
    invoice = moving.locked(scope, uid, "issue", expected_version)
    moving.refuse_if_blocked(invoice)
    late.refuse_unasked(invoice)
    late.refuse_alone(invoice)
    send(scope, invoice, parties.community_day(scope, now), now=now)
    return invoice


def issue_run(scope: Scope, run_uid: UUID, *, now: datetime) -> int:
    """Send every checked invoice of a run, each in a transaction of its own; how many were sent.

    Raises:
        NotAllowed: The actor does not send invoices of the contract.
    """
    run = InvoiceRun.objects.within(scope).get(uid=run_uid)
    scope.require("invoicing.issue", contract=run.contract_id)
    rows = Invoice.objects.within(scope).filter(run=run, state="prechecked").order_by("unit__code")
    rows = rows.exclude(supplements__isnull=False, buyer__asks_first=True, agreed_at=None)  # they are asked first
    rows = rows.exclude(supplements__state="rejected")  # the month is made again first
    uids = list(rows.values_list("uid", flat=True))
    for uid in uids:
        issue_invoice(scope, uid, expected_version=None, now=now)
    return len(uids)


def send(scope: Scope, invoice: Invoice, day: date, *, now: datetime) -> None:
    """Number a document, keep it as it is sent, and let it stand with the customer: both parties share this record."""
    assert invoice.buyer is not None
    number = requests.next_number(invoice.community_id, day.year, "D1", kind="invoice")
    head, year, last = number.rsplit("-", 2)
    invoice.number = f"{head}-{year}-{LETTERS[invoice.kind]}{last}"
    invoice.number_key = number_key(invoice.number)
    invoice.issued_on, invoice.issued_by_id, invoice.issued_at = day, scope.person_id, now
    invoice.due_on = due_day(day, invoice.buyer.payment_days, reading.bank_closed(invoice.buyer.country))
    lines = reading.lines_of(invoice)
    content = papers.written(invoice, lines)
    broken = core_rules.broken(receive(content))
    if broken:
        raise Refused(_("It breaks the rule %(rule)s and was not sent.") % {"rule": broken[0]})
    invoice.fingerprint = papers.fingerprint_of(content)
    file = CleanFile(f"{invoice.number}.xml", "application/xml", content)
    attach(scope, KIND, invoice.uid, file, visibility="shared", now=now)
    moving.moved(scope, invoice, "issue", *NUMBERED, now=now)
    moving.moved(scope, invoice, "receive", now=now)
    if invoice.supplements is not None:
        event = events.SupplementSent(
            invoice_uid=invoice.uid, first_uid=invoice.supplements.uid, unit_id=invoice.unit_id, month=invoice.month
        )
        record(event, scope=scope, at=now, subject=invoice)
    note_credits(scope, lines, now)


def note_credits(scope: Scope, lines: Iterable[InvoiceLine], now: datetime) -> None:
    """Tell the credits that they are invoiced; a line that gives back a queried part is none of them."""
    told = {line.reference for line in lines if line.source == "credit" and line.corrects_id is None}
    uids = [UUID(reference) for reference in sorted(told) if len(reference) == UUID_LENGTH]
    if uids:
        performance.note_invoiced(scope, uids, now=now)

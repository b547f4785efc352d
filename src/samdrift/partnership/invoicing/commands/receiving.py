"""Taking in an invoice that came from elsewhere: read, compared with what is known, and kept or sent back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.files.public import CleanFile, attach
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.invoice_checks import Billed, Finding, findings_of_lines, number_key
from samdrift.partnership.invoicing import events
from samdrift.partnership.invoicing.commands import disputing, noting
from samdrift.partnership.invoicing.commands.issuing import KIND
from samdrift.partnership.invoicing.commands.running import keep_findings
from samdrift.partnership.invoicing.formats import core_rules
from samdrift.partnership.invoicing.formats.document import Document, Line
from samdrift.partnership.invoicing.formats.markup import Unreadable
from samdrift.partnership.invoicing.formats.reading import Received, receive
from samdrift.partnership.invoicing.models import BillingParty, Invoice, InvoiceLine
from samdrift.partnership.invoicing.queries import checking, papers, reading, recognising
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

NOT_OURS = {"duplicate", "not_ours"}  # such a document is sent back at once


@dataclass(frozen=True, slots=True)
class Known:
    """What a document is compared with."""

    contract: contracts.Contract
    seller: BillingParty | None
    buyer: BillingParty | None
    items: dict[str, str]  # item → service line
    charges: recognising.Candidates  # what may be charged beside volumes


@transaction.atomic
def receive_document(scope: Scope, contract_uid: UUID, content: bytes, *, now: datetime) -> Invoice:
    """Take in the counterpart's invoice; a duplicate, or one that is for somebody else, is kept as sent back.

    Raises:
        Invalid: It is no invoice in a format that we read, or for no unit of the contract.
        NotAllowed: The actor neither matches nor sends invoices of the contract.
    """
    contract = reading.contract_by_uid(scope, contract_uid)
    if not scope.allows("invoicing.match", contract=contract.pk):
        scope.require("invoicing.issue", contract=contract.pk)
    try:
        received = receive(content)
    except Unreadable as wrong:
        raise Invalid({"file": _("This is no e-invoice that can be read: %(why)s.") % {"why": wrong}}) from wrong
    lock("invoicing.receive", contract.pk)  # the same document taken in by two is a duplicate for the second
    document = received.document
    known = _known(contract, document, now)
    if known.buyer is None or known.buyer.unit_id is None:
        raise Invalid({"file": _("No unit of the contract has the location number (EAN, GLN) it is sent to.")})
    invoice, lines = _kept(scope, received, known, now)
    found = [*_findings(received, known, invoice, lines), *noting.settle(scope, invoice, lines, document.credits, now)]
    keep_findings(invoice, found, now=now)
    file = CleanFile(f"{document.number[:40]}.xml", "application/xml", content)
    attach(scope, KIND, invoice.uid, file, visibility="shared", now=now)
    after = "rejected" if any(one.code in NOT_OURS for one in found) else "received"
    invoice.state, invoice.fingerprint = after, papers.fingerprint_of(content)
    if after == "received":
        invoice.number_key = number_key(document.number)[:40]
    invoice.save_changes("state", "fingerprint", "number_key")
    event = events.InvoiceMoved(
        invoice_uid=invoice.uid, unit_id=invoice.unit_id, before="issued", after=after, gross_minor=invoice.gross_minor
    )
    record(event, scope=scope, at=now, subject=invoice)
    if after == "received":
        disputing.query_unknown(scope, invoice, [one for one in lines if not one.source], now=now)
    return invoice


def _known(contract: contracts.Contract, document: Document, now: datetime) -> Known:
    parties_ = reading.parties_on(contract.pk, document.issued_on)
    buyer = next((one for one in parties_.values() if one.unit_id and one.gln == document.buyer.gln), None)
    book = contracts.price_book(contract.pk, document.last or document.issued_on)
    items = {item: terms.line for item, terms in book.items()}
    charges = recognising.Candidates()
    if buyer is not None and buyer.unit_id is not None:
        zone = parties.Community.objects.values_list("timezone", flat=True).get(pk=contract.community_id)
        month = (document.first or document.issued_on).replace(day=1)
        charges = recognising.candidates(contract, buyer.unit_id, month, known_at=now, zone=zone)
    return Known(contract, parties_.get(None), buyer, items, charges)


def _kept(scope: Scope, received: Received, known: Known, now: datetime) -> tuple[Invoice, list[InvoiceLine]]:
    document, buyer = received.document, known.buyer
    assert buyer is not None
    assert buyer.unit_id is not None
    whole = document.totals
    first = document.first or document.issued_on.replace(day=1)
    invoice = Invoice.objects.create(
        community_id=scope.community_id, data_class="D2", contract=known.contract, unit_id=buyer.unit_id,
        supplier_id=known.contract.provider_id, seller=known.seller, buyer=buyer, kind=document.kind,
        origin="received", number=document.number[:40], month=first.replace(day=1), first_day=first,
        last_day=document.last or document.issued_on, issued_on=document.issued_on, due_on=document.due_on,
        currency=document.currency[:3], net_minor=whole.net_minor, vat_minor=whole.vat_minor,
        gross_minor=max(whole.gross_minor, 0), state="issued", order=document.order[:40],
        person=document.person[:40], format=received.format, known_at=now, made_at=now, rules=[checking.OURS],
    )  # fmt: skip
    lines = [_line(invoice, at, line, known) for at, line in enumerate(document.lines, start=1)]
    InvoiceLine.objects.bulk_create(lines)
    return invoice, lines


def _line(invoice: Invoice, position: int, line: Line, known: Known) -> InvoiceLine:
    """A line as it came; what stands behind it is told by the item it names, or by the charge it is about."""
    source, reference, code, evidence = "", "", "", list[str]()
    derived = line.quantity not in (Decimal(1), Decimal(-1))
    charge = known.charges.take(line, -1 if invoice.kind == "credit_note" else 1)
    if charge is not None:
        source, reference, code, evidence = charge.source, charge.reference, charge.line_code, charge.evidence
        derived = derived or charge.derived
    elif line.item in known.items:
        source, reference, code, evidence = "volume", line.item, known.items[line.item], [f"volume:{line.item}"]
    return InvoiceLine(
        community_id=invoice.community_id, data_class="D2", invoice=invoice, position=position, source=source,
        reference=reference, line_code=code, item=line.item[:40] if source == "volume" else "",
        name=dict.fromkeys(("en", "da", "sv"), line.name[:160]), quantity=line.quantity, unit_code=line.unit[:4],
        price=line.price, base=line.base, amount_minor=line.amount_minor, vat_percent=line.percent,
        derived=derived, evidence=evidence,
    )  # fmt: skip


def _findings(received: Received, known: Known, invoice: Invoice, lines: list[InvoiceLine]) -> list[Finding]:
    document = received.document
    found = [Finding("rule_broken", 0, {"rule": rule, "text": ""}) for rule in core_rules.broken(received)]
    if known.seller is not None and document.seller.cvr != known.seller.cvr:
        found.append(Finding("not_ours", 0, {"name": document.seller.name}))
    if other := _same_number(invoice, document.number):
        found.append(Finding("duplicate", 0, {"number": other}))
    if known.buyer is not None and known.buyer.order and document.order != known.buyer.order:
        found.append(Finding("unknown_order", 0, {"number": document.order}))
    found += _of_terms(document, known)
    billed = [Billed(one.source, one.reference, one.amount_minor, one.derived, len(one.evidence)) for one in lines]
    return [*found, *findings_of_lines(billed)]


def _of_terms(document: Document, known: Known) -> Iterator[Finding]:
    """What a document says otherwise than the contract: its currency, the rate of VAT, a charge beside its lines.

    Lines are compared with what stands behind them, without VAT: what comes on top would be paid unseen.
    """
    if document.currency != known.contract.currency:
        yield Finding("wrong_currency", 0, {"name": document.currency[:3]})
    if any(one.amount_minor < 0 for one in document.allowances):
        yield Finding("charge")
    if known.buyer is None:
        return
    rates = [(at, one.percent) for at, one in enumerate(document.lines, start=1)]
    for position, percent in [*rates, *((0, one.percent) for one in document.allowances)]:
        if percent != known.buyer.vat_percent:
            yield Finding("wrong_vat", position, {"number": f"{percent.normalize():f}"})


def _same_number(invoice: Invoice, number: str) -> str:
    with everywhere(reason="whether the supplier has used a number before"):
        rows = Invoice.objects.filter(
            community=invoice.community_id, supplier=invoice.supplier_id, number_key=number_key(number)[:40]
        )
        return rows.exclude(state="rejected").exclude(pk=invoice.pk).values_list("number", flat=True).first() or ""

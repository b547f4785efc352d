"""What people take along: the document as XML and PDF, its lines, payment files, and a ledger's entries."""

from datetime import UTC
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.fields import in_language
from samdrift.foundation.files.public import files_of_one, open_file
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.kernel.invoices import net_of_credits
from samdrift.partnership.invoicing.commands.issuing import KIND
from samdrift.partnership.invoicing.formats import pain, printing
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, Payment
from samdrift.partnership.invoicing.queries import papers, reading
from samdrift.partnership.invoicing.web import words
from samdrift.partnership.invoicing.web.pages import month_in


def _sent(content: bytes, name: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def xml(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The document as it was sent or came; one that was not sent yet as it would be."""
    invoice = reading.invoice_by_uid(request.scope, uid)
    (kept,) = files_of_one(request.scope, KIND, invoice.uid)[:1] or (None,)
    if kept is not None:
        with open_file(request.scope, kept.uid).stream as stream:
            content = stream.read()
    elif invoice.seller is None or invoice.buyer is None:
        raise Http404
    else:
        content = papers.written(invoice, reading.lines_of(invoice))
    return _sent(content, f"{_name(invoice)}.xml", "application/xml")


@require_safe
def pdf(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The document to read and print, in the reader's language."""
    invoice = reading.invoice_by_uid(request.scope, uid)
    content = printing.printed(_printed(invoice, reading.lines_of(invoice), request.scope.language))
    return _sent(content, f"{_name(invoice)}.pdf", "application/pdf")


def _printed(invoice: Invoice, lines: list[InvoiceLine], language: str) -> printing.Printed:
    seller, buyer = invoice.seller, invoice.buyer
    facts = [
        (_("Number"), invoice.number or "–"), (_("Period"), f"{invoice.first_day} – {invoice.last_day}"),
        (_("Sent on"), str(invoice.issued_on or "–")), (_("Due on"), str(invoice.due_on or "–")),
        (_("Order number"), invoice.order or "–"), (_("Person reference"), invoice.person or "–"),
        (_("Contract"), invoice.contract.code), (_("Location number (EAN, GLN)"), buyer.gln if buyer else "–"),
    ]  # fmt: skip
    if invoice.credits:
        facts.append((_("Credits invoice"), invoice.credits.number))
    return printing.Printed(
        title=str(words.KINDS[invoice.kind]), language=language, seller=_address(seller), buyer=_address(buyer),
        facts=facts, heads=(_("Line"), _("Quantity"), _("Price"), _("Amount")),
        rows=[
            (
                in_language(line.name, language), f"{line.quantity.normalize():f} {line.unit_code}",
                f"{line.price.normalize():f}" + (f" / {line.base.normalize():f}" if line.base != 1 else ""),
                printing.amount(line.amount_minor),
            )
            for line in lines
        ],
        sums=[
            (_("Without VAT"), printing.amount(invoice.net_minor)), (_("VAT"), printing.amount(invoice.vat_minor)),
            (_("To pay, %(currency)s") % {"currency": invoice.currency}, printing.amount(invoice.gross_minor)),
        ],
    )  # fmt: skip


def _address(party: object) -> list[str]:
    if party is None:
        return ["–"]
    names = ("name", "street", "building", "postcode", "city", "cvr", "vat_number")
    name, street, building, postcode, city, cvr, vat = (str(getattr(party, one)) for one in names)
    number = _("VAT %(number)s") % {"number": vat} if vat else f"CVR {cvr}"
    return [name, f"{street} {building}".strip(), f"{postcode} {city}".strip(), number]


@require_safe
def lines(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """How every line came about, as a table."""
    invoice = reading.invoice_by_uid(request.scope, uid)
    return _sent(papers.derivation(reading.lines_of(invoice)), f"{_name(invoice)}-lines.csv", "text/csv")


@require_safe
def payment_file(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """A file of payments as ISO 20022 pain.001; none where credits cover all of it, for then nothing is transferred."""
    file = reading.payment_files(request.scope).get(uid=uid)
    transfers = transfers_of(reading.paid_by(request.scope, file))
    if not transfers:
        raise Http404
    payer = in_language(file.contract.customer.name, request.scope.language)
    message = f"{file.contract.code}-{file.number:06d}"
    content = pain.payments(
        transfers, message=message, made_at=file.made_at.astimezone(UTC), pay_on=file.pay_on, payer=payer,
        currency=file.currency,
    )  # fmt: skip
    return _sent(content, f"{message}.xml", "application/xml")


def transfers_of(paid: list[Payment]) -> list[pain.Transfer]:
    """What the bank transfers of a file's payments: credits come off the first of them, none is below nothing."""
    owed = [one for one in paid if one.amount_minor > 0]
    given_back = [one for one in paid if one.amount_minor < 0]
    netted = net_of_credits([one.amount_minor for one in owed], [-one.amount_minor for one in given_back])
    taken = " ".join(f"-{one.invoice.number}" for one in given_back)
    found = []
    for one, amount in zip(owed, netted.transfers, strict=True):
        seller = one.invoice.seller
        if amount and seller is not None:
            text = taken if amount != one.amount_minor else ""
            found.append(
                pain.Transfer(
                    seller.name, seller.registration, seller.account, amount, one.invoice.number, seller.iban, text
                )
            )
    return found


@require_safe
def ledger(request: ScopedRequest) -> HttpResponse:
    """A month's entries for a ledger: services on the one side, VAT beside them, the supplier on the other.

    The entries of each document come to nothing together.
    """
    require_somewhere(request.scope, "invoicing.pay")
    month = month_in(request.GET.get("month", ""))
    if month is None:
        raise Http404
    return _sent(
        pain.ledger(entries_of(reading.ledger_of(request.scope, month))), f"ledger-{month:%Y-%m}.csv", "text/csv"
    )


def entries_of(rows: list[dict[str, Any]]) -> list[pain.Entry]:
    """Entries document by document: what each service cost, the VAT, and what the supplier is owed for it."""
    entries: list[pain.Entry] = []
    for _number, group in groupby(rows, key=itemgetter("number")):
        own = list(group)
        head, sign = own[0], -1 if own[0]["kind"] == "credit_note" else 1
        entries += [_entry(row, row["line"], row["cost"], sign * row["amount"], Decimal(row["percent"])) for row in own]
        if head["vat"]:
            entries.append(_entry(head, "VAT", "", sign * head["vat"], Decimal(head["percent"])))
        entries.append(_entry(head, f"SUPPLIER {head['supplier']}".strip(), "", -sign * head["gross"], Decimal(0)))
    return entries


def _entry(row: dict[str, Any], account: str, cost: str, amount: int, percent: Decimal) -> pain.Entry:
    return pain.Entry(row["day"], row["number"], account, row["unit"], cost, amount, percent, row["currency"])


def _name(invoice: Invoice) -> str:
    return invoice.number.replace("/", "-").replace('"', "") or f"draft-{str(invoice.uid)[-8:]}"

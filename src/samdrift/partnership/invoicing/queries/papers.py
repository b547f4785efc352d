"""An invoice's rows as the document that is sent: in the buyer's language, with the derivation of its lines inside."""

import csv
import hashlib
import io
from datetime import timedelta
from decimal import Decimal

from samdrift.foundation.fields import in_language
from samdrift.partnership.invoicing.formats import oioubl, peppol
from samdrift.partnership.invoicing.formats.document import Account, Attachment, Document, Line, Party
from samdrift.partnership.invoicing.models import BillingParty, Invoice, InvoiceLine

WRITERS = {"peppol": peppol.write, "oioubl": oioubl.write}
LANGUAGES = {"DK": "da", "SE": "sv"}
DRAFT = "DRAFT"


def paper_of(invoice: Invoice, lines: list[InvoiceLine]) -> Document:
    """The document of an invoice that has both its parties.

    Raises:
        ValueError: A party is missing.
    """
    if invoice.seller is None or invoice.buyer is None:
        raise ValueError("an invoice is sent from somebody to somebody")
    seller, buyer, about = invoice.seller, invoice.buyer, invoice.credits or invoice.supplements
    language = LANGUAGES.get(buyer.country, "en")
    issued = invoice.issued_on or invoice.last_day + timedelta(days=1)
    return Document(
        kind=invoice.kind, number=invoice.number or f"{DRAFT}-{str(invoice.uid)[-8:]}", uid=str(invoice.uid),
        issued_on=issued, due_on=invoice.due_on or issued, currency=invoice.currency, seller=_party(seller),
        buyer=_party(buyer), account=Account(seller.registration, seller.account, seller.iban),
        lines=tuple(_line(line, language, invoice) for line in lines),
        order=invoice.order, person=invoice.person, cost=buyer.cost, contract=invoice.contract.code,
        first=invoice.first_day, last=invoice.last_day, credits=about.number if about else "",
        credits_on=about.issued_on if about else None,
        attachments=(Attachment("lines.csv", "text/csv", derivation(lines), "How every line came about"),),
    )  # fmt: skip


def written(invoice: Invoice, lines: list[InvoiceLine], format_: str = "") -> bytes:
    """The document as XML, in its own format or another."""
    return WRITERS[format_ or invoice.format](paper_of(invoice, lines))


def fingerprint_of(content: bytes) -> str:
    """By what a document is known."""
    return hashlib.sha256(content).hexdigest()


def derivation(lines: list[InvoiceLine]) -> bytes:
    """How each line came about, a row a stretch of days: what a controller recomputes it from."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=";", lineterminator="\n")
    table.writerow((
        "line", "source", "reference", "site", "setting", "amount", "from", "to", "quantity", "price", "factor",
        "year_fee",
    ))  # fmt: skip
    for line in lines:
        # A secured place is named nowhere that leaves the house (trap 36).
        open_ = line.site is not None and line.site.zone != "secured" and line.site.data_class != "D8"
        site = line.site.code if open_ and line.site is not None else ""
        start = (line.position, line.source, line.reference, site, line.setting, Decimal(line.amount_minor) / 100)
        for stretch in line.stretches or [[]]:
            table.writerow((*start, *stretch))
    return file.getvalue().encode()


def _party(row: BillingParty) -> Party:
    return Party(
        row.name, row.cvr, row.gln, row.street, row.building, row.city, row.postcode, row.country, row.person,
        row.contact, row.mail, vat=row.vat_number,
    )  # fmt: skip


def _line(line: InvoiceLine, language: str, invoice: Invoice) -> Line:
    return Line(
        line.position, in_language(line.name, language)[:160], line.quantity.normalize(), line.unit_code,
        line.price.normalize(), line.amount_minor, line.base.normalize(), line.vat_percent.normalize(),
        "S" if line.vat_percent else "Z", item=line.item or line.reference, first=invoice.first_day,
        last=invoice.last_day,
    )  # fmt: skip

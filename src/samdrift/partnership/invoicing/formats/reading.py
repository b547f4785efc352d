"""Reading an e-invoice of either format into plain values, with the sums as its writer stated them."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samdrift.partnership.invoicing.formats import oioubl, peppol
from samdrift.partnership.invoicing.formats.document import Account, Allowance, Attachment, Document, Line, Party
from samdrift.partnership.invoicing.formats.markup import Node, Unreadable, read

KINDS = {"Invoice": "invoice", "CreditNote": "credit_note"}
CODES = {"StandardRated": "S", "ZeroRated": "Z", "ReverseCharge": "AE"}
_WHOLE = re.compile(r"[+-]?[0-9]{1,14}(\.[0-9]{1,8})?")
# What is kept of a document has room for so much; what is larger is no invoice of a contract.
MOST_LINES = 20_000
YEARS = (2000, 2100)
LARGEST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Stated:
    """The sums as written, in hundredths; None where they are not."""

    lines_minor: int | None
    allowances_minor: int | None
    net_minor: int | None
    vat_minor: int | None
    gross_minor: int | None
    payable_minor: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """A document as it came."""

    format: str
    document: Document
    stated: Stated


def receive(content: bytes) -> Received:
    """A document that came from outside.

    Raises:
        Unreadable: It is no invoice or credit note in a format that we read.
    """
    root = read(content)
    if root.name not in KINDS:
        raise Unreadable(f"{root.name} is no invoice and no credit note")
    customization = root.get("CustomizationID")
    known = {peppol.CUSTOMIZATION: "peppol", oioubl.CUSTOMIZATION: "oioubl", "OIOUBL-2.02": "oioubl"}
    if customization not in known:
        raise Unreadable(f"the format {customization[:80]!r} is not one we read")
    format_ = known[customization]
    return Received(format_, _document(root, KINDS[root.name]), _stated(root, format_))


def _document(root: Node, kind: str) -> Document:
    person = root.get("BuyerReference") or root.get("AccountingCustomerParty/Party/Contact/ID")
    payee = root.one("PaymentMeans/PayeeFinancialAccount")
    number = payee.get("ID") if payee else ""
    is_iban = number[:2].isalpha()
    return Document(
        kind, root.get("ID"), root.get("UUID"), _day(root.get("IssueDate"), needed=True) or date.min,
        _day(root.get("DueDate") or root.get("PaymentMeans/PaymentDueDate")), root.get("DocumentCurrencyCode"),
        _party(root.one("AccountingSupplierParty/Party")), _party(root.one("AccountingCustomerParty/Party")),
        Account(
            payee.get("FinancialInstitutionBranch/ID") if payee and not is_iban else "", "" if is_iban else number,
            number if is_iban else "",
        ),
        _lines(list(root.all(_of(kind, "Line")))),
        tuple(_allowance(one) for one in root.all("AllowanceCharge")),
        root.get("OrderReference/ID"), person, root.get("AccountingCost"), root.get("ContractDocumentReference/ID"),
        root.get("Note"), _day(root.get("InvoicePeriod/StartDate")), _day(root.get("InvoicePeriod/EndDate")),
        root.get("BillingReference/InvoiceDocumentReference/ID"),
        _day(root.get("BillingReference/InvoiceDocumentReference/IssueDate")),
        tuple(found for one in root.all("AdditionalDocumentReference") if (found := _attachment(one))),
    )  # fmt: skip


def _of(kind: str, what: str) -> str:
    return f"{'Invoice' if kind == 'invoice' else 'CreditNote'}{what}"


def _party(node: Node | None) -> Party:
    if node is None:
        raise Unreadable("a party is missing")
    endpoint = node.one("EndpointID")
    scheme = endpoint.attributes.get("schemeID", "") if endpoint else ""
    company = node.get("PartyLegalEntity/CompanyID") or node.get("PartyTaxScheme/CompanyID")
    if not company and scheme in ("0184", "DK:CVR") and endpoint:
        company = endpoint.text
    taxed = node.get("PartyTaxScheme/CompanyID")
    at = node.one("PostalAddress") or Node("", {})
    return Party(
        node.get("PartyName/Name") or node.get("PartyLegalEntity/RegistrationName"),
        company.removeprefix("DK"),
        endpoint.text if endpoint and scheme in ("0088", "GLN") else "",
        at.get("StreetName"), at.get("BuildingNumber"), at.get("CityName"), at.get("PostalZone"),
        at.get("Country/IdentificationCode"), node.get("Contact/ID"), node.get("Contact/Name"),
        node.get("Contact/ElectronicMail"), node.get("Contact/Telephone"), "" if taxed.startswith("DK") else taxed,
    )  # fmt: skip


def _lines(nodes: list[Node]) -> tuple[Line, ...]:
    if len(nodes) > MOST_LINES:
        raise Unreadable(f"it has more than {MOST_LINES} lines")
    return tuple(_line(one, at) for at, one in enumerate(nodes, start=1))


def _line(node: Node, at: int) -> Line:
    quantity = node.one("InvoicedQuantity") or node.one("CreditedQuantity")
    category = node.one("Item/ClassifiedTaxCategory") or node.one("TaxTotal/TaxSubtotal/TaxCategory")
    typed = node.get("ID")
    return Line(
        int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else at,
        node.get("Item/Name") or node.get("Item/Description"),
        _decimal(quantity.text if quantity else "1"),
        quantity.attributes.get("unitCode", "C62") if quantity else "C62",
        _decimal(node.get("Price/PriceAmount") or "0"),
        _minor(node.get("LineExtensionAmount")),
        _base(node.get("Price/BaseQuantity") or "1"),
        _percent(category),
        _code(category),
        node.get("Note"),
        node.get("Item/SellersItemIdentification/ID"),
        node.get("AccountingCost"),
        _day(node.get("InvoicePeriod/StartDate")),
        _day(node.get("InvoicePeriod/EndDate")),
    )


def _allowance(node: Node) -> Allowance:
    sign = -1 if node.get("ChargeIndicator") == "true" else 1
    category = node.one("TaxCategory")
    amount = sign * _minor(node.get("Amount"))
    return Allowance(node.get("AllowanceChargeReason"), amount, _percent(category), _code(category))


def _percent(category: Node | None) -> Decimal:
    found = _decimal(category.get("Percent") or "0") if category else Decimal(0)
    if not 0 <= found <= 100:
        raise Unreadable(f"{found} is no rate of VAT")
    return found


def _base(text: str) -> Decimal:
    found = _decimal(text)
    if not 0 < found < 10**6:
        raise Unreadable(f"a price is not for {text[:20]!r} of something")
    return found


def _code(category: Node | None) -> str:
    typed = category.get("ID") if category else ""
    return CODES.get(typed, typed) or "O"


def _attachment(node: Node) -> Attachment | None:
    found = node.one("Attachment/EmbeddedDocumentBinaryObject")
    if found is None:
        return None
    try:
        content = base64.b64decode("".join(found.text.split()), validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Unreadable("an attachment is not readable") from wrong
    name = found.attributes.get("filename", "") or node.get("ID")
    told = node.get("DocumentDescription") or node.get("DocumentType")
    return Attachment(name, found.attributes.get("mimeCode", ""), content, told)


def _stated(root: Node, format_: str) -> Stated:
    def sum_of(path: str) -> int | None:
        text = root.get(path)
        return _minor(text) if text else None

    whole = "LegalMonetaryTotal/"
    lines, allowances = sum_of(f"{whole}LineExtensionAmount"), sum_of(f"{whole}AllowanceTotalAmount")
    vat, exclusive = sum_of("TaxTotal/TaxAmount"), sum_of(f"{whole}TaxExclusiveAmount")
    if format_ == "oioubl":  # there it is the sum of taxes
        exclusive = (lines or 0) - (allowances or 0) + (sum_of(f"{whole}ChargeTotalAmount") or 0)
    return Stated(
        lines, allowances, exclusive, vat, sum_of(f"{whole}TaxInclusiveAmount"), sum_of(f"{whole}PayableAmount")
    )


def _minor(text: str) -> int:
    value = _decimal(text) * 100
    if value != value.to_integral_value():
        raise Unreadable(f"the amount {text[:20]!r} has more than two decimals")
    return int(value)


def _decimal(text: str) -> Decimal:
    if not _WHOLE.fullmatch(text):
        raise Unreadable(f"{text[:20]!r} is no number")
    found = Decimal(text)
    if abs(found) >= LARGEST:
        raise Unreadable(f"{text[:20]!r} is larger than anything on an invoice")
    return found


def _day(text: str, *, needed: bool = False) -> date | None:
    if not text and not needed:
        return None
    try:
        found = date.fromisoformat(text[:10])
    except ValueError as wrong:
        raise Unreadable(f"{text[:20]!r} is no day") from wrong
    if not YEARS[0] <= found.year <= YEARS[1]:
        raise Unreadable(f"{text[:20]!r} lies too far away")
    return found

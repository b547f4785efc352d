"""Writing OIOUBL 2.1, which Danish authorities receive through NemHandel beside Peppol."""

from decimal import Decimal

from samdrift.partnership.invoicing.formats.document import Document, Line, Party
from samdrift.partnership.invoicing.formats.markup import amount, cac, cbc, number
from samdrift.partnership.invoicing.formats.shared import TYPES, billing_reference, embedded, period, whole

CUSTOMIZATION = "OIOUBL-2.1"
PROFILE = "urn:www.nesubl.eu:profiles:profile5:ver2.0"
CATEGORIES = {"S": "StandardRated", "Z": "ZeroRated", "E": "ZeroRated", "O": "ZeroRated", "AE": "ReverseCharge"}
AGENCY = {"schemeAgencyID": "320"}


def write(document: Document) -> bytes:
    """The document as OIOUBL 2.1."""
    is_invoice = document.kind == "invoice"
    listed = {"listAgencyID": "320", "listID": "urn:oioubl:codelist:invoicetypecode-1.1"}
    return whole(
        document,
        [
            cbc("UBLVersionID", "2.1"),
            cbc("CustomizationID", CUSTOMIZATION),
            cbc("ProfileID", PROFILE, schemeID="urn:oioubl:id:profileid-1.2", **AGENCY),
            cbc("ID", document.number),
            cbc("CopyIndicator", "false"),
            cbc("UUID", document.uid),
            cbc("IssueDate", document.issued_on),
            cbc("InvoiceTypeCode", TYPES["invoice"], **listed) if is_invoice else "",
            cbc("Note", document.note),
            cbc("DocumentCurrencyCode", document.currency),
            cbc("AccountingCost", document.cost),
            period(document) if is_invoice else "",
            cac("OrderReference", cbc("ID", document.order)),
            billing_reference(document),
            cac("ContractDocumentReference", cbc("ID", document.contract)),
            *_attached(document),
            cac("AccountingSupplierParty", _party(document.seller)),
            cac("AccountingCustomerParty", _party(document.buyer, person=document.person)),
            _means(document),
            *_allowances(document),
            _taxes(document),
            _sums(document),
            *(_line(line, document) for line in document.lines),
        ],
    )


def _attached(document: Document) -> list[str]:
    return [
        cac(
            "AdditionalDocumentReference", cbc("ID", number), cbc("DocumentType", one.text or one.name), embedded(one)
        )
        for number, one in enumerate(document.attachments, start=1)
    ]  # fmt: skip


def _party(party: Party, *, person: str | None = None) -> str:
    at = {"schemeAgencyID": "9", "schemeID": "GLN"} if party.gln else {"schemeID": "DK:CVR"}
    known = party.gln or f"DK{party.cvr}"
    is_buyer = person is not None
    return cac(
        "Party",
        cbc("EndpointID", known, **at),
        cac("PartyIdentification", cbc("ID", known, **at)),
        cac("PartyName", cbc("Name", party.name)),
        _address(party),
        "" if is_buyer else cac("PartyTaxScheme", cbc("CompanyID", f"DK{party.cvr}", schemeID="DK:SE"), _scheme()),
        cac(
            "PartyLegalEntity",
            cbc("RegistrationName", party.name),
            cbc("CompanyID", f"DK{party.cvr}", schemeID="DK:CVR"),
        ),
        cac(
            "Contact",
            cbc("ID", (person if is_buyer else party.person) or "1"),
            cbc("Name", party.contact),
            cbc("Telephone", party.phone),
            cbc("ElectronicMail", party.mail),
        ),
    )


def _address(party: Party) -> str:
    listed = {"listAgencyID": "320", "listID": "urn:oioubl:codelist:addressformatcode-1.1"}
    return cac(
        "PostalAddress",
        cbc("AddressFormatCode", "StructuredDK", **listed),
        cbc("StreetName", party.street),
        cbc("BuildingNumber", party.building),
        cbc("CityName", party.city),
        cbc("PostalZone", party.postcode),
        cac("Country", cbc("IdentificationCode", party.country)),
    )


def _scheme() -> str:
    scheme = cbc("ID", "63", schemeID="urn:oioubl:id:taxschemeid-1.1", **AGENCY)
    return cac("TaxScheme", scheme, cbc("Name", "Moms"))


def _category(category: str, percent: Decimal, name: str = "TaxCategory") -> str:
    code = cbc("ID", CATEGORIES[category], schemeID="urn:oioubl:id:taxcategoryid-1.1", **AGENCY)
    return cac(name, code, cbc("Percent", number(percent)), _scheme())


def _means(document: Document) -> str:
    account = document.account
    if document.kind != "invoice" or not account.number:
        return ""
    listed = {"listAgencyID": "320", "listID": "urn:oioubl:codelist:paymentchannelcode-1.1"}
    means = cac(
        "PaymentMeans",
        cbc("ID", "1"),
        cbc("PaymentMeansCode", "42"),
        cbc("PaymentDueDate", document.due_on),
        cbc("PaymentChannelCode", "DK:BANK", **listed),
        cac(
            "PayeeFinancialAccount",
            cbc("ID", account.number),
            cbc("PaymentNote", document.number[:20]),
            cac("FinancialInstitutionBranch", cbc("ID", account.registration)),
        ),
    )
    paid = amount("Amount", document.totals.gross_minor, document.currency)
    return means + cac("PaymentTerms", cbc("ID", "1"), cbc("PaymentMeansID", "1"), paid)


def _allowances(document: Document) -> list[str]:
    return [
        cac(
            "AllowanceCharge",
            cbc("ID", at),
            cbc("ChargeIndicator", "false"),
            cbc("AllowanceChargeReason", one.text),
            cbc("MultiplierFactorNumeric", "1"),
            cbc("SequenceNumeric", at),
            amount("Amount", one.amount_minor, document.currency),
            amount("BaseAmount", one.amount_minor, document.currency),
            _category(one.category, one.percent),
        )
        for at, one in enumerate(document.allowances, start=1)
    ]


def _taxes(document: Document) -> str:
    found, currency = document.totals, document.currency
    groups = (
        cac(
            "TaxSubtotal",
            amount("TaxableAmount", group.base_minor, currency),
            amount("TaxAmount", group.vat_minor, currency),
            _category(group.category, group.percent),
        )
        for group in found.groups
    )
    return cac("TaxTotal", amount("TaxAmount", found.vat_minor, currency), *groups)


def _sums(document: Document) -> str:
    found, currency = document.totals, document.currency
    return cac(
        "LegalMonetaryTotal",
        amount("LineExtensionAmount", found.lines_minor, currency),
        # In OIOUBL this is the sum of taxes, not the sum without them.
        amount("TaxExclusiveAmount", found.vat_minor, currency),
        amount("TaxInclusiveAmount", found.gross_minor, currency),
        amount("AllowanceTotalAmount", found.allowances_minor, currency) if document.allowances else "",
        amount("PayableAmount", found.gross_minor, currency),
    )


def _line(line: Line, document: Document) -> str:
    is_invoice, currency = document.kind == "invoice", document.currency
    vat = int((line.amount_minor * line.percent / 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))
    taxes = cac(
        "TaxTotal",
        amount("TaxAmount", vat, currency),
        cac(
            "TaxSubtotal",
            amount("TaxableAmount", line.amount_minor, currency),
            amount("TaxAmount", vat, currency),
            _category(line.category, line.percent),
        ),
    )
    return cac(
        "InvoiceLine" if is_invoice else "CreditNoteLine",
        cbc("ID", line.number),
        cbc("Note", _told(line)),
        cbc("InvoicedQuantity" if is_invoice else "CreditedQuantity", number(line.quantity, 2), unitCode=line.unit),
        amount("LineExtensionAmount", line.amount_minor, currency),
        cbc("AccountingCost", line.cost),
        taxes,
        cac(
            "Item",
            cbc("Description", line.name),
            cbc("Name", line.name[:40]),
            cac("SellersItemIdentification", cbc("ID", line.item)),
        ),
        cac(
            "Price",
            cbc("PriceAmount", number(line.price, 2), currencyID=currency),
            cbc("BaseQuantity", number(line.base), unitCode=line.unit),
            cbc("OrderableUnitFactorRate", "1"),
        ),
    )


def _told(line: Line) -> str:
    """The note with the line's days, for which OIOUBL has no element on the line."""
    days = f"{line.first:%Y-%m-%d}/{line.last:%Y-%m-%d}" if line.first and line.last else ""
    return "; ".join(part for part in (days, line.note) if part)

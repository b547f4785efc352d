"""Writing Peppol BIS Billing 3.0: UBL 2.1 as EN 16931 and the Danish rules for suppliers want it."""

from samdrift.kernel.invoices import VatGroup
from samdrift.partnership.invoicing.formats.document import Account, Allowance, Document, Line, Party
from samdrift.partnership.invoicing.formats.markup import amount, cac, cbc, number
from samdrift.partnership.invoicing.formats.shared import TYPES, billing_reference, embedded, period, whole

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
BANK_TRANSFER, SEPA, CREDIT_TRANSFER = "42", "58", "30"


def write(document: Document) -> bytes:
    """The document as Peppol BIS Billing 3.0."""
    is_invoice = document.kind == "invoice"
    typed = cbc("InvoiceTypeCode" if is_invoice else "CreditNoteTypeCode", TYPES[document.kind])
    contract = cac("ContractDocumentReference", cbc("ID", document.contract))
    return whole(
        document,
        [
            cbc("CustomizationID", CUSTOMIZATION),
            cbc("ProfileID", PROFILE),
            cbc("ID", document.number),
            cbc("IssueDate", document.issued_on),
            cbc("DueDate", document.due_on) if is_invoice else "",
            typed,
            cbc("Note", document.note),
            cbc("DocumentCurrencyCode", document.currency),
            cbc("AccountingCost", document.cost),
            cbc("BuyerReference", document.person),
            period(document),
            cac("OrderReference", cbc("ID", document.order)),
            billing_reference(document),
            contract,
            *(_attached(document)),
            cac("AccountingSupplierParty", _party(document.seller, is_seller=True)),
            cac("AccountingCustomerParty", _party(document.buyer, is_seller=False)),
            _means(document),
            *(_allowance(one, document.currency) for one in document.allowances),
            _taxes(document),
            _sums(document),
            *(_line(line, document) for line in document.lines),
        ],
    )


def _attached(document: Document) -> list[str]:
    return [
        cac(
            "AdditionalDocumentReference",
            cbc("ID", one.name),
            cbc("DocumentDescription", one.text),
            embedded(one),
        )
        for one in document.attachments
    ]


def _party(party: Party, *, is_seller: bool) -> str:
    danish = party.country == "DK"
    scheme, endpoint = ("0184", f"DK{party.cvr}") if danish else ("9932", party.vat_id)
    if party.gln:
        scheme, endpoint = "0088", party.gln
    company = cbc("CompanyID", f"DK{party.cvr}", schemeID="0184") if danish else cbc("CompanyID", party.cvr)
    taxed = cac("PartyTaxScheme", cbc("CompanyID", party.vat_id), cac("TaxScheme", cbc("ID", "VAT")))
    contact = cac(
        "Contact",
        cbc("Name", party.contact or (party.person if not is_seller else "")),
        cbc("Telephone", party.phone),
        cbc("ElectronicMail", party.mail),
    )
    return cac(
        "Party",
        cbc("EndpointID", endpoint, schemeID=scheme),
        cac("PartyName", cbc("Name", party.name)),
        cac(
            "PostalAddress",
            cbc("StreetName", f"{party.street} {party.building}"),
            cbc("CityName", party.city),
            cbc("PostalZone", party.postcode),
            cac("Country", cbc("IdentificationCode", party.country)),
        ),
        taxed if is_seller else "",
        cac(
            "PartyLegalEntity",
            cbc("RegistrationName", party.name),
            company,
        ),
        contact,
    )


def _means(document: Document) -> str:
    account: Account = document.account
    if not (account.number or account.iban):
        return ""
    due = cbc("PaymentDueDate", document.due_on) if document.kind == "credit_note" else ""
    branch = cac("FinancialInstitutionBranch", cbc("ID", account.registration))
    by_iban = SEPA if document.currency == "EUR" else CREDIT_TRANSFER
    return cac(
        "PaymentMeans",
        cbc("PaymentMeansCode", BANK_TRANSFER if account.number else by_iban),
        due,
        cbc("PaymentID", document.number),
        cac("PayeeFinancialAccount", cbc("ID", account.number or account.iban), branch),
    )


def _allowance(one: Allowance, currency: str) -> str:
    return cac(
        "AllowanceCharge",
        cbc("ChargeIndicator", "false"),
        cbc("AllowanceChargeReason", one.text),
        amount("Amount", one.amount_minor, currency),
        _category("TaxCategory", one.category, number(one.percent)),
    )


def _category(name: str, category: str, percent: str) -> str:
    scheme = cac("TaxScheme", cbc("ID", "VAT"))
    return cac(name, cbc("ID", category), "" if category == "O" else cbc("Percent", percent), scheme)


def _taxes(document: Document) -> str:
    found = document.totals
    return cac(
        "TaxTotal",
        amount("TaxAmount", found.vat_minor, document.currency),
        *(_group(group, document.currency) for group in found.groups),
    )


def _group(group: VatGroup, currency: str) -> str:
    scheme = cac("TaxScheme", cbc("ID", "VAT"))
    why = {"E": "VATEX-EU-132", "AE": "VATEX-EU-AE", "O": "VATEX-EU-O"}.get(group.category)
    return cac(
        "TaxSubtotal",
        amount("TaxableAmount", group.base_minor, currency),
        amount("TaxAmount", group.vat_minor, currency),
        cac(
            "TaxCategory",
            cbc("ID", group.category),
            "" if group.category == "O" else cbc("Percent", number(group.percent)),
            cbc("TaxExemptionReasonCode", why),
            scheme,
        ),
    )


def _sums(document: Document) -> str:
    found, currency = document.totals, document.currency
    return cac(
        "LegalMonetaryTotal",
        amount("LineExtensionAmount", found.lines_minor, currency),
        amount("TaxExclusiveAmount", found.net_minor, currency),
        amount("TaxInclusiveAmount", found.gross_minor, currency),
        amount("AllowanceTotalAmount", found.allowances_minor, currency) if document.allowances else "",
        amount("PayableAmount", found.gross_minor, currency),
    )


def _line(line: Line, document: Document) -> str:
    is_invoice, currency = document.kind == "invoice", document.currency
    return cac(
        "InvoiceLine" if is_invoice else "CreditNoteLine",
        cbc("ID", line.number),
        cbc("Note", line.note),
        cbc("InvoicedQuantity" if is_invoice else "CreditedQuantity", number(line.quantity), unitCode=line.unit),
        amount("LineExtensionAmount", line.amount_minor, currency),
        cbc("AccountingCost", line.cost),
        cac("InvoicePeriod", cbc("StartDate", line.first), cbc("EndDate", line.last)),
        cac(
            "Item",
            cbc("Name", line.name),
            cac("SellersItemIdentification", cbc("ID", line.item)),
            _category("ClassifiedTaxCategory", line.category, number(line.percent)),
        ),
        cac(
            "Price",
            cbc("PriceAmount", number(line.price, 2), currencyID=currency),
            cbc("BaseQuantity", number(line.base), unitCode=line.unit) if line.base != 1 else "",
        ),
    )

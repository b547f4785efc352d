"""What both formats write alike."""

import base64

from samdrift.partnership.invoicing.formats.document import Attachment, Document
from samdrift.partnership.invoicing.formats.markup import cac, cbc

NAMESPACES = (
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)
ROOTS = {"invoice": "Invoice", "credit_note": "CreditNote"}
TYPES = {"invoice": "380", "credit_note": "381"}


def whole(document: Document, inside: list[str]) -> bytes:
    """The document's bytes: declaration, root and what is in it."""
    root = ROOTS[document.kind]
    opened = f'<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" {NAMESPACES}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opened}{"".join(inside)}</{root}>\n'.encode()


def period(document: Document) -> str:
    """The days the document is about."""
    return cac("InvoicePeriod", cbc("StartDate", document.first), cbc("EndDate", document.last))


def billing_reference(document: Document) -> str:
    """Which invoice a credit note is about, or a supplementary invoice stands beside."""
    if not document.credits:
        return ""
    about = cac("InvoiceDocumentReference", cbc("ID", document.credits), cbc("IssueDate", document.credits_on))
    return cac("BillingReference", about)


def embedded(attachment: Attachment) -> str:
    """A file inside the document."""
    content = base64.b64encode(attachment.content).decode()
    return cac(
        "Attachment",
        cbc(
            "EmbeddedDocumentBinaryObject", content, mimeCode=attachment.media_type, filename=attachment.name
        ),
    )  # fmt: skip

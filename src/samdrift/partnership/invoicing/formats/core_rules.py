"""The rules of EN 16931 and Peppol that matter most, checked by ourselves wherever the official ones are not there.

They never stand for the official rules: what was checked by which is kept with each document.
"""

from collections.abc import Iterator

from samdrift.kernel.invoice_checks import is_cvr, is_gln
from samdrift.kernel.invoices import Totals, net_minor
from samdrift.partnership.invoicing.formats.document import Document, Line
from samdrift.partnership.invoicing.formats.reading import Received

VERSION = "samdrift-core-1"
NEAR_MINOR = 2
"""How far a line may lie from its quantity times price: Peppol's own tolerance (R120)."""


def broken(received: Received) -> list[str]:
    """The rules a received document breaks, each once, by the names EN 16931 and Peppol give them."""
    return list(dict.fromkeys([*_sums(received), *_names(received.document), *_lines(received.document)]))


def _sums(received: Received) -> Iterator[str]:
    found, stated = _reckoned(received.document), received.stated
    if found is None:
        yield "BR-S-05"
        return
    pairs = (
        ("BR-CO-10", stated.lines_minor, found.lines_minor),
        ("BR-CO-13", stated.net_minor, found.net_minor),
        ("BR-CO-14", stated.vat_minor, found.vat_minor),
        ("BR-CO-15", stated.gross_minor, found.gross_minor),
        ("BR-CO-16", stated.payable_minor, found.gross_minor),
    )
    for rule, written, reckoned in pairs:
        if written != reckoned:
            yield rule


def _reckoned(document: Document) -> Totals | None:
    try:
        return document.totals
    except ValueError:
        return None


def _names(document: Document) -> Iterator[str]:
    if not document.lines:
        yield "BR-16"
    if not document.number:
        yield "BR-02"
    if not (document.order or document.person):
        yield "PEPPOL-EN16931-R003"
    for rule, party in (("PEPPOL-EN16931-R020", document.seller), ("PEPPOL-EN16931-R010", document.buyer)):
        if not (party.gln or party.cvr):
            yield rule
        if party.gln and not is_gln(party.gln):
            yield "PEPPOL-COMMON-R040"
    if document.seller.country == "DK" and document.seller.cvr and not is_cvr(document.seller.cvr):
        yield "PEPPOL-COMMON-R042"
    if document.kind == "credit_note" and (found := _reckoned(document)) and found.gross_minor < 0:
        yield "DK-R-016"


def _lines(document: Document) -> Iterator[str]:
    for line in document.lines:
        if line.price < 0:
            yield "BR-27"
        elif not _near(line):
            yield "PEPPOL-EN16931-R120"
        if line.first and line.last and line.first > line.last:
            yield "BR-30"
        if document.first and line.first and line.first < document.first:
            yield "PEPPOL-EN16931-R110"
        if document.last and line.last and line.last > document.last:
            yield "PEPPOL-EN16931-R111"


def _near(line: Line) -> bool:
    return line.base > 0 and abs(net_minor(line.quantity, line.price, line.base) - line.amount_minor) <= NEAR_MINOR

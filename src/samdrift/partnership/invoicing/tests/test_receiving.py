"""Invoices from elsewhere: read, compared, and what is double, round or for somebody else does not go on."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.commands import matching
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.commands.receiving import receive_document
from samdrift.partnership.invoicing.formats import core_rules, oioubl, peppol
from samdrift.partnership.invoicing.formats.document import Account, Allowance
from samdrift.partnership.invoicing.formats.reading import receive
from samdrift.partnership.invoicing.models import Finding
from samdrift.partnership.invoicing.queries import papers, reading
from samdrift.partnership.invoicing.tests.conftest import invoice_of, ran
from samdrift.partnership.invoicing.tests.papers import LINES, SELLER, paper
from tests.world import NOON


@pytest.fixture
def theirs(billed):
    """The month's invoice of a unit as the provider's own system would have sent it."""
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    north = invoice_of(billed.north)
    billed.document = replace(papers.paper_of(north, reading.lines_of(north)), number="X-0017", attachments=())
    with everywhere(reason="test"):
        north.state = "rejected"
        north.save_changes("state")
    return billed


def found_on(invoice):
    with everywhere(reason="test"):
        return [one.code for one in Finding.objects.filter(invoice=invoice).order_by("pk")]


@pytest.mark.parametrize("write", [peppol.write, oioubl.write])
def test_it_is_read_compared_and_matched(theirs, write):
    invoice = receive_document(theirs.finn.scope, theirs.contract.uid, write(theirs.document), now=NOON)
    assert (invoice.state, invoice.origin, found_on(invoice)) == ("received", "received", [])
    assert invoice.gross_minor == theirs.document.totals.gross_minor
    assert [line.source for line in reading.lines_of(invoice)] == ["volume"] * 3
    done = matching.match_invoice(theirs.finn.scope, invoice.uid, expected_version=None, now=NOON)
    assert done.state == "matched"


def test_the_same_number_again_is_sent_back_whatever_its_zeros(theirs):
    receive_document(theirs.finn.scope, theirs.contract.uid, peppol.write(theirs.document), now=NOON)
    again = replace(theirs.document, number=" x-17")
    invoice = receive_document(theirs.finn.scope, theirs.contract.uid, peppol.write(again), now=NOON)
    assert (invoice.state, found_on(invoice)) == ("rejected", ["duplicate"])


def test_a_round_sum_that_nothing_stands_behind_does_not_go_on(theirs):
    lump = replace(LINES[2], number=1, price=Decimal(250_000), amount_minor=25_000_000, item="")
    document = replace(theirs.document, lines=(lump,))
    invoice = receive_document(theirs.finn.scope, theirs.contract.uid, peppol.write(document), now=NOON)
    assert found_on(invoice) == ["no_source", "no_evidence", "round_sum"]
    with pytest.raises(Refused):
        matching.match_invoice(theirs.finn.scope, invoice.uid, expected_version=None, now=NOON)
    sent_back = matching.reject_invoice(theirs.finn.scope, invoice.uid, expected_version=None, now=NOON)
    assert sent_back.state == "rejected"


def charged(document):
    return replace(document, allowances=(Allowance("Administration", -10_000_000),))


def in_euro(document):
    return replace(document, currency="EUR")


def taxed_more(document):
    first, *rest = document.lines
    return replace(document, lines=(replace(first, percent=Decimal(30)), *rest))


@pytest.mark.parametrize(
    ("otherwise", "code"), [(charged, "charge"), (in_euro, "wrong_currency"), (taxed_more, "wrong_vat")]
)
def test_what_would_be_paid_beside_the_lines_that_are_compared_stands_in_the_way(theirs, otherwise, code):
    document = otherwise(theirs.document)
    invoice = receive_document(theirs.finn.scope, theirs.contract.uid, peppol.write(document), now=NOON)
    assert code in found_on(invoice)
    with pytest.raises(Refused, match="in the way"):
        matching.match_invoice(theirs.finn.scope, invoice.uid, expected_version=None, now=NOON)


def test_what_comes_to_something_else_is_not_matched(theirs):
    line = replace(theirs.document.lines[1], quantity=Decimal(81), amount_minor=243_000)
    lines = (theirs.document.lines[0], line, theirs.document.lines[2])
    document = replace(theirs.document, lines=lines)
    invoice = receive_document(theirs.finn.scope, theirs.contract.uid, peppol.write(document), now=NOON)
    with pytest.raises(Refused, match="Line 2"):
        matching.match_invoice(theirs.finn.scope, invoice.uid, expected_version=None, now=NOON)


def test_other_suppliers_orders_and_receivers_are_noticed(theirs):
    stranger = replace(theirs.document, seller=replace(SELLER, cvr="99999999"))
    invoice = receive_document(theirs.finn.scope, theirs.contract.uid, peppol.write(stranger), now=NOON)
    assert (invoice.state, found_on(invoice)) == ("rejected", ["not_ours"])
    other = replace(theirs.document, order="PO-99")
    assert found_on(receive_document(theirs.finn.scope, theirs.contract.uid, peppol.write(other), now=NOON)) == [
        "unknown_order"
    ]
    nobody = replace(theirs.document, buyer=replace(theirs.document.buyer, gln="5790000000005"))
    with pytest.raises(Invalid):
        receive_document(theirs.finn.scope, theirs.contract.uid, peppol.write(nobody), now=NOON)
    with pytest.raises(Invalid):
        receive_document(theirs.finn.scope, theirs.contract.uid, b"<Order/>", now=NOON)


def test_only_finance_takes_invoices_in(theirs):
    content = peppol.write(paper())
    for actor in (theirs.bea, theirs.dan):
        with pytest.raises(NotAllowed):
            receive_document(actor.scope, theirs.contract.uid, content, now=NOON + timedelta(days=1))


def test_a_british_invoice_comes_back_as_it_was_written():
    county = replace(
        SELLER, cvr="09876543", country="GB", vat="GB123456782", gln=""
    )  # fmt: skip
    pounds = paper(currency="GBP", seller=county, account=Account(iban="GB33BUKB20201555555555"))
    read = receive(peppol.write(pounds)).document
    assert read.seller.vat_id == "GB123456782"
    assert (read.seller.cvr, read.account.iban, read.currency) == ("09876543", "GB33BUKB20201555555555", "GBP")
    assert core_rules.broken(receive(peppol.write(pounds))) == []

"""What is written is read again as it was, and what is wrong with it is found by our own rules."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.invoices import net_minor
from samdrift.partnership.invoicing.formats import oioubl, peppol
from samdrift.partnership.invoicing.formats.core_rules import broken
from samdrift.partnership.invoicing.formats.document import Allowance, Line
from samdrift.partnership.invoicing.formats.markup import Unreadable, number
from samdrift.partnership.invoicing.formats.official import NoRules, official
from samdrift.partnership.invoicing.formats.reading import receive
from samdrift.partnership.invoicing.tests.papers import LINES, paper

WRITERS = {"peppol": peppol.write, "oioubl": oioubl.write}
both = pytest.mark.parametrize("format_", WRITERS)
LINES_SUM = 'LineExtensionAmount currencyID="DKK">330416.9'
kinds = pytest.mark.parametrize("kind", ["invoice", "credit_note"])


def changed(content, *pairs):
    for before, after in pairs:
        assert before.encode() in content
        content = content.replace(before.encode(), after.encode(), 1)
    return content


@both
@kinds
def test_what_is_written_is_read_again(kind, format_):
    document = paper(kind, allowances=(Allowance("Bod", 5_000),))
    received = receive(WRITERS[format_](document))
    assert received.format == format_
    assert broken(received) == []
    again = received.document
    same = ("kind", "number", "issued_on", "currency", "order", "person", "cost", "contract", "credits", "totals")
    assert [getattr(again, name) for name in same] == [getattr(document, name) for name in same]
    assert [line.amount_minor for line in again.lines] == [line.amount_minor for line in document.lines]
    assert [line.base for line in again.lines] == [line.base for line in document.lines]
    assert again.attachments[0].content == document.attachments[0].content
    assert (again.buyer.gln, again.seller.cvr) == (document.buyer.gln, document.seller.cvr)
    assert received.stated.payable_minor == document.totals.gross_minor


@both
def test_lines_keep_their_days_and_their_text(format_):
    line = receive(WRITERS[format_](paper())).document.lines[0]
    assert "Rengøring, kontor · Station <Nord> & Syd".startswith(line.name)
    if format_ == "peppol":
        assert (line.first, line.last) == (LINES[0].first, LINES[0].last)
    else:
        assert line.note.startswith("2025-03-01/2025-03-31")


lines = st.builds(
    lambda many, price, base: Line(1, "x", many, "C62", price, net_minor(many, price, base), base=base),
    st.decimals(-1_000, 1_000, places=4), st.decimals(0, 1_000, places=4), st.sampled_from([Decimal(1), Decimal(12)]),
)  # fmt: skip


@given(st.lists(lines, min_size=1, max_size=5), st.sampled_from(["peppol", "oioubl"]))
def test_no_amount_is_lost_on_the_way(found, format_):
    document = paper(lines=tuple(replace(line, number=at) for at, line in enumerate(found, start=1)), attachments=())
    received = receive(WRITERS[format_](document))
    assert received.document.totals == document.totals
    assert "BR-CO-10" not in broken(received)
    assert "PEPPOL-EN16931-R120" not in broken(received)


@given(st.decimals(-(10**9), 10**9, places=6))
def test_numbers_have_no_exponent(value):
    assert Decimal(number(value)) == value
    assert "E" not in number(value)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (
            'LineExtensionAmount currencyID="DKK">330416.97',
            'LineExtensionAmount currencyID="DKK">330416.98',
            "BR-CO-10",
        ),
        ('TaxInclusiveAmount currencyID="DKK">413021.21', 'TaxInclusiveAmount currencyID="DKK">413021.00', "BR-CO-15"),
        ('PayableAmount currencyID="DKK">413021.21', 'PayableAmount currencyID="DKK">1.00', "BR-CO-16"),
        ('PriceAmount currencyID="DKK">165.00', 'PriceAmount currencyID="DKK">166.00', "PEPPOL-EN16931-R120"),
        ("5798009811578", "5798009811579", "PEPPOL-COMMON-R040"),
        ("<cbc:BuyerReference>BIRK</cbc:BuyerReference>", "", ""),
        ("<cbc:EndDate>2025-03-31</cbc:EndDate>", "<cbc:EndDate>2025-03-30</cbc:EndDate>", "PEPPOL-EN16931-R111"),
    ],
)
def test_what_is_wrong_is_named(before, after, rule):
    found = broken(receive(changed(peppol.write(paper()), (before, after))))
    assert found == ([rule] if rule else [])


def test_an_invoice_without_order_and_person_is_found():
    assert broken(receive(peppol.write(paper(order="", person="")))) == ["PEPPOL-EN16931-R003"]
    assert broken(receive(peppol.write(paper(lines=())))) == ["BR-16"]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no xml", b"<Invoice>", b"<Order/>",
        b'<!DOCTYPE Invoice [<!ENTITY a "b">]><Invoice>&a;</Invoice>',
        b"<a>" * 200 + b"</a>" * 200,
        changed(peppol.write(paper()), ("2025-04-01", "yesterday")),
        changed(peppol.write(paper()), (">165.00<", ">1e9<")),
        changed(peppol.write(paper()), ("urn:cen.eu:en16931:2017", "urn:other")),
    ],
)  # fmt: skip
def test_what_is_no_invoice_of_ours_is_refused(content):
    with pytest.raises(Unreadable):
        receive(content)


def test_without_rules_nobody_says_that_they_were_kept(tmp_path):
    with pytest.raises(NoRules) as missing, official(None, "python"):
        pass
    assert missing.value.reason == "folder"
    (tmp_path / "rules").mkdir()
    (tmp_path / "xsd").mkdir()
    with pytest.raises(NoRules) as missing, official(tmp_path, "/nowhere/python"):
        pass
    assert missing.value.reason == "library"

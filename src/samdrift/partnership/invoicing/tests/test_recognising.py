"""Lines from elsewhere: true-ups, credits, changes and extra work are recognised, others are queried."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import everywhere
from samdrift.kernel.invoices import Charge
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.invoicing.commands import disputing, matching
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.commands.receiving import receive_document
from samdrift.partnership.invoicing.formats import peppol
from samdrift.partnership.invoicing.formats.document import Line
from samdrift.partnership.invoicing.models import Finding, LineDispute
from samdrift.partnership.invoicing.queries import papers, reading, recomputing
from samdrift.partnership.invoicing.tests.conftest import MONTH, invoice_of, ran
from samdrift.partnership.invoicing.tests.test_running import charge_work
from samdrift.partnership.invoicing.tests.test_settling import fresh
from tests.world import NOON

TRUE_UP = "01890000-0000-7000-8000-000000000001"
CREDIT = "01890000-0000-7000-8000-000000000002"
CHANGE = "01890000-0000-7000-8000-000000000003"


@pytest.fixture
def theirs(billed):
    """The month's invoice as the provider's own system sends it: volumes and one line of every other kind."""

    def charge(kind, amount, uid, told, **values):
        return Charge(kind, billed.north.pk, None, "CLN", amount, uid, told, values, (uid,))

    found = [
        charge("index", 2_913_33, TRUE_UP, "index.true_up"),
        charge("credit", -5_800_00, CREDIT, "performance.credit", code="K06", month="2025-03"),
        charge("change", 1_200_00, CHANGE, "scaling.kept", number="NPS-2025-C0012"),
    ]
    invoicing.register_charges("test", lambda _contract, month, _known: found if month == MONTH else [])
    charge_work(billed)
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    north = invoice_of(billed.north)
    paper = papers.paper_of(north, reading.lines_of(north))
    billed.document = replace(paper, number="X-0017", attachments=())
    with everywhere(reason="test"):
        north.state = "rejected"
        north.save_changes("state")
    yield billed
    invoicing.unregister_charges("test")


def taken(world, document):
    return receive_document(world.finn.scope, world.contract.uid, peppol.write(document), now=NOON)


def test_every_kind_of_line_is_recognised_by_its_reference_and_matched(theirs):
    invoice = taken(theirs, theirs.document)
    lines = reading.lines_of(invoice)
    assert [line.source for line in lines] == ["volume"] * 3 + ["change", "extra", "index", "credit"]
    assert [line.reference for line in lines if line.source in ("index", "credit")] == [TRUE_UP, CREDIT]
    assert invoice.state == "received"
    assert recomputing.recomputed(invoice, lines).differences == []
    assert matching.match_invoice(theirs.finn.scope, invoice.uid, expected_version=None, now=NOON).state == "matched"


def test_they_are_known_by_numbers_in_the_text_too(theirs):
    texts = {3: "Restbetaling NPS-2025-C0012", 4: "Ekstra, tilbud NPS-2025-Q0001", 6: "Bod K06 2025-03"}
    lines = tuple(
        replace(line, item="", name=texts[at]) if at in texts else line for at, line in enumerate(theirs.document.lines)
    )
    found = reading.lines_of(taken(theirs, replace(theirs.document, lines=lines)))
    assert [line.source for line in found] == ["volume"] * 3 + ["change", "extra", "index", "credit"]


def test_a_credit_that_is_left_off_or_too_small_is_a_difference(theirs):
    rest = replace(theirs.document, lines=theirs.document.lines[:-1])
    invoice = taken(theirs, rest)
    (missing,) = recomputing.recomputed(invoice, reading.lines_of(invoice)).differences
    assert (missing.billed_minor, missing.computed_minor) == (None, -5_800_00)
    with pytest.raises(Refused, match="not on the invoice"):
        matching.match_invoice(theirs.finn.scope, invoice.uid, expected_version=None, now=NOON)


def test_what_nothing_stands_behind_is_queried_with_a_reason_and_the_rest_goes_on(theirs):
    strange = Line(99, "Særlige ydelser", Decimal(1), "C62", Decimal(900), 900_00)
    document = replace(theirs.document, lines=(*theirs.document.lines, strange))
    invoice = taken(theirs, document)
    with everywhere(reason="test"):
        dispute = LineDispute.objects.get(invoice=invoice)
        found = list(Finding.objects.filter(invoice=invoice).values_list("code", flat=True))
    assert (fresh(invoice).state, dispute.reason, dispute.amount_minor) == ("queried", "not_ordered", 900_00)
    assert dispute.text.startswith("Neither")
    assert dispute.opened_by_id is None
    assert found == ["no_source", "no_evidence"]
    with pytest.raises(Refused, match="stands in the way"):
        disputing.withdraw_query(theirs.finn.scope, dispute.uid, expected_version=None, now=NOON)
    matched = matching.match_invoice(theirs.finn.scope, invoice.uid, expected_version=None, now=NOON)
    assert reading.left_of(matched) == theirs.document.totals.gross_minor


def test_their_credit_note_answers_the_query_it_is_about(theirs):
    strange = Line(99, "Særlige ydelser", Decimal(1), "C62", Decimal(900), 900_00)
    invoice = taken(theirs, replace(theirs.document, lines=(*theirs.document.lines, strange)))
    note = replace(
        theirs.document, kind="credit_note", number="X-0018", credits="x-17", credits_on=theirs.document.issued_on,
        lines=(replace(strange, number=1),),
    )  # fmt: skip
    given = taken(theirs, note)
    with everywhere(reason="test"):
        dispute = LineDispute.objects.get(invoice=invoice)
    after = fresh(invoice)
    assert (dispute.state, dispute.credit_note_id, given.credits_id) == ("credited", given.pk, invoice.pk)
    assert (after.state, after.credited_minor, after.disputed_minor) == ("credited", 1_125_00, 0)
    assert recomputing.recomputed(given, reading.lines_of(given)).differences == []
    again = replace(note, number="X-0019")
    with everywhere(reason="test"):
        codes = Finding.objects.filter(invoice=taken(theirs, again)).values_list("code", flat=True)
        assert "no_query" in codes
    stranger = taken(theirs, replace(note, number="X-0020", credits="Y-1"))
    with everywhere(reason="test"):
        assert "unknown_invoice" in Finding.objects.filter(invoice=stranger).values_list("code", flat=True)


def test_the_same_extra_work_is_not_recognised_twice(theirs):
    taken(theirs, theirs.document)
    double = replace(theirs.document, number="X-0021", lines=(replace(theirs.document.lines[4], number=1),))
    second = receive_document(
        theirs.finn.scope, theirs.contract.uid, peppol.write(double), now=NOON + timedelta(days=1)
    )  # fmt: skip
    assert [line.source for line in reading.lines_of(second)] == [""]
    assert fresh(second).state == "queried"

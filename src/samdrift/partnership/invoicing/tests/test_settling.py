"""From sent to paid: matching, delivery, queries with the rest paid in time, credit notes, and separation of duties."""

from datetime import date, timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.commands import disputing, matching, paying
from samdrift.partnership.invoicing.commands.issuing import issue_invoice, issue_run
from samdrift.partnership.invoicing.formats.reading import receive
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine
from samdrift.partnership.invoicing.queries import papers, reading, recomputing
from samdrift.partnership.invoicing.queries.invariants import broken
from samdrift.partnership.invoicing.tests.conftest import MONTH, invoice_of, lines_of, ran
from samdrift.registers.parties import public as parties
from tests.world import NOON

DAY = timedelta(days=1)


@pytest.fixture
def sent(billed):
    """The month's invoices with the customer."""
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    return billed


def fresh(invoice):
    with everywhere(reason="test"):
        return Invoice.objects.get(pk=invoice.pk)


def settled(world, invoice, *, approve=True):
    """Matched, accepted and approved by three people."""
    matching.accept_delivery(world.bea.scope, invoice.uid, expected_version=None, now=NOON)
    matching.match_invoice(world.finn.scope, invoice.uid, expected_version=None, now=NOON)
    if approve:
        matching.approve_invoice(world.aage.scope, invoice.uid, expected_version=None, now=NOON)
    return fresh(invoice)


def query(world, line, amount="", at=NOON):
    return disputing.query_line(
        world.finn.scope, line.uid, amount=amount, reason="not_delivered", text="Not cleaned", expected_version=None,
        now=at,
    )  # fmt: skip


def test_what_is_sent_has_a_number_a_day_and_its_document(sent):
    north = invoice_of(sent.north)
    assert north.number == "NPS-2025-F0000001"
    assert (north.state, north.issued_on, north.due_on) == ("received", date(2025, 5, 5), date(2025, 6, 4))
    content = papers.written(north, reading.lines_of(north))
    assert papers.fingerprint_of(content) == north.fingerprint
    document = receive(content).document
    assert (document.order, document.person, document.buyer.gln) == ("PO-17", "BIRK", "5798009811578")
    assert document.totals.gross_minor == north.gross_minor
    assert b"1234.567" in document.attachments[0].content
    with pytest.raises(Refused):
        issue_invoice(sent.fie.scope, north.uid, expected_version=None, now=NOON)


def test_a_secured_place_is_named_nowhere_on_it(billed):
    with everywhere(reason="test"):
        billed.other_site.zone = "secured"
        billed.other_site.save(update_fields=["zone"])
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    south = invoice_of(billed.south)
    content = papers.written(south, reading.lines_of(south)).decode()
    inside = receive(content.encode()).document.attachments[0].content.decode()
    assert lines_of(south)[0].name["en"] == "Office cleaning"
    for told in ("Station Syd", billed.other_site.code):
        assert told not in content
        assert told not in inside


def test_three_people_settle_it_and_the_bank_pays(sent):
    north = invoice_of(sent.north)
    with pytest.raises(NotAllowed):
        matching.match_invoice(sent.fie.scope, north.uid, expected_version=None, now=NOON)
    with pytest.raises(NotAllowed):
        matching.accept_delivery(sent.finn.scope, north.uid, expected_version=None, now=NOON)
    done = settled(sent, north)
    assert (done.state, done.matched_by_id, done.approved_by_id) == (
        "approved", sent.finn.person.pk, sent.aage.person.pk
    )  # fmt: skip
    file = paying.make_payments(sent.finn.scope, sent.contract.uid, pay_on=done.due_on, now=NOON)
    assert file.amount_minor == north.gross_minor
    assert fresh(north).state == "paid"
    with pytest.raises(Refused):
        paying.make_payments(sent.finn.scope, sent.contract.uid, pay_on=done.due_on, now=NOON)
    with everywhere(reason="test"):
        moves = EventRecord.objects.filter(subject_uid=north.uid, kind="invoicing.moved").order_by("pk")
        assert [one.payload["after"] for one in moves] == ["issued", "received", "matched", "approved", "paid"]
    assert broken(sent.community.pk) == []


def test_whoever_matched_or_ordered_or_accepted_does_not_approve(sent):
    north = invoice_of(sent.north)
    both = sent.someone("FIN-C", "FIN-APPR", "BUD", name="Both")
    matching.match_invoice(both.scope, north.uid, expected_version=None, now=NOON)
    for told in ("accepted the delivery yet", "matched"):
        with pytest.raises(Refused, match=told):
            matching.approve_invoice(both.scope, north.uid, expected_version=None, now=NOON)
        if fresh(north).accepted_at is None:
            matching.accept_delivery(both.scope, north.uid, expected_version=None, now=NOON)
    south = invoice_of(sent.south)
    matching.match_invoice(sent.finn.scope, south.uid, expected_version=None, now=NOON)
    matching.accept_delivery(both.scope, south.uid, expected_version=None, now=NOON)
    with pytest.raises(Refused, match="accepted"):
        matching.approve_invoice(both.scope, south.uid, expected_version=None, now=NOON)


def test_a_queried_part_is_split_off_and_the_rest_is_paid_in_time(sent):
    north = invoice_of(sent.north)
    line = lines_of(north)[0]
    dispute = query(sent, line, "1.000,00")
    queried = fresh(north)
    assert (queried.state, queried.disputed_minor) == ("queried", 125_000)
    assert dispute.answer_due_on == date(2025, 5, 12)
    done = settled(sent, north)
    assert done.state == "approved"
    paying.make_payments(sent.finn.scope, sent.contract.uid, pay_on=done.due_on, now=NOON)
    assert fresh(north).paid_minor == north.gross_minor - 125_000
    disputing.withdraw_query(sent.finn.scope, dispute.uid, expected_version=None, now=NOON)
    later = paying.make_payments(sent.finn.scope, sent.contract.uid, pay_on=done.due_on, now=NOON + DAY)
    assert later.amount_minor == 125_000
    assert fresh(north).paid_minor == north.gross_minor
    assert broken(sent.community.pk) == []


def test_a_query_is_credited_by_a_note_and_the_invoice_stays_as_it_was(sent):
    north = invoice_of(sent.north)
    before = [(one.amount_minor, one.quantity) for one in lines_of(north)]
    dispute = query(sent, lines_of(north)[1])
    with pytest.raises(NotAllowed):
        disputing.credit_query(sent.finn.scope, dispute.uid, answer="", expected_version=None, now=NOON)
    note = disputing.credit_query(sent.fie.scope, dispute.uid, answer="You are right", expected_version=None, now=NOON)
    assert (note.kind, note.net_minor, note.gross_minor) == ("credit_note", 240_000, 300_000)
    assert note.number.startswith("NPS-2025-K")
    assert receive(papers.written(note, reading.lines_of(note))).document.credits == north.number
    assert recomputing.recomputed(note, lines_of(note)).differences == []
    (line,) = lines_of(note)
    line.amount_minor += 1
    (wrong,) = recomputing.recomputed(note, [line]).differences
    assert (wrong.billed_minor, wrong.computed_minor) == (240_001, 240_000)
    assert matching.match_invoice(sent.finn.scope, note.uid, expected_version=None, now=NOON).state == "matched"
    changed = fresh(north)
    assert [(one.amount_minor, one.quantity) for one in lines_of(north)] == before
    assert (changed.state, changed.disputed_minor, changed.credited_minor) == ("credited", 0, 300_000)
    settled(sent, north)
    file = paying.make_payments(sent.finn.scope, sent.contract.uid, pay_on=date(2025, 6, 4), now=NOON)
    assert file.amount_minor == north.gross_minor - 300_000
    with pytest.raises(Refused):
        disputing.credit_query(sent.fie.scope, dispute.uid, answer="", expected_version=None, now=NOON)
    assert broken(sent.community.pk) == []


def test_a_query_says_how_much_and_why(sent):
    line = lines_of(invoice_of(sent.north))[0]
    for amount in ("x", "0", "99999999"):
        with pytest.raises(Invalid):
            query(sent, line, amount)
    with pytest.raises(Invalid):
        disputing.query_line(
            sent.finn.scope, line.uid, amount="", reason="x", text="y", expected_version=None, now=NOON
        )
    with pytest.raises(NotAllowed):
        disputing.query_line(
            sent.bea.scope, line.uid, amount="", reason="price", text="y", expected_version=None, now=NOON
        )
    with pytest.raises(Stale):
        disputing.query_line(
            sent.finn.scope, line.uid, amount="", reason="price", text="y", expected_version=1, now=NOON
        )
    with pytest.raises(InvoiceLine.DoesNotExist):
        disputing.query_line(
            sent.carla.scope, line.uid, amount="", reason="price", text="y", expected_version=None, now=NOON
        )
    query(sent, line)
    with pytest.raises(Refused):
        query(sent, line)


def test_the_provider_may_keep_to_its_line(sent):
    dispute = query(sent, lines_of(invoice_of(sent.north))[0])
    with pytest.raises(Invalid):
        disputing.keep_query(sent.fie.scope, dispute.uid, answer=" ", expected_version=None, now=NOON)
    kept = disputing.keep_query(sent.fie.scope, dispute.uid, answer="See the round", expected_version=None, now=NOON)
    assert (kept.state, kept.answer) == ("open", "See the round")


def test_every_line_is_recomputed_and_what_differs_is_named(sent):
    north = invoice_of(sent.north)
    found = recomputing.recomputed(north, reading.lines_of(north))
    assert (found.lines, found.differences) == (3, [])
    assert found.billed_minor == found.computed_minor == north.net_minor
    with everywhere(reason="test"):
        InvoiceLine.objects.filter(invoice=north, position=2).update(amount_minor=240_001)
    found = recomputing.recomputed(north, reading.lines_of(north))
    (one,) = found.differences
    assert (found.positions[one.key], one.billed_minor, one.computed_minor) == (2, 240_001, 240_000)
    with pytest.raises(Refused, match="Line 2"):
        matching.match_invoice(sent.finn.scope, north.uid, expected_version=None, now=NOON)
    query(sent, lines_of(north)[1], "0,01")
    assert matching.match_invoice(sent.finn.scope, north.uid, expected_version=None, now=NOON).state == "matched"


def test_prices_written_later_are_refused_and_would_change_no_invoice(sent, monkeypatch):
    from decimal import Decimal

    from samdrift.registers.contracts import public as contracts
    from tests.world import words

    dearer = contracts.PriceDraft(
        code="MNT-ARE", line="MNT", name=words("Upkeep"), unit="m2_year", price=Decimal(99), valid_from=MONTH
    )
    with pytest.raises(Refused, match="is invoiced"):
        contracts.write_prices(sent.dan.scope, sent.contract.pk, [dearer], now=NOON + DAY)
    monkeypatch.setattr("samdrift.registers.contracts.commands.volumes.settled_months", lambda *_of: ())
    contracts.write_prices(sent.dan.scope, sent.contract.pk, [dearer], now=NOON + DAY)
    north = invoice_of(sent.north)
    assert recomputing.recomputed(north, reading.lines_of(north)).differences == []


def test_an_invoice_can_be_sent_back_until_it_is_matched(sent):
    north = invoice_of(sent.north)
    assert matching.reject_invoice(sent.finn.scope, north.uid, expected_version=None, now=NOON).state == "rejected"
    south = invoice_of(sent.south)
    settled(sent, south, approve=False)
    with pytest.raises(Refused):
        matching.reject_invoice(sent.finn.scope, south.uid, expected_version=None, now=NOON)


def test_a_budget_holder_of_one_unit_sees_and_accepts_only_its_own(sent):
    local = sent.someone("BUD", unit=sent.south, reach_kind="unit", reach_to=[sent.south.pk])
    with pytest.raises(Invoice.DoesNotExist):
        matching.accept_delivery(local.scope, invoice_of(sent.north).uid, expected_version=None, now=NOON)
    accepted = matching.accept_delivery(local.scope, invoice_of(sent.south).uid, expected_version=None, now=NOON)
    assert accepted.accepted_by_id == local.person.pk


def test_whoever_declared_an_interest_in_the_supplier_does_not_approve(sent):
    north = settled(sent, invoice_of(sent.north), approve=False)
    draft = parties.InterestDraft(
        counterpart_uid=sent.contract.provider.uid, kind="interest", text="My sister works there",
        happened_on=NOON.date(),
    )  # fmt: skip
    interest = parties.declare_interest(sent.aage.scope, draft, today=NOON.date(), now=NOON)
    with pytest.raises(Refused, match="interest in this supplier"):
        matching.approve_invoice(sent.aage.scope, north.uid, expected_version=None, now=NOON)
    carl = sent.someone("CTR-C", name="Carl")
    parties.decide_interest(carl.scope, interest.uid, "clear", why="Another branch", expected_version=None, now=NOON)
    assert matching.approve_invoice(sent.aage.scope, north.uid, expected_version=None, now=NOON).state == "approved"


def test_a_line_is_not_credited_for_more_than_it_is(sent):
    north = invoice_of(sent.north)
    line = lines_of(north)[0]
    first = query(sent, line, "100")
    disputing.credit_query(sent.fie.scope, first.uid, answer="Right", expected_version=None, now=NOON)
    left = line.amount_minor - 10_000
    with pytest.raises(Invalid):
        query(sent, line, f"{left // 100 + 1}")
    rest = query(sent, line)
    assert rest.amount_minor == left
    disputing.credit_query(sent.fie.scope, rest.uid, answer="Right", expected_version=None, now=NOON)
    with pytest.raises(Refused, match="credited already"):
        query(sent, line)
    assert fresh(north).credited_minor <= north.gross_minor

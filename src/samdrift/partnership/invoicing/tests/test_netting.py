"""Credits come off payments, never below nothing; being paid late gives interest and a fixed sum."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import everywhere
from samdrift.kernel.invoices import Charge
from samdrift.partnership.invoicing import registry
from samdrift.partnership.invoicing.commands import paying
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.models import Invoice
from samdrift.partnership.invoicing.queries import reading
from samdrift.partnership.invoicing.queries.invariants import broken
from samdrift.partnership.invoicing.queries.lateness import lateness
from samdrift.partnership.invoicing.tests.conftest import MONTH, invoice_of, ran
from samdrift.partnership.invoicing.tests.test_settling import fresh, settled
from samdrift.partnership.invoicing.web.files import entries_of, transfers_of
from tests.world import NOON

PAY_ON = date(2025, 6, 4)
UID = "01890000-0000-7000-8000-000000000001"


@pytest.fixture
def given_back(billed):
    """A month in which the south gets back more than it owes, and the north owes."""

    def charges(_contract_id, first_day, _known_at):
        if first_day != MONTH:
            return []
        return [Charge("credit", billed.south.pk, None, "CLN", -1_500_000, UID, "performance.credit", evidence=(UID,))]

    registry.register_charges("test", charges)
    yield billed
    registry.unregister_charges("test")


def pay(world, at=NOON):
    return paying.make_payments(world.finn.scope, world.contract.uid, pay_on=PAY_ON, now=at)


def test_a_credit_note_comes_off_the_payment_and_its_rest_waits(given_back):
    world = given_back
    issue_run(world.fie.scope, ran(world).uid, now=NOON)
    note = settled(world, invoice_of(world.south, kind="credit_note"))
    with pytest.raises(Refused, match="next payment"):
        pay(world)
    north = settled(world, invoice_of(world.north))
    assert [left for _one, left in reading.to_net(world.finn.scope, world.contract.pk)] == [note.gross_minor]
    file = pay(world)
    assert file.amount_minor == max(north.gross_minor - note.gross_minor, 0)
    transfers = transfers_of(reading.paid_by(world.finn.scope, file))
    assert sum(one.amount_minor for one in transfers) == file.amount_minor
    used = fresh(note)
    assert used.paid_minor == min(note.gross_minor, north.gross_minor)
    assert used.state == ("paid" if used.paid_minor == used.gross_minor else "approved")
    assert fresh(north).state == "paid"
    assert broken(world.community.pk) == []


def test_what_is_credited_after_it_was_paid_comes_off_the_next_payment(billed, client):
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    north = settled(billed, invoice_of(billed.north))
    pay(billed)
    paid = fresh(north)
    paid.credited_minor = 12_500
    with everywhere(reason="test"):
        paid.save_changes("credited_minor")
    south = settled(billed, invoice_of(billed.south))
    file = pay(billed, NOON + timedelta(days=30))
    assert file.amount_minor == south.gross_minor - 12_500
    assert fresh(paid).paid_minor == paid.gross_minor - 12_500
    assert reading.to_net(billed.finn.scope, billed.contract.pk) == []
    client.force_login(billed.finn.person)
    bank = client.get(reverse("invoicing:payment_file", args=[file.uid])).content.decode()
    assert f"<CtrlSum>{file.amount_minor // 100}.{file.amount_minor % 100:02d}</CtrlSum>" in bank
    assert f"-{paid.number}" in bank


def test_what_credits_cover_wholly_is_transferred_by_no_file(given_back, client):
    world = given_back
    issue_run(world.fie.scope, ran(world).uid, now=NOON)
    note = settled(world, invoice_of(world.south, kind="credit_note"))
    with everywhere(reason="test"):
        note.gross_minor = 125_000_000
        note.save_changes("gross_minor")
    settled(world, invoice_of(world.north))
    file = pay(world)
    assert file.amount_minor == 0
    client.force_login(world.finn.person)
    assert client.get(reverse("invoicing:payment_file", args=[file.uid])).status_code == 404
    page = client.get(reverse("invoicing:payments")).content.decode()
    assert "covered by credits" in page
    assert note.number in page


def test_the_ledger_of_a_month_with_credit_notes_comes_to_nothing(given_back):
    world = given_back
    issue_run(world.fie.scope, ran(world).uid, now=NOON)
    settled(world, invoice_of(world.south, kind="credit_note"))
    settled(world, invoice_of(world.north))
    entries = entries_of(reading.ledger_of(world.finn.scope, MONTH))
    assert len({one.document for one in entries}) == 2
    for number in {one.document for one in entries}:
        assert sum(one.amount_minor for one in entries if one.document == number) == 0


def test_paid_late_shows_interest_and_the_fixed_sum(billed, client):
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    north = settled(billed, invoice_of(billed.north))
    day = north.due_on + timedelta(days=10)
    paying.make_payments(billed.finn.scope, billed.contract.uid, pay_on=day, now=NOON)
    found = lateness(reading.invoice_by_uid(billed.finn.scope, north.uid), PAY_ON).found
    assert found is not None
    assert (found.days, found.compensation_minor) == (10, 31_000)
    client.force_login(billed.fie.person)
    page = client.get(reverse("invoicing:page", args=[north.uid])).content.decode()
    assert "renteloven" in page
    assert "10.75" in page
    with everywhere(reason="test"):
        Invoice.objects.filter(pk=north.pk).update(due_on=date(2019, 6, 1))
    told = lateness(reading.invoice_by_uid(billed.finn.scope, north.uid), PAY_ON)
    assert (told.found, told.law, told.no_rate_of) == (None, "renteloven", date(2019, 6, 2))
    assert "./samdrift late-rates" in client.get(reverse("invoicing:page", args=[north.uid])).content.decode()
    with everywhere(reason="test"):
        Invoice.objects.filter(pk=north.pk).update(due_on=north.due_on)
    assert "Paid 10 days late" in client.get(reverse("invoicing:list")).content.decode()

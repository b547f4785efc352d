"""The monthly run: one invoice a unit, checked, and made once."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.kernel.invoices import Charge, net_minor
from samdrift.operations.work.models import Charge as WorkCharge
from samdrift.operations.work.models import Quote
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.invoicing.commands.issuing import issue_invoice, issue_run
from samdrift.partnership.invoicing.commands.running import ask_run, make_run
from samdrift.partnership.invoicing.formats.official import NoRules
from samdrift.partnership.invoicing.models import Finding, Invoice, InvoiceLine, InvoiceRun
from samdrift.partnership.invoicing.queries import checking, reading, recomputing
from samdrift.partnership.invoicing.queries.invariants import broken
from samdrift.partnership.invoicing.tests.conftest import MONTH, invoice_of, lines_of, ran, step
from samdrift.partnership.performance import public as performance
from samdrift.registers.contracts import public as contracts
from tests.world import NOON


@pytest.fixture
def charges():
    """Charges another room puts on the month."""
    found = []
    invoicing.register_charges("test", lambda contract, month, known_at: found if month == MONTH else [])
    yield found
    invoicing.unregister_charges("test")


def charge_work(world, amount=2_500_00, at=NOON - timedelta(days=20)):
    """An approved quote with a charge under it."""
    quote = Quote.objects.create(
        community=world.community, data_class="D2", number="NPS-2025-Q0001", contract=world.contract, site=world.site,
        unit=world.north, line_code="MNT", title="Doors", lines=[], amount_minor=amount, currency="DKK",
        state="approved", quoted_at=at, decided_by=world.dan.person,
    )  # fmt: skip
    return WorkCharge.objects.create(
        community=world.community, data_class="D2", quote=quote, text="Two doors", amount_minor=amount, written_at=at
    )


def found_on(invoice):
    with everywhere(reason="test"):
        return [(one.code, one.position) for one in Finding.objects.filter(invoice=invoice).order_by("pk")]


def test_a_unit_gets_one_invoice_of_its_volumes(billed):
    run = ran(billed)
    assert (run.state, run.made, run.blocked, run.done) == ("ready", 2, 0, 2)
    north = invoice_of(billed.north)
    lines = lines_of(north)
    assert [(one.item, one.setting, one.quantity, one.price, one.base) for one in lines] == [
        ("CLN-OFF", "f3", Decimal("1234.567"), Decimal("118.8"), 12),
        ("DSK-USR", "", 80, 30, 1),
        ("MNT-ARE", "", Decimal("1234.567"), 92, 12),
    ]
    assert [one.amount_minor for one in lines] == [1_222_221, 240_000, 946_501]
    for one in lines:
        assert net_minor(one.quantity, one.price, one.base) == one.amount_minor
    assert north.net_minor == sum(one.amount_minor for one in lines)
    assert north.gross_minor == north.net_minor + north.vat_minor
    assert (north.state, north.order, north.number) == ("prechecked", "PO-17", "")
    assert invoice_of(billed.south).format == "oioubl"
    assert run.net_minor == north.net_minor + invoice_of(billed.south).net_minor


def test_units_together_are_the_contract(billed):
    ran(billed)
    assert broken(billed.community.pk) == []
    with everywhere(reason="test"):
        Invoice.objects.filter(unit=billed.north).update(net_minor=1)
    assert [(one.rule, one.amount_minor) for one in broken(billed.community.pk)] == [("sums", 2_408_721)]
    with everywhere(reason="test"):
        Invoice.objects.filter(unit=billed.north).update(net_minor=2_308_722)
        InvoiceLine.objects.filter(invoice__unit=billed.north, item="DSK-USR").update(amount_minor=140_000)
    found = [(one.rule, one.code, one.amount_minor) for one in broken(billed.community.pk)]
    assert found == [("units", "2025-04 DSK", 100_000)]


def test_a_change_inside_the_month_is_shared_by_days(billed):
    more = [step("CLN-OFF", billed.south.pk, billed.other_site.pk, "-250", on=date(2025, 4, 16))]
    contracts.add_steps(billed.dan.scope, billed.contract.pk, more, now=NOON - timedelta(days=1))
    ran(billed)
    (line,) = lines_of(invoice_of(billed.south))
    assert (line.unit_code, line.quantity, line.base) == ("MON", 1, 1)
    assert line.amount_minor == 687_500 - 171_875
    assert [row[:3] for row in line.stretches] == [
        ["2025-04-01", "2025-04-15", "500.0000"], ["2025-04-16", "2025-04-30", "250.0000"]
    ]  # fmt: skip


def test_extra_work_and_charges_stand_on_it_once(billed, charges):
    charge = charge_work(billed)
    charges.append(Charge("credit", billed.north.pk, None, "CLN", -50_000, "kpi-1", "k03", {"text": "K03"}, ("e1",)))
    ran(billed)
    first = invoice_of(billed.north)
    found = [(one.source, one.reference, one.amount_minor) for one in lines_of(first)]
    assert ("extra", str(charge.uid), 250_000) in found
    assert ("credit", "kpi-1", -50_000) in found
    run = ran(billed)  # the drafts give way
    assert run.made == 2
    first = invoice_of(billed.north)
    issue_run(billed.fie.scope, run.uid, now=NOON)
    charges.append(Charge("credit", billed.north.pk, None, "CLN", -1, "kpi-1", "k03", {}, ("e1",)))
    assert ran(billed).made == 0  # what was sent is not made again
    ran(billed, MONTH.replace(month=3))
    march = invoice_of(billed.north, month=MONTH.replace(month=3))
    assert {one.source for one in lines_of(march)} == {"volume"}


def test_credits_above_the_rest_make_a_credit_note(billed, charges):
    charges.append(Charge("credit", billed.south.pk, None, "CLN", -5_000_000, "kpi-1", "k03", {}, ("e1",)))
    ran(billed)
    note = invoice_of(billed.south, kind="credit_note")
    assert note.net_minor == 5_000_000 - 687_500
    assert [one.amount_minor for one in lines_of(note)] == [-687_500, 5_000_000]
    assert all(one.price >= 0 for one in lines_of(note))
    assert note.state == "prechecked"


def test_what_nothing_shows_and_round_sums_stop_it(billed, charges):
    charges.append(Charge("extra", billed.north.pk, None, "MNT", 25_000_000, "x1", "lump", {"derived": "no"}))
    run = ran(billed)
    assert (run.made, run.blocked) == (2, 1)
    north = invoice_of(billed.north)
    assert north.state == "draft"
    assert found_on(north) == [("no_evidence", 4), ("round_sum", 4)]
    assert issue_run(billed.fie.scope, run.uid, now=NOON) == 1
    with pytest.raises(Refused):
        invoicing.issue_invoice(billed.fie.scope, north.uid, expected_version=None, now=NOON)


def test_without_official_rules_only_our_own_are_named(billed):
    ran(billed)
    assert invoice_of(billed.north).rules == [checking.OURS]


def test_without_a_receiver_nothing_goes_out(billed):
    more = [step("CLN-OFF", billed.authority.pk, None, "10")]
    contracts.add_steps(billed.dan.scope, billed.contract.pk, more, now=NOON - timedelta(days=1))
    ran(billed)
    assert found_on(invoice_of(billed.authority)) == [("no_buyer", 0), ("unknown_order", 0)]


def test_only_the_provider_s_finance_runs_months_that_have_ended(billed):
    for actor in (billed.dan, billed.finn, billed.bo, billed.asta):
        with pytest.raises(NotAllowed):
            ask_run(actor.scope, billed.contract.uid, MONTH, now=NOON)
    for month in (date(2025, 5, 1), date(2024, 12, 1), date(2025, 4, 2)):
        with pytest.raises(Refused):
            ask_run(billed.fie.scope, billed.contract.uid, month, now=NOON)
    once = ask_run(billed.fie.scope, billed.contract.uid, MONTH, now=NOON)
    assert ask_run(billed.fie.scope, billed.contract.uid, MONTH, now=NOON).pk == once.pk


def test_credits_hear_that_they_are_invoiced_when_the_invoice_goes_out(billed, charges, monkeypatch):
    credit, told = uuid4(), []
    monkeypatch.setattr(performance, "note_invoiced", lambda _scope, uids, now: told.extend(uids))
    unit, said = billed.north.pk, {"text": "K03"}
    charges.append(Charge("credit", unit, None, "CLN", -50_000, str(credit), "k03", said, ("e1",)))
    ran(billed)
    assert told == []
    invoice = invoice_of(billed.north)
    issue_invoice(billed.fie.scope, invoice.uid, expected_version=None, now=NOON)
    assert told == [credit]


STOPS = """#!/bin/sh
echo '{"ready": true}'
read asked
echo '{"failed": [], "rules": ["OFFICIAL-1"]}'
"""


def test_a_run_that_is_stopped_half_way_goes_on_and_makes_nothing_twice(billed, settings, tmp_path):
    """The official rules' process ends after the first document, as when the machine is stopped."""
    for name in ("rules", "xsd"):
        (tmp_path / name).mkdir()
    stops = tmp_path / "python"
    stops.write_text(STOPS)
    stops.chmod(0o700)
    settings.SAMDRIFT_EINVOICE_RULES, settings.SAMDRIFT_EINVOICE_PYTHON = str(tmp_path), str(stops)
    run = ask_run(billed.fie.scope, billed.contract.uid, MONTH, now=NOON)
    with pytest.raises(NoRules):
        make_run(run.uid, now=NOON)
    half = fresh_run(run)
    assert (half.state, half.done, half.whole) == ("waiting", 1, 2)
    first = invoice_of(billed.north)
    settings.SAMDRIFT_EINVOICE_RULES = ""
    assert ask_run(billed.fie.scope, billed.contract.uid, MONTH, now=NOON + timedelta(minutes=6)).pk == run.pk
    done = make_run(run.uid, now=NOON + timedelta(minutes=6))
    assert (done.state, done.done, done.made) == ("ready", 2, 2)
    with everywhere(reason="test"):
        assert Invoice.objects.filter(month=MONTH).count() == 2
    assert invoice_of(billed.north).pk == first.pk
    assert make_run(run.uid, now=NOON).made == 2  # and once more changes nothing


def fresh_run(run):
    with everywhere(reason="test"):
        return InvoiceRun.objects.get(pk=run.pk)


def test_a_charge_agreed_on_later_is_in_no_recompute_of_an_earlier_invoice(billed):
    """Each room is told the moment its charges are known at: an invoice is compared with what was known."""
    agreed = NOON + timedelta(days=3)
    later = Charge("credit", billed.north.pk, None, "CLN", -5_000, str(uuid4()), "performance.credit", evidence=("x",))
    register = invoicing.register_charges
    register("test", lambda _contract, month, known_at: [later] if month == MONTH and known_at >= agreed else [])
    try:
        issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
        north = invoice_of(billed.north)
        assert recomputing.recomputed(north, reading.lines_of(north)).differences == []
        with everywhere(reason="test"):
            north.known_at = agreed
            north.save_changes("known_at")
        (missing,) = recomputing.recomputed(north, reading.lines_of(north)).differences
        assert (missing.billed_minor, missing.computed_minor) == (None, -5_000)
    finally:
        invoicing.unregister_charges("test")

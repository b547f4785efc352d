"""Invoices in a bundle: what was sent is worked out again by the verifier, and any figure changed in it is named."""

from datetime import timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.checking import verify
from samdrift.kernel.fees import VolumeStep
from samdrift.operations.bundles.public import write_bundle
from samdrift.operations.bundles.tests.tampering import content_of, events_of, table_of, with_cell, with_events, written
from samdrift.partnership.invoicing.commands.issuing import issue_invoice
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine
from samdrift.partnership.invoicing.tests.conftest import MONTH, invoice_of, ran
from samdrift.registers.contracts import public as contracts
from tests.kept_files import kept_file
from tests.world import NOON

PERIOD = f"{MONTH:%Y-%m}"


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """The house's clock stands some weeks after all this."""
    from samdrift.foundation import clock

    offset = NOON + timedelta(days=40) - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def bundle(request, tmp_path):
    return kept_file(request, tmp_path / "bundle.zip", "billed", write_month)


def write_month(billed, path):
    ran(billed)
    for unit in (billed.north, billed.south):
        invoice = invoice_of(unit)
        issue_invoice(billed.fie.scope, invoice.uid, expected_version=invoice.version, now=NOON)
    write_bundle(billed.contract, PERIOD, path)


def test_what_was_sent_is_worked_out_again(billed, bundle):
    report = verify(bundle)
    assert [str(one) for one in report.differences] == []
    assert (report.invoices, report.lines) == (2, 4)
    with everywhere(reason="test"):
        assert report.fees_minor == sum(Invoice.objects.values_list("net_minor", flat=True))


def test_an_invoice_is_held_against_prices_and_volumes_as_known_when_it_was_made(billed, bundle, tmp_path, monkeypatch):
    # As before an invoiced month refused it.
    monkeypatch.setattr("samdrift.registers.contracts.commands.volumes.settled_months", lambda *_of: ())
    step = VolumeStep("MNT-ARE", billed.north.pk, billed.site.pk, "", Decimal(100), MONTH.replace(day=10), NOON)
    contracts.add_steps(billed.dan.scope, billed.contract.pk, [step], now=NOON + timedelta(days=1))
    path = tmp_path / "later.zip"
    write_bundle(billed.contract, PERIOD, path)
    report = verify(path)
    assert report.differences == []
    with everywhere(reason="test"):
        assert report.fees_minor > sum(Invoice.objects.values_list("net_minor", flat=True))


@pytest.mark.parametrize("column", ["net_minor", "vat_minor", "gross_minor"])
def test_another_total_is_named(bundle, tmp_path, column):
    changed = with_cell(content_of(bundle), form.INVOICES, 0, column, lambda text: str(int(text) + 1))
    found = verify(written(tmp_path / "x.zip", changed)).differences
    assert {(one.file, one.field) for one in found} == {(form.INVOICES, column)}


@pytest.mark.parametrize("column", ["quantity", "price", "base", "amount_minor", "vat_percent", "item", "setting"])
def test_another_figure_of_a_line_is_named(bundle, tmp_path, column):
    content = content_of(bundle)
    row = table_of(content, form.LINES)[0]
    changed = with_cell(content, form.LINES, 0, column, lambda text: "9" if text != "9" else "8")
    found = verify(written(tmp_path / "x.zip", changed)).differences
    assert found
    assert any(row["invoice"] in one.row for one in found)


def test_a_line_left_out_and_a_line_twice_are_named(bundle, tmp_path):
    content = content_of(bundle)
    head, *lines = content[form.LINES].splitlines(keepends=True)
    fewer = content | {form.LINES: b"".join([head, *lines[1:]])}
    found = verify(written(tmp_path / "x.zip", fewer)).differences
    assert any("a fee of" in one.found for one in found)
    twice = content | {form.LINES: b"".join([head, lines[0], *lines])}
    found = verify(written(tmp_path / "x.zip", twice)).differences
    assert any(one.found == "what stands on an invoice already" for one in found)


def test_an_invoice_that_never_went_out_or_is_left_out_is_named(bundle, tmp_path):
    content = content_of(bundle)
    head, first, *rest = content[form.INVOICES].splitlines(keepends=True)
    found = verify(written(tmp_path / "x.zip", content | {form.INVOICES: b"".join([head, *rest])})).differences
    assert {one.file for one in found} >= {form.INVOICES, form.LINES}
    uid = first.split(b",")[1].decode()
    events = [one for one in events_of(content) if one["event"]["subject"] != uid]
    found = verify(written(tmp_path / "x.zip", with_events(content, events))).differences
    assert any(one.found == "no event of it" for one in found)


def test_a_total_changed_in_the_tables_and_the_bundle_alike_differs_from_what_went_out(billed, bundle, tmp_path):
    with everywhere(reason="test"):
        line = InvoiceLine.objects.filter(invoice__unit=billed.south).get()
        InvoiceLine.objects.filter(pk=line.pk).update(amount_minor=line.amount_minor + 100)
        Invoice.objects.filter(pk=line.invoice_id).update(net_minor=1, vat_minor=0, gross_minor=1)
    path = tmp_path / "x.zip"
    write_bundle(billed.contract, PERIOD, path)
    named = {(one.file, one.field) for one in verify(path).differences}
    assert {(form.INVOICES, "gross_minor"), (form.LINES, "amount_minor")} <= named


@pytest.mark.parametrize("column", ["number", "kind", "unit", "known_at", "issued_on", "currency"])
def test_anything_else_said_of_an_invoice_is_named(bundle, tmp_path, column):
    new = {
        "kind": "credit_note",
        "known_at": (NOON + timedelta(hours=1)).isoformat(),
        "issued_on": "2025-05-02",
        "currency": "SEK",
    }
    changed = with_cell(content_of(bundle), form.INVOICES, 0, column, lambda text: new.get(column, f"{text}9"))
    found = verify(written(tmp_path / "x.zip", changed)).differences
    assert (form.INVOICES, column) in {(one.file, one.field) for one in found}


@pytest.mark.parametrize("column", ["reference", "line"])
def test_what_a_volume_refers_to_is_named_by_its_line(bundle, tmp_path, column):
    content = content_of(bundle)
    row = table_of(content, form.LINES)[0]
    changed = with_cell(content, form.LINES, 0, column, lambda _text: "CAT")
    named = [(one.row, one.field, one.stated) for one in verify(written(tmp_path / "x.zip", changed)).differences]
    assert (f"{row['month']} {row['invoice']} {row['position']}", column, "CAT") in named


def test_other_lines_of_the_same_amount_are_not_those_that_went_out(bundle, tmp_path):
    content = content_of(bundle)
    row = table_of(content, form.LINES)[0]
    halved = with_cell(content, form.LINES, 0, "quantity", lambda text: str(Decimal(text) * 2))
    changed = with_cell(halved, form.LINES, 0, "base", lambda text: str(Decimal(text) * 2))
    (found,) = verify(written(tmp_path / "x.zip", changed)).differences
    assert (found.file, found.row, found.stated) == (form.LINES, f"{PERIOD} {row['invoice']}", "other lines")


def test_an_invoice_sent_before_the_book_told_all_of_it_is_counted_as_not_proven(billed, tmp_path, monkeypatch):
    monkeypatch.setattr("samdrift.partnership.invoicing.queries.bundled.as_sent", dict.fromkeys)
    ran(billed)
    invoice = invoice_of(billed.north)
    issue_invoice(billed.fie.scope, invoice.uid, expected_version=invoice.version, now=NOON)
    path = tmp_path / "older.zip"
    write_bundle(billed.contract, PERIOD, path)
    report = verify(path)
    assert (report.differences, report.untold) == ([], {form.INVOICES: 1})

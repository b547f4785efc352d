"""The pages: who sees what, three clicks from line to evidence, and the same number of questions for many rows."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation import clock
from samdrift.foundation.fields import uuid7
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.formats import peppol
from samdrift.partnership.invoicing.models import Invoice, InvoiceRun, LineDispute, PaymentFile
from samdrift.partnership.invoicing.tests.conftest import MONTH, invoice_of, lines_of, ran
from samdrift.partnership.invoicing.tests.papers import paper
from tests.world import NOON


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """The house's clock stands where the world does."""
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def sent(billed):
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    return billed


def page(client, actor, name, /, *args, **query):
    client.force_login(actor.person)
    return client.get(reverse(f"invoicing:{name}", args=args), query)


def post(client, actor, name, /, *args, **form):
    client.force_login(actor.person)
    return client.post(reverse(f"invoicing:{name}", args=args), form, follow=True)


def test_invoices_are_listed_by_month_and_district(sent, client):
    shown = page(client, sent.finn, "list", month="2025-04", unit=str(sent.north.uid)).content.decode()
    assert "NPS-2025-F0000001" in shown
    assert "NPS-2025-F0000002" not in shown
    assert "No invoices here" in page(client, sent.finn, "list", month="2025-03").content.decode()
    assert page(client, sent.asta, "list").status_code == 200  # OPS-M
    assert page(client, sent.someone("USR"), "list").status_code == 403


def test_from_line_to_evidence_in_three_clicks(sent, client):
    north = invoice_of(sent.north)
    line = lines_of(north)[0]
    first = page(client, sent.finn, "page", north.uid).content.decode()
    assert reverse("invoicing:line", args=[line.uid]) in first
    assert "The official rules were not run" in first
    second = page(client, sent.finn, "line", line.uid).content.decode()
    for told in ("CLN-OFF", "1,234.567", "165.00", "Steps of the volume", "Evidence"):
        assert told in second, told
    third = page(client, sent.finn, "recompute", north.uid).content.decode()
    assert "Lines: 3. Differences: 0." in third


def test_a_line_is_queried_credited_and_the_rest_approved(sent, client):
    north = invoice_of(sent.north)
    line = lines_of(north)[0]
    assert "Query this line" not in page(client, sent.fie, "line", line.uid).content.decode()
    form = {"amount": "1000", "reason": "quantity", "version": north.version}
    assert "Say why" in post(client, sent.finn, "query", line.uid, **form, text="").content.decode()
    shown = post(client, sent.finn, "query", line.uid, **form, text="Closed two weeks").content.decode()
    assert "Closed two weeks" in shown
    with everywhere(reason="test"):
        dispute = LineDispute.objects.get()
    assert post(client, sent.bea, "answer", dispute.uid, "credit", version=1).status_code == 403
    shown = post(client, sent.fie, "answer", dispute.uid, "credit", version=1, answer="Sorry").content.decode()
    assert "NPS-2025-K" in shown
    for actor, move in ((sent.bea, "accept"), (sent.finn, "match"), (sent.aage, "approve")):
        version = Invoice.objects.within(sent.finn.scope).get(uid=north.uid).version
        assert post(client, actor, "act", north.uid, move, version=version).status_code == 200
    assert Invoice.objects.within(sent.finn.scope).get(uid=north.uid).state == "approved"
    assert "12,500" not in page(client, sent.aage, "payments").content.decode()
    with everywhere(reason="test"):
        contract = str(sent.contract.uid)
    assert post(client, sent.aage, "payments", contract=contract, pay_on="2025-06-04").status_code == 200
    with everywhere(reason="test"):
        file = PaymentFile.objects.get()
    content = page(client, sent.aage, "payment_file", file.uid).content.decode()
    assert "<NbOfTxs>1</NbOfTxs>" in content
    assert f"{file.amount_minor / 100:.2f}" in content
    table = page(client, sent.finn, "ledger", month="2025-04").content.decode()
    rows = [line.split(";") for line in table.splitlines()[1:]]
    assert [row[2] for row in rows] == ["CLN", "DSK", "MNT", "VAT", "SUPPLIER 10203040"]
    assert sum(Decimal(row[5]) for row in rows) == 0  # the entries of a document come to nothing together
    assert "NPS-2025-F0000001;CLN;NORTH" in table


def test_what_cannot_be_done_is_said_on_the_page(sent, client):
    north = invoice_of(sent.north)
    refused = post(client, sent.aage, "act", north.uid, "approve", version=north.version)
    assert refused.status_code == 409
    assert "cannot be done" in refused.content.decode()
    assert post(client, sent.finn, "act", north.uid, "burn", version=1).status_code == 404


def test_a_run_is_asked_for_watched_and_sent(billed, client):
    form = {"contract": str(billed.contract.uid), "month": "2025-04"}
    assert post(client, billed.finn, "runs", **form).status_code == 403
    assert "No run yet" in page(client, billed.fie, "runs").content.decode()
    shown = post(client, billed.fie, "runs", **form).content.decode()
    assert "Load the page again" in shown
    drain()
    with everywhere(reason="test"):
        run = InvoiceRun.objects.get()
    shown = page(client, billed.fie, "run", run.uid).content.decode()
    assert "Send those that are clear" in shown
    assert "2 invoices were sent." in post(client, billed.fie, "send", run.uid).content.decode()
    assert "has ended" in post(client, billed.fie, "runs", contract=form["contract"], month="2025-05").content.decode()


def test_documents_are_taken_along(sent, client):
    north = invoice_of(sent.north)
    assert b"<cbc:ID>NPS-2025-F0000001</cbc:ID>" in page(client, sent.finn, "xml", north.uid).content
    assert page(client, sent.finn, "pdf", north.uid).content.startswith(b"%PDF-")
    assert page(client, sent.finn, "lines", north.uid).content.count(b"\n") == 4
    for name in ("xml", "pdf", "lines", "page", "recompute"):
        assert page(client, sent.carla, name, north.uid).status_code == 404


def test_an_invoice_is_taken_in_by_its_file(billed, client):
    content = peppol.write(paper(issued_on=date(2025, 5, 2)))
    form = {"contract": str(billed.contract.uid), "file": SimpleUploadedFile("x.xml", content)}
    shown = post(client, billed.finn, "receive", **form)
    assert "NP-2025-F00001" in shown.content.decode()
    wrong = {"contract": str(billed.contract.uid), "file": SimpleUploadedFile("x.xml", b"no")}
    assert post(client, billed.finn, "receive", **wrong).status_code == 422


def test_parties_are_written_by_their_own_side(billed, client):
    form = {
        "contract": str(billed.contract.uid), "unit": str(billed.north.uid), "name": "Nord", "cvr": "10203050",
        "gln": "5798009811578", "street": "A", "building": "1", "postcode": "1", "city": "B", "order": "PO-21",
        "format": "oioubl", "valid_from": "2025-05-01", "country": "DK",
    }  # fmt: skip
    written = post(client, billed.finn, "parties", **form)
    assert "PO-21" in written.content.decode()
    assert 'value="PO-21"' not in written.content.decode()
    wrong = post(client, billed.finn, "parties", **form | {"gln": "5798009811579"})
    assert wrong.status_code == 422
    assert "Write a version" not in page(client, billed.aage, "parties").content.decode()


def test_pages_cost_the_same_for_many_rows(sent, client):
    def cost(name, *args):
        page(client, sent.finn, name, *args)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, sent.finn, name, *args)
        return len(asked)

    north = invoice_of(sent.north)
    names = [("list",), ("page", north.uid), ("recompute", north.uid), ("runs",), ("run", north.run.uid)]
    before = [cost(*one) for one in names]
    for month in (1, 2, 3):
        issue_run(sent.fie.scope, ran(sent, MONTH.replace(month=month)).uid, now=NOON)
    rows = lines_of(north)
    for position in range(30):
        row = rows[0]
        row.pk = row.id = None
        row.uid, row.position = uuid7(), 10 + position
        row._state.adding = True
        row.save(force_insert=True)
    after = [cost(*one) for one in names]
    assert after == before, (before, after)

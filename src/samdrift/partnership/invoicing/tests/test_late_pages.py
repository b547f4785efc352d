"""The page on which months already invoiced are billed more for, and the supplementary invoice's own page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation import clock
from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.models import LateDue
from samdrift.partnership.invoicing.tests.conftest import MONTH, invoice_of, ran
from samdrift.partnership.invoicing.tests.test_pages import page, post
from tests.world import NOON

LATER = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """The house's clock stands two days after the invoices were sent."""
    offset = LATER - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def sent(billed):
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    return billed


def test_one_party_proposes_the_other_agrees_and_the_run_bills_it(sent, client):
    form = {
        "contract": sent.contract.uid, "unit": sent.north.uid, "item": "MNT-ARE", "site": sent.site.uid,
        "quantity": "100", "since": MONTH.replace(day=16).isoformat(), "text": "Annex measured",
    }  # fmt: skip
    assert "How much more" in page(client, sent.fie, "late", unit=str(sent.north.uid)).content.decode()
    assert post(client, sent.fie, "late", **form | {"quantity": "0"}).status_code == 422
    assert "Annex measured" in post(client, sent.fie, "late", **form).content.decode()
    assert post(client, sent.bea, "late", **form).status_code in (200, 403)
    with everywhere(reason="test"):
        row = LateDue.objects.get()
    assert "Agree" not in page(client, sent.bea, "late").content.decode()
    assert "383.33" in page(client, sent.finn, "late").content.decode()
    post(client, sent.finn, "answer_late", row.uid, "agree", version=row.version)
    ran(sent, now=LATER + timedelta(hours=1))
    further = invoice_of(sent.north, supplements__isnull=False)
    first = invoice_of(sent.north, supplements=None)
    assert first.number in page(client, sent.finn, "page", further.uid).content.decode()
    assert "Supplementary invoices:" in page(client, sent.finn, "page", first.uid).content.decode()
    assert page(client, sent.someone("USR"), "late").status_code == 403


def test_the_page_asks_the_same_for_many(sent, client):
    def add(many):
        with everywhere(reason="test"):
            LateDue.objects.bulk_create(
                LateDue(
                    community=sent.community, data_class="D2", contract=sent.contract, unit=sent.north, kind="amount",
                    line_code="CLN", quantity=1, price=10, since=MONTH, until=MONTH, months=[["2025-04-01", 1000]],
                    text="x", proposed_at=NOON, proposed_by=sent.fie.person,
                )
                for _one in range(many)
            )  # fmt: skip

    counts = []
    client.force_login(sent.finn.person)
    client.get(reverse("invoicing:late"))
    for many in (1, 29):
        add(many)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse("invoicing:late")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]

"""Finance and the district hear of invoices, the provider of queries, and nobody of another district's."""

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.commands import disputing
from samdrift.partnership.invoicing.commands.issuing import issue_run
from samdrift.partnership.invoicing.tests.conftest import invoice_of, lines_of, ran
from tests.world import NOON


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("samdrift.foundation.clock.now", lambda: NOON)


def told(kind, invoice):
    deliver_all()
    with everywhere(reason="a test looks"):
        return set(Notice.objects.filter(kind=kind, subject_uid=invoice.uid).values_list("receiver_id", flat=True))


def test_each_hears_what_is_theirs_to_do(billed):
    local = billed.someone("BUD", unit=billed.south, reach_kind="unit", reach_to=[billed.south.pk])
    issue_run(billed.fie.scope, ran(billed).uid, now=NOON)
    north = invoice_of(billed.north)
    heard = told("invoice.received", north)
    assert {billed.finn.person.pk, billed.bea.person.pk} <= heard
    assert not {local.person.pk, billed.fie.person.pk, billed.carla.person.pk} & heard
    assert local.person.pk in told("invoice.received", invoice_of(billed.south))
    dispute = disputing.query_line(
        billed.finn.scope, lines_of(north)[0].uid, amount="", reason="price", text="Why?", expected_version=None,
        now=NOON,
    )  # fmt: skip
    assert told("invoice.queried", north) == {billed.fie.person.pk}
    disputing.credit_query(billed.fie.scope, dispute.uid, answer="Yes", expected_version=None, now=NOON)
    assert told("invoice.answered", north) == {billed.finn.person.pk}

"""Fees reduced for visits not delivered: by site, outside every cap, once, and on the next invoice."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.partnership.performance.commands import defining, reviewing
from samdrift.partnership.performance.commands.crediting import note_invoiced
from samdrift.partnership.performance.commands.freezing import freeze_month
from samdrift.partnership.performance.commands.standard import standard_remedies
from samdrift.partnership.performance.models import FeeReduction, RemedyTermsVersion
from samdrift.partnership.performance.queries import undelivered
from samdrift.partnership.performance.queries.billing import charges_of_month
from samdrift.partnership.performance.queries.months import counting_scope
from samdrift.partnership.performance.tests.conftest import MARCH, Measured, day
from samdrift.partnership.performance.tests.test_months import fresh
from samdrift.partnership.performance.tests.test_sources import a_round, gone
from tests.world import START

APRIL = date(2025, 4, 1)


class Fee:
    """A month's fee of a line at a site."""

    def __init__(self, unit_id: int, site_id: int, amount_minor: int) -> None:
        self.line, self.unit_id, self.site_id, self.amount_minor = "CLN", unit_id, site_id, amount_minor


@pytest.fixture
def reducing(measured: Measured, monkeypatch: pytest.MonkeyPatch) -> Measured:
    """The contract with reductions by K07, and a cleaning fee of 18,500.00 a month at the station."""
    with everywhere(reason="test"):
        terms = dict(standard_remedies(START).terms) | {"reductions": {"K07": "1"}}
        RemedyTermsVersion.objects.update(terms=terms)
    world = measured.world
    fees = [Fee(world.north.pk, world.site.pk, 1_850_000)]
    monkeypatch.setattr(undelivered.contracts, "fees_of_month", lambda *_args: fees)
    return measured


def reductions(**which: Any) -> list[FeeReduction]:
    with everywhere(reason="test"):
        return list(FeeReduction.objects.filter(**which).order_by("pk"))


def test_what_was_not_delivered_is_not_paid(reducing: Measured) -> None:
    gone(reducing, a_round(reducing), left_out=3, shut=2)
    reducing.freeze()
    [one] = reductions()
    assert (one.ordered, one.missing, one.fee_minor) == ((42 - 2) * 5, 3 * 5, 1_850_000)
    assert one.amount_minor == 138_750  # 15 of 200 minutes of 18,500.00
    assert (one.unit, one.site_id, one.bills_in) == (reducing.world.north, reducing.world.site.pk, APRIL)
    [charge] = [one for one in charges_of_month(reducing.contract.pk, APRIL) if one.code == "performance.reduction"]
    assert (charge.amount_minor, charge.kind, charge.line, charge.reference) == (
        -138_750,
        "credit",
        "CLN",
        str(one.uid),
    )
    with everywhere(reason="test"):
        told = EventRecord.objects.get(kind="performance.fees_reduced").payload
    assert (told["amount_minor"], told["written"][0]["missing"], told["written"][0]["share"]) == (138_750, 15, "1")


def test_the_credit_of_the_same_visits_is_only_what_is_more(reducing: Measured) -> None:
    gone(reducing, a_round(reducing), left_out=3)
    reducing.freeze()
    [credit] = reducing.credits(code="K07")
    assert ["reduced", 0] in credit.steps or credit.net_minor == credit.gross_minor - reductions()[0].amount_minor


def test_nothing_is_reduced_while_the_figure_is_in_dispute_and_once_it_is_settled(reducing: Measured) -> None:
    gone(reducing, a_round(reducing), left_out=3)
    period = reducing.compute()
    row, at = reducing.row("K07"), day(MARCH, 8)
    reviewing.dispute(reducing.provider.scope, row.uid, "Keys were missing", expected_version=None, now=at)
    freeze_month(counting_scope(period.community_id), fresh(period), now=day(MARCH))
    assert reductions() == []
    reviewing.answer(reducing.client.scope, row.uid, "No", numbers=None, expected_version=None, now=at)
    reviewing.settle(reducing.provider.scope, row.uid, expected_version=None, now=day(MARCH, 20))
    assert len(reductions()) == 1
    freeze_month(counting_scope(period.community_id), fresh(period), now=day(MARCH, 21))
    assert len(reductions()) == 1


def test_numbers_both_parties_agreed_on_reduce_nothing(reducing: Measured) -> None:
    gone(reducing, a_round(reducing), left_out=3)
    period = reducing.compute()
    row, at = reducing.row("K07"), day(MARCH, 8)
    reviewing.dispute(reducing.provider.scope, row.uid, "Keys were missing", expected_version=None, now=at)
    reviewing.answer(reducing.client.scope, row.uid, "Yes", numbers=(42, 42), expected_version=None, now=at)
    reviewing.settle(reducing.provider.scope, row.uid, expected_version=None, now=at)
    freeze_month(counting_scope(period.community_id), fresh(period), now=day(MARCH))
    assert reductions() == []


def test_a_reduction_is_noted_as_invoiced_and_shown_with_what_it_follows_from(
    reducing: Measured, client: Client
) -> None:
    gone(reducing, a_round(reducing), left_out=3)
    reducing.freeze()
    note_invoiced(reducing.provider.scope, [reductions()[0].uid], now=day(MARCH, 20))
    assert reductions()[0].invoiced_at is not None
    client.force_login(reducing.client.person)
    told = client.get("/performance/credits/?month=2025-03").content.decode()
    assert "15 of 210 minutes" in told
    found = client.get(f"/api/v1/contracts/{reducing.contract.uid}/fee-reductions?month=2025-03").json()
    assert [one["amount_minor"] for one in found] == [reductions()[0].amount_minor]
    client.force_login(reducing.world.someone("LOC-INS").person)
    assert client.get("/performance/credits/?month=2025-03").status_code == 403


def test_bod_of_rejected_lots_is_owed_in_a_month_that_passed(measured: Measured, client: Client) -> None:
    with everywhere(reason="test"):
        terms = dict(standard_remedies(START).terms) | {"per_lot": {"K06": 250_000}, "cap_line": None}
        RemedyTermsVersion.objects.update(terms=terms)
    measured.read("K06", 23, 24)
    measured.freeze()
    [credit] = measured.credits(code="K06")
    assert (credit.gross_minor, credit.net_minor, credit.steps) == (0, 250_000, [["per_lot", 250_000]])
    assert credit.result.band == "passed"
    client.force_login(measured.client.person)
    told = client.get("/performance/credits/?month=2025-03").content.decode()
    assert "its single failures are paid for all the same" in told


def test_terms_by_figure_are_read_or_refused(measured: Measured) -> None:
    draft = replace(standard_remedies(date(2025, 6, 1)), terms={"sessions": {"K25": ["0.04", 3]}})
    made = defining.propose_remedies(measured.client.scope, measured.contract.uid, draft, now=day(START))
    assert made.terms["sessions"] == {"K25": ["0.04", 3]}

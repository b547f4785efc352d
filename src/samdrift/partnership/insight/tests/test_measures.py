"""Key figures of a contract on one page: signal told from noise, districts only told apart where cases allow."""

from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.public import rebuild_all
from samdrift.operations.work.models import WorkLine, WorkOrder
from samdrift.partnership.insight.queries.delivered import Delivered, accepted_in, delivered_in
from samdrift.partnership.insight.queries.measures import back, districts_beside, measures, newest_month
from samdrift.partnership.performance.models import KpiDefinition, KpiPeriod, KpiResult
from samdrift.partnership.performance.tests.conftest import Measured, measured
from tests.world import Actor

__all__ = ["measured"]
DECEMBER = date(2025, 12, 1)


def told(measured: Measured, code: str, month: date, part: int, whole: int, unit: int | None = None) -> None:
    """One entry of a figure as its month left it."""
    with everywhere(reason="test"):
        definition = KpiDefinition.objects.get(contract=measured.contract, code=code)
        period, _made = KpiPeriod.objects.get_or_create(
            community_id=measured.world.community.pk, contract=measured.contract, month=month, data_class="D1"
        )
        KpiResult.objects.create(
            community_id=measured.world.community.pk, data_class="D1", period=period, contract=measured.contract,
            month=month, definition=definition, code=code, unit_id=unit, numerator=part, denominator=whole,
            value=round(100 * part / whole, 2), band="passed" if part / whole > 0.9 else "serious", state="frozen",
        )  # fmt: skip


@pytest.fixture
def year(measured: Measured) -> Measured:
    """Twelve calm months of K06 and a thirteenth far off."""
    for n in range(12):
        told(measured, "K06", back(DECEMBER, 12 - n), 940 + n % 3, 1000)
    told(measured, "K06", DECEMBER, 700, 1000)
    return measured


def test_a_month_far_off_is_a_signal_for_the_worse_and_the_others_are_noise(year: Measured) -> None:
    (one,) = measures(year.client.scope, year.contract.pk, DECEMBER, "K06")
    assert one.signs == ("beyond",)
    assert one.better is False
    (before,) = measures(year.client.scope, year.contract.pk, back(DECEMBER, 1), "K06")
    assert not before.signs


def test_a_month_without_a_count_is_left_out_and_says_nothing(year: Measured) -> None:
    (one,) = measures(year.client.scope, year.contract.pk, back(DECEMBER, -1), "K06")
    assert one.newest is None
    assert one.signs == ()
    assert newest_month(year.client.scope, year.contract.pk) == DECEMBER


def test_three_cases_are_no_verdict_on_a_district_and_three_hundred_are(year: Measured) -> None:
    north, south = year.world.north.pk, year.world.south.pk
    told(year, "K06", DECEMBER, 1, 3, north)
    told(year, "K06", DECEMBER, 697, 997, south)
    (one,) = measures(year.client.scope, year.contract.pk, DECEMBER, "K06")
    found = districts_beside(year.client.scope, year.contract.pk, one.definition, DECEMBER, 1)
    assert [(row.unit.pk, row.told, row.small) for row in found.rows] == [(north, 0, True), (south, 0, False)]
    told(year, "K06", back(DECEMBER, 1), 297, 300, north)
    found = districts_beside(year.client.scope, year.contract.pk, one.definition, DECEMBER, 2)
    assert {row.unit.pk: row.told for row in found.rows} == {north: 1, south: -1}
    assert found.since == back(DECEMBER, 1)


def test_a_month_of_nothing_has_no_line_and_no_invoice_accepted(year: Measured) -> None:
    assert delivered_in(year.client.scope, year.contract.pk, DECEMBER) == []
    told = accepted_in(year.client.scope, year.contract.pk, DECEMBER)
    assert (told.invoices, told.accepted) == (0, 0)


@pytest.mark.parametrize("kept", [False, True])
def test_each_line_shows_what_came_of_what_was_ordered_and_where_its_rows_are(
    year: Measured, client: Client, kept: bool
) -> None:
    begin = datetime(2025, 12, 3, 9, tzinfo=UTC)
    with everywhere(reason="test"):
        for number, state in enumerate(["closed", "done", "started", "cancelled"]):
            order = WorkOrder.objects.create(
                community=year.world.community, number=f"W-{number}", contract=year.contract, site=year.world.site,
                unit=year.world.north, line_code="MNT", title="Parcels", state=state, created_at=begin,
                changed_at=begin, done_at=begin if state in ("closed", "done") else None,
            )  # fmt: skip
        WorkLine.objects.create(
            community=year.world.community, work_order=order, kind="time", worked_on=begin.date(), minutes=90,
            written_at=begin,
        )  # fmt: skip
    if kept:
        rebuild_all(begin + timedelta(days=60))
    (line,) = delivered_in(year.provider.scope, year.contract.pk, DECEMBER)
    proof, hours = line.proofs["work.delivered"], line.proofs["work.minutes"]
    assert (line.line, proof.cell.numerator, proof.cell.denominator, hours.cell.value) == ("MNT", 2, 3, 90)
    client.force_login(year.provider.person)
    for one, text in ((proof, "W-2"), (hours, "W-3")):
        assert text in client.get(one.href).content.decode(), one.href
    assert "acceptance only" not in page(client, year.provider, "insight:contract", year.contract.uid)
    beside = [line, Delivered("WIN", "Windows", {}, None, None)]
    with patch("samdrift.partnership.insight.web.contract.delivered_in", return_value=beside):
        assert "acceptance only" in page(client, year.provider, "insight:contract", year.contract.uid)


def test_a_line_with_a_price_and_nothing_done_says_so(year: Measured, client: Client) -> None:
    line = Delivered("WIN", "Windows", {}, None, None)
    with patch("samdrift.partnership.insight.web.contract.delivered_in", return_value=[line]):
        text = page(client, year.client, "insight:contract", year.contract.uid)
    assert "acceptance only" in text
    assert "Nothing but the districts’ acceptance shows what was delivered of: Windows." in text


def page(client: Client, actor: Actor, name: str, *args: object, **query: object) -> str:
    client.force_login(actor.person)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.content[:300]
    return str(answer.content.decode())


def test_both_parties_read_the_same_page(year: Measured, client: Client) -> None:
    uid = year.contract.uid
    ours, theirs = (page(client, one, "insight:contract", uid) for one in (year.client, year.provider))
    for text in (ours, theirs):
        assert "below what its months lead one to expect" in text
        assert "70.00" in text


def test_a_figure_opens_to_its_chart_its_districts_and_its_rows(year: Measured, client: Client) -> None:
    told(year, "K06", DECEMBER, 1, 3, year.world.north.pk)
    text = page(client, year.client, "insight:figure", year.contract.uid, "K06", over=12)
    assert "A signal for the worse" in text
    assert "not told apart" in text
    assert "Rows and events" in text


def test_a_figure_nobody_measures_or_a_span_nobody_offers_is_not_found(year: Measured, client: Client) -> None:
    client.force_login(year.client.person)
    assert client.get(reverse("insight:figure", args=[year.contract.uid, "K99"])).status_code == 404
    assert client.get(reverse("insight:figure", args=[year.contract.uid, "K06"]), {"over": "7"}).status_code == 404


def test_another_community_finds_no_contract_and_a_user_may_not_look(year: Measured, client: Client) -> None:
    client.force_login(year.world.carla.person)
    assert client.get(reverse("insight:contract", args=[year.contract.uid])).status_code in (403, 404)
    client.force_login(year.world.someone("USR").person)
    assert client.get(reverse("insight:contract", args=[year.contract.uid])).status_code in (403, 404)


def test_the_page_costs_the_same_with_more_figures_and_districts(year: Measured, client: Client) -> None:
    client.force_login(year.client.person)
    counts = []
    for codes in ([], ["K01", "K02", "K03", "K04", "K05"]):
        for code in codes:
            for unit in (None, year.world.north.pk, year.world.south.pk):
                told(year, code, DECEMBER, 90, 100, unit)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("insight:contract", args=[year.contract.uid]))
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 1


@pytest.mark.parametrize("typed", ["0001-01", "9999-12", "2025-13", "yesterday"])
def test_what_is_no_month_is_told_so(year: Measured, client: Client, typed: str) -> None:
    client.force_login(year.client.person)
    for name, more in (("insight:contract", ()), ("insight:figure", ("K06",))):
        answer = client.get(reverse(name, args=[year.contract.uid, *more]), {"month": typed})
        assert answer.status_code == 422
        assert typed in answer.content.decode()

"""The pages and the API of key figures: what they tell, who acts, and what they cost."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.partnership.performance.commands import crediting, reviewing
from samdrift.partnership.performance.models import KpiDefinition, KpiPeriod, KpiResult, ServiceCredit
from samdrift.partnership.performance.tests.conftest import MARCH, Measured, day
from samdrift.partnership.performance.web.terms_forms import NextVersionForm
from samdrift.registers.parties.models import Unit
from tests.world import words


@pytest.fixture
def month(measured: Measured) -> KpiPeriod:
    measured.read("K06", 88, 100)
    return measured.compute()


def seen(client: Client, actor: Any, name: str, *args: Any, **query: Any) -> str:
    client.force_login(actor.person)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.content[:300]
    return str(answer.content.decode())


def test_the_month_shows_each_figure_with_its_band_to_both_parties(
    measured: Measured, month: KpiPeriod, client: Client
) -> None:
    for actor in (measured.client, measured.provider):
        page = seen(client, actor, "performance:month")
        assert "Cleaning lots accepted" in page
        assert "Serious miss" in page
        assert "88.00%" in page
        assert "Agree on the month" in page


def test_who_only_looks_has_no_button_and_sees_no_money(measured: Measured, month: KpiPeriod, client: Client) -> None:
    page = seen(client, measured.world.someone("LOC-FM"), "performance:month")
    assert "Agree on the month" not in page
    assert "Credits of the month" not in page


def test_one_party_agrees_by_the_button(measured: Measured, month: KpiPeriod, client: Client) -> None:
    client.force_login(measured.client.person)
    client.post(reverse("performance:agree", args=[month.uid]), {"version": month.version})
    with everywhere(reason="test"):
        assert KpiPeriod.objects.get(pk=month.pk).customer_agreed_at is not None
    assert "Agree on the month" not in seen(client, measured.client, "performance:month")


def test_a_row_is_disputed_answered_and_settled_from_its_page(
    measured: Measured, month: KpiPeriod, client: Client
) -> None:
    row = measured.row("K06")
    ours, theirs = measured.provider, measured.client
    page = seen(client, ours, "performance:result", row.uid)
    assert "Dispute this figure" in page
    assert "Control 17" in page

    def act(actor: Any, move: str, **fields: Any) -> None:
        client.force_login(actor.person)
        version = measured.row("K06").version
        client.post(reverse("performance:act", args=[row.uid, move]), {"version": version, **fields})

    act(ours, "dispute", text="Two lots were <b>another's</b>")
    assert measured.row("K06").state == "disputed"
    assert "another&#39;s&lt;/b&gt;" in seen(client, theirs, "performance:result", row.uid)
    act(theirs, "answer", text="One was", numerator="88", denominator="x")
    act(theirs, "answer", text="One was", numerator="88", denominator="99")
    assert "Settle on the answer" in seen(client, ours, "performance:result", row.uid)
    assert "Settle on the answer" not in seen(client, theirs, "performance:result", row.uid)
    act(ours, "settle")
    assert (measured.row("K06").state, measured.row("K06").denominator) == ("frozen", 99)
    act(ours, "remark", text="Thanks")
    assert "Thanks" in seen(client, theirs, "performance:result", row.uid)


def test_an_unknown_move_is_no_address(measured: Measured, month: KpiPeriod, client: Client) -> None:
    client.force_login(measured.client.person)
    row = measured.row("K06")
    assert client.post(reverse("performance:act", args=[row.uid, "burn"]), {"version": 1}).status_code == 404


def test_a_credit_is_explained_step_by_step_and_waived_with_a_reason(
    measured: Measured, month: KpiPeriod, client: Client
) -> None:
    measured.freeze()
    page = seen(client, measured.client, "performance:credits")
    assert "5,800.00" in page
    assert "8.0 % at risk" in page
    assert "Agree on these credits" in page
    [credit] = measured.credits()
    client.post(reverse("performance:waive", args=[credit.uid]), {"version": credit.version, "reason": "A flood"})
    assert measured.credits()[0].state == "waived"
    assert "Waive this credit" not in seen(client, measured.provider, "performance:credits")


def test_credits_are_agreed_by_the_button(measured: Measured, month: KpiPeriod, client: Client) -> None:
    period = measured.freeze()
    for actor in (measured.client, measured.provider):
        client.force_login(actor.person)
        client.post(reverse("performance:agree_credits", args=[period.uid]))
    assert measured.credits()[0].state == "agreed"


def test_a_definition_shows_its_versions_and_takes_the_next(measured: Measured, client: Client) -> None:
    uid = measured.contract.uid
    assert "Promises to solve P3 to P5 kept" in seen(client, measured.client, "performance:definition", uid, "K03")
    with everywhere(reason="test"):
        held = NextVersionForm.of(KpiDefinition.objects.get(code="K03"))
    fields = {**{name: str(value) for name, value in held.items()}, "target": "94", "stretch": "97", "weight": "8",
              "valid_from": "2035-06-02", "note": "As agreed"}  # fmt: skip
    address = reverse("performance:definition", args=[uid, "K03"])
    assert client.post(address, fields).status_code == 422
    assert client.post(address, {**fields, "valid_from": "2035-06-01"}).status_code == 302
    assert "Accept" in seen(client, measured.provider, "performance:definitions")
    with everywhere(reason="test"):
        proposed = KpiDefinition.objects.get(code="K03", number=2)
    client.post(reverse("performance:terms", args=[proposed.uid, "accept"]), {"version": proposed.version})
    with everywhere(reason="test"):
        assert KpiDefinition.objects.get(code="K03", number=2).standing == "accepted"


def test_the_other_community_sees_nothing(measured: Measured, month: KpiPeriod, client: Client) -> None:
    carla = measured.world.there.someone("CTR-C")
    client.force_login(carla.person)
    assert client.get(reverse("performance:result", args=[measured.row("K06").uid])).status_code == 404
    assert "K06" not in seen(client, carla, "performance:month")
    assert client.get(f"/performance/?contract={measured.contract.uid}").status_code == 404


def test_pages_cost_the_same_for_many_rows(measured: Measured, month: KpiPeriod, client: Client) -> None:
    measured.freeze()
    row = measured.row("K06")
    addresses = [
        "/performance/", "/performance/credits/", "/performance/definitions/",
        reverse("performance:result", args=[row.uid]),
    ]  # fmt: skip
    client.force_login(measured.client.person)
    counts = []
    for extra in (0, 30):
        _many(measured, row, extra)
        told = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            told.append(len(queries))
        counts.append(told)
    assert counts[0] == counts[1]


def _many(measured: Measured, row: KpiResult, extra: int) -> None:
    world = measured.world
    with everywhere(reason="test"):
        [credit] = ServiceCredit.objects.filter(result=row)
    for number in range(extra):
        unit = Unit.objects.create(
            community=world.community, organisation=world.customer, parent=world.authority, code=f"U{number}",
            name=words(f"U{number}"), kind="district", path="/",
        )  # fmt: skip
        entry = KpiResult.objects.create(
            community=world.community, period=row.period, contract=measured.contract, month=MARCH, code="K06",
            definition=row.definition, unit=unit, numerator=8, denominator=10, value="80", band="critical",
        )  # fmt: skip
        ServiceCredit.objects.create(
            community=world.community, contract=measured.contract, month=MARCH, bills_in=MARCH, result=entry,
            remedy=credit.remedy, code="K06", unit=unit, gross_minor=5, net_minor=5, calculated_at=day(MARCH),
            data_class="D2",
        )  # fmt: skip


def test_the_api_tells_the_month_and_takes_a_dispute(measured: Measured, month: KpiPeriod, client: Client) -> None:
    client.force_login(measured.provider.person)
    base = f"/api/v1/contracts/{measured.contract.uid}"
    told = client.get(f"{base}/kpi-results?month=2025-03").json()
    [row] = [one for one in told if one["code"] == "K06"]
    assert (row["numerator"], row["band"], row["unit_uid"]) == (88, "serious", None)
    assert client.get(f"{base}/kpi-results?month=2025-13").status_code == 422
    assert [one["state"] for one in client.get(f"{base}/kpi-periods").json()] == ["under_review"]
    assert len(client.get(f"{base}/kpi-definitions").json()) == 24
    assert client.get(f"{base}/service-credits?month=2025-03").json() == []


def test_districts_managers_see_their_own_district_only(measured: Measured, month: KpiPeriod, client: Client) -> None:
    world = measured.world
    row = measured.row("K06")
    manager = world.someone("DIST-MGT", reach_kind="unit", reach_to=[world.north.pk])
    client.force_login(manager.person)
    assert client.get(reverse("performance:result", args=[row.uid])).status_code == 404


def test_what_one_says_does_not_agree_credits(measured: Measured, month: KpiPeriod) -> None:
    reviewing.remark(measured.provider.scope, measured.row("K06").uid, "Fine", now=day(MARCH))
    assert crediting.OWED == ("credit", "correction")

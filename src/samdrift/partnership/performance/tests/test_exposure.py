"""The month that runs: counted from sums, priced by its terms, and told to nobody beyond what they may see."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.clock import standing_at
from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.public import rebuild_all
from samdrift.kernel.credits import Charges, RemedyTerms
from samdrift.kernel.key_figures import Measure, Run
from samdrift.operations.promises.models import Promise
from samdrift.partnership.performance.commands.running import count_running_months
from samdrift.partnership.performance.queries.exposure import Exposure, exposure
from samdrift.partnership.performance.queries.months import tops_of
from samdrift.partnership.performance.rules.exposure import Running, SoFar, stakes
from samdrift.partnership.performance.tests.conftest import CHARGE, Measured
from samdrift.partnership.performance.tests.test_months import promised
from samdrift.partnership.performance.tests.test_sources import an_invoice, came
from tests.world import NOON, Actor

LATE = NOON + timedelta(days=20)  # the promises of `promised` are due by then
TODAY = LATE.date()
K03 = Running(
    code="K03", unit_id=1, measure=Measure(target=Decimal(92)), so_far=SoFar(85, 100, 100), charge_minor=CHARGE,
    weight=Decimal("0.08"),
)  # fmt: skip


def test_a_month_costs_between_all_the_rest_being_kept_and_none_of_it() -> None:
    (one,) = stakes(RemedyTerms(cap_line=None), [K03], Charges(month_minor=CHARGE), 365)
    # 85 of 100 is severe, 185 of 200 passes, 85 of 200 is critical; 1,450,000.00 × 8 % × 8 % × severity.
    assert one.minor == {"stands": 696_000, "best": 0, "worst": 928_000}
    assert (one.missed, one.could) == (1, 1)


def test_a_figure_that_missed_last_month_costs_more_and_the_months_cap_holds() -> None:
    again = replace(K03, before=Run(failures=1, last_failed=True))
    (one,) = stakes(RemedyTerms(cap_line=None), [again], Charges(month_minor=CHARGE), 365)
    assert one.minor["stands"] == 870_000
    (one,) = stakes(RemedyTerms(cap_line=None, cap_month=Decimal("0.001")), [again], Charges(month_minor=CHARGE), 365)
    assert one.minor["stands"] == 145_000


@pytest.fixture
def priced(measured: Measured, monkeypatch: pytest.MonkeyPatch) -> Measured:
    """The same charges as months are frozen with in these tests."""
    world = measured.world
    sums = {
        (world.north.pk, "CLN"): 60_000_000,
        (world.north.pk, "MNT"): 40_000_000,
        (world.south.pk, "MNT"): 45_000_000,
    }
    monkeypatch.setattr(
        "samdrift.partnership.performance.queries.exposure.contracts.fee_sums", lambda _contract, _month: sums
    )
    return measured


def told(measured: Measured, actor: Actor, today: date = TODAY) -> Exposure | None:
    return exposure(actor.scope, measured.contract.pk, today, tops_of(measured.world.community.pk))


def test_the_running_month_is_what_would_be_frozen_were_nothing_more_to_come(priced: Measured) -> None:
    promised(priced, 25, 22)
    rebuild_all(LATE)
    found = told(priced, priced.client)
    assert found is not None
    (line,) = [one for one in found.lines if one.definition.code == "K03"]
    assert (line.so_far, line.missed, line.districts) == (SoFar(22, 25), 1, 1)
    assert found.minor is not None
    priced.freeze(date(2025, 5, 1))
    owed = sum(one.net_minor for one in priced.credits(code="K03", month=date(2025, 5, 1)))
    assert line.stake is not None
    assert line.stake.minor["stands"] == owed > 0


def test_what_is_not_decided_yet_waits_and_is_late_the_day_after(priced: Measured) -> None:
    promised(priced, 25, 22)
    with everywhere(reason="test"):
        Promise.objects.filter(state="breached", kind="complete").update(state="open", stopped_at=None)
        (due,) = set(Promise.objects.filter(kind="complete").values_list("due_at", flat=True))
    rebuild_all(LATE)
    for today, expected in ((due.date(), SoFar(22, 22, 3)), (due.date() + timedelta(days=1), SoFar(22, 25))):
        found = told(priced, priced.provider, today)
        assert found is not None
        assert [one.so_far for one in found.lines if one.definition.code == "K03"] == [expected]


def test_money_is_for_those_who_see_credits_and_nothing_for_one_district_alone(priced: Measured) -> None:
    promised(priced, 25, 22)
    rebuild_all(LATE)
    found = told(priced, priced.world.someone("LOC-INS"))
    assert found is not None
    assert found.minor is None
    assert [one.stake for one in found.lines if one.missed] == [None]
    north = priced.world.someone("LOC-FM", unit=priced.world.north, reach_kind="unit", reach_to=[priced.world.north.pk])
    assert told(priced, north) is None


def test_what_is_counted_since_and_what_became_late_is_told_at_once(priced: Measured) -> None:
    promised(priced, 25, 22)
    rebuild_all(LATE)
    first = told(priced, priced.provider)
    assert first == told(priced, priced.provider)
    promised(priced, 5, 0)
    rebuild_all(LATE)
    second = told(priced, priced.provider)
    with everywhere(reason="test"):
        # Of no sum yet: their sums still say that they wait for nothing.
        Promise.objects.filter(state="met", kind="complete").update(state="open", stopped_at=None)
    third = told(priced, priced.provider)
    assert [
        [one.so_far for one in found.lines if one.definition.code == "K03"] if found else None
        for found in (first, second, third)
    ] == [[SoFar(22, 25)], [SoFar(22, 30)], [SoFar(22, 30)]]
    rebuild_all(LATE)
    fourth = told(priced, priced.provider)
    assert fourth is not None
    assert [one.so_far for one in fourth.lines if one.definition.code == "K03"] == [SoFar(0, 30)]


def test_it_costs_the_same_reads_for_many_promises(priced: Measured) -> None:
    counts = []
    told(priced, priced.client)  # what is remembered of the person
    for many in (2, 20):
        promised(priced, many, 1)
        rebuild_all(LATE)
        with CaptureQueriesContext(connection) as asked:
            told(priced, priced.client)
        counts.append(len(asked))
    assert counts[0] == counts[1]


MARCH_END = datetime(2025, 3, 25, 9, tzinfo=UTC)


def test_what_no_sum_tells_is_told_as_a_job_last_counted_it(priced: Measured, client: Client) -> None:
    found = told(priced, priced.client, MARCH_END.date())
    assert found is not None
    assert {"K04", "K05", "K20", "K24"} <= {one.code for one in found.untold}
    for number in (3, 10):
        came(priced, datetime(2025, 3, number, 9, tzinfo=UTC), number)
        an_invoice(priced, number)
    count_running_months(priced.world.community.pk, now=MARCH_END)
    found = told(priced, priced.client, MARCH_END.date())
    assert found is not None
    (line,) = [one for one in found.lines if one.definition.code == "K24"]
    assert (line.so_far, line.missed) == (SoFar(0, 2), 1)
    assert (sorted(found.kept), found.kept_at) == (["K20", "K24"], MARCH_END)
    assert "K12" in {one.code for one in found.untold}  # nobody rang: there is nothing to tell
    client.force_login(priced.client.person)
    with standing_at(MARCH_END):
        page = client.get(reverse("performance:running", args=[priced.contract.uid, "K24"])).content.decode()
    assert "W-10" in page.partition("What counts against it")[2]


def test_a_months_last_count_is_not_told_of_the_next(priced: Measured) -> None:
    an_invoice(priced, 1)
    count_running_months(priced.world.community.pk, now=MARCH_END)
    found = told(priced, priced.client, date(2025, 4, 2))
    assert found is not None
    assert (found.kept, found.kept_at) == ([], None)


def test_a_figure_opens_to_its_promises(priced: Measured, client: Client) -> None:
    promised(priced, 3, 1)
    with everywhere(reason="test"):
        broken, waiting = Promise.objects.filter(state="breached", kind="complete").order_by("pk")
        Promise.objects.filter(pk=waiting.pk).update(state="open", stopped_at=None)
    rebuild_all(NOON)
    client.force_login(priced.client.person)
    address = reverse("performance:running", args=[priced.contract.uid, "K03"])
    with standing_at(NOON):
        page = client.get(address).content.decode()
    still, against = page.split("What counts against it", 1)
    assert reverse("requests:page", args=[broken.subject_uid]) in against
    assert reverse("requests:page", args=[waiting.subject_uid]) in still
    with standing_at(NOON):
        assert client.get(reverse("performance:running", args=[priced.contract.uid, "K10"])).status_code == 404
        client.force_login(priced.world.carla.person)
        assert client.get(address).status_code in (403, 404)

"""The district's page: reached by whom, the same numbers as everywhere, and a cost that does not grow."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.clock import standing_at
from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.models import BuiltTally
from samdrift.foundation.tallies.public import rebuild_all
from samdrift.operations.promises.models import Promise
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.tests.conftest import Reporter
from samdrift.partnership.insight.queries import compare, district, places, remembering, tell, whole
from samdrift.partnership.insight.queries.counting import months, years
from samdrift.partnership.insight.queries.district import forecast_course, months_back
from samdrift.partnership.insight.registry import Asked
from samdrift.partnership.insight.rules.control import LIMITS, checked, tone, verdict
from samdrift.partnership.savings.models import Baseline, Budget, CostEntry, SavingItem, Verification
from samdrift.partnership.savings.queries import budgets, figures
from samdrift.registers.estate.models import Site
from tests.world import NOON, Actor, World


@pytest.fixture
def frida(world: World) -> Actor:
    """The FM coordinator of the northern district."""
    return world.someone("LOC-FM", unit=world.north, name="Frida", reach_kind="unit", reach_to=[world.north.pk])


@pytest.fixture
def money(world: World) -> None:
    """Half a year's cost of both districts, their budgets and an agreed baseline each."""
    for unit, much in ((world.north, 100_000_00), (world.south, 50_000_00)):
        row: dict[str, Any] = {
            "community": world.community, "data_class": "D2", "contract": world.contract, "unit": unit,
            "line_code": "MNT",
        }  # fmt: skip
        for month in range(1, 13):
            first = date(2025, month, 1)
            Budget.objects.create(**row, month=first, amount_minor=much, recorded_at=NOON, owner_party=world.customer)
            if month <= 6:
                CostEntry.objects.create(**row, month=first, kind="fee", amount_minor=much * 9 // 10, recorded_at=NOON)
        Baseline.objects.create(
            **row, year=2024, number=1, total_minor=much * 12, evidence="Accounts", side="customer", state="agreed",
            proposed_at=NOON,
            cost_lines=[
                {"code": "MNT-1", "name": "Wages", "unit": "m²", "unit_cost": str(much * 12 // 100), "driver": "1"}
            ],
        )  # fmt: skip


def page(client: Client, actor: Actor, world: World, at: datetime = NOON, **query: Any) -> str:
    client.force_login(actor.person)
    with standing_at(at):
        answer = client.get(reverse("insight:district", args=[world.north.uid]), query)
    assert answer.status_code == 200, answer.content[:400]
    return " ".join(answer.content.decode().split())


def test_the_coordinator_is_led_to_the_own_district(world: World, frida: Actor, client: Client):
    client.force_login(frida.person)
    answer = client.get(reverse("insight:districts"))
    assert answer["Location"] == reverse("insight:district", args=[world.north.uid])
    client.force_login(world.dan.person)
    body = client.get(reverse("insight:districts")).content.decode()
    assert "NORTH" in body
    assert "SOUTH" in body


def test_the_figures_of_a_site_open_to_its_rows(world: World, frida: Actor, report: Reporter, client: Client):
    made = report()
    with everywhere(reason="a test has a request that was due"):
        Promise.objects.filter(subject_uid=made.uid).update(state="met", stopped_at=NOON)
    rebuild_all(NOON + timedelta(days=60))
    body = page(client, frida, world, at=NOON + timedelta(days=60))
    sites = body.partition("Sites and their figures")[2]
    (address,) = {unescape(one) for one in re.findall(r'href="(/ask/promises/[^"]*)"', sites)}
    assert f"site={world.site.code}" in address
    assert made.number in client.get(address).content.decode()


def test_what_is_open_for_long_opens_to_exactly_those(
    world: World, frida: Actor, report: Reporter, client: Client
) -> None:
    today, zone = date(2025, 7, 15), "+02:00"
    received = {"2025-06-14T23:30": True, "2025-06-15T00:30": False, "2025-07-14T09:00": False}
    numbers = {}
    for moment, old in received.items():
        made = report()
        numbers[made.number] = old
        with everywhere(reason="a test has requests of several days"):
            ServiceRequest.objects.filter(pk=made.pk).update(received_at=datetime.fromisoformat(moment + ":00" + zone))
    at = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    body = page(client, frida, world, at=at)
    (address,) = {unescape(one) for one in re.findall(r'href="(/requests/[^"]*until=[^"]*)"', body)}
    with standing_at(at):
        listed = client.get(address).content.decode()
    asked = Asked(contract_id=world.contract.pk, since=today, until=today + timedelta(days=1),
                  unit_ids=frozenset({world.north.pk}), at=at)  # fmt: skip
    assert whole(frida.scope, "requests.old", asked).value == sum(received.values())
    assert {number: number in listed for number in numbers} == numbers


def test_another_district_is_closed_and_another_communitys_is_not_there(world: World, frida: Actor, client: Client):
    client.force_login(frida.person)
    assert client.get(reverse("insight:district", args=[world.south.uid])).status_code == 403
    client.force_login(world.carla.person)
    assert client.get(reverse("insight:district", args=[world.north.uid])).status_code == 404


def test_the_page_answers_in_a_sentence_and_says_why(world: World, frida: Actor, report: Reporter, client: Client):
    made = report()
    assert "Yes, under control" in page(client, frida, world)
    late = page(client, frida, world, made.next_due_at + timedelta(minutes=1))
    assert "Mostly under control" in late or "Not under control" in late
    assert "1 of 1 open requests are overdue (100%)." in late
    assert made.number in late


def test_page_figure_api_and_the_rooms_own_pages_tell_one_number(
    world: World, frida: Actor, money: None, client: Client
) -> None:
    scope, units = frida.scope, frozenset({world.north.pk})
    asked = Asked(
        contract_id=world.contract.pk, since=date(2025, 1, 1), until=date(2026, 1, 1), unit_ids=units, at=NOON
    )
    year = figures.savings_of_unit(scope, world.contract.pk, world.north.pk, 2025)
    budget = budgets.budget_of_unit(scope, world.contract.pk, world.north.pk, 2025)
    assert budget is not None
    share = whole(scope, "savings.share", asked)
    assert (share.value or 0) * 100 == year.total.saving.percent == Decimal("10.00")
    assert whole(scope, "cost.actual", asked).value == budget.actual_minor == 540_000_00
    assert whole(scope, "cost.budget", asked).value == budget.revised_minor == 1_200_000_00
    assert whole(scope, "cost.forecast", asked).value == budget.forecast_minor == 1_080_000_00
    assert whole(scope, "cost.baseline", asked).value == year.total.saving.adjusted_minor == 600_000_00
    client.force_login(frida.person)
    query = {"contract": str(world.contract.uid), "since": "2025-01-01", "until": "2026-01-01", "unit": world.north.uid}
    assert client.get("/api/v1/figures/cost.forecast", query).json()["cells"][0]["value"] == "108000000"
    body = page(client, frida, world)
    for shown in ("10.0%", "DKK 540,000", "DKK 1,200,000", "DKK 1,080,000"):
        assert shown in body, shown


def test_the_parts_of_a_year_add_up_to_it(world: World, money: None, year: Asked):
    scope = world.dan.scope
    for code in ("cost.actual", "cost.budget", "cost.baseline", "cost.baseline_year"):
        together = whole(scope, code, year).value
        for by in ("unit", "month", "line"):
            assert sum(one.value or 0 for one in tell(scope, code, year, by)) == together, (code, by)


def test_verified_savings_are_those_of_the_savings_page(world: World, money: None, year: Asked):
    with everywhere(reason="a test verifies a saving"):
        baseline = Baseline.objects.get(unit=world.north.pk)
    item = SavingItem.objects.create(
        community=world.community, data_class="D2", contract=world.contract, unit=world.north, line_code="MNT",
        number="SAV-1", title="Less", kind="process", created_at=NOON, moved_at=NOON,
    )  # fmt: skip
    Verification.objects.create(
        community=world.community, data_class="D2", contract=world.contract, unit=world.north, line_code="MNT",
        item=item, baseline=baseline, year=2025, amount_minor=42_00, cashable=True, counts=True, evidence="Case 1",
        verified_at=NOON,
    )  # fmt: skip
    assert whole(world.dan.scope, "savings.verified", year).value == 42_00


def test_districts_are_compared_by_what_says_as_much_of_small_ones(
    world: World, frida: Actor, money: None, year: Asked
) -> None:
    assert {one.key for one in tell(frida.scope, "savings.share", year, "unit")} == {world.north.pk}
    assert {one.key for one in compare(frida.scope, "savings.share", year)} == {world.north.pk, world.south.pk}
    with pytest.raises(Invalid):
        compare(frida.scope, "cost.actual", year)
    with pytest.raises(NotAllowed):
        compare(world.someone("USR").scope, "savings.share", year)


def test_the_page_costs_the_same_for_many(
    world: World, frida: Actor, money: None, report: Reporter, client: Client, django_assert_max_num_queries: Any
) -> None:
    page(client, frida, world)
    counts = []
    for many in (1, 15):
        for number in range(many):
            Site.objects.create(
                community=world.community, code=f"X{many}-{number}", name={"en": "More"}, unit=world.north,
                timezone="Europe/Copenhagen",
            )  # fmt: skip
            report(received_at=NOON - timedelta(days=90 + number))
        with everywhere(reason="a test has requests rated"):
            ServiceRequest.objects.update(rating=4, closed_at=NOON)
        with django_assert_max_num_queries(110) as counted:
            page(client, frida, world)
        counts.append(len(counted))
    assert counts[0] == counts[1], counts


def test_a_district_is_called_small_by_its_own_people_whoever_looks(
    world: World, frida: Actor, money: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unit in (world.north, world.south) * 6:
        world.someone("USR", unit=unit)
    monkeypatch.setattr(district, "SMALL_USERS", 6)
    where = places.place_of(frida.scope, world.north.uid)
    spans = district.periods_of(where, 2025, NOON.date(), NOON)
    with remembering():
        found = {one.unit.pk: one.small for one in district.neighbours(frida.scope, where, spans)}
    assert found[world.south.pk] is False, "the other district has people enough"


def test_whatever_is_written_is_on_the_page_opened_next(
    world: World, frida: Actor, money: None, report: Reporter, client: Client
) -> None:
    before = page(client, frida, world)
    made = report(title="Water on the floor")
    with everywhere(reason="a test changes what the page was made of"):
        CostEntry.objects.filter(unit=world.north, month=date(2025, 1, 1)).update(amount_minor=1_234_567_00)
        Baseline.objects.filter(unit=world.north).update(carried={"2025": {"MNT-1": {"driver": "3"}}})
        Site.objects.filter(pk=world.site.pk).update(name={"en": "Renamed House"})
        ServiceRequest.objects.filter(pk=made.pk).update(received_at=NOON - timedelta(days=60), rating=2)
    after = page(client, frida, world)
    for told in ("Renamed House", made.number, "DKK 1,684,567"):
        assert told in after, told
        assert told not in before, told
    spent_more = "more than the baseline"
    assert spent_more not in after, "the baseline carried to the year is three times as much"
    with everywhere(reason="a test takes it back"):
        Baseline.objects.filter(unit=world.north).update(carried={})
    assert spent_more in page(client, frida, world)


def test_sums_of_another_version_are_not_read(world: World, report: Reporter, year: Asked):
    scope = world.dan.scope
    report()
    rebuild_all(NOON)
    report()
    assert whole(scope, "requests.reported", year).value == 1, "the workers have not looked yet"
    BuiltTally.objects.filter(source="requests.reported").update(version=0)
    assert whole(scope, "requests.reported", year).value == 2


def test_a_year_nobody_knows_is_the_latest_known(world: World, frida: Actor, money: None, client: Client):
    assert "What 2025 comes to" in page(client, frida, world, year="1999")
    assert "What 2025 comes to" in page(client, frida, world, year="٢٠٢٥")


JANUARY = datetime(2026, 1, 15, 10, tzinfo=UTC)


def test_the_year_that_has_begun_is_shown_with_its_forecast_as_soon_as_it_has_a_budget(
    world: World, frida: Actor, money: None, client: Client
) -> None:
    assert "What 2025 cost" in page(client, frida, world, JANUARY)
    row: dict[str, Any] = {
        "community": world.community, "data_class": "D2", "contract": world.contract, "unit": world.north,
        "line_code": "MNT", "recorded_at": NOON,
    }  # fmt: skip
    for month in range(1, 13):
        first = date(2026, month, 1)
        Budget.objects.create(**row, month=first, amount_minor=105_000_00, owner_party=world.customer)
    CostEntry.objects.create(**row, month=date(2026, 3, 1), kind="commitment", amount_minor=20_000_00)
    body = page(client, frida, world, JANUARY)
    assert "What 2026 comes to, with its forecast" in body
    assert "Nothing of 2026 is booked yet" in body
    assert "Saved in 2025" in body
    assert "2026 comes to 101.6% of its budget." in body
    for shown in ("DKK 1,260,000", "DKK 20,000", "DKK 1,280,000", "DKK 1,200,000"):
        assert shown in body, shown
    assert "Cost and saving are of 2025." in body
    assert "What 2025 cost" in page(client, frida, world, JANUARY, year="2025")
    CostEntry.objects.create(**row, month=date(2026, 1, 1), kind="fee", amount_minor=84_000_00)
    body = page(client, frida, world, datetime(2026, 2, 3, 10, tzinfo=UTC))
    assert "Saved in 2026" in body
    assert "DKK 1,028,000" in body  # four fifths of the budget were spent, so four fifths of the rest, and the promise


def test_whoever_sees_no_budget_is_shown_the_last_year_something_is_known_of(
    world: World, money: None, client: Client
) -> None:
    assert "Saved in 2025" in page(client, world.dan, world, JANUARY)


def test_the_baseline_of_a_year_is_whole_before_anything_is_known_of_it(world: World, frida: Actor, money: None):
    units = frozenset({world.north.pk})
    asked = Asked(
        contract_id=world.contract.pk, since=date(2026, 1, 1), until=date(2027, 1, 1), unit_ids=units, at=NOON
    )
    assert whole(frida.scope, "cost.baseline", asked).value is None
    assert whole(frida.scope, "cost.baseline_year", asked).value == 1_200_000_00
    assert {one.value for one in tell(frida.scope, "cost.baseline_year", asked, "month")} == {100_000_00}


def test_checks_are_sorted_by_what_asks_for_attention():
    found = checked({"promises": Decimal("0.97"), "statutory": Decimal(2), "overdue": Decimal("0.1"), "cost": None})
    assert [(one.code, one.tone) for one in found] == [("statutory", "bad"), ("overdue", "watch"), ("promises", "good")]
    assert verdict(found) == "mostly"
    assert verdict([]) == ""
    assert verdict(checked({"promises": Decimal(1)})) == "well"
    assert verdict(checked({"promises": Decimal(0), "statutory": Decimal(1)})) == "not"
    assert tone(LIMITS["savings"].watch, LIMITS["savings"]) == "watch"


def test_the_forecast_goes_from_the_last_known_month_to_its_end():
    assert forecast_course({0: 100, 1: 100}, [100, 100, 100, 100], 360) == [None, 200, 280, 360]
    assert forecast_course({0: 10}, [0, 0, 0], 30) == [10, 20, 30]
    assert forecast_course({}, [100, 300], 440) == [110, 440]
    assert forecast_course({0: 1, 1: 1}, [1, 1], 2) == [None, None]
    assert months_back(date(2026, 1, 15), 3) == date(2025, 10, 1)


def test_periods_are_asked_in_whole_years_and_months(year: Asked):
    odd = replace(year, since=date(2025, 1, 2), until=date(2025, 3, 2))
    assert months(odd) == [date(2025, 2, 1), date(2025, 3, 1)]
    assert list(years(replace(year, since=date(2024, 12, 31)))) == [2024, 2025]

"""The pages of savings: what they tell, whom, and at what cost in queries."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.partnership.savings.commands import budgets as moving
from samdrift.partnership.savings.commands import settling
from samdrift.partnership.savings.commands.initiatives import SavingDraft, note_saving
from samdrift.partnership.savings.models import Baseline, CostEntry, SavingItem
from samdrift.partnership.savings.tests.conftest import LATER, Money
from samdrift.partnership.savings.tests.test_settling import GUARANTEE, agreed
from samdrift.partnership.savings.web.told import panel_of
from samdrift.registers.parties.models import Unit


def page(client: Client, actor: Any, name: str, *args: Any, **query: Any) -> str:
    client.force_login(actor.person)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_overview_shows_an_overspend_as_one(money: Money, client: Client) -> None:
    money.agreed()
    money.cost(13_400_000_00)
    told = page(client, money.finance, "savings:overview")
    assert re.search(r"-DKK\s423,608.00", told)
    assert "Overspend" in told
    assert "waterfall-up" in told


def test_the_overview_tells_what_is_needed_where_nothing_is_known(money: Money, client: Client) -> None:
    assert "Nothing is compared yet" in page(client, money.finance, "savings:overview")


def test_a_units_page_shows_its_services_its_budget_and_its_initiatives(money: Money, client: Client) -> None:
    money.agreed()
    money.cost()
    money.budget()
    money.noted()
    told = page(client, money.finance, "savings:unit", money.world.north.uid, year=2025)
    for text in ("1,356,392.00", "10.45", "Heat off at night", "Revised budget"):
        assert text in told
    assert "Revised budget" not in page(client, money.their_finance, "savings:unit", money.world.north.uid)


def test_an_initiative_is_moved_on_its_page_and_a_refusal_is_told_there(money: Money, client: Client) -> None:
    money.agreed()
    first, second = money.delivered(), money.noted("The same again")
    client.force_login(money.owner.person)
    answer = client.post(reverse("savings:move", args=[second.uid, "forecast"]), {"version": 1, "amount": "1.000,00"})
    assert answer.status_code == 302
    client.force_login(money.world.dan.person)
    form = {"version": 2, "cost_line": "MNT-1", "percent": "100"}
    answer = client.post(reverse("savings:move", args=[second.uid, "agree_baseline"]), form)
    assert answer.status_code == 409
    assert "no saving is counted twice" in answer.content.decode()
    assert SavingItem.objects.within(money.finance.scope).get(uid=second.uid).state == "forecast"
    told = page(client, money.finance, "savings:initiative", first.uid)
    assert "Verify" in told
    assert "Verify" not in page(client, money.their_finance, "savings:initiative", first.uid)


def test_an_idea_is_written_down(money: Money, client: Client) -> None:
    client.force_login(money.owner.person)
    form = {"title": "LED in garages", "unit": str(money.world.north.uid), "line": "MNT", "kind": "spec"}
    assert client.post(reverse("savings:new"), {**form, "title": ""}).status_code == 422
    assert client.post(reverse("savings:new"), form).status_code == 302
    assert "LED in garages" in page(client, money.finance, "savings:ledger")
    client.force_login(money.finance.person)
    assert client.post(reverse("savings:new"), form).status_code == 403


def test_a_baseline_is_proposed_and_agreed_on_its_page(money: Money, client: Client) -> None:
    client.force_login(money.world.dan.person)
    form = {
        "unit": str(money.world.north.uid), "line": "MNT", "base_year": "2023", "evidence": "Accounts",
        "lines": "MNT-1 | Wages | m² | 312 | 41000",
    }  # fmt: skip
    assert client.post(reverse("savings:new_baseline"), {**form, "lines": "x"}).status_code == 422
    assert client.post(reverse("savings:new_baseline"), form).status_code == 302
    row = Baseline.objects.within(money.finance.scope).get()
    told = page(client, money.world.bo, "savings:baseline", row.uid)
    assert "12,792,000.00" in told
    assert "312.00 DKK/m²" in told
    assert ">41,000<" in told
    client.post(reverse("savings:baseline_answer", args=[row.uid]), {"version": 1, "move": "agree"})
    assert Baseline.objects.within(money.finance.scope).get().state == "agreed"


def test_the_next_version_is_written_from_the_one_before_and_carried_to_another_year(
    money: Money, client: Client
) -> None:
    row = money.agreed()
    told = page(client, money.world.bo, "savings:new_baseline", **{"from": str(row.uid)})
    assert "MNT-1 | Cleaning | m² | 312.00 | 41000" in told
    assert "2025 | MNT-1 | 39800 | 1 | 1.0450" in told
    form = {
        "unit": str(money.world.north.uid), "line": "MNT", "base_year": "2023", "evidence": "Accounts",
        "lines": "MNT-1 | Wages | m² | 312 | 41000", "carried": "2026 | MNT-1 | 39000 | 1 | 1,07",
    }  # fmt: skip
    assert client.post(reverse("savings:new_baseline"), {**form, "carried": "2026 | MNT-1"}).status_code == 422
    assert client.post(reverse("savings:new_baseline"), {**form, "carried": "2026|X|1|1|1"}).status_code == 422
    assert client.post(reverse("savings:new_baseline"), form).status_code == 302
    made = Baseline.objects.within(money.finance.scope).get(number=2)
    assert made.carried == {"2026": {"MNT-1": {"driver": "39000.0000", "scope": "1.0000", "index": "1.0700"}}}
    assert "Propose a new version" in page(client, money.world.bo, "savings:baseline", row.uid)


def test_the_guarantee_says_how_far_behind_it_is(money: Money, client: Client) -> None:
    agreed(money, "guarantee", GUARANTEE)
    told = page(client, money.finance, "savings:guarantee")
    assert "Behind guarantee by" in told
    assert "Run rate needed" in told


def test_a_settlement_explains_itself_and_is_signed_on_its_page(money: Money, client: Client) -> None:
    agreed(money, "guarantee", GUARANTEE)
    row = settling.settle_guarantee(money.finance.scope, money.world.contract.pk, 1, now=LATER)
    assert "Shortfall" in page(client, money.finance, "savings:settlement", row.uid)
    client.post(reverse("savings:settlement_move", args=[row.uid, "sign"]), {"version": 1})
    assert "Finn" in page(client, money.their_finance, "savings:settlement", row.uid)


def test_a_shared_gain_explains_each_band(money: Money, client: Client) -> None:
    agreed(money, "gainshare", {})
    money.cost(20_000_000_00)
    client.force_login(money.finance.person)
    form = {"kind": "gainshare", "of_year": "2025", "critical_met": "on", "satisfaction_met": "on", "evidence": "KPI"}
    answer = client.post(reverse("savings:settle"), form, follow=True)
    assert "Deadband: 2 %" in answer.content.decode()


def test_budgets_are_moved_on_their_page_by_finance(money: Money, client: Client) -> None:
    money.budget(100_00)
    client.force_login(money.finance.person)
    form = {
        "unit": str(money.world.north.uid), "line": "MNT", "from_month": "2025-07", "amount": "60", "reason": "Saved",
    }  # fmt: skip
    assert client.post(reverse("savings:budgets"), {**form, "amount": "6000"}).status_code == 422
    assert client.post(reverse("savings:budgets"), form).status_code == 302
    assert "1,140.00" in page(client, money.finance, "savings:budgets", year=2025)
    client.force_login(money.world.dan.person)
    assert client.post(reverse("savings:budgets"), form).status_code == 403


def test_the_open_book_is_for_those_who_may(money: Money, client: Client) -> None:
    client.force_login(money.their_finance.person)
    form = {
        "line": "MNT", "labour_minor": "60", "subcontract_minor": "10", "materials_minor": "15", "overhead_minor": "10",
        "margin_minor": "-5", "year": "2025",
    }  # fmt: skip
    assert client.post(reverse("savings:open_book"), {**form, "labour_minor": ""}).status_code == 422
    assert client.post(reverse("savings:open_book"), form).status_code == 302
    assert re.search(r"<td[^>]*>-5</td>", page(client, money.finance, "savings:open_book", year=2025))
    client.force_login(money.world.someone("OPS-M").person)
    assert client.get(reverse("savings:open_book")).status_code == 403


@pytest.mark.parametrize("name", ["savings:overview", "savings:ledger", "savings:budgets"])
def test_a_page_costs_the_same_for_many(money: Money, client: Client, name: str) -> None:
    money.agreed()
    money.cost(12_00, months=1)
    money.budget(100_00)
    money.noted()
    page(client, money.finance, name, year=2025)
    counts = []
    for more in (0, 30):
        _add_units(money, more)
        with CaptureQueriesContext(connection) as found:
            page(client, money.finance, name, year=2025)
        counts.append(len(found))
    assert counts[0] == counts[1], counts


def _add_units(money: Money, many: int) -> None:
    world = money.world
    for number in range(many):
        unit = Unit.objects.create(
            community=world.community, organisation=world.customer, parent=world.authority, code=f"U{number}",
            name={"en": f"U{number}"}, kind="district", path="",
        )  # fmt: skip
        unit.path = f"{world.authority.path}{unit.pk}/"
        unit.save(update_fields=["path"])
        CostEntry.objects.create(
            community=world.community, data_class="D2", contract=world.contract, unit=unit, line_code="MNT",
            month=LATER.date().replace(year=2025, month=1, day=1), kind="fee", amount_minor=1, recorded_at=LATER,
        )  # fmt: skip
        draft = SavingDraft(
            contract_id=world.contract.pk, unit_id=unit.pk, line_code="MNT", title=f"Idea {number}", kind="process"
        )
        note_saving(money.owner.scope, draft, now=LATER)


def test_a_districts_page_shows_its_budget_and_savings_to_those_who_may(money: Money) -> None:
    money.agreed()
    money.cost()
    money.budget()
    world = money.world
    place = SimpleNamespace(contract=world.contract, unit=world.north, unit_ids=[world.north.pk])
    shown = panel_of(money.finance.scope, place, LATER.date().replace(year=2025))
    assert shown is not None
    assert (shown["total"].saved_minor, shown["budget"].revised_minor) == (1_356_392_00, 13_200_000_00)
    theirs = panel_of(money.their_finance.scope, place, LATER.date().replace(year=2025))
    assert theirs is not None
    assert theirs["budget"] is None
    assert panel_of(world.someone("OPS-M").scope, place, LATER.date()) is None
    told = render_to_string("savings/district_panel.html", {"panel": shown})
    assert "1,356,392.00" in told
    assert "Budget of 2025" in told


def test_a_year_with_a_budget_is_chosen_before_anything_of_it_is_booked(money: Money, client: Client) -> None:
    money.cost()
    moving.set_budget(money.finance.scope, money.place, 2026, [100_00] * 12, now=LATER)
    told = page(client, money.finance, "savings:budgets")
    assert re.search(r'<option value="2025"[^>]* selected', told)
    assert '<option value="2026"' in told
    shown = page(client, money.finance, "savings:budgets", year=2026)
    assert re.search(r'<option value="2026"[^>]* selected', shown)
    assert "1,200.00" in shown

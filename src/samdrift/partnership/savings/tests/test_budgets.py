"""Budgets: set once, moved by transfers, warned at three thresholds, the customer's own; and the open book."""

from datetime import date

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.partnership.savings.commands import budgets as moving
from samdrift.partnership.savings.commands import sheets
from samdrift.partnership.savings.models import Budget, BudgetAlert, CostSheet
from samdrift.partnership.savings.queries import budgets
from samdrift.partnership.savings.tests.conftest import LATER, YEAR, Money


def test_a_budget_is_set_once_and_then_moved(money: Money) -> None:
    money.budget(100_00)
    with pytest.raises(Refused):
        money.budget()
    with pytest.raises(NotAllowed):
        moving.set_budget(money.world.dan.scope, money.place, 2026, [1] * 12, now=LATER)
    with pytest.raises(Invalid):
        moving.set_budget(money.finance.scope, money.place, 2026, [1] * 11, now=LATER)
    money.reduced(60_01)
    line = budgets.budgets_of_year(money.finance.scope, money.world.contract.pk, YEAR).lines[0]
    assert (line.original_minor, line.revised_minor) == (1_200_00, 1_139_99)
    assert line.revised[:6] == (100_00,) * 6
    assert sum(line.revised[6:]) == 539_99


def test_what_one_gives_up_another_gets(money: Money) -> None:
    money.budget(100_00)
    south = moving.Place(money.world.contract.pk, money.world.south.pk, "MNT")
    moving.transfer_budget(
        money.finance.scope, money.place, from_month=date(YEAR, 1, 1), amount_minor=30_00, reason="Moved", to=south,
        now=LATER,
    )  # fmt: skip
    found = budgets.budgets_of_year(money.finance.scope, money.world.contract.pk, YEAR)
    assert sorted(line.revised_minor for line in found.lines) == [30_00, 1_170_00]
    assert found.total.revised_minor == 1_200_00


def test_more_than_there_is_cannot_be_taken(money: Money) -> None:
    money.budget(100_00)
    with pytest.raises(Invalid):
        money.reduced(601_00)


def test_alerts_come_at_eighty_ninety_five_and_a_hundred_once_each(money: Money) -> None:
    money.budget(100_00)
    scope = money.finance.scope
    money.promised(959_99)
    assert not BudgetAlert.objects.within(scope).exists()
    money.promised(1)
    money.promised(1)
    assert [one.percent for one in BudgetAlert.objects.within(scope)] == [80]
    money.cost(1_200_00, months=12)
    assert sorted(one.percent for one in BudgetAlert.objects.within(scope)) == [80, 95, 100]


def test_a_forecast_goes_on_at_the_rate_so_far(money: Money) -> None:
    money.budget(100_00)
    money.cost(330_00, months=3)
    line = budgets.budget_of_unit(money.finance.scope, money.world.contract.pk, money.world.north.pk, YEAR)
    assert line is not None
    assert (line.actual_minor, line.forecast_minor, str(line.percent)) == (330_00, 1_320_00, "27.5")


def test_budgets_are_the_customers_own(money: Money) -> None:
    money.budget()
    assert Budget.objects.within(money.finance.scope).exists()
    for other in (money.world.bo, money.their_finance, money.world.carla):
        assert not Budget.objects.within(other.scope).exists()


def test_the_provider_opens_its_book_in_one_format_to_those_who_may(money: Money) -> None:
    world = money.world
    draft = sheets.SheetDraft(
        contract_id=world.contract.pk, line_code="MNT", year=YEAR, labour_minor=60, subcontract_minor=10,
        materials_minor=15, overhead_minor=10, margin_minor=-5,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        sheets.publish_sheet(money.finance.scope, draft, now=LATER)
    sheets.publish_sheet(money.their_finance.scope, draft, now=LATER)
    assert sheets.publish_sheet(world.bo.scope, draft, now=LATER).number == 2
    assert CostSheet.objects.within(money.finance.scope).count() == 2
    north = world.someone("DIST-MGT", unit=world.north, reach_kind="unit", reach_to=[world.north.pk])
    assert not CostSheet.objects.within(north.scope).exists()
    assert not CostSheet.objects.within(world.someone("OPS-M").scope).exists()

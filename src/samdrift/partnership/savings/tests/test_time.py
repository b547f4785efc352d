"""What time does, whom it is told, and that what was settled is counted again."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from samdrift.foundation.checks.public import DoesNotHold
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import VolumeStep
from samdrift.kernel.gainshare import Quality
from samdrift.partnership.savings import jobs
from samdrift.partnership.savings.commands import settling
from samdrift.partnership.savings.queries import figures
from samdrift.partnership.savings.queries.recount import differences
from samdrift.partnership.savings.tests.conftest import LATER, YEAR, Money
from samdrift.partnership.savings.tests.test_settling import GUARANTEE, agreed, saved
from samdrift.registers.contracts import public as contracts


def told(key: str) -> list[str]:
    deliver_all()
    with everywhere(reason="test"):
        return sorted(Notice.objects.filter(kind=key).values_list("receiver__given_name", flat=True))


def test_ended_months_are_taken_over_from_the_price_book_once(money: Money) -> None:
    world = money.world
    money.agreed()
    manager = world.dan.scope
    draft = contracts.PriceDraft(
        code="MNT-SUM", line="MNT", unit="fixed_year", price=Decimal(100), name={"en": "Sum"},
        valid_from=date(2025, 1, 1),
    )  # fmt: skip
    contracts.write_prices(manager, world.contract.pk, [draft], now=LATER)
    step = VolumeStep("MNT-SUM", world.north.pk, None, "", Decimal(120), date(2025, 1, 1), LATER)
    contracts.add_steps(manager, world.contract.pk, [step], now=LATER)
    assert jobs.take_over(world.community.pk, LATER) == 3
    assert jobs.take_over(world.community.pk, LATER) == 0
    row = figures.year_of(manager, world.contract.pk, YEAR).rows[0]
    assert row.saving.actual_minor == 3_000_00


def test_the_district_is_told_of_eighty_per_cent_and_finance_of_a_hundred(money: Money) -> None:
    world = money.world
    north = world.someone("BUD", unit=world.north, name="Birgit", reach_kind="unit", reach_to=[world.north.pk])
    other = world.someone("FIN-C", name="Fia")
    assert north
    assert other
    money.budget(100_00)
    money.promised(960_00)
    assert told("savings.budget_reached") == ["Birgit"]
    money.promised(240_00)
    assert told("savings.budget_reached") == ["Birgit", "Birgit", "Fia"]  # who did it is not told


@pytest.mark.parametrize(("amount", "behind"), [(450_000_00, set()), (449_999_99, {"Olaf", "Bo", "Dan"})])
def test_owner_and_managers_are_told_of_a_saving_a_tenth_behind_its_forecast(
    money: Money, amount: int, behind: set[str]
) -> None:
    saved(money, amount)  # 500,000 were forecast
    assert set(told("savings.behind_plan")) == behind


def test_steering_is_told_of_a_guarantee_that_is_not_kept(money: Money) -> None:
    agreed(money, "guarantee", GUARANTEE)
    settling.settle_guarantee(money.finance.scope, money.world.contract.pk, 1, now=LATER)
    assert {"Stine", "Bo", "Dan"} <= set(told("savings.guarantee_short"))


def test_what_was_verified_and_settled_is_counted_again(money: Money) -> None:
    agreed(money, "guarantee", GUARANTEE)
    agreed(money, "gainshare", {})
    money.cost(20_000_000_00)
    saved(money, 1_600_000_00)
    scope, contract = money.finance.scope, money.world.contract.pk
    settling.settle_guarantee(scope, contract, 1, now=LATER)
    kept = Quality(critical_met=True, satisfaction_met=True)
    settling.settle_gain(scope, contract, YEAR, quality=kept, evidence="KPI", now=LATER)
    assert differences(money.world.community.pk) == []
    jobs.check({"community_id": money.world.community.pk})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE savings_verification SET amount_minor = 99999999999")
        cursor.execute("UPDATE savings_settlement SET charge_minor = 5")
    assert len(differences(money.world.community.pk)) == 3
    with pytest.raises(DoesNotHold):
        jobs.check({"community_id": money.world.community.pk})

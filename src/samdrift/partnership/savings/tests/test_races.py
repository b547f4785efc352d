"""Two of finance at once, each on a connection of their own: a year is settled once, and each side signs once."""

from datetime import date
from typing import Any

import pytest

from samdrift.foundation.errors import Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.tests.test_races import at_once, skip_in_memory
from samdrift.partnership.savings.commands import settling
from samdrift.partnership.savings.models import Settlement
from samdrift.partnership.savings.queries.charges import charges_of_month
from samdrift.partnership.savings.tests.conftest import Money, money_of
from samdrift.partnership.savings.tests.test_settling import AT, GUARANTEE, agreed, saved
from tests.world import Actor, World

pytestmark = pytest.mark.slow
FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def money(transactional_db: None) -> Money:
    skip_in_memory()
    made = money_of(World())
    agreed(made, "guarantee", GUARANTEE)
    saved(made, 200_000_00)
    return made


def held() -> list[Settlement]:
    with everywhere(reason="a test looks"):
        return list(Settlement.objects.order_by("pk"))


def test_a_year_two_calculate_at_once_is_settled_once_and_charged_once(money: Money) -> None:
    contract = money.world.contract.pk

    def calculates() -> Any:
        scope = money.finance.scope
        return lambda: settling.settle_guarantee(scope, contract, 1, **AT).charge_minor

    assert at_once(calculates(), calculates()) == [-50_000_00, -50_000_00]
    [row] = held()

    def signs(actor: Actor) -> Any:
        scope = actor.scope
        return lambda: settling.sign_settlement(scope, row.uid, expected_version=None, **AT).state  # type: ignore[arg-type]

    assert sorted(map(str, at_once(signs(money.finance), signs(money.their_finance)))) == ["agreed", "calculated"]
    [row] = held()
    assert (row.state, row.customer_signed_id, row.provider_signed_id) == (
        "agreed", money.finance.person.pk, money.their_finance.person.pk,
    )  # fmt: skip

    def approves() -> Any:
        scope = money.steering.scope
        return lambda: (
            settling.approve_settlement(scope, row.uid, month=FEBRUARY, expected_version=row.version, **AT).state
        )

    outcomes = at_once(approves(), approves())
    assert sum(one == "approved" for one in outcomes) == 1, outcomes
    assert sum(isinstance(one, Refused | Stale) for one in outcomes) == 1
    assert sum(one.amount_minor for one in charges_of_month(contract, FEBRUARY)) == -50_000_00

"""Each night the ledgers of volumes and the regulations are counted again."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from samdrift.foundation.checks.public import DoesNotHold
from samdrift.registers.contracts import jobs
from samdrift.registers.contracts.commands.price_proposals import propose_index
from samdrift.registers.contracts.commands.proposals import accept_terms
from samdrift.registers.contracts.queries.recount import counted_again
from tests.priced import order, price_contract
from tests.world import NOON, World


@pytest.fixture
def priced(world: World) -> World:
    price_contract(world)
    order(world, -400, "f3")
    days: dict[str, Any] = {"effective_from": date(2025, 4, 1), "applies_from": date(2025, 6, 1)}
    run = propose_index(world.bo.scope, world.contract.uid, "NPI", cut_off=NOON.date(), now=NOON, **days)
    accept_terms(world.dan.scope, run.uid, expected_version=None, now=NOON)
    return world


def meddle(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_what_holds_is_counted_and_passes(priced: World) -> None:
    outcome = counted_again(priced.community.pk)
    assert (outcome.looked_at, list(outcome.findings)) == (3, [])
    jobs.check({"community_id": priced.community.pk})


def test_a_volume_below_nothing_is_found(priced: World) -> None:
    meddle("UPDATE contracts_volumestep SET change = %s WHERE change < 0", Decimal(-1500))
    with pytest.raises(DoesNotHold, match="negative NPS-1 OFF NORTH 2025-01-01"):
        jobs.check({"community_id": priced.community.pk})
    jobs.check({"community_id": priced.there.community.pk})


@pytest.mark.parametrize("column", ["factor", "provisional"])
def test_a_regulation_somebody_changed_by_hand_is_found(priced: World, column: str) -> None:
    meddle(f"UPDATE contracts_indexrun SET {column} = %s", Decimal("1.02") if column == "factor" else True)
    with pytest.raises(DoesNotHold, match="factor NPS-1 NPI 1"):
        jobs.check({"community_id": priced.community.pk})


def test_a_value_changed_after_it_was_agreed_is_found_and_a_new_one_is_not(priced: World) -> None:
    meddle("UPDATE contracts_indexvalue SET value = %s", Decimal(118))
    with pytest.raises(DoesNotHold, match="factor"):
        jobs.check({"community_id": priced.community.pk})

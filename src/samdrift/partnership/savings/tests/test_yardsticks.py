"""What a district's price is held against where services are scaled."""

from datetime import date

import pytest

from samdrift.partnership.savings.models import Baseline, Budget
from samdrift.partnership.savings.queries.yardsticks import baseline_of_units, budget_of_units
from tests.world import NOON

pytestmark = pytest.mark.django_db


def test_budget_and_baseline_of_a_district_are_told_and_nothing_where_there_is_none(world):
    at = {
        "community": world.community, "data_class": "D2", "contract": world.contract, "unit": world.north,
        "line_code": "CLN",
    }  # fmt: skip
    scope, units = world.someone("LOC-FM").scope, [world.north.pk]
    assert baseline_of_units(scope, world.contract.pk, units, 2025) is None
    assert budget_of_units(scope, world.contract.pk, units, 2025) is None
    Baseline.objects.create(
        **at, year=2024, number=1, total_minor=50_000, evidence="Accounts", side="customer", proposed_at=NOON,
        state="agreed",
        cost_lines=[{"code": "CLN-1", "name": "Wages", "unit": "m²", "unit_cost": "5", "driver": "100"}],
    )  # fmt: skip
    Budget.objects.create(
        **at, owner_party=world.customer, month=date(2025, 1, 1), amount_minor=40_000, recorded_at=NOON
    )
    assert baseline_of_units(scope, world.contract.pk, units, 2025) == 50_000
    assert budget_of_units(scope, world.contract.pk, units, 2025) == 40_000
    assert baseline_of_units(scope, world.contract.pk, [world.south.pk], 2025) is None
    assert budget_of_units(world.someone("CTR-P").scope, world.contract.pk, units, 2025) is None

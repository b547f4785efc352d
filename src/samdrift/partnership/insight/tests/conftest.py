"""What this room's tests share: requests asked for as in the room of requests, and a year of the contract."""

from datetime import date

import pytest

from samdrift.operations.requests.tests.conftest import nothing_remembered, officer, report
from samdrift.partnership.insight.registry import Asked
from tests.world import NOON, World

__all__ = ["nothing_remembered", "officer", "report"]


@pytest.fixture
def year(world: World) -> Asked:
    """2025 of the contract, asked on the Monday in May."""
    return Asked(contract_id=world.contract.pk, since=date(2025, 1, 1), until=date(2026, 1, 1), at=NOON)

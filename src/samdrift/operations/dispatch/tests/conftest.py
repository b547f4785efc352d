"""A team with people and a day's work for it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from samdrift.foundation import clock
from samdrift.operations.dispatch.commands.settling import Hours, set_team_day
from samdrift.operations.work.models import WorkOrder
from samdrift.operations.work.public import PlannedWork, make_orders
from samdrift.registers.estate.models import Site
from tests.world import NOON, Actor, World

TOMORROW = date(2025, 5, 6)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands at a Monday noon in May."""
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


class Field:
    """Asta dispatches Tea, who is cleared, and Ulf, who is not; the station lies at three places around a town."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tea = world.join_team(world.someone("SVC-E", name="Tea", cleared_for=["D8"]))
        self.ulf = world.join_team(world.someone("SVC-E", name="Ulf"))
        self.planner = world.join_team(world.someone("OPS-M", name="Oda", cleared_for=["D8"]))
        world.team.lines = ["MNT"]
        world.team.save(update_fields=["lines"])
        for number, site in enumerate((world.site, world.other_site, world.empty_site)):
            site.latitude, site.longitude = Decimal("55.70000"), Decimal("12.30000") + number * Decimal("0.05")
            site.save(update_fields=["latitude", "longitude"])
        set_team_day(self.planner.scope, world.team, Hours(world.site.pk), now=NOON)

    def orders(self, count: int, **more: Any) -> list[WorkOrder]:
        """Orders due tomorrow, an hour each, at the sites in turn."""
        sites: list[Site] = [self.world.other_site, self.world.empty_site]
        given: dict[str, Any] = {
            "contract_id": self.world.contract.pk, "line_code": "MNT", "team_id": self.world.team.pk,
            "estimated_minutes": 60, "due_at": NOON + timedelta(days=1, hours=5), **more,
        }  # fmt: skip
        wanted = [
            PlannedWork(title=f"Work {number}", site_id=given.get("site_id", sites[number % 2].pk), uid=uuid4(),
                        **{key: value for key, value in given.items() if key != "site_id"})
            for number in range(count)
        ]  # fmt: skip
        return make_orders(self.planner.scope, wanted, now=NOON)

    def behind_doors(self) -> WorkOrder:
        """An order in the cell."""
        return self.orders(1, site_id=self.world.site.pk, space_id=self.world.cell.pk)[0]

    def of(self, order: WorkOrder) -> WorkOrder:
        """The order as it is now."""
        return WorkOrder.objects.within(self.planner.scope).get(pk=order.pk)


@pytest.fixture
def field(world: World) -> Field:
    return Field(world)


__all__ = ["TOMORROW", "Actor", "Field"]

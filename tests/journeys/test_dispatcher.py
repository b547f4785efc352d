"""W10: a dispatcher drags an order onto a lane, has the day planned, accepts it and takes it back."""

from typing import Any

import pytest

from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.operations.dispatch.commands import proposing
from samdrift.operations.dispatch.rules.solving import Effort, plan_of
from samdrift.operations.work.models import WorkOrder
from samdrift.operations.work.public import PlannedWork, make_orders
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def day(house: Any, monkeypatch: pytest.MonkeyPatch) -> list[WorkOrder]:
    """Three orders nobody has, to be planned in a moment."""
    monkeypatch.setattr(proposing, "plan_of", lambda day, effort: plan_of(day, Effort(2, 50, effort.seed)))
    wanted = [
        PlannedWork(
            contract_id=house.contract.pk, line_code="MNT", title=title, site_id=house.site.pk,
            team_id=house.team.pk, estimated_minutes=30,
        )
        for title in ("Hang the door", "Oil the gate", "Change the lamp")
    ]  # fmt: skip
    return make_orders(house.asta.scope, wanted, now=NOON)


def holders(day: list[WorkOrder]) -> list[int | None]:
    with everywhere(reason="a test looks at who has what"):
        return list(
            WorkOrder.objects.filter(pk__in=[o.pk for o in day]).order_by("pk").values_list("assignee", flat=True)
        )


def test_an_order_is_dragged_onto_a_lane(opens, house, day, faults):
    page = opens(house.asta, "/dispatch/", width=1440)
    lane = page.locator(f"[data-lane='{house.tea.employment.uid}']")
    page.locator("li.stop", has_text="Oil the gate").drag_to(lane)
    page.get_by_text("1 order is with Tea", exact=False).wait_for()
    assert "Oil the gate" in lane.inner_text()
    assert holders(day) == [None, house.tea.person.pk, None]
    assert faults(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("width", [390, 1440])
def test_a_day_is_planned_accepted_and_taken_back(opens, house, day, faults, width):
    page = opens(house.asta, "/dispatch/", width=width)
    page.get_by_role("button", name="Plan the day").click()
    page.get_by_text("Routes are being searched for").wait_for()
    drain()
    page.get_by_text("Driving time").wait_for(timeout=20_000)  # the page renews itself
    assert holders(day) == [None, None, None]
    page.reload()
    assert faults(page) == []
    page.get_by_role("button", name="Accept all").click()
    page.get_by_text("3 orders were given.").wait_for()
    assert None not in holders(day)
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("3 orders are as they were.").wait_for()
    assert holders(day) == [None, None, None]
    assert page.complaints == []

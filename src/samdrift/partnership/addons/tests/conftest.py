"""What this room's tests share: a district with prices and volumes, an order in it, and whoever notes and decides."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from samdrift.operations.work.models import WorkOrder
from samdrift.partnership.addons.commands.noting import AddOnDraft, note_add_on
from samdrift.partnership.addons.models import AddOn
from samdrift.partnership.scaling.tests.conftest import district_of
from samdrift.registers.catalogue.models import ServiceLine
from samdrift.registers.contracts.models import PriceList
from tests.world import NOON, START, words

TODAY = NOON.date()  # 5 May 2025
RATES = "hour | | | | 430 | 5.2\nmaterial | | | | 12 % | 5.6\ntravel | | | | 3.94 | 5.7"


@pytest.fixture
def beyond(world):
    """The north with its prices, an order of cleaning there, and everybody who notes or decides."""
    return beyond_of(world)


def beyond_of(world: Any) -> SimpleNamespace:
    """The same in a world of the caller's."""
    made = district_of(world)
    for code in ("CLN", "CAR"):
        ServiceLine.objects.create(community=world.community, code=code, name=words(code))
    PriceList.objects.create(
        community=world.community, data_class="D2", contract=world.contract, number=1, rates=RATES, valid_from=START,
        recorded_at=NOON - timedelta(days=100),
    )  # fmt: skip
    made.order = order_in(world)
    made.technician = world.join_team(world.someone("SVC-E", name="Tine"))
    made.leader = world.someone("SVC-L", name="Leif")
    made.manager = made.provider  # Per, the provider's contract manager
    made.other_manager = world.someone("CTR-P", name="Pia")
    return made


def order_in(world: Any, line: str = "CLN", **more: Any) -> WorkOrder:
    """An order of the technicians' team at the station in the north."""
    values: dict[str, Any] = {
        "number": f"NPS-2025-W{next(world.numbers):07d}", "contract": world.contract, "site": world.site,
        "unit": world.north, "line_code": line, "title": "Clean the hall", "team": world.team, "state": "started",
        "created_at": NOON, "changed_at": NOON, "community": world.community,
    }  # fmt: skip
    return WorkOrder.objects.create(**{**values, **more})


def noted(beyond: Any, actor: Any = None, *, now: Any = NOON, **more: Any) -> AddOn:
    """Twenty square metres more, once, noted on the order."""
    given: dict[str, Any] = {"code": "extra_area", "order_uid": beyond.order.uid, "quantity": "20", "asked_by": "user"}
    return note_add_on((actor or beyond.technician).scope, AddOnDraft(**{**given, **more}), now=now)


def hours(beyond: Any, actor: Any = None, quantity: str = "1,5", **more: Any) -> AddOn:
    """An hour and a half more."""
    return noted(beyond, actor, code="extra_hours", quantity=quantity, **more)


def number(text: str) -> Decimal:
    """A number as tests write it."""
    return Decimal(text)

"""A technician with an order, a phone that queues, and the clock at a Monday noon."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from samdrift.foundation import clock
from samdrift.foundation.scope import everywhere
from samdrift.operations.field.commands.pieces import Piece
from samdrift.operations.field.commands.taking import Told, take_all
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from tests.world import NOON, Actor, World


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock stands at a Monday noon in May."""
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def tech(world: World) -> Actor:
    """Tea, of the technicians' team."""
    return world.join_team(world.someone("SVC-E", name="Tea"))


def given(world: World, title: str = "Tap drips") -> work.WorkOrder:
    """An order of the technicians, at the washroom."""
    ask = requests.Ask(
        request_type="mnt.fault", channel="web", title=title, site_id=world.site.pk, space_id=world.washroom.pk,
        requester_id=world.dan.person.pk,
    )  # fmt: skip
    made = requests.submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request
    return work.assign_work(world.asta.scope, made.uid, expected_version=None, team_id=world.team.pk, now=NOON)


def piece(kind: str, order: UUID | None, *, at: datetime = NOON, **body: Any) -> Piece:
    """One thing done on the phone."""
    return Piece(uuid4(), kind, order, at, body)


def send(
    actor: Actor, *sent: Piece, late: timedelta = timedelta(hours=3), ahead: timedelta = timedelta()
) -> list[Told]:
    """Send the queue `late` after noon, with a phone whose clock runs `ahead` of ours."""
    received = NOON + late
    return take_all(actor.scope, list(sent), sent_at=received + ahead, now=lambda: received)


def order_now(order: work.WorkOrder) -> work.WorkOrder:
    """The order as it is in the database."""
    with everywhere(reason="a test looks"):
        return work.WorkOrder.objects.select_related("service_request").get(pk=order.pk)

"""What open requests say of rooms on a floor plan: how many there are, and the worst of their promises."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries.colouring import open_by_room, risk_by_room, standing
from samdrift.operations.requests.tests.conftest import Reporter
from samdrift.registers.estate.models import Space
from tests.world import NOON, World

RING = [[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 3.0]]


def test_rooms_are_told_by_their_open_requests(world: World, report: Reporter) -> None:
    for _number in range(4):
        report()
    assert open_by_room(world.asta.scope, world.site.pk, NOON) == {world.washroom.pk: ("3", "4 open requests")}
    assert open_by_room(world.carla.scope, world.site.pk, NOON) == {}


def test_the_plan_shows_them_with_a_pin_and_a_legend(world: World, report: Reporter, client: Client) -> None:
    report()
    report()
    with everywhere(reason="a test draws"):
        Space.objects.filter(pk=world.washroom.pk).update(outline={"rings": [{"outer": RING, "holes": []}]})
    client.force_login(world.asta.person)
    text = client.get(reverse("estate:storey", args=[world.storey.uid])).content.decode()
    assert "2 open requests (1)" in text
    assert 'class="pin-count"' in text
    other = client.get(reverse("estate:storey", args=[world.storey.uid]), {"colour": "rounds.today"}).content.decode()
    assert 'class="pin-count"' not in other


def test_the_worst_promise_of_a_room_counts(world: World, report: Reporter) -> None:
    pks = [report().pk for _number in range(3)]
    with everywhere(reason="a test sets clocks"):
        rows = ServiceRequest.objects.filter(pk__in=pks)
        rows.update(next_due_at=NOON + timedelta(hours=2), at_risk_at=None, paused=False)
        assert risk_by_room(world.asta.scope, world.site.pk, NOON) == {world.washroom.pk: ("on_time", "On time: 3")}
        rows.filter(pk=pks[0]).update(at_risk_at=NOON)
        rows.filter(pk=pks[1]).update(next_due_at=NOON - timedelta(minutes=1))
        rows.filter(pk=pks[2]).update(paused=True)
    told = risk_by_room(world.asta.scope, world.site.pk, NOON)[world.washroom.pk]
    assert told == ("late", "Late: 1, At risk: 1, Paused: 1")
    assert risk_by_room(world.carla.scope, world.site.pk, NOON) == {}


def test_a_promise_due_this_minute_is_not_late() -> None:
    assert standing(NOON, None, paused=False, now=NOON) == "on_time"
    assert standing(NOON, NOON, paused=False, now=NOON) == "at_risk"
    assert standing(NOON - timedelta(hours=9), None, paused=True, now=NOON) == "paused"

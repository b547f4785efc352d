"""Trap 5: pauses that never end are seen by whoever watches promises."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.models import Pause
from samdrift.operations.promises.public import PauseReason, pause
from samdrift.operations.promises.queries import columns
from samdrift.operations.promises.web import pauses
from samdrift.operations.requests.commands.submit import Ask, submit_request
from tests.world import NOON, World

REASON = PauseReason("no_access", "customer", stops_clock=True)
ADDRESS = "promises:pauses"


def waiting(world: World, since: datetime) -> Any:
    """A request whose clocks have stood since a moment."""
    ask = Ask(
        request_type="mnt.fault", channel="web", description="The tap drips", site_id=world.site.pk,
        space_id=world.washroom.pk, requester_id=world.dan.person.pk,
    )  # fmt: skip
    row = submit_request(world.dan.scope, ask, received_at=since, now=since).service_request
    pause(world.asta.scope, row.uid, REASON, at=since)
    return row


def test_only_open_days_count(world: World) -> None:
    waiting(world, datetime(2025, 4, 28, 10, tzinfo=UTC))
    monday = datetime(2025, 5, 5, 10, tzinfo=UTC)
    assert columns.long_pauses(world.bo.scope, now=monday) == []
    found = columns.long_pauses(world.bo.scope, now=monday + timedelta(days=1))
    assert [one.open_days for one in found] == [6]


def test_one_that_ended_is_gone(world: World) -> None:
    waiting(world, NOON - timedelta(days=20))
    assert columns.long_pauses(world.bo.scope, now=NOON)
    with everywhere(reason="a test ends a pause"):
        Pause.objects.update(ended_at=NOON)
    assert columns.long_pauses(world.bo.scope, now=NOON) == []


def test_the_page_names_the_work_and_why_it_waits(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pauses, "now", lambda: NOON)
    row = waiting(world, NOON - timedelta(days=20))
    client.force_login(world.bo.person)
    told = client.get(reverse(ADDRESS)).content.decode()
    assert row.number in told
    assert "no_access" in told
    assert "Never: somebody must end it" in told
    client.force_login(world.carla.person)
    assert row.number not in client.get(reverse(ADDRESS)).content.decode()
    client.force_login(world.someone("USR").person)
    assert client.get(reverse(ADDRESS)).status_code == 403


def test_the_page_costs_the_same_for_many(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(pauses, "now", lambda: NOON)
    client.force_login(world.bo.person)
    counts = []
    for extra in (1, 30):
        for number in range(extra):
            waiting(world, NOON - timedelta(days=20, minutes=number))
        with django_assert_max_num_queries(20) as seen:
            assert client.get(reverse(ADDRESS)).status_code == 200
        counts.append(len(seen))
    assert counts[1] <= counts[0]

"""What this room's tests share: a way to ask, and a desk at noon."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries import lists, names
from tests.world import NOON, Actor, World


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Names and counts of an earlier test's rows are forgotten."""
    names.forget()
    lists.forget()
    yield
    names.forget()
    lists.forget()


Reporter = Callable[..., ServiceRequest]


@pytest.fixture
def officer(world: World) -> Actor:
    """Somebody of the customer who reports faults."""
    return world.someone("USR", name="Olga")


@pytest.fixture
def report(world: World, officer: Actor) -> Reporter:
    """Reports a fault at the washroom; everything can be said otherwise."""

    def reported(*, actor: Actor | None = None, received_at: datetime = NOON, **values: Any) -> ServiceRequest:
        actor = actor or officer
        known = {
            "request_type": "mnt.fault", "channel": "web", "description": "The tap drips", "site_id": world.site.pk,
            "space_id": world.washroom.pk, "requester_id": actor.person.pk,
        }  # fmt: skip
        made = submit_request(actor.scope, Ask(**{**known, **values}), received_at=received_at, now=received_at)
        return made.service_request

    return reported

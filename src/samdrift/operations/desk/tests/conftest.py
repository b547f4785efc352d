"""What this room's tests share: nothing remembered, a desk, a request."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from samdrift.operations.desk.queries import answers, outages
from samdrift.operations.requests.public import Ask, ServiceRequest, submit_request
from samdrift.operations.requests.queries import lists, names
from samdrift.registers.catalogue.queries.known import forget as forget_catalogue
from tests.world import NOON, World

BACKEND = "samdrift.doors.account.backend.PasswordBackend"


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Names, counts and outages of an earlier test's rows are forgotten."""
    for forget in (names.forget, lists.forget, outages.forget, answers.forget):
        forget()
    yield
    for forget in (names.forget, lists.forget, outages.forget, answers.forget):
        forget()


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    """Asta's browser at the desk."""
    client.force_login(world.asta.person, backend=BACKEND)
    return client


@pytest.fixture
def reported(world: World) -> Callable[..., ServiceRequest]:
    """A request as somebody reported it: reported(description=…, requester_id=…)."""

    def made(**values: Any) -> ServiceRequest:
        known = {
            "request_type": "mnt.fault", "channel": "phone", "description": "The tap drips",
            "site_id": world.site.pk, "space_id": world.washroom.pk,
        }  # fmt: skip
        at = values.pop("at", NOON)
        return submit_request(world.asta.scope, Ask(**(known | values)), received_at=at, now=at).service_request

    return made


@pytest.fixture
def words_of_faults(world: World) -> None:
    """The fault's type is suggested by the words of a leak."""
    world.fault.keywords = {"en": ["drips", "leak"], "da": ["drypper"], "sv": ["droppar"]}
    world.fault.version += 1
    world.fault.save(update_fields=["keywords", "version"])
    forget_catalogue(world.community.pk)

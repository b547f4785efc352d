"""Two people at once: one wins, the other hears what happened, and nothing is done twice."""

import threading
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections

from samdrift.foundation.errors import Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest, Witness
from tests.world import NOON, World

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def shared_world(transactional_db):
    return World()


def at_once(*tasks):
    """Run the tasks on connections of their own, all starting together; gives what each came to."""
    ready, results = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(place, task):
        try:
            ready.wait(10)
            results[place] = task()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def asked(world, **values):
    officer = world.someone("USR")
    known = {"request_type": "mnt.fault", "channel": "web", "site_id": world.site.pk}
    ask = requests.Ask(**{**known, "requester_id": officer.person.pk, **values})
    return officer, requests.submit_request(officer.scope, ask, received_at=NOON, now=NOON).service_request


def skip_in_memory():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database has one connection")


@pytest.mark.slow
def test_of_two_who_close_one_is_told(shared_world):
    skip_in_memory()
    world = shared_world
    officer, row = asked(world)
    row = requests.resolve_at_once(world.asta.scope, row.uid, expected_version=None, resolution="repaired", now=LATER)
    scopes = officer.scope, world.dan.scope

    def close(scope):
        return lambda: requests.confirm_closed(scope, row.uid, expected_version=row.version, now=LATER).state

    outcomes = at_once(close(scopes[0]), close(scopes[1]))
    kinds = Counter("closed" if outcome == "closed" else type(outcome) for outcome in outcomes)
    assert kinds["closed"] == 1, outcomes
    assert kinds[Stale] + kinds[Refused] == 1, outcomes
    with everywhere(reason="test"):
        assert ServiceRequest.objects.get(pk=row.pk).version == row.version + 1


@pytest.mark.slow
def test_numbers_are_given_once_each(shared_world):
    skip_in_memory()
    world = shared_world
    scope, person = world.asta.scope, world.asta.person.pk
    ask = requests.Ask(request_type="mnt.fault", channel="phone", site_id=world.site.pk, requester_id=person)

    def submit():
        return requests.submit_request(scope, ask, received_at=NOON, now=NOON).service_request.number

    numbers = at_once(*[submit] * 6)
    assert sorted(numbers) == [f"NPS-2025-000000{n}" for n in range(1, 7)]


@pytest.mark.slow
def test_the_same_submission_at_once_is_one_request(shared_world):
    skip_in_memory()
    world = shared_world
    scope, person = world.asta.scope, world.asta.person.pk
    ask = requests.Ask(request_type="mnt.fault", channel="app", site_id=world.site.pk, requester_id=person, uid=uuid4())
    outcomes = at_once(
        *[lambda: requests.submit_request(scope, ask, received_at=NOON, now=NOON).service_request.uid] * 3
    )
    with everywhere(reason="test"):
        assert ServiceRequest.objects.filter(uid=ask.uid).count() == 1
    assert outcomes == [ask.uid] * 3
    again = requests.submit_request(scope, ask, received_at=NOON, now=NOON)
    assert again.repeated


@pytest.mark.slow
def test_two_taps_on_me_too_are_one_witness(shared_world):
    skip_in_memory()
    world = shared_world
    _officer, row = asked(world)
    scope = world.asta.scope
    at_once(*[lambda: requests.me_too(scope, row.uid, device_key="phone", now=LATER)] * 3)
    with everywhere(reason="test"):
        assert Witness.objects.filter(service_request=row).count() == 1
        assert ServiceRequest.objects.get(pk=row.pk).me_too == 1

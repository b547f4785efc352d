"""Two workers and people at once: nothing is counted twice, and nothing is forgotten."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, connections

from samdrift.foundation.events.public import seal_due
from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.comparing import compare
from samdrift.foundation.tallies.public import keep_up, rebuild_all, tallies
from samdrift.operations.requests import public as requests
from tests.world import NOON, World

EACH = 6


@pytest.fixture
def shared_world(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time; what is asked here is what PostgreSQL lets happen at once")
    return World()


def at_once(*tasks):
    """Run the tasks on connections of their own, all starting together; what went wrong, if anything."""
    ready, faults = threading.Barrier(len(tasks)), []

    def run(task):
        try:
            ready.wait(10)
            task()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return faults


@pytest.mark.slow
def test_two_workers_and_a_rebuild_beside_people_who_write(shared_world):
    world = shared_world
    officer = world.someone("USR")

    def people() -> None:
        for n in range(EACH):
            at = NOON + timedelta(hours=n)
            ask = requests.Ask(
                request_type="mnt.fault", channel="web", site_id=world.site.pk, requester_id=officer.person.pk,
                description=f"Tap {n}",
            )  # fmt: skip
            row = requests.submit_request(officer.scope, ask, received_at=at, now=at).service_request
            requests.triage(world.asta.scope, row.uid, expected_version=None, now=at)

    def worker() -> None:
        for _turn in range(EACH * 2):
            seal_due()
            keep_up(NOON)

    def anew() -> None:
        for _turn in range(2):
            rebuild_all(NOON)

    rebuild_all(NOON)
    assert at_once(people, people, worker, worker, anew) == []
    while seal_due():
        pass
    keep_up(NOON)
    with everywhere(reason="holding sums against the raw rows"):
        assert compare(world.community.pk, NOON, nights=1)[1] == []
    told = tallies(world.bo.scope, "requests.reported", world.contract.pk, date(2025, 5, 1), date(2025, 6, 1))
    assert [one.count for one in told] == [2 * EACH]

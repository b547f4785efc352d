"""Whoever a request is given to finds the work at once, whichever door gave it."""

from datetime import timedelta

from samdrift.foundation.events.public import deliver_all
from samdrift.operations.requests import public as requests
from samdrift.operations.work.models import WorkOrder
from tests.world import NOON

LATER = NOON + timedelta(hours=1)


def orders(world):
    return WorkOrder.objects.within(world.asta.scope)


def test_giving_a_request_away_gives_work(world, report):
    row = requests.assign_request(
        world.asta.scope, report().uid, expected_version=None, team_id=world.team.pk, now=NOON
    )
    order = orders(world).get()
    assert (order.service_request_id, order.team_id, order.state) == (row.pk, world.team.pk, "dispatched")
    requests.take_request(world.asta.scope, row.uid, expected_version=None, now=LATER)
    assert orders(world).get().assignee_id == world.asta.person.pk


def test_answering_in_the_contact_gives_none(world, report):
    requests.resolve_at_once(world.asta.scope, report().uid, expected_version=None, resolution="repaired", now=LATER)
    assert not orders(world).exists()


def test_what_is_resolved_otherwise_leaves_no_order_open(world, report):
    row = requests.assign_request(
        world.asta.scope, report().uid, expected_version=None, team_id=world.team.pk, now=NOON
    )
    requests.start(world.asta.scope, row.uid, expected_version=None, now=NOON)
    requests.resolve(world.asta.scope, row.uid, expected_version=None, resolution="repaired", now=LATER)
    deliver_all()
    assert not orders(world).filter(is_open=True).exists()

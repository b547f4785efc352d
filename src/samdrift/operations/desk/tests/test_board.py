"""The live board: waiting, talking, ageing, at risk; for those who lead the desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.operations.desk import public as desk_room
from samdrift.operations.desk.models import Queue
from samdrift.operations.desk.queries.board import live_board
from samdrift.operations.desk.tests.conftest import BACKEND
from tests.world import NOON, words


@pytest.fixture
def seen(world):
    def looked(at=NOON, actor=None):
        scope = (actor or world.asta).scope
        return live_board(scope, now=at, midnight=NOON.replace(hour=0), language="en")

    return looked


def rings(world, seconds_ago, **values):
    opening = desk_room.Opening(
        channel="phone", started_at=NOON - timedelta(seconds=seconds_ago), **({"queue": "main"} | values)
    )
    return desk_room.open_contact(world.asta.scope, opening, now=NOON)


def test_who_waits_too_long_is_told_by_what_their_queue_promises(world, seen):
    Queue.objects.create(community=world.community, code="main", name=words("Main line"), answer_seconds=60)
    for seconds in (10, 61, 200):
        rings(world, seconds)
    (queue,) = seen().waiting
    assert (queue.name, queue.count, queue.too_long) == ("Main line", 3, 2)
    assert queue.since == NOON - timedelta(seconds=200)


def test_an_agent_talks_then_wraps_up_then_is_free(world, seen):
    contact = rings(world, 30)
    desk_room.answer_contact(world.asta.scope, contact.uid, now=NOON)
    assert [(one.name, one.wrapping_up) for one in seen().busy] == [(world.asta.person.full_name, False)]
    desk_room.end_contact(world.asta.scope, contact.uid, at=NOON, now=NOON)
    assert [one.wrapping_up for one in seen().busy] == [True]
    desk_room.wrap_up(world.asta.scope, contact.uid, desk_room.WrapUp(outcome="resolved"), now=NOON)
    assert seen().busy == []
    assert seen().today == {"answered": 1, "resolved": 1, "abandoned": 0, "requests": 0}


def test_a_transfer_is_one_contact_of_today(world, seen):
    contact = rings(world, 30)
    desk_room.answer_contact(world.asta.scope, contact.uid, now=NOON)
    goes_on = desk_room.hand_over(world.asta.scope, contact.uid, note="Payroll", queue="pay", now=NOON)
    desk_room.wrap_up(world.asta.scope, goes_on.uid, desk_room.WrapUp(outcome="resolved"), now=NOON)
    assert seen().today["answered"] == 1


def test_new_requests_age_and_promises_come_near(world, seen, reported):
    for age in (timedelta(minutes=5), timedelta(hours=2), timedelta(hours=5), timedelta(days=9)):
        reported(at=NOON - age)
    board = seen()
    assert board.ages == [1, 1, 1, 1]
    assert board.late >= 1
    assert board.most_urgent == sorted(board.most_urgent, key=lambda row: row.next_due_at)


def test_the_other_community_is_another_board(world, seen, reported):
    rings(world, 90)
    reported(at=NOON - timedelta(days=9))
    board = seen(actor=world.carla)
    assert (board.waiting, board.busy, board.ages, board.late) == ([], [], [0, 0, 0, 0], 0)


def test_it_is_for_those_who_lead(world, client, desk):
    assert "Live board" in desk.get(reverse("desk:board")).content.decode()
    for actor in (world.bo, world.dan, world.someone("SD-AG")):
        client.force_login(actor.person, backend=BACKEND)
        assert client.get(reverse("desk:board")).status_code == 403


def test_it_costs_the_same_for_many(world, desk, reported):
    counted = []
    for many in (1, 29):
        for seconds in range(many):
            contact = rings(world, seconds, queue=f"q{seconds}")
            desk_room.answer_contact(world.asta.scope, contact.uid, now=NOON)
            rings(world, seconds, queue=f"q{seconds}")
            reported(at=now() - timedelta(days=3))
        desk.get(reverse("desk:board"))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(reverse("desk:board")).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1], counted

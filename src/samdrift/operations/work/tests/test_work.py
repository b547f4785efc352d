"""Work is given in one action, done in single taps, proven, and never lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.public import EventRecord, deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.work import queries
from samdrift.operations.work.commands import doing, giving, spending
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.models import WorkLine, WorkOrder
from tests.world import NOON, Actor, World

LATER = Moment(NOON + timedelta(minutes=10))


@pytest.fixture
def tech(world: World) -> Actor:
    return world.join_team(world.someone("SVC-E", name="Tea"))


@pytest.fixture
def ask(world: World) -> ServiceRequest:
    wanted = requests.Ask(
        request_type="mnt.fault", channel="web", title="Tap drips", site_id=world.site.pk, space_id=world.washroom.pk,
        requester_id=world.someone("USR").person.pk,
    )  # fmt: skip
    return requests.submit_request(world.asta.scope, wanted, received_at=NOON, now=NOON).service_request


@pytest.fixture
def order(world: World, ask: ServiceRequest) -> WorkOrder:
    return giving.assign_work(world.asta.scope, ask.uid, expected_version=None, team_id=world.team.pk, now=NOON)


def start(actor: Actor, order: WorkOrder, moment: Moment = LATER) -> WorkOrder:
    return doing.start_order(actor.scope, order.uid, expected_version=None, moment=moment, reason="cannot_scan")


def again(row: ServiceRequest) -> ServiceRequest:
    with everywhere(reason="a test looks"):
        return ServiceRequest.objects.get(pk=row.pk)


def test_giving_work_assigns_the_request_and_makes_its_order(
    world: World, ask: ServiceRequest, order: WorkOrder
) -> None:
    assert order.state == "dispatched"
    assert order.number == f"{ask.number}-1"
    assert again(ask).state == "assigned"


def test_giving_it_to_another_keeps_the_same_order(world: World, ask: ServiceRequest, order: WorkOrder) -> None:
    second = giving.assign_work(
        world.asta.scope, ask.uid, expected_version=None, assignee_id=world.asta.person.pk, now=NOON
    )
    assert second.pk == order.pk


def test_the_team_sees_it_and_others_do_not(world: World, tech: Actor, order: WorkOrder) -> None:
    assert list(queries.my_work(tech.scope)) == [order]
    assert not queries.my_work(world.someone("SVC-E").scope).exists()
    assert not queries.my_work(world.carla.scope).exists()


def test_from_accepting_to_done_the_request_goes_with_it(
    world: World, tech: Actor, ask: ServiceRequest, order: WorkOrder
) -> None:
    doing.accept_order(tech.scope, order.uid, expected_version=None, moment=LATER)
    start(tech, order)
    assert again(ask).state == "in_progress"
    done = doing.finish_order(tech.scope, order.uid, expected_version=None, resolution="repaired", moment=LATER)
    assert (done.state, again(ask).state) == ("done", "resolved")


def test_a_colleague_who_may_only_look_cannot_start(world: World, order: WorkOrder) -> None:
    with pytest.raises(NotAllowed):
        doing.start_order(world.bo.scope, order.uid, expected_version=None, moment=LATER)


def test_the_other_community_does_not_find_it(world: World, order: WorkOrder) -> None:
    with pytest.raises(WorkOrder.DoesNotExist):
        doing.start_order(world.carla.scope, order.uid, expected_version=None, moment=LATER)


def test_the_second_of_two_people_is_told(world: World, tech: Actor, order: WorkOrder) -> None:
    doing.accept_order(tech.scope, order.uid, expected_version=order.version, moment=LATER)
    with pytest.raises(Stale):
        doing.accept_order(world.asta.scope, order.uid, expected_version=order.version, moment=LATER)


def test_finished_work_is_not_finished_again(world: World, tech: Actor, order: WorkOrder) -> None:
    start(tech, order)
    doing.finish_order(tech.scope, order.uid, expected_version=None, resolution="repaired", moment=LATER)
    with pytest.raises(Refused):
        doing.finish_order(tech.scope, order.uid, expected_version=None, resolution="repaired", moment=LATER)


def test_waiting_for_access_stops_the_clock_and_going_on_starts_it(
    world: World, tech: Actor, ask: ServiceRequest, order: WorkOrder
) -> None:
    start(tech, order)
    doing.pause_order(
        tech.scope, order.uid, expected_version=None, reason="no_access", note="Rang the bell at 12:10", moment=LATER
    )
    assert again(ask).paused
    doing.resume_order(tech.scope, order.uid, expected_version=None, moment=Moment(NOON + timedelta(hours=1)))
    assert not again(ask).paused
    assert again(ask).state == "in_progress"


def test_what_closing_demands_is_asked_for(world: World, tech: Actor, order: WorkOrder) -> None:
    order.evidence = ["scan"]
    order.save(update_fields=["evidence"])
    start(tech, order)
    with pytest.raises(Invalid) as refused:
        doing.finish_order(tech.scope, order.uid, expected_version=None, resolution="repaired", moment=LATER)
    assert list(refused.value.fields) == ["scan"]
    assert doing.confirm_place(tech.scope, order.uid, space_id=world.washroom.pk, asset_id=None, moment=LATER)
    doing.finish_order(tech.scope, order.uid, expected_version=None, resolution="repaired", moment=LATER)


def test_a_scan_elsewhere_proves_nothing(world: World, tech: Actor, order: WorkOrder) -> None:
    assert not doing.confirm_place(tech.scope, order.uid, space_id=world.cell.pk, asset_id=None, moment=LATER)


def test_work_done_offline_after_cancelling_is_kept_and_looked_at(
    world: World, tech: Actor, ask: ServiceRequest, order: WorkOrder
) -> None:
    doing.accept_order(tech.scope, order.uid, expected_version=None, moment=LATER)
    requests.cancel(world.asta.scope, ask.uid, expected_version=None, reason="not needed", now=LATER.now)
    deliver_all()
    offline = Moment(NOON + timedelta(hours=2), device_at=NOON + timedelta(hours=1), sent_at=NOON + timedelta(hours=2))
    kept = doing.finish_order(tech.scope, order.uid, expected_version=None, resolution="repaired", moment=offline)
    assert (kept.state, kept.for_review) == ("cancelled", "done_after_cancelling")
    assert kept.done_at == NOON + timedelta(hours=1)
    assert list(queries.for_review(world.asta.scope)) == [kept]


def test_a_phones_wrong_clock_is_corrected_and_flagged(world: World, tech: Actor, order: WorkOrder) -> None:
    wrong = timedelta(hours=3)
    moment = Moment(LATER.now, device_at=NOON + wrong + timedelta(minutes=5), sent_at=LATER.now + wrong)
    accepted = doing.accept_order(tech.scope, order.uid, expected_version=None, moment=moment)
    assert accepted.accepted_at == NOON + timedelta(minutes=5)
    with everywhere(reason="a test looks"):
        told = EventRecord.objects.filter(kind="work.order_moved").latest("pk")
    assert told.payload["clock_off"] is True


def test_a_line_is_written_once_however_often_it_is_sent(world: World, tech: Actor, order: WorkOrder) -> None:
    uid = uuid4()
    spent = spending.Spent("time", minutes=45)
    for _try in range(2):
        spending.write_line(tech.scope, order.uid, spent, now=NOON, line_uid=uid)
    with everywhere(reason="a test looks"):
        assert WorkLine.objects.count() == 1


def test_a_mistake_is_taken_back_by_a_second_line(world: World, tech: Actor, order: WorkOrder) -> None:
    line = spending.write_line(tech.scope, order.uid, spending.Spent("time", minutes=45), now=NOON)
    spending.take_back_line(tech.scope, line.uid, now=NOON)
    with everywhere(reason="a test looks"):
        assert sum(WorkLine.objects.values_list("minutes", flat=True)) == 0
    with pytest.raises(Refused):
        spending.take_back_line(tech.scope, line.uid, now=NOON)


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_impossible_time_is_refused(world: World, tech: Actor, order: WorkOrder, minutes: int) -> None:
    with pytest.raises(Invalid):
        spending.write_line(tech.scope, order.uid, spending.Spent("time", minutes=minutes), now=NOON)


def test_a_reopened_request_is_followed_up_by_a_new_order(
    world: World, tech: Actor, ask: ServiceRequest, order: WorkOrder
) -> None:
    start(tech, order)
    doing.finish_order(tech.scope, order.uid, expected_version=None, resolution="repaired", moment=LATER)
    requests.reopen(world.dan.scope, ask.uid, expected_version=None, reason="drips again", now=NOON + timedelta(days=1))
    deliver_all()
    for _again in range(2):  # a follower may hear of it twice
        first, second = queries.orders_of_request(world.asta.scope, ask.uid)
        assert (first.state, second.state, second.follow_up_of_id) == ("done", "dispatched", first.pk)
        assert (second.team_id, second.assignee_id) == (first.team_id, tech.person.pk)
        giving.follow_request(world.asta.scope, ask.pk, now=NOON + timedelta(days=1), reopened=True)


def states(ask: ServiceRequest, order: WorkOrder) -> tuple[str, str]:
    order.refresh_from_db()
    return again(ask).state, order.state


def test_what_is_pressed_on_the_request_moves_its_order_too(
    world: World, tech: Actor, ask: ServiceRequest, order: WorkOrder
) -> None:
    at = {"expected_version": None, "now": LATER.now}
    requests.start(tech.scope, ask.uid, **at)
    assert states(ask, order) == ("in_progress", "started")
    assert (order.assignee_id, order.started_at) == (tech.person.pk, LATER.now)
    requests.put_on_hold(tech.scope, ask.uid, reason="awaiting_parts", note="Order 7", **at)
    assert states(ask, order) == ("on_hold", "paused")
    assert order.pause_reason == "awaiting_parts"
    requests.resume(tech.scope, ask.uid, **at)
    assert states(ask, order) == ("in_progress", "started")
    requests.resolve(tech.scope, ask.uid, resolution="repaired", **at)
    assert states(ask, order) == ("resolved", "done")


def test_what_is_pressed_on_the_order_is_told_once(
    world: World, tech: Actor, ask: ServiceRequest, order: WorkOrder
) -> None:
    start(tech, order)
    doing.pause_order(
        tech.scope, order.uid, expected_version=None, reason="awaiting_parts", note="Order 7", moment=LATER
    )
    doing.resume_order(tech.scope, order.uid, expected_version=None, moment=LATER)
    assert states(ask, order) == ("in_progress", "started")
    with everywhere(reason="a test looks"):
        told = EventRecord.objects.filter(kind="work.order_moved", subject_uid=order.uid).order_by("pk")
        assert [one.payload["move"] for one in told][-3:] == ["start", "pause", "resume"]
        assert EventRecord.objects.filter(kind="requests.started").count() == 1


def test_a_wait_before_anybody_began_leaves_the_order_to_be_taken(
    world: World, tech: Actor, ask: ServiceRequest, order: WorkOrder
) -> None:
    at = {"expected_version": None, "now": LATER.now}
    requests.put_on_hold(world.asta.scope, ask.uid, reason="awaiting_parts", note="Order 7", **at)
    assert states(ask, order) == ("assigned", "dispatched")
    assert order.pause_reason == "awaiting_parts"
    requests.resume(world.asta.scope, ask.uid, **at)
    assert states(ask, order) == ("assigned", "dispatched")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer, so nobody waits in a ring")
def test_an_order_is_locked_after_its_request(world: World, tech: Actor, order: WorkOrder) -> None:
    with CaptureQueriesContext(connection) as asked:
        doing.accept_order(tech.scope, order.uid, expected_version=None, moment=Moment(NOON))
    locks = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    assert "requests_servicerequest" in locks[0].split("FROM")[1].split()[0]
    assert "work_workorder" in locks[1].split("FROM")[1].split()[0]

"""What a phone queued: in order, once, by the pages' own commands; and what came too late is kept."""

from datetime import timedelta
from uuid import uuid4

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.operations.field.models import FieldAction
from samdrift.operations.field.tests.conftest import given, order_now, piece, send
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from tests.world import NOON, Actor, World

pytestmark = pytest.mark.django_db


def lines(order: work.WorkOrder) -> list[tuple[str, int]]:
    with everywhere(reason="a test looks"):
        return list(work.WorkLine.objects.filter(work_order=order).order_by("pk").values_list("kind", "minutes"))


def whole_job(order: work.WorkOrder) -> list:
    at = [NOON + timedelta(minutes=minutes) for minutes in range(0, 60, 10)]
    return [
        piece("accept", order.uid, at=at[0]),
        piece("scan", order.uid, at=at[1], code="https://example.org/q/7K3M9PQRS2N"),
        piece("start", order.uid, at=at[2]),
        piece("time", order.uid, at=at[3], minutes=25),
        piece("material", order.uid, at=at[3], text="Washer", quantity="1,5"),
        piece("finish", order.uid, at=at[4], resolution="repaired", note="New washer"),
    ]


def test_a_whole_job_done_without_signal_stands_as_it_was_done(world: World, tech: Actor) -> None:
    order = given(world)
    told = send(tech, *whole_job(order))
    assert [one.outcome for one in told] == ["done"] * 6, told
    done = order_now(order)
    assert (done.state, done.assignee_id, done.note) == ("done", tech.person.pk, "New washer")
    assert done.started_at == NOON + timedelta(minutes=20)
    assert done.place_confirmed_at == NOON + timedelta(minutes=10)
    assert done.done_at == NOON + timedelta(minutes=40)
    assert done.service_request is not None
    assert done.service_request.state == "resolved"
    assert lines(order) == [("time", 25), ("material", 0)]


def test_the_same_queue_sent_again_changes_nothing(world: World, tech: Actor) -> None:
    order = given(world)
    sent = whole_job(order)
    send(tech, *sent)
    version = order_now(order).version
    again = send(tech, *sent, late=timedelta(hours=4))
    assert {one.outcome for one in again} == {"duplicate"}
    assert order_now(order).version == version
    assert lines(order) == [("time", 25), ("material", 0)]
    with everywhere(reason="a test counts"):
        assert FieldAction.objects.count() == 6


def test_both_clocks_are_kept_and_the_drift_between_them(world: World, tech: Actor) -> None:
    order = given(world)
    send(tech, piece("start", order.uid, at=NOON + timedelta(hours=2), reason="cannot_scan"), ahead=timedelta(hours=1))
    with everywhere(reason="a test looks"):
        kept = FieldAction.objects.get()
    assert kept.drift_seconds == 3600
    assert kept.device_at == NOON + timedelta(hours=2)
    assert order_now(order).started_at == NOON + timedelta(hours=1), "the error of the phone's clock is taken out"


def test_what_is_refused_says_why_and_may_come_again(world: World, tech: Actor) -> None:
    order = given(world)
    with everywhere(reason="a test sets what closing demands"):
        work.WorkOrder.objects.filter(pk=order.pk).update(evidence=["scan"])
    start, finish = piece("start", order.uid, reason="tag_missing"), piece("finish", order.uid, resolution="repaired")
    told = send(tech, start, finish)
    assert [one.outcome for one in told] == ["done", "refused"]
    assert "Scan the tag" in told[1].words
    told = send(tech, piece("scan", order.uid, code="7K3M9PQRS2N"), finish)
    assert [one.outcome for one in told] == ["done", "done"]
    assert order_now(order).state == "done"
    with everywhere(reason="a test looks"):
        assert FieldAction.objects.get(uid=finish.uid).outcome == "done"


def test_work_on_an_order_cancelled_meanwhile_is_kept_and_looked_at(world: World, tech: Actor) -> None:
    order = given(world)
    send(tech, piece("accept", order.uid))
    row = order_now(order).service_request
    assert row is not None
    requests.cancel(world.asta.scope, row.uid, expected_version=None, reason="mistake", now=NOON + timedelta(minutes=5))
    from samdrift.foundation.events.public import deliver_all

    deliver_all()
    assert order_now(order).state == "cancelled"
    told = send(
        tech, piece("start", order.uid), piece("time", order.uid, minutes=30),
        piece("finish", order.uid, resolution="repaired"),
    )  # fmt: skip
    assert [one.outcome for one in told] == ["conflict"] * 3
    assert "cancelled" in told[0].words
    late = order_now(order)
    assert (late.state, late.for_review, late.resolution_code) == ("cancelled", "done_after_cancelling", "repaired")
    assert lines(order) == [("time", 30)]


@pytest.fixture
def other_team_has_it(world: World, tech: Actor) -> work.WorkOrder:
    """An order Tea accepted and that was given to somebody outside her team while she had no signal."""
    order = given(world)
    send(tech, piece("accept", order.uid))
    row = order_now(order).service_request
    assert row is not None
    eli = world.someone("SVC-E", name="Eli")
    work.assign_work(
        world.asta.scope, row.uid, expected_version=None, assignee_id=eli.person.pk, now=NOON + timedelta(minutes=9)
    )
    return order_now(order)


def test_work_on_an_order_given_away_is_kept_and_a_leader_counts_it(
    world: World, tech: Actor, other_team_has_it: work.WorkOrder
) -> None:
    order = other_team_has_it
    told = send(
        tech, piece("start", order.uid), piece("time", order.uid, minutes=30),
        piece("finish", order.uid, resolution="repaired", note="Done before I knew"),
    )  # fmt: skip
    assert {one.outcome for one in told} == {"conflict"}
    assert order_now(order).for_review == "done_after_reassigning"
    assert order_now(order).is_open
    work.count_work(world.asta.scope, order.uid, expected_version=None, now=NOON + timedelta(hours=5))
    done = order_now(order)
    assert (done.state, done.for_review) == ("done", "")
    assert done.service_request is not None
    assert done.service_request.state == "resolved"
    assert lines(order) == [("time", 30)]


def test_work_that_does_not_count_is_taken_back_line_by_line(
    world: World, tech: Actor, other_team_has_it: work.WorkOrder
) -> None:
    order = other_team_has_it
    send(tech, piece("time", order.uid, minutes=30))
    work.discount_work(world.asta.scope, order.uid, expected_version=None, now=NOON + timedelta(hours=5))
    assert order_now(order).for_review == ""
    assert order_now(order).is_open
    assert lines(order) == [("time", 30), ("time", -30)]


def test_only_a_leader_decides_and_only_once(world: World, tech: Actor, other_team_has_it: work.WorkOrder) -> None:
    from samdrift.foundation.errors import NotAllowed, Refused

    send(tech, piece("time", other_team_has_it.uid, minutes=30))
    with pytest.raises((NotAllowed, work.WorkOrder.DoesNotExist)):
        work.count_work(tech.scope, other_team_has_it.uid, expected_version=None, now=NOON)
    with pytest.raises(NotAllowed):
        work.count_work(world.dan.scope, other_team_has_it.uid, expected_version=None, now=NOON)
    work.count_work(world.asta.scope, other_team_has_it.uid, expected_version=None, now=NOON)
    with pytest.raises(Refused):
        work.count_work(world.asta.scope, other_team_has_it.uid, expected_version=None, now=NOON)


def test_accepting_what_went_to_somebody_else_only_says_so(
    world: World, tech: Actor, other_team_has_it: work.WorkOrder
) -> None:
    (told,) = send(tech, piece("pause", other_team_has_it.uid, reason="awaiting_parts"))
    assert told.outcome == "conflict"
    assert order_now(other_team_has_it).for_review == ""


def test_an_order_that_never_was_theirs_does_not_exist(world: World, tech: Actor) -> None:
    order = given(world)
    stranger, carla = world.someone("SVC-E", name="Una"), world.carla
    for actor in (stranger, carla):
        (told,) = send(actor, piece("time", order.uid, minutes=30))
        assert (told.outcome, told.unknown) == ("refused", True)
    assert lines(order) == []


def test_new_work_is_begun_and_gone_on_with_before_it_is_sent(world: World, tech: Actor) -> None:
    order_uid = uuid4()
    told = send(
        tech,
        piece("new", order_uid, request_type="mnt.fault", title="Loose handle", code="7K3M9PQRS2N"),
        piece("start", order_uid, at=NOON + timedelta(minutes=1)),
        piece("time", order_uid, minutes=10),
        piece("finish", order_uid, at=NOON + timedelta(minutes=11), resolution="repaired"),
    )
    assert [one.outcome for one in told] == ["done"] * 4, told
    with everywhere(reason="a test looks"):
        made = work.WorkOrder.objects.select_related("service_request").get(uid=order_uid)
    assert (made.state, made.assignee_id, made.space_id) == ("done", tech.person.pk, world.washroom.pk)
    assert made.service_request is not None
    assert (made.service_request.channel, made.service_request.state) == ("app", "resolved")
    assert made.service_request.received_at == NOON


def test_what_others_should_do_goes_to_the_desk(world: World, tech: Actor) -> None:
    beside = given(world)
    (told,) = send(tech, piece("report", None, request_type="mnt.fault", title="Rust", beside=str(beside.uid)))
    assert told.outcome == "done"
    with everywhere(reason="a test looks"):
        row = requests.ServiceRequest.objects.latest("pk")
    assert (row.title, row.space_id, row.state) == ("Rust", world.washroom.pk, "submitted")
    assert row.number in told.words


@pytest.mark.parametrize("kind", ["dance"])
def test_what_this_installation_does_not_know_is_refused_in_words(world: World, tech: Actor, kind: str) -> None:
    order = given(world)
    (told,) = send(tech, piece(kind, order.uid))
    assert told.outcome == "refused"
    assert told.words


def test_a_scan_of_another_place_is_told_so_and_proves_nothing(world: World, tech: Actor) -> None:
    order = given(world)
    (told,) = send(tech, piece("scan", order.uid, code=world.secured_tag.code))
    assert "elsewhere" in told.words
    assert order_now(order).place_confirmed_at is None


def test_a_checklist_is_gone_through_without_signal_and_a_failed_step_is_followed_up(world: World, tech: Actor) -> None:
    order = given(world)
    draft = work.ChecklistDraft(
        code="tap", name=dict.fromkeys(("en", "da", "sv"), "Tap"),
        steps="yes_no | Dry? | Tørt? | Torrt?\nnumber | Pressure | Tryk | Tryck | 1..3 bar",
    )  # fmt: skip
    version = work.publish_checklist(world.someone("OPS-M").scope, draft, now=NOON)
    with everywhere(reason="a test gives the order a checklist"):
        work.WorkOrder.objects.filter(pk=order.pk).update(checklist=version)
    first = [piece("start", order.uid, reason="remote"), piece("step", order.uid, key="s1", value="yes")]
    early = piece("finish", order.uid, resolution="repaired")
    told = send(tech, *first, early)
    assert [one.outcome for one in told] == ["done", "done", "refused"]
    told = send(tech, piece("step", order.uid, key="s2", value="4,5"), early)
    assert [one.outcome for one in told] == ["done", "done"], told
    assert "follow-up" in told[0].words
    assert order_now(order).state == "done"
    with everywhere(reason="a test looks for the order that follows"):
        assert work.WorkOrder.objects.filter(follow_up_of=order).count() == 1

"""Giving orders a time in somebody's day, for orders out of requests and out of plans alike."""

from datetime import timedelta
from typing import Any

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.commands.planning import PlannedWork, plan_order
from samdrift.operations.work.commands.slotting import Place, Slot, slot_order, slot_orders
from samdrift.operations.work.models import WorkOrder
from tests.world import NOON, Actor, World

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def tech(world: World) -> Actor:
    return world.join_team(world.someone("SVC-E", name="Tea"))


@pytest.fixture
def asked(world: World) -> WorkOrder:
    ask = requests.Ask(
        request_type="mnt.fault",
        channel="web",
        title="Tap drips",
        site_id=world.site.pk,
        requester_id=world.dan.person.pk,
    )
    made = requests.submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request
    return assign_work(world.asta.scope, made.uid, expected_version=None, team_id=world.team.pk, now=NOON)


@pytest.fixture
def planned(world: World) -> WorkOrder:
    wanted = PlannedWork(contract_id=world.contract.pk, line_code="MNT", title="Grease the lift", site_id=world.site.pk)
    return plan_order(world.asta.scope, wanted, now=NOON)


def at(world: World, tech: Actor | None) -> Place:
    return Place(world.team.pk, tech.person.pk if tech else None, NOON, LATER)


def test_an_order_out_of_a_request_goes_with_its_request(world: World, tech: Actor, asked: WorkOrder) -> None:
    order = slot_order(world.asta.scope, asked.uid, at(world, tech), expected_version=asked.version, now=NOON)
    assert (order.state, order.assignee_id, order.planned_from, order.planned_to) == (
        "dispatched", tech.person.pk, NOON, LATER,
    )  # fmt: skip
    assert order.service_request is not None
    assert order.service_request.assignee_id == tech.person.pk
    back = slot_order(world.asta.scope, asked.uid, Place(world.team.pk), expected_version=order.version, now=NOON)
    assert (back.assignee_id, back.planned_from, back.state) == (None, None, "dispatched")


def test_an_order_out_of_a_plan_is_dispatched_and_told(world: World, tech: Actor, planned: WorkOrder) -> None:
    order = slot_order(world.asta.scope, planned.uid, at(world, tech), expected_version=planned.version, now=NOON)
    assert (order.state, order.assignee_id) == ("dispatched", tech.person.pk)
    with everywhere(reason="a test looks"):
        kinds = set(EventRecord.objects.filter(subject_uid=order.uid).values_list("kind", flat=True))
    assert {"work.order_dispatched", "work.order_slotted"} <= kinds


def test_a_new_time_alone_dispatches_nobody(world: World, tech: Actor, planned: WorkOrder) -> None:
    first = slot_order(world.asta.scope, planned.uid, at(world, tech), expected_version=None, now=NOON)
    again = Place(world.team.pk, tech.person.pk, LATER, LATER)
    slot_order(world.asta.scope, planned.uid, again, expected_version=first.version, now=NOON)
    with everywhere(reason="a test looks"):
        told = EventRecord.objects.filter(subject_uid=planned.uid, kind="work.order_dispatched").count()
    assert told == 1


def test_only_whoever_plans_gives_and_only_what_is_open(world: World, tech: Actor, planned: WorkOrder) -> None:
    with pytest.raises(NotAllowed):
        slot_order(world.bo.scope, planned.uid, at(world, tech), expected_version=None, now=NOON)
    with pytest.raises(WorkOrder.DoesNotExist):
        slot_order(world.carla.scope, planned.uid, at(world, tech), expected_version=None, now=NOON)
    with pytest.raises(Stale):
        slot_order(world.asta.scope, planned.uid, at(world, tech), expected_version=99, now=NOON)
    WorkOrder.objects.within(world.asta.scope).filter(pk=planned.pk).update(state="done", is_open=False)
    with pytest.raises(Refused):
        slot_order(world.asta.scope, planned.uid, at(world, tech), expected_version=None, now=NOON)


def test_times_and_people_must_be_possible(world: World, planned: WorkOrder) -> None:
    for wrong in (
        Place(world.team.pk, None, LATER, NOON), Place(world.team.pk, world.carla.person.pk),
        Place(world.there.team.pk),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            slot_order(world.asta.scope, planned.uid, wrong, expected_version=None, now=NOON)


def grease(world: World, number: int, **more: Any) -> WorkOrder:
    wanted = PlannedWork(
        contract_id=world.contract.pk, line_code="MNT", title=f"Grease lift {number}", site_id=world.site.pk, **more
    )  # fmt: skip
    return plan_order(world.asta.scope, wanted, now=NOON)


def test_many_are_given_as_one_is_and_what_changed_since_is_left(
    world: World, tech: Actor, asked: WorkOrder, planned: WorkOrder
) -> None:
    stale, last = grease(world, 1), grease(world, 2)
    place = at(world, tech)
    slots = [Slot(one.uid, one.version - (one == stale), place) for one in (asked, planned, stale, last)]
    given = slot_orders(world.asta.scope, slots, now=NOON)
    assert set(given) == {asked.uid, planned.uid, last.uid}
    alone = slot_order(world.asta.scope, grease(world, 3).uid, place, expected_version=None, now=NOON)
    for order in WorkOrder.objects.within(world.asta.scope).filter(uid__in=[planned.uid, last.uid]):
        assert (order.state, order.assignee_id, order.planned_from, order.planned_to, order.version) == (
            alone.state, alone.assignee_id, alone.planned_from, alone.planned_to, alone.version,
        )  # fmt: skip
    with everywhere(reason="a test looks"):
        told = {
            one.uid: list(EventRecord.objects.filter(subject_uid=one.uid).order_by("pk").values_list("kind", flat=True))
            for one in (alone, planned, last, stale)
        }
    assert told[planned.uid] == told[last.uid] == told[alone.uid]
    assert "work.order_slotted" not in told[stale.uid]


def test_what_is_refused_of_many_leaves_nothing_in_the_book(world: World, tech: Actor, planned: WorkOrder) -> None:
    hard = grease(world, 1, skills=["boiler"])
    slots = [Slot(one.uid, one.version, at(world, tech)) for one in (planned, hard)]
    assert set(slot_orders(world.asta.scope, slots, now=NOON)) == {planned.uid}
    with everywhere(reason="a test looks"):
        assert WorkOrder.objects.get(uid=hard.uid).assignee_id is None
        told = EventRecord.objects.filter(subject_uid=hard.uid).values_list("kind", flat=True)
        assert {"work.order_dispatched", "work.order_slotted"}.isdisjoint(told)


def test_of_many_orders_none_is_given_by_whoever_may_not_give_one(
    world: World, tech: Actor, planned: WorkOrder
) -> None:
    slots = [Slot(planned.uid, planned.version, at(world, tech))]
    with pytest.raises(NotAllowed):
        slot_orders(world.bo.scope, slots, now=NOON)
    with pytest.raises(WorkOrder.DoesNotExist):
        slot_orders(world.carla.scope, slots, now=NOON)
    with pytest.raises(Invalid):
        slot_orders(world.asta.scope, [Slot(planned.uid, planned.version, Place(world.there.team.pk))], now=NOON)

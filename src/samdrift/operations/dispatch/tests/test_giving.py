"""Giving orders to people for a day: to whom, when, and who is refused."""

from datetime import timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.operations.dispatch.commands.giving import Give, give_order, take_back
from samdrift.operations.dispatch.models import KeptWindow
from samdrift.operations.dispatch.tests.conftest import TOMORROW, Actor, Field
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.parties.models import RoleAssignment
from tests.world import NOON, World

EIGHT = NOON + timedelta(days=1, hours=-4)


def to(field: Field, actor: Actor, **more: object) -> Give:
    return Give(field.world.team, actor.person.pk, TOMORROW, **more)  # type: ignore[arg-type]


def test_the_first_order_begins_after_the_way_to_it_and_the_next_after_the_first(field: Field) -> None:
    first, second = field.orders(2)
    made = give_order(field.planner.scope, first.uid, to(field, field.ulf), expected_version=first.version, now=NOON)
    assert (made.assignee_id, made.state) == (field.ulf.person.pk, "dispatched")
    assert made.planned_from is not None
    assert made.planned_from > EIGHT
    assert made.planned_to == made.planned_from + timedelta(hours=1)
    later = give_order(field.planner.scope, second.uid, to(field, field.ulf), expected_version=None, now=NOON)
    assert later.planned_from is not None
    assert later.planned_from > made.planned_to


def test_nobody_goes_behind_secured_doors_who_is_not_cleared_that_day(field: Field) -> None:
    cell = field.behind_doors()
    with pytest.raises(Refused, match=r"Ulf .* not cleared"):
        give_order(field.planner.scope, cell.uid, to(field, field.ulf), expected_version=None, now=NOON)
    assert give_order(field.planner.scope, cell.uid, to(field, field.tea), expected_version=None, now=NOON)
    # The clearance runs out today: tomorrow is the day that counts.
    roles = RoleAssignment.objects.within(field.world.dan.scope).filter(employment=field.tea.employment)
    roles.update(valid_to=NOON.date())
    with pytest.raises(Refused, match="Tea"):
        give_order(field.planner.scope, cell.uid, to(field, field.tea), expected_version=None, now=NOON)


def test_only_who_plans_gives_and_only_to_the_team(field: Field, world: World) -> None:
    (order,) = field.orders(1)
    with pytest.raises(NotAllowed):
        give_order(field.tea.scope, order.uid, to(field, field.tea), expected_version=None, now=NOON)
    with pytest.raises(WorkOrder.DoesNotExist):
        give_order(world.carla.scope, order.uid, to(field, field.tea), expected_version=None, now=NOON)
    with pytest.raises(Invalid):
        give_order(field.planner.scope, order.uid, to(field, world.bo), expected_version=None, now=NOON)


def test_the_second_of_two_dispatchers_is_told(field: Field) -> None:
    (order,) = field.orders(1)
    seen = order.version
    give_order(field.planner.scope, order.uid, to(field, field.tea), expected_version=seen, now=NOON)
    with pytest.raises(Stale):
        give_order(field.world.asta.scope, order.uid, to(field, field.ulf), expected_version=seen, now=NOON)
    assert field.of(order).assignee_id == field.tea.person.pk


def test_what_is_taken_back_has_the_window_it_had(field: Field) -> None:
    window = (NOON + timedelta(days=1), NOON + timedelta(days=1, hours=4))
    (order,) = field.orders(1, planned_from=window[0], planned_to=window[1])
    give_order(field.planner.scope, order.uid, to(field, field.tea), expected_version=None, now=NOON)
    assert field.of(order).planned_to != window[1]
    back = take_back(field.planner.scope, order.uid, expected_version=None, now=NOON)
    assert (back.assignee_id, back.planned_from, back.planned_to) == (None, *window)
    assert KeptWindow.objects.within(field.planner.scope).count() == 1


def test_what_somebody_is_at_is_not_taken_out_of_their_hands(field: Field) -> None:
    (order,) = field.orders(1)
    WorkOrder.objects.within(field.planner.scope).filter(pk=order.pk).update(state="started")
    with pytest.raises(Refused):
        take_back(field.planner.scope, order.uid, expected_version=None, now=NOON)

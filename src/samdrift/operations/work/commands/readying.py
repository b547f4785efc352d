"""What time does to planned work: it becomes ready at its lead time, and goes to whom the plan names."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.operations.work import events, rules
from samdrift.operations.work.commands import loading
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.models import WorkOrder

ALL_CLASSES = frozenset(f"D{number}" for number in range(10))


def system_scope(community_id: int) -> Scope:
    """Nobody in particular, within one community: what the clock does is done by no person."""
    return Scope(community_id=community_id, grants=(Grant("SYS", frozenset({"work.view"}), data_classes=ALL_CLASSES),))


def due_to_be_ready(now: datetime, *, most: int = 500) -> list[tuple[int, UUID]]:
    """Community and uid of planned orders whose lead time has come and whose material is there."""
    with everywhere(reason="time passes in every community; each order is then moved within its own"):
        rows = WorkOrder.objects.filter(state="planned", ready_at__lte=now, awaits_material=False)
        return list(rows.order_by("ready_at", "pk").values_list("community_id", "uid")[:most])


@transaction.atomic
def make_ready(scope: Scope, uid: UUID, *, now: datetime) -> str:
    """Let one planned order be ready, and give it to whom it is planned for; its state then. Safe to repeat."""
    order = loading.locked(scope, uid)
    early = order.ready_at is not None and order.ready_at > now
    if order.state != "planned" or order.awaits_material or early:
        return order.state
    loading.move(scope, order, "make_ready", Moment(now))
    if order.team_id or order.assignee_id:
        hand_over(scope, order, now)
    return loading.save(order).state


@transaction.atomic
def let_material_arrive(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> WorkOrder:
    """The material is there: what waited for nothing else becomes ready.

    Raises:
        DoesNotExist: No such order within the scope.
        NotAllowed: The actor may not plan work there.
        Stale: Somebody changed it since.
    """
    order = loading.locked(scope, uid, expected_version)
    loading.require(scope, "work.plan", order)
    if order.awaits_material:
        order.awaits_material, order.changed_at = False, now
        order.save_changes("awaits_material", "changed_at")
        make_ready(scope, uid, now=now)
    return loading.locked(scope, uid)


def hand_over(scope: Scope, order: WorkOrder, now: datetime) -> None:
    """Dispatch a ready order to the team and person it names, unsaved."""
    if order.state != "dispatched" and rules.after(order.state, "dispatch"):
        loading.move(scope, order, "dispatch", Moment(now))
    event = events.OrderDispatched(
        work_order_id=order.uid, request_id=loading.request_uid(order), line=order.line_code, team_id=order.team_id,
        assignee_id=order.assignee_id,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=order)

"""Giving work: the request is assigned and its order stands, in one action and one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work import events, rules
from samdrift.operations.work.commands import loading
from samdrift.operations.work.models import WorkOrder


@transaction.atomic
def assign_work(
    scope: Scope, request_id: UUID, *, expected_version: int | None, now: datetime, team_id: int | None = None,
    assignee_id: int | None = None,
) -> WorkOrder:  # fmt: skip
    """Give a request to a team, a person or both, and with it the order they work by.

    Raises:
        DoesNotExist: No such request within the scope.
        Invalid, NotAllowed, Refused, Stale: As `requests.assign_request` says.
    """
    row = requests.assign_request(
        scope, request_id, expected_version=expected_version, team_id=team_id, assignee_id=assignee_id, now=now
    )
    order = _open_order(row)
    assert order is not None  # handed out with the request
    return order


def hand_out(scope: Scope, row: requests.ServiceRequest, now: datetime) -> None:
    """Let the order stand and lie with whom the request was given to, whichever door gave it; in its transaction."""
    order = _open_order(row) or _new_order(scope, row, now)
    moment = loading.Moment(now)
    order.team_id, order.assignee_id = row.team_id, row.assignee_id
    order.priority, order.due_at, order.title = row.priority, row.due_at, row.title
    if order.state != "dispatched" and rules.after(order.state, "dispatch"):
        loading.move(scope, order, "dispatch", moment)
    event = events.OrderDispatched(
        work_order_id=order.uid, request_id=row.uid, line=order.line_code, team_id=order.team_id,
        assignee_id=order.assignee_id,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=order)
    loading.save(order, "team", "assignee", "priority", "due_at", "title")


def _open_order(row: requests.ServiceRequest) -> WorkOrder | None:
    with everywhere(reason="the order of a request the actor may assign"):
        orders = WorkOrder.objects.filter(service_request=row, is_open=True).exclude(state="failed")
        return orders.order_by("-pk").first()


def _new_order(scope: Scope, row: requests.ServiceRequest, now: datetime) -> WorkOrder:
    with everywhere(reason="how many orders the request already has"):
        number = WorkOrder.objects.filter(service_request=row).count() + 1
    order = WorkOrder.objects.create(
        community_id=row.community_id, data_class=row.data_class, number=f"{row.number}-{number}", service_request=row,
        contract_id=row.contract_id, site_id=row.site_id, space_id=row.space_id, asset_id=row.asset_id,
        unit_id=row.unit_id, line_code=row.line_code, title=row.title, priority=row.priority, due_at=row.due_at,
        evidence=list(row.request_type.evidence), created_at=now, changed_at=now,
    )  # fmt: skip
    event = events.OrderCreated(work_order_id=order.uid, request_id=row.uid, line=order.line_code)
    record(event, scope=scope, at=now, subject=order)
    return order


def keep_up(scope: Scope, row: requests.ServiceRequest, move: str, now: datetime) -> None:
    """Let the request's order make the move the request has just made, in its transaction; one that has is left.

    Both pages offer the move: pressed on either, order and request say the same.
    """
    if move == "resolve":
        follow_request(scope, row.pk, now=now)
        return
    order = _open_order(row)
    step = {"start": "start", "hold": "pause", "make_safe": "make_safe", "resume": _going_on(row.state)}[move]
    if order is None or _has_made(order, move) or rules.after(order.state, step) is None:
        return
    loading.move(scope, order, step, loading.Moment(now), reason=row.hold_reason)
    if order.state == "started":
        order.assignee_id = order.assignee_id or row.assignee_id
        order.accepted_at, order.started_at = order.accepted_at or now, order.started_at or now
    order.pause_reason = row.hold_reason
    order.made_safe_at = now if move == "make_safe" else order.made_safe_at
    loading.save(order, "assignee", "accepted_at", "started_at", "pause_reason", "made_safe_at")


def _going_on(request_state: str) -> str:
    """What an order does whose request waits no longer: it goes on, or lies ready as before when nobody had begun."""
    return "resume" if request_state in ("in_progress", "made_safe") else "dispatch"


def _has_made(order: WorkOrder, move: str) -> bool:
    """Whether the order itself was pressed, and the request follows it."""
    if move == "make_safe":
        return order.made_safe_at is not None
    return move == "resume" and order.state != "paused"


@transaction.atomic
def follow_request(scope: Scope, request_pk: int, *, now: datetime) -> list[WorkOrder]:
    """Bring a request's orders in step with it: ended with it, going on with it, due with it. Safe to repeat."""
    with everywhere(reason="orders follow their request whoever moved it"):
        row = requests.ServiceRequest.objects.select_related("request_type").get(pk=request_pk)
        orders = list(WorkOrder.objects.filter(service_request=row).order_by("pk").select_for_update())
    moment = loading.Moment(now)
    for order in orders:
        name = _step(order.state, row.state)
        if name and rules.after(order.state, name):
            loading.move(scope, order, name, moment, reason=f"request_{row.state}")
            if name == "finish":
                order.done_at = row.resolved_at
        order.priority, order.due_at = row.priority, row.due_at
        loading.save(order, "priority", "due_at", "done_at")
    return orders


def _step(order_state: str, request_state: str) -> str:
    """The move an order makes because its request stands where it does, or ""."""
    if request_state in ("cancelled", "declined", "rejected", "duplicate"):
        return "cancel" if rules.is_open(order_state) else ""
    if request_state == "resolved":
        # Resolved by others (the desk, a silence): what nobody is at work on falls away, its cost kept.
        return "finish" if order_state == "started" else "cancel" if rules.is_open(order_state) else ""
    if request_state == "closed":
        return "close" if order_state in ("done", "verified") else ""
    if request_state == "in_progress" and order_state in ("done", "verified", "closed"):
        return "rework"
    return ""

"""Giving work: the request is assigned and its order stands, in one action and one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from samdrift.foundation.events.public import record
from samdrift.foundation.fields import uuid7
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work import events, rules
from samdrift.operations.work.commands import loading
from samdrift.operations.work.commands.fitness import require_fit
from samdrift.operations.work.commands.readying import hand_over
from samdrift.operations.work.commands.verifying import settle
from samdrift.operations.work.models import WorkOrder
from samdrift.operations.work.queries import still_demanded


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
    order = open_order(row)
    assert order is not None  # handed out with the request
    return order


def hand_out(scope: Scope, row: requests.ServiceRequest, now: datetime) -> None:
    """Let the order stand and lie with whom the request was given to, whichever door gave it; in its transaction."""
    order = open_order(row) or new_order(scope, row, now)
    moment = loading.Moment(now)
    order.team_id, order.assignee_id = row.team_id, row.assignee_id
    require_fit(scope, order, row.assignee_id, now=now)
    order.priority, order.due_at, order.title = row.priority, row.due_at, row.title
    if order.state != "dispatched" and rules.after(order.state, "dispatch"):
        loading.move(scope, order, "dispatch", moment)
    event = events.OrderDispatched(
        work_order_id=order.uid, request_id=row.uid, line=order.line_code, team_id=order.team_id,
        assignee_id=order.assignee_id,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=order)
    loading.save(order, "team", "assignee", "priority", "due_at", "title")


def open_order(row: requests.ServiceRequest) -> WorkOrder | None:
    """The order a request is worked by: the newest that has neither ended nor failed."""
    with everywhere(reason="the order of a request the actor may assign"):
        orders = WorkOrder.objects.filter(service_request=row, is_open=True).exclude(state="failed")
        return orders.order_by("-pk").first()


def new_order(
    scope: Scope, row: requests.ServiceRequest, now: datetime, *, uid: UUID | None = None,
    follow_up_of: WorkOrder | None = None,
) -> WorkOrder:  # fmt: skip
    """The order of a request, in the caller's transaction; `uid` where a phone has chosen it beforehand."""
    with everywhere(reason="how many orders the request already has"):
        number = WorkOrder.objects.filter(service_request=row).count() + 1
    order = WorkOrder.objects.create(
        uid=uid or uuid7(), community_id=row.community_id, data_class=row.data_class,
        number=f"{row.number}-{number}", service_request=row,
        contract_id=row.contract_id, site_id=row.site_id, space_id=row.space_id, asset_id=row.asset_id,
        unit_id=row.unit_id, line_code=row.line_code, title=row.title, priority=row.priority, due_at=row.due_at,
        evidence=list(row.request_type.evidence), skills=list(row.request_type.skills), follow_up_of=follow_up_of,
        created_at=now, changed_at=now,
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
    order = open_order(row)
    if order is None or _has_made(order, move):
        return
    step = {"start": "start", "hold": "pause", "make_safe": "make_safe", "resume": "resume"}[move]
    moves = rules.after(order.state, step) is not None
    # A wait before anybody began is a spell beside the state, and ends without a move.
    if not moves and move not in ("hold", "resume"):
        return
    if moves:
        loading.move(scope, order, step, loading.Moment(now), reason=row.hold_reason or f"request_{row.state}")
    if order.state == "started":
        order.assignee_id = order.assignee_id or row.assignee_id
    order.pause_reason, order.changed_at = row.hold_reason, now
    order.made_safe_at = now if move == "make_safe" else order.made_safe_at
    loading.save(order, "assignee", "pause_reason", "made_safe_at")


def _has_made(order: WorkOrder, move: str) -> bool:
    """Whether the order itself was pressed, and the request follows it."""
    if move == "make_safe":
        return order.made_safe_at is not None
    return move == "resume" and not order.pause_reason


@transaction.atomic
def follow_request(scope: Scope, request_pk: int, *, now: datetime, reopened: bool = False) -> list[WorkOrder]:
    """Bring a request's orders in step with it: ended with it, due with it. Safe to repeat.

    Args:
        reopened: The request goes on again: what was done stays as it was done, and a new order follows it up.
    """
    with everywhere(reason="orders follow their request whoever moved it"):
        row = requests.ServiceRequest.objects.select_related("request_type").get(pk=request_pk)
        orders = list(WorkOrder.objects.filter(service_request=row).order_by("pk").select_for_update())
    for order in orders:
        _follow(scope, order, row, now)
    if reopened and row.state == "in_progress" and orders and _needs_another(orders, now):
        last = orders[-1]
        order = new_order(scope, row, now, follow_up_of=last)
        order.team_id, order.assignee_id = last.team_id, last.assignee_id
        hand_over(scope, order, now)
        orders.append(loading.save(order, "team", "assignee"))
    return orders


def _follow(scope: Scope, order: WorkOrder, row: requests.ServiceRequest, now: datetime) -> None:
    if row.state == "closed" and order.state == "done" and not order.sampled:
        asked = scope.person_id is not None and scope.person_id == row.requester_id
        settle(scope, order, now=now, reason="request_closed", by=scope.person_id if asked else None)
    name = _step(order, row.state)
    if name and rules.after(order.state, name):
        loading.move(scope, order, name, loading.Moment(now), reason=f"request_{row.state}")
        if name == "finish":
            order.done_at = row.resolved_at
    order.priority, order.due_at = row.priority, row.due_at
    loading.save(order, "priority", "due_at", "done_at")


def _needs_another(orders: list[WorkOrder], now: datetime) -> bool:
    """Whether nobody has an order to go on by, and none was made for this reopening before."""
    return not any(order.is_open or order.created_at >= now for order in orders)


def _step(order: WorkOrder, request_state: str) -> str:
    """The move an order makes because its request stands where it does, or ""."""
    if request_state in ("cancelled", "declined", "rejected", "duplicate"):
        return "cancel" if order.is_open else ""
    if request_state == "resolved" and order.is_open:
        # Resolved by others (the desk, a silence): what nobody is at work on falls away, its cost kept. So does work
        # that demands proof nobody has given: it is not done because somebody says so elsewhere.
        return "finish" if order.state == "started" and not still_demanded(order) else "cancel"
    return ""

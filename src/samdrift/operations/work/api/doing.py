"""Doing work for other systems and for phones: the same commands as the pages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from samdrift.foundation.api import Cursor, IdempotencyKey, IfMatch, Limit, Page, page_of, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.kernel import money
from samdrift.operations.promises import public as promises
from samdrift.operations.work import queries
from samdrift.operations.work.api.shapes import (
    FailIn,
    FinishIn,
    LineIn,
    LineOut,
    OrderOut,
    PauseIn,
    StartIn,
    StepIn,
    WorkPromiseOut,
    WorkReasonIn,
    line_told,
    told,
)
from samdrift.operations.work.commands import doing, spending
from samdrift.operations.work.commands.loading import Moment as Happened

router = Router(tags=["Work orders"])


@router.get("/work-orders", response=Page[OrderOut], operation_id="work_orders", summary="Open work orders")
def list_orders(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Open orders one may see, the newest first."""
    rows = queries.orders_shown(request.scope, "open")
    return page_of(rows, told, order=("-pk",), cursor=cursor, limit=limit)


@router.get("/work-orders/{uid}", response=OrderOut, operation_id="work_order", summary="A work order")
def one_order(request: ScopedRequest, response: HttpResponse, uid: UUID) -> Any:
    """One order, with its version as entity tag."""
    return shown(request, response, uid)


@router.get(
    "/work-orders/{uid}/promises", response=list[WorkPromiseOut], operation_id="work_order_promises",
    summary="The clocks of a work order",
)  # fmt: skip
def promises_of_order(request: ScopedRequest, uid: UUID) -> Any:
    """Its own clocks, or those of the request it is done for, in the order they fall due."""
    order = queries.order_with_all(request.scope, uid)
    about = order.service_request.uid if order.service_request else order.uid
    return [
        {
            "kind": one.kind, "state": one.state, "policy": one.policy.code, "clause": one.policy.clause,
            "started_at": one.started_at, "due_at": one.due_at, "stopped_at": one.stopped_at, "paused": one.paused,
            "paused_seconds": one.paused_seconds,
        }
        for one in promises.promises_of(request.scope, about)
    ]  # fmt: skip


def shown(request: ScopedRequest, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    """An order as it stands now, with its version as entity tag."""
    order = queries.order_with_all(request.scope, uid)
    tagged(response, order.version)
    return told(order)


def happened(said: StepIn) -> Happened:
    """When a step happened, by our clock and by the phone's."""
    return Happened(now(), said.device_at, said.sent_at)


Step = Callable[[ScopedRequest, UUID, int, Any], object]


def offer(on: Router, name: str, summary: str, step: Step, shape: type[Schema] = StepIn) -> None:
    """Offer a step as POST /work-orders/{uid}/<name>; ninja reads what it takes from the annotations."""

    def made(
        request: ScopedRequest, uid: UUID, said: Any, version: IfMatch, response: HttpResponse,
        key: IdempotencyKey = None,
    ) -> Any:  # fmt: skip
        def do() -> str:
            step(request, uid, version, said)
            return str(uid)

        repeatable(request, key, do)
        return shown(request, response, uid)

    made.__annotations__["said"] = shape
    made.__doc__ = f"{summary}."
    made.__name__ = made.__qualname__ = f"order_{name.replace('-', '_')}"
    address = f"/work-orders/{{uid}}/{name}"
    on.post(address, response=OrderOut, operation_id=f"work_{name.replace('-', '_')}", summary=summary)(made)


def _accept(request: ScopedRequest, uid: UUID, version: int, said: StepIn) -> object:
    return doing.accept_order(request.scope, uid, expected_version=version, moment=happened(said))


def _start(request: ScopedRequest, uid: UUID, version: int, said: StartIn) -> object:
    return doing.start_order(
        request.scope, uid, expected_version=version, moment=happened(said), reason=said.reason, permit=said.permit
    )


def _resume(request: ScopedRequest, uid: UUID, version: int, said: StepIn) -> object:
    return doing.resume_order(request.scope, uid, expected_version=version, moment=happened(said))


def _make_safe(request: ScopedRequest, uid: UUID, version: int, said: StepIn) -> object:
    return doing.make_safe(request.scope, uid, expected_version=version, moment=happened(said))


def _pause(request: ScopedRequest, uid: UUID, version: int, said: PauseIn) -> object:
    return doing.pause_order(
        request.scope, uid, expected_version=version, reason=said.reason, note=said.note, until=said.until,
        moment=happened(said),
    )  # fmt: skip


def _finish(request: ScopedRequest, uid: UUID, version: int, said: FinishIn) -> object:
    return doing.finish_order(
        request.scope, uid, expected_version=version, resolution=said.resolution, note=said.note,
        reading=said.reading, signature=said.signature, certificate=said.certificate, moment=happened(said),
    )  # fmt: skip


def _refuse(request: ScopedRequest, uid: UUID, version: int, said: WorkReasonIn) -> object:
    return doing.refuse_order(
        request.scope, uid, expected_version=version, reason=said.reason, moment=happened(said)
    )  # fmt: skip


def _fail(request: ScopedRequest, uid: UUID, version: int, said: FailIn) -> object:
    return doing.fail_order(
        request.scope, uid, expected_version=version, reason=said.reason, note=said.note, moment=happened(said),
        attempted_at=said.attempted_at,
    )  # fmt: skip


offer(router, "accept", "Take the order on", _accept)
offer(router, "refuse", "Give it back, for a reason", _refuse, WorkReasonIn)
offer(router, "start", "Begin", _start, StartIn)
offer(router, "pause", "Let it wait, for a reason of the catalogue", _pause, PauseIn)
offer(router, "resume", "Go on", _resume)
offer(router, "make-safe", "Say that the danger is over", _make_safe)
offer(router, "finish", "Say that it is done", _finish, FinishIn)
offer(router, "fail", "Say that it could not be done", _fail, FailIn)


@router.get("/work-orders/{uid}/lines", response=list[LineOut], operation_id="work_lines", summary="What was spent")
def list_lines(request: ScopedRequest, uid: UUID) -> Any:
    """Time and material of an order, in the order they were written."""
    order = queries.order_with_all(request.scope, uid)
    return [line_told(line) for line in queries.lines_of(request.scope, order)]


@router.post(
    "/work-orders/{uid}/lines", response={201: LineOut}, operation_id="work_write_line", summary="Write a line"
)
def write_line(request: ScopedRequest, uid: UUID, said: LineIn) -> Any:
    """Write time, travel or material; a line with a uid that is there already is not written again."""
    quantity = spending.quantity_from(str(said.quantity)) if said.quantity is not None else None
    kind = said.kind or ("material" if quantity is not None else "time")
    cost = money.minor(said.cost) if said.cost else None
    if said.cost and (cost is None or cost < 0):
        raise Invalid({"cost": _("Write an amount, such as 1,250.50.")})
    spent = spending.Spent(kind, said.minutes, quantity, said.unit, said.text, cost, said.outside)
    return Status(201, line_told(spending.write_line(request.scope, uid, spent, now=now(), line_uid=said.uid)))

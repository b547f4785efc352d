"""Work orders for other systems and for phones: the same commands as the pages."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from samdrift.foundation.api import Cursor, IdempotencyKey, IfMatch, Limit, Moment, Page, page_of, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.promises import public as promises
from samdrift.operations.work import queries
from samdrift.operations.work.commands import doing, spending
from samdrift.operations.work.commands.loading import Moment as Happened
from samdrift.operations.work.models import WorkLine, WorkOrder

router = Router(tags=["Work orders"])
Text = Annotated[str, Field(max_length=4000)]
Code = Annotated[str, Field(max_length=32)]


class OrderOut(Schema):
    """A work order."""

    uid: UUID
    version: int
    number: str
    request: UUID | None
    title: str
    line: str
    state: str
    priority: int
    site: UUID | None
    space: UUID | None
    asset: UUID | None
    team: str | None
    assignee: UUID | None
    due_at: Moment | None
    accepted_at: Moment | None
    started_at: Moment | None
    done_at: Moment | None
    evidence: list[str]
    for_review: str


class LineOut(Schema):
    """Time or material spent."""

    uid: UUID
    kind: str
    minutes: int
    quantity: float | None
    unit: str
    text: str
    written_at: Moment


class StepIn(Schema):
    """When it happened by the phone's own clock, for what was done without signal."""

    device_at: AwareDatetime | None = None
    sent_at: AwareDatetime | None = None


class ReasonIn(StepIn):
    """A step that needs a reason."""

    reason: Code
    note: Text = ""


class FinishIn(StepIn):
    """How it ended, and what there is to show for it."""

    resolution: Code
    note: Text = ""
    reading: Annotated[str, Field(max_length=200)] = ""
    signature: bool = False
    certificate: Annotated[str, Field(max_length=80)] = ""


class LineIn(Schema):
    """Time in minutes, or a quantity of something; `uid` makes a repeat the same line."""

    uid: UUID | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    quantity: Annotated[float, Field(gt=0, lt=1_000_000)] | None = None
    unit: Annotated[str, Field(max_length=12)] = ""
    text: Annotated[str, Field(max_length=160)] = ""


def _told(order: WorkOrder) -> dict[str, Any]:
    return {
        "uid": order.uid, "version": order.version, "number": order.number,
        "request": order.service_request.uid if order.service_request else None, "title": order.title,
        "line": order.line_code, "state": order.state, "priority": order.priority,
        "site": order.site.uid if order.site else None, "space": order.space.uid if order.space else None,
        "asset": order.asset.uid if order.asset else None, "team": order.team.code if order.team else None,
        "assignee": order.assignee.uid if order.assignee else None, "due_at": order.due_at,
        "accepted_at": order.accepted_at, "started_at": order.started_at, "done_at": order.done_at,
        "evidence": order.evidence, "for_review": order.for_review,
    }  # fmt: skip


def _line(line: WorkLine) -> dict[str, Any]:
    return {
        "uid": line.uid, "kind": line.kind, "minutes": line.minutes,
        "quantity": float(line.quantity) if line.quantity is not None else None, "unit": line.unit_code,
        "text": line.text, "written_at": line.written_at,
    }  # fmt: skip


@router.get("/work-orders", response=Page[OrderOut], operation_id="work_orders", summary="Open work orders")
def list_orders(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Open orders one may see, the newest first."""
    rows = queries.orders_shown(request.scope, "open")
    return page_of(rows, _told, order=("-pk",), cursor=cursor, limit=limit)


@router.get("/work-orders/{uid}", response=OrderOut, operation_id="work_order", summary="A work order")
def one_order(request: ScopedRequest, response: HttpResponse, uid: UUID) -> Any:
    """One order, with its version as entity tag."""
    return _shown(request, response, uid)


class PromiseOut(Schema):
    """One clock of planned work: what was promised, by which rule, and how it stands."""

    kind: str
    state: str
    policy: str
    clause: str
    started_at: Moment
    due_at: Moment
    stopped_at: Moment | None
    paused: bool
    paused_seconds: int


@router.get(
    "/work-orders/{uid}/promises", response=list[PromiseOut], operation_id="work_order_promises",
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


def _shown(request: ScopedRequest, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    order = queries.order_with_all(request.scope, uid)
    tagged(response, order.version)
    return _told(order)


def _happened(said: StepIn) -> Happened:
    return Happened(now(), said.device_at, said.sent_at)


Step = Callable[[ScopedRequest, UUID, int, Any], object]


def _offer(name: str, summary: str, step: Step, shape: type[Schema] = StepIn) -> None:
    """Offer a step as POST /work-orders/{uid}/<name>; ninja reads what it takes from the annotations."""

    def made(
        request: ScopedRequest, uid: UUID, said: Any, version: IfMatch, response: HttpResponse,
        key: IdempotencyKey = None,
    ) -> Any:  # fmt: skip
        def do() -> str:
            step(request, uid, version, said)
            return str(uid)

        repeatable(request, key, do)
        return _shown(request, response, uid)

    made.__annotations__["said"] = shape
    made.__doc__ = f"{summary}."
    made.__name__ = made.__qualname__ = f"order_{name.replace('-', '_')}"
    address = f"/work-orders/{{uid}}/{name}"
    router.post(address, response=OrderOut, operation_id=f"work_{name.replace('-', '_')}", summary=summary)(made)


def _accept(request: ScopedRequest, uid: UUID, version: int, said: StepIn) -> object:
    return doing.accept_order(request.scope, uid, expected_version=version, moment=_happened(said))


def _start(request: ScopedRequest, uid: UUID, version: int, said: StepIn) -> object:
    return doing.start_order(request.scope, uid, expected_version=version, moment=_happened(said))


def _resume(request: ScopedRequest, uid: UUID, version: int, said: StepIn) -> object:
    return doing.resume_order(request.scope, uid, expected_version=version, moment=_happened(said))


def _make_safe(request: ScopedRequest, uid: UUID, version: int, said: StepIn) -> object:
    return doing.make_safe(request.scope, uid, expected_version=version, moment=_happened(said))


def _pause(request: ScopedRequest, uid: UUID, version: int, said: ReasonIn) -> object:
    return doing.pause_order(
        request.scope, uid, expected_version=version, reason=said.reason, note=said.note, moment=_happened(said)
    )


def _finish(request: ScopedRequest, uid: UUID, version: int, said: FinishIn) -> object:
    return doing.finish_order(
        request.scope, uid, expected_version=version, resolution=said.resolution, note=said.note,
        reading=said.reading, signature=said.signature, certificate=said.certificate, moment=_happened(said),
    )  # fmt: skip


def _fail(request: ScopedRequest, uid: UUID, version: int, said: ReasonIn) -> object:
    return doing.fail_order(
        request.scope, uid, expected_version=version, reason=said.reason, note=said.note, moment=_happened(said)
    )


_offer("accept", "Take the order on", _accept)
_offer("start", "Begin", _start)
_offer("pause", "Let it wait, for a reason of the catalogue", _pause, ReasonIn)
_offer("resume", "Go on", _resume)
_offer("make-safe", "Say that the danger is over", _make_safe)
_offer("finish", "Say that it is done", _finish, FinishIn)
_offer("fail", "Say that it could not be done", _fail, ReasonIn)


@router.get("/work-orders/{uid}/lines", response=list[LineOut], operation_id="work_lines", summary="What was spent")
def list_lines(request: ScopedRequest, uid: UUID) -> Any:
    """Time and material of an order, in the order they were written."""
    order = queries.order_with_all(request.scope, uid)
    return [_line(line) for line in queries.lines_of(request.scope, order)]


@router.post(
    "/work-orders/{uid}/lines", response={201: LineOut}, operation_id="work_write_line", summary="Write a line"
)
def write_line(request: ScopedRequest, uid: UUID, said: LineIn) -> Any:
    """Write time or material; a line with a uid that is there already is not written again."""
    quantity = spending.quantity_from(str(said.quantity)) if said.quantity is not None else None
    kind = "material" if quantity is not None else "time"
    spent = spending.Spent(kind, said.minutes, quantity, said.unit, said.text)
    return Status(201, _line(spending.write_line(request.scope, uid, spent, now=now(), line_uid=said.uid)))

"""What an order's lines came to, for other systems."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema, Status
from pydantic import Field

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.kernel import money
from samdrift.operations.work import queries
from samdrift.operations.work.api.doing import router
from samdrift.operations.work.api.shapes import LineOut, line_told
from samdrift.operations.work.commands import timing
from samdrift.operations.work.queries import prices


class LinePriceOut(Schema):
    """A line with what it came to, in hundredths; no amount where it has no price. `why` says by which rule."""

    line: LineOut
    amount_minor: int | None
    currency: str
    reason: str
    why: str


class HiredIn(Schema):
    """What a subcontractor cost, as decimal text; `uid` makes a repeat the same line."""

    uid: UUID | None = None
    text: Annotated[str, Field(max_length=160)]
    cost: Annotated[str, Field(max_length=20)]


@router.get(
    "/work-orders/{uid}/prices", response=list[LinePriceOut], operation_id="work_prices", summary="What lines came to"
)
def order_prices(request: ScopedRequest, uid: UUID) -> Any:
    """Every line with its price and the rule that applied when it was written."""
    order = queries.order_with_all(request.scope, uid)
    found = prices.priced_lines(request.scope, order, queries.lines_of(request.scope, order))
    if found is None:
        request.scope.require("work.view_prices", contract=-1)
        return []
    return [
        {
            "line": line_told(one.line), "amount_minor": one.price.amount_minor if one.price else None,
            "currency": order.contract.currency, "reason": one.price.reason if one.price else "none", "why": one.why,
        }
        for one in found
    ]  # fmt: skip


@router.post(
    "/work-orders/{uid}/hired", response={201: LineOut}, operation_id="work_hired",
    summary="Write what a subcontractor cost",
)  # fmt: skip
def hired(request: ScopedRequest, uid: UUID, said: HiredIn) -> Any:
    """Write the cost; the same uid is written once."""
    amount = money.minor(said.cost)
    return Status(201, line_told(timing.write_hired(
        request.scope, uid, said.text, amount, now=now(), line_uid=said.uid
    )))  # fmt: skip


@router.post("/work-orders/{uid}/timer", response={204: None}, operation_id="work_timer", summary="Let time run")
def run(request: ScopedRequest, uid: UUID) -> Any:
    """Let the caller's time run on the order; asked again it runs on."""
    timing.start_timer(request.scope, uid, now=now())
    return Status(204, None)


@router.post(
    "/work-orders/{uid}/timer/stop", response=list[LineOut], operation_id="work_timer_stop", summary="Stop the time"
)
def stop(request: ScopedRequest, uid: UUID) -> Any:
    """Write the time that ran: what lay in working hours, and what lay outside them."""
    return [line_told(line) for line in timing.stop_timer(request.scope, uid, now=now())]

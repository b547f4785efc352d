"""Work orders from elsewhere or long ago, written many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.events.public import Happening, import_history
from samdrift.foundation.scope import Scope
from samdrift.operations.requests import public as requests
from samdrift.operations.work import events, rules
from samdrift.operations.work.models import WorkLine, WorkOrder


@dataclass(frozen=True, slots=True)
class PastOrder:
    """A work order as it went: its columns, and the time and material written on it.

    Without a request the columns say all, its place and its number too.
    """

    service_request: requests.ServiceRequest | None
    values: dict[str, Any]
    lines: Sequence[dict[str, Any]] = ()


@transaction.atomic
def import_orders(scope: Scope, past: Iterable[PastOrder]) -> list[WorkOrder]:
    """Write past orders with what was spent on them, and their end in the book.

    Raises:
        NotAllowed: The actor may not bring in work.
    """
    scope.require("work.import")
    past = list(past)
    orders = [_order(one) for one in past]
    insert_rows(orders)
    insert_rows(
        [
            new_row(WorkLine, community_id=order.community_id, data_class=order.data_class, work_order=order, **line)
            for one, order in zip(past, orders, strict=True)
            for line in one.lines
        ]
    )
    told = (_ended(order, order.done_at) for order in orders if order.done_at is not None)
    import_history(told, scope=scope)
    return orders


def _order(one: PastOrder) -> WorkOrder:
    row = one.service_request
    order = new_row(WorkOrder, **one.values) if row is None else new_row(
        WorkOrder,
        community_id=row.community_id, data_class=row.data_class, number=f"{row.number}-1", service_request=row,
        contract_id=row.contract_id, site_id=row.site_id, space_id=row.space_id, asset_id=row.asset_id,
        unit_id=row.unit_id, line_code=row.line_code, title=row.title, priority=row.priority, due_at=row.due_at,
        team_id=row.team_id, assignee_id=row.assignee_id, **one.values,
    )  # fmt: skip
    order.is_open = rules.is_open(order.state)
    return order


def _ended(order: WorkOrder, at: datetime) -> Happening:
    request_id = order.service_request.uid if order.service_request else None
    event = events.OrderMoved(
        work_order_id=order.uid, request_id=request_id, line=order.line_code, before="started", after="done",
        move="finish",
    )  # fmt: skip
    return Happening(event=event, at=at, subject=order, recorded_at=at, actor_id=order.assignee_id)

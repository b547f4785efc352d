"""What came too late from phones: orders to decide about, and what was sent about each."""

from collections.abc import Sequence
from dataclasses import dataclass

from samdrift.foundation.scope import Scope
from samdrift.operations.field.models import FieldAction
from samdrift.operations.work import public as work

MOST = 50


@dataclass(frozen=True, slots=True)
class Late:
    """An order that was worked on by somebody who could not know, with what their phone sent."""

    order: work.WorkOrder
    pieces: Sequence[FieldAction]


def to_review(scope: Scope) -> list[Late]:
    """What waits for a decision, the newest first."""
    orders = list(work.for_review(scope)[:MOST])
    rows = FieldAction.objects.within(scope).filter(order__in=[order.pk for order in orders], outcome="conflict")
    sent: dict[int, list[FieldAction]] = {}
    for piece in rows.select_related("person").order_by("device_at", "pk"):
        sent.setdefault(piece.order_id or 0, []).append(piece)
    return [Late(order, sent.get(order.pk, [])) for order in orders]


def refused_lately(scope: Scope) -> list[FieldAction]:
    """What phones sent and could not be done, the newest first; it may still come again."""
    rows = FieldAction.objects.within_permission(scope, "work.review").filter(outcome="refused")
    return list(rows.select_related("person", "order").order_by("-received_at", "-pk")[:MOST])

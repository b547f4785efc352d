"""What becomes of orders when their request becomes a case."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from samdrift.foundation.files.public import reclassify_files
from samdrift.foundation.scope import everywhere
from samdrift.operations.work.models import (
    LinePrice,
    OrderComment,
    StepResult,
    WorkLine,
    WorkLink,
    WorkOrder,
    WorkTimer,
)


def restrict_orders(service_request: Any, data_class: str) -> Iterable[UUID]:
    """Bring the orders of a request and what was spent on them into its class; their uids."""
    with everywhere(reason="orders follow the class of their request"):
        orders = WorkOrder.objects.filter(service_request=service_request)
        lines = WorkLine.objects.filter(work_order__service_request=service_request)
        found = [*orders.values_list("uid", flat=True), *lines.values_list("uid", flat=True)]
        lines.update(data_class=data_class)
        answers = StepResult.objects.filter(work_order__service_request=service_request)
        found += answers.values_list("uid", flat=True)
        answers.update(data_class=data_class)
        found += _with_them(service_request, data_class)
        for uid in orders.values_list("uid", flat=True):
            reclassify_files("work.workorder", uid, data_class)
        orders.update(data_class=data_class)
    return found


def _with_them(service_request: Any, data_class: str) -> list[UUID]:
    """Prices, running time, links and comments, with their photos; a link to what is restricted opens no more."""
    found: list[UUID] = []
    of_request = {"work_order__service_request": service_request}
    prices = LinePrice.objects.filter(work_line__work_order__service_request=service_request)
    for rows in (
        prices, WorkTimer.objects.filter(**of_request), WorkLink.objects.filter(**of_request),
        OrderComment.objects.filter(**of_request),
    ):  # fmt: skip
        found += rows.values_list("uid", flat=True)
        rows.update(data_class=data_class)
    for uid in OrderComment.objects.filter(**of_request).values_list("uid", flat=True):
        reclassify_files("work.ordercomment", uid, data_class)
    return found

"""What becomes of orders when their request becomes a case."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from samdrift.foundation.files.public import reclassify_files
from samdrift.foundation.scope import everywhere
from samdrift.operations.work.models import StepResult, WorkLine, WorkOrder


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
        for uid in orders.values_list("uid", flat=True):
            reclassify_files("work.workorder", uid, data_class)
        orders.update(data_class=data_class)
    return found

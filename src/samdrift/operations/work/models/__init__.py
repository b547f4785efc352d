"""The tables of the work room."""

from samdrift.operations.work.models.comments import OrderComment
from samdrift.operations.work.models.costs import LinePrice, WorkTimer
from samdrift.operations.work.models.orders import (
    Charge,
    ChecklistVersion,
    CompanyClearance,
    Problem,
    Quote,
    StepResult,
    VerificationShare,
    WorkLine,
    WorkLink,
    WorkOrder,
    of_order,
)

__all__ = [
    "Charge",
    "ChecklistVersion",
    "CompanyClearance",
    "LinePrice",
    "OrderComment",
    "Problem",
    "Quote",
    "StepResult",
    "VerificationShare",
    "WorkLine",
    "WorkLink",
    "WorkOrder",
    "WorkTimer",
    "of_order",
]

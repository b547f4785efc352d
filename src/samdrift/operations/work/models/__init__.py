"""The tables of the work room."""

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

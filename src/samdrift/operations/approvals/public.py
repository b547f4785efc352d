"""What other rooms may use of approvals."""

from samdrift.operations.approvals.commands import ask_approval, give_approval, refuse_approval, withdraw_approvals
from samdrift.operations.approvals.models import Approval
from samdrift.operations.approvals.queries import approvals_of, waiting_for_me
from samdrift.operations.approvals.registry import Subject, register_subject
from samdrift.operations.approvals.rules import needs_approval

__all__ = [
    "Approval",
    "Subject",
    "approvals_of",
    "ask_approval",
    "give_approval",
    "needs_approval",
    "refuse_approval",
    "register_subject",
    "waiting_for_me",
    "withdraw_approvals",
]

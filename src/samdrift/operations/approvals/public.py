"""What other rooms may use of approvals."""

from samdrift.operations.approvals.commands import (
    RuleDraft,
    ask_approval,
    give_approval,
    publish_rule,
    reclassify_approvals,
    refuse_approval,
    set_limit,
    withdraw_approvals,
)
from samdrift.operations.approvals.models import Approval
from samdrift.operations.approvals.queries import Expected, approvals_of, terms_for, waiting_for_me, who_decides
from samdrift.operations.approvals.registry import Shown, Subject, register_subject
from samdrift.operations.approvals.rules import Terms, of_type, steps_needed

__all__ = [
    "Approval",
    "Expected",
    "RuleDraft",
    "Shown",
    "Subject",
    "Terms",
    "approvals_of",
    "ask_approval",
    "give_approval",
    "of_type",
    "publish_rule",
    "reclassify_approvals",
    "refuse_approval",
    "register_subject",
    "set_limit",
    "steps_needed",
    "terms_for",
    "waiting_for_me",
    "who_decides",
    "withdraw_approvals",
]

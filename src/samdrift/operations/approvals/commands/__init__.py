"""Every change to approvals: asking, deciding, what time brings, and the rules."""

from samdrift.operations.approvals.commands.asking import ask_approval, reclassify_approvals, withdraw_approvals
from samdrift.operations.approvals.commands.deciding import (
    MOST_AT_ONCE,
    give_approval,
    give_approvals,
    refuse_approval,
)
from samdrift.operations.approvals.commands.ruling import RuleDraft, publish_rule, set_limit
from samdrift.operations.approvals.commands.timing import (
    ask_again_where_nobody_may,
    due_to_act,
    let_time_act,
    system_scope,
)

__all__ = [
    "MOST_AT_ONCE",
    "RuleDraft",
    "ask_again_where_nobody_may",
    "ask_approval",
    "due_to_act",
    "give_approval",
    "give_approvals",
    "let_time_act",
    "publish_rule",
    "reclassify_approvals",
    "refuse_approval",
    "set_limit",
    "system_scope",
    "withdraw_approvals",
]

"""Every write of this room, one function a use case."""

from samdrift.partnership.scaling.commands.answering import (
    accept_change,
    answer_objection,
    keep_consultation,
    object_to_change,
    withdraw_change,
)
from samdrift.partnership.scaling.commands.closing import tell_closure, withdraw_closure
from samdrift.partnership.scaling.commands.deciding import approve_change, reject_change
from samdrift.partnership.scaling.commands.following import let_work_follow, let_work_go_on, let_work_rest
from samdrift.partnership.scaling.commands.ordering import Asked, submit_change, submit_correction, submit_scenario
from samdrift.partnership.scaling.commands.planning import drop_scenario, save_scenario
from samdrift.partnership.scaling.commands.terms import (
    POST,
    UNFIT,
    TermsDraft,
    answer_terms,
    propose_terms,
    write_terms,
)
from samdrift.partnership.scaling.commands.timing import due_to_act, let_time_act, settle_change, system_scope

__all__ = [
    "POST",
    "UNFIT",
    "Asked",
    "TermsDraft",
    "accept_change",
    "answer_objection",
    "answer_terms",
    "approve_change",
    "drop_scenario",
    "due_to_act",
    "keep_consultation",
    "let_time_act",
    "let_work_follow",
    "let_work_go_on",
    "let_work_rest",
    "object_to_change",
    "propose_terms",
    "reject_change",
    "save_scenario",
    "settle_change",
    "submit_change",
    "submit_correction",
    "submit_scenario",
    "system_scope",
    "tell_closure",
    "withdraw_change",
    "withdraw_closure",
    "write_terms",
]

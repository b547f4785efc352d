"""Declined requests whose appeal lies before local FM."""

from datetime import datetime

from samdrift.foundation.scope import Scope
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries.working_days import after_work_days
from samdrift.operations.requests.rules import states


def answer_due_at(scope: Scope, row: ServiceRequest) -> datetime | None:
    """Until when local FM owes an answer, or None when nothing waits for one. A late answer is one all the same."""
    if not waits_for_answer(row) or row.appealed_at is None:
        return None
    return after_work_days(scope, row.contract_id, row.appealed_at, states.APPEAL_WORK_DAYS)


def waits_for_answer(row: ServiceRequest) -> bool:
    """Whether an appeal lies before local FM."""
    return row.state == states.DECLINED and row.appealed_at is not None and row.appeal_refused_at is None

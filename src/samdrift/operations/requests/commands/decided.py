"""What an approver's word makes of a request; called in the deciding transaction."""

from datetime import datetime
from uuid import UUID

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.approvals import public as approvals
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.commands.submit import APPROVAL, ASKED, ask_for_approval
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.rules import states


def ask_again_by_type(scope: Scope, row: ServiceRequest, terms: approvals.Terms, *, now: datetime) -> None:
    """After a change of type, ask for what the new one needs and nothing else; unsaved, in the caller's transaction.

    Only before the desk has triaged it: what is under way was agreed to.
    """
    if row.state not in (states.SUBMITTED, states.AWAITING_APPROVAL):
        return
    at = max(now, row.received_at)
    approvals.withdraw_approvals(scope, row.uid, at=now)
    needs = approvals.steps_needed(terms, row.price_estimate_minor)
    if row.state == states.AWAITING_APPROVAL and not needs:
        loading.take(row, promises.resume(scope, row.uid, at=at, reason_code=APPROVAL.code))
        before = loading.move_to(row, states.SUBMITTED_APPROVED, at=now)
        loading.tell(scope, row, events.RequestApproved, at=now, before=before, after=row.state)
    elif needs:
        if row.state == states.SUBMITTED:
            loading.take(row, promises.pause(scope, row.uid, APPROVAL, at=at, evidence_kind=ASKED))
        row.state = states.AWAITING_APPROVAL
        ask_for_approval(scope, row, terms, needs[0], now)


def approval_decided(scope: Scope, uid: UUID, yes: bool, at: datetime) -> None:  # noqa: FBT001 - the registry's form
    """Let the request go on to the desk, or end as not approved."""
    with everywhere(reason="the approver has passed the approval's own gate; the request follows it"):
        row = ServiceRequest.objects.select_for_update().get(community=scope.community_id, uid=uid)
        move = "approve" if yes else "reject"
        if states.after(row.state, move) is None:
            return
        if yes:
            loading.take(row, promises.resume(scope, uid, at=max(at, row.received_at), reason_code=APPROVAL.code))
        else:
            loading.take(row, promises.void(scope, uid, at=max(at, row.received_at), reason="rejected"))
        before = loading.move_to(row, states.MOVES[row.state, move], at=at)
        if not yes:
            row.by_itself_at = None
        event = events.RequestApproved if yes else events.RequestRejected
        loading.tell(scope, row, event, at=at, before=before, after=row.state)
        loading.save(row, "by_itself_at")

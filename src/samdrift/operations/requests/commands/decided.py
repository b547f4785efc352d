"""What an approver's word makes of a request; called in the deciding transaction."""

from datetime import datetime
from uuid import UUID

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.commands.submit import APPROVAL
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.rules import states


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
        event = events.RequestApproved if yes else events.RequestRejected
        loading.tell(scope, row, event, at=at, before=before, after=row.state)
        loading.save(row)

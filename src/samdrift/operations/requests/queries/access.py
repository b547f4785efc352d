"""What somebody may do with one request: the gate's second question, asked of the row itself."""

from uuid import UUID

from samdrift.foundation.scope import CASE_CLASSES, Scope, everywhere
from samdrift.operations.requests.models import OWN_RESTRICTED, ServiceRequest
from samdrift.operations.requests.rules import states
from samdrift.registers.parties import public as parties


def place_of(scope: Scope, row: ServiceRequest) -> dict[str, object]:
    """Where a request stands in every dimension of the gate, and whether it is the person's."""
    own = scope.person_id is not None and row.requester_id == scope.person_id
    assigned = scope.person_id is not None and (
        row.assignee_id == scope.person_id or (row.team_id is not None and row.team_id in scope.team_ids)
    )
    # What the requester wrote stays the requester's, whatever class it was given.
    data_class = "D1" if own and row.data_class in OWN_RESTRICTED else row.data_class
    return {
        "contract": row.contract_id, "site": row.site_id, "unit": row.unit_id, "line": row.line_code, "case": row.pk,
        "data_class": data_class, "own": own, "assigned": assigned,
    }  # fmt: skip


def sees_request(scope: Scope, uid: UUID) -> bool:
    """Whether the person sees this request, and with it the files that belong to it."""
    return ServiceRequest.objects.within(scope).filter(uid=uid).exists()


def is_hidden_case(scope: Scope, uid: UUID) -> bool:
    """Whether a request the person has just changed is a case now that does not exist for them any more."""
    with everywhere(reason="the class of the row the caller has just changed through its gate"):
        rows = ServiceRequest.objects.filter(uid=uid, community=scope.community_id, data_class__in=CASE_CLASSES)
        is_case = rows.exists()
    return is_case and not sees_request(scope, uid)


def may(scope: Scope, permission: str, row: ServiceRequest) -> bool:
    """Whether the person may do this with this request."""
    return scope.allows(permission, **place_of(scope, row)) or _named(scope, permission, row)


def require(scope: Scope, permission: str, row: ServiceRequest) -> None:
    """Raise NotAllowed unless the person may do this with this request."""
    if not _named(scope, permission, row):
        scope.require(permission, **place_of(scope, row))


def _named(scope: Scope, permission: str, row: ServiceRequest) -> bool:
    """Whether it is a case the person is named on and may do this in, wherever their own reach ends."""
    if row.data_class not in parties.classes_named(scope, permission):
        return False
    known = row.__dict__.setdefault("_named_on_it", {})  # a page asks this a score of times of one row
    if scope.employment_id not in known:
        known[scope.employment_id] = parties.is_named(scope, row.uid)
    return bool(known[scope.employment_id])


def moves_for(scope: Scope, row: ServiceRequest) -> list[str]:
    """The moves this person can make on this request now: what the page offers, each as one button."""
    possible = [
        move
        for move in states.moves_from(row.state, priority=row.priority)
        if move in states.PERMISSION and may(scope, states.PERMISSION[move], row)
    ]
    waits = bool(row.hold_reason) or row.paused
    hidden = {"hold"} if waits else {"resume"}
    if row.waiting_for_requester:
        hidden.add("ask")
    if may(scope, states.PERMISSION["cancel"], row) and not may_cancel(scope, row):
        hidden.add("cancel")
    return [move for move in possible if move not in hidden]


def may_cancel(scope: Scope, row: ServiceRequest) -> bool:
    """Whether the person may withdraw it: once work has begun, only with a grant over more than the own requests."""
    if not may(scope, states.PERMISSION["cancel"], row):
        return False
    if states.requester_may_cancel(row.state):
        return True
    whole = {**place_of(scope, row), "own": False}
    return scope.allows(states.PERMISSION["cancel"], **whole)

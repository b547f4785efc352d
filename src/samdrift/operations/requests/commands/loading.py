"""The first lines of every command: the row, locked; may this person; is the move in the table; and what follows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused, Stale
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries import access, words
from samdrift.operations.requests.rules import states

SUBJECT_KIND = "requests.servicerequest"
KEPT = ("next_due_at", "due_at", "at_risk_at", "paused")


def locked(scope: Scope, uid: UUID, expected_version: int | None) -> ServiceRequest:
    """The request, locked until the transaction ends.

    Raises:
        DoesNotExist: No such request within the scope.
        Stale: Somebody changed it since; the sentence says what it is now, and who did it.
    """
    try:
        return ServiceRequest.objects.within(scope).locked(uid, expected_version)
    except Stale as stale:
        row = ServiceRequest.objects.within(scope).get(uid=uid)
        changes = {**stale.changes, "state": row.state, "changed_at": row.changed_at.isoformat()}
        sentence = _("Somebody changed this request meanwhile: it is now at “%(state)s”. Look at it, then try again.")
        raise Stale(sentence % {"state": words.state_word(row.state)}, changes) from stale


def for_move(scope: Scope, uid: UUID, expected_version: int | None, move: str) -> ServiceRequest:
    """The locked request, when this person may make this move and the table has it.

    Raises:
        DoesNotExist, NotAllowed, Refused, Stale: As rule 3 orders them.
    """
    row = locked(scope, uid, expected_version)
    access.require(scope, states.PERMISSION[move], row)
    refuse_unless_possible(row, move)
    return row


def refuse_unless_possible(row: ServiceRequest, move: str) -> None:
    """Raise Refused with a readable reason unless the table has the move."""
    code = states.refusal(row.state, move, priority=row.priority)
    if code is not None:
        raise Refused(words.refusal_sentence(code, row.state))


def take(row: ServiceRequest, standing: promises.Standing) -> None:
    """Keep how the promises stand where lists look."""
    row.next_due_at, row.due_at, row.paused = standing.next_due_at, standing.due_at, standing.paused
    running = (
        p for p in standing.promises if p.stopped_at is None and (p.agreed_due_at or p.due_at) == standing.next_due_at
    )
    row.at_risk_at = min((p.at_risk_at for p in running if p.at_risk_at), default=None)


def move_to(row: ServiceRequest, state: str, *, at: datetime) -> str:
    """Set the state and give the one before."""
    before, row.state = row.state, state
    row.is_open = states.is_open(state)
    row.changed_at = max(at, row.received_at)
    return before


def save(row: ServiceRequest, *columns: str) -> None:
    """Write the named columns together with those every change touches."""
    row.save_changes(*dict.fromkeys((*columns, "state", "is_open", "changed_at", *KEPT)))


def tell(
    scope: Scope, row: ServiceRequest, event: type[events.RequestEvent], *, at: datetime,
    device_at: datetime | None = None, **values: Any,
) -> None:  # fmt: skip
    """Record an event about the request."""
    made = event(request_id=row.uid, line=row.line_code, **values)
    record(made, scope=scope, at=at, subject=row, device_at=device_at)


def subject_of(row: ServiceRequest, *, timezone: str, site_kind: str, unit_ids: frozenset[int]) -> promises.Subject:
    """The request as the promises room knows it."""
    return promises.Subject(
        kind=SUBJECT_KIND, uid=row.uid, community_id=row.community_id, contract_id=row.contract_id,
        site_id=row.site_id, unit_id=row.unit_id, line_code=row.line_code,
        request_type_code=row.request_type.code, data_class=row.data_class, site_kind=site_kind, timezone=timezone,
        unit_ids=unit_ids,
    )  # fmt: skip


@transaction.atomic
def take_standing(scope: Scope, uid: UUID, standing: promises.Standing, *, now: datetime) -> None:
    """Keep how the promises stand after both parties agreed on something about them; the gate was passed before."""
    row = locked(scope, uid, None)
    if row.is_open and row.state != states.RESOLVED:
        take(row, standing)
    else:
        row.due_at = standing.due_at
    row.changed_at = max(now, row.received_at)
    row.save_changes(*KEPT, "changed_at")

"""Correcting a fact everybody counts on, with a trace."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import Scope
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries import access
from samdrift.operations.requests.queries.places import place_named
from samdrift.operations.requests.rules import states

REASONS = ("found_in_mailbox", "noted_on_paper", "call_recorded", "wrong_time_typed")


@transaction.atomic
def correct_received_at(
    scope: Scope, uid: UUID, *, expected_version: int | None, received_at: datetime, reason: str, now: datetime
) -> ServiceRequest:
    """Say when it really reached us; clocks are counted anew from there, and both times stay in the book.

    Raises:
        Invalid: The time lies in the future or after what already happened, or there is no reason.
        Refused: Its clocks no longer run.
    """
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, "requests.correct_received", row)
    if row.state not in states.UNRESOLVED:
        raise Refused(_("Its clocks no longer run, so the time of receipt stays as it is."))
    if reason not in REASONS:
        raise Invalid({"reason": _("Choose how the right time is known.")})
    if row.hold_reason:
        raise Refused(_("The request waits. Let it go on first, then correct the time."))
    if received_at > now or not states.in_order(received_at, row.triaged_at):
        raise Invalid({"received_at": _("It cannot have been received after what already happened with it.")})
    before, row.received_at = row.received_at, received_at
    place = place_named(scope, site_id=row.site_id, space_id=row.space_id, asset_id=row.asset_id, unit_id=row.unit_id)
    subject = loading.subject_of(row, timezone=place.timezone, site_kind=place.site_kind, unit_ids=place.unit_ids)
    loading.take(row, _counted_anew(scope, row, subject, received_at, now))
    row.changed_at = max(now, received_at)
    loading.tell(scope, row, events.RequestReceivedAtCorrected, at=now, before=before, after=received_at, reason=reason)
    loading.save(row, "received_at")
    return row


def _counted_anew(
    scope: Scope, row: ServiceRequest, subject: promises.Subject, received_at: datetime, now: datetime
) -> promises.Standing:
    """New clocks from the right start; what the old ones had stopped for has still happened when it happened."""
    reached = [(p.kind, p.stopped_at) for p in promises.promises_of(scope, row.uid) if p.stopped_at is not None]
    promises.void(scope, row.uid, at=now, reason="received_at_corrected")
    promises.open_promises(scope, subject, priority=row.priority, started_at=received_at, at=now)
    for kind, stopped_at in reached:
        promises.reach(scope, row.uid, _MILESTONES[kind], at=max(stopped_at, received_at))
    # Earlier pauses count on: ending none projects the new clocks over all of them.
    return promises.resume(scope, row.uid, at=now)


_MILESTONES = {"acknowledge": "acknowledged", "attend": "started", "make_safe": "made_safe", "complete": "resolved"}

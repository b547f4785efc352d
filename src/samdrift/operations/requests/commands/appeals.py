"""A declined request is appealed, and local FM answers: it goes on after all, or stays declined."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import Scope
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading, progress
from samdrift.operations.requests.commands.talk import is_requester
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries import access
from samdrift.operations.requests.queries.appealed import waits_for_answer
from samdrift.operations.requests.queries.places import place_named
from samdrift.operations.requests.queries.working_days import is_within_work_days
from samdrift.operations.requests.rules import states

DECIDE = "requests.decide_appeal"


@transaction.atomic
def appeal(scope: Scope, uid: UUID, *, reason: str, now: datetime) -> ServiceRequest:
    """Disagree with a declined request, within five working days; local FM answers within five more.

    Raises:
        Invalid: There is no reason.
        NotAllowed: Somebody else asked for it.
        Refused: It is not declined, was appealed before, or was declined too long ago.
    """
    row = loading.locked(scope, uid, None)
    if not is_requester(scope, row):
        raise NotAllowed(_("Only whoever asked can appeal."))
    if row.state != states.DECLINED:
        raise Refused(_("Only a declined request can be appealed."))
    if row.appeal_refused_at is not None:
        raise Refused(_("Local FM has answered the appeal: it stays declined."))
    if row.appealed_at is not None:
        raise Refused(_("This was already appealed; local FM will answer."))
    if not is_within_work_days(scope, row.contract_id, row.changed_at, now, states.APPEAL_WORK_DAYS):
        raise Refused(_("It was declined more than five working days ago, so it can no longer be appealed."))
    if not reason.strip():
        raise Invalid({"reason": _("Say why it should be done after all.")})
    progress.say(scope, row, reason, now)
    row.appealed_at = now
    loading.tell(scope, row, events.RequestAppealed, at=now)
    row.save_changes("appealed_at")
    return row


@transaction.atomic
def grant_appeal(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ServiceRequest:
    """Find that it is in scope after all: the desk gives it away again, and its promises begin anew now.

    The time it lay declined was nobody's to work in, so it counts against nobody.

    Raises:
        NotAllowed: It is not the actor's to decide, or the actor asked for it.
        Refused, Stale: There is no appeal to answer, or it changed meanwhile.
    """
    row = _appealed(scope, uid, expected_version)
    at = max(now, row.received_at)
    before = loading.move_to(row, states.MOVES[row.state, "grant_appeal"], at=now)
    row.appealed_at = row.decline_asked_by_id = None
    row.decline_reason, row.entitlement = "", "included"
    place = place_named(scope, site_id=row.site_id, space_id=row.space_id, asset_id=row.asset_id, unit_id=row.unit_id)
    subject = loading.subject_of(row, timezone=place.timezone, site_kind=place.site_kind, unit_ids=place.unit_ids)
    loading.take(row, promises.open_promises(scope, subject, priority=row.priority, started_at=at, at=at))
    loading.tell(scope, row, events.RequestAppealGranted, at=now, before=before, after=row.state)
    loading.save(row, "appealed_at", "decline_asked_by", "decline_reason", "entitlement")
    return row


@transaction.atomic
def refuse_appeal(
    scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, now: datetime
) -> ServiceRequest:
    """Find that it is out of scope indeed; whoever asked reads why, and it stays declined.

    Raises:
        Invalid: There is no reason.
        NotAllowed, Refused, Stale: As for granting it.
    """
    row = _appealed(scope, uid, expected_version)
    if not reason.strip():
        raise Invalid({"reason": _("Say why it stays out of scope; whoever asked will read it.")})
    progress.say(scope, row, reason, now)
    row.appeal_refused_at = max(now, row.received_at)
    loading.tell(scope, row, events.RequestAppealRefused, at=now)
    row.save_changes("appeal_refused_at")
    return row


def _appealed(scope: Scope, uid: UUID, expected_version: int | None) -> ServiceRequest:
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, DECIDE, row)
    if is_requester(scope, row):
        raise NotAllowed(_("You asked for this yourself, so somebody else must decide."))
    if not waits_for_answer(row):
        raise Refused(_("There is no appeal that waits for an answer."))
    return row

"""How a request ends, and how it comes back: confirmed, silent, reopened, rated, cancelled, declined, merged."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.approvals import public as approvals
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading, progress
from samdrift.operations.requests.commands.merging import MERGED_FROM, bring_along
from samdrift.operations.requests.commands.talk import is_requester
from samdrift.operations.requests.models import ServiceRequest, Witness
from samdrift.operations.requests.queries import access, words
from samdrift.operations.requests.queries.working_days import is_within_work_days
from samdrift.operations.requests.rules import numbers, states
from samdrift.registers.contracts import public as contracts


@transaction.atomic
def confirm_closed(
    scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime, rating: int | None = None,
    rating_reason: str = "",
) -> ServiceRequest:  # fmt: skip
    """Confirm that it is done; whoever asked may rate it in the same tap.

    Raises:
        DoesNotExist: No such request within the scope.
        NotAllowed: It is not the actor's to confirm.
        Refused, Stale: It is not resolved, or somebody else was first.
    """
    row = loading.for_move(scope, uid, expected_version, "confirm")
    close(scope, row, "confirmed", now)
    loading.save(row, *CLOSED)
    if rating is not None:
        return rate(scope, uid, rating=rating, reason=rating_reason, now=now)
    return row


CLOSED = ("closed_at", "by_itself_at", "next_due_at")


def close(scope: Scope, row: ServiceRequest, how: str, now: datetime) -> None:
    """Bring the request to closed, in the caller's transaction, without saving it. `how`: confirmed or silent."""
    before = loading.move_to(row, states.CLOSED, at=now)
    row.closed_at, row.by_itself_at = max(now, row.received_at), None
    row.next_due_at = None
    loading.tell(scope, row, events.RequestClosed, at=now, before=before, after=row.state, reason=how)


@transaction.atomic
def reopen(scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, now: datetime) -> ServiceRequest:
    """Say that it is not done after all: the original clock goes on, the time in between is not counted.

    Raises:
        Invalid: There is no reason.
        Refused: It is not resolved, or was resolved more than ten working days ago or in a month that is frozen.
    """
    row = loading.for_move(scope, uid, expected_version, "reopen")
    if not reason.strip():
        raise Invalid({"reason": _("Say what is still wrong.")})
    assert row.resolved_at is not None
    if not is_within_work_days(scope, row.contract_id, row.resolved_at, now, states.REOPEN_WORK_DAYS):
        raise Refused(_("This was resolved more than ten working days ago. Please report it anew."))
    contracts.refuse_if_frozen(scope, row.contract_id, row.resolved_at)
    return _reopen(scope, row, reason, now)


@transaction.atomic
def reopen_as_agreed(scope: Scope, uid: UUID, *, reason: str, now: datetime) -> ServiceRequest:
    """Reopen it because both parties agreed that it was not done, however long ago it was closed.

    Raises:
        Refused: It is neither resolved nor closed any more.
    """
    return _reopen(scope, loading.for_move(scope, uid, None, "reopen"), reason, now)


@transaction.atomic
def reopen_for_rework(scope: Scope, uid: UUID, *, reason: str, now: datetime) -> ServiceRequest:
    """Reopen it because its work is sent back; whoever does so was let through at the work.

    Raises:
        Refused: It is neither resolved nor closed any more.
    """
    with everywhere(reason="the request of work somebody may send back, whatever they may do with requests"):
        row = ServiceRequest.objects.get_queryset().filter(community=scope.community_id).locked(uid)
    loading.refuse_unless_possible(row, "reopen")
    return _reopen(scope, row, reason, now)


def _reopen(scope: Scope, row: ServiceRequest, reason: str, now: datetime) -> ServiceRequest:
    assert row.resolved_at is not None
    progress.say(scope, row, reason, now)
    loading.take(row, promises.reopen(scope, row.uid, resolved_at=row.resolved_at, at=max(now, row.resolved_at)))
    before = loading.move_to(row, states.IN_PROGRESS, at=now)
    row.resolved_at = row.closed_at = row.by_itself_at = None
    row.resolution_code = ""
    row.reopened += 1
    loading.tell(scope, row, events.RequestReopened, at=now, before=before, after=row.state)
    loading.save(row, "resolved_at", "closed_at", "by_itself_at", "resolution_code", "reopened")
    return row


@transaction.atomic
def rate(scope: Scope, uid: UUID, *, rating: int, now: datetime, reason: str = "") -> ServiceRequest:
    """Say how it went, 1 to 5; only whoever asked, once it is resolved. The last word counts."""
    row = loading.locked(scope, uid, None)
    access.require(scope, states.PERMISSION["rate"], row)
    if not is_requester(scope, row):
        raise NotAllowed(_("Only whoever asked can rate a request."))
    if row.state not in (states.RESOLVED, states.CLOSED):
        raise Refused(words.refusal_sentence("not_resolved", row.state))
    if not 1 <= rating <= 5:
        raise Invalid({"rating": _("Give one to five stars.")})
    row.rating, row.rating_reason = rating, reason.strip()[:400]
    row.changed_at = max(now, row.received_at)
    loading.tell(scope, row, events.RequestRated, at=now, rating=rating)
    loading.save(row, "rating", "rating_reason")
    return row


@transaction.atomic
def cancel(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime, reason: str = "") -> ServiceRequest:
    """Withdraw it. Whoever asked may until work begins; the desk and local FM also after, its cost kept."""
    row = loading.for_move(scope, uid, expected_version, "cancel")
    if not access.may_cancel(scope, row):
        raise Refused(_("Work has begun, so only the desk or local FM can cancel it now. Write them a comment."))
    if reason.strip():
        progress.say(scope, row, reason, now)
    _end(scope, row, states.CANCELLED, events.RequestCancelled, now, why="cancelled")
    loading.save(row, *ENDED)
    return row


@transaction.atomic
def ask_to_decline(
    scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, now: datetime
) -> ServiceRequest:
    """Find it out of scope; a second person of the provider must agree before it is declined.

    Raises:
        Invalid: There is no reason.
        Refused: Somebody already asked, or it cannot be declined now.
    """
    row = loading.for_move(scope, uid, expected_version, "decline")
    if not reason.strip():
        raise Invalid({"reason": _("Say why it is out of scope; whoever asked will read it.")})
    if row.decline_asked_by_id is not None:
        raise Refused(_("Somebody already finds this out of scope; a second person must agree."))
    row.decline_asked_by_id, row.decline_reason = scope.person_id, reason.strip()[:400]
    row.changed_at = max(now, row.received_at)
    loading.tell(scope, row, events.RequestDeclineAsked, at=now)
    loading.save(row, "decline_asked_by", "decline_reason")
    return row


@transaction.atomic
def agree_to_decline(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ServiceRequest:
    """Agree that it is out of scope: declined, and whoever asked may appeal within five working days."""
    row = loading.for_move(scope, uid, expected_version, "decline")
    access.require(scope, "requests.agree_decline", row)
    if row.decline_asked_by_id is None:
        raise Refused(_("Nobody has said yet why this should be out of scope."))
    if row.decline_asked_by_id == scope.person_id:
        raise NotAllowed(_("You found this out of scope yourself, so somebody else must agree."))
    progress.say(scope, row, row.decline_reason, now)
    _end(scope, row, states.DECLINED, events.RequestDeclined, now, why="declined")
    row.entitlement = "out_of_scope"
    loading.save(row, "entitlement", *ENDED)
    return row


@transaction.atomic
def mark_duplicate(
    scope: Scope, uid: UUID, *, expected_version: int | None, master_uid: UUID, now: datetime
) -> ServiceRequest:
    """Let another request go on for both: whoever asked is kept informed by that one, and its clocks count.

    Raises:
        Invalid: It would be its own master, or the master is a duplicate of it.
        Refused: The master has ended, or this cannot be merged now.
    """
    row = loading.for_move(scope, uid, expected_version, "duplicate")
    master = loading.locked(scope, master_uid, None)
    if master.pk == row.pk:
        raise Invalid({"master": _("A request cannot be the duplicate of itself.")})
    if not master.is_open:
        raise Refused(_("The other request has ended, so nothing would come of both."))
    row.master = master
    _end(scope, row, states.DUPLICATE, events.RequestMerged, now, why="duplicate", master_id=master.uid)
    loading.save(row, "master", *ENDED)
    _bring_witnesses(row, master, now)
    bring_along(row, master)
    master.me_too += 1 + row.me_too
    master.changed_at = max(now, master.received_at)
    master.save_changes("me_too", "changed_at")
    return row


@transaction.atomic
def me_too(
    scope: Scope, uid: UUID, *, now: datetime, contact: str = "", device_key: str = "", person_id: int | None = None
) -> tuple[Witness, str]:
    """Join an open request: the same problem seen by somebody else, who is kept informed. Safe to repeat.

    Returns:
        The witness, and the secret of a tracking link of their own.
    """
    row = loading.locked(scope, uid, None)
    if row.state not in states.UNRESOLVED:
        raise Refused(words.refusal_sentence("resolved" if row.is_open else "ended", row.state))
    mine = Witness.objects.within(scope).filter(service_request=row)
    if person_id is not None or device_key:
        known = mine.filter(person=person_id) if person_id is not None else mine.filter(device_key=device_key)
        witness = known.first()
        if witness is not None:
            return witness, numbers.track_token(witness.uid, settings.SECRET_KEY)
    witness = Witness(
        community_id=row.community_id, data_class=row.data_class, service_request=row, person_id=person_id,
        contact=contact[:120], device_key=device_key, said_at=now,
    )  # fmt: skip
    token = numbers.track_token(witness.uid, settings.SECRET_KEY)
    witness.track_digest = numbers.track_digest(token)
    witness.save(force_insert=True)
    row.me_too += 1
    row.changed_at = max(now, row.received_at)
    loading.tell(scope, row, events.RequestWitnessed, at=now, witness_id=witness.uid)
    # Counting one more changes nothing a colleague decides on, so nobody's open page becomes stale by it.
    row.save(update_fields=["me_too", "changed_at"])
    return witness, token


ENDED = ("hold_reason", "waiting_for_requester", "by_itself_at", "asked_impact", "asked_urgency")


def _end(
    scope: Scope, row: ServiceRequest, state: str, event: type[events.RequestMoved], now: datetime, *, why: str,
    **values: Any,
) -> None:  # fmt: skip
    """Let it end without being done: its clocks no longer count, and open questions about it fall away."""
    loading.take(row, promises.void(scope, row.uid, at=max(now, row.received_at), reason=why))
    approvals.withdraw_approvals(scope, row.uid, at=now)
    before = loading.move_to(row, state, at=now)
    row.hold_reason, row.waiting_for_requester, row.by_itself_at = "", False, None
    row.asked_impact = row.asked_urgency = None
    loading.tell(scope, row, event, at=now, before=before, after=row.state, **values)


def _bring_witnesses(row: ServiceRequest, master: ServiceRequest, now: datetime) -> None:
    """Whoever asked for the duplicate, with the link they hold, now follows the master."""
    Witness.objects.create(
        community_id=master.community_id, data_class=master.data_class, service_request=master,
        person_id=row.requester_id, contact=row.contact, device_key=row.device_key,
        track_digest=f"{MERGED_FROM}{row.uid.hex}", said_at=now,
    )  # fmt: skip

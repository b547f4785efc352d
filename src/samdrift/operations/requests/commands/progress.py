"""The work goes on: arrive, start, wait, go on, make safe, resolve."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import Scope
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events, registry
from samdrift.operations.requests.commands import loading
from samdrift.operations.requests.commands.assign import give
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.queries import access, words
from samdrift.operations.requests.queries.working_days import after_work_days
from samdrift.operations.requests.rules import states
from samdrift.registers.catalogue import public as catalogue


@transaction.atomic
def arrive(scope: Scope, uid: UUID, *, now: datetime, device_at: datetime | None = None) -> ServiceRequest:
    """Somebody is at the place: the clock that waits for that stops. Safe to repeat."""
    row = loading.locked(scope, uid, None)
    access.require(scope, states.PERMISSION["start"], row)
    if row.state not in states.UNRESOLVED:
        raise Refused(words.refusal_sentence("ended", row.state))
    loading.take(row, promises.reach(scope, row.uid, "arrived", at=_after_receipt(row, now)))
    loading.tell(scope, row, events.RequestArrived, at=now, device_at=device_at)
    row.changed_at = _after_receipt(row, now)
    loading.save(row)
    return row


@transaction.atomic
def start(
    scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime, device_at: datetime | None = None
) -> ServiceRequest:
    """Begin the work.

    Raises:
        DoesNotExist: No such request within the scope.
        NotAllowed: It is not the actor's to begin.
        Refused, Stale: It cannot begin now, or changed meanwhile.
    """
    row = loading.for_move(scope, uid, expected_version, "start")
    _begin(scope, row, now, device_at)
    loading.save(row, "assignee")
    registry.keep_up(scope, row, "start", now)
    return row


@transaction.atomic
def put_on_hold(
    scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, now: datetime, note: str = "",
    until: datetime | None = None, device_at: datetime | None = None,
) -> ServiceRequest:  # fmt: skip
    """Let it wait, for a reason of the catalogue; the reason says whether the clock stands.

    Args:
        note: What proves it (an attempt, an order number); some reasons demand it. Everybody on the request reads it.
        until: When it goes on by itself, such as the next agreed visit.

    Raises:
        Invalid: No such reason, proof is missing, or the end lies in the past.
        Refused: It already waits, or cannot wait now.
    """
    row = loading.for_move(scope, uid, expected_version, "hold")
    if row.hold_reason:
        raise Refused(_("This request already waits. Let it go on first, then choose another reason."))
    chosen = catalogue.HoldReason.objects.within(scope).filter(code=reason).first()
    _check_hold(chosen, note, until, now)
    assert chosen is not None
    comment = say(scope, row, note, now) if note.strip() else None
    evidence = {"evidence_kind": chosen.evidence, "evidence_uid": comment.uid} if comment and chosen.evidence else {}
    at = _after_receipt(row, now)
    standing = promises.pause(scope, row.uid, pause_reason(chosen), at=at, until=until, **evidence)
    loading.take(row, standing)
    row.hold_reason = chosen.code
    row.by_itself_at = standing.pause_ends_at or until
    before = loading.move_to(row, states.MOVES[row.state, "hold"], at=now)
    loading.tell(
        scope, row, events.RequestPutOnHold, at=now, device_at=device_at, before=before, after=row.state,
        reason=chosen.code, until=until, **evidence,
    )  # fmt: skip
    loading.save(row, "hold_reason", "by_itself_at")
    registry.keep_up(scope, row, "hold", now)
    return row


@transaction.atomic
def resume(
    scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime, device_at: datetime | None = None
) -> ServiceRequest:
    """Let it go on; the clocks run on with the time already used."""
    row = loading.for_move(scope, uid, expected_version, "resume")
    if not row.hold_reason:
        raise Refused(_("This request does not wait for anything."))
    go_on(scope, row, now, device_at=device_at)
    loading.save(row, "hold_reason", "by_itself_at", "waiting_for_requester")
    registry.keep_up(scope, row, "resume", now)
    return row


@transaction.atomic
def make_safe(
    scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime, device_at: datetime | None = None
) -> ServiceRequest:
    """The danger is over; the repair still to come keeps its clock. For P1 and P2."""
    row = loading.for_move(scope, uid, expected_version, "make_safe")
    loading.take(row, promises.reach(scope, row.uid, "made_safe", at=_after_receipt(row, now)))
    before = loading.move_to(row, states.MADE_SAFE, at=now)
    loading.tell(scope, row, events.RequestMadeSafe, at=now, device_at=device_at, before=before, after=row.state)
    loading.save(row)
    registry.keep_up(scope, row, "make_safe", now)
    return row


@transaction.atomic
def resolve(
    scope: Scope, uid: UUID, *, expected_version: int | None, resolution: str, now: datetime,
    evidence: frozenset[str] = frozenset(), note: str = "", device_at: datetime | None = None,
) -> ServiceRequest:  # fmt: skip
    """Say that it is done; whoever asked now confirms, reopens or stays silent.

    Args:
        resolution: A code of the catalogue.
        evidence: What there is to show for it (photo, reading, signature, scan); the type may demand some.

    Raises:
        Invalid: No such code, or evidence is missing.
        Refused, Stale: It cannot be resolved now, or changed meanwhile.
    """
    row = loading.for_move(scope, uid, expected_version, "resolve")
    _check_resolution(scope, row, resolution, evidence)
    if note.strip():
        say(scope, row, note, now)
    finish(scope, row, resolution, now, device_at=device_at)
    loading.save(row, *FINISHED)
    registry.keep_up(scope, row, "resolve", now)
    return row


@transaction.atomic
def resolve_at_once(
    scope: Scope, uid: UUID, *, expected_version: int | None, resolution: str, now: datetime, note: str = ""
) -> ServiceRequest:
    """Answer it in the contact itself: confirmed, taken, begun and resolved, each step in the book."""
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, states.PERMISSION["resolve"], row)
    if scope.person_id is None:
        raise NotAllowed(_("Only a person can answer a request."))
    if row.state in (*states.UNTRIAGED, states.TRIAGED):
        give(scope, row, team_id=row.team_id, assignee_id=scope.person_id, now=now)
    if row.state == states.ASSIGNED:
        _begin(scope, row, now, None)
        loading.save(row, "assignee")
    return resolve(
        scope, uid, expected_version=None, resolution=resolution, now=now, note=note, evidence=frozenset({"contact"})
    )


FINISHED = ("resolved_at", "resolution_code", "hold_reason", "waiting_for_requester", "by_itself_at")


def finish(
    scope: Scope, row: ServiceRequest, resolution: str, now: datetime, *, device_at: datetime | None = None
) -> None:
    """Bring the request to resolved, in the caller's transaction, without saving it."""
    at = _after_receipt(row, now)
    loading.take(row, promises.reach(scope, row.uid, "resolved", at=at))
    before = loading.move_to(row, states.RESOLVED, at=now)
    row.resolved_at, row.resolution_code = at, resolution
    row.hold_reason, row.waiting_for_requester, row.next_due_at = "", False, None
    row.by_itself_at = after_work_days(scope, row.contract_id, at, max(1, row.request_type.silent_close_days))
    loading.tell(
        scope, row, events.RequestResolved, at=now, device_at=device_at, before=before, after=row.state,
        reason=resolution,
    )  # fmt: skip


def go_on(
    scope: Scope, row: ServiceRequest, now: datetime, *, device_at: datetime | None = None, reason: str = ""
) -> None:
    """End the wait, in the caller's transaction, without saving the row."""
    waited_for = row.hold_reason
    standing = promises.resume(scope, row.uid, at=_after_receipt(row, now), reason_code=waited_for)
    loading.take(row, standing)
    row.hold_reason, row.by_itself_at = "", None
    if waited_for == WAITING:
        row.waiting_for_requester = False
    before = loading.move_to(row, states.MOVES.get((row.state, "resume"), row.state), at=now)
    loading.tell(
        scope, row, events.RequestResumed, at=now, device_at=device_at, before=before, after=row.state,
        reason=reason or waited_for,
    )  # fmt: skip


WAITING = "awaiting_requester"


def pause_reason(reason: catalogue.HoldReason) -> promises.PauseReason:
    """The catalogue's reason as the promises room asks for it."""
    return promises.PauseReason(
        reason.code, reason.caused_by, stops_clock=reason.stops_clock,
        after_make_safe_only=reason.after_make_safe_only,
    )  # fmt: skip


def say(scope: Scope, row: ServiceRequest, text: str, now: datetime) -> Comment:
    """Write a note everybody on the request reads, in the caller's transaction."""
    comment = Comment.objects.create(
        community_id=row.community_id, data_class=row.data_class, service_request=row, author_id=scope.person_id,
        body=text.strip(), language=scope.language, said_at=now,
    )  # fmt: skip
    loading.tell(scope, row, events.RequestCommented, at=now, comment_id=comment.uid, visibility="all")
    return comment


def _begin(scope: Scope, row: ServiceRequest, now: datetime, device_at: datetime | None) -> None:
    loading.take(row, promises.reach(scope, row.uid, "started", at=_after_receipt(row, now)))
    if row.assignee_id is None:
        row.assignee_id = scope.person_id
    before = loading.move_to(row, states.IN_PROGRESS, at=now)
    loading.tell(scope, row, events.RequestStarted, at=now, device_at=device_at, before=before, after=row.state)


def _check_hold(chosen: catalogue.HoldReason | None, note: str, until: datetime | None, now: datetime) -> None:
    if chosen is None:
        raise Invalid({"reason": _("Choose why it waits.")})
    if chosen.evidence and not note.strip():
        raise Invalid({"note": _("Write what shows it, such as the attempt, the order number or the message.")})
    if until is not None and until <= now:
        raise Invalid({"until": _("The wait must end in the future.")})


def _check_resolution(scope: Scope, row: ServiceRequest, resolution: str, evidence: frozenset[str]) -> None:
    if not catalogue.ResolutionCode.objects.within(scope).filter(code=resolution).exists():
        raise Invalid({"resolution": _("Choose how it was resolved.")})
    missing = [] if "contact" in evidence else sorted(set(row.request_type.evidence) - evidence)
    if missing:
        sentence = _("Something to show for it is still missing: %(missing)s.")
        raise Invalid({"evidence": sentence % {"missing": ", ".join(words.evidence_word(code) for code in missing)}})


def _after_receipt(row: ServiceRequest, now: datetime) -> datetime:
    """No milestone lies before the request itself, whatever a phone's clock says."""
    return max(now, row.received_at)

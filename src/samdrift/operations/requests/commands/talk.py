"""What people say to each other about a request: comments, a question to the requester, and the answer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading, progress
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.queries import access, words
from samdrift.operations.requests.queries.working_days import after_work_days
from samdrift.operations.requests.rules import states
from samdrift.registers.catalogue import public as catalogue

LONGEST = 4000
VISIBILITIES = ("all", "customer", "provider")


@transaction.atomic
def add_comment(
    scope: Scope, uid: UUID, *, body: str, now: datetime, visibility: str = "all", language: str = "",
    answers: Comment | None = None,
) -> Comment:  # fmt: skip
    """Say something about a request. What is meant for one's own side belongs to one's own party: the gate hides it.

    Raises:
        DoesNotExist: No such request within the scope.
        Invalid: Nothing is said, or too much, or it is meant for the other side.
        NotAllowed: The actor may not speak here.
    """
    row = loading.locked(scope, uid, None)
    by_requester = is_requester(scope, row)
    if not by_requester:
        access.require(scope, states.PERMISSION["comment"], row)
    body = _checked(body)
    if visibility not in VISIBILITIES or (visibility != "all" and visibility != scope.side):
        raise Invalid({"visibility": _("You can speak to everybody or to your own side.")})
    comment = Comment.objects.create(
        community_id=row.community_id, data_class=row.data_class, service_request=row, visibility=visibility,
        owner_party_id=scope.party_id if visibility != "all" else None, author_id=scope.person_id,
        by_requester=by_requester, body=body, language=language or scope.language, said_at=now, answers=answers,
    )  # fmt: skip
    event = events.RequestCommented(
        request_id=row.uid, line=row.line_code, comment_id=comment.uid, visibility=visibility,
        contract_id=row.contract_id, site_id=row.site_id, unit_id=row.unit_id,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=comment if visibility != "all" else row)
    return comment


@transaction.atomic
def ask_requester(
    scope: Scope, uid: UUID, *, expected_version: int | None, question: str, now: datetime
) -> ServiceRequest:
    """Ask whoever reported it; the clocks wait for the answer and run on by themselves when it comes.

    Raises:
        Invalid: There is no question.
        NotAllowed: The actor may not ask here.
        Refused: A question already waits for its answer, or nothing is left to do.
    """
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, states.PERMISSION["ask"], row)
    if row.state not in states.UNRESOLVED:
        raise Refused(words.refusal_sentence("resolved" if row.state == states.RESOLVED else "ended", row.state))
    if row.waiting_for_requester:
        raise Refused(_("The requester has not answered the last question yet."))
    comment = Comment.objects.create(
        community_id=row.community_id, data_class=row.data_class, service_request=row, author_id=scope.person_id,
        asks=True, body=_checked(question), language=scope.language, said_at=now,
    )  # fmt: skip
    row.waiting_for_requester = True
    _wait(scope, row, comment, now)
    loading.tell(scope, row, events.RequesterAsked, at=now, comment_id=comment.uid)
    loading.save(row, "waiting_for_requester", "hold_reason", "by_itself_at")
    return row


@transaction.atomic
def answer_question(scope: Scope, uid: UUID, *, body: str, now: datetime, channel: str = "web") -> Comment:
    """Answer, signed in or by the tracking link; what waited for the answer goes on. An agent may note one down.

    Raises:
        Invalid: Nothing is said.
        NotAllowed: The actor is not the requester and may not answer for them.
        Refused: The request has ended.
    """
    row = loading.locked(scope, uid, None)
    by_requester = is_requester(scope, row)
    if not by_requester and not access.may(scope, states.PERMISSION["answer"], row):
        raise NotAllowed(_("Only whoever asked, or the desk for them, can answer."))
    if not row.is_open:
        raise Refused(words.refusal_sentence("ended", row.state))
    with_question = Comment.objects.within(scope).filter(service_request=row, asks=True).order_by("-pk").first()
    comment = Comment.objects.create(
        community_id=row.community_id, data_class=row.data_class, service_request=row, author_id=scope.person_id,
        by_requester=by_requester, answers=with_question, body=_checked(body), language=scope.language, said_at=now,
    )  # fmt: skip
    loading.tell(scope, row, events.RequesterAnswered, at=now, comment_id=comment.uid, channel=channel)
    if row.waiting_for_requester:
        row.waiting_for_requester = False
        if row.hold_reason == progress.WAITING:
            progress.go_on(scope, row, now, reason="answered")
    row.changed_at = max(now, row.received_at)
    loading.save(row, "waiting_for_requester", "hold_reason", "by_itself_at")
    return comment


def is_requester(scope: Scope, row: ServiceRequest) -> bool:
    """Whether whoever reported it speaks: signed in, or by the tracking link made for this one request."""
    if scope.person_id is not None:
        return row.requester_id == scope.person_id
    return any(grant.cases is not None and row.pk in grant.cases for grant in scope.grants)


def _wait(scope: Scope, row: ServiceRequest, comment: Comment, now: datetime) -> None:
    """Let the clocks stand, unless the request already waits for something else: then that wait holds."""
    if row.hold_reason:
        return
    at = max(now, row.received_at)
    reason = catalogue.HoldReason.objects.within(scope).filter(code=progress.WAITING).first()
    chosen = (
        progress.pause_reason(reason)
        if reason
        else promises.PauseReason(progress.WAITING, "customer", stops_clock=True)
    )
    standing = promises.pause(scope, row.uid, chosen, at=at, evidence_kind="message", evidence_uid=comment.uid)
    loading.take(row, standing)
    row.hold_reason = progress.WAITING
    unanswered = after_work_days(scope, row.contract_id, at, states.NO_ANSWER_WORK_DAYS)
    row.by_itself_at = standing.pause_ends_at or unanswered
    before = loading.move_to(row, states.MOVES.get((row.state, "hold"), row.state), at=now)
    loading.tell(
        scope, row, events.RequestPutOnHold, at=now, before=before, after=row.state, reason=progress.WAITING,
        until=None, evidence_kind="message", evidence_uid=comment.uid,
    )  # fmt: skip


def _checked(body: str) -> str:
    body = body.strip()
    if not body:
        raise Invalid({"body": _("Write something first.")})
    if len(body) > LONGEST:
        raise Invalid({"body": _("This is too long: at most %(most)s characters.") % {"most": LONGEST}})
    return body

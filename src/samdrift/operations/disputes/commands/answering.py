"""Answering: the other party accepts or refuses; what was accepted is carried out in the same transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Grant, Scope
from samdrift.operations.disputes import rules
from samdrift.operations.disputes.commands.proposing import refuse_frozen
from samdrift.operations.disputes.events import ProposalAnswered
from samdrift.operations.disputes.models import Proposal
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests

ANSWER = "disputes.answer"


@transaction.atomic
def accept(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime, answer: str = "") -> Proposal:
    """Agree to a proposal of the other party; it is carried out at once.

    Raises:
        DoesNotExist: No such proposal within the scope.
        NotAllowed: It is one's own side's, or one's own.
        Refused: It was answered already, or can no longer be carried out.
        Stale: Somebody answered meanwhile.
    """
    row = _answered(scope, uid, expected_version, "accept", answer, now)
    refuse_frozen(scope, row.service_request, row.kind, promise=row.promise, pause=row.pause)
    match row.kind:
        case rules.DEADLINE:
            _keep(scope, row, _agree_deadline(scope, row, now), now)
        case rules.RELIEF:
            assert row.promise is not None
            promises.exclude(scope, row.promise.uid, row.relief, at=now)
        case rules.PAUSE:
            assert row.pause is not None
            _keep(scope, row, promises.strike_pause(scope, row.pause.uid, at=now), now)
        case rules.CLOSURE:
            requests.reopen_as_agreed(
                _on_behalf_of_both(scope, row), row.service_request.uid, reason=row.reason, now=now
            )
    return row


@transaction.atomic
def refuse(scope: Scope, uid: UUID, *, expected_version: int | None, answer: str, now: datetime) -> Proposal:
    """Refuse a proposal of the other party, with a reason; everything stays as it was.

    Raises:
        DoesNotExist: No such proposal within the scope.
        Invalid: No reason is given.
        NotAllowed: It is one's own side's, or one's own.
        Refused: It was answered already.
    """
    if not answer.strip():
        raise Invalid({"answer": _("Say why.")})
    return _answered(scope, uid, expected_version, "refuse", answer, now)


@transaction.atomic
def withdraw(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Proposal:
    """Take back a proposal of one's own side.

    Raises:
        DoesNotExist: No such proposal within the scope.
        NotAllowed: It is the other side's.
        Refused: It was answered already.
    """
    return _answered(scope, uid, expected_version, "withdraw", "", now)


def _answered(scope: Scope, uid: UUID, expected_version: int | None, move: str, answer: str, now: datetime) -> Proposal:
    rows = Proposal.objects.within(scope).select_related("promise", "pause", "service_request")
    row = rows.locked(uid, expected_version)
    about = row.service_request
    scope.require(
        "disputes.propose" if move == "withdraw" else ANSWER, contract=about.contract_id, site=about.site_id,
        unit=about.unit_id, line=about.line_code, data_class=row.data_class,
    )  # fmt: skip
    allowed = (
        rules.may_withdraw(proposed_by_side=row.side, side=scope.side)
        if move == "withdraw"
        else rules.may_answer(
            proposed_by_side=row.side, side=scope.side, proposer=row.proposed_by_id, person=scope.person_id
        )
    )
    if not allowed:
        raise NotAllowed(_("The other party answers a proposal; whoever made it may take it back."))
    state = rules.after(row.state, move)
    if state is None:
        raise Refused(_("This proposal was answered already."))
    row.state, row.answer, row.answered_by_id, row.answered_at = state, answer.strip()[:600], scope.person_id, now
    row.save_changes("state", "answer", "answered_by", "answered_at")
    event = ProposalAnswered(proposal_uid=row.uid, about=row.kind, side=row.side, state=state)
    record(event, scope=scope, at=now, subject=about)
    return row


def _agree_deadline(scope: Scope, row: Proposal, now: datetime) -> promises.Standing:
    assert row.promise is not None
    assert row.asked_due_at is not None
    if row.promise.state == "voided" or row.promise.stopped_at is not None:
        raise Refused(_("This promise is settled already."))
    return promises.agree_deadline(scope, row.promise.uid, row.asked_due_at, at=now)


def _keep(scope: Scope, row: Proposal, standing: promises.Standing, now: datetime) -> None:
    """Let the request's lists show what holds now."""
    requests.take_standing(scope, row.service_request.uid, standing, now=now)


def _on_behalf_of_both(scope: Scope, row: Proposal) -> Scope:
    """Both parties agreed: for this one request that is the permission."""
    grant = Grant(
        role="agreed", permissions=frozenset({"requests.view", "requests.confirm", "requests.comment"}),
        cases=frozenset({row.service_request_id}), data_classes=frozenset({row.data_class}),
    )  # fmt: skip
    return Scope(
        community_id=scope.community_id, person_id=scope.person_id, employment_id=scope.employment_id,
        party_id=scope.party_id, side=scope.side, language=scope.language, grants=(grant,),
    )  # fmt: skip

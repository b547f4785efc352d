"""Proposing: what is asked of the other party, why, and until when it answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.kernel.clock import due_at
from samdrift.kernel.targets import WorkingDays
from samdrift.operations.disputes import rules
from samdrift.operations.disputes.events import ProposalMade
from samdrift.operations.disputes.models import Proposal
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.registers.contracts import public as contracts

PROPOSE = "disputes.propose"
LONGEST = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why something is proposed, and what shows it."""

    reason: str
    evidence: str = ""


@transaction.atomic
def propose_deadline(scope: Scope, promise_uid: UUID, *, due_at: datetime, why: Why, now: datetime) -> Proposal:
    """Ask the other party to agree to another deadline for one promise.

    Raises:
        DoesNotExist: No such promise within the scope.
        Invalid: The deadline lies in the past, or no reason is given.
        NotAllowed: The actor speaks for neither party here.
        Refused: The promise is settled already, or one waits for an answer.
    """
    promise, row = _promise(scope, promise_uid)
    if promise.stopped_at is not None:
        raise Refused(_("This promise is settled already."))
    if due_at <= now or due_at == promise.due_at:
        raise Invalid({"due_at": _("Propose a moment to come, other than the promised one.")})
    return _propose(
        scope, row, rules.DEADLINE, why, now, promise=promise, asked_due_at=due_at, promised_due_at=promise.due_at
    )


@transaction.atomic
def claim_relief(scope: Scope, promise_uid: UUID, *, relief: str, why: Why, now: datetime) -> Proposal:
    """Ask the other party to agree that a promise counts for nobody: force majeure, a landlord, wrong data …

    Raises:
        DoesNotExist: No such promise within the scope.
        Invalid: There is no such ground, no reason, or nothing that shows it.
        NotAllowed: The actor speaks for neither party here.
        Refused: It does not count already, or one waits for an answer.
    """
    promise, row = _promise(scope, promise_uid)
    if relief not in rules.RELIEFS:
        raise Invalid({"relief": _("Choose a ground.")})
    if not why.evidence.strip():
        raise Invalid({"evidence": _("Name what shows it, such as the notice or the measurement.")})
    if promise.excluded:
        raise Refused(_("Both parties agreed already that this promise does not count."))
    return _propose(scope, row, rules.RELIEF, why, now, promise=promise, relief=relief, promised_due_at=promise.due_at)


@transaction.atomic
def contest_pause(scope: Scope, pause_uid: UUID, *, why: Why, now: datetime) -> Proposal:
    """Ask the other party to agree that a pause should not have stopped the clocks.

    Raises:
        DoesNotExist: No such pause within the scope.
        Invalid: No reason is given.
        NotAllowed: The actor speaks for neither party here.
        Refused: It does not count already, or one waits for an answer.
    """
    pause = promises.Pause.objects.within(scope).get(uid=pause_uid)
    if pause.standing != "agreed" or pause.reason_code == promises.BETWEEN_REOPENINGS:
        raise Refused(_("This pause stops nothing."))
    row = _request(scope, pause.subject_uid)
    return _propose(scope, row, rules.PAUSE, why, now, pause=pause)


@transaction.atomic
def contest_closure(scope: Scope, request_uid: UUID, *, why: Why, now: datetime) -> Proposal:
    """Ask the other party to agree that a request is not done: accepted, it goes on under its original clocks.

    Raises:
        DoesNotExist: No such request within the scope.
        Invalid: No reason is given.
        NotAllowed: The actor speaks for neither party here.
        Refused: It is neither resolved nor closed, or one waits for an answer.
    """
    row = _request(scope, request_uid)
    if row.state not in ("resolved", "closed"):
        raise Refused(_("Only what was resolved or closed can be contested."))
    return _propose(scope, row, rules.CLOSURE, why, now)


def _promise(scope: Scope, uid: UUID) -> tuple[promises.Promise, requests.ServiceRequest]:
    promise = promises.Promise.objects.within(scope).exclude(state="voided").get(uid=uid)
    return promise, _request(scope, promise.subject_uid)


def _request(scope: Scope, uid: UUID) -> requests.ServiceRequest:
    return requests.ServiceRequest.objects.within(scope).locked(uid)


def refuse_frozen(
    scope: Scope, row: requests.ServiceRequest, kind: str, *, promise: promises.Promise | None = None,
    pause: promises.Pause | None = None,
) -> None:  # fmt: skip
    """Raise where what is spoken of lies in a month both parties have frozen: nothing about it is decided anew.

    Raises:
        Refused: It does; the sentence names the month.
    """
    moments = [row.resolved_at] if kind == rules.CLOSURE else []
    if promise is not None:
        moments.append(promise.due_at)
    if pause is not None:
        stood = promises.promises_of(scope, pause.subject_uid).filter(kind__in=pause.kinds)
        moments += list(stood.values_list("due_at", flat=True))
    contracts.refuse_if_frozen(scope, row.contract_id, *moments)


def _propose(scope: Scope, row: requests.ServiceRequest, kind: str, why: Why, now: datetime, **what: Any) -> Proposal:
    scope.require(
        PROPOSE, contract=row.contract_id, site=row.site_id, unit=row.unit_id, line=row.line_code,
        data_class=row.data_class,
    )  # fmt: skip
    if scope.side not in rules.SIDES:
        raise NotAllowed(_("Only the two parties propose to each other."))
    refuse_frozen(scope, row, kind, promise=what.get("promise"), pause=what.get("pause"))
    if not why.reason.strip() or len(why.reason) > LONGEST:
        raise Invalid({"reason": _("Say why, in at most %(most)s characters.") % {"most": LONGEST}})
    if Proposal.objects.within(scope).filter(service_request=row, kind=kind, state=rules.OPEN).exists():
        raise Refused(_("One like it waits for its answer."))
    more: Any = what
    made = Proposal.objects.create(
        community_id=row.community_id, data_class=row.data_class, service_request=row, kind=kind,
        reason=why.reason.strip(), evidence=why.evidence.strip()[:400], side=scope.side,
        proposed_by_id=scope.person_id, proposed_at=now, answer_by=_answer_by(scope, row, now), **more,
    )  # fmt: skip
    event = ProposalMade(
        proposal_uid=made.uid, about=kind, side=made.side, answer_by=made.answer_by, asked_due_at=made.asked_due_at
    )
    record(event, scope=scope, at=now, subject=row)
    return made


def _answer_by(scope: Scope, row: requests.ServiceRequest, now: datetime) -> datetime:
    """Close of business of the fifth working day, counted as the contract counts working days."""
    contract = contracts.Contract.objects.within(scope).get(pk=row.contract_id)
    return due_at(now, WorkingDays(rules.ANSWER_WORK_DAYS), contracts.working_calendar(contract, now))

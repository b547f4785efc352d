"""Asking for, giving, refusing and withdrawing approvals."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import Event, record
from samdrift.foundation.scope import Scope, ScopedModel, everywhere
from samdrift.operations.approvals import events, registry, rules
from samdrift.operations.approvals.models import Approval

# Calendar days stand for five working days until the contract's calendar is at hand; only a reminder hangs on it.
DUE_AFTER = timedelta(days=7)


def ask_approval(
    scope: Scope, subject: ScopedModel, *, subject_kind: str, unit_id: int | None, kind: str,
    amount_minor: int | None, requested_by: int | None, at: datetime,
) -> Approval:  # fmt: skip
    """Ask for a yes or no about `subject`, in the caller's transaction.

    Args:
        kind: budget or security.
        requested_by: Whoever may not decide it, by person.
    """
    if kind not in rules.KINDS:
        raise Invalid({"kind": _("An approval is about budget or security.")})
    approval = Approval.objects.create(
        community_id=subject.community_id, data_class=subject.data_class, subject_kind=subject_kind,
        subject_uid=subject.uid, unit_id=unit_id, kind=kind, requested_by_id=requested_by, amount_minor=amount_minor,
        asked_at=at, due_at=at + DUE_AFTER,
    )  # fmt: skip
    event = events.ApprovalAsked(
        approval_id=approval.uid, subject_uid=approval.subject_uid, approval_kind=kind, amount_minor=amount_minor
    )
    record(event, scope=scope, at=at, subject=approval)
    return approval


@transaction.atomic
def give_approval(scope: Scope, approval_id: UUID, *, expected_version: int, now: datetime) -> Approval:
    """Say yes.

    Raises:
        DoesNotExist: No such step within the scope.
        NotAllowed: The actor may not decide this, or asked for it.
        Refused: It was decided or withdrawn before.
    """
    return _decide(scope, approval_id, expected_version, yes=True, reason="", now=now)


@transaction.atomic
def refuse_approval(scope: Scope, approval_id: UUID, *, expected_version: int, reason: str, now: datetime) -> Approval:
    """Say no, with a reason whoever asked will read.

    Raises:
        DoesNotExist: No such step within the scope.
        Invalid: There is no reason.
        NotAllowed: The actor may not decide this, or asked for it.
        Refused: It was decided or withdrawn before.
    """
    if not reason.strip():
        raise Invalid({"reason": _("Say why, so that whoever asked can do something about it.")})
    return _decide(scope, approval_id, expected_version, yes=False, reason=reason.strip()[:400], now=now)


def withdraw_approvals(scope: Scope, subject_uid: UUID, *, at: datetime) -> int:
    """Let every waiting step about a subject fall away with it, in the caller's transaction; how many."""
    with everywhere(reason="the caller has read the subject; its open questions end with it"):
        rows = Approval.objects.filter(community=scope.community_id, subject_uid=subject_uid, state=rules.WAITING)
        waiting = list(rows.order_by("pk"))
    for approval in waiting:
        approval.state = rules.WITHDRAWN
        approval.save_changes("state")
        _announce(events.ApprovalWithdrawn, approval, scope, at)
    return len(waiting)


def _decide(
    scope: Scope, approval_id: UUID, expected_version: int, *, yes: bool, reason: str, now: datetime
) -> Approval:
    approval = Approval.objects.within(scope).locked(approval_id)
    scope.require(
        rules.PERMISSION[approval.kind], unit=approval.unit_id, data_class=approval.data_class,
        own=approval.approver_id == scope.person_id,
    )  # fmt: skip
    if rules.is_own(scope.person_id, approval.requested_by_id):
        raise NotAllowed(_("You asked for this yourself, so somebody else must decide it."))
    if approval.approver_id not in (None, scope.person_id):
        raise NotAllowed(_("Somebody else was asked to decide this."))
    state = rules.after(approval.state, yes=yes)
    if state is None or approval.version != expected_version:
        raise Refused(_("This was already decided. Open it again to see how."))
    approval.state, approval.decided_at, approval.decided_by_id = state, now, scope.person_id
    approval.reason = reason
    approval.save_changes("state", "decided_at", "decided_by", "reason")
    _announce(events.ApprovalGiven if yes else events.ApprovalRefused, approval, scope, now)
    registry.subject_of(approval.subject_kind).decided(scope, approval.subject_uid, yes, now)
    return approval


def _announce(event: type[events.ApprovalEvent], approval: Approval, scope: Scope, at: datetime) -> None:
    made: Event = event(approval_id=approval.uid, subject_uid=approval.subject_uid, approval_kind=approval.kind)
    record(made, scope=scope, at=at, subject=approval)

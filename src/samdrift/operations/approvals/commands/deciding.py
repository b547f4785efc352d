"""Saying yes or no, for oneself or for whom one stands in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, SamdriftError
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.approvals import events, registry, rules
from samdrift.operations.approvals.commands.asking import next_step
from samdrift.operations.approvals.models import Approval
from samdrift.operations.approvals.queries import deciding


@transaction.atomic
def give_approval(scope: Scope, approval_id: UUID, *, expected_version: int, now: datetime) -> Approval:
    """Say yes; the next step is asked for, or what waited goes on.

    Raises:
        DoesNotExist: No such step within the scope.
        NotAllowed: The actor may not decide this, or asked for it, or said yes to an earlier step.
        Refused: It was decided, passed on or withdrawn before.
    """
    return _decide(scope, approval_id, expected_version, yes=True, reason="", now=now)


@transaction.atomic
def refuse_approval(scope: Scope, approval_id: UUID, *, expected_version: int, reason: str, now: datetime) -> Approval:
    """Say no, with a reason whoever asked will read.

    Raises:
        DoesNotExist: No such step within the scope.
        Invalid: There is no reason.
        NotAllowed: The actor may not decide this, or asked for it, or said yes to an earlier step.
        Refused: It was decided, passed on or withdrawn before.
    """
    if not reason.strip():
        raise Invalid({"reason": _("Say why, so that whoever asked can do something about it.")})
    return _decide(scope, approval_id, expected_version, yes=False, reason=reason.strip()[:400], now=now)


def give_approvals(
    scope: Scope, chosen: list[tuple[UUID, int]], *, now: datetime
) -> tuple[list[UUID], dict[UUID, str]]:
    """Say yes to many, each for itself: what one cannot be said to leaves the others as they are.

    Args:
        chosen: Steps with the version that was seen, a hundred at most.
    Returns:
        Those approved, and for each of the others the sentence that says why not.

    Raises:
        Invalid: More than a hundred.
    """
    if len(chosen) > MOST_AT_ONCE:
        raise Invalid({"uid": _("Approve a hundred at a time at most.")})
    given: list[UUID] = []
    left: dict[UUID, str] = {}
    for uid, version in dict(chosen).items():
        try:
            give_approval(scope, uid, expected_version=version, now=now)
        except (Approval.DoesNotExist, SamdriftError) as no:
            left[uid] = str(no) if isinstance(no, SamdriftError) else _("There is no such approval.")
        else:
            given.append(uid)
    return given, left


MOST_AT_ONCE = 100


def _decide(
    scope: Scope, approval_id: UUID, expected_version: int, *, yes: bool, reason: str, now: datetime
) -> Approval:
    approval = Approval.objects.within(scope).locked(approval_id)
    on_whose = _authority(scope, approval, now)
    state = rules.after(approval.state, yes=yes)
    if state is None or approval.version != expected_version:
        raise Refused(_("This was already decided or passed on. Open it again to see how."))
    approval.state, approval.decided_at, approval.decided_by_id = state, now, scope.person_id
    approval.decided_for_id = None if on_whose == scope.person_id else on_whose
    approval.reason, approval.acts_at = reason, None
    approval.save_changes("state", "decided_at", "decided_by", "decided_for", "reason", "acts_at")
    event = (events.ApprovalGiven if yes else events.ApprovalRefused)(
        approval_id=approval.uid, subject_uid=approval.subject_uid, approval_kind=approval.kind,
        for_person_id=approval.decided_for_id,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=approval)
    if yes and next_step(scope, approval, at=now) is not None:
        return approval
    registry.subject_of(approval.subject_kind).decided(scope, approval.subject_uid, yes, now)
    return approval


def _authority(scope: Scope, approval: Approval, now: datetime) -> int:
    """On whose authority the actor decides; the day is the community's, so a deputy's ends at its midnight.

    Raises:
        NotAllowed: On nobody's; the sentence says which rule stands against it.
    """
    found = deciding.authority(scope, approval, day=deciding.day_of(approval.community_id, now))
    if found is not None:
        return found
    if scope.person_id in (approval.requested_by_id, approval.entered_by_id):
        raise NotAllowed(_("You asked for this yourself, so somebody else must decide it."))
    where = {"unit": approval.unit_id, "data_class": approval.data_class}
    on_whose = scope.authorities(rules.PERMISSION[approval.kind], **where)
    excluded = deciding.never(approval)
    if scope.person_id in excluded:
        raise NotAllowed(_("You said yes to an earlier step, so somebody else must decide this one."))
    if on_whose and on_whose <= excluded:
        raise NotAllowed(_("Whom you stand in for asked for this, so neither of you may decide it."))
    if on_whose:
        raise NotAllowed(_("This costs more than you may approve. It is for somebody above you."))
    raise NotAllowed(_("You may not do this here. Ask your local FM coordinator if you should be able to."))

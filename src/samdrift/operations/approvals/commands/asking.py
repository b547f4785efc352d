"""Asking for a yes: the steps one after another, each put to whoever is nearest above and may."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, ScopedModel, everywhere
from samdrift.operations.approvals import events, rules
from samdrift.operations.approvals.models import Approval, AskedPerson
from samdrift.operations.approvals.queries import deciding


def ask_approval(
    scope: Scope, subject: ScopedModel, *, subject_kind: str, unit_id: int | None, contract_id: int | None,
    terms: rules.Terms, amount_minor: int | None, requested_by: int | None, entered_by: int | None, at: datetime,
) -> Approval | None:  # fmt: skip
    """Ask for the first yes `subject` needs, in the caller's transaction; None when it needs none.

    Args:
        requested_by, entered_by: Who may not decide it, by person.
    """
    kinds = rules.steps_needed(terms, amount_minor)
    if not kinds:
        return None
    if not set(kinds) <= set(rules.KINDS):
        raise Invalid({"kind": "An approval is about budget, security or clinical matters."})
    with everywhere(reason="the number of the next step, whoever may read the ones before"):
        rows = Approval.objects.filter(subject_uid=subject.uid).exclude(state=rules.WITHDRAWN)
        first = (rows.aggregate(last=Max("step"))["last"] or 0) + 1
    approval = Approval(
        step=first, first_step=first, community_id=subject.community_id, data_class=subject.data_class,
        subject_kind=subject_kind,
        subject_uid=subject.uid, unit_id=unit_id, contract_id=contract_id, kind=kinds[0],
        kinds_to_come=list(kinds[1:]), requested_by_id=requested_by, entered_by_id=entered_by,
        amount_minor=amount_minor, at_time_out=terms.at_time_out, rule_id=terms.rule_id, asked_at=at, due_at=at,
    )  # fmt: skip
    return put(scope, approval, at=at)


def next_step(scope: Scope, before: Approval, *, at: datetime) -> Approval | None:
    """Ask for the yes that comes after this one; None when it was the last."""
    if not before.kinds_to_come:
        return None
    kind, *to_come = before.kinds_to_come
    approval = Approval(
        community_id=before.community_id, data_class=before.data_class, subject_kind=before.subject_kind,
        subject_uid=before.subject_uid, unit_id=before.unit_id, contract_id=before.contract_id, rule_id=before.rule_id,
        step=before.step + 1, first_step=before.first_step, kind=kind, kinds_to_come=to_come,
        requested_by_id=before.requested_by_id,
        entered_by_id=before.entered_by_id, amount_minor=before.amount_minor, at_time_out=before.at_time_out,
        asked_at=at, due_at=at,
    )  # fmt: skip
    return put(scope, approval, at=at)


def put(scope: Scope, approval: Approval, *, at: datetime) -> Approval:
    """Write a new step and ask whoever is nearest."""
    begin_round(approval, at=at)
    day = deciding.day_of(approval.community_id, at)
    people = choose(approval, day=day)
    approval.save(force_insert=True)
    _ask(approval, people)
    event = events.ApprovalAsked(
        approval_id=approval.uid, subject_uid=approval.subject_uid, approval_kind=approval.kind,
        amount_minor=approval.amount_minor, step=approval.step, asked_ids=tuple(people), rule_id=approval.rule_id,
    )  # fmt: skip
    record(event, scope=scope, at=at, subject=approval)
    return approval


def begin_round(approval: Approval, *, at: datetime) -> None:
    """Count reminders and patience from `at`; unsaved."""
    moments = deciding.moments_of(approval, at)
    approval.round_at, approval.reminders = at, 0
    approval.acts_at, approval.due_at = moments[0], moments[-1]


def choose(approval: Approval, *, day: date, below: int | None = None) -> list[int]:
    """Who is asked: the nearest above who may, else who decides in their stead; sets the level, unsaved."""
    excluded = deciding.never(approval)
    found: Sequence[rules.Decider] = ()
    if below is None or below > rules.FALLBACK_LEVEL:
        could = deciding.could_decide(approval, day=day)
        found = rules.asked(could, amount_minor=approval.amount_minor, never=excluded, below=below)
        if not found:
            stead = deciding.instead(approval, day=day)
            found = rules.asked(stead, amount_minor=None, never=excluded)
    if found or below is None:
        approval.level = found[0].level if found else None
    return list(dict.fromkeys(one.person_id for one in found))


def _ask(approval: Approval, people: Sequence[int]) -> None:
    AskedPerson.objects.filter(approval=approval).delete()
    AskedPerson.objects.bulk_create([AskedPerson(approval=approval, person_id=one) for one in people])


def ask_others(scope: Scope, approval: Approval, people: Sequence[int], *, reason: str, at: datetime) -> None:
    """Put a waiting step to these people from now on, in the caller's transaction."""
    begin_round(approval, at=at)
    approval.save_changes("level", "round_at", "reminders", "acts_at", "due_at")
    _ask(approval, people)
    event = events.ApprovalPassedOn(
        approval_id=approval.uid, subject_uid=approval.subject_uid, approval_kind=approval.kind,
        asked_ids=tuple(people), reason=reason,
    )  # fmt: skip
    record(event, scope=scope, at=at, subject=approval)


def withdraw_approvals(scope: Scope, subject_uid: UUID, *, at: datetime) -> int:
    """Let every waiting step about a subject fall away with it, in the caller's transaction; how many."""
    with everywhere(reason="the caller has read the subject; its open questions end with it"):
        rows = Approval.objects.filter(community=scope.community_id, subject_uid=subject_uid, state=rules.WAITING)
        waiting = list(rows.order_by("pk"))
    for approval in waiting:
        approval.state, approval.acts_at = rules.WITHDRAWN, None
        approval.save_changes("state", "acts_at")
        event = events.ApprovalWithdrawn(
            approval_id=approval.uid, subject_uid=approval.subject_uid, approval_kind=approval.kind
        )
        record(event, scope=scope, at=at, subject=approval)
    return len(waiting)


def reclassify_approvals(subject_uid: UUID, data_class: str) -> list[UUID]:
    """Bring every step about a subject into its class, in the caller's transaction; their uids."""
    with everywhere(reason="the steps of a subject whose command has already passed the gate"):
        rows = Approval.objects.filter(subject_uid=subject_uid)
        found = list(rows.values_list("uid", flat=True))
        rows.update(data_class=data_class)
    return found

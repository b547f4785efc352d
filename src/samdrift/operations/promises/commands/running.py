"""Promises begin, stand still and reach milestones; every change projects all clocks anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.bulk import insert_rows
from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import Happening, record, record_many
from samdrift.foundation.prepared import insert
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import pause_reasons
from samdrift.kernel.targets import WorkingDays
from samdrift.operations.promises import rules
from samdrift.operations.promises.commands import changing, loading
from samdrift.operations.promises.commands.loading import NO_PROMISE, Standing, Subject
from samdrift.operations.promises.events import (
    MilestoneReached,
    PauseEnded,
    PauseStarted,
    PromisesOpened,
    PromisesVoided,
)
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.queries import columns
from samdrift.registers.contracts import public as contracts


def open_promises(scope: Scope, subject: Subject, *, priority: int, started_at: datetime, at: datetime) -> Standing:
    """Start the clocks the contract promises for new work; without a policy that fits there is none.

    Args:
        started_at: When it reached us: the scan, the call, the mail; never when an agent typed it. For planned work,
            the moment from which its time counts.
    """
    terms = loading.terms_of(subject, priority, started_at)
    if terms is None:
        return NO_PROMISE
    rows = loading.new_promises(subject, terms, priority=priority, started_at=started_at)
    insert(*rows)
    event = PromisesOpened(
        subject_uid=subject.uid, policy_uid=UUID(terms.policy.uid), priority=priority, started_at=started_at,
        calendars=terms.calendar_uids,
    )  # fmt: skip
    record(event, scope=scope, at=at, subject=rows[0] if rows else (subject.kind, subject.uid))
    return loading.standing(rows)


@dataclass(frozen=True, slots=True)
class Opening:
    """Work whose clocks are to be started, with its priority and the moment from which its time counts."""

    subject: Subject
    priority: int
    started_at: datetime


def open_many(scope: Scope, wanted: Sequence[Opening], *, at: datetime) -> dict[UUID, Standing]:
    """Start the clocks of much new work at once, in the caller's transaction; how that with a promise now stands."""
    rows: list[Promise] = []
    told: list[Happening] = []
    found: dict[UUID, Standing] = {}
    revisions = {pk: columns.contract_revision(pk) for pk in {one.subject.contract_id for one in wanted}}
    for one in wanted:
        subject = replace(one.subject, contract_version=revisions[one.subject.contract_id])
        terms = loading.terms_of(subject, one.priority, one.started_at)
        made = [] if terms is None else loading.new_promises(
            one.subject, terms, priority=one.priority, started_at=one.started_at
        )  # fmt: skip
        if terms is None or not made:
            continue
        event = PromisesOpened(
            subject_uid=one.subject.uid, policy_uid=UUID(terms.policy.uid), priority=one.priority,
            started_at=one.started_at, calendars=terms.calendar_uids,
        )  # fmt: skip
        rows += made
        told.append(Happening(event=event, at=at, subject=made[0]))
        found[one.subject.uid] = loading.standing(made)
    insert_rows(rows)
    record_many(told, scope=scope)
    return found


@transaction.atomic
def reach(scope: Scope, subject_uid: UUID, milestone: str, *, at: datetime) -> Standing:
    """Stop the clocks that wait for `milestone`, and end every pause when the work is resolved."""
    promises, pauses = loading.load(subject_uid)
    if not promises:
        return NO_PROMISE
    if milestone == "resolved":
        loading.end_pauses(scope, [p for p in pauses if p.ended_at is None], at)
    clocks = columns.clocks_for(promises)
    for promise in promises:
        if promise.stopped_at is None and rules.stops(clocks[promise.clock_id].stops_with, milestone):
            promise.stopped_at = max(at, promise.started_at)
    record(MilestoneReached(subject_uid=subject_uid, milestone=milestone), scope=scope, at=at, subject=promises[0])
    return loading.projected(promises, pauses)


@dataclass(frozen=True, slots=True)
class PauseReason:
    """Why clocks may stand, as the catalogue has it; the contract's rule may ask for more.

    Attributes:
        stops_clock: Whether it stops any clock at all; provider workload never does.
        after_make_safe_only: Whether it counts only once the danger is over (long-lead parts).
    """

    code: str
    caused_by: str
    stops_clock: bool
    after_make_safe_only: bool = False


@transaction.atomic
def pause(
    scope: Scope, subject_uid: UUID, reason: PauseReason, *, at: datetime, until: datetime | None = None,
    evidence_kind: str = "", evidence_uid: UUID | None = None,
) -> Standing:  # fmt: skip
    """Let the clocks stand that the reason may stop, on the contract's conditions and for as long as it allows.

    Args:
        until: When it ends by itself, such as the next agreed visit.
    Returns:
        How the work stands; `runs_on` says why no clock stopped, `pause_ends_at` when the pause ends by itself.
    Raises:
        Refused: The work already waits for this reason.
    """
    promises, pauses = loading.load(subject_uid)
    if not promises:
        return NO_PROMISE
    if any(p.ended_at is None and p.reason_code == reason.code for p in pauses):
        raise Refused(_("The clock already stands for this reason."))
    kinds = _stoppable(promises, reason)
    terms = _pause_terms(promises, reason)
    around = pause_reasons.Circumstances(
        evidence=(evidence_kind,) if evidence_kind else (), until=until, made_safe=not _unsafe(promises)
    )
    runs_on = pause_reasons.why_it_runs_on(terms, around) or ("" if kinds else "no_clock")
    if runs_on:
        return replace(loading.standing(promises), runs_on=runs_on)
    begun = max(at, min(p.started_at for p in promises))
    ends = pause_reasons.ends_by_itself_at(terms, begun, _counted_in(promises, kinds), until)
    about: Any = columns.about(promises[0])
    spell = Pause.objects.create(
        **about, reason_code=reason.code, caused_by=terms.caused_by, kinds=sorted(kinds), started_at=begun,
        ends_by_itself_at=ends, evidence_kind=evidence_kind, evidence_uid=evidence_uid, started_by_id=scope.person_id,
    )  # fmt: skip
    event = PauseStarted(
        subject_uid=subject_uid, pause_uid=spell.uid, reason=reason.code, caused_by=terms.caused_by,
        clocks=tuple(sorted(kinds)), until=ends,
    )  # fmt: skip
    record(event, scope=scope, at=begun, subject=promises[0])
    return replace(loading.projected(promises, [*pauses, spell]), pause_ends_at=ends)


@transaction.atomic
def resume(scope: Scope, subject_uid: UUID, *, at: datetime, reason_code: str | None = None) -> Standing:
    """End the running pauses, or only those of one reason; the clocks go on with the time already used."""
    promises, pauses = loading.load(subject_uid)
    running = [p for p in pauses if p.ended_at is None and reason_code in (None, p.reason_code)]
    loading.end_pauses(scope, running, at)
    return loading.projected(promises, pauses)


@transaction.atomic
def reopen(scope: Scope, subject_uid: UUID, *, resolved_at: datetime, at: datetime) -> Standing:
    """Let the clocks that resolving stopped run on: the time between resolving and reopening is not counted.

    Terms that changed meanwhile hold from here on: a stopped clock had not followed them.
    """
    promises, pauses = loading.load(subject_uid)
    again = [p for p in promises if p.stopped_at is not None and p.stopped_at >= resolved_at]
    if not again:
        return loading.standing(promises)
    for promise in again:
        promise.stopped_at = None
        changing.take_waiting_terms(promise)
    about: Any = columns.about(promises[0])
    gap = Pause.objects.create(
        **about, reason_code=rules.BETWEEN_REOPENINGS, caused_by="nobody",
        kinds=sorted(p.kind for p in again), started_at=resolved_at, ended_at=at, started_by_id=scope.person_id,
    )  # fmt: skip
    event = PauseStarted(
        subject_uid=subject_uid, pause_uid=gap.uid, reason=gap.reason_code, caused_by="nobody",
        clocks=tuple(gap.kinds),
    )  # fmt: skip
    record(event, scope=scope, at=resolved_at, subject=promises[0])
    record(PauseEnded(subject_uid=subject_uid, pause_uid=gap.uid), scope=scope, at=at, subject=promises[0])
    pauses = [*pauses, gap]
    changing.follow_calendars(scope, again, pauses, at=at)
    return loading.projected(promises, pauses)


@transaction.atomic
def void(scope: Scope, subject_uid: UUID, *, at: datetime, reason: str) -> Standing:
    """Let the clocks no longer count: the work was cancelled, declined, rejected or belongs to another."""
    promises, pauses = loading.load(subject_uid)
    loading.end_pauses(scope, [p for p in pauses if p.ended_at is None], at)
    for promise in promises:
        promise.state = "voided"
        promise.save_changes("state")
    if promises:
        record(PromisesVoided(subject_uid=subject_uid, reason=reason), scope=scope, at=at, subject=promises[0])
    return NO_PROMISE


def _stoppable(promises: Iterable[Promise], reason: PauseReason) -> set[str]:
    """The running clocks a reason may stop by the terms they run under."""
    promises = list(promises)
    clocks = columns.clocks_for(promises)
    running = (p for p in promises if p.stopped_at is None)
    return {p.kind for p in running if reason.code in clocks[p.clock_id].pausable}


def _unsafe(promises: Iterable[Promise]) -> bool:
    return any(p.kind == "make_safe" and p.stopped_at is None for p in promises)


def _pause_terms(promises: list[Promise], reason: PauseReason) -> pause_reasons.PauseReason:
    """The reason with what the contract's rule says of it, as the kernel asks for it."""
    policies = contracts.policies_by_id(promises[0].contract_id, columns.contract_revision(promises[0].contract_id))
    running = next((p for p in promises if p.stopped_at is None), promises[0])
    agreed = policies[running.policy_id].pauses.get(reason.code, contracts.PauseTerms())
    return pause_reasons.PauseReason(
        reason.code, agreed.caused_by or reason.caused_by, agreed.evidence, stops=reason.stops_clock,  # type: ignore[arg-type]
        limit=None if agreed.limit_work_days is None else WorkingDays(agreed.limit_work_days),
        needs_end=agreed.needs_end, after_make_safe=reason.after_make_safe_only or agreed.after_make_safe,
        needs_other_party=agreed.needs_other_party,
    )  # fmt: skip


def _counted_in(promises: Iterable[Promise], kinds: set[str]) -> Any:
    """The hours in which a pause's limit is counted: those of the last clock it stops."""
    last = max((p for p in promises if p.kind in kinds), key=lambda p: (p.kind == "complete", p.due_at))
    return contracts.calendar_by_id(last.calendar_id)


def reclassify(subject_uid: UUID, data_class: str) -> list[UUID]:
    """Bring the clocks of a piece of work into its class, in the caller's transaction; their uids."""
    with everywhere(reason="the clocks of work whose command has already passed the gate"):
        found: list[UUID] = []
        for rows in (Promise.objects.filter(subject_uid=subject_uid), Pause.objects.filter(subject_uid=subject_uid)):
            found += rows.values_list("uid", flat=True)
            rows.update(data_class=data_class)
    return found

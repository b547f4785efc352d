"""Promises begin, stand still, reach milestones and change target; every change projects all clocks anew."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.prepared import insert
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.promises import queries, rules
from samdrift.operations.promises.events import (
    MilestoneReached,
    PauseEnded,
    PauseStarted,
    PromisesOpened,
    PromisesRetargeted,
    PromisesVoided,
)
from samdrift.operations.promises.models import Pause, Promise
from samdrift.registers.contracts import public as contracts


@dataclass(frozen=True, slots=True)
class Subject:
    """The work a promise speaks of, with what its terms are chosen by and what the gate asks about.

    Attributes:
        kind: Its table, such as "requests.servicerequest".
        timezone: The site's; the terms of the local day on which the work was received hold.
        unit_ids: The unit's id and those of all units above it.
        contract_version: The contract row's, where the caller has just read it; else it is asked for.
    """

    kind: str
    uid: UUID
    community_id: int
    contract_id: int
    site_id: int | None
    unit_id: int | None
    line_code: str
    request_type_code: str
    data_class: str = "D1"
    site_kind: str = ""
    timezone: str = "UTC"
    unit_ids: frozenset[int] = frozenset()
    contract_version: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a piece of work stands: its next and its final due moment, and whether its clocks stand."""

    next_due_at: datetime | None
    due_at: datetime | None
    paused: bool = False
    promises: tuple[Promise, ...] = field(default=(), compare=False)


NO_PROMISE = Standing(None, None)


def open_promises(scope: Scope, subject: Subject, *, priority: int, started_at: datetime, at: datetime) -> Standing:
    """Start the clocks the contract promises for new work; without a policy that fits there is none.

    Args:
        started_at: When it reached us: the scan, the call, the mail; never when an agent typed it.
    """
    policy, calendar_revision = _policy(subject, priority, started_at)
    if policy is None:
        return NO_PROMISE
    rows = [
        _promise(subject, policy, clock, priority, started_at, revision=calendar_revision, pauses=(), moment=at)
        for clock in policy.clocks
    ]
    insert(*rows)
    event = PromisesOpened(
        subject_uid=subject.uid, policy_uid=UUID(policy.uid), priority=priority, started_at=started_at
    )
    record(event, scope=scope, at=at, subject=rows[0] if rows else (subject.kind, subject.uid))
    return _standing(rows)


@transaction.atomic
def reach(scope: Scope, subject_uid: UUID, milestone: str, *, at: datetime) -> Standing:
    """Stop the clocks that wait for `milestone`, and end every pause when the work is resolved."""
    promises, pauses = _load(subject_uid)
    if not promises:
        return NO_PROMISE
    if milestone == "resolved":
        _end_pauses(scope, [p for p in pauses if p.ended_at is None], at)
    clocks = queries.clocks_for(promises)
    for promise in promises:
        if promise.stopped_at is None and rules.stops(clocks[promise.clock_id].stops_with, milestone):
            promise.stopped_at = max(at, promise.started_at)
    record(MilestoneReached(subject_uid=subject_uid, milestone=milestone), scope=scope, at=at, subject=promises[0])
    return _project(promises, pauses, at)


@transaction.atomic
def pause(
    scope: Scope, subject_uid: UUID, reason: "PauseReason", *, at: datetime, until: datetime | None = None,
    evidence_kind: str = "", evidence_uid: UUID | None = None,
) -> Standing:  # fmt: skip
    """Let the clocks stand that the reason may stop.

    Args:
        until: When it ends by itself, such as the next agreed visit.

    Raises:
        Refused: The work already waits for this reason.
    """
    promises, pauses = _load(subject_uid)
    if not promises:
        return NO_PROMISE
    if any(p.ended_at is None and p.reason_code == reason.code for p in pauses):
        raise Refused(_("The clock already stands for this reason."))
    kinds = _stoppable(promises, reason)
    if not kinds:
        return _standing(promises)
    about: Any = queries.about(promises[0])
    spell = Pause.objects.create(
        **about, reason_code=reason.code, caused_by=reason.caused_by, kinds=sorted(kinds),
        started_at=max(at, min(p.started_at for p in promises)), ends_by_itself_at=until,
        evidence_kind=evidence_kind, evidence_uid=evidence_uid, started_by_id=scope.person_id,
    )  # fmt: skip
    event = PauseStarted(
        subject_uid=subject_uid, pause_uid=spell.uid, reason=reason.code, caused_by=reason.caused_by,
        clocks=tuple(sorted(kinds)),
    )  # fmt: skip
    record(event, scope=scope, at=spell.started_at, subject=promises[0])
    return _project(promises, [*pauses, spell], at)


@transaction.atomic
def resume(scope: Scope, subject_uid: UUID, *, at: datetime, reason_code: str | None = None) -> Standing:
    """End the running pauses, or only those of one reason; the clocks go on with the time already used."""
    promises, pauses = _load(subject_uid)
    running = [p for p in pauses if p.ended_at is None and reason_code in (None, p.reason_code)]
    _end_pauses(scope, running, at)
    return _project(promises, pauses, at)


@transaction.atomic
def reopen(scope: Scope, subject_uid: UUID, *, resolved_at: datetime, at: datetime) -> Standing:
    """Let the clocks that resolving stopped run on: the time between resolving and reopening is not counted."""
    promises, pauses = _load(subject_uid)
    again = [p for p in promises if p.stopped_at is not None and p.stopped_at >= resolved_at]
    if not again:
        return _standing(promises)
    for promise in again:
        promise.stopped_at = None
    about: Any = queries.about(promises[0])
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
    return _project(promises, [*pauses, gap], at)


@transaction.atomic
def retarget(scope: Scope, subject: Subject, *, priority: int, at: datetime, by_customer: bool) -> Standing:
    """Count by the terms of another priority or type: from the original start, pauses kept, breaches kept.

    A promise an upgrade by the customer makes late on arrival is marked, so that it stays out of credits.
    """
    promises, pauses = _load(subject.uid)
    if not promises:
        return NO_PROMISE
    started_at = min(p.started_at for p in promises)
    policy, revision = _policy(subject, priority, started_at)
    before = {p.kind: p for p in promises}
    for promise in promises:
        promise.state = "voided"
        promise.save_changes("state")
    if policy is None:
        return NO_PROMISE
    begins = at if policy.retarget == "from_change" else started_at
    rows = [
        _carried_over(before.get(clock.kind), _promise(
            subject, policy, clock, priority, begins, revision=revision, pauses=pauses, moment=at
        ), at, by_customer=by_customer)
        for clock in policy.clocks
    ]  # fmt: skip
    Promise.objects.bulk_create(rows)
    event = PromisesRetargeted(
        subject_uid=subject.uid, policy_uid=UUID(policy.uid), priority=priority,
        counted_from=policy.retarget, by_customer=by_customer,
    )  # fmt: skip
    record(event, scope=scope, at=at, subject=rows[0])
    return _project(rows, pauses, at)


@transaction.atomic
def void(scope: Scope, subject_uid: UUID, *, at: datetime, reason: str) -> Standing:
    """Let the clocks no longer count: the work was cancelled, declined, rejected or belongs to another."""
    promises, pauses = _load(subject_uid)
    _end_pauses(scope, [p for p in pauses if p.ended_at is None], at)
    for promise in promises:
        promise.state = "voided"
        promise.save_changes("state")
    if promises:
        record(PromisesVoided(subject_uid=subject_uid, reason=reason), scope=scope, at=at, subject=promises[0])
    return NO_PROMISE


@dataclass(frozen=True, slots=True)
class PauseReason:
    """Why clocks may stand, as the catalogue has it.

    Attributes:
        stops_clock: Whether it stops any clock at all; provider workload never does.
        after_make_safe_only: Whether it counts only once the danger is over (long-lead parts).
    """

    code: str
    caused_by: str
    stops_clock: bool
    after_make_safe_only: bool = False


def _stoppable(promises: Iterable[Promise], reason: PauseReason) -> set[str]:
    """The running clocks a reason may stop by the terms they run under."""
    promises = list(promises)
    if not reason.stops_clock:
        return set()
    unsafe = any(p.kind == "make_safe" and p.stopped_at is None for p in promises)
    if reason.after_make_safe_only and unsafe:
        return set()
    clocks = queries.clocks_for(promises)
    running = (p for p in promises if p.stopped_at is None)
    return {p.kind for p in running if reason.code in clocks[p.clock_id].pausable}


def _policy(subject: Subject, priority: int, started_at: datetime) -> tuple[contracts.PolicyTerms | None, int]:
    revision = subject.contract_version or queries.contract_revision(subject.contract_id)
    case = contracts.Case(
        line_code=subject.line_code,
        request_type_code=subject.request_type_code,
        priority=priority,
        day=started_at.astimezone(ZoneInfo(subject.timezone)).date(),
        site_id=subject.site_id,
        site_kind=subject.site_kind,
        units=subject.unit_ids,
    )
    policy, _choice = contracts.policy_for(subject.contract_id, revision, case)
    return policy, revision


def _promise(
    subject: Subject, policy: contracts.PolicyTerms, clock: contracts.Clock, priority: int, started_at: datetime, *,
    revision: int, pauses: Iterable[Pause], moment: datetime,
) -> Promise:  # fmt: skip
    day = started_at.astimezone(ZoneInfo(subject.timezone)).date()
    calendar_id, calendar = contracts.calendar_for(subject.community_id, clock.calendar_code, day, revision)
    facts = rules.ClockFacts(
        kind=clock.kind, target=clock.target, calendar=queries.as_written(calendar, clock),
        at_risk_percent=clock.at_risk_percent, started_at=started_at, stopped_at=None, pauses=queries.facts_of(pauses),
    )  # fmt: skip
    outcome = rules.project(facts, moment)
    return Promise(
        community_id=subject.community_id, data_class=subject.data_class, subject_kind=subject.kind,
        subject_uid=subject.uid, contract_id=subject.contract_id, site_id=subject.site_id, unit_id=subject.unit_id,
        line_code=subject.line_code, kind=clock.kind, policy_id=policy.terms.policy_id, clock_id=clock.id,
        calendar_id=calendar_id, priority=priority, started_at=started_at, due_at=outcome.due_at,
        at_risk_at=outcome.at_risk_at, paused=outcome.paused, paused_seconds=outcome.paused_seconds,
    )  # fmt: skip


def _carried_over(old: Promise | None, new: Promise, at: datetime, *, by_customer: bool) -> Promise:
    """The new promise with what the old one already was: stopped, or breached, which stays recorded."""
    was_late = old is not None and (old.breached_at is not None or (old.stopped_at or at) > old.due_at)
    if old is not None:
        new.stopped_at = old.stopped_at
        new.breached_at = old.breached_at or (old.due_at if was_late else None)
    if new.stopped_at is None:
        new.retro_breach = rules.retro_breach(new.due_at, at, by_customer=by_customer, was_late=was_late)
    return new


def _load(subject_uid: UUID) -> tuple[list[Promise], list[Pause]]:
    with everywhere(reason="the clocks of work whose command has already passed the gate"):
        promises = Promise.objects.filter(subject_uid=subject_uid).exclude(state="voided").select_for_update()
        pauses = Pause.objects.filter(subject_uid=subject_uid).order_by("started_at", "pk")
        return list(promises.order_by("pk")), list(pauses)


def _end_pauses(scope: Scope, running: Iterable[Pause], at: datetime) -> None:
    for spell in running:
        spell.ended_at = max(at, spell.started_at)
        spell.save_changes("ended_at")
        event = PauseEnded(subject_uid=spell.subject_uid, pause_uid=spell.uid)
        record(event, scope=scope, at=spell.ended_at, subject=spell)


def _project(promises: list[Promise], pauses: list[Pause], at: datetime) -> Standing:
    """Bring the columns in step with the facts, and say how the work stands."""
    for promise, outcome in queries.outcomes(promises, pauses, at):
        answers = (outcome.due_at, outcome.at_risk_at, outcome.paused, outcome.paused_seconds, outcome.state)
        promise.due_at, promise.at_risk_at, promise.paused, promise.paused_seconds, promise.state = answers
        if outcome.state == "breached" and promise.breached_at is None:
            promise.breached_at = outcome.due_at
        promise.version += 1
    Promise.objects.bulk_update(promises, [*queries.CACHES, "stopped_at", "version"])
    return _standing(promises)


def _standing(promises: list[Promise]) -> Standing:
    final = next((p.due_at for p in promises if p.kind == "complete"), None)
    return Standing(
        next_due_at=rules.next_due((p.due_at, p.stopped_at is None) for p in promises),
        due_at=final,
        paused=any(p.paused for p in promises),
        promises=tuple(promises),
    )

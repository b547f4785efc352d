"""Clocks of work done elsewhere or long ago: written many at once, by the same rules as those that run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.events.public import Happening
from samdrift.foundation.scope import Scope
from samdrift.kernel.calendars import Calendar
from samdrift.operations.promises import rules
from samdrift.operations.promises.commands.loading import Subject, about_subject
from samdrift.operations.promises.events import (
    DeadlineAgreed,
    MilestoneReached,
    PauseEnded,
    PauseStarted,
    PromiseExcluded,
    PromisesOpened,
)
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.queries import columns
from samdrift.registers.contracts import public as contracts

NOT_TOLD = "not_told"  # why a clock counts for nobody: the other system did not note what would have stopped it


@dataclass(frozen=True, slots=True)
class PastPause:
    """A spell in which clocks stood."""

    uid: UUID
    reason: str
    caused_by: str
    started_at: datetime
    ended_at: datetime | None
    stops_clock: bool = True


@dataclass(frozen=True, slots=True)
class PastWork:
    """A piece of work as it went.

    Attributes:
        milestones: When each was reached, by name; what was not reached is left out.
        voided: Whether its clocks no longer count.
        agreed_due_at: The deadline both parties went by where it was done; it stands beside the promised one.
        gaps: Whether milestones may be missing because nobody noted them: a clock that was stopped only because a later
            milestone implies its own counts for nobody.
    """

    subject: Subject
    priority: int
    started_at: datetime
    milestones: dict[str, datetime] = field(default_factory=dict)
    pauses: Sequence[PastPause] = ()
    voided: bool = False
    agreed_due_at: datetime | None = None
    gaps: bool = False


@dataclass(frozen=True, slots=True)
class PastStanding:
    """How a piece of past work stands: the next due moment among open clocks, the final one, and whether it stands."""

    next_due_at: datetime | None
    due_at: datetime | None
    paused: bool


@dataclass(slots=True)
class Written:
    """What was made of past work: how each stands, and what happened, for the book."""

    standings: list[PastStanding] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)


@transaction.atomic
def import_promises(scope: Scope, past: Iterable[PastWork], *, as_of: datetime) -> Written:
    """Write the promises and pauses of past work as they stand at `as_of`.

    The caller records the happenings together with its own, so that the book tells all in order.
    """
    scope.require("promises.import")
    importer = _Importer(scope, as_of)
    for work in past:
        importer.take(work)
    insert_rows(importer.promises)
    insert_rows(importer.pauses)
    return importer.written


class _Importer:
    """Policies and calendars looked up once, rows collected for writing together."""

    def __init__(self, scope: Scope, as_of: datetime) -> None:
        self.scope, self.as_of = scope, as_of
        self.written = Written()
        self.promises: list[Promise] = []
        self.pauses: list[Pause] = []
        self._revision: dict[int, int] = {}
        self._policies: dict[Any, contracts.PolicyTerms | None] = {}
        self._calendars: dict[Any, tuple[int, Calendar]] = {}

    def take(self, work: PastWork) -> None:
        policy = self._policy(work)
        if policy is None or work.voided:
            self.written.standings.append(PastStanding(None, None, paused=False))
            return
        facts = tuple(
            rules.PauseFact(
                p.started_at, p.ended_at, frozenset(c.kind for c in policy.clocks if p.reason in c.pausable)
            )
            for p in work.pauses
            if p.stops_clock
        )
        rows = [self._promise(work, policy, clock, facts) for clock in policy.clocks]
        self.promises += rows
        self.pauses += [self._pause(work, pause, policy) for pause in work.pauses if pause.stops_clock]
        self._tell(work, policy)
        self._settle(work, policy, rows)
        final = next((row.agreed_due_at or row.due_at for row in rows if row.kind == "complete"), None)
        pending = rules.next_due((row.agreed_due_at or row.due_at, row.stopped_at is None) for row in rows)
        waiting = any(row.paused for row in rows)
        self.written.standings.append(PastStanding(pending, final, waiting))

    def _policy(self, work: PastWork) -> contracts.PolicyTerms | None:
        subject = work.subject
        if subject.contract_id not in self._revision:
            self._revision[subject.contract_id] = columns.contract_revision(subject.contract_id)
        day = work.started_at.astimezone(ZoneInfo(subject.timezone)).date()
        key = (subject.contract_id, subject.line_code, subject.request_type_code, work.priority, subject.site_id, day)
        if key not in self._policies:
            case = contracts.Case(
                line_code=subject.line_code, request_type_code=subject.request_type_code, priority=work.priority,
                day=day, site_id=subject.site_id, site_kind=subject.site_kind, units=subject.unit_ids,
            )  # fmt: skip
            revision = self._revision[subject.contract_id]
            self._policies[key] = contracts.policy_of(subject.contract_id, revision, case)
        return self._policies[key]

    def _calendar(self, work: PastWork, clock: contracts.Clock) -> tuple[int, Calendar]:
        subject = work.subject
        day = work.started_at.astimezone(ZoneInfo(subject.timezone)).date()
        key = (clock.calendar_code, clock.at_close, day)
        if key not in self._calendars:
            revision = self._revision[subject.contract_id]
            pk, calendar = contracts.calendar_for(subject.community_id, clock.calendar_code, day, revision)
            self._calendars[key] = (pk, columns.as_written(calendar, clock))
        return self._calendars[key]

    def _promise(
        self, work: PastWork, policy: contracts.PolicyTerms, clock: contracts.Clock, pauses: tuple[rules.PauseFact, ...]
    ) -> Promise:
        calendar_id, calendar = self._calendar(work, clock)
        reached = [at for name, at in work.milestones.items() if rules.stops(clock.stops_with, name)]
        facts = rules.ClockFacts(
            kind=clock.kind, target=clock.target, calendar=calendar, at_risk_percent=clock.at_risk_percent,
            started_at=work.started_at, stopped_at=min(reached, default=None), pauses=pauses,
        )  # fmt: skip
        promise = new_row(
            Promise,
            **about_subject(work.subject), kind=clock.kind, policy_id=policy.terms.policy_id, clock_id=clock.id,
            calendar_id=calendar_id, priority=work.priority, started_at=work.started_at, stopped_at=facts.stopped_at,
        )  # fmt: skip
        columns.take(promise, rules.project(facts))
        return promise

    def _pause(self, work: PastWork, pause: PastPause, policy: contracts.PolicyTerms) -> Pause:
        return new_row(
            Pause,
            uid=pause.uid, **about_subject(work.subject), reason_code=pause.reason, caused_by=pause.caused_by,
            kinds=sorted(clock.kind for clock in policy.clocks if pause.reason in clock.pausable),
            started_at=pause.started_at, ended_at=pause.ended_at,
        )  # fmt: skip

    def _settle(self, work: PastWork, policy: contracts.PolicyTerms, rows: Sequence[Promise]) -> None:
        """Keep the deadline people went by, and let clocks nobody noted the end of count for nobody."""
        uid = work.subject.uid
        for row, clock in zip(rows, policy.clocks, strict=True):
            if work.agreed_due_at is not None and row.kind == "complete":
                row.agreed_due_at = work.agreed_due_at
                agreed = DeadlineAgreed(
                    subject_uid=uid, promise_uid=row.uid, promised=row.due_at, agreed=work.agreed_due_at
                )
                self._happened(agreed, work.started_at, row)
            if work.gaps and row.stopped_at is not None and clock.stops_with not in work.milestones:
                row.excluded = NOT_TOLD
                excluded = PromiseExcluded(subject_uid=uid, promise_uid=row.uid, reason=NOT_TOLD)
                self._happened(excluded, row.stopped_at, row)

    def _happened(self, event: Any, at: datetime, about: Promise) -> None:
        self.written.happenings.append(Happening(event=event, at=at, subject=about, recorded_at=at))

    def _tell(self, work: PastWork, policy: contracts.PolicyTerms) -> None:
        uid, about = work.subject.uid, self.promises[-1]
        calendars = (self._calendar(work, clock)[0] for clock in policy.clocks)
        opened = PromisesOpened(
            subject_uid=uid, policy_uid=UUID(policy.uid), priority=work.priority, started_at=work.started_at,
            calendars=tuple(str(contracts.calendar_version(calendar_id).uid) for calendar_id in calendars),
        )  # fmt: skip
        told: list[tuple[Any, datetime]] = [(opened, work.started_at)]
        told += [(MilestoneReached(subject_uid=uid, milestone=name), at) for name, at in work.milestones.items()]
        for pause in work.pauses:
            if pause.stops_clock:
                kinds = tuple(sorted(clock.kind for clock in policy.clocks if pause.reason in clock.pausable))
                begun = PauseStarted(
                    subject_uid=uid, pause_uid=pause.uid, reason=pause.reason, caused_by=pause.caused_by, clocks=kinds
                )
                told.append((begun, pause.started_at))
                if pause.ended_at is not None:
                    told.append((PauseEnded(subject_uid=uid, pause_uid=pause.uid), pause.ended_at))
        self.written.happenings += [Happening(event=event, at=at, subject=about, recorded_at=at) for event, at in told]

"""What every command of the room begins and ends with: the clocks of a piece of work, and how it then stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.calendars import Calendar
from samdrift.operations.promises import rules
from samdrift.operations.promises.events import PauseEnded
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.queries import columns, tallied
from samdrift.operations.promises.registry import subject_kind
from samdrift.registers.contracts import public as contracts


@dataclass(frozen=True, slots=True)
class Subject:
    """The work a promise speaks of, with what its terms are chosen by and what the gate asks about.

    Attributes:
        kind: Its table, such as "requests.servicerequest"; planned rounds, reports and meetings have theirs. The room
            has announced it with `register_subject_kind`.
        request_type_code: What rules name it by: a type of the catalogue, or a code the kind was announced with.
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
    """How a piece of work stands: its next and its final due moment, and whether its clocks stand.

    Attributes:
        runs_on: Why a pause that was asked for stops no clock, as a code ("no_evidence", "no_agreed_end" …).
        pause_ends_at: When the pause that was asked for ends by itself.
    """

    next_due_at: datetime | None
    due_at: datetime | None
    paused: bool = False
    promises: tuple[Promise, ...] = field(default=(), compare=False)
    runs_on: str = ""
    pause_ends_at: datetime | None = None


NO_PROMISE = Standing(None, None)


@dataclass(frozen=True, slots=True)
class Terms:
    """The policy that applies to a piece of work, and the calendar of each of its clocks: (id, hours)."""

    policy: contracts.PolicyTerms
    calendars: tuple[tuple[int, Calendar], ...]

    @property
    def calendar_uids(self) -> tuple[str, ...]:
        """As events name them."""
        return tuple(str(contracts.calendar_version(calendar_id).uid) for calendar_id, _hours in self.calendars)


def terms_of(subject: Subject, priority: int, started_at: datetime) -> Terms | None:
    """The terms that apply to work received at a moment, or None where the contract promises nothing."""
    revision = subject.contract_version or columns.contract_revision(subject.contract_id)
    day = started_at.astimezone(ZoneInfo(subject.timezone)).date()
    case = contracts.Case(
        line_code=subject.line_code, request_type_code=subject.request_type_code, priority=priority, day=day,
        site_id=subject.site_id, site_kind=subject.site_kind, units=subject.unit_ids,
        by_name=subject_kind(subject.kind).by_name,
    )  # fmt: skip
    policy = contracts.policy_of(subject.contract_id, revision, case)
    if policy is None:
        return None
    calendars = tuple(
        contracts.calendar_for(subject.community_id, clock.calendar_code, day, revision) for clock in policy.clocks
    )
    return Terms(policy, calendars)


def new_promises(
    subject: Subject, terms: Terms, *, priority: int, started_at: datetime, pauses: Iterable[Pause] = (), **more: Any
) -> list[Promise]:
    """A promise for each clock of the terms, not yet written."""
    about = about_subject(subject)
    known, rows = columns.facts_of(pauses), []
    for clock, (calendar_id, calendar) in zip(terms.policy.clocks, terms.calendars, strict=True):
        row = Promise(
            **about, kind=clock.kind, policy_id=terms.policy.terms.policy_id, clock_id=clock.id,
            calendar_id=calendar_id, priority=priority, started_at=started_at, **more,
        )  # fmt: skip
        facts = rules.ClockFacts(
            kind=clock.kind, target=clock.target, calendar=columns.as_written(calendar, clock),
            at_risk_percent=clock.at_risk_percent, started_at=started_at, stopped_at=None, pauses=known,
        )  # fmt: skip
        columns.take(row, rules.project(facts))
        rows.append(row)
    return rows


def about_subject(subject: Subject) -> dict[str, Any]:
    """The columns a promise or a pause repeats from the work it speaks of."""
    return {
        "community_id": subject.community_id, "data_class": subject.data_class, "subject_kind": subject.kind,
        "subject_uid": subject.uid, "contract_id": subject.contract_id, "site_id": subject.site_id,
        "unit_id": subject.unit_id, "line_code": subject.line_code,
    }  # fmt: skip


def load(subject_uid: UUID) -> tuple[list[Promise], list[Pause]]:
    """The clocks that count and the pauses of a piece of work, the clocks locked."""
    with everywhere(reason="the clocks of work whose command has already passed the gate"):
        promises = Promise.objects.filter(subject_uid=subject_uid).exclude(state="voided").select_for_update()
        pauses = Pause.objects.filter(subject_uid=subject_uid).order_by("started_at", "pk")
        return list(promises.order_by("pk")), list(pauses)


def end_pauses(scope: Scope, running: Iterable[Pause], at: datetime) -> None:
    """End pauses at a moment, or at their agreed end where that came first: whoever notices late changes no promise."""
    for spell in running:
        ended = at if spell.ends_by_itself_at is None else min(at, spell.ends_by_itself_at)
        spell.ended_at = max(ended, spell.started_at)
        spell.save_changes("ended_at")
        event = PauseEnded(subject_uid=spell.subject_uid, pause_uid=spell.uid)
        record(event, scope=scope, at=spell.ended_at, subject=spell)


def projected(promises: list[Promise], pauses: list[Pause]) -> Standing:
    """Bring the columns in step with the facts, and say how the work stands."""
    before = tallied.lay_at(promises)
    for promise, outcome in columns.outcomes(promises, pauses):
        columns.take(promise, outcome)
        promise.version += 1
    Promise.objects.bulk_update(promises, [*columns.CACHES, *columns.TERMS, "stopped_at", "version"])
    tallied.no_longer_there(before, promises)
    return standing(promises)


def standing_of(subject_uid: UUID) -> Standing:
    """How a piece of work stands now; for rooms that keep it where their lists look, after passing the gate."""
    return standing(load(subject_uid)[0])


def standing(promises: Iterable[Promise]) -> Standing:
    """How work with these clocks stands."""
    promises = [promise for promise in promises if promise.state != "voided"]
    return Standing(
        next_due_at=rules.next_due((p.agreed_due_at or p.due_at, p.stopped_at is None) for p in promises),
        due_at=next((p.agreed_due_at or p.due_at for p in promises if p.kind == "complete"), None),
        paused=any(p.paused for p in promises),
        promises=tuple(promises),
    )

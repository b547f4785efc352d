"""Questions about promises: how they stand, why these terms, and the picture of their time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from samdrift.foundation.prepared import Prepared
from samdrift.foundation.questions import Question
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.calendar_chain import closing_as
from samdrift.kernel.calendars import Calendar, working_days
from samdrift.kernel.clock import Spell
from samdrift.kernel.clock_state import ClockState
from samdrift.kernel.local_time import datetime_of, moment_of
from samdrift.kernel.opening import opening
from samdrift.operations.promises import rules
from samdrift.operations.promises.models import Pause, Promise
from samdrift.registers.contracts import public as contracts

LONG_DAYS = 5
CACHES = (
    "due_at", "at_risk_at", "paused", "paused_seconds", "state", "breached_at", "retro_breach", "credit_excluded",
)  # fmt: skip
TERMS = ("policy", "clock", "calendar", "priority", "changes")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a clock's life for the picture: running, paused or closed."""

    start: datetime
    end: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class ClockPicture:
    """One promise with its stretches, in order and without gaps, from its start to where the picture ends."""

    promise: Promise
    segments: tuple[Segment, ...]
    timezone: str


def promises_of(scope: Scope, subject_uid: UUID) -> QuerySet[Promise]:
    """The promises of a piece of work that count, in the order they fall due."""
    rows = Promise.objects.within(scope).filter(subject_uid=subject_uid).exclude(state="voided")
    return rows.select_related("policy").order_by("due_at", "pk")


def promises_of_many(scope: Scope, subject_uids: Iterable[UUID]) -> dict[UUID, list[Promise]]:
    """The promises that count of many pieces of work, each in the order they fall due, in one statement."""
    rows = Promise.objects.within(scope).filter(subject_uid__in=list(subject_uids)).exclude(state="voided")
    found: dict[UUID, list[Promise]] = {}
    for promise in rows.select_related("policy").order_by("due_at", "pk"):
        found.setdefault(promise.subject_uid, []).append(promise)
    return found


def pauses_of(scope: Scope, subject_uid: UUID) -> QuerySet[Pause]:
    """The spells in which its clocks stood, the earliest first."""
    return Pause.objects.within(scope).filter(subject_uid=subject_uid).order_by("started_at", "pk")


def open_pauses_to_end(moment: datetime) -> list[Pause]:
    """Pauses whose agreed end has come, of all communities: for the job that ends them."""
    with everywhere(reason="pauses end by themselves in every community"):
        return list(Pause.objects.filter(ended_at__isnull=True, ends_by_itself_at__lte=moment).order_by("pk")[:500])


_PROMISES, _PAUSES = Question(promises_of, UUID(int=77_032)), Question(pauses_of, UUID(int=77_033))


@dataclass(frozen=True, slots=True)
class LongPause:
    """A pause that has stood for long: how many open days of its calendar so far."""

    pause: Pause
    open_days: int


def long_pauses(scope: Scope, *, now: datetime, days: int = LONG_DAYS, most: int = 200) -> list[LongPause]:
    """Pauses that still stand after more than `days` open days, the longest first (trap 5)."""
    # Open days are never more than calendar days, so these hold all of them.
    rows = Pause.objects.within_permission(scope, "promises.watch").filter(
        ended_at__isnull=True, started_at__lt=now - timedelta(days=days)
    )
    standing = list(rows.order_by("started_at", "pk")[:most])
    with everywhere(reason="the hours of work whose pauses have just been read through the gate"):
        clocks = Promise.objects.filter(subject_uid__in=[one.subject_uid for one in standing]).exclude(state="voided")
        calendars = dict(clocks.order_by("due_at").values_list("subject_uid", "calendar_id"))
    found = []
    for one in standing:
        calendar_id = calendars.get(one.subject_uid)
        if calendar_id is None:
            continue
        calendar = contracts.calendar_by_id(calendar_id)
        zone = ZoneInfo(calendar.timezone)
        passed = working_days(calendar, one.started_at.astimezone(zone).date(), now.astimezone(zone).date()) - 1
        if passed > days:
            found.append(LongPause(one, passed))
    return found


def pictures(scope: Scope, subject_uid: UUID, *, until: datetime) -> list[ClockPicture]:
    """Each promise's time up to `until` or its due moment, whichever is later: running, paused and closed hours."""
    pauses = _PAUSES.rows(scope, subject_uid)
    return [_picture(promise, pauses, until) for promise in _PROMISES.rows(scope, subject_uid)]


def _picture(promise: Promise, pauses: Sequence[Pause], until: datetime) -> ClockPicture:
    calendar = contracts.calendar_by_id(promise.calendar_id)
    end = promise.stopped_at or max(until, promise.due_at)
    stood = [
        Spell(p.started_at, min(p.ended_at or until, end)) for p in pauses
        if promise.kind in p.kinds and p.started_at < end
    ]  # fmt: skip
    segments = tuple(segments_between(promise.started_at, max(end, promise.started_at), calendar, stood))
    return ClockPicture(promise, segments, calendar.timezone)


def segments_between(start: datetime, end: datetime, calendar: Calendar, pauses: Sequence[Spell]) -> Iterator[Segment]:
    """The stretches between two moments: paused wins over running, closed hours are what neither covers."""
    zone = ZoneInfo(calendar.timezone)
    begun, ended = moment_of(start, zone), moment_of(end, zone)
    if ended <= begun:
        return
    edges = {begun, ended}
    spells = [(moment_of(p.start, zone), moment_of(p.end, zone)) for p in pauses if p.end is not None]
    open_hours = opening(calendar, begun, ended)
    hours = [(a, b) for a, b in zip(open_hours.starts, open_hours.stops, strict=False) if a < ended and b > begun]
    for a, b in (*spells, *hours):
        edges.update(edge for edge in (a, b) if begun < edge < ended)
    pending: Segment | None = None
    ordered = sorted(edges)
    for left, right in pairwise(ordered):
        kind = _kind_at(left, hours, spells)
        if pending is not None and pending.kind == kind:
            pending = replace(pending, end=datetime_of(right))
            continue
        if pending is not None:
            yield pending
        pending = Segment(datetime_of(left), datetime_of(right), kind)
    if pending is not None:
        yield pending


def _kind_at(moment: int, hours: Sequence[tuple[int, int]], spells: Sequence[tuple[int, int]]) -> str:
    if not any(a <= moment < b for a, b in hours):
        return "closed"
    return "paused" if any(a <= moment < b for a, b in spells) else "running"


def explanation(scope: Scope, promise: Promise, case: contracts.Case) -> contracts.Choice:
    """Why this policy: every policy that was considered for a case, and what spoke against it."""
    revision = contract_revision(promise.contract_id)
    return contracts.policy_for(promise.contract_id, revision, case)[1]


def outcomes(promises: Sequence[Promise], pauses: Sequence[Pause]) -> list[tuple[Promise, rules.Outcome]]:
    """What the facts make of each promise."""
    clocks = clocks_for(promises)
    spells = facts_of(pauses)
    return [(p, rules.project(facts(p, clocks, spells))) for p in promises]


def take(promise: Promise, outcome: rules.Outcome) -> None:
    """Keep what the facts make of a promise in its columns."""
    for column in CACHES:
        setattr(promise, column, getattr(outcome, column))


def seen(promise: Promise, pauses: Sequence[Pause], moment: datetime) -> ClockState:
    """How a promise stands at a moment, to the microsecond: consumed, late by, at risk."""
    clocks = clocks_for([promise])
    percent = clocks[promise.clock_id].at_risk_percent
    return rules.told(facts(promise, clocks, facts_of(pauses)), now=moment, at_risk_percent=percent)


def drifted(promises: Sequence[Promise], pauses: Sequence[Pause]) -> list[Promise]:
    """Promises whose columns differ from what their facts say: there should be none."""
    return [
        promise for promise, outcome in outcomes(promises, pauses)
        if any(getattr(promise, column) != getattr(outcome, column) for column in CACHES)
    ]  # fmt: skip


def drifted_in(community_id: int, *, batch: int = 500) -> Iterator[Promise]:
    """Running promises of a community whose columns differ from their facts; asked across the gate, by the job."""
    running = Promise.objects.filter(community=community_id, stopped_at__isnull=True).exclude(state="voided")
    after = 0
    while rows := list(running.filter(pk__gt=after).order_by("pk")[:batch]):
        after = rows[-1].pk
        stood: dict[UUID, list[Pause]] = {}
        for pause in Pause.objects.filter(subject_uid__in={row.subject_uid for row in rows}).order_by("started_at"):
            stood.setdefault(pause.subject_uid, []).append(pause)
        for row in rows:
            yield from drifted([row], stood.get(row.subject_uid, []))


def facts(
    promise: Promise, clocks: Mapping[int, contracts.Clock], pauses: Sequence[rules.PauseFact]
) -> rules.ClockFacts:
    """All that decides a promise, from its row."""
    first, changes = _changes_of(promise, clocks)
    clock = clocks[first["clock"]]
    return rules.ClockFacts(
        kind=promise.kind, target=clock.target, calendar=_hours(first["calendar"], clock),
        at_risk_percent=clocks[promise.clock_id].at_risk_percent, started_at=promise.started_at,
        stopped_at=promise.stopped_at, pauses=pauses, changes=changes, given_at=promise.given_at,
        given_for=first.get("by", ""),
    )  # fmt: skip


def _changes_of(
    promise: Promise, clocks: Mapping[int, contracts.Clock]
) -> tuple[dict[str, Any], tuple[rules.TermsChange, ...]]:
    """The first terms of a promise, and the changes that came after them.

    The column holds the first clock and calendar, then each change: {"at", "clock", "calendar", "policy", "priority",
    "mode", "by"} for other terms, {"at", "calendar"} for a calendar that was put right. Empty: nothing ever changed.
    """
    if not promise.changes:
        return {"clock": promise.clock_id, "calendar": promise.calendar_id}, ()
    first, *later = promise.changes
    clock, changes = clocks[first["clock"]], []
    for entry in later:
        at = datetime.fromisoformat(entry["at"])
        if "clock" not in entry:
            changes.append(rules.TermsChange(at, _hours(entry["calendar"], clock)))
            continue
        clock = clocks[entry["clock"]]
        hours = _hours(entry["calendar"], clock)
        changes.append(rules.TermsChange(at, hours, clock.target, entry["mode"], entry["by"]))
    return first, tuple(changes)


def _hours(calendar_id: int, clock: contracts.Clock) -> Calendar:
    return as_written(contracts.calendar_by_id(calendar_id), clock)


def as_written(calendar: Calendar, clock: contracts.Clock) -> Calendar:
    """The calendar, writing a due time exactly at closing as the clock's terms say."""
    return closing_as(calendar, "next_opening" if clock.at_close == "next_opening" else "closing")


def clocks_for(promises: Iterable[Promise]) -> dict[int, contracts.Clock]:
    """The clocks of promises by id, from remembered terms."""
    found: dict[int, contracts.Clock] = {}
    for contract_id in {promise.contract_id for promise in promises}:
        found.update(contracts.clocks_of(contract_id, contract_revision(contract_id)))
    return found


_REVISION = Prepared(
    lambda pk: contracts.Contract.objects.filter(pk=pk).values_list("version"),
    -77_031,
    reason="terms are the same for all who share the contract",
)


def contract_revision(contract_id: int) -> int:
    """The contract row's version: raised with every change of terms."""
    return int(_REVISION.rows(contract_id)[0][0])


def facts_of(pauses: Iterable[Pause]) -> tuple[rules.PauseFact, ...]:
    """Agreed pauses as facts; a proposed one stops nothing yet."""
    return tuple(
        rules.PauseFact(p.started_at, p.ended_at, frozenset(p.kinds), gap=p.reason_code == rules.BETWEEN_REOPENINGS)
        for p in pauses
        if p.standing == "agreed"
    )


def about(promise: Promise) -> dict[str, Any]:
    """The columns a pause repeats from the promise it belongs to."""
    return {
        "community_id": promise.community_id, "data_class": promise.data_class,
        "subject_kind": promise.subject_kind, "subject_uid": promise.subject_uid,
        "contract_id": promise.contract_id, "site_id": promise.site_id, "unit_id": promise.unit_id,
        "line_code": promise.line_code,
    }  # fmt: skip

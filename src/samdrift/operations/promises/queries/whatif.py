"""Past work counted under other terms: what would have been kept and broken, with numpy.

Every piece of work is counted from its receipt by its present priority and type, both under today's terms and under
the others, so that whatever differs comes from the terms alone.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from samdrift.foundation.columns import NO_MOMENT, columns, moments, uids
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.calendars import Calendar
from samdrift.kernel.clock_many import Pauses
from samdrift.kernel.local_time import moment_of, zone_named
from samdrift.kernel.states_many import states_many
from samdrift.kernel.targets import CalendarDays, Target, WorkingDays, WorkingTime
from samdrift.operations.promises import rules
from samdrift.operations.promises.queries.columns import as_written, contract_revision
from samdrift.operations.promises.queries.waits import Spell, Tally, Told, Under, Wait, waits_of, would_stand
from samdrift.operations.promises.registry import PastCase
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts

Ints = NDArray[np.int64]
Hours = Callable[[contracts.Clock], Calendar]
_UTC = zone_named("UTC")
_FEW = 400
RUNNING, KEPT, BROKEN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Alternative:
    """Other terms to count by; an empty one is today's.

    Attributes:
        policies: Rules that take the place of those with their code, or come on top.
        calendars: Hours that take the place of a calendar's, by code.
        runs_on: Reasons that would no longer stop a clock.
        stops_on: Reasons that would stop every clock, also where they stopped none.
        percent: For a kind of clock, its target as a share of today's; days are rounded up.
        priority: Only for this priority, where `percent` is given.
    """

    policies: Sequence[contracts.PolicyTerms] = ()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    runs_on: frozenset[str] = frozenset()
    stops_on: frozenset[str] = frozenset()
    percent: Mapping[str, int] = field(default_factory=dict)
    priority: int | None = None


@dataclass(slots=True)
class Counted:
    """One kind of clock of all cases: whether they have it, when it was due, and how it stands now."""

    has: NDArray[np.bool_]
    due: Ints
    state: Ints


@dataclass(slots=True)
class Facts:
    """What happened to the cases, as the book has it."""

    cases: Sequence[PastCase]
    starts: Ints
    reached: dict[str, tuple[Ints, Ints, Ints]]  # milestone → (owner, event id, moment)
    pauses: list[Spell]
    waits: list[Wait]  # in which no clock stood
    gaps: dict[str, list[tuple[int, int, int, int]]]  # kind of clock → (owner, begun, ended, event id)


def facts_of(scope: Scope, cases: Sequence[PastCase], *, now: datetime) -> Facts:
    """Read what happened to cases, one at least, that have been read through the gate."""
    place = {case.uid.hex: number for number, case in enumerate(cases)}
    starts = np.fromiter((moment_of(case.received_at, _UTC) for case in cases), np.int64, len(cases))
    with everywhere(reason="the clocks of work that has just been read through the gate"):
        told = _events(scope.community_id, cases)
        reached = _milestones(place, told)
        pauses, struck, gaps = _spells(place, told, moment_of(now, _UTC))
        waits = waits_of(place, told, [*pauses, *struck], moment_of(now, _UTC))
    return Facts(cases, starts, reached, pauses, waits, gaps)


def _events(community_id: int, cases: Sequence[PastCase]) -> Told:
    """Reads the columns of one kind of event about the cases: few by their uids, many by their time."""

    def told(kind: str, *names: str) -> list[Any]:
        rows = EventRecord.objects.filter(kind=kind, community=community_id).order_by()
        if len(cases) <= _FEW:
            rows = rows.filter(subject_uid__in=[case.uid for case in cases])
        else:
            rows = rows.filter(happened_at__gte=min(case.received_at for case in cases))
        return columns(rows.values_list(*names))

    return told


def _milestones(place: Mapping[str, int], told: Told) -> dict[str, tuple[Ints, Ints, Ints]]:
    subjects, ids, payloads, at = told("promises.milestone_reached", "subject_uid", "id", "payload", "happened_at")
    owner = np.fromiter((place.get(subject, -1) for subject in uids(subjects)), np.int64, len(ids))
    codes = {name: number for number, name in enumerate(rules.MILESTONES)}
    mine = np.flatnonzero(owner >= 0)
    which = np.fromiter((codes[json.loads(payloads[one])["milestone"]] for one in mine), np.int64, len(mine))
    number, when = np.array(ids, np.int64), moments(at)
    return {
        name: (owner[mine[which == code]], number[mine[which == code]], when[mine[which == code]])
        for name, code in codes.items()
    }


def _spells(
    place: Mapping[str, int], told: Told, now: int
) -> tuple[list[Spell], list[Spell], dict[str, list[tuple[int, int, int, int]]]]:
    """Pauses that hold, pauses both parties struck, and by kind of clock the times until a reopening."""
    payloads, at = told("promises.pause_ended", "payload", "happened_at")
    ended = dict(zip((json.loads(text)["pause_uid"] for text in payloads), moments(at).tolist(), strict=True))
    struck = {json.loads(text)["pause_uid"] for text in told("promises.pause_struck", "payload")[0]}
    subjects, ids, payloads, at = told("promises.pause_started", "subject_uid", "id", "payload", "happened_at")
    pauses: list[Spell] = []
    without: list[Spell] = []
    gaps: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
    begun = moments(at).tolist()
    for number, subject in enumerate(uids(subjects)):
        owner = place.get(subject)
        if owner is None:
            continue
        what = json.loads(payloads[number])
        until = max(begun[number], ended.get(what["pause_uid"], now))
        if what["reason"] != rules.BETWEEN_REOPENINGS:
            kept = without if what["pause_uid"] in struck else pauses
            kept.append((owner, begun[number], until, what["reason"]))
            continue
        for kind in what["clocks"]:
            gaps[kind].append((owner, begun[number], until, int(ids[number])))
    return pauses, without, gaps


def count(
    facts: Facts, contract_id: int, other: Alternative, *, now: datetime, tally: Tally | None = None
) -> dict[str, Counted]:
    """How every clock of the cases stands now under some terms.

    Args:
        tally: Filled with the waits that stopped no clock at the time and do so under these terms.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    chosen: dict[int, contracts.PolicyTerms] = {}
    choose = _chooser(contract_id, other)
    for owner, case in enumerate(facts.cases):
        policy = choose(case)
        if policy is not None:
            chosen[policy.terms.policy_id] = policy
            groups[policy.terms.policy_id].append(owner)
    found: dict[str, Counted] = {}
    hours = _hours_of(contract_id, other)
    judge = _judge(facts, contract_id, other, hours, Tally() if tally is None else tally)
    for policy_id, owners in groups.items():
        own = np.array(owners, np.int64)
        stood = judge(chosen[policy_id], owners)
        for clock in chosen[policy_id].clocks:
            table = found.setdefault(clock.kind, _empty(len(facts.cases)))
            stopping = (clock.pausable - other.runs_on) | other.stops_on
            spells = [one[:3] for one in facts.pauses if one[3] in stopping]
            spells += [one[:3] for kinds, one in stood if clock.kind in kinds]
            for target, some in _targets(facts, clock, own, other):
                _fill(table, facts, clock, some, target, hours(clock), spells, now)
    return found


def _judge(
    facts: Facts, contract_id: int, other: Alternative, hours: Hours, tally: Tally
) -> Callable[[contracts.PolicyTerms, Sequence[int]], list[tuple[frozenset[str], Spell]]]:
    """Tells which waits of some cases stop clocks under their rule."""
    by_owner: dict[int, list[tuple[int, Wait]]] = defaultdict(list)
    for number, wait in enumerate(facts.waits):
        by_owner[wait.owner].append((number, wait))
    with everywhere(reason="reasons to wait are the same for all who share the contract"):
        community_id = contracts.Contract.objects.values_list("community", flat=True).get(pk=contract_id)
        known = catalogue.catalogue_of(community_id).hold_reasons
    owner, _ids, when = facts.reached["made_safe"]
    safe = dict(zip(owner.tolist(), when.tolist(), strict=True))

    def judge(policy: contracts.PolicyTerms, owners: Sequence[int]) -> list[tuple[frozenset[str], Spell]]:
        mine = (one for owner in owners for one in by_owner.get(owner, ()))
        under = Under(policy, known, other.runs_on, other.stops_on, hours)
        return would_stand(mine, under, lambda owner: safe.get(owner, NO_MOMENT), tally)

    return judge


def _fill(
    table: Counted, facts: Facts, clock: contracts.Clock, own: Ints, target: Target, calendar: Calendar,
    spells: Sequence[tuple[int, int, int]], now: datetime,
) -> None:  # fmt: skip
    starts = facts.starts[own]
    stops = np.maximum(_stops(facts, clock)[own], starts)
    pauses = _spells_of(spells, own, len(facts.cases))
    gaps = _spells_of([one[:3] for one in facts.gaps.get(clock.kind, ())], own, len(facts.cases))
    states = states_many(starts, stops, target, calendar, pauses, gaps=gaps, at_risk_percent=clock.at_risk_percent)
    late = states.broken | ((stops == NO_MOMENT) & (states.due < moment_of(now, _UTC)))
    table.has[own], table.due[own] = True, states.due
    table.state[own] = np.where(late, BROKEN, np.where(states.kept, KEPT, RUNNING))


def _empty(many: int) -> Counted:
    return Counted(np.zeros(many, np.bool_), np.zeros(many, np.int64), np.zeros(many, np.int64))


def _stops(facts: Facts, clock: contracts.Clock) -> Ints:
    """When each case reached what stops the clock; where it was reopened, when it did so after that."""
    many = len(facts.cases)
    after = np.zeros(many, np.int64)
    for place, _begun, _ended, event_id in facts.gaps.get(clock.kind, ()):
        after[place] = max(after[place], event_id)
    found = np.full(many, NO_MOMENT, np.int64)
    proving = [facts.reached[name] for name in rules.MILESTONES if rules.stops(clock.stops_with, name)]
    owner, number, when = (np.concatenate([one[at] for one in proving]) for at in range(3))
    later = number > after[owner]
    order = np.flatnonzero(later)[np.argsort(-number[later], kind="stable")]
    found[owner[order]] = when[order]
    return found


def _spells_of(spells: Sequence[tuple[int, int, int]], own: Ints, many: int) -> Pauses | None:
    if not spells:
        return None
    where = np.full(many, -1, np.int64)
    where[own] = np.arange(len(own))
    owner, begun, ended = (np.array(column, np.int64) for column in zip(*spells, strict=True))
    mine = where[owner] >= 0
    return Pauses(where[owner][mine], begun[mine], ended[mine]) if mine.any() else None


def _targets(facts: Facts, clock: contracts.Clock, own: Ints, other: Alternative) -> Iterable[tuple[Target, Ints]]:
    percent = other.percent.get(clock.kind, 100)
    if percent == 100:
        return [(clock.target, own)]
    if other.priority is None:
        return [(_share(clock.target, percent), own)]
    narrow = np.array([facts.cases[owner].priority == other.priority for owner in own.tolist()])
    parts = [(_share(clock.target, percent), own[narrow]), (clock.target, own[~narrow])]
    return [(target, some) for target, some in parts if len(some)]


def _share(target: Target, percent: int) -> Target:
    if isinstance(target, WorkingTime):
        return WorkingTime(max(target.amount * percent // 100, timedelta(minutes=1)))
    days = max(1, -(-target.days * percent // 100))
    return CalendarDays(days) if isinstance(target, CalendarDays) else WorkingDays(days, target.cut_off)


def _chooser(contract_id: int, other: Alternative) -> Callable[[PastCase], contracts.PolicyTerms | None]:
    """Chooses the rule of a case; cases alike are chosen for once."""
    replaced = {policy.terms.code for policy in other.policies}
    today = contracts.policies_in_force(contract_id, contract_revision(contract_id))
    every = [policy for policy in today if policy.terms.code not in replaced]
    # A rule that is only proposed begins some day; here it holds for the whole past.
    always = [replace(one, terms=replace(one.terms, valid_from=date.min, valid_to=None)) for one in other.policies]
    by_id = {policy.terms.policy_id: policy for policy in (*every, *always)}
    terms = [policy.terms for policy in by_id.values()]
    asks_site, asks_unit = any(one.sites for one in terms), any(one.units for one in terms)

    @cache
    def choose(case: contracts.Case) -> contracts.PolicyTerms | None:
        found = contracts.choose(terms, case).chosen
        return by_id[found.policy_id] if found else None

    zones: dict[str, ZoneInfo] = {}
    ends = {one.valid_to + timedelta(days=1) for one in terms if one.valid_to and one.valid_to < date.max}
    changes = sorted({one.valid_from for one in terms} | ends | {date.min})

    def chosen(case: PastCase) -> contracts.PolicyTerms | None:
        zone = zones.setdefault(case.timezone, ZoneInfo(case.timezone))
        # All days between two changes are alike.
        day = changes[bisect_right(changes, case.received_at.astimezone(zone).date()) - 1]
        return choose(contracts.Case(
            case.line_code, case.request_type_code, case.priority, day,
            case.site_id if asks_site else None, case.site_kind, case.units if asks_unit else frozenset(),
        ))  # fmt: skip

    return chosen


def _hours_of(contract_id: int, other: Alternative) -> Hours:
    with everywhere(reason="terms are the same for all who share the contract"):
        contract = contracts.Contract.objects.get(pk=contract_id)

    @cache
    def called(code: str) -> Calendar:
        if code in other.calendars:
            return other.calendars[code]
        newest = contracts.calendar_for(contract.community_id, code, date.max, contract.version)
        return newest[1]

    return lambda clock: as_written(called(clock.calendar_code), clock)

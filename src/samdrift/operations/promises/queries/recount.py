"""All promises of a community worked out again from the book and the versions it names, and compared with the columns.

Most work is simple: clocks began, milestones stopped them, pauses came and went. Those are counted together with
numpy. What was reopened, retargeted, recalculated or voided is told event by event (`kernel.promise_story.Story`).
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samdrift.foundation.columns import NO_MOMENT, columns, moments, uids
from samdrift.foundation.events.public import EventRecord
from samdrift.kernel.clock_many import Pauses
from samdrift.kernel.local_time import moment_of, zone_named
from samdrift.kernel.promise_story import Named, Story
from samdrift.kernel.states_many import states_many
from samdrift.operations.promises import rules
from samdrift.operations.promises.models import Promise
from samdrift.operations.promises.queries.beside import (
    Changes,
    agreements_that_differ,
    changes_of,
    pauses_that_differ,
)
from samdrift.operations.promises.queries.versions import Versions, versions_of

Ints = NDArray[np.int64]
# What makes a piece of work be told event by event.
INTRICATE = ("promises.retargeted", "promises.recalculated", "promises.voided", "promises.pause_struck")
MOMENTS = ("due_at", "at_risk_at", "stopped_at", "breached_at", "started_at", "given_at")
NAMED = ("policy_id", "clock_id", "calendar_id", "priority")
"""What a command works from, beside what it makes of it: a change here would move the next due time."""
SHOWN = (*MOMENTS, *NAMED, "paused", "paused_seconds", "state", "retro_breach", "credit_excluded")
Agreed = tuple[str, tuple[str, ...], int]
"""The terms work began under: the policy, the calendar versions by uid, the priority."""
STATES = ("open", "met", "breached")
_UTC = zone_named("UTC")
_SECOND = 1_000_000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """A promise whose column says otherwise than the book: "missing" and "unknown" are whole rows."""

    subject: str
    kind: str
    column: str


@dataclass(slots=True)
class Recount:
    """How many promises were worked out again, and where the columns differ."""

    promises: int = 0
    intricate: int = 0
    differences: list[Difference] = field(default_factory=list)


@dataclass(slots=True)
class _Book:
    """The facts of simple work as columns; `place` is a subject's index."""

    place: dict[str, int]
    terms: list[Agreed]
    starts: Ints
    reached: dict[str, tuple[Ints, Ints, Ints]]  # milestone → (owner, event id, moment)
    pauses: dict[str, Pauses]  # kind of clock → ended pauses
    standing: dict[str, set[int]]  # kind of clock → work that waits now
    intricate: set[str]


def recount(community_id: int) -> Recount:
    """Work every promise of a community out again; across the gate, for the job and the benchmark."""
    found = Recount()
    versions = versions_of(community_id)
    book = _read_book(community_id)
    expected = dict(_simple(book, versions))
    rows = _columns_of(community_id)
    _compare_simple(book, expected, rows, found)
    found.intricate = len(book.intricate)
    changed = changes_of(community_id)
    for some in _batches(sorted(book.intricate)):
        _compare_intricate(community_id, some, versions, rows, found, changed)
    # What is left had its terms changed by nothing the book tells of.
    found.differences += [Difference(subject, kind, "changes") for subject, kind in changed]
    found.differences += [Difference(*one) for one in pauses_that_differ(community_id)]
    found.differences += [Difference(*one) for one in agreements_that_differ(community_id)]
    return found


def _read_book(community_id: int) -> _Book:
    events = EventRecord.objects.filter(community=community_id).order_by()
    intricate: set[str] = set()
    for kind in INTRICATE:
        intricate.update(uids(columns(events.filter(kind=kind).values_list("subject_uid"))[0]))
    rows = events.filter(kind="promises.pause_started").values_list("subject_uid", "payload", "happened_at")
    waiting, texts, since = columns(rows)
    told = [json.loads(text) for text in texts]
    owners = uids(waiting)
    gaps = (one for one, what in zip(owners, told, strict=True) if what["reason"] == rules.BETWEEN_REOPENINGS)
    intricate.update(gaps)
    opened = columns(events.filter(kind="promises.opened").values_list("subject_uid", "payload"))
    place, terms, starts = _opened(uids(opened[0]), opened[1], intricate)
    ended = columns(events.filter(kind="promises.pause_ended").values_list("payload", "happened_at"))
    pauses, standing = _pauses(place, owners, told, moments(since), ended)
    return _Book(place, terms, starts, _milestones(place, events), pauses, standing, intricate)


def _opened(
    subjects: Sequence[str], payloads: Sequence[str], intricate: set[str]
) -> tuple[dict[str, int], list[Agreed], Ints]:
    place: dict[str, int] = {}
    terms: list[Agreed] = []
    starts: list[str] = []
    intricate.update(subject for subject, times in Counter(subjects).items() if times > 1)
    for subject, text in zip(subjects, payloads, strict=True):
        if subject in intricate:
            continue
        what = json.loads(text)
        place[subject] = len(terms)
        terms.append((what["policy_uid"], tuple(what.get("calendars", ())), what["priority"]))
        starts.append(what["started_at"])
    return place, terms, np.fromiter((_micros(text) for text in starts), np.int64, len(starts))


def _micros(text: str) -> int:
    return moment_of(datetime.fromisoformat(text), _UTC)


def _milestones(place: dict[str, int], events: Any) -> dict[str, tuple[Ints, Ints, Ints]]:
    rows = events.filter(kind="promises.milestone_reached").values_list("subject_uid", "id", "payload", "happened_at")
    subjects, ids, payloads, at = columns(rows)
    owner = np.fromiter((place.get(subject, -1) for subject in uids(subjects)), np.int64, len(ids))
    codes = {name: number for number, name in enumerate(rules.MILESTONES)}
    which = np.fromiter((codes[json.loads(text)["milestone"]] for text in payloads), np.int64, len(ids))
    number, when = np.array(ids, np.int64), moments(at)
    found = {}
    for name, code in codes.items():
        own = (which == code) & (owner >= 0)
        found[name] = (owner[own], number[own], when[own])
    return found


def _pauses(
    place: dict[str, int], owners: Sequence[str], told: Sequence[dict[str, Any]], since: Ints, ended: list[Any]
) -> tuple[dict[str, Pauses], dict[str, set[int]]]:
    until = dict(zip((json.loads(text)["pause_uid"] for text in ended[0]), moments(ended[1]).tolist(), strict=True))
    spells: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    standing: dict[str, set[int]] = defaultdict(set)
    for subject, what, begun in zip(owners, told, since.tolist(), strict=True):
        owner = place.get(subject)
        if owner is None:
            continue
        end = until.get(what["pause_uid"])
        for kind in what["clocks"]:
            if end is None:
                standing[kind].add(owner)
            else:
                spells[kind].append((owner, begun, max(begun, end)))
    found = {
        kind: Pauses(*(np.array(column, np.int64) for column in zip(*rows, strict=True)))
        for kind, rows in spells.items()
    }
    return found, standing


def _simple(book: _Book, versions: Versions) -> Iterator[tuple[str, dict[str, Ints]]]:
    """For each kind of clock, what its columns should say, by the subject's place; `has` where it has such a clock."""
    groups: dict[Agreed, list[int]] = defaultdict(list)
    for owner, terms in enumerate(book.terms):
        groups[terms].append(owner)
    stops: dict[str, Ints] = {}
    tables: dict[str, dict[str, Ints]] = {}
    many = len(book.terms)
    for (policy_uid, calendars, priority), owners in groups.items():
        own = np.array(owners, np.int64)
        policy_id, clocks = versions.clocks(policy_uid, calendars)
        for clock, calendar, calendar_id in clocks:
            if clock.stops_with not in stops:
                stops[clock.stops_with] = _stops(book, clock.stops_with)
            stopped = np.maximum(stops[clock.stops_with][own], book.starts[own])
            states = states_many(
                book.starts[own], stopped, clock.target, calendar, _own(book.pauses.get(clock.kind), own, many),
                at_risk_percent=clock.at_risk_percent,
            )  # fmt: skip
            table = tables.setdefault(clock.kind, _empty(many))
            table["has"][own] = 1
            table["given_at"][own], table["started_at"][own] = NO_MOMENT, book.starts[own]
            names = (policy_id, clock.id, calendar_id, priority)
            for column, value in zip(NAMED, names, strict=True):
                table[column][own] = value
            table["due_at"][own], table["at_risk_at"][own], table["stopped_at"][own] = (
                states.due,
                states.at_risk,
                stopped,
            )
            table["paused_seconds"][own] = states.paused // _SECOND
            table["state"][own] = np.where(states.broken, 2, np.where(states.kept, 1, 0))
            table["breached_at"][own] = np.where(states.broken, states.due, NO_MOMENT)
    for kind, table in tables.items():
        waiting = np.array(sorted(book.standing.get(kind, ())), np.int64)
        table["paused"][waiting] = 1
        table["paused"] &= table["stopped_at"] == NO_MOMENT
        yield kind, table


def _empty(many: int) -> dict[str, Ints]:
    return {name: np.zeros(many, np.int64) for name in ("has", *SHOWN)}


def _stops(book: _Book, stops_with: str) -> Ints:
    """When each piece of work first reached what stops such a clock, by the order of the book."""
    found = np.full(len(book.terms), NO_MOMENT, np.int64)
    proving = [book.reached[name] for name in rules.MILESTONES if rules.stops(stops_with, name)]
    owner, number, when = (np.concatenate([one[at] for one in proving]) for at in range(3))
    order = np.argsort(-number, kind="stable")
    found[owner[order]] = when[order]  # The last write stands: the earliest line in the book.
    return found


def _own(pauses: Pauses | None, own: Ints, many: int) -> Pauses | None:
    """The pauses of these subjects, their owners as places among them."""
    if pauses is None:
        return None
    where = np.full(many, -1, np.int64)
    where[own] = np.arange(len(own))
    owner = where[pauses.owner]
    mine = owner >= 0
    return Pauses(owner[mine], pauses.start[mine], pauses.end[mine]) if mine.any() else None


@dataclass(slots=True)
class _Rows:
    """The columns of all promises that count, as they stand."""

    subjects: list[str]
    kinds: Sequence[str]
    shown: dict[str, Ints]
    seen: NDArray[np.bool_]
    by_subject: dict[str, list[int]]


def _columns_of(community_id: int) -> _Rows:
    rows = Promise.objects.filter(community=community_id).exclude(state="voided").order_by()
    subjects, kinds, *shown = columns(rows.values_list("subject_uid", "kind", *SHOWN))
    codes = {name: number for number, name in enumerate(STATES)}
    read = dict(zip(SHOWN, shown, strict=True))
    table = {name: moments(read[name]) for name in MOMENTS}
    for name in (*NAMED, "paused", "paused_seconds", "retro_breach", "credit_excluded"):
        table[name] = np.array(read[name], np.int64)
    table["state"] = np.fromiter((codes.get(one, -1) for one in read["state"]), np.int64, len(kinds))
    return _Rows(uids(subjects), kinds, table, np.zeros(len(kinds), np.bool_), {})


def _compare_simple(book: _Book, expected: dict[str, dict[str, Ints]], rows: _Rows, found: Recount) -> None:
    owner = np.fromiter((book.place.get(subject, -1) for subject in rows.subjects), np.int64, len(rows.subjects))
    kinds = np.array(rows.kinds)
    for kind, table in expected.items():
        has = table["has"].astype(np.bool_)
        mine = np.flatnonzero((kinds == kind) & (owner >= 0))
        known = mine[has[owner[mine]]]
        rows.seen[known] = True
        found.promises += int(has.sum())
        missing = has.copy()
        missing[owner[known]] = False
        by_place = list(book.place) if missing.any() else []
        found.differences += [Difference(by_place[one], kind, "missing") for one in np.flatnonzero(missing)]
        for name in SHOWN:
            wrong = known[rows.shown[name][known] != table[name][owner[known]]]
            found.differences += [Difference(rows.subjects[one], kind, name) for one in wrong]
    for one in np.flatnonzero(~rows.seen).tolist():
        subject = rows.subjects[one]
        rows.by_subject.setdefault(subject, []).append(one)
        if subject not in book.intricate:
            found.differences.append(Difference(subject, rows.kinds[one], "unknown"))


def _compare_intricate(
    community_id: int, subjects: Sequence[str], versions: Versions, rows: _Rows, found: Recount, changed: Changes
) -> None:
    for subject, story in stories(community_id, subjects, versions):
        outcomes = story.outcomes()
        found.promises += len(outcomes)
        here = {rows.kinds[one]: one for one in rows.by_subject.get(subject, ())}
        for kind in here.keys() ^ outcomes.keys():
            found.differences.append(Difference(subject, kind, "missing" if kind in outcomes else "unknown"))
        for kind in here.keys() & outcomes.keys():
            if changed.pop((subject, kind), []) != story.told(kind):
                found.differences.append(Difference(subject, kind, "changes"))
            told = _as_shown(*outcomes[kind], story.named(kind), *story.begun(kind))
            found.differences += [
                Difference(subject, kind, name) for name in SHOWN if rows.shown[name][here[kind]] != told[name]
            ]


def stories(community_id: int, subjects: Sequence[str], versions: Versions) -> Iterator[tuple[str, Story]]:
    """These pieces of work, each told from the book."""
    rows = EventRecord.objects.filter(community=community_id, subject_uid__in=subjects, kind__startswith="promises.")
    told: dict[str, list[tuple[str, Any, datetime]]] = {subject: [] for subject in subjects}
    for uid, kind, payload, at in rows.order_by("pk").values_list("subject_uid", "kind", "payload", "happened_at"):
        if uid is not None:
            told[uid.hex].append((kind, payload, at))
    for subject, events in told.items():
        yield subject, Story(versions).tell(events)


def _as_shown(
    outcome: rules.Outcome, stopped_at: datetime | None, named: Named, started_at: datetime, given_at: datetime | None
) -> dict[str, int]:
    at = {
        "due_at": outcome.due_at, "at_risk_at": outcome.at_risk_at, "breached_at": outcome.breached_at,
        "stopped_at": stopped_at, "started_at": started_at, "given_at": given_at,
    }  # fmt: skip
    shown = {name: NO_MOMENT if moment is None else moment_of(moment, _UTC) for name, moment in at.items()}
    return shown | {
        "paused": int(outcome.paused), "paused_seconds": outcome.paused_seconds, "state": STATES.index(outcome.state),
        "retro_breach": int(outcome.retro_breach), "credit_excluded": int(outcome.credit_excluded),
        "policy_id": named.policy_id, "clock_id": named.clock_id, "calendar_id": named.calendar_id,
        "priority": named.priority,
    }  # fmt: skip


def _batches(subjects: Sequence[str]) -> Iterable[Sequence[str]]:
    return (subjects[start : start + _AT_ONCE] for start in range(0, len(subjects), _AT_ONCE))

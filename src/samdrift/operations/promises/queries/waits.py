"""Waits in the book that stopped no clock at the time, for terms under which their reason would have stopped one."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from samdrift.foundation.columns import moments, uids
from samdrift.kernel import pause_reasons
from samdrift.kernel.calendars import Calendar
from samdrift.kernel.local_time import datetime_of, moment_of, zone_named
from samdrift.kernel.targets import WorkingDays
from samdrift.operations.promises.registry import told_waits
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts

Told = Callable[..., list[Any]]
Spell = tuple[int, int, int, str]
"""The number of the case, begun, ended, reason."""
_UTC = zone_named("UTC")


@dataclass(frozen=True, slots=True)
class Wait:
    """Work that waited while no clock stood for it.

    Attributes:
        owner: The number of its case.
        until: The end that was agreed on, as text, where one was.
        evidence: The kind of proof that was given, or "".
    """

    owner: int
    begun: int
    ended: int
    reason: str
    until: str | None
    evidence: str


@dataclass(slots=True)
class Tally:
    """Waits by their place in `Facts.waits`: those that stopped a clock, and those the terms asked more of."""

    counted: set[int] = field(default_factory=set)
    left_out: set[int] = field(default_factory=set)


def waits_of(place: Mapping[str, int], told: Told, stood: Iterable[Spell], now: int) -> list[Wait]:
    """The waits of the cases; those for which a clock stood are pauses already, struck ones too.

    Args:
        place: The number of each case by its uid.
        told: Reads the columns of one kind of event.
        stood: Every pause that ever began.
        now: Until when what has not ended is counted.
    """
    paused = defaultdict(list)
    for owner, begun, ended, reason in stood:
        paused[owner, reason].append((begun, ended))
    return [
        wait
        for wait in _told(place, told, now)
        if not any(begun <= wait.ended and ended >= wait.begun for begun, ended in paused[wait.owner, wait.reason])
    ]


def _told(place: Mapping[str, int], told: Told, now: int) -> Iterable[Wait]:
    for kind in told_waits():
        subjects, ids, payloads, at = told(kind.began, "subject_uid", "id", "payload", "happened_at")
        begun = [
            (place[subject], when, number, payload)
            for subject, number, payload, when in zip(uids(subjects), ids, payloads, moments(at).tolist(), strict=True)
            if subject in place
        ]
        ends = _ends(place, told, kind.ended, {owner for owner, *_rest in begun})
        for owner, when, number, payload in begun:
            said = json.loads(payload)
            # Two events of one moment stand in the order in which they were written.
            after = (end for end, of in ends.get(owner, ()) if (end, of) > (when, number))
            yield Wait(
                owner, when, min(after, default=max(when, now)), kind.reason or said.get("reason", ""),
                said.get("until"), kind.evidence or said.get("evidence_kind", ""),
            )  # fmt: skip


def _ends(
    place: Mapping[str, int], told: Told, kinds: Sequence[str], owners: set[int]
) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for kind in kinds if owners else ():
        subjects, ids, at = told(kind, "subject_uid", "id", "happened_at")
        for subject, number, when in zip(uids(subjects), ids, moments(at).tolist(), strict=True):
            owner = place.get(subject)
            if owner in owners:
                found[owner].append((when, number))
    return found


@dataclass(frozen=True, slots=True)
class Under:
    """A rule as waits are judged by it.

    Attributes:
        known: The catalogue's reasons.
        runs_on: Reasons that stop nothing, although the rule names them.
        stops_on: Reasons that stop every clock, whatever the rule says of them.
        hours: In which a clock counts, and so a limit.
    """

    policy: contracts.PolicyTerms
    known: Mapping[str, catalogue.HoldReason]
    runs_on: frozenset[str]
    stops_on: frozenset[str]
    hours: Callable[[contracts.Clock], Calendar]

    def stopping(self) -> dict[str, list[contracts.Clock]]:
        """The clocks each reason stops: what the catalogue lets run on stops none, unless it is brought in."""
        found: dict[str, list[contracts.Clock]] = {reason: list(self.policy.clocks) for reason in self.stops_on}
        for clock in self.policy.clocks:
            for reason in clock.pausable - self.runs_on - self.stops_on:
                if reason in self.known and self.known[reason].stops_clock:
                    found.setdefault(reason, []).append(clock)
        return found

    def terms(self, reason: str) -> pause_reasons.PauseReason:
        """What is asked of a wait: by the rule where it names the reason, else by the catalogue of one brought in."""
        listed, agreed = self.known.get(reason), self.policy.pauses.get(reason)
        if agreed is None and listed is not None and reason in self.stops_on:
            agreed = contracts.PauseTerms(
                limit_work_days=listed.limit_work_days, needs_end=listed.needs_end,
                needs_other_party=listed.needs_other_party,
            )  # fmt: skip
        agreed = agreed or contracts.PauseTerms()
        return pause_reasons.PauseReason(
            reason, "nobody", agreed.evidence,
            limit=None if agreed.limit_work_days is None else WorkingDays(agreed.limit_work_days),
            needs_end=agreed.needs_end, needs_other_party=agreed.needs_other_party,
            after_make_safe=agreed.after_make_safe or (listed is not None and listed.after_make_safe_only),
        )  # fmt: skip


def would_stand(
    waits: Iterable[tuple[int, Wait]], under: Under, safe_at: Callable[[int], int], tally: Tally
) -> list[tuple[frozenset[str], Spell]]:
    """The waits that stop clocks under a rule, cut off at their limit, each with the kinds of clocks it stops.

    Args:
        waits: With their places in the facts.
        safe_at: When the danger of a case was over.
    """
    stopping = under.stopping()
    terms = {reason: under.terms(reason) for reason in stopping}
    guarded = any(clock.kind == "make_safe" for clock in under.policy.clocks)
    found = []
    for number, wait in waits:
        clocks = stopping.get(wait.reason)
        if clocks is None:
            continue
        until = datetime.fromisoformat(wait.until) if wait.until else None
        shown = (wait.evidence,) if wait.evidence else ()
        safe = not guarded or safe_at(wait.owner) <= wait.begun
        if pause_reasons.why_it_runs_on(terms[wait.reason], pause_reasons.Circumstances(shown, until, safe)):
            tally.left_out.add(number)
            continue
        # A limit is counted in the hours of the last clock it stops, as that of a real pause is.
        hours = under.hours(max(clocks, key=lambda clock: clock.kind == "complete"))
        limit = pause_reasons.ends_by_itself_at(terms[wait.reason], datetime_of(wait.begun), hours, until)
        ended = wait.ended if limit is None else min(wait.ended, moment_of(limit, _UTC))
        spell = (wait.owner, wait.begun, max(wait.begun, ended), wait.reason)
        tally.counted.add(number)
        found.append((frozenset(clock.kind for clock in clocks), spell))
    return found

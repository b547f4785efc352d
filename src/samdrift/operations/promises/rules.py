"""What becomes of a promise: a pure function of its start, its terms, its pauses and the milestone that stops it.

Source: domain.md §3.1.1. Columns that hold these answers are caches; the same facts give the same answers anywhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from samdrift.kernel.calendars import ServiceCalendar
from samdrift.kernel.clock import PauseStillOpen, Spell, due_at, open_time
from samdrift.kernel.targets import Target, WorkingTime

# The milestone that stops each clock, and what having reached it also proves: whoever resolved has also started.
MILESTONES = ("acknowledged", "arrived", "started", "made_safe", "resolved")
IMPLIES: dict[str, frozenset[str]] = {
    "acknowledged": frozenset({"acknowledged"}),
    "arrived": frozenset({"acknowledged", "arrived"}),
    "started": frozenset({"acknowledged", "arrived", "started"}),
    "made_safe": frozenset({"acknowledged", "arrived", "started", "made_safe"}),
    "resolved": frozenset({"acknowledged", "arrived", "started", "made_safe", "resolved"}),
}
# The time between resolving and reopening is not counted: a pause nobody caused.
BETWEEN_REOPENINGS = "resolved_until_reopened"


@dataclass(frozen=True, slots=True)
class PauseFact:
    """One spell in which clocks stand; `kinds` are the clocks it stops."""

    started_at: datetime
    ended_at: datetime | None
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """All that decides one promise."""

    kind: str
    target: Target
    calendar: ServiceCalendar
    at_risk_percent: int
    started_at: datetime
    stopped_at: datetime | None
    pauses: Sequence[PauseFact]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the facts make of a promise at a moment.

    Attributes:
        due_at: The moment up to which it is kept; while paused, as it stood when the pause began.
        at_risk_at: When the agreed share of the time is used.
        paused_seconds: Open time in which the clock stood, to the second.
        state: open, met or breached. An open one is late when due_at has passed.
    """

    due_at: datetime
    at_risk_at: datetime
    paused: bool
    paused_seconds: int
    state: str


def project(facts: ClockFacts, moment: datetime) -> Outcome:
    """The outcome of a promise as seen at `moment`."""
    spells = [Spell(p.started_at, p.ended_at) for p in facts.pauses if facts.kind in p.kinds]
    # A pause never begins before the clock starts and never matters after it has stopped.
    spells = [s for s in spells if facts.stopped_at is None or s.start < facts.stopped_at]
    paused = facts.stopped_at is None and any(s.end is None for s in spells)
    closed = [replace(s, end=s.end or facts.stopped_at or moment) for s in spells]
    due = _due(facts, facts.target, [s if s.end and s.end > s.start else None for s in closed])
    ended = facts.stopped_at or moment
    counted = open_time(facts.started_at, ended, facts.calendar)
    worked = open_time(facts.started_at, ended, facts.calendar, [s for s in closed if s.end and s.end > s.start])
    state = "open" if facts.stopped_at is None else "met" if facts.stopped_at <= due else "breached"
    return Outcome(
        due_at=due,
        at_risk_at=_at_risk(facts, due, closed),
        paused=paused,
        paused_seconds=max(0, int((counted - worked).total_seconds())),
        state=state,
    )


def _due(facts: ClockFacts, target: Target, spells: Iterable[Spell | None]) -> datetime:
    try:
        return due_at(facts.started_at, target, facts.calendar, [s for s in spells if s is not None])
    except PauseStillOpen:  # pragma: no cover - every spell has been given an end
        return due_at(facts.started_at, target, facts.calendar)


def _at_risk(facts: ClockFacts, due: datetime, spells: Sequence[Spell]) -> datetime:
    """When the share of the promised open time is used; for one in days, of the open time up to its due moment."""
    real = [s for s in spells if s.end and s.end > s.start]
    whole = open_time(facts.started_at, due, facts.calendar, real)
    share = whole * facts.at_risk_percent / 100
    if share <= timedelta():
        return due
    return min(due, due_at(facts.started_at, WorkingTime(share), facts.calendar, real))


def stops(stops_with: str, milestone: str) -> bool:
    """Whether reaching `milestone` stops a clock that waits for `stops_with`."""
    return stops_with in IMPLIES[milestone]


def retro_breach(due: datetime, changed_at: datetime, *, by_customer: bool, was_late: bool) -> bool:
    """Whether a customer's upgrade made the promise late on arrival, so that it is kept out of credits (T-SLA-19)."""
    return by_customer and due < changed_at and not was_late


def next_due(outcomes: Iterable[tuple[datetime, bool]]) -> datetime | None:
    """The earliest due moment among open promises, each given as (due, still open)."""
    return min((due for due, still_open in outcomes if still_open), default=None)

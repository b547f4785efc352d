"""What becomes of a promise: its facts told to the kernel, and the answers kept in columns.

Source: domain.md §3.1.1. Columns that hold these answers are caches; the same facts give the same answers anywhere, at
any later moment: what only time brings (that an open promise is late) is computed when it is looked at, never stored.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from samdrift.kernel.calendars import Calendar
from samdrift.kernel.clock_state import (
    ClockFact,
    ClockState,
    Paused,
    Recalculated,
    Reopened,
    Resumed,
    Retargeted,
    Started,
    Stopped,
    fresh,
    state_of,
)
from samdrift.kernel.local_time import datetime_of
from samdrift.kernel.targets import Target

# The milestone that stops each clock, and what having reached it also proves: whoever resolved has also started.
MILESTONES = ("acknowledged", "arrived", "started", "made_safe", "resolved")
IMPLIES: dict[str, frozenset[str]] = {
    "acknowledged": frozenset({"acknowledged"}),
    "arrived": frozenset({"acknowledged", "arrived"}),
    "started": frozenset({"acknowledged", "arrived", "started"}),
    "made_safe": frozenset({"acknowledged", "arrived", "started", "made_safe"}),
    "resolved": frozenset({"acknowledged", "arrived", "started", "made_safe", "resolved"}),
}
# The time between resolving and reopening is not counted: a spell nobody caused.
BETWEEN_REOPENINGS = "resolved_until_reopened"


@dataclass(frozen=True, slots=True)
class PauseFact:
    """One spell in which the clocks of these kinds stand; a `gap` lies between resolving and reopening."""

    started_at: datetime
    ended_at: datetime | None
    kinds: frozenset[str]
    gap: bool = False


@dataclass(frozen=True, slots=True)
class TermsChange:
    """Other terms for a clock that runs already.

    Attributes:
        target: None where only the calendar was put right.
        asked_by: "customer" or "provider"; "" for a calendar.
    """

    at: datetime
    calendar: Calendar
    target: Target | None = None
    mode: Literal["from_start", "from_change"] = "from_start"
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """All that decides one promise.

    Attributes:
        target, calendar: The first ones; `changes` tell what came later.
        given_at: When a change brought the promise, where it was not there from the start.
    """

    kind: str
    target: Target
    calendar: Calendar
    at_risk_percent: int
    started_at: datetime
    stopped_at: datetime | None
    pauses: Sequence[PauseFact]
    changes: Sequence[TermsChange] = ()
    given_at: datetime | None = None
    given_for: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the facts make of a promise.

    Attributes:
        due_at: The moment up to which it is kept; while paused, as it stood before that pause.
        at_risk_at: When the agreed share of the time is used.
        paused_seconds: The promise's own time in which ended pauses let it stand, to the second.
        state: open, met or breached. An open one is late when due_at has passed.
        breached_at: When it was broken, also while open: a breach stays when the target is eased.
        retro_breach: The terms that broke it came after their own due moment.
        credit_excluded: And no fault of the provider's brought them.
    """

    due_at: datetime
    at_risk_at: datetime
    paused: bool = False
    paused_seconds: int = 0
    state: str = "open"
    breached_at: datetime | None = None
    retro_breach: bool = False
    credit_excluded: bool = False


def project(facts: ClockFacts) -> Outcome:
    """The outcome of a promise; the same at whatever later moment it is asked."""
    started = Started(facts.started_at, facts.target, facts.calendar, facts.given_at, facts.given_for)
    spells = [pause for pause in facts.pauses if facts.kind in pause.kinds]
    if not spells and not facts.changes and facts.given_at is None:
        due_at, at_risk_at = fresh(started, at_risk_percent=facts.at_risk_percent)
        if facts.stopped_at is None:
            return Outcome(due_at, at_risk_at)
        late = due_at < facts.stopped_at
        return Outcome(due_at, at_risk_at, state="breached" if late else "met", breached_at=due_at if late else None)
    state = told(facts, at_risk_percent=facts.at_risk_percent)
    broken = state.breached_at if facts.stopped_at is not None or state.retro_breach or _by_change(state) else None
    return Outcome(
        due_at=state.due_at,
        at_risk_at=state.at_risk_at,
        paused=facts.stopped_at is None and any(pause.ended_at is None for pause in spells),
        paused_seconds=int(state.paused_total.total_seconds()),
        state="open" if facts.stopped_at is None else "breached" if broken else "met",
        breached_at=broken,
        retro_breach=state.retro_breach,
        credit_excluded=state.credit_excluded,
    )


def known_at(facts: ClockFacts, moment: datetime, *, inclusive: bool) -> ClockFacts:
    """What was known of a promise at a moment: pauses begun before it, cut off there, and changes so far.

    Args:
        inclusive: Whether a change at that very moment is known already.
    """
    begun = [pause for pause in facts.pauses if pause.started_at < moment]
    return replace(
        facts, stopped_at=None,
        pauses=[replace(pause, ended_at=min(pause.ended_at or moment, moment)) for pause in begun],
        changes=[change for change in facts.changes if change.at < moment or (inclusive and change.at == moment)],
    )  # fmt: skip


def told(facts: ClockFacts, *, now: datetime | None = None, at_risk_percent: int = 75) -> ClockState:
    """How the kernel sees the promise at `now`, or by its facts alone: after the last of them, open pauses left out."""
    known = list(_told(facts, with_open_pauses=now is not None))
    latest = max(fact.at for fact in known)
    if facts.given_at is not None:
        latest = max(latest, facts.given_at)
    return state_of(known, now=now or latest, at_risk_percent=at_risk_percent)


def _told(facts: ClockFacts, *, with_open_pauses: bool) -> Iterator[ClockFact]:
    yield Started(facts.started_at, facts.target, facts.calendar, facts.given_at, facts.given_for)
    for number, pause in enumerate(facts.pauses):
        if facts.kind not in pause.kinds:
            continue
        if pause.gap and pause.ended_at is not None:
            yield Stopped(pause.started_at)
            yield Reopened(pause.ended_at)
        elif pause.ended_at is not None:
            yield Paused(pause.started_at, ref=str(number))
            yield Resumed(pause.ended_at, ref=str(number))
        elif with_open_pauses:
            yield Paused(pause.started_at, ref=str(number))
    for change in facts.changes:
        if change.target is None:
            yield Recalculated(change.at, change.calendar)
        else:
            yield Retargeted(change.at, change.target, change.calendar, change.mode, change.asked_by)
    if facts.stopped_at is not None:
        yield Stopped(facts.stopped_at)


def _by_change(state: ClockState) -> bool:
    """Whether an open promise was broken under terms it no longer has, which no later terms wash away."""
    return state.breached_at is not None and state.breached_at < datetime_of(state.epochs[-1].since)


def stops(stops_with: str, milestone: str) -> bool:
    """Whether reaching `milestone` stops a clock that waits for `stops_with`."""
    return stops_with in IMPLIES[milestone]


def next_due(outcomes: Iterable[tuple[datetime, bool]]) -> datetime | None:
    """The earliest due moment among open promises, each given as (due, still open)."""
    return min((due for due, still_open in outcomes if still_open), default=None)

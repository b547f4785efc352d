"""The state of one promise, as a pure function of what happened: running, paused, met, breached or voided.

Nothing is stored between calls, and the order of telling matters only between facts of one moment, so that whoever
holds the same facts finds the same due time, on any machine and at any later date.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from samdrift.kernel.calendars import Calendar
from samdrift.kernel.clock import Spells, allowance, consumed, due_moment, joined, moment_after
from samdrift.kernel.clock_fresh import fresh_moments, share_of
from samdrift.kernel.local_time import NEVER, datetime_of, moment_of, zone_named
from samdrift.kernel.targets import Target

Status = Literal["running", "paused", "met", "breached", "voided"]
AT_RISK_PERCENT = 75


class ImpossibleHistory(ValueError):
    """Facts that cannot all have happened to one clock."""


@dataclass(frozen=True, slots=True)
class Started:
    """The promise was given. `at` is when the work reached us, not when somebody wrote it down.

    Attributes:
        given_at: When a later change brought it, for a promise that was not there from the start; its time is still
            counted from `at`, but it cannot have been broken before anybody gave it.
        asked_by: Who asked for that change.
    """

    at: datetime
    target: Target
    calendar: Calendar
    given_at: datetime | None = None
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Paused:
    """The clock stands still, until `until` at the latest. Several pauses may overlap, each known by its `ref`."""

    at: datetime
    until: datetime | None = None
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The pause of that `ref` ended."""

    at: datetime
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Retargeted:
    """Priority or category changed, and with it the target.

    Attributes:
        calendar: None keeps the calendar.
        mode: "from_start" counts the new target from the original start, "from_change" from the change. Pauses stay.
        asked_by: "customer" or "provider"; a breach that a customer's upgrade brings with it costs no credit.
    """

    at: datetime
    target: Target
    calendar: Calendar | None = None
    mode: Literal["from_start", "from_change"] = "from_start"
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Recalculated:
    """The calendar turned out to be wrong, such as one with a holiday that was abolished: count by this one instead.

    What brings the due time before the change itself is nobody's fault, and costs no credit.
    """

    at: datetime
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Stopped:
    """What was promised has been done."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Reopened:
    """It had not been done after all: the clock goes on with what was consumed; the time between is not counted."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Voided:
    """The promise no longer counts, by agreement of both parties."""

    at: datetime


ClockFact = Started | Paused | Resumed | Retargeted | Recalculated | Stopped | Reopened | Voided
Change = Retargeted | Recalculated
# Whose change makes a promise late on arrival without any fault of the provider's.
EXCUSED = frozenset({"customer", "calendar"})


@dataclass(frozen=True, slots=True)
class Epoch:
    """A stretch under one target; moments in microseconds.

    Attributes:
        since: When the target came into force.
        counted_from: From when its time is counted: the start, or the change.
        due: The last moment in time.
    """

    since: int
    counted_from: int
    target: Target
    calendar: Calendar
    due: int
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class ClockState:
    """How a promise stands at a moment. Working time and pauses are measured in the target's own time.

    Attributes:
        status: "breached" also while it still runs; a breach once there stays, whatever target comes later.
        promised_at: The due time as first given, before pauses and changes.
        due_at: The due time now; for a paused clock, if it went on now.
        at_risk_at: When the agreed share of the allowance is consumed.
        is_at_risk: It runs or pauses, is not late, and that moment has come.
        is_paused: It stands still now, late or not.
        breached_at: The due time that passed, or the change that brought the breach.
        late_by: How far past the due time it came.
        retro_breach: The new target had passed before it was given.
        credit_excluded: So it is no fault of the provider's: the customer asked for the change.
    """

    status: Status
    started_at: datetime
    promised_at: datetime
    due_at: datetime
    at_risk_at: datetime
    is_at_risk: bool
    is_paused: bool
    consumed: timedelta
    allowed: timedelta
    paused_total: timedelta
    stopped_at: datetime | None
    breached_at: datetime | None
    late_by: timedelta
    retro_breach: bool
    credit_excluded: bool
    epochs: tuple[Epoch, ...]
    pauses: Spells
    interruptions: Spells

    @property
    def remaining(self) -> timedelta:
        """What is left of the allowance, never less than none."""
        return max(self.allowed - self.consumed, timedelta())

    @property
    def percent(self) -> int:
        """The share of the allowance that is consumed, in whole per cent, rounded down; above 100 when late."""
        return self.consumed * 100 // self.allowed if self.allowed else 100


@dataclass(frozen=True, slots=True)
class _Breach:
    at: int
    late: int
    retro: bool = False
    excluded: bool = False


@dataclass(slots=True)
class _Story:
    """The facts up to now, told in order; moments in microseconds."""

    started: Started
    start: int
    now: int
    pauses: list[tuple[int, int]]
    interruptions: list[tuple[int, int]]
    changes: list[tuple[int, Change]]
    stopped: int | None = None
    voided: bool = False

    @property
    def end(self) -> int:
        return self.now if self.stopped is None else self.stopped

    @property
    def is_paused(self) -> bool:
        return self.stopped is None and any(begun <= self.now < ended for begun, ended in self.pauses)


def state_of(facts: Iterable[ClockFact], *, now: datetime, at_risk_percent: int = AT_RISK_PERCENT) -> ClockState:
    """How the promise stands at `now`, by the facts up to then.

    Args:
        at_risk_percent: The share of the allowance from which on the promise is at risk, 1 to 100.
    Raises:
        ImpossibleHistory: There is no start, or more than one.
        OutsideCalendar, NeverDue: As for `kernel.clock.due_at`.
    """
    story = _told(facts, now)
    horizon = NEVER if story.stopped is None else story.stopped
    pauses = _ended(story.pauses, story.now)
    still = joined(pauses + story.interruptions, story.start, horizon)
    epochs = _epochs(story, still)
    breaches = _breaches(story, epochs, still)
    last, first = epochs[-1], epochs[0]
    used = consumed(last.counted_from, story.end, last.target, last.calendar, still)
    allowed = allowance(last.counted_from, last.target, last.calendar)
    risk_after = share_of(allowed, at_risk_percent)
    first_breach = breaches[0] if breaches else None
    return ClockState(
        status=_status(story, breached=bool(breaches)),
        started_at=datetime_of(story.start),
        promised_at=datetime_of(due_moment(story.start, first.target, first.calendar, ())),
        due_at=datetime_of(last.due),
        at_risk_at=datetime_of(moment_after(last.counted_from, risk_after, last.target, last.calendar, still)),
        is_at_risk=story.stopped is None and not story.voided and not breaches and used >= risk_after,
        is_paused=story.is_paused,
        consumed=timedelta(microseconds=used),
        allowed=timedelta(microseconds=allowed),
        paused_total=timedelta(microseconds=_paused_total(story, last, still)),
        stopped_at=None if story.stopped is None else datetime_of(story.stopped),
        breached_at=None if first_breach is None else datetime_of(first_breach.at),
        late_by=timedelta(microseconds=max((breach.late for breach in breaches), default=0)),
        retro_breach=bool(first_breach and first_breach.retro),
        credit_excluded=bool(first_breach and first_breach.excluded),
        epochs=epochs,
        pauses=joined(pauses, story.start, horizon),
        interruptions=joined(story.interruptions, story.start, horizon),
    )


def fresh(started: Started, *, at_risk_percent: int = AT_RISK_PERCENT) -> tuple[datetime, datetime]:
    """When a promise to which nothing has happened yet is due, and from when on it is at risk.

    The same as `state_of` says, for the one moment in which everybody waits for the answer.
    """
    begun = moment_of(started.at, zone_named(started.calendar.timezone))
    due, at_risk = fresh_moments(begun, started.target, started.calendar, at_risk_percent)
    return datetime_of(due), datetime_of(at_risk)


def _told(facts: Iterable[ClockFact], now: datetime) -> _Story:
    """The facts up to `now` in the order in which they happened."""
    told = list(facts)
    starts = [fact for fact in told if isinstance(fact, Started)]
    if len(starts) != 1:
        raise ImpossibleHistory(f"a clock starts once, and this one has {len(starts)} starts")
    zone = zone_named(starts[0].calendar.timezone)
    ordered = sorted(
        ((moment_of(fact.at, zone), place, fact) for place, fact in enumerate(told)), key=lambda row: row[:2]
    )
    start = moment_of(starts[0].at, zone)
    story = _Story(starts[0], start, max(moment_of(now, zone), start), [], [], [])
    known = [(at, fact) for at, _, fact in ordered if at <= story.now]
    story.pauses = _pauses(known, zone)
    waiting: list[Change] = []
    for at, fact in known:
        match fact:
            case Retargeted() | Recalculated() if story.stopped is not None:
                waiting.append(fact)  # A stopped clock is not recalculated; the new target waits for a reopening.
            case Retargeted() | Recalculated():
                story.changes.append((max(at, start), fact))
            case Stopped() if story.stopped is None:
                story.stopped = max(at, start)
            case Reopened() if story.stopped is not None:
                story.interruptions.append((story.stopped, at))
                story.stopped = None
                story.changes += [(at, change) for change in waiting]
                waiting.clear()
            case Voided():
                story.voided = True
    return story


def _pauses(known: list[tuple[int, ClockFact]], zone: ZoneInfo) -> list[tuple[int, int]]:
    """Every pause from its beginning to its end, in facts or by itself; `NEVER` where there is none yet."""
    spells: list[tuple[int, int]] = []
    unended: dict[str, list[tuple[int, int]]] = {}
    for at, fact in known:
        if isinstance(fact, Paused):
            until = NEVER if fact.until is None else moment_of(fact.until, zone)
            unended.setdefault(fact.ref, []).append((at, until))
        elif isinstance(fact, Resumed):
            spells += [(begun, min(until, at)) for begun, until in unended.pop(fact.ref, [])]
    return spells + [spell for pauses in unended.values() for spell in pauses]


def _ended(pauses: list[tuple[int, int]], now: int) -> list[tuple[int, int]]:
    """The pauses with those still open ending now, so that the due time is the one if work went on at once."""
    return [(begun, now if ended >= NEVER else ended) for begun, ended in pauses]


def _epochs(story: _Story, still: Spells) -> tuple[Epoch, ...]:
    """One stretch for the first target and one for each change."""
    started = story.started
    due = due_moment(story.start, started.target, started.calendar, still)
    given = (
        story.start if started.given_at is None else moment_of(started.given_at, zone_named(started.calendar.timezone))
    )
    epochs = [Epoch(max(given, story.start), story.start, started.target, started.calendar, due, started.asked_by)]
    for at, change in story.changes:
        if isinstance(change, Recalculated):
            epochs += _recalculated(epochs.pop(), at, change.calendar, still)
            continue
        calendar = change.calendar or epochs[-1].calendar
        counted_from = at if change.mode == "from_change" else story.start
        due = due_moment(counted_from, change.target, calendar, still)
        epochs.append(Epoch(at, counted_from, change.target, calendar, due, change.asked_by))
    return tuple(epochs)


def _recalculated(wrong: Epoch, at: int, calendar: Calendar, still: Spells) -> list[Epoch]:
    """The stretch counted by the right calendar, beside the wrong one where only the correction made it late."""
    due = due_moment(wrong.counted_from, wrong.target, calendar, still)
    if due < at <= wrong.due:
        return [wrong, replace(wrong, since=at, calendar=calendar, due=due, asked_by="calendar")]
    return [replace(wrong, calendar=calendar, due=due)]


def _breaches(story: _Story, epochs: tuple[Epoch, ...], still: Spells) -> list[_Breach]:
    """The breaches in the order in which they came, one at most for each target."""
    found = []
    for place, epoch in enumerate(epochs):
        left = epochs[place + 1].since if place + 1 < len(epochs) else story.end
        late = consumed(epoch.due, left, epoch.target, epoch.calendar, still)
        if epoch.due < epoch.since:
            found.append(_Breach(epoch.since, late, retro=True, excluded=epoch.asked_by in EXCUSED))
        elif epoch.due < left:
            found.append(_Breach(epoch.due, late))
    return found


def _status(story: _Story, *, breached: bool) -> Status:
    if story.voided:
        return "voided"
    if breached:
        return "breached"
    if story.stopped is not None:
        return "met"
    return "paused" if story.is_paused else "running"


def _paused_total(story: _Story, last: Epoch, still: Spells) -> int:
    """What the pauses alone stopped: a pause that lies in an interruption stopped nothing."""
    interrupted = joined(story.interruptions, story.start, story.end)
    without = consumed(story.start, story.end, last.target, last.calendar, interrupted)
    return without - consumed(story.start, story.end, last.target, last.calendar, still)

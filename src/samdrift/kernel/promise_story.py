"""One piece of work told from the book: its clocks as the events and the versions they name have it, column by none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from samdrift.kernel import promised as rules
from samdrift.kernel.calendars import Calendar
from samdrift.kernel.targets import Target

Told = tuple[str, Mapping[str, Any], datetime]
"""An event: its kind, what it holds, and when it happened."""
Key = Any
"""What names terms here: the key of a row in the database, a uid in a bundle."""


class Clock(Protocol):
    """One clock of a policy."""

    @property
    def id(self) -> Key: ...
    @property
    def kind(self) -> str: ...
    @property
    def target(self) -> Target: ...
    @property
    def stops_with(self) -> str: ...
    @property
    def at_risk_percent(self) -> int: ...


class Versions(Protocol):
    """The terms events name."""

    def clocks(self, policy_uid: str, calendars: Sequence[str]) -> "tuple[Key, list[tuple[Clock, Calendar, Key]]]":
        """What names a policy, and each of its clocks with the hours an event names for it, and what names those.

        Raises:
            LookupError: Nothing is known of them.
        """

    def calendar(self, uid: str, clock: Any) -> tuple[Calendar, Key]:
        """The hours a clock counts by from now on, and what names them.

        Raises:
            LookupError: There are none of this uid.
        """


@dataclass(frozen=True, slots=True)
class Named:
    """What the columns of a promise name: its terms, and how urgent the work was when they were given."""

    policy_id: Key
    clock_id: Key
    calendar_id: Key
    priority: int


@dataclass(slots=True)
class _Clock:
    """One clock as it is known so far."""

    first: Clock
    calendar: Calendar
    started_at: datetime
    current: Clock
    named: Named
    told: list[dict[str, Any]] = field(default_factory=list)
    given_at: datetime | None = None
    given_for: str = ""
    stopped_at: datetime | None = None
    changes: list[rules.TermsChange] = field(default_factory=list)
    waiting: list[Clock] = field(default_factory=list)


@dataclass(slots=True)
class _Spell:
    started_at: datetime
    kinds: frozenset[str]
    gap: bool
    ended_at: datetime | None = None


class Story:
    """A piece of work, told event by event in the order in which they were recorded."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self._clocks: dict[str, _Clock] = {}
        self._spells: dict[str, _Spell] = {}

    def tell(self, events: Iterable[Told]) -> "Story":
        """Take in what happened."""
        telling = {
            "promises.opened": self._opened, "promises.milestone_reached": self._reached,
            "promises.pause_started": self._paused, "promises.pause_ended": self._resumed,
            "promises.retargeted": self._retargeted, "promises.recalculated": self._recalculated,
            "promises.voided": self._voided, "promises.pause_struck": self._struck,
        }  # fmt: skip
        for kind, payload, at in events:
            if kind in telling:
                telling[kind](payload, at)
        return self

    def outcomes(self) -> dict[str, tuple[rules.Outcome, datetime | None]]:
        """What becomes of each clock, and when it stopped."""
        return {kind: (rules.project(self._facts(kind)), clock.stopped_at) for kind, clock in self._clocks.items()}

    def named(self, kind: str) -> Named:
        """What the columns of this clock should name."""
        return self._clocks[kind].named

    def begun(self, kind: str) -> tuple[datetime, datetime | None]:
        """When this clock started, and when a change brought it where one did."""
        return self._clocks[kind].started_at, self._clocks[kind].given_at

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The terms this clock had one after another, as its column keeps them; `at` as a moment."""
        return self._clocks[kind].told

    def _opened(self, payload: Mapping[str, Any], _at: datetime) -> None:
        policy, clocks = self.versions.clocks(payload["policy_uid"], payload.get("calendars", ()))
        started = datetime.fromisoformat(payload["started_at"])
        self._clocks = {
            clock.kind: _Clock(
                clock, calendar, started, clock, Named(policy, clock.id, calendar_id, payload["priority"])
            )
            for clock, calendar, calendar_id in clocks
        }

    def _reached(self, payload: Mapping[str, Any], at: datetime) -> None:
        for clock in self._clocks.values():
            if clock.stopped_at is None and rules.stops(clock.current.stops_with, payload["milestone"]):
                clock.stopped_at = max(at, clock.started_at)

    def _paused(self, payload: Mapping[str, Any], at: datetime) -> None:
        gap = payload["reason"] == rules.BETWEEN_REOPENINGS
        self._spells[payload["pause_uid"]] = _Spell(at, frozenset(payload["clocks"]), gap)
        for kind in payload["clocks"] if gap else ():
            clock = self._clocks.get(kind)
            if clock is not None:
                clock.stopped_at = None
                clock.current = clock.waiting[-1] if clock.waiting else clock.current
                clock.named = _latest(clock)

    def _resumed(self, payload: Mapping[str, Any], at: datetime) -> None:
        self._spells[payload["pause_uid"]].ended_at = at

    def _struck(self, payload: Mapping[str, Any], _at: datetime) -> None:
        del self._spells[payload["pause_uid"]]

    def _retargeted(self, payload: Mapping[str, Any], at: datetime) -> None:
        policy, clocks = self.versions.clocks(payload["policy_uid"], payload.get("calendars", ()))
        asked_by, mode = "customer" if payload["by_customer"] else "provider", payload["counted_from"]
        started = min(clock.started_at for clock in self._clocks.values())
        kept = {}
        for new, calendar, calendar_id in clocks:
            clock = self._clocks.pop(new.kind, None)
            names = Named(policy, new.id, calendar_id, payload["priority"])
            if clock is None:
                from_start = mode == "from_start"
                begun, given = (started, at) if from_start else (at, None)
                first = [{"clock": new.id, "calendar": calendar_id, "by": asked_by}] if from_start else []
                kept[new.kind] = _Clock(new, calendar, begun, new, names, first, given, asked_by if from_start else "")
                continue
            clock.told = [*_so_far(clock), {
                "clock": new.id, "calendar": calendar_id, "policy": names.policy_id, "priority": names.priority,
                "at": at, "mode": mode, "by": asked_by,
            }]  # fmt: skip
            clock.changes.append(rules.TermsChange(at, calendar, new.target, mode, asked_by))
            clock.waiting.append(new)
            if clock.stopped_at is None:
                clock.current = new
                clock.named = _latest(clock)
            kept[new.kind] = clock
        for kind, clock in self._clocks.items():
            if clock.stopped_at is None and rules.told(self._facts(kind), now=at).breached_at is None:
                continue
            clock.stopped_at = clock.stopped_at or max(at, clock.started_at)
            kept[kind] = clock
        self._clocks = kept

    def _recalculated(self, payload: Mapping[str, Any], at: datetime) -> None:
        for kind in payload["clocks"]:
            clock = self._clocks[kind]
            calendar, calendar_id = self.versions.calendar(payload["calendar_uid"], clock.current)
            clock.changes.append(rules.TermsChange(at, calendar))
            clock.told = [*_so_far(clock), {"at": at, "calendar": calendar_id}]
            clock.named = replace(clock.named, calendar_id=calendar_id)

    def _voided(self, _payload: Mapping[str, Any], _at: datetime) -> None:
        self._clocks = {}

    def _facts(self, kind: str) -> rules.ClockFacts:
        clock = self._clocks[kind]
        return rules.ClockFacts(
            kind=kind, target=clock.first.target, calendar=clock.calendar,
            at_risk_percent=clock.current.at_risk_percent, started_at=clock.started_at, stopped_at=clock.stopped_at,
            pauses=tuple(
                rules.PauseFact(spell.started_at, spell.ended_at, spell.kinds, spell.gap)
                for spell in self._spells.values()
            ),
            changes=tuple(clock.changes), given_at=clock.given_at, given_for=clock.given_for,
        )  # fmt: skip


def _so_far(clock: _Clock) -> list[dict[str, Any]]:
    return clock.told or [{"clock": clock.named.clock_id, "calendar": clock.named.calendar_id}]


def _latest(clock: _Clock) -> Named:
    """What the columns name once the clock follows all changes it was told of."""
    named = clock.named
    for change in clock.told[1:]:
        named = replace(named, calendar_id=change["calendar"])
        if "clock" in change:
            named = replace(named, clock_id=change["clock"], policy_id=change["policy"], priority=change["priority"])
    return named

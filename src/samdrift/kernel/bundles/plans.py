"""What work comes to of which the same is said in the same order; only the moments are missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from samdrift.kernel.bundles.almanac import NONE
from samdrift.kernel.bundles.figures import ASKED
from samdrift.kernel.bundles.meanings import (
    OPENED,
    PAUSED,
    REACHED,
    REOPENED,
    RESOLVED,
    RESUMED,
    SUBMITTED,
    UID,
    Meaning,
    is_cell,
)
from samdrift.kernel.bundles.terms import Terms
from samdrift.kernel.clock_fresh import FreshClock
from samdrift.kernel.promised import IMPLIES
from samdrift.kernel.targets import Target

COMPLETE = "complete"
_OF_CLOCKS = frozenset({REACHED, PAUSED, RESUMED})


class Spell(NamedTuple):
    """A pause: which events tell of its beginning and its end, and what its row holds between its name and those."""

    started: int
    ended: int
    kinds: tuple[str, ...]
    says: str


class Clock(NamedTuple):
    """A clock.

    Attributes:
        kind: As its row holds it, between commas.
        name: Where in its row the name of the promise begins.
        terms: What its row holds between that name and when it started.
        stop: Which of the stops of the plan stopped it; NONE while it is open.
        spells: The pauses in which it stood, those that ended.
        stands: "1" where it stands in one that did not, else "0".
        sort: A number for a promise about a request or not, its priority and kind: what figures count it by.
        completes: Whether it is the one that signs are counted by.
    """

    kind: str
    name: int
    terms: str
    fresh: FreshClock
    stop: int
    spells: tuple[Spell, ...]
    stands: str
    sort: int
    completes: bool


Sort = tuple[bool, str, str]
"""Whether clocks are about requests, their priority and their kind."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What work comes to.

    Attributes:
        submitted, resolved, closed, opened: Which of the events tell of it; NONE for none.
        stands: What the row of the request holds of its priority and state.
        stops: The events that stopped clocks, each once.
        showing: The events that show more than one resolution does: which, their kinds, what they hold.
    """

    submitted: int = NONE
    resolved: int = NONE
    closed: int = NONE
    opened: int = NONE
    stands: str = ""
    reopened: int = 0
    clocks: tuple[Clock, ...] = ()
    stops: tuple[int, ...] = ()
    spells: tuple[Spell, ...] = ()
    showing: tuple[tuple[int, str, Mapping[str, Any]], ...] = ()


class Planner:
    """Makes plans, by terms that events name."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self.sorts: list[Sort] = []
        """By their numbers."""
        self._sorts: dict[Sort, int] = {}
        self._fresh: dict[tuple[Target, int, int], FreshClock] = {}

    def plan(self, meanings: Sequence[Meaning]) -> Plan | None:
        """What work comes to of which these things are said; None where they are not in the usual order.

        Raises:
            LookupError: Terms are named that nobody knows.
        """
        kinds = [one.kind for one in meanings]
        asked = [place for place, kind in enumerate(kinds) if kind.startswith("requests.")]
        of_clocks = [place for place, kind in enumerate(kinds) if kind in _OF_CLOCKS]
        opened = kinds.index(OPENED) if OPENED in kinds else NONE
        spells = _spells(meanings)
        if kinds.count(OPENED) > 1 or (of_clocks and not 0 <= opened < of_clocks[0]) or spells is None:
            return None
        if asked and (kinds[asked[0]] != SUBMITTED or kinds.count(SUBMITTED) > 1):
            return None
        stops = list[int]()
        clocks = tuple(self._clocks(meanings, opened, spells, stops, is_request=bool(asked))) if opened != NONE else ()
        if not asked:
            return Plan(opened=opened, clocks=clocks, stops=tuple(stops), spells=spells)
        resolved = closed = NONE
        for place in asked:
            match kinds[place]:
                case "requests.resolved":
                    resolved = place
                case "requests.closed":
                    closed = place
                case "requests.reopened":
                    resolved = closed = NONE
        states = ("submitted", *(meanings[place].says[0] for place in asked[1:]))
        priorities = (0, *(one for place in asked if (one := meanings[place].priority) is not None))
        return Plan(
            asked[0], resolved, closed, opened, f",{priorities[-1]},{states[-1]},", kinds.count(REOPENED), clocks,
            tuple(stops), spells, _showing(meanings),
        )  # fmt: skip

    def _sort(self, sort: Sort) -> int:
        if sort not in self._sorts:
            self._sorts[sort] = len(self.sorts)
            self.sorts.append(sort)
        return self._sorts[sort]

    def _clocks(
        self, meanings: Sequence[Meaning], opened: int, spells: Sequence[Spell], stops: list[int], *, is_request: bool
    ) -> Iterator[Clock]:
        rule, *calendars = meanings[opened].says
        priority = str(meanings[opened].priority)
        reached = [(place, IMPLIES[one.says[0]]) for place, one in enumerate(meanings) if one.kind == REACHED]
        policy, given = self._terms.clocks(rule, calendars)
        by_kind = {clock.kind: (clock, calendar, calendar_id) for clock, calendar, calendar_id in given}
        for _kind, (clock, calendar, calendar_id) in sorted(by_kind.items()):
            if not is_cell(clock.kind) or not is_cell(calendar_id):
                raise ValueError("what terms name can stand in no row")
            key = clock.target, id(calendar), clock.at_risk_percent  # the terms keep it; many rules promise the same
            if key not in self._fresh:
                self._fresh[key] = FreshClock(clock.target, calendar, clock.at_risk_percent)
            stop = next((place for place, implied in reached if clock.stops_with in implied), NONE)
            mine = [one for one in spells if clock.kind in one.kinds]
            stands = stop == NONE and any(one.ended == NONE for one in mine)
            if stop != NONE and stop not in stops:
                stops.append(stop)
            yield Clock(
                f",{clock.kind},", UID + len(f",{clock.kind},"), f",{policy},{calendar_id},{priority},",
                self._fresh[key], NONE if stop == NONE else stops.index(stop),
                tuple(one for one in mine if one.ended != NONE), "01"[stands],
                self._sort((is_request, priority, clock.kind)), clock.kind == COMPLETE,
            )  # fmt: skip


def _spells(meanings: Sequence[Meaning]) -> tuple[Spell, ...] | None:
    """The pauses, where each end follows the beginning it belongs to; None where they lie across one another."""
    found: list[Spell] = []
    for place, one in enumerate(meanings):
        if one.kind == PAUSED:
            reason, caused_by, *kinds = one.says
            found.append(Spell(place, NONE, tuple(kinds), f",{reason},{caused_by},{' '.join(sorted(kinds))},"))
        elif one.kind == RESUMED:
            if not found or found[-1].ended != NONE:
                return None
            found[-1] = found[-1]._replace(ended=place)
    return tuple(found)


def _showing(meanings: Sequence[Meaning]) -> tuple[tuple[int, str, Mapping[str, Any]], ...]:
    """The events that show something besides one resolution; none where there is nothing else."""
    found: list[tuple[int, str, Mapping[str, Any]]] = []
    for place, one in enumerate(meanings):
        if one.kind in (RESOLVED, REOPENED):
            found.append((place, one.kind, {}))
        elif one.kind == PAUSED:
            found.append((place, one.kind, {"reason": one.says[0], "clocks": one.says[2:]}))
    more = any(kind == REOPENED or what.get("reason") == ASKED for _place, kind, what in found)
    return tuple(found) if more or [kind for _place, kind, _what in found].count(RESOLVED) > 1 else ()

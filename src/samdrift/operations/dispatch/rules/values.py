"""A day's work as plain values: stops, people, ways between places, and a plan.

All moments are whole seconds from one midnight, all lengths whole metres: sums are exact, whoever adds them up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Matrix = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Stop:
    """One piece of work at a place.

    Attributes:
        key: Whatever the caller knows it by.
        place: The index of its place in the travel tables.
        service: Seconds the work takes.
        earliest, latest: Between which moments it may begin.
        skills: What whoever does it must be able to do, all of it.
        secured: It lies behind secured doors: only for somebody cleared.
        key_of: The place whose key is needed, or None.
        prize: What serving it is worth, in the currency of `WEIGHTS`.
        due: The moment by which it was promised, where that lies within the day or before it.
        load: What is brought there, in whatever unit the loads of people are told in.
    """

    key: int
    place: int
    service: int
    earliest: int
    latest: int
    skills: frozenset[str] = frozenset()
    secured: bool = False
    key_of: int | None = None
    prize: int = 1_000_000
    due: int | None = None
    load: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """A break of so many seconds that begins between two moments."""

    length: int
    earliest: int
    latest: int


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody at work that day.

    Attributes:
        start, end: The indexes of the places where the day begins and ends.
        keys: The places whose keys they carry; None when nobody keeps account of keys.
        capacity: What they can carry at most on their round; None: anything.
        fixed: Stops they do first, in this order: what is under way when a day is planned again.
    """

    key: int
    shift_from: int
    shift_to: int
    start: int
    end: int
    skills: frozenset[str] = frozenset()
    cleared: bool = False
    keys: frozenset[int] | None = None
    rest: Rest | None = None
    fixed: tuple[int, ...] = ()
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What a plan costs: a metre and a second of somebody's day, in quarters of an øre."""

    metre: int = 1
    second: int = 25


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Day:
    """What is to be planned: stops, people, and the tables of ways in seconds and metres from place to place."""

    stops: tuple[Stop, ...]
    workers: tuple[Worker, ...]
    seconds: Matrix
    metres: Matrix
    weights: Weights = WEIGHTS


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop on a route."""

    stop: int
    arrives: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Route:
    """One person's day: when they leave, whom they visit, when they rest, when they are back."""

    worker: int
    leaves: int
    visits: tuple[Visit, ...]
    returns: int
    metres: int
    travel: int
    rests: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Routes, and what nobody gets to with the reason why: skill, clearance, key, window, no_room."""

    routes: tuple[Route, ...]
    unserved: tuple[tuple[int, str], ...]


# What serving an order of a priority is worth: one of the lowest is worth two hours' way and work, an emergency all.
PRIZES = {1: 40_000_000, 2: 12_000_000, 3: 3_000_000, 4: 1_200_000, 5: 600_000}
# Worth this much, a stop is one the solver may not leave: it searches for plans with it in, and only if it finds none
# that can be carried out is it left.
MUST = 1_000_000_000


def prize_of(priority: int, *, late: bool) -> int:
    """What serving an order is worth; one that is late or due this day is worth three times as much."""
    worth = PRIZES.get(priority, PRIZES[4])
    return worth * 3 if late else worth


def unfit(stop: Stop, worker: Worker) -> str:
    """Why this person may not do this stop at all: skill, clearance, key; or ""."""
    if not stop.skills <= worker.skills:
        return "skill"
    if stop.secured and not worker.cleared:
        return "clearance"
    if stop.key_of is not None and worker.keys is not None and stop.key_of not in worker.keys:
        return "key"
    return ""

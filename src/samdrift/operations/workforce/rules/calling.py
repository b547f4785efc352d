"""Who is on call, whom an alert climbs to, and when somebody alone is missed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from samdrift.kernel.local_time import zone_named
from samdrift.operations.workforce.rules.shifts import moment_on

WAITING, TAKEN, SETTLED = "waiting", "taken", "settled"
ON_CALL, NEXT, MANAGER, CONTRACT = "on_call", "next", "OPS-M", "CTR-P"
LADDER = (ON_CALL, NEXT, MANAGER, CONTRACT)
"""Whom an emergency goes to, one rung after another while nobody takes it (domain.md §5, N-06)."""
ACKNOWLEDGE_MINUTES = 10

RUNNING, ENDED = "running", "ended"
ALONE_REMIND, ALONE_MANAGER, ALONE_CONTROL = "self", "OPS-M", "control"
ALONE_LADDER = (
    (timedelta(0), ALONE_REMIND),
    (timedelta(minutes=10), ALONE_MANAGER),
    (timedelta(minutes=20), ALONE_CONTROL),
)
"""Who is told how long after a check-in was due: the person, the manager, the control room (N-14)."""
SHORTEST_WATCH, LONGEST_WATCH = 5, 480

SWAP_MOVES = {("asked", "agree"): "agreed", ("asked", "refuse"): "refused", ("asked", "withdraw"): "withdrawn"}


@dataclass(frozen=True, slots=True)
class Rota:
    """Turns that follow each other by the wall clock.

    Attributes:
        first_day: The day the first member's first turn begins.
        turn_days: How many days a turn has.
        hand_over: Minutes after local midnight at which one turn ends and the next begins.
        members: Who takes turns, in their order.
    """

    first_day: date
    turn_days: int
    hand_over: int
    zone: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: its number, whose it is by the rota, and from when to when."""

    number: int
    member: int
    first_day: date
    starts: datetime
    ends: datetime


def turn(rota: Rota, number: int) -> Turn:
    """The turn of that number, the first being 0."""
    first = rota.first_day + timedelta(days=number * rota.turn_days)
    after = first + timedelta(days=rota.turn_days)
    return Turn(
        number, rota.members[number % len(rota.members)], first, moment_on(rota.zone, first, rota.hand_over),
        moment_on(rota.zone, after, rota.hand_over),
    )  # fmt: skip


def turn_at(rota: Rota, at: datetime) -> Turn | None:
    """The turn under way at a moment; None before the first, or where nobody takes turns."""
    if not rota.members:
        return None
    day = at.astimezone(zone_named(rota.zone)).date()
    number = (day - rota.first_day).days // rota.turn_days
    for candidate in (number, number - 1):
        if candidate >= 0 and (found := turn(rota, candidate)).starts <= at < found.ends:
            return found
    return None


def turns_between(rota: Rota, start: datetime, end: datetime) -> list[Turn]:
    """The turns that share time with a span, in order."""
    if not rota.members:
        return []
    day = start.astimezone(zone_named(rota.zone)).date()
    number = max(0, (day - rota.first_day).days // rota.turn_days - 1)
    found = []
    while (one := turn(rota, number)).starts < end:
        if one.ends > start:
            found.append(one)
        number += 1
    return found


def called_in_order(rota: Rota, at: datetime, swapped: Mapping[date, int], away: Collection[int]) -> list[int]:
    """Who is called at a moment, the one on call first, then the others in the order of their turns.

    Args:
        swapped: By the first day of a turn, who took it over.
        away: Members who are away; they are passed over, unless nobody else is left.
    """
    now = turn_at(rota, at)
    if now is None:
        return []
    first = swapped.get(now.first_day, now.member)
    begins = rota.members.index(now.member)
    behind = [*rota.members[begins + 1 :], *rota.members[: begins + 1]]
    ordered = list(dict.fromkeys([first, *behind]))
    there = [member for member in ordered if member not in away]
    return there or ordered


def matches(
    lines: Sequence[str], sites: Sequence[int], priorities: Sequence[int], *, line: str, site: int | None, priority: int
) -> int:
    """How exactly a roster is meant for a matter: 0 not at all, more the nearer it is named. An empty list is all."""
    if (lines and line not in lines) or (sites and site not in sites) or (priorities and priority not in priorities):
        return 0
    return 1 + 2 * bool(sites) + bool(lines)


def next_rung(step: int) -> int | None:
    """The rung after this one; None at the top."""
    return step + 1 if step + 1 < len(LADDER) else None


def alone_rungs(due_at: datetime) -> list[tuple[datetime, str]]:
    """When who is told that a check-in is missing."""
    return [(due_at + after, whom) for after, whom in ALONE_LADDER]


def swap_after(state: str, move: str) -> str | None:
    """The state of a swap after a move, or None when the move is not allowed."""
    return SWAP_MOVES.get((state, move))


def swapped_turns(swaps: Iterable[tuple[date, int, date | None, int]]) -> dict[date, int]:
    """By the first day of a turn who takes it, from agreed swaps in the order they were agreed.

    Args:
        swaps: (turn given, who gave it, turn given back or None, who took it).
    """
    found: dict[date, int] = {}
    for given, giver, back, taker in swaps:
        found[given] = taker
        if back is not None:
            found[back] = giver
    return found

"""When a round is gone, how its rooms stand, which room comes next, and how rooms are drawn for a phone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from samdrift.kernel.recurrence import WEEKDAYS, RecurrenceProblem, days_between, recurrence_from

TASKS = ("bins", "surfaces", "floor", "sanitary", "supplies", "glass")
SKIP_REASONS = ("occupied", "locked", "no_time", "no_supplies", "unsafe")
# Left out because nobody could get in: not the fault of whoever goes the round.
SHUT = ("occupied", "locked")
HELP_KINDS = ("come", "danger")
# What a picture on the phone becomes: the first of these types that the community's catalogue has.
DEVIATIONS: Mapping[str, tuple[str, ...]] = {
    "broken": ("mnt.fault",),
    "water": ("mnt.water", "mnt.fault"),
    "light": ("mnt.light", "mnt.fault"),
    "toilet": ("mnt.drain", "mnt.fault"),
    "dirty": ("cln.spill", "mnt.fault"),
    "supplies": ("cln.refill", "mnt.fault"),
}
LEFT, DONE, SKIPPED = "left", "done", "skipped"
LONGEST_LATE = 3
"""So many days back a phone may still tell of a round: longer than any shift and a weekend without signal."""
MOST_STOPS = 150
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said about a room on a day, in the order of `at` and then of `number`."""

    kind: str  # done or skipped
    at: datetime
    number: int
    undone: bool = False


def counts(said: Iterable[Said]) -> Said | None:
    """What counts of all that was said about a room: the last that was not taken back; None while nothing does."""
    return max((one for one in said if not one.undone), key=lambda one: (one.at, one.number), default=None)


def after(state: str, move: str) -> str | None:
    """The state of a room after a move, or None when the move is not allowed. A skipped room may be made up."""
    return {
        (LEFT, "done"): DONE, (LEFT, "skip"): SKIPPED, (SKIPPED, "done"): DONE, (SKIPPED, "skip"): SKIPPED,
        (DONE, "done"): DONE,
    }.get((state, move))  # fmt: skip


def next_room(states: Sequence[str], last: int | None) -> int | None:
    """Which room to go to now: the first left behind the last one done, else the first left, else one to make up.

    Args:
        states: How the rooms stand, in their order.
        last: The place in that order of what was touched last; None at the beginning.
    """
    order = list(range(len(states)))
    begin = 0 if last is None else last + 1
    turned = order[begin:] + order[:begin]
    for wanted in (LEFT, SKIPPED):
        found = next((place for place in turned if states[place] == wanted), None)
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is: rooms by state, and the minutes of those that are left."""

    done: int
    skipped: int
    left: int
    minutes_left: int

    @property
    def total(self) -> int:
        """All rooms."""
        return self.done + self.skipped + self.left


def progress(rooms: Iterable[tuple[str, int]]) -> Progress:
    """How far a round is, from each room's state and planned minutes."""
    found = list(rooms)
    number = {state: sum(1 for one, _minutes in found if one == state) for state in (DONE, SKIPPED, LEFT)}
    left = sum(minutes for state, minutes in found if state == LEFT)
    return Progress(number[DONE], number[SKIPPED], number[LEFT], left)


def rule_of(weekdays: Iterable[int], every: int) -> str:
    """The recurrence of some weekdays (0 is Monday) every so many weeks.

    Raises:
        ValueError: There is no weekday, or not 1 to 12 weeks.
    """
    days = sorted(set(weekdays))
    if not days or not all(0 <= day <= 6 for day in days) or not 1 <= every <= 12:
        raise ValueError("a round has weekdays, and comes every 1 to 12 weeks")
    step = f"INTERVAL={every};" if every > 1 else ""
    return f"FREQ=WEEKLY;{step}BYDAY={','.join(WEEKDAYS[day] for day in days)}"


def weekdays_of(rule: str) -> tuple[tuple[int, ...], int]:
    """The weekdays and the number of weeks of a rule that `rule_of` could have written; no days for any other."""
    read = recurrence_from(rule)
    if read.freq != "WEEKLY":
        return (), 1
    return tuple(day for day, _number in read.by_day), read.interval


def rule_on(rule: str, paces: Iterable[Mapping[str, Any]], day: date) -> str:
    """The recurrence by which a round is gone on a day: its own, or what the latest change of service made of it."""
    found = rule
    for pace in sorted(paces, key=lambda one: str(one["from"])):
        until = pace.get("until")  # until when, where days set by hand hold since
        if date.fromisoformat(pace["from"]) <= day and (until is None or day <= date.fromisoformat(until)):
            found = pace["rule"]
    return found


def rests_on(rests: Iterable[Mapping[str, Any]], day: date) -> bool:
    """Whether a round rests on a day: its place is closed for a while, or its service was given up there."""
    return any(
        date.fromisoformat(one["from"]) <= day and (one["until"] is None or day <= date.fromisoformat(one["until"]))
        for one in rests
    )


def room_is_due(paces: Iterable[Mapping[str, Any]], day: date) -> bool:
    """Whether a room is gone through on a day its round is gone: always, or on the weekdays that are left to it."""
    weekdays: Sequence[int] = ()
    for pace in sorted(paces, key=lambda one: str(one["from"])):
        if date.fromisoformat(pace["from"]) <= day:
            weekdays = pace["weekdays"]
    return not weekdays or day.weekday() in weekdays


def paced(rule: str, before: Decimal, after: Decimal) -> str:
    """A round's recurrence when its service comes `after` times a week instead of `before`; "" where none can be told.

    A round that is only a part of the visits loses or gains its share. Days that stay are days it had, spread over the
    week; days that are added are working days first.
    """
    days, every = weekdays_of(rule)
    if not days or before <= 0 or after <= 0:
        return ""
    wanted = Decimal(len(days)) / every * after / before
    if wanted < Decimal("0.75"):
        weeks = min(int((1 / wanted).quantize(Decimal(1), rounding=ROUND_HALF_UP)), 12)
        return rule_of(spread(days, 1), weeks)
    return rule_of(spread(days, _whole(wanted)), 1)


def spread(days: Sequence[int], many: int) -> tuple[int, ...]:
    """So many weekdays (1 to 7): of those there are, evenly; more of them by working days, then the weekend."""
    many = min(max(many, 1), 7)
    if many <= len(days):
        return tuple(days[(2 * place + 1) * len(days) // (2 * many)] for place in range(many))
    others = [day for day in range(7) if day not in days]
    return tuple(sorted((*days, *others[: many - len(days)])))


def _whole(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def is_rule(rule: str) -> bool:
    """Whether a recurrence can be read, and names days and no times of day."""
    try:
        read = recurrence_from(rule)
    except RecurrenceProblem:
        return False
    return read.freq in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY") and not (read.by_hour or read.by_minute)


def runs_on(
    rule: str, first_day: date, last_day: date | None, day: date, *, off_days: str, works: Callable[[date], bool]
) -> bool:  # fmt: skip
    """Whether a round is gone on a day.

    Args:
        first_day: The first day; weeks are counted from it.
        off_days: "skip": not on weekdays nobody works, such as holidays; "keep": every day the rule names.
        works: Whether a day is worked under the contract; asked for weekdays only, for a round on a Saturday is meant.
    """
    if day < first_day or (last_day is not None and day > last_day):
        return False
    if day not in days_between(rule, first_day, day, day):
        return False
    return off_days != "skip" or day.weekday() >= SATURDAY or works(day)


@dataclass(frozen=True, slots=True)
class Days:
    """On which days a round is gone: the rule from a first to a last day, and what happens on days nobody works."""

    rule: str
    first_day: date
    last_day: date | None
    off_days: str


def days_then(now: Days, earlier: Iterable[Sequence[str | None]], day: date) -> Days:
    """What said whether a round is gone on a day: what was ordered stays ordered, whatever was changed later.

    Args:
        earlier: What held before: until which day, rule, first day, last day or None, off days; the oldest first.
    """
    for until, rule, first_day, last_day, off_days in earlier:
        if until is not None and day <= date.fromisoformat(until):
            last = date.fromisoformat(last_day) if last_day else None
            return Days(str(rule), date.fromisoformat(str(first_day)), last, str(off_days))
    return now


def kept(before: Days, until: date) -> list[str | None]:
    """Days that hold no more, as a round keeps them for what lies behind."""
    last = before.last_day.isoformat() if before.last_day else None
    return [until.isoformat(), before.rule, before.first_day.isoformat(), last, before.off_days]


def too_far(day: date, today: date) -> str:
    """Why something about a round of `day` cannot be taken today: "early", "late" or ""."""
    if day > today:
        return "early"
    return "late" if day < today - timedelta(days=LONGEST_LATE) else ""


def ring_path(rings: Iterable[Sequence[tuple[float, float]]]) -> str:
    """Rings in metres, y upwards, as a path in whole decimetres, y downwards: small enough for a phone."""
    return "".join("M" + "L".join(f"{round(x * 10)} {round(-y * 10)}" for x, y in ring) + "Z" for ring in rings)


def middle(ring: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """Where a room's sign stands, in the path's decimetres: the centre of its area, else of its corners."""
    twice = x_sum = y_sum = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = ax * by - bx * ay
        twice += cross
        x_sum += (ax + bx) * cross
        y_sum += (ay + by) * cross
    if abs(twice) < 1e-9:
        return round(10 * sum(x for x, _y in ring) / len(ring)), round(-10 * sum(y for _x, y in ring) / len(ring))
    return round(10 * x_sum / (3 * twice)), round(-10 * y_sum / (3 * twice))

"""Small ones are summed, as small steps of changes are: none is worth a talk by itself, together they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from samdrift.kernel.scaling import add_months


@dataclass(frozen=True, slots=True)
class Small:
    """A small add-on: its day, what it is worth in hundredths, and its name."""

    day: date
    amount_minor: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A small one with what the small ones came to by then, itself included, and whether it is the one that crosses."""

    small: Small
    together_minor: int
    crosses: bool


def steps(found: Iterable[Small], *, small_minor: int, together_minor: int, window_months: int) -> list[Step]:
    """Each small one with the sum of the months before it; one from the same date so many months ago no longer counts.

    What is larger than `small_minor` is decided by itself and not summed.
    """
    ordered = sorted((one for one in found if 0 < one.amount_minor <= small_minor), key=lambda one: (one.day, one.name))
    told: list[Step] = []
    total = first = 0
    for one in ordered:
        total += one.amount_minor
        since = add_months(one.day, -window_months)
        while ordered[first].day <= since:
            total -= ordered[first].amount_minor
            first += 1
        told.append(Step(one, total, total >= together_minor > total - one.amount_minor))
    return told


def standing(told: Sequence[Step], day: date, *, window_months: int) -> int:
    """What the small ones of the months up to a day come to."""
    since = add_months(day, -window_months)
    return sum(one.small.amount_minor for one in told if since < one.small.day <= day)

"""What is measured of plans: completion (T-PPM), and hours and cost by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Completion:
    """How many were due, done on time, done late, missed and waived.

    Attributes:
        due: All that were due, the waived among them.
    """

    due: int
    on_time: int
    late: int = 0
    missed: int = 0
    waived: int = 0

    @property
    def share(self) -> Fraction | None:
        """Done on time of those due, the waived left out; None when none was due: neither 0 nor 100 %."""
        counted = self.due - self.waived
        return Fraction(self.on_time, counted) if counted else None

    @property
    def gross_share(self) -> Fraction | None:
        """Done on time of all due, the waived counted against it."""
        return Fraction(self.on_time, self.due) if self.due else None


def percent(share: Fraction | None) -> Decimal | None:
    """A share in per cent with two digits, rounded half up."""
    if share is None:
        return None
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What a month asks for."""

    month: date
    count: int
    statutory: int
    hours: Decimal
    cost_minor: int


def by_month(rows: Iterable[tuple[date, bool, Decimal, int]], first: date, months: int) -> list[MonthSum]:
    """Sums of (due day, statutory, hours, cost) for so many months from that of `first`, empty ones included."""
    begin = first.year * 12 + first.month - 1
    counts, legal, hours, costs = [0] * months, [0] * months, [Decimal(0)] * months, [0] * months
    for due, statutory, spent, cost in rows:
        at = due.year * 12 + due.month - 1 - begin
        if 0 <= at < months:
            counts[at] += 1
            legal[at] += statutory
            hours[at] += spent
            costs[at] += cost
    return [
        MonthSum(date((begin + at) // 12, (begin + at) % 12 + 1, 1), counts[at], legal[at], hours[at], costs[at])
        for at in range(months)
    ]


def days_until(reading: Decimal, threshold: Decimal, per_day: Decimal) -> int | None:
    """In how many days a meter reaches a threshold at its usual pace, rounded down; None when it stands still."""
    if reading >= threshold:
        return 0
    return int((threshold - reading) / per_day) if per_day > 0 else None

"""Signal against noise: what a figure's own months would lead one to expect, and which of them say something.

A month below target may be chance, and a month on target may hide a change: the limits come from the figure itself,
never from its target. Sources: D. J. Wheeler, *Understanding Variation* (single values and their moving ranges);
D. B. Laney, *Improved control charts for attributes*, Quality Engineering 14 (2002) (shares, whose months differ in
size); Western Electric, *Statistical Quality Control Handbook* (the four signs); E. B. Wilson (1927) for intervals.
Limits are pictures, not money: they are worked out in binary fractions and nothing is ever paid by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import erfc, exp, lgamma, log, log1p, sqrt

FEWEST = 8  # months below which nothing is told: limits of a few months are wide of the mark
ALIKE, RISING = 8, 6  # so many on one side of the centre; so many each higher (or each lower) than the one before
PER_RANGE = 1.128  # the mean range of two values of a normal spread of one (d2 of control chart tables)
SURE, VERDICT = 1.96, 3.09  # spreads: 95 % for an interval that is shown; 99.8 % before a district is called different
BEYOND, SHIFT, TREND, NEAR = "beyond", "shift", "trend", "near"


@dataclass(frozen=True, slots=True)
class Point:
    """One month in its chart.

    Attributes:
        value: What was measured.
        low, high: The limits of that month.
        signs: Why it is more than noise: beyond, shift, trend, near; none for noise.
        up: Whether it speaks of more rather than less; None without a sign.
    """

    value: float
    low: float
    high: float
    signs: tuple[str, ...] = ()
    up: bool | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure's months with its centre. `enough` is False where there were too few months to tell: then no limits."""

    centre: float
    points: tuple[Point, ...]
    enough: bool = True

    @property
    def told(self) -> Point | None:
        """The newest month, if it says something."""
        return self.points[-1] if self.points and self.points[-1].signs else None


def of_values(values: Sequence[float]) -> Chart:
    """Single values, month by month: the mean, and 2.66 mean moving ranges on each side.

    >>> chart = of_values([10, 12, 11, 10, 12, 11, 10, 20])
    >>> round(chart.centre, 2), chart.points[-1].signs, chart.points[0].signs
    (12.0, ('beyond',), ())
    """
    if not values:
        return Chart(0.0, (), enough=False)
    centre = sum(values) / len(values)
    spread = _mean_range(values) / PER_RANGE
    return _chart(values, centre, [spread] * len(values), None)


def of_shares(counts: Sequence[tuple[int, int]]) -> Chart:
    """Shares, month by month, as (how many, of how many), each of at least one: limits wider in months of few.

    Laney's spread: that of chance alone, times how much the months really move against it.

    Raises:
        ValueError: A month counted nothing, or more than there was: such months have no share and are left out before.
    """
    if any(whole <= 0 or not 0 <= part <= whole for part, whole in counts):
        raise ValueError("A share needs at least one, and at most all of them.")
    if not counts:
        return Chart(0.0, (), enough=False)
    values = [part / whole for part, whole in counts]
    centre = sum(part for part, _ in counts) / sum(whole for _, whole in counts)
    chance = [sqrt(centre * (1 - centre) / whole) for _part, whole in counts]
    if not any(chance):  # all of them, or none, in every month
        return _chart(values, centre, chance, (0.0, 1.0))
    moves = _mean_range([(value - centre) / one for value, one in zip(values, chance, strict=True)]) / PER_RANGE
    return _chart(values, centre, [one * moves for one in chance], (0.0, 1.0))


def _mean_range(values: Sequence[float]) -> float:
    """How far a value lies from the one before, on average."""
    ranges = [abs(after - before) for before, after in pairwise(values)]
    return sum(ranges) / len(ranges) if ranges else 0.0


def _chart(
    values: Sequence[float], centre: float, spreads: Sequence[float], within: tuple[float, float] | None
) -> Chart:
    enough = len(values) >= FEWEST
    points = []
    for place, (value, spread) in enumerate(zip(values, spreads, strict=True)):
        low, high = centre - 3 * spread, centre + 3 * spread
        if within:
            low, high = max(low, within[0]), min(high, within[1])
        signs = _signs(values, centre, spreads, place) if enough else {}
        points.append(Point(value, low, high, tuple(signs), next(iter(signs.values()), None)))
    return Chart(centre, tuple(points), enough)


def _signs(values: Sequence[float], centre: float, spreads: Sequence[float], place: int) -> dict[str, bool]:
    """What a month says, and whether it says more (True) or less."""
    found: dict[str, bool] = {}
    away = [value - centre for value in values[: place + 1]]
    if abs(away[-1]) > 3 * spreads[place] + 1e-12:
        found[BEYOND] = away[-1] > 0
    side = _side_of(away[-ALIKE:], ALIKE)
    if side is not None:
        found[SHIFT] = side
    steps = [after - before for before, after in pairwise(away[-RISING:])]
    side = _side_of(steps, RISING - 1)
    if side is not None:
        found[TREND] = side
    for up in (True, False):
        near = [
            (one if up else -one) > 2 * spread + 1e-12
            for one, spread in zip(away[-3:], spreads[max(0, place - 2) : place + 1], strict=True)
        ]
        if len(near) == 3 and near[-1] and sum(near) >= 2 and BEYOND not in found:
            found[NEAR] = up
    return found


def _side_of(numbers: Sequence[float], fewest: int) -> bool | None:
    """Whether so many numbers are all above nothing (True) or all below it (False); None otherwise."""
    if len(numbers) < fewest:
        return None
    if all(one > 0 for one in numbers):
        return True
    return False if all(one < 0 for one in numbers) else None


def interval(part: int, whole: int, sure: float = SURE) -> tuple[float, float]:
    """Where a share really lies, as far as so many cases tell: Wilson's interval, 95 % sure unless said.

    Args:
        sure: In spreads: 1.96 for 95 %, 3.09 for 99.8 %.

    >>> [round(one, 3) for one in interval(9, 10)], [round(one, 3) for one in interval(900, 1000)]
    ([0.596, 0.982], [0.88, 0.917])
    """
    if whole <= 0:
        return 0.0, 1.0
    share, square = part / whole, sure * sure
    middle = share + square / (2 * whole)
    reach = sure * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    below = 1 + square / whole
    return max(0.0, (middle - reach) / below), min(1.0, (middle + reach) / below)


def told_apart(part: int, whole: int, centre: float, sure: float = VERDICT) -> int:
    """Whether a share differs from the centre by more than its few cases explain: 1 above, -1 below, 0 not told apart.

    One failure of three is no verdict on a district (trap 14), and of eighteen districts held against their mean one
    would be called different by chance each time at 95 %: so 99.8 % sure, as funnel charts draw it. It is the exact
    chance of so many or more, so many or fewer: one failure of five, where six of a thousand fail, comes in three of
    a hundred such districts, while an interval around four fifths would leave it out.

    >>> told_apart(2, 3, 0.94), told_apart(200, 300, 0.94), told_apart(300, 300, 0.94), told_apart(4, 5, 0.994)
    (0, -1, 1, 0)
    """
    if whole <= 0 or part == whole * centre:
        return 0
    chance = erfc(sure / sqrt(2)) / 2  # on either side
    if part > whole * centre:
        return 1 if _or_more(part, whole, centre) < chance else 0
    return -1 if _or_more(whole - part, whole, 1 - centre) < chance else 0


def _or_more(part: int, whole: int, centre: float) -> float:
    """The chance of so many or more of a whole where each is one by chance: of more than are to be expected."""
    if centre <= 0:
        return 0.0
    told = lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)
    step = exp(told + part * log(centre) + (whole - part) * log1p(-centre))
    added = 0.0
    while step > added * 1e-9:  # each step is smaller than the one before it
        added += step
        step *= (whole - part) / (part + 1) * centre / (1 - centre)
        part += 1
    return added

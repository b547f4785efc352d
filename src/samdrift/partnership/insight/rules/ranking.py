"""Ranks with care for small numbers: a place is only told where the intervals leave no other (trap: noise as merit)."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from samdrift.kernel import control_charts

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one stands among others.

    Attributes:
        low, high: Between which shares the true one lies, at 95 per cent.
        place: The rank from 1; None where it is not told apart from another.
        first, last: The best and the worst rank the intervals allow.
        small: Too few rows to say much.
    """

    low: Decimal
    high: Decimal
    place: int | None
    first: int
    last: int
    small: bool


def interval(part: int, whole: int) -> tuple[Decimal, Decimal]:
    """The Wilson score interval of a share, within 0 and 1.

    >>> [str(end) for end in interval(9, 10)]
    ['0.5958', '0.9821']
    >>> [str(end) for end in interval(900, 1000)]
    ['0.8798', '0.9171']
    """
    low, high = control_charts.interval(part, whole)
    return _four(low), _four(high)


def ranked(
    shares: Mapping[Key, tuple[int, int]], *, lower_is_better: bool = False, small_under: int = 20
) -> dict[Key, Standing]:
    """Each one's rank among those of which there is anything to tell.

    >>> found = ranked({"a": (990, 1000), "b": (900, 1000), "c": (9, 10)})
    >>> [(key, one.place, one.first, one.last, one.small) for key, one in found.items()]
    [('a', None, 1, 2, False), ('b', None, 2, 3, False), ('c', None, 1, 3, True)]
    >>> [one.place for one in ranked({"a": (990, 1000), "b": (900, 1000)}).values()]
    [1, 2]
    """
    ends = {key: interval(part, whole) for key, (part, whole) in shares.items() if whole > 0}
    found = {}
    for key, (low, high) in ends.items():
        others = [other for name, other in ends.items() if name != key]
        above, below = sum(other[0] > high for other in others), sum(other[1] < low for other in others)
        better, worse = (below, above) if lower_is_better else (above, below)
        first, last = 1 + better, len(ends) - worse
        place = first if first == last else None
        found[key] = Standing(low, high, place, first, last, shares[key][1] < small_under)
    return found


def _four(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))

"""Small cells: what rests on too few people is not told, and neither is what would tell it by subtraction."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
FEWEST = 5


def hidden(people: Mapping[Key, int], fewest: int) -> frozenset[Key]:
    """The cells not to be told when their sum is told beside them.

    A cell of nobody tells nobody's secret and stays. Where what is hidden is a single cell, or all of it together is
    still fewer than `fewest`, the sum less the cells told would give it away: the smallest told one is hidden as well.

    >>> sorted(hidden({"a": 3, "b": 40, "c": 9}, 5))
    ['a', 'c']
    >>> sorted(hidden({"a": 3, "b": 4, "c": 9}, 5))
    ['a', 'b']
    >>> sorted(hidden({"a": 5, "b": 0}, 5))
    []
    """
    small = {key for key, many in people.items() if 0 < many < fewest}
    if not small:
        return frozenset()
    rest = sorted((key for key, many in people.items() if many >= fewest), key=lambda key: (people[key], str(key)))
    while rest and (len(small) < 2 or sum(people[key] for key in small) < fewest):
        small.add(rest.pop(0))
    return frozenset(small)

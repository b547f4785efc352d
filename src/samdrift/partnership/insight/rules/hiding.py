"""Small cells: what rests on too few people is not told, and neither is what would tell it by subtraction."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
FEWEST = 5


def hidden(people: Mapping[Key, int], fewest: int, *, sum_hidden: bool = False) -> frozenset[Key]:
    """The cells not to be told when their sum is told beside them.

    A cell of nobody tells nobody's secret and stays. Where what is hidden is a single cell, or all of it together is
    still fewer than `fewest`, the sum less the cells told would give it away: the smallest told one is hidden as well.
    Where their sum is itself not to be told, the cells must not add up to it: some are hidden though none is small.

    >>> sorted(hidden({"a": 3, "b": 40, "c": 9}, 5))
    ['a', 'c']
    >>> sorted(hidden({"a": 3, "b": 4, "c": 9}, 5))
    ['a', 'b']
    >>> sorted(hidden({"a": 5, "b": 0}, 5))
    []
    >>> sorted(hidden({"a": 30, "b": 9}, 5, sum_hidden=True))
    ['b']
    """
    small = {key for key, many in people.items() if 0 < many < fewest}
    if not small and not sum_hidden:
        return frozenset()
    rest = sorted((key for key, many in people.items() if many >= fewest), key=lambda key: (people[key], str(key)))
    enough = 1 if sum_hidden else 2
    while rest and (len(small) < enough or sum(people[key] for key in small) < fewest):
        small.add(rest.pop(0))
    return frozenset(small)

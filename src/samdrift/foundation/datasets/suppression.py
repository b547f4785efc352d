"""Small cells: what rests on too few people is not told, nor what would tell it by subtraction."""

from collections.abc import Hashable, Mapping
from itertools import chain

Key = tuple[Hashable, ...]


def hidden_cells(counts: Mapping[Key, int], fewest: int) -> frozenset[Key]:
    """The cells not to tell.

    A cell with fewer rows than `fewest`, but with some, is hidden. Where exactly one cell of a line (all cells that
    agree in all groups but one) would be hidden, or all that are hidden of it are together still fewer than `fewest`,
    the smallest other one of that line is hidden as well: whoever knows the line's sum would else have them by
    subtraction, and two cells of two rows are one row each.

    Args:
        counts: For each cell, by its groups, on how many rows it rests.
    """
    hidden = {key for key, count in counts.items() if 0 < count < fewest}
    depth = max(map(len, counts), default=0)
    changed = bool(hidden)
    while changed:
        changed = False
        for place in range(depth):
            lines: dict[Key, list[Key]] = {}
            for key in counts:
                lines.setdefault(key[:place] + key[place + 1 :], []).append(key)
            for line in lines.values():
                gone = hidden.intersection(line)
                if not gone or (len(gone) > 1 and sum(counts[key] for key in gone) >= fewest):
                    continue
                others = [key for key in line if key not in hidden and counts[key] > 0]
                if others:
                    hidden.add(min(others, key=lambda key: (counts[key], repr(key))))
                    changed = True
    return frozenset(chain(hidden))

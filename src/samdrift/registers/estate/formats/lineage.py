"""Which rooms became which: compares the floors rooms cover before and after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from samdrift.registers.estate.formats.model import Outline

Floor = tuple[str, str, tuple[Outline, ...]]
"""Key of a room, key of its storey, its outline."""

SAME = 0.85
"""Two rooms are the same room when they share this part of the floor both cover together."""
INSIDE = 0.65
"""A room lies inside another when this part of its own floor does: walls between merged rooms add floor."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """A suggestion: `from_keys` (stored) became `to_keys` (incoming).

    Args:
        to_keys: Of a split the room that has most of the old floor first: what hung there hangs likeliest in it.
        overlap: The smallest part, 0 to 1, of a small room's floor that lies in the large one.
    """

    kind: Literal["merge", "split"]
    from_keys: tuple[str, ...]
    to_keys: tuple[str, ...]
    overlap: float


def same_floor(before: Iterable[Floor], after: Iterable[Floor]) -> list[tuple[str, str]]:
    """(stored key, incoming key) of rooms that cover the same floor, each used once, best first."""
    found = [
        (shared / (old_area + new_area - shared), old, new)
        for old, new, shared, old_area, new_area in _overlaps(before, after)
    ]
    taken: set[tuple[str, str]] = set()
    pairs = []
    for part, old, new in sorted(found, key=lambda row: (-row[0], row[1], row[2])):
        if part >= SAME and ("old", old) not in taken and ("new", new) not in taken:
            taken |= {("old", old), ("new", new)}
            pairs.append((old, new))
    return pairs


def lineages(before: Iterable[Floor], after: Iterable[Floor], pairs: Mapping[str, str]) -> tuple[Lineage, ...]:
    """Merges and splits among rooms.

    Args:
        pairs: Incoming key by stored key of the rooms already matched. Only groups in which a room
            vanished (merge) or appeared (split) are told: two rooms that merely touch are none.
    """
    before, after = list(before), list(after)
    kept_new = set(pairs.values())
    if all(old in pairs for old, *_ in before) and all(new in kept_new for new, *_ in after):
        return ()
    into: dict[str, list[tuple[str, float]]] = defaultdict(list)
    out_of: dict[str, list[tuple[str, float]]] = defaultdict(list)
    floor: dict[tuple[str, str], float] = {}
    for old, new, shared, old_area, new_area in _overlaps(before, after):
        if shared / old_area >= INSIDE:
            into[new].append((old, shared / old_area))
        if shared / new_area >= INSIDE:
            out_of[old].append((new, shared / new_area))
            floor[old, new] = shared
    merges = [
        Lineage("merge", tuple(key for key, _ in olds), (new,), round(min(part for _, part in olds), 3))
        for new, olds in into.items()
        if len(olds) > 1 and any(key not in pairs for key, _ in olds)
    ]
    splits = [
        Lineage(
            "split",
            (old,),
            tuple(sorted(_keys(news), key=lambda new: -floor[old, new])),
            round(min(part for _, part in news), 3),
        )
        for old, news in out_of.items()
        if len(news) > 1 and any(key not in kept_new for key, _ in news)
    ]
    return (*merges, *splits)


def _keys(parts: Iterable[tuple[str, float]]) -> tuple[str, ...]:
    return tuple(key for key, _part in parts)


def _overlaps(before: Iterable[Floor], after: Iterable[Floor]) -> Iterable[tuple[str, str, float, float, float]]:
    """(stored key, incoming key, shared m², stored m², incoming m²) of rooms on one storey that overlap."""
    by_storey: dict[str, list[Floor]] = defaultdict(list)
    for floor in before:
        by_storey[floor[1]].append(floor)
    news: dict[str, list[Floor]] = defaultdict(list)
    for floor in after:
        news[floor[1]].append(floor)
    for storey, floors in news.items():
        if storey in by_storey:
            yield from _overlaps_on(by_storey[storey], floors)


def _overlaps_on(olds: list[Floor], news: list[Floor]) -> Iterable[tuple[str, str, float, float, float]]:
    from shapely import STRtree

    old_shapes, new_shapes = [shape(floor[2]) for floor in olds], [shape(floor[2]) for floor in news]
    tree = STRtree(old_shapes)
    for new_floor, new_shape in zip(news, new_shapes, strict=True):
        for index in sorted(int(found) for found in tree.query(new_shape)):
            shared = old_shapes[index].intersection(new_shape).area
            if shared > 0:
                yield olds[index][0], new_floor[0], shared, old_shapes[index].area, new_shape.area


def shape(outline: tuple[Outline, ...]) -> Any:
    """The outline as one valid shapely geometry."""
    from shapely import MultiPolygon, Polygon, make_valid

    return make_valid(MultiPolygon([Polygon(part.outer, part.holes) for part in outline]))

"""Orders storeys from the bottom and numbers them from the ground."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from samdrift.registers.estate.formats.model import BimStorey


def levelled(found: Sequence[BimStorey]) -> tuple[BimStorey, ...]:
    """Storeys lowest first within their building, level 0 being the one nearest to elevation 0.

    A storey without elevation keeps its place in the file, above those that have one. A missing height is
    the way up to the next storey.
    """
    by_building: dict[str, list[BimStorey]] = defaultdict(list)
    for storey in found:
        by_building[storey.building_key].append(storey)
    result: list[BimStorey] = []
    for group in by_building.values():
        ordered = sorted(group, key=lambda storey: (storey.elevation_m is None, storey.elevation_m or 0.0))
        known = [abs(storey.elevation_m) for storey in ordered if storey.elevation_m is not None]
        ground = known.index(min(known)) if known else 0
        for index, storey in enumerate(ordered):
            result.append(replace(storey, level=index - ground, height_m=storey.height_m or _height(ordered, index)))
    return tuple(result)


def _height(ordered: Sequence[BimStorey], index: int) -> float | None:
    """The way up to the next storey, in metres."""
    here = ordered[index].elevation_m
    above = ordered[index + 1].elevation_m if index + 1 < len(ordered) else None
    return round(above - here, 3) if here is not None and above is not None and above > here else None

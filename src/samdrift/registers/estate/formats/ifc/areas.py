"""Which of the areas a room comes with is the one that counts."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from samdrift.registers.estate.formats.model import AREA_FROM_GEOMETRY

NET, GROSS = "NetFloorArea", "GrossFloorArea"
PREFERRED_SETS = ("Qto_SpaceBaseQuantities", "BaseQuantities")
OTHER_FLOOR = re.compile(
    r"gsa bim area|horizontal|floor|nrf|nta|nra|usable|\barea\b|areal|fläche|^area$", re.IGNORECASE
)
NOT_FLOOR = re.compile(r"wall|ceiling|window|door|side|surface|skirting|roof|opening|facade|væg|loft", re.IGNORECASE)


def area_that_counts(
    stated: Mapping[str, Decimal], planned: Mapping[str, Decimal], measured: Decimal | None
) -> tuple[Decimal | None, str]:
    """The area and where it came from.

    Net before gross before other floor areas, then the measured shape, then what was only planned.
    A net area of 0 counts: authors write it for terraces that are not to be charged.
    """
    for wanted in (NET, GROSS):
        found = _named(stated, wanted)
        if found:
            return stated[found], found
    for source, area in stated.items():
        label = source.rpartition(".")[2]
        if OTHER_FLOOR.search(label) and not NOT_FLOOR.search(label):
            return area, source
    if measured is not None:
        return measured, AREA_FROM_GEOMETRY
    for wanted in ("NetFloorArea", "NetPlannedArea", "NetArea", "GrossFloorArea", "GrossPlannedArea", "Area"):
        found = _named(planned, wanted)
        if found:
            return planned[found], found
    return None, ""


def _named(areas: Mapping[str, Decimal], wanted: str) -> str:
    """The full name of a quantity, from the standard's sets before any other; "" when absent."""
    found = [source for source in areas if source.rpartition(".")[2] == wanted]
    standard = [source for source in found if source.rpartition(".")[0] in PREFERRED_SETS]
    return (standard or found or [""])[0]


CANDIDATES = (1.0, 0.001, 0.01, 0.0254, 0.3048)
"""Lengths programs write, in metres."""


def shape_scale(pairs: Iterable[tuple[float, float]], believed: float, declared: Iterable[float]) -> float:
    """What shapes must be multiplied with when the file's units contradict each other; 1 when they agree.

    Args:
        pairs: (stated m², measured m²) of the rooms that have both; measured in the unit believed.
        believed: The unit the geometry engine took, in metres.
        declared: The units the file declares, the first one being the one that counts.
    """
    units = list(declared)
    ratios = sorted(measured / stated for stated, measured in pairs if stated > 0 and measured > 0)
    if not ratios:
        return units[0] / believed if units else 1.0
    middle = ratios[len(ratios) // 2]
    if 0.2 < middle < 5:
        return 1.0
    for unit in (*units, *CANDIDATES):
        if 0.2 < middle * (unit / believed) ** 2 < 5:
            return unit / believed
    return 1.0

"""Sites, buildings and storeys of an IFC file."""

from collections.abc import Iterable, Sequence
from typing import Any

from samdrift.registers.estate.formats.ifc.properties import said
from samdrift.registers.estate.formats.ifc.reading import Reading
from samdrift.registers.estate.formats.ifc.values import at, number, text
from samdrift.registers.estate.formats.levels import levelled
from samdrift.registers.estate.formats.model import BimBuilding, BimSite, BimStorey

LOWEST_SPREAD = 1.0
"""Storeys that differ by less than this (m) in all cannot be storeys: their unit is not what the file says."""


def sites(reading: Reading, entities: Sequence[Any]) -> tuple[BimSite, ...]:
    """The sites, as far as readable."""
    return reading.each(entities, lambda entity: _site(reading, entity))


def buildings(reading: Reading, entities: Sequence[Any]) -> tuple[BimBuilding, ...]:
    """The buildings, as far as readable."""
    return reading.each(entities, lambda entity: _building(reading, entity))


def storeys(reading: Reading, entities: Sequence[Any]) -> tuple[BimStorey, ...]:
    """The storeys, lowest first within their building, numbered from the ground."""
    scale = _elevation_scale(reading, entities)
    return levelled(reading.each(entities, lambda entity: _storey(reading, entity, scale)))


def _site(reading: Reading, entity: Any) -> BimSite:
    line = entity.id()
    return BimSite(
        key=reading.keys[line],
        name=text(at(entity, 2)),
        long_name=text(at(entity, 7)) or text(at(entity, 3)),
        address=_address(at(entity, 13)),
        latitude=_degrees(at(entity, 9)),
        longitude=_degrees(at(entity, 10)),
        properties=reading.described(line).properties,
    )


def _building(reading: Reading, entity: Any) -> BimBuilding:
    line = entity.id()
    described = reading.described(line)
    elevation = number(at(entity, 9))
    return BimBuilding(
        key=reading.keys[line],
        site_key=reading.above(line, "IfcSite"),
        name=text(at(entity, 2)),
        long_name=text(at(entity, 7)) or text(at(entity, 3)),
        use=said(described.properties, "OccupancyType", "MarketCategory") or text(at(entity, 4)),
        address=_address(at(entity, 11)),
        elevation_m=None if elevation is None else round(elevation * reading.units.length_scale, 3),
        classifications=reading.classified(line),
        properties=described.properties,
    )


def _storey(reading: Reading, entity: Any, scale: float) -> BimStorey:
    line = entity.id()
    described = reading.described(line)
    name = text(at(entity, 2)) or text(at(entity, 7))
    elevation = _elevation(reading, entity)
    if elevation is None:
        reading.findings.add("warning", "no_elevation", reading.keys[line], name=name)
    heights = described.lengths_m
    height = next((heights[known] for known in ("NetHeight", "GrossHeight", "Height") if heights.get(known)), None)
    building_key = reading.above(line, "IfcBuilding")
    if not building_key:
        reading.findings.add("warning", "storey_without_building", reading.keys[line], name=name)
    return BimStorey(
        key=reading.keys[line],
        building_key=building_key,
        name=name,
        long_name=text(at(entity, 7)) or text(at(entity, 3)),
        elevation_m=None if elevation is None else round(elevation * scale, 3) + 0.0,  # no -0.0
        height_m=None if height is None else round(height, 3),
        properties=described.properties,
    )


def _elevation(reading: Reading, entity: Any) -> float | None:
    """The stated elevation, else that of the placement, in the file's unit."""
    stated = number(at(entity, 9))
    if stated is not None:
        return stated
    return None if at(entity, 5) is None else reading.placements.of(entity)[11]


def _elevation_scale(reading: Reading, entities: Iterable[Any]) -> float:
    """The length unit, or metres where that unit would press a whole building into less than a metre.

    Handover exports write elevations in metres into files whose unit is the millimetre.
    """
    scale = reading.units.length_scale
    met = [found for entity in entities if (found := _elevation(reading, entity)) is not None]
    spread = max(met, default=0.0) - min(met, default=0.0)
    if scale < 0.1 and spread > LOWEST_SPREAD and spread * scale < LOWEST_SPREAD:
        reading.findings.add("warning", "elevation_unit", unit=reading.units.length_name)
        return 1.0
    return scale


def _address(entity: Any) -> str:
    if entity is None or not entity.is_a("IfcPostalAddress"):
        return ""
    lines = at(entity, 4)
    parts = [text(part) for part in lines] if isinstance(lines, list | tuple) else []
    parts.append(" ".join(part for part in (text(at(entity, 8)), text(at(entity, 6))) if part))
    parts.append(text(at(entity, 9)))
    return ", ".join(part for part in parts if part)


def _degrees(parts: Any) -> float | None:
    """Degrees, minutes, seconds (and millionths) as degrees."""
    if not isinstance(parts, list | tuple) or not 3 <= len(parts) <= 4:
        return None
    numbers = [number(part) or 0.0 for part in parts]
    millionths = numbers[3] if len(numbers) == 4 else 0.0
    degrees = numbers[0] + numbers[1] / 60 + (numbers[2] + millionths / 1e6) / 3600
    return round(degrees, 7) if abs(degrees) <= 180 else None

"""Rooms and zones of an IFC file: numbers, names, uses, areas and outlines."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from samdrift.registers.estate.formats.ifc.areas import area_that_counts, shape_scale
from samdrift.registers.estate.formats.ifc.geometry import Shapes, shapes_of
from samdrift.registers.estate.formats.ifc.properties import Described, said
from samdrift.registers.estate.formats.ifc.reading import Reading
from samdrift.registers.estate.formats.ifc.values import at, square_metres, text
from samdrift.registers.estate.formats.model import AREA_FROM_GEOMETRY, BimSpace, BimZone, Outline
from samdrift.registers.estate.formats.outlines import area_m2, scaled
from samdrift.registers.estate.formats.uses import use_of

DISAGREE = Decimal("0.10")
"""A stated and a measured area further apart than this are worth a look."""


@dataclass(frozen=True, slots=True)
class _Room:
    """A space with everything needed to describe it."""

    entity: Any
    line: int
    storey_line: int | None
    described: Described
    outline: tuple[Outline, ...]


def spaces(reading: Reading, entities: Sequence[Any]) -> tuple[BimSpace, ...]:
    """The rooms, as far as readable, with their outlines."""
    rooms = _rooms(reading, entities)
    found = reading.each(rooms, lambda room: _space(reading, room)) if rooms else ()
    _tell(reading, found, {reading.keys[room.line]: room.described for room in rooms})
    return found


def _rooms(reading: Reading, entities: Sequence[Any]) -> list[_Room]:
    above = {entity.id(): reading.line_above(entity.id(), "IfcBuildingStorey") for entity in entities}
    storey_of = {line: reading.by_line[up] for line, up in above.items() if up is not None}
    shapes = Shapes({}, 1.0)
    if reading.limits.shapes:
        shapes = shapes_of(reading.model, entities, storey_of, reading.placements)
    elif entities:
        reading.findings.add("warning", "geometry_failed")
    described = {entity.id(): reading.described(entity.id()) for entity in entities}
    outlines = _in_metres(reading, shapes, described)
    return [
        _Room(entity, line, above[line], described[line], outlines.get(line, ()))
        for entity in entities
        for line in (entity.id(),)
    ]


def _in_metres(
    reading: Reading, shapes: Shapes, described: Mapping[int, Described]
) -> Mapping[int, tuple[Outline, ...]]:
    """The outlines, corrected where the file declares two length units and the engine took the wrong one."""
    pairs = []
    for line, outline in shapes.outlines.items():
        stated, _ = area_that_counts(described[line].areas_m2, {}, None)
        if stated:
            pairs.append((float(stated), area_m2(outline)))
    factor = shape_scale(pairs, shapes.unit, reading.length_scales)
    if abs(factor - 1.0) < 1e-9 or not shapes.outlines:
        return shapes.outlines
    reading.findings.add("warning", "area_unit_mixed", factor=f"{1 / factor:.4g}")
    return {line: scaled(outline, factor) for line, outline in shapes.outlines.items()}


def _space(reading: Reading, room: _Room) -> BimSpace:
    entity, described = room.entity, room.described
    key = reading.keys[room.line]
    name, long_name = text(at(entity, 2)), text(at(entity, 7)) or text(at(entity, 3))
    predefined = text(at(entity, 9))
    measured = square_metres(area_m2(room.outline)) if room.outline else None
    area, source = area_that_counts(described.areas_m2, described.planned_m2, measured)
    areas = {**described.planned_m2, **described.areas_m2}
    if measured is not None:
        areas[AREA_FROM_GEOMETRY] = measured
    if predefined == "GFA":
        reading.findings.add("info", "gross_area_space", key, name=name or long_name)
        area, source = None, ""
    lengths, properties = described.lengths_m, described.properties
    object_type = text(at(entity, 4))
    return BimSpace(
        key=key,
        storey_key=reading.keys[room.storey_line] if room.storey_line is not None else "",
        building_key=reading.above(room.line, "IfcBuilding"),
        name=name,
        long_name=long_name,
        use=use_of(long_name) or use_of(object_type) or use_of(name),
        predefined_type=predefined,
        object_type=object_type,
        description=text(at(entity, 3)),
        inside=_inside(predefined, said(properties, "IsExternal")),
        area_m2=area,
        area_source=source,
        areas_m2=areas,
        height_m=_length(lengths, "FinishCeilingHeight", "NetHeight", "Height", "ClearHeight"),
        perimeter_m=_length(lengths, "NetPerimeter", "GrossPerimeter", "Perimeter"),
        floor_covering=said(properties, "FloorCovering", "Floor Finish"),
        classifications=reading.classified(room.line),
        outline=room.outline,
        properties=properties,
    )


def _inside(predefined: str, is_external: str) -> bool | None:
    if predefined in {"INTERNAL", "EXTERNAL"}:
        return predefined == "INTERNAL"
    return None if not is_external else is_external == "false"


def _length(lengths: Mapping[str, float], *names: str) -> float | None:
    return next((round(lengths[name], 3) for name in names if lengths.get(name)), None)


def _tell(reading: Reading, found: Sequence[BimSpace], described: Mapping[str, Described]) -> None:
    """What a person should know about the rooms."""
    add = reading.findings.add
    storeys = {reading.keys[line]: text(at(reading.by_line[line], 2)) for line, kind in reading.kinds.items()
               if kind == "IfcBuildingStorey"}  # fmt: skip
    for space in found:
        _tell_area(reading, space, described[space.key])
        if not space.storey_key:
            add("warning", "space_without_storey", space.key, name=space.name or space.long_name)
        elif not space.name:
            add("warning", "unnamed_space", space.key, storey=storeys[space.storey_key])
    numbers = Counter((space.storey_key, space.name) for space in found if space.name and space.storey_key)
    for (storey_key, name), count in numbers.items():
        if count > 1:
            add("warning", "duplicate_number", storey_key, number=name, count=count, storey=storeys[storey_key])
    measured = sum(space.area_source == AREA_FROM_GEOMETRY for space in found)
    if measured:
        add("info", "area_from_geometry", count=measured)
    without = sum(not space.outline for space in found)
    if without:
        add("info", "no_outline", count=without)


def _tell_area(reading: Reading, space: BimSpace, described: Described) -> None:
    add, name = reading.findings.add, space.name or space.long_name
    for source, stated in described.negative.items():
        add("error", "area_negative", space.key, name=name, stated=f"{stated:g} m²", source=source)
    if space.area_m2 is None:
        if space.predefined_type != "GFA":
            add("warning", "area_missing", space.key, name=name)
        return
    others = [(source, area) for source, area in space.areas_m2.items() if area > 0]
    if space.area_m2 == 0 and others:
        other_source, other = others[0]
        add(
            "warning",
            "area_zero",
            space.key,
            name=name,
            source=space.area_source,
            other_source=other_source,
            other=other,
        )
        return
    measured = space.areas_m2.get(AREA_FROM_GEOMETRY)
    if measured is None or space.area_source == AREA_FROM_GEOMETRY or not space.area_m2:
        return
    if abs(measured - space.area_m2) > DISAGREE * space.area_m2:
        add(
            "warning",
            "area_disagrees",
            space.key,
            name=name,
            source=space.area_source,
            stated=space.area_m2,
            measured=measured,
        )


def zones(reading: Reading, entities: Sequence[Any]) -> tuple[BimZone, ...]:
    """The zones with the rooms in them; a zone of zones has the rooms of them all."""
    return reading.each(entities, lambda entity: _zone(reading, entity))


def _zone(reading: Reading, entity: Any) -> BimZone:
    line = entity.id()
    return BimZone(
        key=reading.keys[line],
        name=text(at(entity, 2)),
        long_name=text(at(entity, 5)) or text(at(entity, 3)),
        category=text(at(entity, 4)) or next((ref.code for ref in reading.classified(line)), ""),
        space_keys=tuple(dict.fromkeys(reading.keys[found] for found in _members(reading, line, "IfcSpace"))),
    )


def _members(reading: Reading, line: int, kind: str, depth: int = 0) -> list[int]:
    found = []
    for member in reading.relations.members.get(line, ()):
        if reading.kinds.get(member) == kind:
            found.append(member)
        elif depth < 5:
            found.extend(_members(reading, member, kind, depth + 1))
    return found

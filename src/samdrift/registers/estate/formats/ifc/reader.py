"""Reads an IFC file from beginning to end: opens it, walks it once, meshes its rooms, says what is odd."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.ifc import spaces as rooms
from samdrift.registers.estate.formats.ifc import spatial
from samdrift.registers.estate.formats.ifc.elements import EXCLUDED, Elements
from samdrift.registers.estate.formats.ifc.opening import opened
from samdrift.registers.estate.formats.ifc.reading import Reading, reading_of
from samdrift.registers.estate.formats.ifc.values import DAMAGE, at, text
from samdrift.registers.estate.formats.model import BuildingModel, Limits

COUNTED = ("IfcSite", "IfcBuilding", "IfcBuildingStorey", "IfcSpace", "IfcZone", "IfcSystem", "IfcElement")


def read_ifc(path: str | Path, limits: Limits | None = None) -> BuildingModel:
    """What an IFC file says about buildings.

    Args:
        path: A `.ifc` or `.ifczip` file; it is only read.
    Raises:
        RefusedFile: It cannot be read; the sentence says why and what to do.
    """
    limits = limits or Limits()
    with opened(Path(path), limits) as file:
        try:
            return read_model(file.handle, file.source_hash, limits, repaired_texts=file.repaired_texts)
        except (*DAMAGE, MemoryError, RecursionError) as error:
            raise RefusedFile("unreadable") from error


def read_model(model: Any, source_hash: str, limits: Limits, *, repaired_texts: int = 0) -> BuildingModel:
    """What an opened ifcopenshell model says about buildings.

    Raises:
        RefusedFile: It holds no project or too many objects.
    """
    if not model.by_type("IfcProject"):
        raise RefusedFile("no_project")
    objects = len(model.by_type("IfcObject"))
    if objects > limits.objects:
        raise RefusedFile("too_many_objects", count=objects, limit=limits.objects)
    reading = reading_of(model, limits)
    if repaired_texts:
        reading.findings.add("warning", "text_repaired", count=repaired_texts)
    return _whole(reading, source_hash)


def _whole(reading: Reading, source_hash: str) -> BuildingModel:
    model = reading.model
    found = {kind: reading.give_keys(kind, model.by_type(kind)) for kind in ("IfcSite", "IfcBuilding")}
    found |= {kind: reading.give_keys(kind, model.by_type(kind)) for kind in ("IfcBuildingStorey", "IfcSpace")}
    found["IfcZone"] = reading.give_keys("IfcZone", model.by_type("IfcZone"))
    # In IFC4 a zone is a kind of system; it was given its key as a zone above.
    found["IfcSystem"] = reading.give_keys("IfcSystem", model.by_type("IfcSystem"))
    types = reading.give_keys("IfcTypeProduct", _product_types(model))
    all_elements = model.by_type("IfcElement")
    kept = reading.give_keys("IfcElement", _kept(all_elements))
    _tell_repeated(reading)
    things = Elements(reading)
    bim_types = things.types(types)
    elements = things.elements(kept)
    result = BuildingModel(
        schema=str(model.schema_identifier),
        source_hash=source_hash,
        units=reading.units,
        project_name=_project_name(model),
        authoring_tool=_authoring_tool(model),
        sites=spatial.sites(reading, found["IfcSite"]),
        buildings=spatial.buildings(reading, found["IfcBuilding"]),
        storeys=spatial.storeys(reading, found["IfcBuildingStorey"]),
        spaces=rooms.spaces(reading, found["IfcSpace"]),
        zones=rooms.zones(reading, found["IfcZone"]),
        systems=things.systems(found["IfcSystem"]),
        types=bim_types,
        elements=elements,
        element_count=len(all_elements),
        counts=_counts(model),
    )
    _tell_whole(reading, result)
    return _with_findings(result, reading)


def _with_findings(result: BuildingModel, reading: Reading) -> BuildingModel:
    return replace(result, findings=reading.findings.all())


def _product_types(model: Any) -> list[Any]:
    """Types of things; types of rooms and storeys say nothing an asset register wants."""
    spatial_classes = "IfcSpatialElementType" if model.schema != "IFC2X3" else "IfcSpatialStructureElementType"
    return [found for found in model.by_type("IfcTypeProduct") if not found.is_a(spatial_classes)]


def _kept(elements: Iterable[Any]) -> list[Any]:
    excluded: dict[str, bool] = {}
    kept = []
    for element in elements:
        ifc_class = element.is_a()
        if ifc_class not in excluded:
            excluded[ifc_class] = any(element.is_a(name) for name in EXCLUDED)
        if not excluded[ifc_class]:
            kept.append(element)
    return kept


def _tell_repeated(reading: Reading) -> None:
    """GlobalIds shared by objects of different kinds, which single kinds cannot see (a site and its project)."""
    told = {key.partition("~")[0] for key in reading.keys.values() if "~" in key}
    first: dict[str, str] = {}
    for entity in (*reading.model.by_type("IfcObject"), *reading.model.by_type("IfcProject")):
        key = at(entity, 0)
        if not key or not isinstance(key, str):
            continue
        if key in first and key not in told and first[key] != entity.is_a():
            told.add(key)
            name = text(at(entity, 2), 200) or f"#{entity.id()}"
            reading.findings.add("warning", "duplicate_key", key, kind=entity.is_a(), name=name, key=key)
        first.setdefault(key, entity.is_a())


def _tell_whole(reading: Reading, result: BuildingModel) -> None:
    add = reading.findings.add
    if not result.buildings:
        add("warning", "no_buildings")
    if len(result.buildings) > 1:
        add("info", "several_buildings", count=len(result.buildings))
    if not result.storeys:
        add("warning", "no_storeys")
    if not result.spaces:
        add("warning", "no_spaces")
    if reading.cut:
        add("info", "properties_cut", limit=reading.limits.properties)
    unplaced = sum(not (one.space_key or one.storey_key or one.building_key) for one in result.assets)
    if unplaced:
        add("info", "element_unplaced", count=unplaced)


def _counts(model: Any) -> dict[str, int]:
    by_class = Counter(entity.is_a() for entity in model.by_type("IfcElement"))
    return {**{kind: len(model.by_type(kind)) for kind in COUNTED}, **dict(by_class)}


def _project_name(model: Any) -> str:
    project = model.by_type("IfcProject")[0]
    return text(at(project, 5)) or text(at(project, 2))


def _authoring_tool(model: Any) -> str:
    try:
        return text(model.header.file_name.originating_system, 200)
    except DAMAGE:
        return ""

"""Writes a building model as a COBie 2.4 workbook that any COBie tool, ours included, reads back."""

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from samdrift.registers.estate.formats.cobie.sheets import COLUMNS
from samdrift.registers.estate.formats.model import BimType, BuildingModel, Classification, Properties

NOT_APPLICABLE = "n/a"
SYSTEM = "samdrift"

Cells = Mapping[str, Any]


def write_cobie(
    model: BuildingModel,
    *,
    created_by: str,
    created_on: datetime,
    carried: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
) -> bytes:
    """The workbook.

    Args:
        created_by: E-mail address of whoever exports; becomes a row of the sheet Contact.
        created_on: Moment of the export.
        carried: Rows of sheets the model has no place for (Job, Document …), as `CobieBook.rows` gives them.
    """
    stamp = {"CreatedBy": created_by, "CreatedOn": created_on.strftime("%Y-%m-%dT%H:%M:%S")}
    carried = carried or {}
    names = _Names(model)
    own: dict[str, Iterable[Cells]] = {
        "Facility": _facilities(model),
        "Floor": _floors(model, names),
        "Space": _spaces(model, names),
        "Zone": _zones(model, names),
        "Type": _types(model, names),
        "Component": _components(model, names),
        "System": _systems(model, names),
    }
    if "Attribute" not in carried:
        own["Attribute"] = _attributes(model, names)
    sheets: dict[str, list[Cells]] = {}
    for sheet in COLUMNS:
        kept = [_carried(sheet, row) for row in carried.get(sheet, ())]
        sheets[sheet] = [{**stamp, **row} for row in own.get(sheet, ())] + kept
    contacts = {str(row.get("Email", "")).casefold() for row in sheets["Contact"]}
    if created_by.casefold() not in contacts:
        sheets["Contact"].append({**stamp, "Email": created_by, "Category": NOT_APPLICABLE})
    return _workbook(sheets)


def _carried(sheet: str, row: Mapping[str, str]) -> Cells:
    """A row as it was read, with its columns named as the standard names them."""
    return {column: row.get(_plain(column), "") for column in COLUMNS[sheet]}


def _plain(column: str) -> str:
    label = column.casefold()
    return label.replace("external", "ext") if label in {
        "externalsystem", "externalobject", "externalidentifier"} else label  # fmt: skip


class _Names:
    """The name each object has in the workbook: its own, made unique where two share one."""

    def __init__(self, model: BuildingModel) -> None:
        self.floors = _unique((one.key, one.name) for one in model.storeys)
        self.spaces = _unique((one.key, one.name) for one in model.spaces)
        self.types = _unique((one.key, one.name) for one in model.types)
        self.elements = _unique((one.key, one.name) for one in model.assets)


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    seen: Counter[str] = Counter()
    found = {}
    for key, name in pairs:
        label = name or key
        seen[label.casefold()] += 1
        count = seen[label.casefold()]
        found[key] = label if count == 1 else f"{label} ({count})"
    return found


def _external(key: str, ifc_object: str) -> Cells:
    return {"ExtSystem": SYSTEM, "ExtObject": ifc_object, "ExtIdentifier": key}


def _category(classifications: Sequence[Classification], otherwise: str = "") -> str:
    first = classifications[0] if classifications else None
    if first is None:
        return otherwise
    return f"{first.code}: {first.name}" if first.name else first.code


def _facilities(model: BuildingModel) -> Iterable[Cells]:
    sites = {site.key: site for site in model.sites}
    for building in model.buildings:
        site = sites.get(building.site_key)
        yield {
            "Name": building.name or building.key,
            "Category": _category(building.classifications, building.use),
            "ProjectName": model.project_name,
            "SiteName": site.name if site else "",
            "LinearUnits": "meters",
            "AreaUnits": "squaremeters",
            "VolumeUnits": "cubicmeters",
            "AreaMeasurement": "NetFloorArea",
            "ExternalSystem": SYSTEM,
            "ExternalSiteObject": "IfcSite",
            "ExternalSiteIdentifier": site.key if site else "",
            "ExternalFacilityObject": "IfcBuilding",
            "ExternalFacilityIdentifier": building.key,
            "Description": building.long_name,
        }


def _floors(model: BuildingModel, names: _Names) -> Iterable[Cells]:
    for storey in model.storeys:
        yield {
            "Name": names.floors[storey.key],
            "Category": "Floor",
            **_external(storey.key, "IfcBuildingStorey"),
            "Description": storey.long_name,
            "Elevation": storey.elevation_m,
            "Height": storey.height_m,
        }


def _spaces(model: BuildingModel, names: _Names) -> Iterable[Cells]:
    for space in model.spaces:
        areas = {source.rpartition(".")[2]: area for source, area in space.areas_m2.items()}
        gross = areas.get("GrossFloorArea", areas.get("GrossArea"))
        yield {
            "Name": names.spaces[space.key],
            "Category": _category(space.classifications, space.object_type or space.use),
            "FloorName": names.floors.get(space.storey_key, ""),
            "Description": space.long_name,
            **_external(space.key, "IfcSpace"),
            "UsableHeight": space.height_m,
            "GrossArea": gross,
            "NetArea": space.area_m2,
        }


def _zones(model: BuildingModel, names: _Names) -> Iterable[Cells]:
    for zone in model.zones:
        for key in zone.space_keys:
            yield {
                "Name": zone.name,
                "Category": zone.category,
                "SpaceNames": names.spaces.get(key, ""),
                **_external(zone.key, "IfcZone"),
                "Description": zone.long_name,
            }


def _types(model: BuildingModel, names: _Names) -> Iterable[Cells]:
    for one in model.types:
        yield {
            "Name": names.types[one.key],
            "Category": _category(one.classifications, one.asset_class),
            "Description": one.description or one.long_name,
            "AssetType": _asset_type(one),
            "Manufacturer": one.maker,
            "ModelNumber": one.model,
            "WarrantyDurationParts": one.warranty_months,
            "WarrantyDurationUnit": "month" if one.warranty_months else "",
            **_external(one.key, one.ifc_class),
            "ReplacementCost": one.replacement_cost,
            "ExpectedLife": one.expected_life_years,
            "DurationUnit": "year" if one.expected_life_years else "",
        }


def _asset_type(one: BimType) -> str:
    return {None: "", True: "Movable", False: "Fixed"}[one.movable]


def _components(model: BuildingModel, names: _Names) -> Iterable[Cells]:
    for asset in model.assets:
        yield {
            "Name": names.elements[asset.key],
            "TypeName": names.types.get(asset.type_key, ""),
            "Space": names.spaces.get(asset.space_key, ""),
            "Description": asset.long_name,
            **_external(asset.key, asset.ifc_class),
            "SerialNumber": asset.serial,
            "InstallationDate": asset.installed_on.isoformat() if asset.installed_on else "",
            "WarrantyStartDate": asset.warranty_from.isoformat() if asset.warranty_from else "",
            "TagNumber": asset.tag,
            "BarCode": asset.barcode,
            "AssetIdentifier": asset.asset_identifier,
        }


def _systems(model: BuildingModel, names: _Names) -> Iterable[Cells]:
    for system in model.systems:
        for key in system.element_keys:
            if key in names.elements:
                yield {
                    "Name": system.name,
                    "Category": system.category,
                    "ComponentNames": names.elements[key],
                    **_external(system.key, "IfcSystem"),
                    "Description": system.long_name,
                }


def _attributes(model: BuildingModel, names: _Names) -> Iterable[Cells]:
    for space in model.spaces:
        yield from _attribute_rows("Space", names.spaces[space.key], space.properties)
    for one in model.types:
        yield from _attribute_rows("Type", names.types[one.key], one.properties)
    for asset in model.assets:
        yield from _attribute_rows("Component", names.elements[asset.key], asset.properties)


def _attribute_rows(sheet: str, row_name: str, properties: Properties) -> Iterable[Cells]:
    for category, values in properties.items():
        for name, value in values.items():
            yield {"Name": name, "Category": category, "SheetName": sheet, "RowName": row_name, "Value": value}


def _workbook(sheets: Mapping[str, Sequence[Cells]]) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    # A name such as “=HYPERLINK(…)” or “https://…” must stay the text it is, or opening the file runs it.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(stream, plain)
    bold = book.add_format({"bold": True})
    for sheet, rows in sheets.items():
        page = book.add_worksheet(sheet)
        columns = COLUMNS[sheet]
        page.write_row(0, 0, columns, bold)
        page.freeze_panes(1, 1)
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                _write(page, number, place, row.get(column))
    book.close()
    return stream.getvalue()


def _write(page: Any, row: int, column: int, value: Any) -> None:
    """A number as a number, everything else as a text; what is not known as “n/a”, as the standard wants it."""
    if value is None or value == "":
        page.write_string(row, column, NOT_APPLICABLE)
    elif isinstance(value, str):
        page.write_string(row, column, value[:32_000])
    else:
        page.write_number(row, column, float(value))

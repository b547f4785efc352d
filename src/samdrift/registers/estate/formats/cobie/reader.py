"""Reads a COBie workbook into a building model, the jobs it plans, and a report of its sheets."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path

from samdrift.registers.estate.formats.cobie.book import CobieBook, CobieJob
from samdrift.registers.estate.formats.cobie.rows import (
    CobieRow,
    Rows,
    dangling,
    names,
    read_rows,
    referred,
    repeated,
)
from samdrift.registers.estate.formats.cobie.sheets import AREAS, LENGTHS
from samdrift.registers.estate.formats.collecting import Findings
from samdrift.registers.estate.formats.levels import levelled
from samdrift.registers.estate.formats.model import (
    BimBuilding,
    BimElement,
    BimSite,
    BimSpace,
    BimStorey,
    BimSystem,
    BimType,
    BimZone,
    BuildingModel,
    Classification,
    Limits,
    Units,
)
from samdrift.registers.estate.formats.uses import asset_class_of, use_of

SCHEMA = "COBie 2.4"
GLOBAL_ID = re.compile(r"[0-3][0-9A-Za-z_$]{21}")
LONGEST_KEY = 64
EVERY: Mapping[str, str] = {
    "day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY", "hour": "HOURLY",
}  # fmt: skip


def read_cobie(path: str | Path, limits: Limits | None = None) -> CobieBook:
    """What a COBie workbook says about a building.

    Raises:
        RefusedFile: No workbook, damaged, too large, or without any COBie sheet.
    """
    limits = limits or Limits()
    findings = Findings(limits.findings_per_code)
    rows = read_rows(Path(path), limits, findings)
    repeated(rows, findings)
    references = dangling(rows, findings)
    reading = _Reading(rows, findings, limits)
    model = reading.model(sha256(Path(path).read_bytes()).hexdigest())
    return CobieBook(
        model=model,
        sheets={sheet: len(found) for sheet, found in rows.items()},
        dangling=sum(references.values()),
        references=references,
        jobs=reading.jobs(),
        rows={
            sheet: tuple(dict(row.cells) for row in found)
            for sheet, found in rows.items()
            if found and sheet not in {"Facility", "Floor", "Space", "Zone", "Type", "Component", "System"}
        },
    )


class _Reading:
    def __init__(self, rows: Rows, findings: Findings, limits: Limits) -> None:
        self._rows, self._findings, self._limits = rows, findings, limits
        self._names = names(rows)
        facility = rows["Facility"][0] if rows["Facility"] else CobieRow(0, {}, "")
        self._length = self._unit(facility, "LinearUnits", LENGTHS, "metres")
        self._area = self._unit(facility, "AreaUnits", AREAS, "square metres")
        self._facility = facility
        self._keys = {sheet: self._keys_of(sheet) for sheet in ("Floor", "Space", "Type", "Component")}
        self._attributes = self._attributes_by_row()

    def model(self, source_hash: str) -> BuildingModel:
        """The building model, findings included."""
        facility = self._facility
        site_key = _global_id(facility.get("ExternalSiteIdentifier")) or _short(f"Site:{facility.get('SiteName')}")
        site = BimSite(key=site_key, name=facility.get("SiteName"), long_name=facility.get("SiteDescription"))
        buildings = tuple(
            BimBuilding(
                key=_global_id(row.get("ExternalFacilityIdentifier")) or _short(f"Facility:{row.name}"),
                site_key=site.key,
                name=row.name,
                long_name=row.get("Description"),
                use=row.get("Category"),
                classifications=_classified(row.get("Category")),
                properties=self._properties("Facility", row),
            )
            for row in self._rows["Facility"]
        )
        home = buildings[0].key if buildings else ""
        types = {row.name.casefold(): self._type(row) for row in self._named("Type")}
        return BuildingModel(
            schema=SCHEMA,
            source_hash=source_hash,
            units=Units(self._length, self._area, facility.get("LinearUnits"), facility.get("AreaUnits")),
            project_name=facility.get("ProjectName"),
            authoring_tool=facility.get("ExternalSystem"),
            sites=(site,) if facility.cells else (),
            buildings=buildings,
            storeys=levelled([self._storey(row, home) for row in self._named("Floor")]),
            spaces=tuple(self._space(row, home) for row in self._named("Space")),
            zones=self._zones(),
            systems=self._systems(),
            types=tuple(types.values()),
            elements=tuple(self._component(row, types, home) for row in self._named("Component")),
            element_count=len(self._rows["Component"]),
            counts={sheet: len(found) for sheet, found in self._rows.items()},
            findings=self._findings.all(),
        )

    def _unit(self, row: CobieRow, column: str, known: Mapping[str, float], assumed: str) -> float:
        said = row.get(column)
        scale = known.get(re.sub(r"[^a-z]", "", said.casefold()))
        if scale is None and row.cells:
            self._findings.add("warning", "unknown_unit", column=column, value=said, assumed=assumed)
        return scale or 1.0

    def _keys_of(self, sheet: str) -> dict[int, str]:
        """Key by row number: the GlobalId the row came from, else its name; repeated ones get a number."""
        taken: dict[str, int] = {}
        found = {}
        for row in self._named(sheet):
            base = _global_id(row.get("ExtIdentifier")) or _short(f"{sheet}:{row.name}")
            taken[base] = taken.get(base, 0) + 1
            found[row.number] = base if taken[base] == 1 else f"{base}~{taken[base]}"
        return found

    def _named(self, sheet: str) -> Iterable[CobieRow]:
        return (row for row in self._rows[sheet] if row.name)

    def _refer(self, row: CobieRow, column: str, sheet: str) -> tuple[str, ...]:
        """Keys of the rows a column refers to; references that lead nowhere are left out (they were told)."""
        found = referred(row.get(column), self._names[sheet])
        return tuple(self._keys[sheet][target.number] for _, target in found if target is not None)

    def _storey(self, row: CobieRow, home: str) -> BimStorey:
        return BimStorey(
            key=self._keys["Floor"][row.number],
            building_key=home,
            name=row.name,
            long_name=row.get("Description"),
            elevation_m=self._metres(row, "Floor", "Elevation"),
            height_m=self._metres(row, "Floor", "Height") or None,
            properties=self._properties("Floor", row),
        )

    def _space(self, row: CobieRow, home: str) -> BimSpace:
        areas = {}
        for column in ("NetArea", "GrossArea"):
            value = self._number(row, "Space", column)
            if value is not None and value >= 0:
                areas[f"Space.{column}"] = (value * Decimal(str(self._area))).quantize(Decimal("0.001"))
        source = next(iter(areas), "")
        floors = self._refer(row, "FloorName", "Floor")
        description, category = row.get("Description"), row.get("Category")
        if not areas:
            self._findings.add("warning", "area_missing", f"Space:{row.name}", name=row.name)
        return BimSpace(
            key=self._keys["Space"][row.number],
            storey_key=floors[0] if floors else "",
            building_key=home,
            name=row.name,
            long_name=description,
            use=use_of(description) or use_of(category),
            object_type=category,
            description=description,
            area_m2=areas.get(source),
            area_source=source,
            areas_m2=areas,
            height_m=self._metres(row, "Space", "UsableHeight") or None,
            classifications=_classified(category),
            properties=self._properties("Space", row),
        )

    def _type(self, row: CobieRow) -> BimType:
        category, ifc_class = row.get("Category"), row.get("ExtObject")
        years = self._number(row, "Type", "ExpectedLife")
        if years is not None and row.get("DurationUnit").casefold().startswith("month"):
            years = (years / 12).quantize(Decimal("0.01"))
        return BimType(
            key=self._keys["Type"][row.number],
            name=row.name,
            description=row.get("Description"),
            ifc_class=ifc_class if ifc_class.startswith("Ifc") else "",
            asset_class=asset_class_of(ifc_class, "", f"{row.name} {row.get('Description')} {category}"),
            maker=row.get("Manufacturer"),
            model=row.get("ModelNumber") or row.get("ModelReference"),
            warranty_months=self._months(row),
            expected_life_years=years,
            replacement_cost=self._number(row, "Type", "ReplacementCost"),
            movable={"fixed": False, "movable": True, "moveable": True}.get(row.get("AssetType").casefold()),
            classifications=_classified(category),
            properties=self._properties("Type", row),
        )

    def _months(self, row: CobieRow) -> int | None:
        duration = self._number(row, "Type", "WarrantyDurationParts")
        if duration is None or not 0 < duration < 1200:
            return None
        unit = row.get("WarrantyDurationUnit").casefold()
        return int(duration if unit.startswith("month") else duration * 12)

    def _component(self, row: CobieRow, types: Mapping[str, BimType], home: str) -> BimElement:
        its_type = types.get(row.get("TypeName").casefold())
        spaces = self._refer(row, "Space", "Space")
        ifc_class = row.get("ExtObject")
        words = f"{row.name} {row.get('Description')}"
        own_class = asset_class_of(ifc_class, "", words)
        return BimElement(
            key=self._keys["Component"][row.number],
            ifc_class=ifc_class if ifc_class.startswith("Ifc") else "",
            name=row.name,
            long_name=row.get("Description"),
            tag=row.get("TagNumber"),
            type_key=its_type.key if its_type else "",
            space_key=spaces[0] if spaces else "",
            storey_key=self._storey_of(row),
            building_key=home,
            asset_class=its_type.asset_class if its_type and its_type.asset_class != "other" else own_class,
            maintainable=True,
            maker=its_type.maker if its_type else "",
            model=its_type.model if its_type else "",
            serial=row.get("SerialNumber"),
            barcode=row.get("BarCode"),
            asset_identifier=row.get("AssetIdentifier"),
            installed_on=self._day(row, "InstallationDate"),
            warranty_from=self._day(row, "WarrantyStartDate"),
            warranty_months=its_type.warranty_months if its_type else None,
            properties=self._properties("Component", row),
        )

    def _storey_of(self, component: CobieRow) -> str:
        for _, space in referred(component.get("Space"), self._names["Space"]):
            if space is not None:
                floors = self._refer(space, "FloorName", "Floor")
                return floors[0] if floors else ""
        return ""

    def _zones(self) -> tuple[BimZone, ...]:
        """One zone for all rows of a name and category: the sheet has one row a member."""
        found: dict[tuple[str, str], BimZone] = {}
        for row in self._named("Zone"):
            group = (row.name.casefold(), row.get("Category").casefold())
            zone = found.get(group) or BimZone(
                key=_short(f"Zone:{row.name}:{row.get('Category')}"),
                name=row.name,
                long_name=row.get("Description"),
                category=row.get("Category"),
            )
            members = (*zone.space_keys, *self._refer(row, "SpaceNames", "Space"))
            found[group] = replace(zone, space_keys=tuple(dict.fromkeys(members)))
        return tuple(found.values())

    def _systems(self) -> tuple[BimSystem, ...]:
        found: dict[tuple[str, str], BimSystem] = {}
        for row in self._named("System"):
            group = (row.name.casefold(), row.get("Category").casefold())
            system = found.get(group) or BimSystem(
                key=_short(f"System:{row.name}:{row.get('Category')}"),
                name=row.name,
                long_name=row.get("Description"),
                category=row.get("Category"),
            )
            members = (*system.element_keys, *self._refer(row, "ComponentNames", "Component"))
            found[group] = replace(system, element_keys=tuple(dict.fromkeys(members)))
        return tuple(found.values())

    def jobs(self) -> tuple[CobieJob, ...]:
        """The planned tasks; Frequency 1 with FrequencyUnit year repeats yearly."""
        found = []
        for row in self._named("Job"):
            types = self._refer(row, "TypeName", "Type")
            frequency = self._number(row, "Job", "Frequency")
            unit = row.get("FrequencyUnit").casefold().rstrip("s")
            repeats = frequency is not None and frequency >= 1 and unit in EVERY
            found.append(
                CobieJob(
                    name=row.name,
                    type_key=types[0] if types else "",
                    category=row.get("Category"),
                    description=row.get("Description"),
                    task_number=row.get("TaskNumber"),
                    duration=self._number(row, "Job", "Duration"),
                    duration_unit=row.get("DurationUnit"),
                    rrule=f"FREQ={EVERY[unit]};INTERVAL={int(frequency)}" if repeats and frequency else "",
                    resources=tuple(part.strip() for part in row.get("ResourceNames").split(",") if part.strip()),
                )
            )
        return tuple(found)

    def _attributes_by_row(self) -> dict[tuple[str, str], dict[str, dict[str, str]]]:
        found: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
        for row in self._rows["Attribute"]:
            value, unit = row.get("Value"), row.get("Unit")
            if not value or not row.name:
                continue
            sets = found.setdefault((row.get("SheetName").casefold(), row.get("RowName").casefold()), {})
            values = sets.setdefault(row.get("Category") or "Attribute", {})
            if sum(map(len, sets.values())) < self._limits.properties:
                values[row.name[:100]] = f"{value} {unit}".strip()
        return found

    def _properties(self, sheet: str, row: CobieRow) -> dict[str, dict[str, str]]:
        return self._attributes.get((sheet.casefold(), row.name.casefold()), {})

    def _metres(self, row: CobieRow, sheet: str, column: str) -> float | None:
        value = self._number(row, sheet, column)
        return None if value is None else round(float(value) * self._length, 3)

    def _number(self, row: CobieRow, sheet: str, column: str) -> Decimal | None:
        said = row.get(column)
        if not said:
            return None
        try:
            value = Decimal(said.replace(",", ".") if said.count(",") == 1 and "." not in said else said)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) > Decimal(10) ** 15:
            self._findings.add(
                "warning", "not_a_number", f"{sheet}:{row.name}", sheet=sheet, row=row.number, value=said, column=column
            )
            return None
        return value

    def _day(self, row: CobieRow, column: str) -> date | None:
        said = row.get(column)
        if not said:
            return None
        try:
            found = date.fromisoformat(said[:10])
        except ValueError:
            self._findings.add(
                "warning",
                "impossible_date",
                f"Component:{row.name}",
                sheet="Component",
                row=row.number,
                value=said,
                column=column,
            )
            return None
        # 1900-01-01 is what exporters write when they do not know.
        return found if found.year >= 1950 else None


def _global_id(value: str) -> str:
    return value if GLOBAL_ID.fullmatch(value) else ""


def _short(key: str) -> str:
    """A key of at most `LONGEST_KEY` letters; a longer one ends in a digest of the whole."""
    return key if len(key) <= LONGEST_KEY else f"{key[:40]}#{sha256(key.encode()).hexdigest()[:20]}"


def _classified(category: str) -> tuple[Classification, ...]:
    """“13-51 24 11: General Residential Space” as a code and a name; plain words are no classification."""
    code, colon, name = category.partition(":")
    if not colon or not any(letter.isdigit() for letter in code):
        return ()
    system = "OmniClass" if re.fullmatch(r"\d\d-[\d ]+", code.strip()) else ""
    return (Classification(system, code.strip(), name.strip()),)

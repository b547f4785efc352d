"""What a table of buildings or storeys would change."""

from decimal import Decimal
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.registers.estate.formats.tables import Table, TableRow
from samdrift.registers.estate.models import Building, ModelImport, Site, Storey
from samdrift.registers.estate.queries.table_places import Places
from samdrift.registers.estate.queries.table_rows import TablePlan, planned_row

YEARS = range(1000, 2200)
LEVELS = range(-99, 1000)


def plan_buildings(scope: Scope, staged: ModelImport, table: Table, plan: TablePlan) -> None:
    """Each row's building: its code decides which one of the site's it is."""
    places = Places(scope, plan.findings)
    seen: dict[tuple[int, str], int] = {}
    for row in table.rows:
        site, code = places.site(row), str(row.values["code"])[:40]
        if site is None or _repeats(plan, row, seen, (site.pk, code.casefold()), code):
            continue
        found = places.building(site, code) or Building(site=site, community_id=site.community_id, code=code)
        said, year = row.values, row.values.get("year")
        values: dict[str, Any] = {
            "name": str(said.get("name", ""))[:160], "use": str(said.get("use", ""))[:24],
            "year": year if isinstance(year, int) and year in YEARS else None,
        }  # fmt: skip
        values = {column: value for column, value in values.items() if value not in ("", None)}
        if found.state != "active":
            values["state"] = "active"  # what a table names stands
        plan.take(planned_row(row, "building", found, code, values.get("name", found.name), values))


def plan_storeys(scope: Scope, staged: ModelImport, table: Table, plan: TablePlan) -> None:
    """Each row's storey: its code, name or level decides which one of the building's it is."""
    places = Places(scope, plan.findings)
    seen: dict[tuple[int, str], int] = {}
    for row in table.rows:
        site, code = places.site(row), str(row.values["code"])[:40]
        if site is None:
            continue
        building = places.building_of_row(row, site)
        if building is None:
            continue
        if not _repeats(plan, row, seen, (site.pk, f"{building.code}\n{code}".casefold()), code):
            plan.take(_storey(row, site, building, code, places))


def _storey(row: TableRow, site: Site, building: Building, code: str, places: Places) -> Any:
    said = row.values
    name = str(said.get("name", ""))[:160]
    found = places.storey_of(building, code, name)
    new = found is None
    found = found or Storey(site=site, community_id=site.community_id)
    level = said.get("level")
    if not isinstance(level, int) and new:
        level = int(code) if code.lstrip("-").isdecimal() and len(code.lstrip("-")) < 3 else 0
    values: dict[str, Any] = {
        "code": code if new or code.casefold() not in (found.name.casefold(), str(found.level)) else "",
        "name": name or (code if new else ""),
        "level": level if isinstance(level, int) and level in LEVELS else None,
        "elevation_m": _metres(said.get("elevation_m")),
    }  # fmt: skip
    values = {column: value for column, value in values.items() if value not in ("", None)}
    if new:
        values["building"] = building
    return planned_row(row, "storey", found, code, values.get("name", found.name), values)


def _metres(value: Any) -> Decimal | None:
    return value.quantize(Decimal("0.001")) if isinstance(value, Decimal) and abs(value) < 10_000 else None


def _repeats(
    plan: TablePlan, row: TableRow, seen: dict[tuple[int, str], int], key: tuple[int, str], value: str
) -> bool:
    first = seen.setdefault(key, row.number)
    if first != row.number:
        plan.findings.add("error", "row_repeats", row=row.number, value=value, first=first)
    return first != row.number

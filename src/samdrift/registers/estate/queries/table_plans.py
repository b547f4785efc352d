"""What a table would change, worked out but not done. A table never takes anything away."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import fold, sort_key
from samdrift.registers.estate import rules
from samdrift.registers.estate.formats.tables import Table, TableRow
from samdrift.registers.estate.models import Asset, ModelImport, Site, SpaceArea
from samdrift.registers.estate.queries.table_buildings import plan_buildings, plan_storeys
from samdrift.registers.estate.queries.table_parties import plan_of_people, plan_of_units
from samdrift.registers.estate.queries.table_places import Places
from samdrift.registers.estate.queries.table_rows import PlannedRow, TablePlan, planned_row
from samdrift.registers.estate.queries.table_succession import Succession
from samdrift.registers.parties import public as parties

LISTED = 400
CODE_LENGTH = 20


def plan_for(scope: Scope, staged: ModelImport, table: Table, *, today: date) -> TablePlan:
    """What applying `table` would do, for whoever the scope speaks of.

    Args:
        today: The day it is where the community is: people and units stand from a day to a day.
    """
    plan = TablePlan()
    if table.kind in PARTIES:
        PARTIES[table.kind](scope, staged, table, plan, today)
        return plan
    PLANS[table.kind](scope, staged, table, plan)
    moved = [planned for planned in (*plan.added, *plan.changed) if planned.area is not None]
    live = {planned.row.site_id for planned in moved if planned.row.site.state == "live"}
    # The first areas of a site carry no bill yet; whatever changes them afterwards does (trap 6).
    plan.needs_approval = bool(live) and SpaceArea.objects.within(scope).filter(site__in=live).exists()
    return plan


def _sites(scope: Scope, staged: ModelImport, table: Table, plan: TablePlan) -> None:
    known = {site.code.casefold(): site for site in Site.objects.within_permission(scope, "estate.import")}
    with everywhere(reason="a code is used once in a community, also by sites one does not see"):
        rows = Site.objects.filter(community=scope.community_id).values_list("code", flat=True)
        taken = {code.casefold() for code in rows}
    units = {unit.code.casefold(): unit for unit in parties.Unit.objects.within(scope)}
    for row in table.rows:
        code = str(row.values.get("code") or row.values.get("external_id") or "")
        if not code or len(code) > CODE_LENGTH:
            plan.findings.add("error", "row_code_unfit", row=row.number, value=code, most=CODE_LENGTH)
        elif code.casefold() in taken and code.casefold() not in known:
            plan.findings.add("error", "row_code_taken", row=row.number, value=code)
        else:
            unit = _unit_of(scope, row, units, staged, plan)
            plan.take(_site(row, code, known.get(code.casefold()), unit, staged))


def _unit_of(
    scope: Scope, row: TableRow, units: Mapping[str, parties.Unit], staged: ModelImport, plan: TablePlan
) -> int | None:
    """The unit a row names, where there is one and one may import there; None where it names none."""
    named = str(row.values.get("district", ""))
    unit = units.get(named.casefold()) if named else None
    if unit is not None and scope.allows("estate.import", unit=unit.pk):
        return unit.pk
    if named:
        plan.findings.add("warning", "row_unknown_unit", row=row.number, value=named)
    return None


def _site(row: TableRow, code: str, site: Site | None, unit: int | None, staged: ModelImport) -> PlannedRow:
    said, name = row.values, str(row.values["name"])[:160]
    street = " ".join(str(said[part]) for part in ("street", "street_number") if part in said)
    values: dict[str, Any] = {
        "address": street[:200], "postal_code": str(said.get("postal_code", ""))[:12],
        "town": str(said.get("town", ""))[:80], "tenure": str(said.get("tenure", ""))[:60],
        "opening_hours": str(said.get("opening_hours", ""))[:300], "latitude": _degrees(said.get("latitude")),
        "longitude": _degrees(said.get("longitude")), "unit_id": unit,
    }  # fmt: skip
    values = {column: value for column, value in values.items() if value not in ("", None)}
    found = site or Site(
        community_id=staged.community_id, code=code, unit=staged.unit, timezone=staged.community.timezone
    )
    if site is None or name not in site.name.values():
        values |= {"name": {"en": name, "da": name, "sv": name}, "sort_da": sort_key(name, "da")[:160],
                   "sort_sv": sort_key(name, "sv")[:160]}  # fmt: skip
    return planned_row(row, "site", found, code, name, values)


def _degrees(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(Decimal("0.00001"))


def _spaces(scope: Scope, staged: ModelImport, table: Table, plan: TablePlan) -> None:
    places = Places(scope, plan.findings)
    taken: list[tuple[TableRow, PlannedRow]] = []
    for row in table.rows:
        number = str(row.values["number"])[:60]
        site = places.site(row)
        found = places.space(row, site, number, new=True) if site else None
        if found is not None:
            taken.append((row, _space(row, found, number, places)))
    succession = Succession(scope, plan.findings, [(row, planned.row) for row, planned in taken])
    for _row, planned in taken:
        told = succession.told_of(planned.row)
        plan.take(replace(planned, changes=(*planned.changes, ("replaces", "", told))) if told else planned)
    plan.lineages = succession.groups()


def _space(row: TableRow, found: Any, number: str, places: Places) -> PlannedRow:
    said, new = row.values, found.pk is None
    words = f"{said.get('use', '')} {said.get('name', '')}"
    use_told = new or said.get("use", found.use) != found.use  # our own code, as an export has it, is no news
    values: dict[str, Any] = {
        "name": str(said.get("name", ""))[:160], "use": places.use_of(words) if use_told else "",
        "floor_covering": str(said.get("floor_covering", ""))[:32],
        "quality_profile": str(said.get("quality_profile", ""))[:32],
        "storey": places.storey(row, found.site),
    }  # fmt: skip
    if "area_m2" in said:
        values["area_m2"] = Decimal(str(said["area_m2"])).quantize(Decimal("0.001"))
    values = {column: value for column, value in values.items() if value not in ("", None)}
    if new:
        given = str(said.get("security_zone", "")).casefold()
        values["zone"] = rules.zone_of(values.get("use", ""), given if given in rules.ZONES else "")
    area = values.get("area_m2")
    moved = (found.area_m2, area) if area is not None and area != found.area_m2 else None
    return planned_row(row, "space", found, number, values.get("name", ""), values, area=moved)


def _assets(scope: Scope, staged: ModelImport, table: Table, plan: TablePlan) -> None:
    places = Places(scope, plan.findings)
    for row in table.rows:
        site = places.site(row)
        if site is not None:
            number = str(row.values["tag"])[:80]
            plan.take(_asset(row, places.asset(site, number) or Asset(site=site, number=number), number, places))


def _asset(row: TableRow, found: Asset, number: str, places: Places) -> PlannedRow:
    said = row.values
    name, kind = str(said.get("name", ""))[:200], str(said.get("asset_class", ""))
    criticality = str(said.get("criticality", "")).upper()[:1]
    condition = said.get("condition")
    values: dict[str, Any] = {
        "name": name or (number if found.pk is None else ""), "make": str(said.get("maker", ""))[:120],
        "product": str(said.get("model", ""))[:120], "serial": str(said.get("serial", ""))[:80],
        "kind": places.class_of(kind, name) if found.pk is None or kind not in ("", found.kind) else "",
        "installed_on": said.get("installed_on"), "warranty_to": said.get("warranty_until"),
        "criticality": criticality if criticality in "ABC" else "",
        "condition": condition if isinstance(condition, int) and 1 <= condition <= 5 else None,
        "space": places.space_of_asset(row, found.site),
    }  # fmt: skip
    values = {column: value for column, value in values.items() if value not in ("", None)}
    if found.pk is None and "space" in values:
        values["zone"] = values["space"].zone
    return planned_row(row, "element", found, number, name or found.name, values)


PLANS: Mapping[str, Callable[[Scope, ModelImport, Table, TablePlan], None]] = {
    "sites": _sites, "buildings": plan_buildings, "storeys": plan_storeys, "spaces": _spaces, "assets": _assets,
}  # fmt: skip
PARTIES: Mapping[str, Callable[[Scope, ModelImport, Table, TablePlan, date], None]] = {
    "units": plan_of_units, "people": plan_of_people,
}  # fmt: skip
KINDS = (*PARTIES, *PLANS)
"""The kinds of tables, in the order in which a new community brings them in."""
KEPT: Mapping[str, frozenset[str]] = {
    "units": frozenset({
        "code", "name", "name_da", "name_sv", "organisation", "cost_centre", "parent", "kind", "starts_on", "ends_on",
    }),
    "people": frozenset({
        "email", "given_name", "family_name", "phone", "title", "unit", "employer", "roles", "language", "external_id",
        "starts_on", "ends_on",
    }),
    "sites": frozenset({
        "code", "name", "street", "street_number", "postal_code", "town", "latitude", "longitude",
        "coordinate_system", "external_id", "district", "tenure", "opening_hours",
    }),
    "buildings": frozenset({"site", "code", "name", "use", "year"}),
    "storeys": frozenset({"site", "building", "code", "name", "level", "elevation_m"}),
    "spaces": frozenset({
        "site", "building", "storey", "number", "name", "use", "area_m2", "floor_covering", "quality_profile",
        "security_zone", "replaces",
    }),
    "assets": frozenset({
        "site", "building", "storey", "space", "tag", "name", "asset_class", "maker", "model", "serial",
        "installed_on", "warranty_until", "criticality", "condition",
    }),
}  # fmt: skip
"""The columns of which something is kept; what others say is not, and the preview tells so."""


def summary_of_table(plan: TablePlan) -> dict[str, Any]:
    """The plan as it is kept for the preview, in the shape models have."""
    kinds: dict[str, dict[str, int]] = {"added": {}, "changed": {}, "moved": {}, "removed": {}}
    for move, rows in (("added", plan.added), ("changed", plan.changed)):
        for planned in rows:
            kinds[move][planned.kind] = kinds[move].get(planned.kind, 0) + 1
    areas = [
        (planned.area[0] or Decimal(0), planned.area[1]) for planned in (*plan.added, *plan.changed) if planned.area
    ]
    return {
        "counts": {**kinds, "unchanged": plan.unchanged},
        "area_change_m2": str(sum((new - old for old, new in areas), Decimal(0)) - _area_gone(plan)),
        "needs_approval": plan.needs_approval,
        "added": [_shown(planned) for planned in plan.added[:LISTED]],
        "changed": [
            {**_shown(planned), "fields": [{"field": f, "old": old, "new": new} for f, old, new in planned.changes]}
            for planned in plan.changed[:LISTED]
        ],
        "moved": [], "removed": [], "lineage": [
            {
                "kind": "split" if len(after) > 1 else "merge", "from": [], "to": [],
                "from_numbers": [space.number for space in before], "to_numbers": [space.number for space in after],
            }
            for before, after in plan.lineages
        ],
    }  # fmt: skip


def _area_gone(plan: TablePlan) -> Decimal:
    gone = [room for before, after in plan.lineages for room in before if room not in after]
    return sum((room.area_m2 or Decimal(0) for room in gone), Decimal(0))


def _shown(planned: PlannedRow) -> dict[str, Any]:
    area = planned.values.get("area_m2")
    return {
        "kind": planned.kind, "number": planned.number, "name": planned.name, "row": planned.line,
        "area_m2": "" if area is None else str(area),
    }  # fmt: skip


def folded_text(number: str, name: str) -> str:
    """How a space or thing is found by search."""
    return fold(f"{number} {name}")[:240]

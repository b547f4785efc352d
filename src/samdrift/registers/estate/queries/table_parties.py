"""What a table of units or people would change: read as any table, worked out by the room that keeps them."""

from collections.abc import Iterable, Mapping
from datetime import date

from samdrift.foundation.scope import Scope
from samdrift.registers.estate.formats.tables import Table, TableRow
from samdrift.registers.estate.models import ModelImport
from samdrift.registers.estate.queries.table_rows import PlannedRow, TablePlan
from samdrift.registers.parties import public as parties

PEOPLE = {"employer": "organisation", "phone": "work_phone"}
UNITS = {"name": "name_en"}
"""Columns of the table by the names the room of people and units has for them."""
SENTENCES = {
    "missing": "row_lacks", "day": "row_not_a_date", "email": "row_not_an_email", "twice": "row_twice",
    "long": "row_unit_code_unfit", "language": "row_unknown_language", "unknown_unit": "row_no_such_unit",
    "unknown_parent": "row_unknown_parent", "unknown_organisation": "row_unknown_organisation",
    "unknown_role": "row_unknown_role", "other_side": "row_role_of_other_side", "beyond": "row_beyond_reach",
    "role_not_given": "row_role_not_given", "own_role": "row_own_role", "departed": "row_person_departed",
    "employed": "row_person_employed", "own_units": "row_role_of_own_units",
}  # fmt: skip


def plan_of_people(scope: Scope, staged: ModelImport, table: Table, plan: TablePlan, today: date) -> None:
    """Each row's person: the e-mail decides who it is."""
    read = parties.read_people(_lines(table.rows, PEOPLE))
    found = parties.plan_people(scope, read.rows, today=today, within=staged.unit)
    _told(plan, (*read.faults, *found.faults))
    for one in found.people:
        plan.for_parties.append(one.row)
        name = f"{one.row.given_name} {one.row.family_name}"
        roles = (("roles", "", " ".join(one.roles)),) if one.roles and one.employment else ()
        row = PlannedRow(
            line=one.row.line, kind="person", row=one.employment, number=one.row.email, name=name, values={},
            changes=(*one.changes, *roles),
        )  # fmt: skip
        _take(plan, row)


def plan_of_units(scope: Scope, staged: ModelImport, table: Table, plan: TablePlan, today: date) -> None:
    """Each row's unit: the code decides which it is."""
    read = parties.read_units(_lines(table.rows, UNITS))
    found = parties.plan_units(scope, read.rows, within=staged.unit)
    _told(plan, (*read.faults, *found.faults))
    for one in (*found.new, *found.standing):
        plan.for_parties.append(one.row)
        row = PlannedRow(
            line=one.row.line, kind="unit", row=one.unit, number=one.row.code, name=one.row.name.get("en", ""),
            values={}, changes=one.changes,
        )  # fmt: skip
        _take(plan, row)


def _lines(rows: Iterable[TableRow], names: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {**{names.get(field, field): value for field, value in row.values.items()}, "line": row.number} for row in rows
    ]


def _take(plan: TablePlan, row: PlannedRow) -> None:
    if row.row is None:
        plan.added.append(row)
    elif row.changes:
        plan.changed.append(row)
    else:
        plan.unchanged += 1


def _told(plan: TablePlan, faults: Iterable[parties.Fault]) -> None:
    """Say of each row that cannot be used why, in the order of the file."""
    for fault in sorted(faults, key=lambda one: one.line):
        plan.findings.add("error", SENTENCES[fault.code], row=fault.line, value=fault.given, column=fault.column)

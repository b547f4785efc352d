"""Many people and units at once, from tables: what is there is kept or corrected, what is new comes in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import rules
from samdrift.registers.parties.commands.shared import index_people, leave_unit_scopes_behind
from samdrift.registers.parties.events import PeopleImported
from samdrift.registers.parties.formats import PersonRow, UnitRow
from samdrift.registers.parties.models import Employment, Person, RoleAssignment, Unit, UnitPlacement
from samdrift.registers.parties.queries.imports import PeoplePlan, UnitsPlan, plan_people, plan_units

BATCH = 1000
_OF_ONES_UNIT = frozenset({"REQ-P", "BUD", "UNIT-ADM", "LOC-FM", "LOC-INS", "DIST-MGT"})


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were new, changed and the same."""

    added: int
    changed: int
    same: int


@transaction.atomic
def import_people(
    scope: Scope, rows: Sequence[PersonRow], *, today: date, now: datetime, state: str = "invited"
) -> Imported:
    """Bring people in with their employments and roles; e-mail decides who is who, and nothing is taken away.

    Args:
        today: First day of employments without one of their own.
        state: What new accounts begin as: "invited", or "active" where the directory vouches for them.

    Raises:
        NotAllowed: The actor may not bring in people, or not with such roles.
        Invalid: A row names an organisation, unit or role that is not there; nothing is brought in then.
    """
    scope.require("parties.manage_people")
    plan = plan_people(scope, rows)
    _no_faults(plan.faults)
    for role in {role for row in rows for role in row.roles}:
        if not rules.may_give(scope.roles, role) or role in rules.DUAL_CONTROL:
            raise Invalid({"roles": _("%(role)s cannot be given by a table.") % {"role": role}})
    people = _write_people(plan, state)
    employments = _write_employments(scope, plan, people, today)
    _write_roles(scope, plan, employments, today)
    leave = [person.pk for person in people.values()]
    for start in range(0, len(leave), BATCH):
        chunk = leave[start : start + BATCH]
        Person.objects.filter(pk__in=chunk).update(grants_version=F("grants_version") + 1)
    record(PeopleImported(people=len(rows), units=0), scope=scope, at=now)
    return Imported(len(plan.new), len(plan.changed), len(rows) - len(plan.new) - len(plan.changed))


def _no_faults(faults: Sequence[Any]) -> None:
    if faults:
        shown = faults[:20]
        raise Invalid({f"{fault.line}.{fault.column}": f"{fault.code}: {fault.given}" for fault in shown})


def _write_people(plan: PeoplePlan, state: str) -> dict[str, Person]:
    made = [
        Person(
            email=row.email, given_name=row.given_name, family_name=row.family_name, language=row.language,
            work_phone=row.work_phone, external_id=row.external_id, state=state, password="!",  # noqa: S106 - a hash nothing fits
        )
        for row in plan.new
    ]  # fmt: skip
    Person.objects.bulk_create(made, batch_size=BATCH)
    for row, person in plan.changed:
        person.given_name, person.family_name, person.work_phone = row.given_name, row.family_name, row.work_phone
        person.fold_name()
        person.external_id = row.external_id or person.external_id
    columns = ["given_name", "family_name", "work_phone", "external_id", "folded_name"]
    Person.objects.bulk_update([person for _row, person in plan.changed], columns, batch_size=BATCH)
    return plan.known | {person.email: person for person in made}


def _write_employments(
    scope: Scope, plan: PeoplePlan, people: Mapping[str, Person], today: date
) -> dict[str, Employment]:
    made = {
        row.email: Employment(
            community_id=scope.community_id, person=people[row.email],
            organisation_id=plan.organisations[row.organisation],
            unit_id=plan.units[row.unit].pk if row.unit else None, title=row.title[:120],
            starts_on=row.starts_on or today,
        )
        for row in plan.rows
        if row.email not in plan.employments
    }  # fmt: skip
    Employment.objects.bulk_create(list(made.values()), batch_size=BATCH)
    moved = []
    for row in plan.rows:
        held = plan.employments.get(row.email)
        unit = plan.units[row.unit].pk if row.unit else None
        if held is not None and (held.unit_id, held.title) != (unit, row.title[:120]):
            held.unit_id, held.title, held.version = unit, row.title[:120], held.version + 1
            moved.append(held)
    Employment.objects.bulk_update(moved, ["unit", "title", "version"], batch_size=BATCH)
    index_people([*made.values(), *moved, *_renamed(plan)])
    return plan.employments | made


def _renamed(plan: PeoplePlan) -> list[Employment]:
    return [plan.employments[row.email] for row, _person in plan.changed if row.email in plan.employments]


def _write_roles(scope: Scope, plan: PeoplePlan, employments: Mapping[str, Employment], today: date) -> None:
    made = [
        RoleAssignment(
            community_id=scope.community_id, employment=employments[row.email], role=role,
            reach_kind="unit" if _reaches_unit(role, row) else "community",
            reach_to=[plan.units[row.unit].pk] if _reaches_unit(role, row) else [],
            valid_from=row.starts_on or today, granted_by_id=scope.person_id, reason="import",
        )
        for row in plan.rows
        for role in row.roles
        if (employments[row.email].pk, role) not in plan.roles
    ]  # fmt: skip
    RoleAssignment.objects.bulk_create(made, batch_size=BATCH)


def _reaches_unit(role: str, row: PersonRow) -> bool:
    return role in _OF_ONES_UNIT and bool(row.unit)


@transaction.atomic
def import_units(scope: Scope, rows: Sequence[UnitRow], *, from_day: date, now: datetime) -> Imported:
    """Bring units in with their places in the tree; the code decides which is which. Moves are made one by one.

    Raises:
        NotAllowed: The actor may not change the tree.
        Invalid: A row names an organisation or parent that is not there, or the tree would run in a circle.
    """
    scope.require("parties.manage_units")
    lock("parties.tree", scope.community_id)
    plan = plan_units(scope, rows)
    _no_faults(plan.faults)
    made = _new_units(scope, plan, from_day)
    for unit, row in plan.changed:
        unit.name, unit.kind, unit.cost_centre = dict(row.name), row.kind, row.cost_centre
        unit.version += 1
    Unit.objects.bulk_update([unit for unit, _row in plan.changed], ["name", "kind", "cost_centre", "version"])
    UnitPlacement.objects.bulk_create(
        [
            UnitPlacement(
                community_id=scope.community_id, unit=unit, parent=unit.parent, valid_from=from_day, recorded_at=now
            )
            for unit in made
        ],
        batch_size=BATCH,
    )
    leave_unit_scopes_behind(scope.community_id)
    record(PeopleImported(people=0, units=len(rows)), scope=scope, at=now)
    return Imported(len(made), len(plan.changed), len(rows) - len(made) - len(plan.changed))


def _new_units(scope: Scope, plan: UnitsPlan, from_day: date) -> list[Unit]:
    known, made = dict(plan.known), []
    for level in plan.levels:
        units = [
            Unit(
                community_id=scope.community_id, organisation_id=plan.organisations[row.organisation],
                parent=known.get(row.parent), path="", code=row.code, name=dict(row.name), kind=row.kind,
                cost_centre=row.cost_centre, opened_on=from_day,
            )
            for row in level
        ]  # fmt: skip
        Unit.objects.bulk_create(units, batch_size=BATCH)
        for unit in units:
            unit.path = rules.path_under(unit.parent.path if unit.parent else "", unit.pk)
        Unit.objects.bulk_update(units, ["path"], batch_size=BATCH)
        known |= {unit.code: unit for unit in units}
        made.extend(units)
    return made

"""Many people and units at once, from tables: what is there is kept or corrected, what is new comes in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import rules
from samdrift.registers.parties.commands.people import end_employment
from samdrift.registers.parties.commands.shared import index_people, leave_unit_scopes_behind
from samdrift.registers.parties.commands.units import close_unit, move_unit
from samdrift.registers.parties.events import PeopleImported
from samdrift.registers.parties.formats import LANGUAGES, Fault, PersonRow, UnitRow
from samdrift.registers.parties.models import Employment, Person, RoleAssignment, Unit, UnitPlacement
from samdrift.registers.parties.queries.people_table import OWN_COLUMNS, PeoplePlan, PlannedPerson, plan_people
from samdrift.registers.parties.queries.units_table import PlannedUnit, UnitsPlan, plan_units

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
    scope: Scope, rows: Sequence[PersonRow], *, today: date, now: datetime, state: str = "invited",
    within: Unit | None = None,
) -> Imported:  # fmt: skip
    """Bring people in with their employments and roles; e-mail decides who is who, and an empty cell takes nothing.

    Args:
        today: First day of employments without one of their own.
        state: What new accounts begin as: "invited", or "active" where the directory vouches for them.
        within: A unit no row may reach beyond; people without a unit come into it.

    Raises:
        NotAllowed: The actor may not bring in people.
        Invalid: A row cannot be used: it names what is not there, lies beyond the actor's reach, or gives a role
            that is not theirs to give. Nothing is brought in then.
        Refused: A last day lies before the first.
    """
    scope.require_somewhere("parties.manage_people")
    plan = plan_people(scope, rows, today=today, within=within)
    _no_faults(plan.faults)
    people = _write_people(plan, state)
    employments = _write_employments(scope, plan, people, today)
    _write_roles(scope, plan, employments, today)
    touched = [employments[one.row.line].person_id for one in (*plan.new, *plan.changed)]
    for start in range(0, len(touched), BATCH):
        Person.objects.filter(pk__in=touched[start : start + BATCH]).update(grants_version=F("grants_version") + 1)
    _end(scope, plan, employments, now)
    record(PeopleImported(people=len(rows), units=0), scope=scope, at=now)
    return Imported(len(plan.new), len(plan.changed), len(rows) - len(plan.new) - len(plan.changed))


def _no_faults(faults: Sequence[Fault]) -> None:
    if faults:
        shown = faults[:20]
        raise Invalid({f"{fault.line}.{fault.column}": f"{fault.code}: {fault.given}" for fault in shown})


def _write_people(plan: PeoplePlan, state: str) -> dict[str, Person]:
    made = [
        Person(
            email=one.row.email, given_name=one.row.given_name, family_name=one.row.family_name,
            language=one.row.language or "en", work_phone=one.row.work_phone, external_id=one.row.external_id,
            state=state, password="!",  # noqa: S106 - a hash nothing fits
        )
        for one in plan.people if one.person is None
    ]  # fmt: skip
    Person.objects.bulk_create(made, batch_size=BATCH)
    corrected = []
    for one in plan.changed:
        person = one.person
        if person is not None and (values := one.changed(OWN_COLUMNS)):
            for column, value in values.items():
                setattr(person, column, value)
            person.fold_name()
            corrected.append(person)
    Person.objects.bulk_update(corrected, [*OWN_COLUMNS, "folded_name"], batch_size=BATCH)
    return {one.row.email: one.person for one in plan.people if one.person} | {person.email: person for person in made}


def _write_employments(
    scope: Scope, plan: PeoplePlan, people: Mapping[str, Person], today: date
) -> dict[int, Employment]:
    """Every row's employment, by its line; new ones are begun and changed ones written."""
    made = {one.row.line: _begun(scope, one, people[one.row.email], today) for one in plan.new}
    Employment.objects.bulk_create(list(made.values()), batch_size=BATCH)
    held = {one.row.line: one.employment for one in plan.people if one.employment is not None}
    moved, renamed = [], []
    for one in plan.changed:
        employment = held[one.row.line]
        employment.person = people[one.row.email]
        if one.changed(("title", "unit")):
            employment.unit, employment.version = one.unit, employment.version + 1
            employment.title = one.row.title or employment.title
            moved.append(employment)
        elif one.changed(OWN_COLUMNS):
            renamed.append(employment)
    Employment.objects.bulk_update(moved, ["unit", "title", "version"], batch_size=BATCH)
    index_people([*made.values(), *moved, *renamed])
    return held | made


def _begun(scope: Scope, planned: PlannedPerson, person: Person, today: date) -> Employment:
    row = planned.row
    starts_on = row.starts_on or today
    if row.ends_on is not None and row.ends_on < starts_on:
        raise Refused(_("Row %(row)s: the last day lies before the first.") % {"row": row.line})
    return Employment(
        community_id=scope.community_id, person=person, organisation_id=planned.organisation_id, unit=planned.unit,
        title=row.title, starts_on=starts_on, ends_on=row.ends_on,
    )  # fmt: skip


def _write_roles(scope: Scope, plan: PeoplePlan, employments: Mapping[int, Employment], today: date) -> None:
    made = []
    for one in plan.people:
        unit = one.unit.pk if one.unit else None
        for role in one.roles:
            # Whoever may give roles in part of the tree only gives them there and no further.
            narrow = role in _OF_ONES_UNIT | rules.OF_OWN_UNITS or not scope.allows("parties.assign_roles", unit=None)
            made.append(
                RoleAssignment(
                    community_id=scope.community_id, employment=employments[one.row.line], role=role,
                    reach_kind="unit" if narrow and unit else "community", reach_to=[unit] if narrow and unit else [],
                    valid_from=max(one.row.starts_on or today, employments[one.row.line].starts_on),
                    valid_to=one.row.ends_on, granted_by_id=scope.person_id, reason="import",
                )
            )  # fmt: skip
    RoleAssignment.objects.bulk_create(made, batch_size=BATCH)


def _end(scope: Scope, plan: PeoplePlan, employments: Mapping[int, Employment], now: datetime) -> None:
    """Last days of people who are there are set as by hand: every role ends with the work."""
    for one in plan.changed:
        last_day = one.row.ends_on
        if last_day is not None and one.changed(("ends_on",)):
            held = employments[one.row.line]
            end_employment(scope, held.uid, last_day=last_day, expected_version=held.version, now=now)


@transaction.atomic
def import_units(
    scope: Scope, rows: Sequence[UnitRow], *, from_day: date, today: date, now: datetime, within: Unit | None = None
) -> Imported:
    """Bring units in with their places in the tree; the code decides which is which. Moves are made one by one.

    Args:
        from_day: New units stand and moved ones move from this day on.
        within: A unit no row may reach beyond; new units without a parent come under it.

    Raises:
        NotAllowed: The actor may not change the tree.
        Invalid: A row cannot be used: it names what is not there, or lies beyond the actor's reach.
        Refused: The tree would run in a circle, or a unit that is closed has people or units in it.
    """
    scope.require_somewhere("parties.manage_units")
    lock("parties.tree", scope.community_id)
    plan = plan_units(scope, rows, within=within)
    _no_faults(plan.faults)
    known = dict(plan.known) | {unit.code: unit for unit in _new_units(scope, plan, from_day, now)}
    renamed = [_renamed(one.unit, one) for one in plan.changed if one.unit is not None]
    Unit.objects.bulk_update(renamed, ["name", "kind", "cost_centre", "version"], batch_size=BATCH)
    leave_unit_scopes_behind(scope.community_id)
    _rearrange(scope, plan.changed, known, from_day=from_day, today=today, now=now)
    record(PeopleImported(people=0, units=len(rows)), scope=scope, at=now)
    return Imported(len(plan.new), len(plan.changed), len(rows) - len(plan.new) - len(plan.changed))


def _renamed(unit: Unit, planned: PlannedUnit) -> Unit:
    said = {column.removeprefix("name_"): new for column, _old, new in planned.changes if column.startswith("name_")}
    unit.name = {**unit.name, **said}
    unit.kind = planned.row.kind or unit.kind
    unit.cost_centre = planned.row.cost_centre or unit.cost_centre
    unit.version += 1
    return unit


def _rearrange(
    scope: Scope, changed: Iterable[PlannedUnit], known: Mapping[str, Unit], *, from_day: date, today: date,
    now: datetime,
) -> None:  # fmt: skip
    for one in changed:
        unit = one.unit
        if unit is None:
            continue
        version = unit.version
        if "parent" in one.columns:
            version = move_unit(
                scope, unit.uid, parent_uid=known[one.parent].uid, from_day=from_day, expected_version=version,
                today=today, now=now,
            ).version  # fmt: skip
        if one.row.ends_on is not None and "ends_on" in one.columns:
            close_unit(scope, unit.uid, last_day=one.row.ends_on, expected_version=version, now=now)


def _in_all_languages(row: UnitRow) -> dict[str, str]:
    return {code: row.name.get(code, row.name["en"]) for code in LANGUAGES}


def _new_units(scope: Scope, plan: UnitsPlan, from_day: date, now: datetime) -> list[Unit]:
    known, made = dict(plan.known), list[Unit]()
    for level in plan.levels:
        units = [
            Unit(
                community_id=scope.community_id, organisation_id=one.organisation_id, parent=known.get(one.parent),
                path="", code=one.row.code, name=_in_all_languages(one.row),
                kind=one.row.kind or "unit", cost_centre=one.row.cost_centre, opened_on=one.row.starts_on or from_day,
                closed_on=one.row.ends_on,
            )
            for one in level
        ]  # fmt: skip
        Unit.objects.bulk_create(units, batch_size=BATCH)
        for unit in units:
            unit.path = rules.path_under(unit.parent.path if unit.parent else "", unit.pk)
        Unit.objects.bulk_update(units, ["path"], batch_size=BATCH)
        known |= {unit.code: unit for unit in units}
        made.extend(units)
    UnitPlacement.objects.bulk_create(
        [
            UnitPlacement(
                community_id=scope.community_id, unit=unit, parent=unit.parent,
                valid_from=unit.opened_on or from_day, recorded_at=now,
            )
            for unit in made
        ],
        batch_size=BATCH,
    )  # fmt: skip
    return made

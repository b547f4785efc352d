"""What a table of people or units would change: shown before anything is done, and done from the same plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import rules
from samdrift.registers.parties.formats import Fault, PersonRow, UnitRow
from samdrift.registers.parties.models import Employment, Member, Person, RoleAssignment, Unit

CHUNK = 5000


@dataclass(slots=True)
class PeoplePlan:
    """Who is new, who changes and what else must be known to write it."""

    rows: Sequence[PersonRow]
    organisations: dict[str, int]
    units: dict[str, Unit]
    known: dict[str, Person]
    employments: dict[str, Employment]
    roles: set[tuple[int, str]]
    new: list[PersonRow] = field(default_factory=list)
    changed: list[tuple[PersonRow, Person]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def plan_people(scope: Scope, rows: Sequence[PersonRow]) -> PeoplePlan:
    """What bringing in these people would do; seven reads however many they are."""
    emails = [row.email for row in rows]
    organisations = _organisations(scope)
    units = {unit.code: unit for unit in Unit.objects.within(scope)}
    known = {person.email: person for part in _parts(emails) for person in Person.objects.filter(email__in=part)}
    with everywhere(reason="a table of people is compared with all that is there"):
        held = Employment.objects.filter(community=scope.community_id, ends_on=None).select_related("person")
        employments = {
            (row.person.email, row.organisation_id): row for row in held.order_by("pk") if row.person.email in known
        }
        given = RoleAssignment.objects.filter(community=scope.community_id, valid_to=None)
        roles = set(given.values_list("employment_id", "role"))
    plan = PeoplePlan(rows, organisations, units, known, {}, roles)
    for row in rows:
        plan.faults.extend(_faults(row, plan))
        if (held_now := employments.get((row.email, organisations.get(row.organisation, 0)))) is not None:
            plan.employments[row.email] = held_now
        person = known.get(row.email)
        if person is None:
            plan.new.append(row)
        elif _differs(row, person):
            plan.changed.append((row, person))
    return plan


def _faults(row: PersonRow, plan: PeoplePlan) -> Iterable[Fault]:
    if row.organisation not in plan.organisations:
        yield Fault(row.line, "organisation", "unknown", row.organisation)
    if row.unit and row.unit not in plan.units:
        yield Fault(row.line, "unit", "unknown", row.unit)
    for role in row.roles:
        if role not in rules.ROLES:
            yield Fault(row.line, "roles", "unknown", role)


def _differs(row: PersonRow, person: Person) -> bool:
    return (row.given_name, row.family_name, row.work_phone) != (
        person.given_name, person.family_name, person.work_phone,
    ) or bool(row.external_id and row.external_id != person.external_id)  # fmt: skip


def _organisations(scope: Scope) -> dict[str, int]:
    members = Member.objects.within(scope).select_related("organisation")
    return {member.organisation.code: member.organisation_id for member in members}


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


@dataclass(slots=True)
class UnitsPlan:
    """Which units are new, parents before what lies below them, and which change."""

    organisations: dict[str, int]
    known: dict[str, Unit]
    levels: list[list[UnitRow]] = field(default_factory=list)
    changed: list[tuple[Unit, UnitRow]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def plan_units(scope: Scope, rows: Sequence[UnitRow]) -> UnitsPlan:
    """What bringing in these units would do."""
    plan = UnitsPlan(_organisations(scope), {unit.code: unit for unit in Unit.objects.within(scope)})
    waiting = []
    for row in rows:
        if row.organisation not in plan.organisations:
            plan.faults.append(Fault(row.line, "organisation", "unknown", row.organisation))
        unit = plan.known.get(row.code)
        if unit is None:
            waiting.append(row)
        elif (unit.name, unit.kind, unit.cost_centre) != (dict(row.name), row.kind, row.cost_centre):
            plan.changed.append((unit, row))
    placed = {"", *plan.known}
    while waiting:
        level = [row for row in waiting if row.parent in placed]
        if not level:  # a parent that is nowhere, or a circle
            plan.faults.extend(Fault(row.line, "parent", "unknown", row.parent) for row in waiting)
            break
        plan.levels.append(level)
        placed |= {row.code for row in level}
        waiting = [row for row in waiting if row.code not in placed]
    return plan

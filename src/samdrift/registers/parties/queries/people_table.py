"""What a table of people would change: shown before anything is done, and done from the same plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import rules
from samdrift.registers.parties.formats import Fault, PersonRow
from samdrift.registers.parties.models import Employment, Member, Person, RoleAssignment, Unit

CHUNK = 500
MANAGE = "parties.manage_people"
OWN_COLUMNS = ("given_name", "family_name", "language", "work_phone", "external_id")
Change = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPerson:
    """One row of the table: who it is about, the work it gives them, and what would be another.

    Attributes:
        person: None for somebody nobody knows yet.
        employment: None where the row begins one.
        unit: Where they work afterwards.
        changes: Column, old and new text; empty for a new employment.
        roles: Roles the employment does not have yet.
    """

    row: PersonRow
    person: Person | None
    employment: Employment | None
    organisation_id: int
    unit: Unit | None
    changes: tuple[Change, ...] = ()
    roles: tuple[str, ...] = ()

    def changed(self, columns: Iterable[str]) -> dict[str, str]:
        """The new texts of those columns that would be another."""
        wanted = set(columns)
        return {column: new for column, _old, new in self.changes if column in wanted}


@dataclass(slots=True)
class PeoplePlan:
    """What would happen to each row, and which rows cannot be used."""

    people: list[PlannedPerson] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> list[PlannedPerson]:
        """Rows that bring somebody in."""
        return [one for one in self.people if one.employment is None]

    @property
    def changed(self) -> list[PlannedPerson]:
        """Rows that change somebody who is there."""
        return [one for one in self.people if one.employment is not None and (one.changes or one.roles)]


def plan_people(scope: Scope, rows: Sequence[PersonRow], *, today: date, within: Unit | None = None) -> PeoplePlan:
    """What bringing in these people would do; the number of reads does not grow with each of them.

    Args:
        within: A unit no row may reach beyond; people whose row names no unit come into it.
    """
    known, plan = _Known(scope, rows, today), PeoplePlan()
    for row in rows:
        found = _planned(known, row, within)
        if isinstance(found, Fault):
            plan.faults.append(found)
        else:
            plan.people.append(found)
    return plan


class _Known:
    """What the register knows of the people in a table, read once."""

    def __init__(self, scope: Scope, rows: Sequence[PersonRow], today: date) -> None:
        self.scope, self.today = scope, today
        members = list(Member.objects.within(scope).select_related("organisation"))
        self.organisations = {one.organisation.code.casefold(): one.organisation_id for one in members}
        self.sides = {one.organisation_id: one.side for one in members}
        self.units = {unit.code.casefold(): unit for unit in Unit.objects.within(scope)}
        self.by_id = {unit.pk: unit for unit in self.units.values()}
        emails = [row.email for row in rows]
        self.people: dict[str, Person] = {}
        self.held: dict[str, list[Employment]] = {}
        self.elsewhere: set[tuple[str, int]] = set()
        for start in range(0, len(emails), CHUNK):
            self._read(emails[start : start + CHUNK])
        with everywhere(reason="a table of people is compared with all that is there"):
            given = RoleAssignment.objects.filter(community=scope.community_id, state="granted")
            given = given.filter(Q(valid_to=None) | Q(valid_to__gte=today))
            self.roles = set(given.values_list("employment_id", "role"))

    def _read(self, emails: Sequence[str]) -> None:
        self.people |= {person.email: person for person in Person.objects.filter(email__in=emails)}
        with everywhere(reason="an employment is one wherever it is, and whoever may see it"):
            rows = Employment.objects.filter(person__email__in=emails).select_related("person").order_by("pk")
            for one in rows.filter(Q(ends_on=None) | Q(ends_on__gte=self.today)):
                if one.community_id == self.scope.community_id:
                    self.held.setdefault(one.person.email, []).append(one)
                elif one.full_time_share >= 1:
                    self.elsewhere.add((one.person.email, one.organisation_id))


def _planned(known: _Known, row: PersonRow, within: Unit | None) -> PlannedPerson | Fault:
    held = known.held.get(row.email, [])
    unit = known.units.get(row.unit.casefold()) if row.unit else None
    if row.unit and unit is None:
        return Fault(row.line, "unit", "unknown_unit", row.unit)
    organisation = _organisation(known, row, held, unit or within)
    if organisation is None:
        return Fault(row.line, "organisation", "unknown_organisation", row.organisation)
    employment = next((one for one in held if one.organisation_id == organisation), None)
    if unit is None:
        unit = known.by_id.get(employment.unit_id or 0) if employment else within
    fault = _beyond(known, row, employment, unit, within) or _roles_at_fault(known, row, unit, organisation, employment)
    person = known.people.get(row.email)
    if fault is None and employment is None:
        fault = _cannot_begin(known, row, person, organisation)
    if fault is not None:
        return fault
    return PlannedPerson(
        row=row, person=person, employment=employment, organisation_id=organisation, unit=unit,
        changes=tuple(_changes(known, row, employment, unit)) if employment else (),
        roles=tuple(r for r in row.roles if employment is None or (employment.pk, r) not in known.roles),
    )  # fmt: skip


def _organisation(known: _Known, row: PersonRow, held: Sequence[Employment], unit: Unit | None) -> int | None:
    """The employer: the one named, the only one the person has here, or the unit's own."""
    if row.organisation:
        return known.organisations.get(row.organisation.casefold())
    if len(held) == 1:
        return held[0].organisation_id
    return unit.organisation_id if unit else None


def _beyond(
    known: _Known, row: PersonRow, employment: Employment | None, unit: Unit | None, within: Unit | None
) -> Fault | None:
    """Whether the row touches a unit one may not bring people into, or one beyond the table's."""
    touched = [unit] if employment is None else [unit, known.by_id.get(employment.unit_id or 0)]
    for one in touched:
        outside = within is not None and (one is None or not one.path.startswith(within.path))
        if outside or not known.scope.allows(MANAGE, unit=one.pk if one else None):
            return Fault(row.line, "unit", "beyond", one.code if one else row.email)
    return None


def _roles_at_fault(
    known: _Known, row: PersonRow, unit: Unit | None, organisation: int, employment: Employment | None
) -> Fault | None:
    """What is wrong with the roles the row would give; those the employment has already are no question."""
    scope = known.scope
    person = known.people.get(row.email)
    for role in row.roles:
        if employment is not None and (employment.pk, role) in known.roles:
            continue
        if role not in rules.ROLES:
            return Fault(row.line, "roles", "unknown_role", role)
        if not rules.fits(role, known.sides.get(organisation, "")):
            return Fault(row.line, "roles", "other_side", role)
        if role in rules.OF_OWN_UNITS and (unit is None or unit.organisation_id != organisation):
            return Fault(row.line, "roles", "own_units", role)
        given = rules.may_give(scope.roles, role) and role not in rules.DUAL_CONTROL and role != "CONS"
        if not given or not scope.allows("parties.assign_roles", unit=unit.pk if unit else None):
            return Fault(row.line, "roles", "role_not_given", role)
        if person is not None and person.pk == scope.person_id:
            return Fault(row.line, "roles", "own_role", role)
    return None


def _cannot_begin(known: _Known, row: PersonRow, person: Person | None, organisation: int) -> Fault | None:
    if person is not None and person.state in ("departed", "anonymised"):
        return Fault(row.line, "email", "departed", row.email)
    if (row.email, organisation) in known.elsewhere:
        return Fault(row.line, "email", "employed", row.email)
    return None


def _changes(known: _Known, row: PersonRow, employment: Employment, unit: Unit | None) -> Iterable[Change]:
    """What would be another of somebody who works here; an empty cell changes nothing.

    A protected person's own details are for their own page, where it is said who may see them.
    """
    person = employment.person
    if not person.protected_identity:
        for column in OWN_COLUMNS:
            old, new = str(getattr(person, column)), str(getattr(row, column))
            if new and new != old:
                yield column, old, new
    if row.title and row.title != employment.title:
        yield "title", employment.title, row.title
    if unit is not None and unit.pk != employment.unit_id:
        before = known.by_id.get(employment.unit_id or 0)
        yield "unit", before.code if before else "", unit.code
    if row.ends_on is not None and row.ends_on != employment.ends_on:
        yield "ends_on", employment.ends_on.isoformat() if employment.ends_on else "", row.ends_on.isoformat()


def people_of_table(scope: Scope, *, today: date, within: Unit | None = None) -> list[Mapping[str, object]]:
    """The people at work whom one may manage, as a table with the columns of the import; roles as far as one sees."""
    rows = Employment.objects.within_permission(scope, MANAGE).filter(Q(ends_on=None) | Q(ends_on__gte=today))
    if within is not None:
        rows = rows.filter(unit__path__startswith=within.path)
    rows = rows.exclude(person__protected_identity=True).select_related("person", "organisation", "unit")
    given = RoleAssignment.objects.within(scope).filter(state="granted").order_by("role")
    given = given.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    roles: dict[int, dict[str, None]] = {}
    for employment_id, role in given.values_list("employment_id", "role"):
        roles.setdefault(employment_id, {})[role] = None
    return [
        {
            "email": one.person.email, "given_name": one.person.given_name, "family_name": one.person.family_name,
            "phone": one.person.work_phone, "title": one.title, "unit": one.unit.code if one.unit else "",
            "employer": one.organisation.code, "roles": " ".join(roles.get(one.pk, ())),
            "language": one.person.language,
            "external_id": one.person.external_id, "starts_on": one.starts_on, "ends_on": one.ends_on,
        }
        for one in rows.order_by("person__family_name", "person__given_name", "pk")
    ]  # fmt: skip

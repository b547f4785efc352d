"""What a table of units would change: shown before anything is done, and done from the same plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from samdrift.foundation.scope import Scope
from samdrift.registers.parties.formats import Fault, UnitRow
from samdrift.registers.parties.models import Member, Unit

MANAGE = "parties.manage_units"
Change = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUnit:
    """One row of the table: the unit it is about and what would be another.

    Attributes:
        unit: None where the row opens one.
        organisation_id: Whose it is; of a new unit only.
        parent: Code of the unit it stands under afterwards, "" on top.
        changes: Column, old and new text; empty for a new unit.
    """

    row: UnitRow
    unit: Unit | None
    organisation_id: int = 0
    parent: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """Names of what would be another."""
        return frozenset(column for column, _old, _new in self.changes)


@dataclass(slots=True)
class UnitsPlan:
    """Which units are new, parents before what lies below them, which change, and which rows cannot be used."""

    known: dict[str, Unit]
    levels: list[list[PlannedUnit]] = field(default_factory=list)
    standing: list[PlannedUnit] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> list[PlannedUnit]:
        """Units the table opens, parents first."""
        return [one for level in self.levels for one in level]

    @property
    def changed(self) -> list[PlannedUnit]:
        """Units that are there and would be another."""
        return [one for one in self.standing if one.changes]


def plan_units(scope: Scope, rows: Sequence[UnitRow], *, within: Unit | None = None) -> UnitsPlan:
    """What bringing in these units would do; the number of reads does not grow with each of them.

    Args:
        within: A unit no row may reach beyond; new units whose row names no parent come under it.
    """
    units = list(Unit.objects.within(scope).select_related("parent").order_by("pk"))
    plan = UnitsPlan({unit.code: unit for unit in units})
    members = Member.objects.within(scope).select_related("organisation")
    organisations = {one.organisation.code.casefold(): one.organisation_id for one in members}
    reach = _Reach(scope, within)
    waiting: list[UnitRow] = []
    for row in rows:
        if row.organisation and row.organisation.casefold() not in organisations:
            plan.faults.append(Fault(row.line, "organisation", "unknown_organisation", row.organisation))
        elif row.code in plan.known:
            _take_standing(plan, row, reach)
        else:
            waiting.append(row)
    _place(plan, waiting, reach, organisations)
    _moves_under_what_comes(plan)
    return plan


@dataclass(frozen=True, slots=True)
class _Reach:
    """Where the table may change the tree."""

    scope: Scope
    within: Unit | None

    def covers(self, unit: Unit | None) -> bool:
        """Whether units may be opened, moved or changed at `unit`, None being the top."""
        outside = self.within is not None and (unit is None or not unit.path.startswith(self.within.path))
        return not outside and self.scope.allows(MANAGE, unit=unit.pk if unit else None)


def _take_standing(plan: UnitsPlan, row: UnitRow, reach: _Reach) -> None:
    unit = plan.known[row.code]
    if not reach.covers(unit):
        plan.faults.append(Fault(row.line, "code", "beyond", row.code))
        return
    changes = tuple(_changes(unit, row))
    planned = PlannedUnit(row=row, unit=unit, parent=row.parent, changes=changes)
    target = plan.known.get(row.parent)
    if "parent" in planned.columns and target is not None and not reach.covers(target):
        plan.faults.append(Fault(row.line, "parent", "beyond", row.parent))
    else:
        plan.standing.append(planned)


def _changes(unit: Unit, row: UnitRow) -> Iterable[Change]:
    """What would be another of a unit that is there; an empty cell changes nothing."""
    said = dict(row.name)
    if set(said) == {"en"} and said["en"] in unit.name.values():
        said = {}  # a table of one language says nothing new about a unit that has this name in some language
    for language, new in said.items():
        if new != unit.name.get(language, ""):
            yield f"name_{language}", unit.name.get(language, ""), new
    for column in ("kind", "cost_centre"):
        if getattr(row, column) and getattr(row, column) != getattr(unit, column):
            yield column, getattr(unit, column), getattr(row, column)
    parent = unit.parent.code if unit.parent else ""
    if row.parent and row.parent != parent:
        yield "parent", parent, row.parent
    if row.ends_on is not None and row.ends_on != unit.closed_on:
        yield "ends_on", unit.closed_on.isoformat() if unit.closed_on else "", row.ends_on.isoformat()


def _place(plan: UnitsPlan, waiting: list[UnitRow], reach: _Reach, organisations: Mapping[str, int]) -> None:
    """New units level by level: a unit's parent stands already or comes in a level before."""
    top = reach.within.code if reach.within else ""
    coming: dict[str, int] = {}  # the organisation of each unit the table opens
    while waiting:
        level: list[PlannedUnit] = []
        for row in list(waiting):
            parent = row.parent or top
            if parent and parent not in plan.known and parent not in coming:
                continue
            waiting.remove(row)
            found = _opened(plan, row, parent, coming, reach, organisations)
            if isinstance(found, Fault):
                plan.faults.append(found)
            else:
                level.append(found)
        if not level:  # a parent that is nowhere, or a circle
            plan.faults.extend(Fault(row.line, "parent", "unknown_parent", row.parent) for row in waiting)
            return
        plan.levels.append(level)
        coming |= {one.row.code: one.organisation_id for one in level}


def _opened(
    plan: UnitsPlan, row: UnitRow, parent: str, coming: Mapping[str, int], reach: _Reach,
    organisations: Mapping[str, int],
) -> PlannedUnit | Fault:  # fmt: skip
    above = plan.known.get(parent)
    if parent not in coming and not reach.covers(above):
        return Fault(row.line, "parent", "beyond", parent or row.code)
    organisation = organisations.get(row.organisation.casefold()) if row.organisation else None
    organisation = organisation or coming.get(parent) or (above.organisation_id if above else None)
    if organisation is None:
        return Fault(row.line, "organisation", "unknown_organisation", "")
    return PlannedUnit(row=row, unit=None, organisation_id=organisation, parent=parent)


def _moves_under_what_comes(plan: UnitsPlan) -> None:
    """Leave out moves under a unit that is neither there nor in the table."""
    there = {*plan.known, *(one.row.code for one in plan.new)}
    for one in list(plan.standing):
        if "parent" in one.columns and one.parent not in there:
            plan.standing.remove(one)
            plan.faults.append(Fault(one.row.line, "parent", "unknown_parent", one.parent))


def units_of_table(scope: Scope, *, today: date, within: Unit | None = None) -> list[Mapping[str, object]]:
    """The units that stand, as a table with the columns of the import, parents first."""
    rows = Unit.objects.within(scope).filter(Q(closed_on=None) | Q(closed_on__gte=today))
    if within is not None:
        rows = rows.filter(path__startswith=within.path)
    found = sorted(rows.select_related("parent", "organisation"), key=lambda unit: (unit.path.count("/"), unit.code))
    return [
        {
            "code": one.code, "name": one.name.get("en", ""), "name_da": one.name.get("da", ""),
            "name_sv": one.name.get("sv", ""), "parent": one.parent.code if one.parent else "",
            "organisation": one.organisation.code, "kind": one.kind, "cost_centre": one.cost_centre,
            "starts_on": one.opened_on, "ends_on": one.closed_on,
        }
        for one in found
    ]  # fmt: skip

"""The tree of units as it is, as it was on a day, and as it was known on a day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import sort_key
from samdrift.registers.parties import rules
from samdrift.registers.parties.models import Unit, UnitPlacement


@dataclass(frozen=True, slots=True)
class Node:
    """A unit where it stands: how deep, and under whom."""

    unit: Unit
    depth: int
    parent_id: int | None


def tree_on(scope: Scope, day: date, *, known_at: datetime | None = None) -> list[Node]:
    """The units that stood on `day`, in the order a tree is read; as known now, or at an earlier moment.

    Units that never were placed (older than the record) stand where they stand today.
    """
    rows = Unit.objects.within(scope).select_related("organisation")
    rows = rows.filter(Q(opened_on=None) | Q(opened_on__lte=day)).filter(Q(closed_on=None) | Q(closed_on__gte=day))
    units = {unit.pk: unit for unit in rows}
    parents = {pk: unit.parent_id for pk, unit in units.items()} | _placed(scope, day, known_at, units)
    names = {pk: sort_key(in_language(unit.name, scope.language), scope.language) for pk, unit in units.items()}
    return [Node(units[pk], depth, parents[pk]) for pk, depth in rules.depth_first(parents, names)]


def _placed(scope: Scope, day: date, known_at: datetime | None, units: dict[int, Unit]) -> dict[int, int | None]:
    placed = UnitPlacement.objects.within(scope).filter(valid_from__lte=day)
    placed = placed.filter(Q(valid_to=None) | Q(valid_to__gte=day))
    if known_at is None:
        placed = placed.filter(superseded_at=None)
    else:
        placed = placed.filter(recorded_at__lte=known_at)
        placed = placed.filter(Q(superseded_at=None) | Q(superseded_at__gt=known_at))
    pairs = placed.order_by("pk").values_list("unit_id", "parent_id")
    return {unit: parent for unit, parent in pairs if unit in units}


def placements_of(scope: Scope, unit: Unit) -> list[UnitPlacement]:
    """Where a unit stood from when to when, the latest first."""
    rows = UnitPlacement.objects.within(scope).filter(unit=unit, superseded_at=None)
    return list(rows.select_related("parent").order_by("-valid_from"))

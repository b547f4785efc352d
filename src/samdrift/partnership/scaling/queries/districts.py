"""Districts whose services one may scale, with what somebody has in their basket and what is closed for a while."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.scope import Scope
from samdrift.partnership.scaling.models import VIEW, Closure, Scenario
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class District:
    """A unit whose services are looked at, all below it included, and the contract they stand in."""

    unit: parties.Unit
    contract: contracts.Contract
    unit_ids: tuple[int, ...]


def districts(scope: Scope) -> list[parties.Unit]:
    """The units right under the top that somebody may look at; where they reach only deeper, the highest."""
    rows = list(_seen(scope).order_by("path"))
    tops = [unit for unit in rows if unit.parent_id is None]
    below = {unit.pk: unit for unit in rows}
    if tops:
        found = [unit for unit in rows if unit.parent_id in {top.pk for top in tops}]
        return found or tops
    return [unit for unit in rows if unit.parent_id not in below]


def district(scope: Scope, uid: UUID) -> District:
    """A unit with its contract: of several that cover it, the first by code.

    Raises:
        DoesNotExist: No such unit within the scope, or no contract covers it.
        NotAllowed: Somebody may see the unit, but not what its services cost.
    """
    unit = parties.Unit.objects.within(scope).get(uid=uid)
    above = {int(part) for part in unit.path.split("/") if part}
    for contract in contracts.contracts_of(scope):
        if not contract.unit_ids or above & set(contract.unit_ids):
            scope.require(VIEW, contract=contract.pk, unit=unit.pk, data_class="D2")
            below = parties.Unit.objects.within(scope).filter(path__startswith=unit.path)
            return District(unit, contract, tuple(below.order_by("pk").values_list("pk", flat=True)))
    raise contracts.Contract.DoesNotExist


def scenarios_of(scope: Scope, unit_id: int) -> list[Scenario]:
    """What is in a district's basket, the oldest first."""
    rows = Scenario.objects.within(scope).filter(unit=unit_id, standing="open")
    return list(rows.select_related("made_by").order_by("made_at", "pk"))


def scenario_by_uid(scope: Scope, uid: UUID) -> Scenario:
    """A scenario one may see.

    Raises:
        DoesNotExist: No such scenario within the scope.
    """
    return Scenario.objects.within(scope).select_related("unit", "contract").get(uid=uid)


def closures_of(scope: Scope, unit_ids: tuple[int, ...], *, most: int = 50) -> list[Closure]:
    """Places closed for a while, the latest first."""
    rows = Closure.objects.within(scope).filter(unit__in=unit_ids).select_related("site", "told_by")
    return list(rows.order_by("-first_day", "-pk")[:most])


def _seen(scope: Scope) -> QuerySet[parties.Unit]:
    reach = Q(pk__in=())
    for grant in scope.grants:
        if VIEW in grant.permissions and grant.reach == "all" and "D2" in grant.data_classes:
            reach |= Q() if grant.units is None else Q(pk__in=grant.units)
            if grant.units is None:
                return parties.Unit.objects.within(scope).filter(closed_on__isnull=True)
    return parties.Unit.objects.within(scope).filter(reach, closed_on__isnull=True)

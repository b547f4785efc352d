"""Districts whose overview somebody may see, and the contract each stands in."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

VIEW = "insight.view"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit with all below it, and the contract its services stand in."""

    unit: parties.Unit
    contract: contracts.Contract
    unit_ids: frozenset[int]


def districts(scope: Scope) -> list[parties.Unit]:
    """The units right under the top that somebody may look at; where they reach only deeper, the highest."""
    rows = _SEEN.rows(scope, None)
    known = {unit.pk for unit in rows}
    tops = [unit for unit in rows if unit.parent_id is None]
    if tops:
        found = [unit for unit in rows if unit.parent_id in {top.pk for top in tops}]
        return found or tops
    return [unit for unit in rows if unit.parent_id not in known]


def place_of(scope: Scope, uid: UUID) -> Place:
    """A unit with its contract: of several that cover it and the reader may see, the first by code.

    Raises:
        DoesNotExist: No such unit within the scope, or no contract covers it.
        NotAllowed: The unit is not one whose overview the reader may see.
    """
    unit = _OF_UID.first(scope, None, uid)
    if unit is None:
        raise parties.Unit.DoesNotExist
    above = {int(part) for part in unit.path.split("/") if part}
    covering = [one for one in _CONTRACTS.rows(scope, None) if not one.unit_ids or above & set(one.unit_ids)]
    if not covering:
        raise contracts.Contract.DoesNotExist
    seen = [one for one in covering if _sees(scope, one.pk, unit.pk)]
    if not seen:
        raise NotAllowed(_("You may not see the overview of this unit."))
    below = (pk for pk, path in parties.unit_paths(scope).items() if path.startswith(unit.path))
    return Place(unit, seen[0], frozenset(below))


_CONTRACTS: Shaped[contracts.Contract] = Shaped(lambda scope, _form: contracts.contracts_of(scope))
_OF_UID: Shaped[parties.Unit] = Shaped(lambda scope, _form, uid: parties.Unit.objects.within(scope).filter(uid=uid))


def _sees(scope: Scope, contract_id: int, unit_id: int) -> bool:
    return any(
        VIEW in grant.permissions
        and (grant.contracts is None or contract_id in grant.contracts)
        and (grant.units is None or unit_id in grant.units)
        for grant in scope.grants
    )


def _seen(scope: Scope, _form: None) -> QuerySet[parties.Unit]:
    rows = parties.Unit.objects.within(scope).filter(closed_on__isnull=True).order_by("path")
    reach = Q(pk__in=())
    for grant in scope.grants:
        if VIEW in grant.permissions and grant.reach == "all":
            if grant.units is None:
                return rows
            reach |= Q(pk__in=grant.units)
    return rows.filter(reach)


_SEEN: Shaped[parties.Unit] = Shaped(_seen)

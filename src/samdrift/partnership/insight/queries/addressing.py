"""From addresses to what is asked, and back: contracts, units with all below them, sites, districts by their uid."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties


def contract_of(scope: Scope, uid: UUID) -> contracts.Contract:
    """A contract of the community.

    Raises:
        DoesNotExist: No such contract within the scope.
    """
    found = _OF_UID.first(scope, None, uid)
    if found is None:
        raise contracts.Contract.DoesNotExist
    return found


_OF_UID: Shaped[contracts.Contract] = Shaped(
    lambda scope, _form, uid: contracts.Contract.objects.within(scope).filter(uid=uid)
)  # fmt: skip


def units_under(scope: Scope, uid: UUID | None) -> frozenset[int] | None:
    """A unit and all below it; None where none was asked for.

    Raises:
        DoesNotExist: No such unit within the scope.
    """
    if uid is None:
        return None
    rows = parties.Unit.objects.within(scope)
    return frozenset(rows.filter(path__startswith=rows.get(uid=uid).path).values_list("pk", flat=True))


def site_ids(scope: Scope, uid: UUID | None) -> frozenset[int] | None:
    """A site; None where none was asked for.

    Raises:
        DoesNotExist: No such site within the scope.
    """
    return None if uid is None else frozenset((estate.Site.objects.within(scope).get(uid=uid).pk,))


def uids_of(scope: Scope, by: str, keys: Iterable[Any]) -> dict[Any, UUID]:
    """The uids of the districts or sites cells are told by."""
    if by not in ("unit", "site"):
        return {}
    rows = (parties.Unit if by == "unit" else estate.Site).objects.within(scope)
    return dict(rows.filter(pk__in=[key for key in keys if key is not None]).values_list("pk", "uid"))

"""Packs that were made, of which contracts somebody may make one, and for which side they speak."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope
from samdrift.partnership.handover import rules
from samdrift.partnership.handover.models import VIEW, ExitPack
from samdrift.partnership.joining import public as joining
from samdrift.registers.contracts import public as contracts


@dataclass(frozen=True, slots=True)
class Place:
    """A contract, and where who runs it is: of a call-off the joiner's unit and the framework owner's own contract."""

    contract: contracts.Contract
    home_id: int
    unit_id: int | None

    def allows(self, scope: Scope, permission: str) -> bool:
        """Whether somebody may do this with packs of the contract."""
        return any(
            scope.allows(permission, contract=one, unit=self.unit_id) for one in (self.contract.pk, self.home_id)
        )

    def side_of(self, scope: Scope) -> str:
        """For which side somebody speaks; "" for the owner of a framework of which this is somebody else's call-off."""
        return rules.side_in(scope.party_id, self.contract.customer_id, self.contract.provider_id)


def place_of(contract: contracts.Contract) -> Place:
    """Where a contract's packs are seen."""
    found = joining.home_of(contract.pk)
    return Place(contract, *(found or (contract.pk, None)))


def place_by_uid(scope: Scope, contract_uid: UUID, permission: str = VIEW) -> Place:
    """The contract of this uid, for somebody who may do this with its packs.

    Raises:
        DoesNotExist: There is none, or none whose packs this person may know of.
    """
    rows = contracts.Contract.objects.within(scope).select_related("customer", "provider")
    found = place_of(rows.get(uid=contract_uid))
    if not found.allows(scope, VIEW):
        raise contracts.Contract.DoesNotExist
    return found


def packs_of(scope: Scope, contract_id: int) -> QuerySet[ExitPack]:
    """The packs of a contract somebody may see, the newest first."""
    rows = ExitPack.objects.within(scope).filter(contract=contract_id)
    return rows.select_related("contract").order_by("-number", "-pk")


def pack_by_uid(scope: Scope, uid: UUID) -> ExitPack:
    """One of them, with its contract's parties and who confirmed it.

    Raises:
        DoesNotExist: None within the scope.
    """
    rows = ExitPack.objects.within(scope)
    return rows.select_related("contract__customer", "contract__provider", "customer_by", "provider_by").get(uid=uid)


def is_newest(scope: Scope, pack: ExitPack) -> bool:
    """Whether no pack of its contract was made since."""
    since = ExitPack.objects.within(scope).filter(contract=pack.contract_id, number__gt=pack.number)
    return not since.filter(state__in=(rules.READY, rules.HANDED)).exists()


def may_open(scope: Scope, uid: UUID) -> bool:
    """Whether the file of a pack is for this scope."""
    return ExitPack.objects.within(scope).filter(uid=uid, state__in=(rules.READY, rules.HANDED)).exists()


def name_of(number: int, _day: Any, _language: str) -> str:
    """What a pack is called where an event speaks of it."""
    return f"{number}"

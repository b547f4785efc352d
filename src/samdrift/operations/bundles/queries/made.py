"""Bundles that were made or are being made."""

from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.bundles.models import Bundle
from samdrift.registers.contracts import public as contracts


def bundles_of(scope: Scope) -> QuerySet[Bundle]:
    """The bundles this person may take along, the newest first, with their contracts."""
    rows = Bundle.objects.within(scope).select_related("contract")
    return rows.order_by("-asked_at", "-pk")


def bundle_by_uid(scope: Scope, uid: UUID) -> Bundle:
    """One of them.

    Raises:
        DoesNotExist: None within the scope.
    """
    return bundles_of(scope).get(uid=uid)


def contracts_to_choose(scope: Scope) -> list[contracts.Contract]:
    """The contracts of which this person may let a bundle be made, by code."""
    return [one for one in contracts.contracts_shown(scope) if scope.allows("bundles.make", contract=one.pk)]


def may_open(scope: Scope, uid: UUID) -> bool:
    """Whether the file of a bundle is for this scope."""
    return Bundle.objects.within(scope).filter(uid=uid, state="ready").exists()


def ready_of(contract_id: int) -> list[Bundle]:
    """What was made of a contract, by period, of each the newest; whoever asks has been let through to the contract."""
    with everywhere(reason="which bundles both parties of a contract can take along; only their names are told"):
        rows = Bundle.objects.filter(contract=contract_id, state="ready").order_by("period", "ready_at", "pk")
        return list({row.period: row for row in rows}.values())

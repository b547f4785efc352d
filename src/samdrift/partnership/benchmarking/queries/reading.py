"""What pages and the API show: packs, what was said of them, and the market's figures as they stand."""

import json
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.benchmarking.models import (
    VIEW,
    Comparison,
    Making,
    Pack,
    PackWord,
    PeerValue,
    PriceFactor,
)
from samdrift.partnership.benchmarking.rules import states
from samdrift.registers.contracts import public as contracts

MOST = 200
SHOWN = 500


def contracts_seen(scope: Scope) -> list[contracts.Contract]:
    """The contracts whose packs one may read, by code."""
    with everywhere(reason="contracts by name, for whoever may read their packs; each is asked for at once"):
        rows = list(contracts.Contract.objects.filter(community=scope.community_id).order_by("code", "pk")[:50])
    return [one for one in rows if scope.allows(VIEW, contract=one.pk, data_class="D2")]


def contract_seen(scope: Scope, uid: UUID) -> contracts.Contract:
    """A contract whose packs one may read.

    Raises:
        DoesNotExist: No such contract within the scope.
    """
    with everywhere(reason="one contract by its uid; who may read its packs is asked at once"):
        row = contracts.Contract.objects.filter(community=scope.community_id).get(uid=uid)
    if not scope.allows(VIEW, contract=row.pk, data_class="D2"):
        raise contracts.Contract.DoesNotExist
    return row


def packs(scope: Scope, contract_id: int | None = None) -> QuerySet[Pack]:
    """The packs one may read, the latest period first; their data stay in the database."""
    rows = Pack.objects.within(scope).defer("data").select_related("contract")
    if contract_id is not None:
        rows = rows.filter(contract=contract_id)
    return rows.order_by("-first_day", "-last_day", "-number", "pk")


def pack_by_uid(scope: Scope, uid: UUID) -> Pack:
    """One pack with its data.

    Raises:
        DoesNotExist: No such pack within the scope.
    """
    return Pack.objects.within(scope).select_related("contract").get(uid=uid)


def making_by_uid(scope: Scope, uid: UUID) -> Making:
    """A pack that was asked for, with what came of it.

    Raises:
        DoesNotExist: None within the scope.
    """
    rows = Making.objects.within(scope).select_related("contract", "pack", "again").defer("pack__data", "again__data")
    return rows.get(uid=uid)


def newest_comparison(scope: Scope, pack: Pack) -> Comparison | None:
    """The last time a pack was made again, or is; None where nobody asked yet."""
    return Comparison.objects.within(scope).filter(pack=pack).order_by("-asked_at", "-pk").first()


def being_made(scope: Scope, contract_id: int) -> list[Making]:
    """The packs of a contract that are being made, the one asked for first on top."""
    rows = Making.objects.within(scope).filter(contract=contract_id, state=states.WAITING)
    return list(rows.order_by("asked_at", "pk")[:MOST])


def data_of(pack: Pack) -> dict[str, Any]:
    """A pack's data as they are kept."""
    read: dict[str, Any] = json.loads(pack.data)
    return read


def words_of(scope: Scope, pack: Pack) -> list[PackWord]:
    """What both parties said of a pack, in the order they said it."""
    return list(PackWord.objects.within(scope).filter(pack=pack).order_by("said_at", "pk")[:SHOWN])


def said_of(pack: Pack) -> list[dict[str, str]]:
    """What both parties said, as the frozen pack keeps it: no names, only sides."""
    with everywhere(reason="what both parties said of one pack, which is frozen with it"):
        rows = list(PackWord.objects.filter(pack=pack).order_by("said_at", "pk"))
    return [
        {"key": one.key, "side": one.side, "text": one.text, "at": one.said_at.isoformat(timespec="seconds")}
        for one in rows
    ]


def peer_values(scope: Scope, contract_id: int) -> QuerySet[PeerValue]:
    """What was stated of the market and stands, by what it speaks of."""
    rows = PeerValue.objects.within(scope).filter(contract=contract_id, withdrawn_at__isnull=True)
    return rows.select_related("party").order_by("line_code", "item", "peer", "-year", "pk")


def price_factors(scope: Scope, contract_id: int) -> QuerySet[PriceFactor]:
    """The factors that were stated and stand."""
    rows = PriceFactor.objects.within(scope).filter(contract=contract_id, withdrawn_at__isnull=True)
    return rows.select_related("party").order_by("currency", "level", "to_currency", "to_level", "pk")


def withdrawn(scope: Scope, contract_id: int) -> list[PeerValue]:
    """What was stated and taken back, the latest first."""
    rows = PeerValue.objects.within(scope).filter(contract=contract_id, withdrawn_at__isnull=False)
    return list(rows.select_related("party").order_by("-withdrawn_at", "-pk")[:50])

"""Benchmark packs for other systems: the list, one of them, its data, and what the market pays."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema, Status

from samdrift.foundation.api import Cursor, Limit, Moment, Page, page_of, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.benchmarking.commands import comparing
from samdrift.partnership.benchmarking.models import VIEW, Pack, PeerValue
from samdrift.partnership.benchmarking.queries import reading
from samdrift.partnership.benchmarking.rules import states

router = Router(tags=["Benchmarking"])


class PackOut(Schema):
    """A pack without its data; `digest` is the SHA-256 of the text that `data` gives."""

    uid: UUID
    version: int
    contract: UUID
    first_day: date
    last_day: date
    number: int
    level: str
    state: str
    above: int
    due_on: date
    customer_answer: str
    provider_answer: str
    digest: str
    known_at: Moment
    frozen_at: Moment | None


class PackDifferenceOut(Schema):
    """A value that is another one when the pack is made again."""

    place: str
    before: str
    after: str


class PackComparedOut(Schema):
    """Where the comparison stands; once it is done whether the kept text has its fingerprint, and what differs."""

    state: Literal["none", "waiting", "done", "failed"]
    whole: bool | None
    found: list[PackDifferenceOut]
    done_at: Moment | None


class MarketValueOut(Schema):
    """What a source states that a body pays for one unit; in whole units of the currency."""

    uid: UUID
    contract: UUID
    peer: str
    source: str
    side: str
    year: int
    level: str
    line: str
    item: str
    unit: str
    area_basis: str
    quality: str
    currency: str
    value: Decimal
    recorded_at: Moment


@router.get("/benchmarks", response=Page[PackOut], operation_id="benchmarks_list", summary="Benchmark packs")
def pack_list(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """The packs one may read, the latest period first."""
    request.scope.require_somewhere(VIEW)
    rows = reading.packs(request.scope)
    return page_of(rows, _told, order=("-first_day", "-number", "-pk"), cursor=cursor, limit=limit)


@router.get("/benchmarks/{uid}", response=PackOut, operation_id="benchmark_read", summary="One benchmark pack")
def pack_read(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """One pack with its version in the ETag."""
    row = reading.pack_by_uid(request.scope, uid)
    tagged(response, row.version)
    return _told(row)


@router.get(
    "/benchmarks/{uid}/data", response=dict[str, Any], operation_id="benchmark_data", summary="A pack's data"
)  # fmt: skip
def pack_data(request: ScopedRequest, uid: UUID) -> Any:
    """Every line with its unit cost, places and peers, the terms and the price basis, and what both parties said."""
    return reading.data_of(reading.pack_by_uid(request.scope, uid))


@router.get(
    "/benchmarks/{uid}/compare",
    response=PackComparedOut,
    operation_id="benchmark_compare",
    summary="What came of making a pack again",
)
def pack_compare(request: ScopedRequest, uid: UUID) -> Any:
    """The pack beside what the rooms told when it was last made again, as known when it was made."""
    return _compared(request, uid)


@router.post(
    "/benchmarks/{uid}/compare",
    response={202: PackComparedOut},
    operation_id="benchmark_compare_ask",
    summary="Make a pack again and compare",
)
def pack_compare_ask(request: ScopedRequest, uid: UUID) -> Any:
    """Let a job make the pack again; while it does, the one that waits. Ask with GET what came of it."""
    comparing.ask_comparison(request.scope, reading.pack_by_uid(request.scope, uid).uid, now=now())
    return Status(202, _compared(request, uid))


def _compared(request: ScopedRequest, uid: UUID) -> dict[str, Any]:
    asked = reading.newest_comparison(request.scope, reading.pack_by_uid(request.scope, uid))
    state = asked.state_at(now()) if asked else "none"
    found = asked.found if asked and state == states.DONE else []
    return {
        "state": state, "whole": asked.whole if asked and state == states.DONE else None,
        "found": [{"place": place, "before": before, "after": after} for place, before, after in found],
        "done_at": asked.done_at if asked else None,
    }  # fmt: skip


@router.get(
    "/market-values", response=Page[MarketValueOut], operation_id="market_values", summary="What the market pays"
)
def market_values(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """The figures of comparable bodies that were stated and stand, the latest first."""
    request.scope.require_somewhere(VIEW)
    rows = PeerValue.objects.within(request.scope).filter(withdrawn_at__isnull=True).select_related("contract")
    return page_of(rows, _value, order=("-recorded_at", "-pk"), cursor=cursor, limit=limit)


def _told(row: Pack) -> dict[str, Any]:
    names = (
        "uid", "version", "first_day", "last_day", "number", "level", "state", "above", "due_on", "customer_answer",
        "provider_answer", "digest", "known_at", "frozen_at",
    )  # fmt: skip
    return {**{name: getattr(row, name) for name in names}, "contract": row.contract.uid}


def _value(row: PeerValue) -> dict[str, Any]:
    names = (
        "uid", "peer", "source", "side", "year", "level", "item", "unit", "area_basis", "quality", "currency", "value",
        "recorded_at",
    )  # fmt: skip
    return {**{name: getattr(row, name) for name in names}, "line": row.line_code, "contract": row.contract.uid}

"""Exit packs for other systems: what is missing, asking for one, how far it is, its file, and confirming it."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import (
    Cursor,
    IdempotencyKey,
    IfMatch,
    Limit,
    Moment,
    Page,
    page_of,
    repeatable,
    tagged,
)
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Refused
from samdrift.foundation.files.public import sent
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.handover.commands import confirming, making
from samdrift.partnership.handover.models import ExitPack
from samdrift.partnership.handover.queries import packs, readiness
from samdrift.partnership.handover.queries.asking import asked_for
from samdrift.registers.parties import public as parties

router = Router(tags=["Exit packs"])


class PackIn(Schema):
    """As of which day, and whether the provider opens its staff list and keys."""

    day: date
    with_staff: bool = False


class ConfirmIn(Schema):
    """The fingerprint of the pack one looked at: its first eight characters at least."""

    fingerprint: Annotated[str, Field(max_length=64)]


class TableOut(Schema):
    """A table of a pack: its code, how many rows, and its size in bytes."""

    code: str
    rows: int
    size: int


class MissingOut(Schema):
    """A line of the readiness list; `tone` is ok, info, warn or danger."""

    code: str
    count: int
    tone: str
    text: str


class ExitPackOut(Schema):
    """An exit pack; its fingerprint is the SHA-256 of its datapackage.json, which the book keeps."""

    uid: UUID
    contract: str
    number: int
    day: date
    with_staff: bool
    state: Literal["waiting", "ready", "failed", "handed_over"]
    asked_at: Moment
    ready_at: Moment | None
    customer_at: Moment | None
    provider_at: Moment | None
    handed_at: Moment | None
    fingerprint: str
    size: int
    tables: list[TableOut]
    version: int

    @staticmethod
    def resolve_contract(pack: ExitPack) -> str:
        """The contract's code."""
        return pack.contract.code

    @staticmethod
    def resolve_state(pack: ExitPack) -> str:
        """Failed too when nobody has made it for hours."""
        return pack.state_at(now())


@router.get(
    "/contracts/{uid}/exit-readiness", response=list[MissingOut], operation_id="exit_readiness",
    summary="What is missing before a contract is handed over",
)  # fmt: skip
def readiness_list(request: ScopedRequest, uid: UUID) -> Any:
    """The lines of the readiness list as of today, also those that count nothing."""
    place = packs.place_by_uid(request.scope, uid)
    day: date = max(parties.community_day(request.scope, now()), place.contract.starts_on)
    return [
        {"code": one.code, "count": one.count, "tone": one.tone, "text": str(readiness.SENTENCES[one.code])}
        for one in readiness.missing(asked_for(place.contract, day, with_staff=False))
    ]


@router.get(
    "/contracts/{uid}/exit-packs", response=Page[ExitPackOut], operation_id="exit_packs_list", summary="Exit packs"
)
def pack_list(request: ScopedRequest, uid: UUID, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """The exit packs of a contract, the newest first."""
    place = packs.place_by_uid(request.scope, uid)
    rows = packs.packs_of(request.scope, place.contract.pk)
    return page_of(rows, lambda one: one, order=("-number", "-pk"), cursor=cursor, limit=limit)


@router.post(
    "/contracts/{uid}/exit-packs", response={201: ExitPackOut}, operation_id="exit_packs_ask",
    summary="Ask for an exit pack",
)  # fmt: skip
def ask(request: ScopedRequest, uid: UUID, asked: PackIn, key: IdempotencyKey = None) -> Any:
    """Let a pack be made as of a day, for both parties; while one is being made, that one."""

    def do() -> str:
        made = making.ask_pack(request.scope, uid, day=asked.day, with_staff=asked.with_staff, now=now())
        return str(made.uid)

    return Status(201, packs.pack_by_uid(request.scope, UUID(repeatable(request, key, do))))


@router.get("/exit-packs/{uid}", response=ExitPackOut, operation_id="exit_pack_read", summary="An exit pack")
def pack(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """How far a pack is, what it holds and who confirmed it, with its version in the ETag."""
    row = packs.pack_by_uid(request.scope, uid)
    tagged(response, row.version)
    return row


@router.get("/exit-packs/{uid}/file", operation_id="exit_pack_file", summary="The file of an exit pack")
def file(request: ScopedRequest, uid: UUID) -> FileResponse:
    """The file itself, a zip; the book says who took it along. 409 until it is ready."""
    opened = making.take_pack(request.scope, uid, now=now())
    if opened is None:
        raise Refused(making.NOT_READY)
    return sent(opened)


@router.post(
    "/exit-packs/{uid}/confirm", response=ExitPackOut, operation_id="exit_pack_confirm", summary="Confirm the handover"
)
def confirm(
    request: ScopedRequest, uid: UUID, said: ConfirmIn, version: IfMatch, key: IdempotencyKey = None
) -> Any:  # fmt: skip
    """Confirm for the side one works for that this very pack was handed over; once both have, it is frozen."""
    packs.pack_by_uid(request.scope, uid)

    def do() -> str:
        made = confirming.confirm_pack(
            request.scope, uid, fingerprint=said.fingerprint, expected_version=version, now=now()
        )
        return str(made.uid)

    return packs.pack_by_uid(request.scope, UUID(repeatable(request, key, do)))

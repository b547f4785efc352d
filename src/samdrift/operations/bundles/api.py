"""Bundles for other systems: asking for the open book of a period, how far it is, and its file."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse
from ninja import Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import Cursor, IdempotencyKey, Limit, Moment, Page, page_of, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Refused
from samdrift.foundation.files.public import sent
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.bundles.commands import making
from samdrift.operations.bundles.models import Bundle
from samdrift.operations.bundles.queries import made

router = Router(tags=["Bundles"])


class BundleIn(Schema):
    """Of which contract and period."""

    contract: UUID
    period: Annotated[str, Field(max_length=7, description="A month, 2025-03, or a year, 2025")]


class BundleOut(Schema):
    """The open book of a period: asked for, made, or not made because something failed.

    Its fingerprint is the SHA-256 of its manifest, which the book keeps.
    """

    uid: UUID
    contract: str
    period: str
    state: Literal["waiting", "ready", "failed"]
    asked_at: Moment
    ready_at: Moment | None
    failed_at: Moment | None
    fingerprint: str
    requests: int
    promises: int
    events: int

    @staticmethod
    def resolve_contract(bundle: Bundle) -> str:
        """The contract's code."""
        return bundle.contract.code

    @staticmethod
    def resolve_state(bundle: Bundle) -> str:
        """Failed too when nobody has made it for hours."""
        return bundle.state_at(now())

    @staticmethod
    def resolve_failed_at(bundle: Bundle) -> datetime | None:
        """When it was given up."""
        return bundle.failed_at


@router.get("/bundles", response=Page[BundleOut], summary="Bundles")
def bundles(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """The bundles the caller may take along, the newest first."""
    request.scope.require_somewhere("bundles.view")
    rows = made.bundles_of(request.scope)
    return page_of(rows, lambda one: one, order=("-asked_at", "-pk"), cursor=cursor, limit=limit)


@router.post("/bundles", response={201: BundleOut}, operation_id="bundles_ask", summary="Ask for a bundle")
def ask(request: ScopedRequest, asked: BundleIn, key: IdempotencyKey = None) -> Any:
    """Let the open book of a month or a year be made, for both parties; while one is being made, that one."""

    def do() -> str:
        return str(making.ask_bundle(request.scope, asked.contract, asked.period, now=now()).uid)

    return Status(201, made.bundle_by_uid(request.scope, UUID(repeatable(request, key, do))))


@router.get("/bundles/{uid}", response=BundleOut, summary="A bundle")
def bundle(request: ScopedRequest, uid: UUID) -> Any:
    """How far a bundle is, and what it holds."""
    return made.bundle_by_uid(request.scope, uid)


@router.get("/bundles/{uid}/file", operation_id="bundles_file", summary="The file of a bundle")
def file(request: ScopedRequest, uid: UUID) -> FileResponse:
    """The file itself, a zip; the book says who took it along. 409 until it is ready."""
    opened = making.take_bundle(request.scope, uid, now=now())
    if opened is None:
        raise Refused(making.NOT_READY)
    return sent(opened)

"""Approvals for other systems: the same commands and queries as the pages."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.approvals import commands, queries
from samdrift.operations.approvals.models import Approval

router = Router(tags=["Approvals"])


class ApprovalOut(Schema):
    """One step of saying yes or no."""

    uid: UUID
    version: int
    subject_kind: str
    subject_uid: UUID
    kind: str
    state: str
    amount_minor: int | None
    asked_at: Moment
    due_at: Moment
    decided_at: Moment | None
    reason: str


class RefusalIn(Schema):
    """Why not."""

    reason: Annotated[str, Field(max_length=400)]


@router.get("/approvals", response=list[ApprovalOut], operation_id="approvals_list", summary="What waits for you")
def waiting(request: ScopedRequest) -> Any:
    """What the caller may decide, the one due first on top."""
    request.scope.require_somewhere("approvals.view")
    return list(queries.waiting_for_me(request.scope)[:200])


@router.post("/approvals/{uid}/approve", response=ApprovalOut, operation_id="approvals_approve", summary="Say yes")
def approve(request: ScopedRequest, uid: UUID, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Approve; what waited goes on."""

    def do() -> str:
        return str(commands.give_approval(request.scope, uid, expected_version=version, now=now()).uid)

    return Approval.objects.within(request.scope).get(uid=repeatable(request, key, do))


@router.post("/approvals/{uid}/refuse", response=ApprovalOut, operation_id="approvals_refuse", summary="Say no")
def refuse(request: ScopedRequest, uid: UUID, said: RefusalIn, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Do not approve, with the reason."""

    def do() -> str:
        refused = commands.refuse_approval(request.scope, uid, expected_version=version, reason=said.reason, now=now())
        return str(refused.uid)

    return Approval.objects.within(request.scope).get(uid=repeatable(request, key, do))

"""What is said about work orders, for other systems."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema, Status
from pydantic import Field

from samdrift.foundation.api import Moment
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.work import queries
from samdrift.operations.work.api.doing import router
from samdrift.operations.work.commands import commenting
from samdrift.operations.work.models import OrderComment
from samdrift.operations.work.queries.comments import comments_of


class WorkCommentIn(Schema):
    """What to say; @Name mentions somebody who sees the order. `uid` makes a repeat the same comment."""

    uid: UUID | None = None
    body: Annotated[str, Field(max_length=4000)]


class WorkCommentOut(Schema):
    """What was said, in the language it was written in."""

    uid: UUID
    body: str
    language: str
    author: UUID | None
    mentions: int
    said_at: Moment


def _out(row: OrderComment) -> dict[str, Any]:
    return {
        "uid": row.uid, "body": row.body, "language": row.language, "author": row.author.uid if row.author else None,
        "mentions": len(row.mentioned), "said_at": row.said_at,
    }  # fmt: skip


@router.get(
    "/work-orders/{uid}/comments", response=list[WorkCommentOut], operation_id="work_comments", summary="What was said"
)
def order_comments(request: ScopedRequest, uid: UUID) -> Any:
    """The comments on an order, the first on top."""
    order = queries.order_with_all(request.scope, uid)
    return [_out(row) for row in comments_of(request.scope, order)[:500]]


@router.post(
    "/work-orders/{uid}/comments", response={201: WorkCommentOut}, operation_id="work_comment", summary="Say something"
)
def comment(request: ScopedRequest, uid: UUID, said: WorkCommentIn) -> Any:
    """Say something about an order; whoever is mentioned is told. The same uid is said once."""
    made = commenting.add_comment(request.scope, uid, said.body, now=now(), comment_uid=said.uid)
    row = OrderComment.objects.within(request.scope).select_related("author").get(pk=made.pk)
    return Status(201, _out(row))

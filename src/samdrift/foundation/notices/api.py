"""One's notices for other systems: an app on a phone, a portal."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema

from samdrift.foundation.api import Cursor, Limit, Moment, Page, page_of
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.notices.commands.choosing import mark_read
from samdrift.foundation.notices.letters import said
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.notices.queries import ORDER, notices_of

router = Router(tags=["Notices"])

Unread = Annotated[bool, Query(default=False, description="Only what you have not read")]


class NoticeOut(Schema):
    """One thing the caller was told, in the caller's language. Of restricted things only that something needs them."""

    uid: UUID
    kind: str
    title: str
    text: str
    reason: str
    told_at: Moment
    read_at: Moment | None
    about_kind: str
    about: UUID | None


def _out(row: Notice) -> dict[str, Any]:
    words = said(row)
    read: datetime | None = row.read_at
    return {
        "uid": row.uid, "kind": row.kind, "title": words.subject, "text": words.body, "reason": words.reason,
        "told_at": row.told_at, "read_at": read, "about_kind": row.subject_kind, "about": row.subject_uid,
    }  # fmt: skip


@router.get("/notices", response=Page[NoticeOut], operation_id="notices", summary="What you were told, newest first")
def notices(
    request: ScopedRequest,
    unread: Unread = False,  # noqa: FBT002
    cursor: Cursor = "",
    limit: Limit = 25,
) -> Any:
    """Your own notices for the employment you act for."""
    return page_of(notices_of(request.scope, unread=unread), _out, order=ORDER, cursor=cursor, limit=limit)


@router.post(
    "/notices/{uid}/read", response=NoticeOut, operation_id="read_notice", summary="Note that you have read a notice"
)
def read_notice(request: ScopedRequest, uid: UUID) -> Any:
    """It no longer counts as unread. Safe to repeat."""
    return _out(mark_read(request.scope, uid, now=now()))

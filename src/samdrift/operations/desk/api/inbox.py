"""What waits for the desk, and reports held because their code leads nowhere."""

from typing import Any, Literal
from uuid import UUID

from django.utils.translation import get_language
from ninja import Router, Schema
from pydantic import Field

from samdrift.foundation.api import Cursor, IdempotencyKey, IfMatch, Limit, Moment, Page, page_of, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.desk.commands import settling
from samdrift.operations.desk.queries import inbox as queries
from samdrift.operations.requests import public as requests
from samdrift.registers.tags import public as tags

router = Router(tags=["Desk"])


class WaitingOut(Schema):
    """A request that waits for the desk. Its other moves are those of /requests/{uid}."""

    uid: UUID
    number: str
    title: str
    state: str
    request_type: str
    line: str
    priority: int
    site: str
    place: str
    me_too: int
    received_at: Moment
    next_due_at: Moment | None
    waiting_for_requester: bool
    version: int


class HeldOut(Schema):
    """A report under a code that leads nowhere."""

    uid: UUID
    code: str
    reference: str
    problem: str
    text: str
    contact: str
    language: str
    received_at: Moment
    of_our_tag: bool
    has_photo: bool


class HeldSiteIn(Schema):
    """The site it belongs to."""

    site: str = Field(max_length=40, description="The site's code")


class HeldRequestOut(Schema):
    """What became of it."""

    request: UUID
    number: str


def _waiting(row: requests.ServiceRequest) -> dict[str, Any]:
    place, site = queries.place_words(row, (get_language() or "en")[:2])
    return {
        "uid": row.uid, "number": row.number, "title": row.title, "state": row.state, "place": place, "site": site,
        "request_type": row.request_type.code, "line": row.line_code, "priority": row.priority, "me_too": row.me_too,
        "received_at": row.received_at, "next_due_at": row.next_due_at, "version": row.version,
        "waiting_for_requester": row.waiting_for_requester,
    }  # fmt: skip


def _held(one: tags.HeldReport) -> dict[str, Any]:
    return {
        "uid": one.uid, "code": one.code, "reference": one.reference, "problem": one.problem, "text": one.text,
        "contact": one.contact, "language": one.language, "received_at": one.received_at,
        "of_our_tag": one.community_id is not None, "has_photo": bool(one.photo),
    }  # fmt: skip


@router.get("/desk/inbox", response=Page[WaitingOut], operation_id="desk_inbox", summary="What waits for the desk")
def inbox(
    request: ScopedRequest, queue: Literal["new", "unassigned", "asked"] = "new", cursor: Cursor = "", limit: Limit = 25
) -> Any:
    """New ones, those with nobody, or those waiting for an answer; the most urgent first, then the oldest."""
    request.scope.require_somewhere("desk.view")
    order = ("priority", "received_at", "pk")
    return page_of(queries.queue(request.scope, queue), _waiting, order=order, cursor=cursor, limit=limit)


@router.post(
    "/desk/inbox/{uid}/confirm", response=WaitingOut, operation_id="desk_confirm", summary="Confirm a new request"
)
def confirm(request: ScopedRequest, uid: UUID, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Type, place and priority are right; the same as POST /requests/{uid}/triage."""

    def do() -> str:
        return str(requests.triage(request.scope, uid, expected_version=version, now=now()).uid)

    repeatable(request, key, do)
    rows = requests.ServiceRequest.objects.within_permission(request.scope, "requests.triage")
    return _waiting(rows.select_related("site", "space", "asset", "request_type").get(uid=uid))


@router.get("/held-reports", response=Page[HeldOut], operation_id="desk_held", summary="Held reports")
def held(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """What was sent under codes that lead nowhere, the oldest first."""
    rows = tags.waiting_reports(request.scope)
    return page_of(rows, _held, order=("received_at", "pk"), cursor=cursor, limit=limit)


@router.post(
    "/held-reports/{uid}/adopt", response=HeldRequestOut, operation_id="desk_adopt_held",
    summary="Make a held report a request of a site",
)  # fmt: skip
def adopt(request: ScopedRequest, uid: UUID, said: HeldSiteIn, key: IdempotencyKey = None) -> Any:
    """Its clocks count from when it was sent."""

    def do() -> dict[str, str]:
        taken = settling.adopt_held(request.scope, uid, site_code=said.site, now=now())
        return {"request": str(taken.request_uid), "number": taken.number}

    return repeatable(request, key, do)


@router.post("/held-reports/{uid}/spam", response={204: None}, operation_id="desk_spam", summary="Throw a report away")
def spam(request: ScopedRequest, uid: UUID) -> None:
    """What was written is forgotten."""
    settling.throw_away_held(request.scope, uid, now=now())

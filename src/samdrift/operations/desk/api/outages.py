"""Known issues for other systems."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from samdrift.foundation.api import (
    Cursor,
    IdempotencyKey,
    IfMatch,
    Limit,
    Moment,
    MomentIn,
    Page,
    page_of,
    repeatable,
    tagged,
)
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.desk.commands import outages as commands
from samdrift.operations.desk.models import Outage
from samdrift.operations.desk.queries import outages as queries

router = Router(tags=["Desk"])


class OutageTexts(Schema):
    """The same in three languages."""

    en: str = Field("", max_length=1000)
    da: str = Field("", max_length=1000)
    sv: str = Field("", max_length=1000)


class OutageIn(Schema):
    """A known issue: at a site, in a building or about a line; `request` is the case everybody joins."""

    title: OutageTexts
    text: OutageTexts = OutageTexts(en="", da="", sv="")
    site: UUID | None = None
    building: UUID | None = None
    line: str = Field("", max_length=8)
    request: UUID | None = None
    expected_until: MomentIn | None = None


class OutageChangeIn(Schema):
    """What is known of it now."""

    title: OutageTexts
    text: OutageTexts = OutageTexts(en="", da="", sv="")
    expected_until: MomentIn | None = None


class OutageOut(Schema):
    """A known issue as it is told."""

    uid: UUID
    title: dict[str, str]
    text: dict[str, str]
    site: UUID | None
    building: UUID | None
    line: str
    started_at: Moment
    expected_until: Moment | None
    ended_at: Moment | None
    version: int


def _told(row: Outage) -> dict[str, Any]:
    return {
        "uid": row.uid, "title": row.title, "text": row.text, "site": row.site.uid if row.site else None,
        "building": row.building.uid if row.building else None, "line": row.line_code, "started_at": row.started_at,
        "expected_until": row.expected_until, "ended_at": row.ended_at, "version": row.version,
    }  # fmt: skip


def _shown(request: ScopedRequest, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    row = Outage.objects.within(request.scope).select_related("site", "building").get(uid=uid)
    tagged(response, row.version)
    return _told(row)


@router.get("/outages", response=Page[OutageOut], operation_id="outages_list", summary="Known issues")
def list_outages(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """What is out now, the newest first."""
    request.scope.require_somewhere("desk.view")
    rows = queries.outages(request.scope)
    return page_of(rows, _told, order=("-started_at", "-pk"), cursor=cursor, limit=limit)


@router.post("/outages", response=OutageOut, operation_id="outages_declare", summary="Declare a known issue")
def declare(request: ScopedRequest, said: OutageIn, response: HttpResponse, key: IdempotencyKey = None) -> Any:
    """Tell everybody there."""
    scope = request.scope
    site, building = queries.place_ids(scope, said.site, said.building)
    if (said.site and site is None) or (said.building and building is None):
        raise Invalid({"site": _("There is no such site.")})
    known = commands.Known(
        title=said.title.dict(), text=said.text.dict(), site_id=site, building_id=building, line_code=said.line,
        request_uid=said.request, expected_until=said.expected_until,
    )  # fmt: skip
    uid = repeatable(request, key, lambda: str(commands.declare_outage(scope, known, now=now()).uid))
    return _shown(request, response, UUID(uid))


@router.post("/outages/{uid}", response=OutageOut, operation_id="outages_change", summary="Say it anew")
def change(request: ScopedRequest, uid: UUID, said: OutageChangeIn, version: IfMatch, response: HttpResponse) -> Any:
    """Its words and until when, all of them."""
    commands.change_outage(
        request.scope, uid, title=said.title.dict(), text=said.text.dict(), expected_until=said.expected_until,
        expected_version=version, now=now(),
    )  # fmt: skip
    return _shown(request, response, uid)


@router.post("/outages/{uid}/end", response=OutageOut, operation_id="outages_end", summary="Say that it is over")
def end(request: ScopedRequest, uid: UUID, version: IfMatch, response: HttpResponse) -> Any:
    """Nobody is told of it any more."""
    commands.end_outage(request.scope, uid, expected_version=version, now=now())
    return _shown(request, response, uid)

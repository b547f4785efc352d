"""Tags for other systems: the same commands and queries as the pages."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from samdrift.foundation.api import Cursor, IdempotencyKey, IfMatch, Limit, Moment, Page, page_of, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.parties import public as parties
from samdrift.registers.tags.commands import batches, claiming, following, life
from samdrift.registers.tags.models import PrintBatch, Tag
from samdrift.registers.tags.queries import lists

router = Router()
Kind = Literal["site", "space", "asset"]


class TagOut(Schema):
    """A tag and what it leads to."""

    uid: UUID
    code: str
    state: str
    site: UUID | None
    space: UUID | None
    asset: UUID | None
    disclosure: str
    trouble: str
    batch: str
    mounted_at: Moment | None
    last_scan_on: date | None
    scan_days: int
    doubt_since: Moment | None
    successor: UUID | None
    version: int


class TagBatchOut(Schema):
    """Tags made together."""

    uid: UUID
    code: str
    size: int
    base_url: str
    made_at: Moment


class TagBatchIn(Schema):
    """How many blank tags, or for what of which site."""

    count: int | None = Field(None, ge=1, le=batches.MOST)
    site: UUID | None = None
    what: Literal["both", "spaces", "assets"] = "both"
    note: str = Field("", max_length=200)


class TagClaimIn(Schema):
    """A scanned code and where it hangs."""

    code: str = Field(max_length=200)
    kind: Kind
    place: UUID


class TagTroubleIn(Schema):
    """What is wrong with it."""

    trouble: Literal["damaged", "missing"]


class TagSettledIn(Schema):
    """Whether it is so."""

    confirmed: bool


class TagSuccessorIn(Schema):
    """The new tag's code."""

    successor: str = Field(max_length=200)


class TagPlaceIn(Schema):
    """Where it hangs now."""

    kind: Kind
    place: UUID


class TagRoomIn(Schema):
    """The room it hangs in."""

    space: UUID


class TagDisclosureIn(Schema):
    """What strangers learn."""

    disclosure: Literal["open", "secured"]


def _tag(tag: Tag) -> dict[str, Any]:
    return {
        "uid": tag.uid, "code": tag.code, "state": tag.state, "site": tag.site.uid if tag.site else None,
        "space": tag.space.uid if tag.space else None, "asset": tag.asset.uid if tag.asset else None,
        "disclosure": tag.disclosure, "trouble": tag.trouble, "batch": tag.batch.code if tag.batch else "",
        "mounted_at": tag.mounted_at, "last_scan_on": tag.last_scan_on, "scan_days": tag.scan_days,
        "doubt_since": tag.doubt_since,
        "successor": tag.successor.uid if tag.successor else None, "version": tag.version,
    }  # fmt: skip


def _shown(request: ScopedRequest, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    tag = lists.tags_of(request.scope).select_related(*lists.PLACE, "successor").get(uid=uid)
    tagged(response, tag.version)
    return _tag(tag)


@router.get("/tags", response=Page[TagOut], operation_id="list_tags", summary="Tags one sees")
def list_tags(
    request: ScopedRequest, state: str = "", site: UUID | None = None, batch: UUID | None = None, health: str = "",
    q: str = "", cursor: Cursor = "", limit: Limit = 25,
) -> Any:  # fmt: skip
    """Filtered by state, site, batch, health (never, stale, reported, damaged, doubt) and a code or place."""
    request.scope.require_somewhere("tags.view")
    asked = {"state": state, "site": site, "batch": batch, "health": health, "q": q}
    rows = lists.filtered(lists.tags_of(request.scope), asked, today=parties.community_day(request.scope, now()))
    rows = rows.select_related(*lists.PLACE, "successor")
    return page_of(rows, _tag, order=("-pk",), cursor=cursor, limit=limit)


@router.get("/tags/{uid}", response=TagOut, operation_id="read_tag", summary="One tag")
def read_tag(request: ScopedRequest, response: HttpResponse, uid: UUID) -> Any:
    """The tag and what it leads to."""
    return _shown(request, response, uid)


@router.post("/tag-batches", response=TagBatchOut, operation_id="make_tags", summary="Make tags")
def make_tags(request: ScopedRequest, body: TagBatchIn, key: IdempotencyKey = None) -> Any:
    """So many blank ones, or one for each room or thing of a site that has none."""

    def do() -> str:
        base_url = settings.SAMDRIFT_BASE_URL
        if body.site is not None:
            made = batches.make_tags_for(
                request.scope, body.site, what=body.what, base_url=base_url, now=now(), note=body.note
            )
        else:
            made = batches.make_batch(request.scope, body.count or 0, base_url=base_url, now=now(), note=body.note)
        return str(made.uid)

    return PrintBatch.objects.within(request.scope).get(uid=repeatable(request, key, do))


@router.post("/tag-claims", response=TagOut, operation_id="claim_tag", summary="Claim a scanned blank tag")
def claim_tag(request: ScopedRequest, response: HttpResponse, body: TagClaimIn) -> Any:
    """Bind it to the place where it hangs; sending the same again changes nothing."""
    tag = claiming.claim_tag(request.scope, body.code, kind=body.kind, place_uid=body.place, now=now())
    return _shown(request, response, tag.uid)


@router.post("/tags/{uid}/report", response=TagOut, operation_id="report_tag", summary="Report a tag")
def report_tag(request: ScopedRequest, response: HttpResponse, uid: UUID, body: TagTroubleIn) -> Any:
    """Say that it is damaged or missing."""
    life.report_trouble(request.scope, uid, body.trouble, now=now())
    return _shown(request, response, uid)


@router.post("/tags/{uid}/settle", response=TagOut, operation_id="settle_tag", summary="Confirm what was reported")
def settle_tag(request: ScopedRequest, response: HttpResponse, uid: UUID, body: TagSettledIn, version: IfMatch) -> Any:
    """Confirm damage or loss, or turn the report down."""
    life.settle_trouble(request.scope, uid, confirmed=body.confirmed, expected_version=version, now=now())
    return _shown(request, response, uid)


@router.post("/tags/{uid}/replace", response=TagOut, operation_id="replace_tag", summary="Hang a new tag in its place")
def replace_tag(
    request: ScopedRequest, response: HttpResponse, uid: UUID, body: TagSuccessorIn, version: IfMatch
) -> Any:
    """Answers with the new tag."""
    new = life.replace_tag(request.scope, uid, body.successor, expected_version=version, now=now())
    return _shown(request, response, new.uid)


@router.post("/tags/{uid}/move", response=TagOut, operation_id="move_tag", summary="Lead a tag to another place")
def move_tag(request: ScopedRequest, response: HttpResponse, uid: UUID, body: TagPlaceIn, version: IfMatch) -> Any:
    """What was reported through it stays where it was."""
    life.move_tag(request.scope, uid, kind=body.kind, place_uid=body.place, expected_version=version, now=now())
    return _shown(request, response, uid)


@router.post("/tags/{uid}/where", response=TagOut, operation_id="say_where_tag_hangs", summary="Say where a tag hangs")
def say_where(request: ScopedRequest, response: HttpResponse, uid: UUID, body: TagRoomIn, version: IfMatch) -> Any:
    """Answer for a tag that waits for a look (health=doubt) in which of the rooms it hangs."""
    following.say_where(request.scope, uid, body.space, expected_version=version, now=now())
    return _shown(request, response, uid)


@router.post("/tags/{uid}/retire", response=TagOut, operation_id="retire_tag", summary="Take a tag out of use")
def retire_tag(request: ScopedRequest, response: HttpResponse, uid: UUID, version: IfMatch) -> Any:
    """Its place or thing is gone."""
    life.retire_tag(request.scope, uid, expected_version=version, now=now())
    return _shown(request, response, uid)


@router.post("/tags/{uid}/disclosure", response=TagOut, operation_id="set_disclosure", summary="What strangers learn")
def set_disclosure(
    request: ScopedRequest, response: HttpResponse, uid: UUID, body: TagDisclosureIn, version: IfMatch
) -> Any:
    """Open, or secured: then a stranger sees only "Report a problem here"."""
    life.set_disclosure(request.scope, uid, body.disclosure, expected_version=version, now=now())
    return _shown(request, response, uid)

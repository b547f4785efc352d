"""Asking, listing, reading and speaking."""

from functools import partial
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from samdrift.foundation.api import IdempotencyKey, Page, page_of, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.events.public import history_of
from samdrift.foundation.fields import in_language
from samdrift.foundation.files.public import clean_upload
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import CASE_CLASSES
from samdrift.operations.promises import public as promises
from samdrift.operations.requests.api.shapes import (
    AnswerIn,
    CommentIn,
    CommentOut,
    FiltersIn,
    PhotoOut,
    PromiseOut,
    RatingIn,
    RequestIn,
    RequestOut,
    SplitIn,
    StepOut,
    SubmittedOut,
    TextIn,
    TypeOut,
)
from samdrift.operations.requests.commands import cases, endings, merging, pictures, talk
from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.operations.requests.models import Comment
from samdrift.operations.requests.queries import handles, lists, out, pages, ratings
from samdrift.registers.catalogue import public as catalogue

router = Router(tags=["Requests"])


@router.get("/requests", response=Page[RequestOut], operation_id="requests_list", summary="Requests, page by page")
def list_requests(request: ScopedRequest, filters: Query[FiltersIn]) -> Any:
    """The requests the caller may see that pass the filters."""
    request.scope.require_somewhere("requests.view")
    wanted = filters.dict()
    order, cursor, limit = wanted.pop("order"), wanted.pop("cursor"), wanted.pop("limit")
    places = handles.place_ids(request.scope, site=wanted.pop("site"), space=None, asset=None)
    wanted["site"] = places["site_id"]
    wanted["unit"] = handles.unit_id(request.scope, wanted["unit"])
    wanted["team"] = handles.team_id(request.scope, wanted["team"])
    rows = lists.in_order(lists.requests_in(request.scope, lists.Filters(**wanted), now=now()), order)
    found = rows.select_related(*out.RELATED)
    return page_of(
        found, partial(out.request_out, request.scope), order=lists.ORDERS[order], cursor=cursor, limit=limit
    )


@router.get("/request-types", response=list[TypeOut], operation_id="request_types", summary="What can be asked for")
def request_types(request: ScopedRequest) -> Any:
    """Every type by code."""
    request.scope.require_somewhere("requests.report")
    return list(out.types_out(request.scope.community_id, get_language() or "en"))


@router.post(
    "/request-types/suggestions", response=list[TypeOut], operation_id="request_types_suggest",
    summary="What a text seems to ask for",
)  # fmt: skip
def suggest_types(request: ScopedRequest, written: TextIn) -> Any:
    """The types the text speaks of that the caller may ask for, the best first; let a person choose one.

    A POST, so that what was written does not stand in anybody's log of addresses. Nothing is kept.
    """
    request.scope.require_somewhere("requests.report")
    language = get_language() or "en"
    return [
        {"code": kind.code, "name": in_language(kind.name, language), "line": kind.line_code}
        for kind in catalogue.suggest_types(request.scope, written.text, most=written.most)
    ]


@router.post("/requests", response={201: SubmittedOut}, operation_id="requests_submit", summary="Ask for something")
def submit(request: ScopedRequest, asked: RequestIn, key: IdempotencyKey = None) -> Any:
    """Take a request in; repeated with the same key or uid it is the same request."""
    scope, moment = request.scope, now()
    places = handles.place_ids(scope, site=asked.site, space=asked.space, asset=asked.asset)
    behalf = bool(asked.on_behalf_of)
    ask = Ask(
        request_type=asked.request_type, channel=asked.channel, title=asked.title, description=asked.description,
        site_id=places["site_id"],
        space_id=places["space_id"],
        asset_id=places["asset_id"], unit_id=handles.unit_id(scope, asked.unit), answers=asked.answers,
        chip_code=asked.chip,
        impact=asked.impact, urgency=asked.urgency, requester_id=None if behalf else scope.person_id,
        on_behalf_of=asked.on_behalf_of, contact=asked.contact, language=asked.language, uid=asked.uid,
    )  # fmt: skip

    def do() -> dict[str, str]:
        made = submit_request(scope, ask, received_at=asked.received_at or moment, now=moment)
        return {"uid": str(made.service_request.uid), "track_token": made.track_token}

    done = repeatable(request, key, do)
    told = out.request_told(scope, UUID(done["uid"]), written=True)
    return Status(201, {"request": told, "track_token": done["track_token"]})


@router.get("/requests/{uid}", response=RequestOut, operation_id="requests_get", summary="One request")
def get(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """One request; its ETag goes into If-Match. Reading a clinical matter is noted in the book."""
    cases.note_read(request.scope, pages.request_of(request.scope, uid), now=now())
    told = out.request_told(request.scope, uid)
    tagged(response, told["version"])
    return told


@router.get(
    "/requests/{uid}/comments", response=list[CommentOut], operation_id="requests_comments",
    summary="What was said about a request",
)  # fmt: skip
def comments(request: ScopedRequest, uid: UUID) -> Any:
    """What the caller may read of what was said."""
    row = pages.request_of(request.scope, uid)
    said = Comment.objects.within(request.scope).filter(service_request=row).select_related("author")
    return [out.comment_out(comment) for comment in said.order_by("said_at", "pk")]


@router.post(
    "/requests/{uid}/comments", response={201: CommentOut}, operation_id="requests_comment",
    summary="Say something about a request",
)  # fmt: skip
def comment(request: ScopedRequest, uid: UUID, said: CommentIn, key: IdempotencyKey = None) -> Any:
    """Comment; for everybody or one's own side."""

    def do() -> str:
        made = talk.add_comment(request.scope, uid, body=said.body, visibility=said.visibility, now=now())
        return str(made.uid)

    made = Comment.objects.within(request.scope).select_related("author").get(uid=repeatable(request, key, do))
    return Status(201, out.comment_out(made))


@router.get(
    "/requests/{uid}/promises", response=list[PromiseOut], operation_id="requests_promises",
    summary="What was promised about a request, and how it stands",
)  # fmt: skip
def promises_of(request: ScopedRequest, uid: UUID) -> Any:
    """Its clocks, the one due first on top."""
    row = pages.request_of(request.scope, uid)
    return [out.promise_out(promise) for promise in promises.promises_of(request.scope, row.uid)]


@router.get(
    "/requests/{uid}/history", response=list[StepOut], operation_id="requests_history",
    summary="What happened to a request",
)  # fmt: skip
def history(request: ScopedRequest, uid: UUID) -> Any:
    """Every event the caller may know of, the earliest first."""
    row = pages.request_of(request.scope, uid)
    of_case = row.data_class in CASE_CLASSES
    stars = ratings.may_read(request.scope, row)
    return [out.step_out(event, stars=stars) for event in history_of(request.scope, row.uid, of_case=of_case)]


@router.post(
    "/requests/{uid}/photos", response={201: PhotoOut}, operation_id="requests_photo", summary="Add a photo",
)  # fmt: skip
def photo(request: ScopedRequest, uid: UUID, photo: File[UploadedFile], key: IdempotencyKey = None) -> Any:
    """Keep a photo with the request, made anew: where and with what it was taken is gone from it."""
    pages.request_of(request.scope, uid)
    cleaned = clean_upload(cast(BinaryIO, photo.file), photo.name or "photo")
    kept = pictures.add_photo(request.scope, uid, cleaned, now=now())
    return Status(201, {"uid": kept.uid, "name": kept.name, "media_type": kept.media_type})


@router.post("/requests/{uid}/answer", response=RequestOut, operation_id="requests_answer", summary="Answer a question")
def answer(request: ScopedRequest, uid: UUID, said: AnswerIn, key: IdempotencyKey = None) -> Any:
    """Answer what the requester was asked; what waited goes on."""
    repeatable(
        request, key,
        lambda: str(talk.answer_question(request.scope, uid, body=said.body, now=now(), channel="api").uid),
    )  # fmt: skip
    return out.request_told(request.scope, uid)


@router.post("/requests/{uid}/rate", response=RequestOut, operation_id="requests_rate", summary="Rate a request")
def rate(request: ScopedRequest, uid: UUID, said: RatingIn) -> Any:
    """Say how it went."""
    endings.rate(request.scope, uid, rating=said.rating, reason=said.reason, now=now())
    return out.request_told(request.scope, uid)


@router.post(
    "/requests/{uid}/split", response={201: RequestOut}, operation_id="requests_split",
    summary="Make a part of a request a request of its own",
)  # fmt: skip
def split(request: ScopedRequest, uid: UUID, said: SplitIn, key: IdempotencyKey = None) -> Any:
    """Answers with the part; it counts from the moment the whole reached us."""

    def do() -> str:
        part = merging.split_off(
            request.scope, uid, request_type=said.request_type, description=said.description, now=now()
        )
        return str(part.uid)

    return Status(201, out.request_told(request.scope, UUID(repeatable(request, key, do)), written=True))

"""Articles for other systems: reading, searching, suggesting, writing and what readers say."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema, Status

from samdrift.foundation.api import IfMatch, tagged
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.limits import check_limit
from samdrift.registers.catalogue.commands import articles as commands
from samdrift.registers.catalogue.models import Article
from samdrift.registers.catalogue.queries import advice, articles

router = Router(tags=["Articles"])
READ = "catalogue.read_articles"
MOST = 200
Texts = dict[str, str]
Code = Annotated[str, Field(max_length=40)]


class ArticleOut(Schema):
    """A published article in one language; `part` is the part of it that matches a search."""

    uid: UUID
    code: str
    genre: str
    audience: str
    number: int
    title: str
    body: str
    request_types: list[str]
    part: str = ""


class ArticleIn(Schema):
    """An article or a script as it is written; titles and bodies by language (en, da, sv)."""

    code: Code
    title: Texts
    body: Texts
    genre: Code = "article"
    audience: Code = "requesters"
    request_types: Annotated[list[Code], Field(max_length=62)] = []
    note: Annotated[str, Field(max_length=200)] = ""


class WrittenOut(Schema):
    """An article as whoever writes sees it."""

    uid: UUID
    code: str
    genre: str
    audience: str
    state: str
    published_number: int | None
    review_on: date | None
    version: int


class ReviewIn(Schema):
    """When it must be read again; a year from now when nothing is said."""

    review_on: date | None = None


class SaidIn(Schema):
    """What a reader says: helped, not_helped, accepted (nothing was asked for then) or declined (asked anyway)."""

    answer: Code
    channel: Code = "help"


class AskedIn(Schema):
    """What somebody wrote, in Danish, Swedish or English."""

    text: Annotated[str, Field(max_length=8000)]
    most: Annotated[int, Field(ge=1, le=5)] = 2


@router.get("/articles", response=list[ArticleOut], operation_id="articles_list", summary="Articles to read")
def list_articles(
    request: ScopedRequest,
    q: Annotated[str, Query("", max_length=400)],
    about: Annotated[str, Query("", max_length=32)],
) -> Any:
    """Published articles by title; with `q` those with every word, with `about` those about a request type."""
    request.scope.require_somewhere(READ)
    if q:
        return [
            _out(one.article, part="".join(piece for piece, _hit in one.pieces))
            for one in articles.search_articles(request.scope, q, _language())
        ]
    if about:
        return [_out(one) for one in articles.articles_about(request.scope, about, _language(), genre="")]
    return [_out(one) for one in articles.read_articles(request.scope, _language())[:MOST]]


@router.post(
    "/articles/suggestions", response=list[ArticleOut], operation_id="articles_suggest",
    summary="Articles that may answer a text",
)  # fmt: skip
def suggest_articles(request: ScopedRequest, asked: AskedIn) -> Any:
    """A POST, so that what was written does not stand in anybody's log of addresses. Nothing is kept."""
    request.scope.require_somewhere(READ)
    return [_out(one) for one in advice.articles_suggested(request.scope, asked.text, _language(), most=asked.most)]


@router.get("/articles/{uid}", response=ArticleOut, operation_id="articles_get", summary="One article")
def get_article(request: ScopedRequest, uid: UUID) -> Any:
    """One published article or script."""
    request.scope.require_somewhere(READ)
    return _out(articles.read_article(request.scope, uid, _language()))


@router.post("/articles", response={201: WrittenOut}, operation_id="articles_write", summary="Begin an article")
def write_article(request: ScopedRequest, written: ArticleIn, response: HttpResponse) -> Any:
    """Begin a draft; its code is used once, so sending it twice makes one."""
    made = commands.write_article(request.scope, _draft(written), now=now())
    tagged(response, made.version)
    return Status(201, made)


@router.put("/articles/{uid}", response=WrittenOut, operation_id="articles_revise", summary="Write the next version")
def revise_article(
    request: ScopedRequest, uid: UUID, written: ArticleIn, version: IfMatch, response: HttpResponse
) -> Any:
    """Readers keep the published version until this one is published. Code and genre stay as they are."""
    made = commands.revise_article(request.scope, uid, _draft(written), expected_version=version, now=now())
    return _tagged(response, made)


@router.post("/articles/{uid}/publish", response=WrittenOut, operation_id="articles_publish", summary="Publish it")
def publish_article(request: ScopedRequest, uid: UUID, day: ReviewIn, version: IfMatch, response: HttpResponse) -> Any:
    """Let readers have the newest version; it must stand in all three languages."""
    made = commands.publish_article(request.scope, uid, expected_version=version, now=now(), review_on=day.review_on)
    return _tagged(response, made)


@router.post("/articles/{uid}/withdraw", response=WrittenOut, operation_id="articles_withdraw", summary="Withdraw it")
def withdraw_article(request: ScopedRequest, uid: UUID, version: IfMatch, response: HttpResponse) -> Any:
    """Let nobody read it any more; its versions stay."""
    made = commands.withdraw_article(request.scope, uid, expected_version=version, now=now())
    return _tagged(response, made)


@router.post(
    "/articles/{uid}/review", response=WrittenOut, operation_id="articles_review", summary="Say it is still right"
)
def review_article(request: ScopedRequest, uid: UUID, day: ReviewIn, version: IfMatch, response: HttpResponse) -> Any:
    """Set the day it must be read again."""
    made = commands.review_article(request.scope, uid, expected_version=version, now=now(), review_on=day.review_on)
    return _tagged(response, made)


@router.post(
    "/articles/{uid}/answers", response={204: None}, operation_id="articles_answer",
    summary="Say whether an article helped",
)  # fmt: skip
def answer_article(request: ScopedRequest, uid: UUID, said: SaidIn) -> Any:
    """It is counted, and nobody is named."""
    request.scope.require_somewhere(READ)
    check_limit("catalogue.answer", str(request.scope.person_id), 60, 3600, real_now())
    commands.answer_article(request.scope, uid, answer=said.answer, channel=said.channel, now=now())
    return Status(204, None)


def _draft(written: ArticleIn) -> commands.Draft:
    values = written.dict()
    return commands.Draft(**{**values, "request_types": tuple(dict.fromkeys(values["request_types"]))})


def _out(one: articles.Read, part: str = "") -> dict[str, Any]:
    return {
        "uid": one.uid, "code": one.code, "genre": one.genre, "audience": one.audience, "number": one.number,
        "title": one.title, "body": one.body, "request_types": list(one.request_types), "part": part,
    }  # fmt: skip


def _tagged(response: HttpResponse, made: Article) -> Article:
    tagged(response, made.version)
    return made


def _language() -> str:
    return (get_language() or "en")[:2]

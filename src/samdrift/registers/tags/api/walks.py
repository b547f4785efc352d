"""Walks, verifications and the health of tags, for phones and other systems."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from samdrift.foundation.api import IfMatch, Moment, MomentIn, tagged
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.errors import Refused
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import rules
from samdrift.registers.tags.commands import rounds, walking
from samdrift.registers.tags.models import TagRound
from samdrift.registers.tags.queries import health
from samdrift.registers.tags.queries import rounds as asked
from samdrift.registers.tags.queries import walking as along

router = Router()


class TagHealthOut(Schema):
    """How the tags of a site are, and its verification under way."""

    site: UUID
    code: str
    placed: int
    hanging: int
    verified: int
    never: int
    often: int
    due: int
    reported: int
    damaged: int
    missing: int
    replaced: int
    round: UUID | None


class TagRoundOut(Schema):
    """A verification of a site's tags and how far it is."""

    uid: UUID
    site: UUID
    which: str
    started_at: Moment
    ended_at: Moment | None
    there: int
    damaged: int
    missing: int
    left: int
    version: int


class TagRoundIn(Schema):
    """Which site, and all its tags or those due."""

    site: UUID
    which: Literal["all", "due"] = "all"


class TagCheckIn(Schema):
    """A scanned code; or a tag and what is wrong with it."""

    code: str = Field("", max_length=200)
    tag: UUID | None = None
    trouble: Literal["damaged", "missing"] | None = None


class WalkOut(Schema):
    """What a phone takes along: sites to choose from, or one site with its places in order."""

    person: UUID | None
    name: str
    language: str
    csrf: str
    at: Moment
    sites: list[dict[str, Any]] = []
    site: dict[str, Any] | None = None
    places: list[dict[str, Any]] = []
    round: dict[str, Any] | None = None


class WalkPieceIn(Schema):
    """One thing done on a walk: `uid` makes a repeat the same thing, `device_at` is the phone's own clock."""

    uid: UUID
    kind: Annotated[str, Field(max_length=8)]
    site: UUID
    device_at: MomentIn
    body: dict[str, Any] = {}


class WalkQueueIn(Schema):
    """What waited, in the order it was done; `sent_at` is the phone's clock now, `person` who did it."""

    sent_at: MomentIn
    person: UUID | None = None
    actions: Annotated[list[WalkPieceIn], Field(max_length=rules.MOST_AT_ONCE)]


class WalkToldOut(Schema):
    """What became of one piece: done, duplicate, conflict (somebody looks), refused, or later; `why` in one word."""

    uid: UUID
    outcome: str
    words: str
    why: str


class WalkQueueTold(Schema):
    """The answers in the same order."""

    told: list[WalkToldOut]


@router.get("/tag-health", response=list[TagHealthOut], operation_id="tag_health", summary="How the tags of sites are")
def tag_health(request: ScopedRequest) -> Any:
    """Each site with tags one sees: placed, verified within 180 days, never and often scanned, in trouble."""
    request.scope.require_somewhere("tags.view")
    return [
        {"site": one.uid, "code": one.code, "round": one.round, **asdict(one.figures)}
        for one in health.health_by_site(request.scope, today=parties.community_day(request.scope, now()))
    ]


def _round(request: ScopedRequest, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    found: TagRound = asked.round_of(request.scope, uid)
    counts = asked.counts_of_round(request.scope, found)
    tagged(response, found.version)
    return {
        "uid": found.uid, "site": found.site.uid, "which": found.which, "started_at": found.started_at,
        "ended_at": found.ended_at, "there": counts.there, "damaged": counts.damaged, "missing": counts.missing,
        "left": counts.left, "version": found.version,
    }  # fmt: skip


@router.post("/tag-rounds", response=TagRoundOut, operation_id="start_tag_round", summary="Begin a verification")
def start_tag_round(request: ScopedRequest, response: HttpResponse, body: TagRoundIn) -> Any:
    """Where one is under way at the site, that one is answered."""
    found = rounds.start_round(request.scope, body.site, which=body.which, now=now())
    return _round(request, response, found.uid)


@router.get("/tag-rounds/{uid}", response=TagRoundOut, operation_id="read_tag_round", summary="One verification")
def read_tag_round(request: ScopedRequest, response: HttpResponse, uid: UUID) -> Any:
    """How far it is."""
    return _round(request, response, uid)


@router.post(
    "/tag-rounds/{uid}/checks", response=TagRoundOut, operation_id="check_tag", summary="Look at one tag of it"
)
def check_tag(request: ScopedRequest, response: HttpResponse, uid: UUID, body: TagCheckIn) -> Any:
    """A scanned code says that it hangs; a tag with a trouble says that it does not, or cannot be read."""
    if body.tag is not None and body.trouble is not None:
        rounds.check_troubled(request.scope, uid, body.tag, body.trouble, now=now())
    else:
        rounds.check_scanned(request.scope, uid, body.code, now=now())
    return _round(request, response, uid)


@router.post("/tag-rounds/{uid}/end", response=TagRoundOut, operation_id="end_tag_round", summary="End a verification")
def end_tag_round(request: ScopedRequest, response: HttpResponse, uid: UUID, version: IfMatch) -> Any:
    """Its figures are kept; what was not looked at stays due."""
    rounds.end_round(request.scope, uid, expected_version=version, now=now())
    return _round(request, response, uid)


@router.get("/walk/day", response=WalkOut, operation_id="walk_day", summary="What a phone takes along to walk a site")
def walk_day(request: ScopedRequest, site: UUID | None = None) -> Any:
    """Without a site, the sites one may walk; with one, its places in walking order and marks of its tags, no code."""
    scope, at = request.scope, now()
    scope.require_somewhere("tags.mount")
    told = {"csrf": get_token(request), "at": at, "sites": along.sites_for_phone(scope)} | along.walker_of(scope)
    return told if site is None else told | along.walk_of(scope, site, now=at)


@router.post("/walk/actions", response=WalkQueueTold, operation_id="walk_actions", summary="Send what a walk queued")
def walk_actions(request: ScopedRequest, said: WalkQueueIn) -> Any:
    """Up to 50 pieces in the order they were done. A piece sent twice is done once; what is refused says why."""
    scope = request.scope
    scope.require_somewhere("tags.mount")
    if said.person is not None and said.person != along.walker_of(scope)["person"]:
        raise Refused(_("Somebody else is signed in on this phone. What waits is sent when its own person signs in."))
    sent = [walking.Piece(one.uid, one.kind, one.site, _here(one.device_at), one.body) for one in said.actions]
    told = walking.take_all(scope, sent, sent_at=_here(said.sent_at), now=now)
    return {"told": [{"uid": t.uid, "outcome": t.outcome, "words": t.words, "why": t.why} for t in told]}


def _here(moment: datetime) -> datetime:
    """A phone's time as the house counts: the demonstration runs on another day than phones do."""
    return moment + (now() - real_now())

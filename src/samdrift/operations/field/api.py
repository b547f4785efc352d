"""The phone's door: what it takes along, what it queued, and its photos one by one."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from samdrift.foundation.api import Moment, MomentIn
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.errors import Refused
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.field import rules
from samdrift.operations.field.commands import taking
from samdrift.operations.field.commands.pieces import Piece
from samdrift.operations.field.queries.day import day_of, whose_phone

router = Router(tags=["Field work"])


class PhoneDayOut(Schema):
    """A shift: `person` whose it is, `csrf` for sending, and what `day_of` gives."""

    person: UUID
    name: str
    language: str
    csrf: str
    at: Moment
    orders: list[dict[str, Any]]
    done: list[dict[str, Any]]
    holds: list[dict[str, Any]]
    resolutions: list[dict[str, Any]]
    failures: list[dict[str, Any]]
    refusals: list[dict[str, Any]]
    no_scan: list[dict[str, Any]]
    types: list[dict[str, Any]]
    sites: list[dict[str, Any]]
    moves: dict[str, str]
    parts: dict[str, Any]
    kinds: list[str]


class PieceIn(Schema):
    """One thing done on the phone: `uid` makes a repeat the same thing, `device_at` is the phone's own clock."""

    uid: UUID
    kind: Annotated[str, Field(max_length=12)]
    order: UUID | None = None
    device_at: MomentIn
    body: dict[str, Any] = {}


class OutboxIn(Schema):
    """What waited, in the order it was done; `sent_at` is the phone's clock now, `person` who did it."""

    sent_at: MomentIn
    person: UUID | None = None
    actions: Annotated[list[PieceIn], Field(max_length=rules.MOST_AT_ONCE)]


class ToldOut(Schema):
    """What became of one piece: done, duplicate, conflict (kept and looked at), refused, or later."""

    uid: UUID
    outcome: str
    words: str
    fields: dict[str, str]


class QueueOut(Schema):
    """The answers in the same order; `drift_seconds` is how far the phone's clock is ahead."""

    at: Moment
    drift_seconds: int | None
    told: list[ToldOut]


class PhotoIn(Schema):
    """The identifier the phone gave the photo, and when it was taken and sent."""

    photo_uid: UUID
    person: UUID | None = None
    device_at: MomentIn
    sent_at: MomentIn


def _here(moment: datetime) -> datetime:
    """A phone's time as the house counts: the demonstration runs on another day than phones do."""
    return moment + (now() - real_now())


def _told(one: taking.Told) -> dict[str, Any]:
    return {"uid": one.uid, "outcome": one.outcome, "words": one.words, "fields": one.fields}


def _same_person(request: ScopedRequest, person: UUID | None) -> None:
    """What one person did is sent as that person only, whoever holds the phone now.

    Raises:
        Refused: Somebody else is signed in.
    """
    if person is not None and person != whose_phone(request.scope):
        raise Refused(_("Somebody else is signed in on this phone. What waits is sent when its own person signs in."))


@router.get(
    "/field/day", response=PhoneDayOut, operation_id="field_day", summary="What a phone takes along for a shift"
)
def read_day(request: ScopedRequest) -> Any:
    """One's open orders with place, way, dangers, clocks and demanded proof, and the words to act with."""
    scope = request.scope
    scope.require_somewhere("work.do")
    return {"csrf": get_token(request)} | day_of(scope, now=now())


@router.post("/field/actions", response=QueueOut, operation_id="field_actions", summary="Send what a phone queued")
def send_actions(request: ScopedRequest, said: OutboxIn) -> Any:
    """Up to 50 pieces in the order they were done. A piece sent twice is done once; what is refused says why."""
    request.scope.require_somewhere("work.do")
    _same_person(request, said.person)
    sent = [Piece(one.uid, one.kind, one.order, _here(one.device_at), one.body) for one in said.actions]
    received = now()
    told = taking.take_all(request.scope, sent, sent_at=_here(said.sent_at), now=now)
    return {
        "at": received, "drift_seconds": rules.drift_seconds(_here(said.sent_at), received),
        "told": [_told(one) for one in told],
    }  # fmt: skip


@router.post("/field/reports/{uid}/photos", response=ToldOut, operation_id="field_report_photo", summary="Send a photo")
def send_report_photo(request: ScopedRequest, uid: UUID, said: Form[PhotoIn], photo: File[UploadedFile]) -> Any:
    """One photo of something one reported from the phone; sent again, it is the same photo."""
    return _take_photo(
        request, said, photo, Piece(said.photo_uid, "report_photo", None, _here(said.device_at), {"report": str(uid)})
    )


@router.post("/field/orders/{uid}/photos", response=ToldOut, operation_id="field_photo", summary="Send one photo")
def send_photo(request: ScopedRequest, uid: UUID, said: Form[PhotoIn], photo: File[UploadedFile]) -> Any:
    """One photo of an order, under the identifier the phone gave it; sent again, it is the same photo."""
    return _take_photo(request, said, photo, Piece(said.photo_uid, "photo", uid, _here(said.device_at)))


def _take_photo(request: ScopedRequest, said: PhotoIn, photo: UploadedFile, piece: Piece) -> dict[str, Any]:
    _same_person(request, said.person)
    opened: Any = photo.file
    told = taking.take(
        request.scope, piece, sent_at=_here(said.sent_at), now=now(), photo=(opened, photo.name or "photo.jpg")
    )
    if told.unknown:
        raise Http404
    return _told(told)

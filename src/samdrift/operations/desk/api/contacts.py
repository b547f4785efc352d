"""Contacts: calls, mails and visits told of by other systems, from ring to wrap-up."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from samdrift.foundation.api import (
    Cursor,
    IdempotencyKey,
    IfMatchKnown,
    Limit,
    Moment,
    MomentIn,
    Page,
    page_of,
    repeatable,
    tagged,
)
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.desk.commands import contacts as commands
from samdrift.operations.desk.commands import linking, wrapping
from samdrift.operations.desk.commands import queues as queue_commands
from samdrift.operations.desk.queries import contacts as queries

router = Router(tags=["Desk"])
Channel = Literal["phone", "mail", "web", "qr", "counter", "chat", "app", "letter", "sms", "api", "integration"]
Outcome = Literal[
    "resolved", "request_created", "me_too", "transferred", "call_back", "wrong_number", "spam", "chaser"
]  # fmt: skip
Avoidable = Literal[
    "", "no_news", "unclear_message", "wrong_place", "told_twice", "not_done_right", "site_or_form_unclear"
]  # fmt: skip


class ContactOut(Schema):
    """A contact; a stranger's number never stands in it."""

    uid: UUID
    channel: str
    direction: str
    queue: str
    reference: str
    started_at: Moment
    answered_at: Moment | None
    ended_at: Moment | None
    abandoned_at: Moment | None
    wait_seconds: int | None
    talk_seconds: int | None
    hold_seconds: int | None
    wrap_seconds: int | None
    agent: UUID | None
    caller: UUID | None
    caller_hint: str
    language: str
    line: str
    subject: str
    outcome: str
    eligible_for_fcr: bool | None
    avoidable: str
    requests: list[UUID]
    continues: UUID | None
    repeat_of: UUID | None
    version: int


class ContactIn(Schema):
    """How it begins."""

    channel: Channel
    direction: Literal["in", "out"] = "in"
    started_at: MomentIn | None = None
    answered_at: MomentIn | None = None
    queue: str = Field("", max_length=24)
    agent: UUID | None = None
    caller: UUID | None = None
    caller_handle: str = Field("", max_length=120, description="A stranger's number or address: kept as a keyed hash")
    language: Literal["en", "da", "sv"] = "en"
    line: str = Field("", max_length=8)
    subject: str = Field("", max_length=64)
    note: str = Field("", max_length=8000)
    reference: str = Field("", max_length=120, description="Your own id: told of twice, it is the same contact")
    continues: UUID | None = None


class ContactMomentIn(Schema):
    """When it was; now, when left away."""

    at: MomentIn | None = None
    agent: UUID | None = None
    talk_seconds: int | None = Field(None, ge=0, le=86_400)
    hold_seconds: int | None = Field(None, ge=0, le=86_400)


class WrapUpIn(Schema):
    """How it ended."""

    outcome: Outcome
    line: str = Field("", max_length=8)
    subject: str = Field("", max_length=64)
    note: str = Field("", max_length=8000)
    avoidable: Avoidable = ""
    by_law: bool = False


class ContactLinkIn(Schema):
    """Which request it is about."""

    request: UUID
    relation: Literal["created", "about", "chaser", "me_too"] = "about"


class ContactHandOverIn(Schema):
    """Who goes on with it, and what was said so far."""

    note: str = Field(max_length=8000)
    person: UUID | None = None
    queue: str = Field("", max_length=24)


class ContactCallerIn(Schema):
    """Who it is."""

    caller: UUID | None = None
    caller_handle: str = Field("", max_length=120)


def _bounded(moment: datetime | None, current: datetime) -> datetime:
    return min(moment, current) if moment is not None else current


def _shown(request: ScopedRequest, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    told = queries.contact_told(request.scope, uid)
    tagged(response, told["version"])
    return told


@router.get("/contacts", response=Page[ContactOut], operation_id="contacts_list", summary="Contacts, the newest first")
def list_contacts(
    request: ScopedRequest, state: Literal["", "under_way"] = "", request_uid: UUID | None = None, cursor: Cursor = "",
    limit: Limit = 25,
) -> Any:  # fmt: skip
    """Those the desk may see; only those under way, or those about one request, when asked for."""
    request.scope.require_somewhere("desk.view")
    rows = queries.contacts(request.scope, under_way=state == "under_way", request_uid=request_uid)
    page = page_of(rows, lambda row: row, order=("-started_at", "-pk"), cursor=cursor, limit=limit)
    return {"items": queries.told(request.scope, page["items"]), "next": page["next"]}


@router.post("/contacts", response=ContactOut, operation_id="contacts_open", summary="A contact begins")
def open_one(request: ScopedRequest, said: ContactIn, response: HttpResponse, key: IdempotencyKey = None) -> Any:
    """A call rings, a mail arrives, somebody stands at the counter."""
    scope, moment = request.scope, now()
    opening = commands.Opening(
        channel=said.channel, direction=said.direction, started_at=_bounded(said.started_at, moment),
        answered_at=_bounded(said.answered_at, moment) if said.answered_at else None, queue=said.queue,
        agent_id=queries.person_id(scope, said.agent), caller_id=queries.person_id(scope, said.caller),
        caller_handle=said.caller_handle, language=said.language, line_code=said.line, subject=said.subject,
        note=said.note, reference=said.reference, continues_id=queries.contact_id(scope, said.continues),
    )  # fmt: skip
    uid = repeatable(request, key, lambda: str(commands.open_contact(scope, opening, now=moment).uid))
    return _shown(request, response, UUID(uid))


@router.get("/contacts/{uid}", response=ContactOut, operation_id="contacts_get", summary="One contact")
def get(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """One contact; what was said in it stays at the desk."""
    return _shown(request, response, uid)


@router.post("/contacts/{uid}/answer", response=ContactOut, operation_id="contacts_answer", summary="Somebody took it")
def answer(
    request: ScopedRequest, uid: UUID, said: ContactMomentIn, response: HttpResponse, version: IfMatchKnown = None
) -> Any:
    """The agent who picked up; the caller of the API, when left away."""
    agent = queries.person_id(request.scope, said.agent)
    moment = now()
    at = _bounded(said.at, moment)
    commands.answer_contact(request.scope, uid, agent_id=agent, answered_at=at, now=moment, expected_version=version)
    return _shown(request, response, uid)


@router.post("/contacts/{uid}/abandon", response=ContactOut, operation_id="contacts_abandon", summary="They gave up")
def abandon(request: ScopedRequest, uid: UUID, said: ContactMomentIn, response: HttpResponse) -> Any:
    """They gave up waiting."""
    moment = now()
    commands.abandon_contact(request.scope, uid, at=_bounded(said.at, moment), now=moment)
    return _shown(request, response, uid)


@router.post("/contacts/{uid}/end", response=ContactOut, operation_id="contacts_end", summary="They hung up")
def end(request: ScopedRequest, uid: UUID, said: ContactMomentIn, response: HttpResponse) -> Any:
    """It is over; how it ended is still to be told."""
    moment = now()
    commands.end_contact(
        request.scope, uid, at=_bounded(said.at, moment), now=moment, talk_seconds=said.talk_seconds,
        hold_seconds=said.hold_seconds,
    )  # fmt: skip
    return _shown(request, response, uid)


@router.post("/contacts/{uid}/wrap-up", response=ContactOut, operation_id="contacts_wrap_up", summary="How it ended")
def wrap_up(
    request: ScopedRequest, uid: UUID, said: WrapUpIn, response: HttpResponse, version: IfMatchKnown = None
) -> Any:
    """Say how it ended; what it counts as, the rules say."""
    ending = wrapping.WrapUp(
        outcome=said.outcome, line_code=said.line, subject=said.subject, note=said.note, avoidable=said.avoidable,
        by_law=said.by_law,
    )  # fmt: skip
    wrapping.wrap_up(request.scope, uid, ending, now=now(), expected_version=version)
    return _shown(request, response, uid)


@router.post("/contacts/{uid}/link", response=ContactOut, operation_id="contacts_link", summary="What it is about")
def link(
    request: ScopedRequest, uid: UUID, said: ContactLinkIn, response: HttpResponse, version: IfMatchKnown = None
) -> Any:
    """Say which request it is about."""
    linking.link_contact(
        request.scope, uid, request_uid=said.request, relation=said.relation, now=now(), expected_version=version
    )
    return _shown(request, response, uid)


@router.post(
    "/contacts/{uid}/hand-over", response=ContactOut, operation_id="contacts_hand_over", summary="Hand it over warm"
)
def hand_over(
    request: ScopedRequest, uid: UUID, said: ContactHandOverIn, response: HttpResponse, version: IfMatchKnown = None
) -> Any:
    """Answers with the contact that goes on."""
    person = queries.person_id(request.scope, said.person)
    goes_on = linking.hand_over(
        request.scope, uid, note=said.note, to_person=person, queue=said.queue, now=now(), expected_version=version
    )
    return _shown(request, response, goes_on.uid)


@router.post("/contacts/{uid}/caller", response=ContactOut, operation_id="contacts_caller", summary="Who it is")
def caller(
    request: ScopedRequest, uid: UUID, said: ContactCallerIn, response: HttpResponse, version: IfMatchKnown = None
) -> Any:
    """A known person, or the number of a stranger."""
    person = queries.person_id(request.scope, said.caller)
    wrapping.identify_caller(
        request.scope, uid, caller_id=person, caller_handle=said.caller_handle, now=now(), expected_version=version
    )
    return _shown(request, response, uid)


class QueueNames(Schema):
    """What a queue is called."""

    en: str = Field(max_length=80)
    da: str = Field(max_length=80)
    sv: str = Field(max_length=80)


class QueueIn(Schema):
    """A queue and what it promises."""

    code: str = Field(max_length=24)
    name: QueueNames
    answer_seconds: int = Field(60, ge=1, le=3600)
    short_seconds: int = Field(5, ge=0, le=60)


@router.get("/desk-queues", response=list[QueueIn], operation_id="desk_queues", summary="Where contacts wait")
def desk_queues(request: ScopedRequest) -> Any:
    """Every queue with what it promises."""
    request.scope.require_somewhere("desk.view")
    return list(queries.all_queues(request.scope))


@router.post("/desk-queues", response=QueueIn, operation_id="desk_queue_set", summary="Name a queue")
def set_queue(request: ScopedRequest, said: QueueIn) -> Any:
    """Name one, or say anew what it promises; its code stays."""
    return queue_commands.set_queue(
        request.scope, said.code, name=said.name.dict(), answer_seconds=said.answer_seconds,
        short_seconds=said.short_seconds, now=now(),
    )  # fmt: skip

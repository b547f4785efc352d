"""Rounds for other systems: the same commands and queries as the pages and the phone."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Router, Schema, Status

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, MomentIn, repeatable
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.operations.rounds.commands import helping, marking, writing
from samdrift.operations.rounds.models import Round
from samdrift.operations.rounds.queries import rounds as queries
from samdrift.operations.rounds.queries.rounds import RoundDay
from samdrift.operations.work.public import Moment as WorkMoment
from samdrift.registers.parties import public as parties

router = Router(tags=["Rounds"])
Code = Annotated[str, Field(max_length=12)]


class RoundIn(Schema):
    """What a round is: `rule` is an RRULE of days, `starts_minute` minutes after midnight at the site."""

    name: Annotated[str, Field(max_length=120)]
    site: UUID
    line: Annotated[str, Field(max_length=8)]
    rule: Annotated[str, Field(max_length=200)]
    first_day: date
    last_day: date | None = None
    off_days: Annotated[str, Field(max_length=4)] = "skip"
    starts_minute: Annotated[int, Field(ge=0, lt=1440)] = 360
    team: UUID | None = None
    person: UUID | None = None
    buddy: UUID | None = None


class StopIn(Schema):
    """A room of a round, in the order of the list."""

    space: UUID
    tasks: list[Code] = []
    minutes: Annotated[int, Field(ge=1, le=480)] = 5
    note: Annotated[str, Field(max_length=200)] = ""


class StopsIn(Schema):
    """All rooms of a round in their order."""

    stops: Annotated[list[StopIn], Field(max_length=150)]


class StopsOut(Schema):
    """From which day the rooms hold."""

    from_day: date


class RoundOut(Schema):
    """A round."""

    uid: UUID
    version: int
    name: str
    line: str
    rule: str
    first_day: date
    last_day: date | None
    starts_minute: int


class MarkOut(Schema):
    """What was said about a room, with both clocks; `who` by the name the reader may know."""

    uid: UUID
    kind: str
    reason: str
    by_scan: bool
    who: str
    happened_at: Moment
    device_at: Moment | None
    received_at: Moment
    drift_seconds: int | None
    undone: bool


class RoomOut(Schema):
    """One room of a round on a day."""

    stop: UUID
    space: UUID
    number: str
    name: str
    tasks: list[str]
    minutes: int
    state: str
    said: list[MarkOut]


class RoundDayOut(Schema):
    """A round on a day: how far it is, and each room with its proof."""

    uid: UUID
    name: str
    site: str
    day: date
    done: int
    skipped: int
    left: int
    minutes_left: int
    rooms: list[RoomOut] = []


class OfRoomIn(Schema):
    """About which day; `code` is what was scanned in the room. `device_at` and `sent_at` are a phone's own clock."""

    day: date
    code: Annotated[str, Field(max_length=200)] = ""
    device_at: MomentIn | None = None
    sent_at: MomentIn | None = None


class SkipIn(OfRoomIn):
    """Why: occupied, locked, no_time, no_supplies or unsafe."""

    reason: Code


class ReportIn(OfRoomIn):
    """What is wrong: broken, water, light, toilet, dirty or supplies."""

    deviation: Code


class MarkedOut(Schema):
    """The mark, and what else should be known."""

    uid: UUID
    kind: str
    by_scan: bool
    words: str = ""


class UidOut(Schema):
    """What was made."""

    uid: UUID


class RoundEndIn(Schema):
    """The last day."""

    last_day: date


class HelpIn(Schema):
    """Help is called: come or danger."""

    kind: Code
    stop: UUID | None = None


def _moment(said: OfRoomIn) -> WorkMoment:
    ahead = now() - real_now()  # the demonstration runs on another day than phones do
    return WorkMoment(
        now(), said.device_at + ahead if said.device_at else None, said.sent_at + ahead if said.sent_at else None
    )


def _draft(said: RoundIn) -> writing.RoundDraft:
    return writing.RoundDraft(**said.dict())


def _round(one: Round) -> dict[str, Any]:
    return {
        "uid": one.uid, "version": one.version, "name": one.name, "line": one.line_code, "rule": one.rule,
        "first_day": one.first_day, "last_day": one.last_day, "starts_minute": one.starts_minute,
    }  # fmt: skip


def _day(one: RoundDay, names: dict[int, str] | None, language: str) -> dict[str, Any]:
    far = one.progress
    rooms = [] if names is None else [
        {
            "stop": room.stop.uid, "space": room.stop.space.uid, "number": room.stop.space.number,
            "name": room.stop.space.name, "tasks": room.stop.tasks, "minutes": room.stop.minutes, "state": room.state,
            "said": [
                {
                    "uid": mark.uid, "kind": mark.kind, "reason": mark.reason, "by_scan": mark.by_scan,
                    "who": names.get(mark.person_id, ""), "happened_at": mark.happened_at, "device_at": mark.device_at,
                    "received_at": mark.received_at, "drift_seconds": mark.drift_seconds,
                    "undone": mark.undone_at is not None,
                }
                for mark in room.said
            ],
        }
        for room in one.rooms
    ]  # fmt: skip
    return {
        "uid": one.round.uid, "name": one.round.name, "site": in_language(one.round.site.name, language),
        "day": one.day, "done": far.done, "skipped": far.skipped, "left": far.left, "minutes_left": far.minutes_left,
        "rooms": rooms,
    }  # fmt: skip


@router.get("/rounds", response=list[RoundDayOut], operation_id="rounds_of_day", summary="Rounds of a day")
def read_day(request: ScopedRequest, day: date | None = None) -> Any:
    """The rounds one may see on a day, today when left away, with their progress; at most 500."""
    scope = request.scope
    require_somewhere(scope, "rounds.view")
    found = queries.rounds_of_day(scope, day or parties.community_day(scope, now()))
    return [_day(one, None, scope.language) for one in found]


@router.post("/rounds", response={201: RoundOut}, operation_id="write_round", summary="Make a round")
def write_round(request: ScopedRequest, said: RoundIn, key: IdempotencyKey = None) -> Any:
    """A round without rooms; set them next."""
    scope = request.scope

    def do() -> str:
        return str(writing.write_round(scope, _draft(said), now=now()).uid)

    return Status(201, _round(Round.objects.within(scope).get(uid=repeatable(request, key, do))))


@router.put("/rounds/{uid}", response=RoundOut, operation_id="change_round", summary="Change a round")
def change_round(request: ScopedRequest, uid: UUID, said: RoundIn, version: IfMatch) -> Any:
    """All of it anew; a round stays at its site."""
    return _round(writing.change_round(request.scope, uid, _draft(said), expected_version=version, now=now()))


@router.put("/rounds/{uid}/stops", response=StopsOut, operation_id="set_round_stops", summary="Set a round's rooms")
def set_stops(request: ScopedRequest, uid: UUID, said: StopsIn, version: IfMatch) -> Any:
    """From today, or from tomorrow when today's round has begun."""
    stops = [writing.StopDraft(**one.dict()) for one in said.stops]
    return {"from_day": writing.set_stops(request.scope, uid, stops, expected_version=version, now=now())}


@router.post("/rounds/{uid}/end", response=RoundOut, operation_id="end_round", summary="End a round")
def end_round(request: ScopedRequest, uid: UUID, said: RoundEndIn, version: IfMatch) -> Any:
    """Say the last day on which it is gone."""
    return _round(writing.end_round(request.scope, uid, last_day=said.last_day, expected_version=version, now=now()))


@router.get("/rounds/{uid}/proof", response=RoundDayOut, operation_id="round_day", summary="A round's proof")
def read_proof(request: ScopedRequest, uid: UUID, day: date) -> Any:
    """Each room with all that was said about it, taken back or not."""
    one = queries.day_of_round(request.scope, uid, day)
    return _day(one, queries.names_in(request.scope, [one]), request.scope.language)


@router.post("/round-stops/{uid}/done", response=MarkedOut, operation_id="room_done", summary="A room is done")
def room_done(request: ScopedRequest, uid: UUID, said: OfRoomIn, key: IdempotencyKey = None) -> Any:
    """By scan where `code` hangs in the room."""

    def do() -> dict[str, Any]:
        of = marking.OfRoom(uid, said.day, said.code)
        return _marked(*marking.mark_done(request.scope, of, moment=_moment(said)))

    return repeatable(request, key, do)


@router.post("/round-stops/{uid}/skip", response=MarkedOut, operation_id="room_skip", summary="A room is left out")
def room_skip(request: ScopedRequest, uid: UUID, said: SkipIn, key: IdempotencyKey = None) -> Any:
    """With a reason; it may be made up later the same day."""

    def do() -> dict[str, Any]:
        of = marking.OfRoom(uid, said.day, said.code)
        return _marked(*marking.mark_skipped(request.scope, of, said.reason, moment=_moment(said)))

    return repeatable(request, key, do)


def _marked(mark: Any, words: str) -> dict[str, Any]:
    return {"uid": str(mark.uid), "kind": mark.kind, "by_scan": mark.by_scan, "words": words}


@router.post("/round-marks/{uid}/undo", response=UidOut, operation_id="undo_mark", summary="Take back a mark")
def undo_mark(request: ScopedRequest, uid: UUID) -> Any:
    """What one said oneself; safe to repeat."""
    return marking.undo_mark(request.scope, uid, moment=WorkMoment(now()))


@router.post("/round-stops/{uid}/report", response=UidOut, operation_id="room_report", summary="Report what is wrong")
def room_report(request: ScopedRequest, uid: UUID, said: ReportIn, key: IdempotencyKey = None) -> Any:
    """Gives the request that was made."""

    def do() -> dict[str, str]:
        of = marking.OfRoom(uid, said.day, said.code)
        return {"uid": str(marking.report_deviation(request.scope, of, said.deviation, moment=_moment(said)).uid)}

    return repeatable(request, key, do)


@router.post("/rounds/{uid}/help", response=UidOut, operation_id="call_help", summary="Call help")
def call_help(request: ScopedRequest, uid: UUID, said: HelpIn, key: IdempotencyKey = None) -> Any:
    """The buddy and the team's leader are told."""

    def do() -> dict[str, str]:
        call = helping.call_help(request.scope, uid, said.kind, stop_uid=said.stop, moment=WorkMoment(now()))
        return {"uid": str(call.uid)}

    return repeatable(request, key, do)


@router.post("/help-calls/{uid}/answer", response=UidOut, operation_id="answer_help", summary="Say that one comes")
def answer_help(request: ScopedRequest, uid: UUID) -> Any:
    """The first to say so is who comes; safe to repeat."""
    return helping.answer_help(request.scope, uid, now=now())

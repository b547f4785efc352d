"""Each move as one POST that carries, in If-Match, the version the caller saw."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema, Status

from samdrift.foundation.api import IdempotencyKey, IfMatch, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.operations.requests.api.shapes import (
    AssignIn,
    HoldIn,
    MasterIn,
    PlaceIn,
    PriorityIn,
    QuestionIn,
    ReasonIn,
    ReceivedIn,
    RequestOut,
    ResolveIn,
    TypeIn,
)
from samdrift.operations.requests.commands import (
    appeals,
    assign,
    corrections,
    endings,
    merging,
    progress,
    talk,
    triage,
)
from samdrift.operations.requests.queries import access, handles, out

router = Router(tags=["Requests"])


Values = Callable[[ScopedRequest, Any], Mapping[str, Any]]


def _plainly(request: ScopedRequest, said: Any) -> Mapping[str, Any]:
    """What was sent, as the command takes it."""
    return said.dict() if said is not None else {}


def _offer(
    name: str, summary: str, command: Callable[..., Any], shape: type[Schema] | None = None, values: Values = _plainly
) -> None:
    """Offer a move as POST /requests/{uid}/<name>; ninja reads what it takes from the function's annotations."""

    def move(
        request: ScopedRequest, uid: UUID, said: Any, version: IfMatch, response: HttpResponse,
        key: IdempotencyKey = None,
    ) -> Any:  # fmt: skip
        def do() -> str:
            command(request.scope, uid, expected_version=version, now=now(), **values(request, said))
            return str(uid)

        repeatable(request, key, do)
        if access.is_hidden_case(request.scope, uid):
            return Status(204, None)  # done, and from now on it exists for others only
        told = out.request_told(request.scope, uid, written=True)
        tagged(response, told["version"])
        return told

    def bare_move(
        request: ScopedRequest, uid: UUID, version: IfMatch, response: HttpResponse, key: IdempotencyKey = None
    ) -> Any:
        return move(request, uid, None, version, response, key)

    made = move if shape else bare_move
    if shape:
        made.__annotations__["said"] = shape
    made.__doc__ = f"{summary}."
    code = name.replace("-", "_")
    made.__name__ = made.__qualname__ = code
    address = f"/requests/{{uid}}/{name}"
    router.post(address, response={200: RequestOut, 204: None}, operation_id=f"requests_{code}", summary=summary)(made)


def _to(request: ScopedRequest, said: AssignIn) -> Mapping[str, Any]:
    return {
        "team_id": handles.team_id(request.scope, said.team),
        "assignee_id": handles.person_id(said.assignee, "assignee"),
    }


def _at(request: ScopedRequest, said: PlaceIn) -> Mapping[str, Any]:
    return handles.place_ids(request.scope, site=said.site, space=said.space, asset=said.asset)


def _with_evidence(request: ScopedRequest, said: ResolveIn) -> Mapping[str, Any]:
    return {**said.dict(), "evidence": frozenset(said.evidence)}


def _by_master(request: ScopedRequest, said: MasterIn) -> Mapping[str, Any]:
    return {"master_uid": said.master}


def _appeal(scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, now: datetime) -> Any:
    # Whoever asked says no more than that they disagree, whatever has changed since they looked.
    return appeals.appeal(scope, uid, reason=reason, now=now)


def _by_parent(request: ScopedRequest, said: MasterIn) -> Mapping[str, Any]:
    return {"parent_uid": said.master}


_offer("triage", "Confirm type, place and priority", triage.triage)
_offer("type", "Correct the type", triage.confirm_type, TypeIn)
_offer("place", "Correct the place", triage.confirm_place, PlaceIn, _at)
_offer("priority", "Say how urgent it is", triage.confirm_priority, PriorityIn)
_offer("danger", "Confirm that there is danger: it is P1", triage.confirm_danger)
_offer("no-danger", "Say that there is no danger", triage.dismiss_danger)
_offer("agree-priority", "Agree to the lower priority asked for", triage.agree_to_lower_priority)
_offer("keep-priority", "Keep the priority", triage.keep_priority)
_offer("assign", "Give it to a team, a person or both", assign.assign_request, AssignIn, _to)
_offer("take", "Take it oneself", assign.take_request)
_offer("start", "Begin the work", progress.start)
_offer("hold", "Put it on hold", progress.put_on_hold, HoldIn)
_offer("resume", "Let it go on", progress.resume)
_offer("make-safe", "Say that the danger is over", progress.make_safe)
_offer("resolve", "Say that it is done", progress.resolve, ResolveIn, _with_evidence)
_offer("ask", "Ask the requester; the clock waits", talk.ask_requester, QuestionIn)
_offer("confirm", "Confirm that it is done", endings.confirm_closed)
_offer("reopen", "Say that it is not done", endings.reopen, ReasonIn)
_offer("cancel", "Withdraw it", endings.cancel, ReasonIn)
_offer("decline", "Find it out of scope", endings.ask_to_decline, ReasonIn)
_offer("agree-decline", "Agree that it is out of scope", endings.agree_to_decline)
_offer("appeal", "Disagree that it is out of scope", _appeal, ReasonIn)
_offer("grant-appeal", "Let a declined one go on after all", appeals.grant_appeal)
_offer("refuse-appeal", "Let a declined one stay declined", appeals.refuse_appeal, ReasonIn)
_offer("duplicate", "Let another request go on for it", endings.mark_duplicate, MasterIn, _by_master)
_offer("separate", "Take back a wrong merger", merging.separate)
_offer("part-of", "Say which larger request it is a part of", merging.put_under, MasterIn, _by_parent)
_offer("take-out", "Say that it is no part of a larger one", merging.take_out)
_offer("received", "Correct when it was received", corrections.correct_received_at, ReceivedIn)

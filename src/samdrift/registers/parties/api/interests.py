"""Declared interests, gifts and hospitality."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Router, Schema, Status

from samdrift.foundation.api import IfMatch, Moment
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import commands, queries
from samdrift.registers.parties.api.people import PersonRef
from samdrift.registers.parties.models import Interest

router = Router()
SHOWN = 200


class InterestOut(Schema):
    """What somebody declared about a counterpart, and what was decided; the value in hundredths."""

    uid: UUID
    version: int
    person: PersonRef
    counterpart: UUID
    kind: str
    text: str
    value_minor: int | None
    happened_on: date
    declared_at: Moment
    state: str
    decision: str


class InterestIn(Schema):
    """What you declare for yourself."""

    counterpart_uid: UUID
    kind: Literal["interest", "gift", "hospitality", "other"]
    text: Annotated[str, Field(min_length=1, max_length=400)]
    value: Annotated[str, Field(max_length=20)] = ""
    happened_on: date


class DecisionIn(Schema):
    """What you decide on a colleague's declaration, and why."""

    move: Literal["clear", "uphold", "end"]
    why: Annotated[str, Field(min_length=1, max_length=400)]


def _out(scope: Scope, row: Interest) -> dict[str, Any]:
    names = ("uid", "version", "kind", "text", "value_minor", "happened_on", "declared_at", "state", "decision")
    person = {"uid": row.person.uid, "name": queries.shown_name(scope, row.person)}
    return {name: getattr(row, name) for name in names} | {"person": person, "counterpart": row.counterpart.uid}


@router.get(
    "/interests", response=list[InterestOut], operation_id="list_interests", summary="Interests and hospitality"
)
def interests(request: ScopedRequest) -> Any:
    """Your own declarations, and those of your party that you decide on, the newest first."""
    return [_out(request.scope, row) for row in queries.interests(request.scope)[:SHOWN]]


@router.post("/interests", response={201: InterestOut}, operation_id="declare_interest", summary="Declare an interest")
def declare(request: ScopedRequest, body: InterestIn) -> Any:
    """Declare, for yourself, what ties you to a counterpart; until it is decided on you approve nothing of theirs."""
    scope, moment = request.scope, now()
    draft = commands.InterestDraft(**body.dict())
    row = commands.declare_interest(scope, draft, today=queries.community_day(scope, moment), now=moment)
    return Status(201, _out(scope, queries.interests(scope).get(uid=row.uid)))


@router.post(
    "/interests/{uid}/decide", response=InterestOut, operation_id="decide_interest", summary="Decide on a declaration"
)
def decide(request: ScopedRequest, uid: UUID, body: DecisionIn, version: IfMatch) -> Any:
    """Clear, uphold or end what a colleague declared."""
    commands.decide_interest(request.scope, uid, body.move, why=body.why, expected_version=version, now=now())
    return _out(request.scope, queries.interests(request.scope).get(uid=uid))

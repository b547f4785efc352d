"""People, units and keys for other systems."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema, Status

from samdrift.foundation.api import Cursor, IdempotencyKey, IfMatch, Limit, Moment, Page, page_of, repeatable, tagged
from samdrift.foundation.clock import now, real_now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import commands, queries
from samdrift.registers.parties.models import ApiToken, Deputy, Employment, Unit

router = Router()
Short = Annotated[str, Field(min_length=1, max_length=80)]
Texts = dict[str, str]


class PersonRef(Schema):
    """Somebody, by id and name."""

    uid: UUID
    name: str


class MeOut(Schema):
    """Who a call acts as."""

    person: PersonRef
    employment: UUID
    organisation: Texts
    community: Texts
    side: str
    language: str
    roles: list[str]
    permissions: list[str]


class EmploymentOut(Schema):
    """A person at work: one person may have several of these."""

    uid: UUID
    person: PersonRef
    email: str | None
    state: str
    title: str
    organisation: str
    unit: str | None
    starts_on: date
    ends_on: date | None
    version: int


class InviteIn(Schema):
    """Somebody new, or one we know under this e-mail with one more employment."""

    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    given_name: Short
    family_name: Short
    organisation_uid: UUID
    unit_uid: UUID | None = None
    title: Annotated[str, Field(max_length=120)] = ""
    language: str = "en"
    starts_on: date
    protected_identity: bool = False


class EndIn(Schema):
    """The last day."""

    last_day: date


class UnitOut(Schema):
    """A unit where it stands."""

    uid: UUID
    code: str
    name: Texts
    kind: str
    organisation: str
    parent: UUID | None
    depth: int
    cost_centre: str
    closed_on: date | None
    version: int


class UnitMoveIn(Schema):
    """Another parent (null: on top) from a day on."""

    parent_uid: UUID | None
    from_day: date


class TokenOut(Schema):
    """A key, without its secret."""

    uid: UUID
    name: str
    prefix: str
    permissions: list[str] | None
    created_at: Moment
    expires_at: Moment | None
    revoked_at: Moment | None


@router.get("/me", response=MeOut, operation_id="me", summary="Who this call acts as")
def me(request: ScopedRequest) -> Any:
    """The person, employment, roles and permissions behind a token or session."""
    return queries.who_acts(request.scope)


def _person(scope: Scope, row: Employment) -> dict[str, Any]:
    name = queries.shown_name(scope, row.person, row.title)
    known = name == row.person.full_name
    return {
        "uid": row.uid, "person": {"uid": row.person.uid, "name": name},
        "email": row.person.email if known else None, "state": row.person.state, "title": row.title,
        "organisation": row.organisation.code, "unit": row.unit.code if row.unit else None,
        "starts_on": row.starts_on, "ends_on": row.ends_on, "version": row.version,
    }  # fmt: skip


@router.get("/people", response=Page[EmploymentOut], operation_id="list_people", summary="Look people up")
def list_people(
    request: ScopedRequest,
    q: Annotated[str, Query("", max_length=100, description="Beginnings of names, or an e-mail")] = "",
    cursor: Cursor = "",
    limit: Limit = 25,
) -> Any:
    """Employments by name, as far as you may look people up."""
    scope = request.scope
    rows = queries.people(scope, text=q)
    return page_of(rows, lambda row: _person(scope, row), order=queries.PEOPLE_ORDER, cursor=cursor, limit=limit)


@router.post("/people", response={201: EmploymentOut}, operation_id="invite_person", summary="Invite somebody")
def invite(request: ScopedRequest, body: InviteIn, key: IdempotencyKey = None) -> Any:
    """Expect somebody; a repeat with the same Idempotency-Key gives the same employment."""
    scope = request.scope

    def do() -> str:
        return str(commands.invite_person(scope, **body.dict(), now=now()).uid)

    return Status(201, _person(scope, _employment(scope, UUID(repeatable(request, key, do)))))


def _employment(scope: Scope, uid: UUID) -> Employment:
    return queries.people(scope).get(uid=uid)


@router.get("/people/{uid}", response=EmploymentOut, operation_id="read_person", summary="One employment")
def person(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """A person at work, by the employment's uid."""
    row = _employment(request.scope, uid)
    tagged(response, row.version)
    return _person(request.scope, row)


@router.post("/people/{uid}/end", response=EmploymentOut, operation_id="end_employment", summary="Set the last day")
def end(request: ScopedRequest, uid: UUID, body: EndIn, version: IfMatch) -> Any:
    """End an employment; its roles end the same day."""
    commands.end_employment(request.scope, uid, last_day=body.last_day, expected_version=version, now=now())
    return _person(request.scope, _employment(request.scope, uid))


@router.get("/units", response=list[UnitOut], operation_id="list_units", summary="The tree of units on a day")
def units(request: ScopedRequest, on: date | None = None) -> Any:
    """The units that stood on a day (today when none is given), each after its parent."""
    nodes = queries.tree_on(request.scope, on or queries.community_day(request.scope, now()))
    by_id = {node.unit.pk: node.unit.uid for node in nodes}
    return [_unit(node.unit, by_id.get(node.parent_id or 0), node.depth) for node in nodes]


def _unit(unit: Unit, parent: UUID | None, depth: int) -> dict[str, Any]:
    return {
        "uid": unit.uid, "code": unit.code, "name": unit.name, "kind": unit.kind, "depth": depth, "parent": parent,
        "organisation": unit.organisation.code, "cost_centre": unit.cost_centre, "closed_on": unit.closed_on,
        "version": unit.version,
    }  # fmt: skip


@router.get("/units/{uid}", response=UnitOut, operation_id="read_unit", summary="One unit")
def unit(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """A unit as it stands today."""
    row = queries.unit_by_uid(request.scope, uid)
    tagged(response, row.version)
    return _unit(row, row.parent.uid if row.parent else None, row.path.count("/") - 2)


@router.post("/units/{uid}/move", response=UnitOut, operation_id="move_unit", summary="Move a unit from a day on")
def move(request: ScopedRequest, uid: UUID, body: UnitMoveIn, version: IfMatch) -> Any:
    """Let a unit stand under another parent; earlier days keep the tree as it was."""
    moment = now()
    commands.move_unit(
        request.scope, uid, parent_uid=body.parent_uid, from_day=body.from_day, expected_version=version,
        today=moment.date(), now=moment,
    )  # fmt: skip
    row = queries.unit_by_uid(request.scope, uid)
    return _unit(row, row.parent.uid if row.parent else None, row.path.count("/") - 2)


@router.get("/tokens", response=Page[TokenOut], operation_id="list_tokens", summary="Your API tokens")
def tokens(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Keys without their secrets, the newest first. They are made in the product, where a person reads the secret."""
    rows = queries.tokens(request.scope)
    return page_of(rows, _token, order=("-created_at", "-pk"), cursor=cursor, limit=limit)


def _token(token: ApiToken) -> dict[str, Any]:
    names = ("uid", "name", "prefix", "permissions", "created_at", "expires_at", "revoked_at")
    return {name: getattr(token, name) for name in names}


@router.post("/tokens/{uid}/revoke", response=TokenOut, operation_id="revoke_token", summary="Revoke a token")
def revoke(request: ScopedRequest, uid: UUID) -> Any:
    """Let a key open nothing any more; doing it twice changes nothing."""
    return _token(commands.revoke_token(request.scope, uid, now=real_now()))


class DeputyOut(Schema):
    """Who stands in for whom, from a day to a day."""

    uid: UUID
    version: int
    principal: PersonRef
    stand_in: PersonRef
    first_day: date
    last_day: date
    kind: str


class DeputyIn(Schema):
    """A colleague who decides for you; both by employment, yours when you leave it away."""

    stand_in_uid: UUID
    principal_uid: UUID | None = None
    first_day: date
    last_day: date
    kind: Literal["leave", "training", "absent"] = "leave"


def _deputy(scope: Scope, row: Deputy) -> dict[str, Any]:
    names = ("uid", "version", "first_day", "last_day", "kind")
    people = {"principal": row.principal, "stand_in": row.stand_in}
    return {name: getattr(row, name) for name in names} | {
        role: {"uid": one.uid, "name": queries.shown_name(scope, one.person, one.title)} for role, one in people.items()
    }


@router.get("/deputies", response=list[DeputyOut], operation_id="list_deputies", summary="Your deputies")
def deputies(request: ScopedRequest) -> Any:
    """Who stands in for you, and for whom you stand in; what is over is left out."""
    day = queries.community_day(request.scope, now())
    return [_deputy(request.scope, row) for row in queries.deputies_of(request.scope, day=day)]


@router.post("/deputies", response={201: DeputyOut}, operation_id="name_deputy", summary="Name a deputy")
def name_deputy(request: ScopedRequest, body: DeputyIn) -> Any:
    """Let a colleague stand in on some days; a deputy's deputy never decides."""
    scope, moment = request.scope, now()
    scope.require_somewhere("parties.name_deputies")
    row = commands.name_deputy(
        scope, body.principal_uid or queries.employment_uid_of(scope), body.stand_in_uid, first_day=body.first_day,
        last_day=body.last_day, kind=body.kind, today=queries.community_day(scope, moment), now=moment,
    )  # fmt: skip
    return Status(201, _deputy(scope, row))


@router.post("/deputies/{uid}/end", response={204: None}, operation_id="end_deputy", summary="End a stand-in")
def end_deputy(request: ScopedRequest, uid: UUID, version: IfMatch) -> Any:
    """Let somebody no longer stand in, from now on."""
    commands.end_deputy(request.scope, uid, expected_version=version, now=now())
    return Status(204, None)

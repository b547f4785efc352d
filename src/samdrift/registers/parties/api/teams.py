"""Teams and counterparts for other systems."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router, Schema, Status

from samdrift.foundation.api import Cursor, IdempotencyKey, IfMatch, Limit, Page, page_of, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import commands, queries
from samdrift.registers.parties.api.people import EndIn
from samdrift.registers.parties.models import Counterpart, Team

router = Router()
Texts = dict[str, str]


class TeamOut(Schema):
    """Who work is given to."""

    uid: UUID
    code: str
    name: Texts
    organisation: str
    lines: list[str]
    skills: list[str]
    closed_on: date | None
    version: int


class TeamMemberOut(Schema):
    """Somebody in a team."""

    employment: UUID
    name: str
    leads: bool


class TeamPageOut(TeamOut):
    """A team with its people."""

    members: list[TeamMemberOut]


class TeamChangeIn(Schema):
    """What a team is called, does and serves; no lines or sites: all."""

    name: Texts
    lines: list[Annotated[str, Field(max_length=8)]] = []
    site_ids: list[int] = []
    skills: list[Annotated[str, Field(max_length=40)]] = []


class TeamIn(TeamChangeIn):
    """A team to put together."""

    code: Annotated[str, Field(min_length=1, max_length=20)]
    organisation_uid: UUID


class MemberIn(Schema):
    """Somebody who joins a team."""

    employment: UUID
    leads: bool = False


class CounterpartOut(Schema):
    """Two people who answer to each other on a tier; without a unit for the whole community."""

    uid: UUID
    tier: str
    unit: str | None
    customer: str
    provider: str
    customer_deputy: str | None
    provider_deputy: str | None
    valid_from: date
    valid_to: date | None
    version: int


class CounterpartIn(Schema):
    """A pair to name, by their employments."""

    tier: Annotated[str, Field(max_length=12)]
    unit_uid: UUID | None = None
    customer_uid: UUID
    provider_uid: UUID
    customer_deputy_uid: UUID | None = None
    provider_deputy_uid: UUID | None = None
    valid_from: date


@router.get("/teams", response=Page[TeamOut], operation_id="list_teams", summary="The teams of the community")
def teams(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Teams by code."""
    return page_of(queries.teams(request.scope), _team, order=("code", "pk"), cursor=cursor, limit=limit)


def _team(team: Team) -> dict[str, Any]:
    return {
        "uid": team.uid, "code": team.code, "name": team.name, "organisation": team.organisation.code,
        "lines": team.lines, "skills": team.skills, "closed_on": team.closed_on, "version": team.version,
    }  # fmt: skip


def _team_page(request: ScopedRequest, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    scope, team = request.scope, queries.team_by_uid(request.scope, uid)
    tagged(response, team.version)
    members = queries.members_by_team(scope, day=queries.community_day(scope, now())).get(team.pk, [])
    people = [
        {"employment": one.employment.uid, "name": queries.shown_name(scope, one.employment.person), "leads": one.leads}
        for one in members
    ]
    return {**_team(team), "members": people}


@router.post("/teams", response={201: TeamPageOut}, operation_id="make_team", summary="Put a team together")
def make_team(request: ScopedRequest, response: HttpResponse, body: TeamIn, key: IdempotencyKey = None) -> Any:
    """A repeat with the same Idempotency-Key gives the same team."""

    def do() -> str:
        return str(commands.make_team(request.scope, **body.dict(), now=now()).uid)

    return Status(201, _team_page(request, response, UUID(repeatable(request, key, do))))


@router.get("/teams/{uid}", response=TeamPageOut, operation_id="read_team", summary="One team")
def team(request: ScopedRequest, response: HttpResponse, uid: UUID) -> Any:
    """A team with its people; also one that is closed."""
    return _team_page(request, response, uid)


@router.post("/teams/{uid}/change", response=TeamPageOut, operation_id="change_team", summary="Correct a team")
def change_team(request: ScopedRequest, response: HttpResponse, uid: UUID, body: TeamChangeIn, version: IfMatch) -> Any:
    """Name, lines, sites and skills as they shall be."""
    commands.change_team(request.scope, uid, **body.dict(), expected_version=version, now=now())
    return _team_page(request, response, uid)


@router.post("/teams/{uid}/join", response=TeamPageOut, operation_id="join_team", summary="Let somebody join")
def join(request: ScopedRequest, response: HttpResponse, uid: UUID, body: MemberIn) -> Any:
    """Somebody of the team's employer."""
    commands.join_team(request.scope, uid, body.employment, leads=body.leads, now=now())
    return _team_page(request, response, uid)


@router.post("/teams/{uid}/leave", response=TeamPageOut, operation_id="leave_team", summary="Let somebody leave")
def leave(request: ScopedRequest, response: HttpResponse, uid: UUID, body: MemberIn) -> Any:
    """Take somebody out of the team."""
    commands.leave_team(request.scope, uid, body.employment, now=now())
    return _team_page(request, response, uid)


@router.post("/teams/{uid}/close", response=TeamPageOut, operation_id="close_team", summary="Close a team")
def close_team(request: ScopedRequest, response: HttpResponse, uid: UUID, version: IfMatch) -> Any:
    """Give it no more work; what it has it may finish."""
    moment = now()
    commands.close_team(request.scope, uid, expected_version=version, today=moment.date(), now=moment)
    return _team_page(request, response, uid)


@router.get(
    "/counterparts", response=Page[CounterpartOut], operation_id="list_counterparts", summary="Who answers to whom"
)
def list_counterparts(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Pairs on every tier, also those that have ended."""
    rows, scope = queries.counterparts(request.scope), request.scope
    order = ("tier", "-valid_from", "pk")
    return page_of(rows.order_by(*order), lambda row: _pair(scope, row), order=order, cursor=cursor, limit=limit)


def _pair(scope: Scope, row: Counterpart) -> dict[str, Any]:
    people = {name: getattr(row, name) for name in ("customer", "provider", "customer_deputy", "provider_deputy")}
    names = {name: queries.shown_name(scope, one.person, one.title) if one else None for name, one in people.items()}
    return {
        "uid": row.uid, "tier": row.tier, "unit": row.unit.code if row.unit else None, **names,
        "valid_from": row.valid_from, "valid_to": row.valid_to, "version": row.version,
    }  # fmt: skip


@router.post(
    "/counterparts", response={201: CounterpartOut}, operation_id="name_counterparts", summary="Name counterparts"
)
def name_counterparts(request: ScopedRequest, body: CounterpartIn, key: IdempotencyKey = None) -> Any:
    """The pair before them on the tier ends the day before."""

    def do() -> str:
        return str(commands.name_counterparts(request.scope, **body.dict(), now=now()).uid)

    uid = UUID(repeatable(request, key, do))
    return Status(201, _pair(request.scope, queries.counterpart_by_uid(request.scope, uid)))


@router.post("/counterparts/{uid}/end", response=CounterpartOut, operation_id="end_counterparts", summary="End a pair")
def end_pair(request: ScopedRequest, uid: UUID, body: EndIn, version: IfMatch) -> Any:
    """Set the last day on which they answer to each other."""
    commands.end_counterparts(request.scope, uid, last_day=body.last_day, expected_version=version, now=now())
    return _pair(request.scope, queries.counterpart_by_uid(request.scope, uid))

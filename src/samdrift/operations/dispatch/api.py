"""The dispatcher's board for other systems: the same commands as the pages."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, MomentIn, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.commands import accepting, giving, proposing
from samdrift.operations.dispatch.models import DayProposal
from samdrift.operations.dispatch.queries import board as boards
from samdrift.operations.dispatch.queries import words
from samdrift.operations.dispatch.queries.crew import crew
from samdrift.operations.dispatch.queries.orders import Order
from samdrift.operations.dispatch.queries.proposals import StopRow, routes_of
from samdrift.registers.parties import public as parties

router = Router(tags=["Dispatch"])


class BoardOrderOut(Schema):
    """An order on a board; `suggested` is somebody's employment, with why."""

    uid: UUID
    version: int
    number: str
    title: str
    state: str
    priority: int
    minutes: int
    due_at: Moment | None
    planned_from: Moment | None
    planned_to: Moment | None
    secured: bool
    suggested: UUID | None = None
    why: str = ""


class LaneOut(Schema):
    """One person's day; `person` is their employment."""

    person: UUID
    name: str
    cleared: bool
    load_percent: int
    orders: list[BoardOrderOut]


class BoardOut(Schema):
    """One day of one team: lanes, and the first of what nobody has."""

    team: UUID
    day: date
    unassigned_count: int
    unassigned: list[BoardOrderOut]
    lanes: list[LaneOut]


class StopOut(Schema):
    """One order's place in a proposal; `reason` says why nobody gets to it."""

    order: UUID
    number: str
    person: str
    position: int
    begins_at: Moment | None
    ends_at: Moment | None
    state: str
    reason: str


class RoutePlanOut(Schema):
    """Proposed routes: `stands` and `gives` are the day's sums as it is and as it would be."""

    uid: UUID
    version: int
    team: UUID
    day: date
    state: str
    failure: str
    stands: dict[str, int]
    gives: dict[str, int]
    stops: list[StopOut]


class RoutePlanIn(Schema):
    """Whose day to plan, and how many seconds to search."""

    team: UUID
    day: date
    seconds: Annotated[int, Field(ge=1, le=60)] = 10
    seed: Annotated[int, Field(ge=0, le=2_000_000_000)] = 1


class AcceptIn(Schema):
    """Whose routes to accept, by employment; nobody named: everybody's."""

    people: list[UUID] = []


class GiveIn(Schema):
    """Who is to do it (an employment) for which team, on which day, and from when."""

    team: UUID
    person: UUID
    day: date
    begins_at: MomentIn | None = None


def _team(scope: Scope, uid: UUID) -> parties.Team:
    return parties.teams(scope).get(uid=uid)


def _order(order: Order, suggested: UUID | None = None, why: str = "") -> dict[str, Any]:
    return {
        "uid": order.uid, "version": order.version, "number": order.number, "title": order.title,
        "state": order.state, "priority": order.priority, "minutes": order.minutes, "due_at": order.due_at,
        "planned_from": order.planned_from, "planned_to": order.planned_to, "secured": order.secured,
        "suggested": suggested, "why": why,
    }  # fmt: skip


@router.get("/dispatch", response=BoardOut, operation_id="dispatch_board", summary="A team's day")
def read_board(request: ScopedRequest, team: UUID, day: date) -> Any:
    """What nobody has, each with a suggestion, and everybody's lane."""
    scope = request.scope
    require_somewhere(scope, "dispatch.view")
    row, zone = _team(scope, team), boards.zone_of(scope)
    found = boards.board(scope, [row], day, zone=zone, now=now())
    members = found.members
    unassigned = []
    for order in found.unassigned:
        best = next((one for one in found.suggested[order.pk] if not one.against), None)
        unassigned.append(_order(order, members[best.worker].uid, words.reason(best)) if best else _order(order))
    lanes = [
        {
            "person": lane.member.uid, "name": lane.member.name, "cleared": lane.member.worker.cleared,
            "load_percent": lane.lane.load_percent, "orders": [_order(one) for one in (*lane.timed, *lane.waiting)],
        }
        for lane in found.lanes
    ]  # fmt: skip
    return {
        "team": row.uid, "day": day, "unassigned_count": found.unassigned_count, "unassigned": unassigned,
        "lanes": lanes,
    }  # fmt: skip


@router.post(
    "/dispatch/{uid}/give", response=BoardOrderOut, operation_id="dispatch_give", summary="Give an order to somebody"
)
def give(
    request: ScopedRequest, uid: UUID, said: GiveIn, version: IfMatch, response: HttpResponse,
    key: IdempotencyKey = None,
) -> Any:  # fmt: skip
    """Give an order to a person at a time of a day; without a time after what they have."""
    scope = request.scope
    giving.order_of(scope, uid)
    team = _team(scope, said.team)
    member = next(
        (one for one in crew(scope, [team], said.day, boards.zone_of(scope), now()) if one.uid == said.person), None
    )

    def do() -> str:
        person = member.person_id if member else 0
        wanted = giving.Give(team, person, said.day, said.begins_at)
        giving.give_order(scope, uid, wanted, expected_version=version, now=now())
        return str(uid)

    repeatable(request, key, do)
    return _answered(scope, uid, response)


@router.post(
    "/dispatch/{uid}/take-back", response=BoardOrderOut, operation_id="dispatch_take_back", summary="Let nobody have it"
)
def take_back(
    request: ScopedRequest, uid: UUID, version: IfMatch, response: HttpResponse, key: IdempotencyKey = None
) -> Any:  # fmt: skip
    """Take an order out of somebody's day; it stays with its team."""

    def do() -> str:
        giving.take_back(request.scope, uid, expected_version=version, now=now())
        return str(uid)

    repeatable(request, key, do)
    return _answered(request.scope, uid, response)


def _answered(scope: Scope, uid: UUID, response: HttpResponse) -> dict[str, Any]:
    order = giving.order_of(scope, uid)
    tagged(response, order.version)
    return _order(order)


@router.post("/day-plans", response={202: RoutePlanOut}, operation_id="day_plan_ask", summary="Have a day planned")
def ask(request: ScopedRequest, said: RoutePlanIn, key: IdempotencyKey = None) -> Any:
    """Routes are searched for in the background; ask for them again until they are no longer waiting."""
    scope = request.scope
    require_somewhere(scope, "dispatch.plan")
    team = _team(scope, said.team)

    def do() -> str:
        made = proposing.ask_for_plan(scope, team, said.day, now=now(), seconds=said.seconds, seed=said.seed)
        return str(made.uid)

    uid = repeatable(request, key, do)
    return Status(202, _plan(scope, boards.proposal_of(scope, UUID(str(uid)))))


@router.get("/day-plans/{uid}", response=RoutePlanOut, operation_id="day_plan", summary="Proposed routes")
def read_plan(request: ScopedRequest, response: HttpResponse, uid: UUID) -> Any:
    """A proposal with its stops."""
    return _shown(request.scope, uid, response)


def _shown(scope: Scope, uid: UUID, response: HttpResponse) -> dict[str, Any]:
    row = boards.proposal_of(scope, uid)
    tagged(response, row.version)
    return _plan(scope, row)


@router.post("/day-plans/{uid}/accept", response=RoutePlanOut, operation_id="day_plan_accept", summary="Accept routes")
def accept(
    request: ScopedRequest, uid: UUID, said: AcceptIn, version: IfMatch, response: HttpResponse,
    key: IdempotencyKey = None,
) -> Any:  # fmt: skip
    """Accept everybody's routes or some people's; what was changed meanwhile is passed over."""
    row = boards.proposal_of(request.scope, uid)
    people = _people(request.scope, row, said.people) if said.people else None

    def do() -> str:
        accepting.accept_proposal(request.scope, row, expected_version=version, now=now(), person_ids=people)
        return str(uid)

    repeatable(request, key, do)
    return _shown(request.scope, uid, response)


def _people(scope: Scope, row: DayProposal, uids: list[UUID]) -> list[int]:
    members = {one.uid: one.person_id for one in crew(scope, [row.team], row.day, boards.zone_of(scope), now())}
    if not set(uids) <= set(members):
        raise Invalid({"people": _("This person is not in the team on that day.")})
    return [members[uid] for uid in uids]


@router.post(
    "/day-plans/{uid}/dismiss", response=RoutePlanOut, operation_id="day_plan_dismiss", summary="Put routes aside"
)
def dismiss(
    request: ScopedRequest, uid: UUID, version: IfMatch, response: HttpResponse, key: IdempotencyKey = None
) -> Any:  # fmt: skip
    """Put a proposal aside; nothing is changed."""
    row = boards.proposal_of(request.scope, uid)

    def do() -> str:
        proposing.dismiss_proposal(request.scope, row, expected_version=version, now=now())
        return str(uid)

    repeatable(request, key, do)
    return _shown(request.scope, uid, response)


@router.post("/day-plans/{uid}/undo", response=RoutePlanOut, operation_id="day_plan_undo", summary="Take routes back")
def undo(
    request: ScopedRequest, uid: UUID, version: IfMatch, response: HttpResponse, key: IdempotencyKey = None
) -> Any:  # fmt: skip
    """Take back what was accepted, as far as nobody has gone on from it."""
    row = boards.proposal_of(request.scope, uid)

    def do() -> str:
        accepting.undo_proposal(request.scope, row, expected_version=version, now=now())
        return str(uid)

    repeatable(request, key, do)
    return _shown(request.scope, uid, response)


def _plan(scope: Scope, row: DayProposal) -> dict[str, Any]:
    routes, left = routes_of(scope, row)
    stops = [_stop(pair, route.name) for route in routes for pair in route.stops] + [_stop(pair, "") for pair in left]
    return {
        "uid": row.uid, "version": row.version, "team": row.team.uid, "day": row.day, "state": row.state,
        "failure": row.failure, "stands": row.stands, "gives": row.gives, "stops": stops,
    }  # fmt: skip


def _stop(pair: StopRow, name: str) -> dict[str, Any]:
    stop, order = pair
    return {
        "order": order.uid, "number": order.number, "person": name, "position": stop.position,
        "begins_at": stop.begins_at, "ends_at": stop.ends_at, "state": stop.state, "reason": stop.reason,
    }  # fmt: skip

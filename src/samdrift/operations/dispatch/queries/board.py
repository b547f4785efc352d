"""One day of some teams as the board shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.models import DayProposal
from samdrift.operations.dispatch.queries.crew import SERVES, Member, able, crew
from samdrift.operations.dispatch.queries.orders import DaySpan, Order, given_on, told, unassigned
from samdrift.operations.dispatch.queries.ways import Ways
from samdrift.operations.dispatch.rules import proposing
from samdrift.operations.dispatch.rules.suggesting import Lane, Suggestion, suggestions
from samdrift.operations.dispatch.rules.values import Stop
from samdrift.registers.parties import public as parties

PAGE = 40
MOST_IN_LANE = 25


@dataclass(frozen=True, slots=True)
class LaneShown:
    """One person's lane: what has its time this day, what waits without one, and how full it is."""

    member: Member
    timed: list[Order]
    waiting: list[Order]
    lane: Lane


@dataclass(frozen=True, slots=True)
class Board:
    """A day of some teams."""

    teams: Sequence[parties.Team]
    day: date
    zone: str
    span: DaySpan
    lanes: list[LaneShown]
    unassigned: list[Order]
    unassigned_count: int
    suggested: dict[int, list[Suggestion]]  # by order
    ways: Ways
    proposal: DayProposal | None

    @property
    def members(self) -> dict[int, Member]:
        """The crew by person."""
        return {lane.member.person_id: lane.member for lane in self.lanes}


def zone_of(scope: Scope) -> str:
    """The community's time zone, in which days of people are counted."""
    return parties.Community.objects.values_list("timezone", flat=True).get(pk=scope.community_id)


def teams_with_board(scope: Scope) -> list[parties.Team]:
    """The teams somebody dispatches: their own where they are in one only, else their employer's."""
    rows = parties.teams(scope)
    if scope.side == "provider" and scope.party_id is not None:
        rows = rows.filter(organisation=scope.party_id)
    return list(rows)


def area_of(team: parties.Team, teams: Sequence[parties.Team]) -> list[parties.Team]:
    """The teams that work at a team's sites, itself first; of a team that has none of its own, itself alone."""
    sites = set(team.site_ids)
    return [team, *(other for other in teams if other.pk != team.pk and sites & set(other.site_ids))]


def span_of(day: date, zone: str, now: datetime) -> DaySpan:
    """A day where the people are."""
    return DaySpan(*proposing.day_bounds(day, zone), now)


def board(
    scope: Scope, teams: Sequence[parties.Team], day: date, *, zone: str, now: datetime, page: int = 0
) -> Board:  # fmt: skip
    """The board of a day; as many reads for two thousand orders as for one."""
    span = span_of(day, zone, now)
    places = {team.pk: place for place, team in enumerate(teams)}
    members = sorted(crew(scope, teams, day, zone, now), key=lambda member: places[member.team_id])
    given: dict[int, list[Order]] = {member.person_id: [] for member in members}
    for order in given_on(scope, list(given), span):
        if order.assignee_id in given:
            given[order.assignee_id].append(order)
    rows = unassigned(scope, teams, span)
    shown = told(rows[page * PAGE : (page + 1) * PAGE])
    members = able(scope, members, shown, day, now)
    sites = {order.site_id for orders in given.values() for order in orders} | {order.site_id for order in shown}
    ways = Ways(scope, sites | {member.worker.start for member in members})
    lanes = [_lane(member, given[member.person_id], span) for member in members]
    suggested = {order.pk: suggestions(stop_of(order), lanes_of(lanes), ways.metres) for order in shown}
    latest = DayProposal.objects.within(scope).filter(team=teams[0] if teams else None, day=day).select_related("team")
    return Board(
        teams, day, zone, span, lanes, shown, rows.count(), suggested, ways,
        latest.exclude(state="dismissed").order_by("-pk").first(),
    )  # fmt: skip


def lanes_of(shown: Sequence[LaneShown]) -> list[Lane]:
    """Those an order can be suggested to: whoever is at work."""
    return [one.lane for one in shown if not one.member.away]


def _lane(member: Member, orders: Sequence[Order], span: DaySpan) -> LaneShown:
    timed: list[Order] = []
    waiting: list[Order] = []
    for one in orders:
        has_time = one.planned_from is not None and span.first <= one.planned_from < span.after
        (timed if has_time else waiting).append(one)
    busy = sum(one.minutes * 60 for one in timed)
    lane = Lane(member.worker, busy, frozenset(one.site_id for one in timed), member.keys)
    return LaneShown(member, timed, waiting, lane)


def stop_of(order: Order) -> Stop:
    """What an order asks of whoever does it, any time; its place is the id of its site."""
    return Stop(order.pk, order.site_id, order.minutes * 60, 0, 0, needs_of(order), order.secured)


def needs_of(order: Order) -> frozenset[str]:
    """The skills an order needs, and that one's team serves its line."""
    return order.skills | {f"{SERVES}{order.line_code}"}


def proposal_of(scope: Scope, uid: UUID) -> DayProposal:
    """A proposal with its team.

    Raises:
        DoesNotExist: No such proposal within the scope.
    """
    return DayProposal.objects.within(scope).select_related("team", "asked_by").get(uid=uid)

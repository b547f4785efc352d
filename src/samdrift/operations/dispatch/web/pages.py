"""The board of a day, a proposal, and what the board is told once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.commands.giving import site_words
from samdrift.operations.dispatch.models import TeamDay
from samdrift.operations.dispatch.queries import board as boards
from samdrift.operations.dispatch.queries import orders, words
from samdrift.operations.dispatch.queries.orders import Order
from samdrift.operations.dispatch.queries.proposals import StopRow, routes_of
from samdrift.operations.dispatch.web import drawing
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Asked:
    """Which board somebody asks for: of one team, or with it of all teams of its area."""

    teams: list[parties.Team]
    team: parties.Team | None
    day: date
    zone: str
    page: int
    area: bool = False

    @property
    def shown(self) -> list[parties.Team]:
        """The teams whose lanes stand on it, the chosen one first."""
        if self.team is None:
            return []
        return boards.area_of(self.team, self.teams) if self.area else [self.team]


def asked_of(request: ScopedRequest) -> Asked:
    """The team, day and page asked for: else one's own team, or where most waits; today; the first page."""
    scope, given = request.scope, request.POST if request.method == "POST" else request.GET
    zone = boards.zone_of(scope)
    teams = boards.teams_with_board(scope)
    chosen = next((team for team in teams if str(team.uid) == given.get("team")), None)
    own = next((team for team in teams if team.pk in scope.team_ids), None)
    today = now().astimezone(ZoneInfo(zone)).date()
    page = given.get("page", "0")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 5 else 0
    team = chosen or own or orders.most_waits_at(scope, teams)
    return Asked(teams, team, _day(given.get("day", "")) or today, zone, number, given.get("area") == "1")


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_safe
def board(request: ScopedRequest) -> HttpResponse:
    """One day of one team, or of all teams of an area."""
    require_somewhere(request.scope, "dispatch.view")
    return board_page(request, asked_of(request))


def board_page(
    request: ScopedRequest, asked: Asked, *, refused: list[tuple[str, str]] | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    """The board; `refused` tells which orders could not be given, and why."""
    scope = request.scope
    context: dict[str, Any] = {
        "teams": [(str(team.uid), in_language(team.name, scope.language)) for team in asked.teams], "team": asked.team,
        "day": asked.day, "before": asked.day - timedelta(days=1), "after": asked.day + timedelta(days=1),
        "refused": refused or [], "may_give": scope.may("work.plan"), "may_plan": scope.may("dispatch.plan"),
        "may_set_up": scope.may("dispatch.set_up"), "board": None, "now": now(), "zone": ZoneInfo(asked.zone),
        "area": asked.area, "others": len(asked.shown) - 1,
    }  # fmt: skip
    if asked.team is not None:
        context |= _shown(scope, asked, now())
    return render(request, "dispatch/board.html", context, status=status)


def _shown(scope: Scope, asked: Asked, moment: datetime) -> dict[str, Any]:
    assert asked.team is not None
    found = boards.board(scope, asked.shown, asked.day, zone=asked.zone, now=moment, page=asked.page)
    lanes = [_lane(found, lane, scope.language, _team_names(asked, scope)) for lane in found.lanes]
    every = [order for lane in found.lanes for order in (*lane.timed, *lane.waiting)] + found.unassigned
    names = {order.site_id: in_language(order.site_name, scope.language) for order in every}
    dots, lines = drawing.map_of(found, names)
    more = found.unassigned_count > (asked.page + 1) * boards.PAGE
    return {
        "board": found, "lanes": lanes, "open": [_open(found, order, scope.language) for order in found.unassigned],
        "people": [(str(lane.member.uid), lane.member.name) for lane in found.lanes],
        "dots": dots, "lines": lines, "next_page": asked.page + 1 if more else None, "page": asked.page,
        "proposal": found.proposal, "failed": _failed(found.proposal), "strip": drawing.STRIP,
        "width": drawing.WIDE, "height": drawing.HIGH,
    }  # fmt: skip


def _failed(proposal: Any) -> str:
    return str(words.FAILED.get(proposal.failure, "")) if proposal is not None else ""


def _team_names(asked: Asked, scope: Scope) -> dict[int, str]:
    """What the teams are called, where more than one is shown."""
    shown = asked.shown
    return {team.pk: in_language(team.name, scope.language) for team in shown} if len(shown) > 1 else {}


def _lane(
    found: boards.Board, lane: boards.LaneShown, language: str, teams: dict[int, str]
) -> dict[str, Any]:  # fmt: skip
    most = boards.MOST_IN_LANE
    return {
        "team": teams.get(lane.member.team_id, ""),
        "uid": lane.member.uid, "name": lane.member.name, "cleared": lane.member.worker.cleared,
        "percent": lane.lane.load_percent, "away": lane.member.away, "strip": drawing.strip(found, lane),
        "timed": [_card(order, language) for order in lane.timed[:most]],
        "waiting": [_card(order, language) for order in lane.waiting[: most - len(lane.timed[:most])]],
        "count": len(lane.timed) + len(lane.waiting), "shown": min(most, len(lane.timed) + len(lane.waiting)),
    }  # fmt: skip


def _card(order: Order, language: str) -> dict[str, Any]:
    return {"order": order, "where": site_words(order, language), "late": drawing.is_late(order)}


def _open(found: boards.Board, order: Order, language: str) -> dict[str, Any]:
    best = found.suggested[order.pk][:1]
    told = [(found.members[one.worker], words.reason(one), not one.against) for one in best]
    return _card(order, language) | {"best": told[0] if told else None}


@require_safe
def proposal(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Proposed routes, with what they gain."""
    scope = request.scope
    row = boards.proposal_of(scope, uid)
    routes, left = routes_of(scope, row)
    context = {
        "proposal": row, "routes": [(route, _steps(route.stops, scope.language)) for route in routes],
        "left": [
            (step, str(words.LEFT.get(step["stop"].reason, ""))) for step in _steps(left, scope.language)
        ],
        "gains": words.gains(row.stands, row.gives), "state": words.STATES[row.state],
        "tone": words.TONES.get(row.state, "neutral"), "failed": _failed(row), "may_plan": scope.may("dispatch.plan"),
        "zone": ZoneInfo(boards.zone_of(scope)), "team_name": in_language(row.team.name, scope.language),
        "kilometres": words.kilometres,
    }  # fmt: skip
    return render(request, "dispatch/proposal.html", context)


def _steps(rows: list[StopRow], language: str) -> list[dict[str, Any]]:
    return [{"stop": stop, "order": order, "where": site_words(order, language)} for stop, order in rows]


@require_safe
def set_up(request: ScopedRequest) -> HttpResponse:
    """Where and when teams start, and how ways are brought in."""
    require_somewhere(request.scope, "dispatch.set_up")
    return set_up_page(request)


def set_up_page(
    request: ScopedRequest, *, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    """The page of what the board is told once, with what was wrong."""
    scope = request.scope
    require_somewhere(scope, "dispatch.set_up")
    asked = asked_of(request)
    hours = TeamDay.objects.within(scope).filter(team=asked.team).first() if asked.team else None
    sites = estate.Site.objects.within(scope).exclude(state="closed").order_by("code")
    if asked.team is not None and asked.team.site_ids:
        sites = sites.filter(pk__in=asked.team.site_ids)
    context = {
        "teams": [(str(team.uid), in_language(team.name, scope.language)) for team in asked.teams], "team": asked.team,
        "hours": hours or TeamDay(), "clock": clock_text, "errors": errors or {},
        "sites": [(str(site.uid), f"{site.code} {in_language(site.name, scope.language)}") for site in sites[:300]],
        "site": str(hours.site.uid) if hours and hours.site else "", "nowhere": _("Nowhere in particular"),
    }  # fmt: skip
    return render(request, "dispatch/set_up.html", context, status=status)


def clock_text(minutes: int) -> str:
    """Minutes after midnight as an input of type time wants them."""
    return f"{minutes // 60:02}:{minutes % 60:02}"

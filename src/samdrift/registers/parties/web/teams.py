"""Pages: teams with their people; putting one together, correcting it, who joins and leaves, and its end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, done, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import commands, queries, registry, rules
from samdrift.registers.parties.models import Team
from samdrift.registers.parties.web.forms import TeamForm

MANAGE = "parties.manage_teams"


@require_safe
def team_list(request: ScopedRequest) -> HttpResponse:
    """Teams, what they do and who is in them."""
    scope, day = request.scope, queries.community_day(request.scope, now())
    members = queries.members_by_team(scope, day=day)
    rows = [
        (
            team,
            in_language(team.name, scope.language),
            in_language(team.organisation.name, scope.language),
            [(queries.shown_name(scope, one.employment.person), one.leads) for one in members.get(team.pk, [])]
            if queries.knows_people_of(scope, team)
            else None,
        )
        for team in queries.teams(scope)
    ]
    return render(request, "parties/teams.html", {"rows": rows, "may_make": scope.may(MANAGE)})


@require_safe
def team_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One team: what it does, who is in it, and whom it could take in."""
    scope, text = request.scope, request.GET.get("q", "")[:80]
    day = queries.community_day(scope, now())
    team = queries.team_by_uid(scope, uid)
    may = _may(scope, team)
    members = queries.members_by_team(scope, day=day).get(team.pk, [])
    sites = dict(registry.team_choices("sites", scope)) if team.site_ids else {}
    lines = dict(registry.team_choices("lines", scope))
    found = queries.people_for_team(scope, team, text=text, day=day) if may and text else []
    context = {
        "team": team, "name": in_language(team.name, scope.language), "may": may and team.closed_on is None, "q": text,
        "organisation": in_language(team.organisation.name, scope.language),
        "members": [(queries.shown_name(scope, m.employment.person, m.employment.title), m) for m in members],
        "lines": [lines.get(code, code) for code in team.lines],
        "sites": [sites[str(pk)] for pk in team.site_ids if str(pk) in sites],
        "found": [(queries.shown_name(scope, one.person, one.title), one) for one in found],
    }  # fmt: skip
    return render(request, "parties/team.html", context)


def _may(scope: Scope, team: Team) -> bool:
    return all(scope.allows(MANAGE, **where) for where in rules.where_of_team(team.site_ids, team.lines))


@require_http_methods(["GET", "HEAD", "POST"])
def team_new(request: ScopedRequest) -> HttpResponse:
    """Put a team together."""
    scope = request.scope
    require_somewhere(scope, MANAGE)
    form = TeamForm(scope, request.POST or None)
    made: list[Team] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: made.append(commands.make_team(scope, **form.arguments(), now=now())))
    ):
        messages.success(request, _("The team is there. Now say who is in it."))
        return redirect("parties:team", uid=made[0].uid)
    return render(request, "parties/team_form.html", {"form": form, "team": None}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def team_edit(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Correct a team."""
    scope = request.scope
    team = queries.team_by_uid(scope, uid)
    require_somewhere(scope, MANAGE)
    known: dict[str, Any] = {f"name_{code}": team.name.get(code, "") for code in ("en", "da", "sv")}
    known |= {"lines": team.lines, "sites": [str(pk) for pk in team.site_ids], "skills": ", ".join(team.skills)}
    form = TeamForm(scope, request.POST or None, initial=known, standing=team)
    if request.method == "POST":
        version = version_of(request)
        if form.is_valid() and done(
            form,
            lambda: commands.change_team(scope, uid, **form.arguments(), expected_version=version, now=now()),
        ):
            return redirect("parties:team", uid=uid)
    context = {"form": form, "team": team, "name": in_language(team.name, scope.language)}
    return render(request, "parties/team_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def team_act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Let somebody join or leave, or give the team no more work."""
    does = ACTS.get(move)
    if does is None:
        raise Http404
    messages.success(request, does(request, uid))
    return redirect("parties:team", uid=uid)


def _join(request: ScopedRequest, uid: UUID) -> str:
    leads = request.POST.get("leads") == "1"
    commands.join_team(request.scope, uid, _employment(request), leads=leads, now=now())
    return _("The person is in the team.")


def _leave(request: ScopedRequest, uid: UUID) -> str:
    commands.leave_team(request.scope, uid, _employment(request), now=now())
    return _("The person has left the team.")


def _close(request: ScopedRequest, uid: UUID) -> str:
    moment = now()
    today = queries.community_day(request.scope, moment)
    commands.close_team(request.scope, uid, expected_version=version_of(request), today=today, now=moment)
    return _("The team is given no more work; what it has it may finish.")


def _employment(request: ScopedRequest) -> UUID:
    try:
        return UUID(request.POST.get("employment", ""))
    except ValueError:
        raise Http404 from None


ACTS: dict[str, Callable[[ScopedRequest, UUID], str]] = {"join": _join, "leave": _leave, "close": _close}

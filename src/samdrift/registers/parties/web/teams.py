"""Pages: teams with their people, and who answers to whom."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.parties import queries
from samdrift.registers.parties.web.words import TIER_WORDS


@require_safe
def team_list(request: ScopedRequest) -> HttpResponse:
    """Teams, what they do and who is in them."""
    scope, day = request.scope, now().date()
    members = queries.members_by_team(scope, day=day)
    rows = [
        (
            team,
            in_language(team.name, scope.language),
            in_language(team.organisation.name, scope.language),
            [(queries.shown_name(scope, one.employment.person), one.leads) for one in members.get(team.pk, [])],
        )
        for team in queries.teams(scope)
    ]
    return render(request, "parties/teams.html", {"rows": rows})


@require_safe
def counterpart_list(request: ScopedRequest) -> HttpResponse:
    """Pairs on every tier, and the districts where nobody answers to anybody."""
    scope, day = request.scope, now().date()
    gaps = queries.counterpart_gaps(scope, day=day, known_from=date(day.year, 1, 1))
    pairs = [
        (
            in_language(row.unit.name, scope.language) if row.unit else "",
            TIER_WORDS.get(row.tier, row.tier),
            queries.shown_name(scope, row.customer.person, row.customer.title),
            queries.shown_name(scope, row.provider.person, row.provider.title),
            row,
        )
        for row in queries.counterparts(scope)
    ]
    told = [(in_language(gap.unit.name, scope.language), TIER_WORDS[gap.tier], gap) for gap in gaps]
    return render(request, "parties/counterparts.html", {"pairs": pairs, "gaps": told})

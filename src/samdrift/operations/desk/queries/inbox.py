"""What waits for the desk, the most urgent first; who could get it; and places and people an agent looks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import fold
from samdrift.operations.requests import public as requests
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

MOST = 40
PLACES = 12
# What each tab of the desk holds: new ones to confirm, confirmed ones nobody has, and those waiting for an answer.
QUEUES = {
    "new": Q(state__in=("submitted", "submitted_approved")),
    "unassigned": Q(state="triaged", team__isnull=True, assignee__isnull=True),
    "asked": Q(waiting_for_requester=True, is_open=True),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A place the agent may mean: `key` names it as site:12, space:7 or asset:3."""

    key: str
    name: str
    where: str


def queue(scope: Scope, which: str, *, after: int = 0) -> QuerySet[requests.ServiceRequest]:
    """The requests of one tab that this desk may confirm, with what a row shows.

    Where danger is not yet confirmed comes first, then P1, then the oldest.

    Args:
        after: Only those that came in since the request of this id.
    """
    rows = requests.ServiceRequest.objects.within_permission(scope, "requests.triage").filter(QUEUES[which])
    if after:
        rows = rows.filter(pk__gt=after)
    shown = rows.select_related("site", "space", "asset", "request_type")
    return shown.order_by("-danger_waits", "priority", "received_at", "pk")


def counts(scope: Scope) -> dict[str, int]:
    """How many wait in each tab, at most a hundred counted."""
    return {which: queue(scope, which).order_by()[:100].count() for which in QUEUES}


def teams_of(scope: Scope) -> list[parties.Team]:
    """The teams work can be given to."""
    return list(parties.Team.objects.within(scope).filter(closed_on=None).order_by("code"))


def teams_for(teams: Sequence[parties.Team], *, line: str, site_id: int | None) -> list[parties.Team]:
    """The teams in the order in which they fit: the right line at this site, the right line, the rest."""

    def distance(team: parties.Team) -> tuple[bool, bool, str]:
        wrong_line = bool(team.lines) and line not in team.lines
        return wrong_line, bool(team.site_ids) and site_id not in team.site_ids, team.code

    return sorted(teams, key=distance)


def places_like(scope: Scope, text: str, language: str) -> list[Found]:
    """Sites, rooms and things whose code, number or name has every word."""
    words = fold(text).split()[:6]
    if not words:
        return []
    sites, spaces = estate.Site.objects.within(scope), estate.Space.objects.within(scope).filter(state="active")
    assets = estate.Asset.objects.within(scope)
    for word in words:
        here = Q(code__icontains=word) | Q(town__icontains=word) | Q(sort_da__contains=word) | Q(name__icontains=word)
        at_site = Q(site__code__icontains=word) | Q(site__town__icontains=word) | Q(site__name__icontains=word)
        inside = Q(search_text__contains=word) | Q(number__icontains=word) | Q(name__icontains=word)
        sites, spaces, assets = sites.filter(here), spaces.filter(inside | at_site), assets.filter(inside | at_site)
    found = [
        Found(f"site:{row.pk}", in_language(row.name, language), row.code) for row in sites.order_by("code")[:PLACES]
    ]
    found += [
        Found(f"space:{row.pk}", _room(row), in_language(row.site.name, language))
        for row in spaces.select_related("site").order_by("site__code", "number", "pk")[:PLACES]
    ]
    found += [
        Found(f"asset:{thing.pk}", thing.name, in_language(thing.site.name, language))
        for thing in assets.select_related("site", "space").order_by("site__code", "number", "pk")[:PLACES]
    ]
    return found


def caller_with(scope: Scope, email: str) -> parties.Person | None:
    """The colleague of this community with this e-mail; nobody is made up for a caller we do not know."""
    if "@" not in email:
        return None
    with everywhere(reason="whether a caller is one of the community's people"):
        works = parties.Employment.objects.filter(community=scope.community_id, person__email__iexact=email.strip())
        employment = works.select_related("person").order_by("pk").first()
    return employment.person if employment else None


def place_words(row: requests.ServiceRequest, language: str) -> tuple[str, str]:
    """What a request is about and where that is."""
    site = in_language(row.site.name, language) if row.site else ""
    if row.asset is not None:
        return row.asset.name, site
    return (_room(row.space), site) if row.space is not None else (site, "")


def _room(space: Any) -> str:
    return f"{space.number} {space.name}".strip() if space.name != space.number else space.number

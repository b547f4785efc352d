"""What the things are called that a list shows, remembered for a short while so that a page asks the tables once.

A name that was changed shows on every process after half a minute at the latest; a thing nobody knows is looked up
at once. Only names are kept: what somebody may see is asked anew for every page.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from samdrift.foundation.scope import everywhere
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

SECONDS = 30
Words = dict[str, str]


@dataclass(slots=True)
class Names:
    """The names of one community."""

    lines: dict[str, Words] = field(default_factory=dict)
    types: dict[int, list[Any]] = field(default_factory=dict)  # id → code, name, line
    units: dict[int, list[Any]] = field(default_factory=dict)  # id → name, path
    sites: dict[int, list[Any]] = field(default_factory=dict)  # id → code, name, unit
    teams: dict[int, list[Any]] = field(default_factory=dict)  # id → name, organisation, lines, sites
    holds: dict[str, Words] = field(default_factory=dict)
    resolutions: dict[str, Words] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)  # code of a site → id
    read_at: float = 0.0


_names: dict[int, Names] = {}


def names_of(community_id: int) -> Names:
    """The names of a community, at most half a minute old."""
    known = _names.get(community_id)
    if known is None or time.monotonic() - known.read_at > SECONDS:
        known = _names[community_id] = _read(community_id)
    return known


def people_named(community_id: int, ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these people; one statement when some are not known yet, none otherwise."""
    known = names_of(community_id).people
    missing = {pk for pk in ids if pk is not None and pk not in known}
    if missing:
        found = parties.Person.objects.filter(pk__in=missing)
        rows = found.values_list("pk", "given_name", "family_name", "protected_identity")
        # Whoever must not be found out is named by nobody; the page says "a colleague" instead.
        known.update({pk: "" if hidden else f"{given} {family}".strip() for pk, given, family, hidden in rows})
    return known


def forget() -> None:
    """Forget every name: for tests, whose rows come and go."""
    _names.clear()


def _read(community_id: int) -> Names:
    made = Names(read_at=time.monotonic())
    with everywhere(reason="names of the community's things; whoever sees a row sees what its place is called"):
        lines = catalogue.ServiceLine.objects.filter(community=community_id).order_by("position", "code")
        made.lines = dict(lines.values_list("code", "name"))
        types = catalogue.RequestType.objects.filter(community=community_id).order_by("code")
        made.types = {pk: rest for pk, *rest in types.values_list("pk", "code", "name", "line_code")}
        units = parties.Unit.objects.filter(community=community_id).order_by("path")
        made.units = {pk: rest for pk, *rest in units.values_list("pk", "name", "path")}
        sites = estate.Site.objects.filter(community=community_id).order_by("code")
        made.sites = {pk: rest for pk, *rest in sites.values_list("pk", "code", "name", "unit_id")}
        made.codes = {code.lower(): pk for pk, (code, _name, _unit) in made.sites.items()}
        teams = parties.Team.objects.filter(community=community_id).order_by("code")
        made.teams = {pk: rest for pk, *rest in teams.values_list("pk", "name", "organisation_id", "lines", "site_ids")}
        holds = catalogue.HoldReason.objects.filter(community=community_id)
        made.holds = dict(holds.order_by("code").values_list("code", "name"))
        codes = catalogue.ResolutionCode.objects.filter(community=community_id)
        made.resolutions = dict(codes.order_by("code").values_list("code", "name"))
    return made

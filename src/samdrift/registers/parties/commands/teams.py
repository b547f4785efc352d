"""Teams: who does work together. Membership lets a scope reach what is assigned to the team.

Whoever manages teams at some sites or lines only, manages the teams that serve these and no others.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import rules
from samdrift.registers.parties.commands.shared import leave_scopes_behind, require_member
from samdrift.registers.parties.events import TeamChanged
from samdrift.registers.parties.models import Employment, Organisation, Team, TeamMember


@transaction.atomic
def make_team(
    scope: Scope, *, code: str, name: Mapping[str, str], organisation_uid: UUID, lines: Sequence[str], now: datetime,
    site_ids: Sequence[int] = (), skills: Sequence[str] = (), calendar_code: str = "",
) -> Team:  # fmt: skip
    """Put a team together for some service lines and, where given, some sites.

    Raises:
        NotAllowed: The actor may not put teams together.
        Refused: The code is taken, or the organisation is not a member.
    """
    _require(scope, site_ids=site_ids, lines=lines)
    organisation = Organisation.objects.get(uid=organisation_uid)
    require_member(scope, organisation.pk)
    if Team.objects.within(scope).filter(code=code).exists():
        raise Refused(_("There is a team with this code already."))
    team = Team.objects.create(
        community_id=scope.community_id, code=code, name=dict(name), organisation=organisation, lines=list(lines),
        site_ids=list(site_ids), skills=list(skills), calendar_code=calendar_code,
    )  # fmt: skip
    record(TeamChanged(team_uid=team.uid, change="made"), scope=scope, at=now, subject=team)
    return team


@transaction.atomic
def join_team(scope: Scope, team_uid: UUID, employment_uid: UUID, *, now: datetime, leads: bool = False) -> TeamMember:
    """Let an employment work in a team.

    Raises:
        NotAllowed: The actor may not put teams together.
        DoesNotExist: There is no such team or employment within the scope.
        Refused: It is a member already, or works for another organisation than the team.
    """
    team = _managed(scope, team_uid)
    if team.closed_on is not None:
        raise Refused(_("This team is given no more work, so nobody joins it."))
    employment = Employment.objects.within(scope).get(uid=employment_uid)
    if employment.organisation_id != team.organisation_id:
        raise Refused(_("A team has people of one employer only."))
    if TeamMember.objects.within(scope).filter(team=team, employment=employment).exists():
        raise Refused(_("This person is in the team already."))
    member = TeamMember.objects.create(community_id=scope.community_id, team=team, employment=employment, leads=leads)
    _changed(scope, team, employment, "joined", now)
    return member


@transaction.atomic
def leave_team(scope: Scope, team_uid: UUID, employment_uid: UUID, *, now: datetime) -> None:
    """Take an employment out of a team.

    Raises:
        NotAllowed: The actor may not put teams together.
        DoesNotExist: It is not in the team.
    """
    team = _managed(scope, team_uid)
    with everywhere(reason="who leaves a team may be somebody one could not look up"):
        member = TeamMember.objects.select_related("employment").get(team=team, employment__uid=employment_uid)
        employment = member.employment
        member.delete()
    _changed(scope, team, employment, "left", now)


@transaction.atomic
def change_team(
    scope: Scope, team_uid: UUID, *, name: Mapping[str, str], lines: Sequence[str], site_ids: Sequence[int],
    skills: Sequence[str], expected_version: int, now: datetime,
) -> Team:  # fmt: skip
    """Correct what a team is called, does and serves.

    Raises:
        NotAllowed: The actor may not put teams together for the sites and lines it served or shall serve.
        Stale: Somebody changed the team first.
    """
    team = _managed(scope, team_uid, expected_version)
    _require(scope, site_ids=site_ids, lines=lines)
    team.name, team.lines, team.site_ids, team.skills = dict(name), list(lines), list(site_ids), list(skills)
    team.save_changes("name", "lines", "site_ids", "skills")
    record(TeamChanged(team_uid=team.uid, change="corrected"), scope=scope, at=now, subject=team)
    return team


@transaction.atomic
def close_team(scope: Scope, team_uid: UUID, *, expected_version: int, today: date, now: datetime) -> Team:
    """Give a team no more work from today on; what it has it may finish.

    Raises:
        NotAllowed: The actor may not put teams together.
        Refused: It was closed already.
        Stale: Somebody changed the team first.
    """
    team = _managed(scope, team_uid, expected_version)
    if team.closed_on is not None:
        raise Refused(_("This team is closed already."))
    team.closed_on = today
    team.save_changes("closed_on")
    record(TeamChanged(team_uid=team.uid, change="closed"), scope=scope, at=now, subject=team)
    return team


def _managed(scope: Scope, team_uid: UUID, expected_version: int | None = None) -> Team:
    team = Team.objects.within(scope).locked(team_uid, expected_version)
    _require(scope, site_ids=team.site_ids, lines=team.lines)
    return team


def _require(scope: Scope, *, site_ids: Sequence[int], lines: Sequence[str]) -> None:
    for where in rules.where_of_team(site_ids, lines):
        scope.require("parties.manage_teams", **where)


def _changed(scope: Scope, team: Team, employment: Employment, change: str, now: datetime) -> None:
    leave_scopes_behind([employment.person_id])
    record(
        TeamChanged(team_uid=team.uid, change=change, employment_uid=employment.uid),
        scope=scope, at=now, subject=team,
    )  # fmt: skip

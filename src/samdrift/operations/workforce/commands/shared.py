"""What the commands share: whose row it is, and whether the actor may act on that person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.operations.workforce.models import is_narrow
from samdrift.operations.workforce.queries.shifts import zone_of
from samdrift.registers.parties import public as parties

ALL_CLASSES = frozenset(f"D{number}" for number in range(10))


def system_scope(community_id: int, party_id: int | None = None) -> Scope:
    """Nobody in particular, within one community: what the clock does is done by no person.

    Args:
        party_id: Whose own rows it is about: those of an employer's people are the employer's.
    """
    codes = (
        "view", "plan", "view_absence", "view_skills", "view_keys", "view_on_call", "view_alerts", "take_alerts",
        "watch_lone", "read_notes",
    )  # fmt: skip
    permissions = frozenset(f"workforce.{code}" for code in codes)
    return Scope(
        community_id=community_id, party_id=party_id, grants=(Grant("SYS", permissions, data_classes=ALL_CLASSES),)
    )


def may_over(scope: Scope, permission: str, employment: parties.Employment) -> bool:
    """Whether a scope may use a permission on somebody; the same as the gate of rows about people."""
    if employment.community_id != scope.community_id:
        return False
    own = employment.person_id == scope.person_id
    for grant in scope.grants:
        if permission not in grant.permissions:
            continue
        if own or (grant.reach == "all" and not is_narrow(grant)):
            return True
        if grant.reach != "own" and _works_with(scope, employment):
            return True
    return False


def _works_with(scope: Scope, employment: parties.Employment) -> bool:
    rows = parties.TeamMember.objects.within(scope).filter(team__in=scope.team_ids, employment=employment)
    return rows.exists()


def require_over(scope: Scope, permission: str, employment: parties.Employment) -> None:
    """Raise NotAllowed unless the scope may use the permission on this person.

    Whoever works for one party plans nobody of the other; clearances and keys are the security officer's for both.
    """
    both = permission in ("workforce.grant_clearance", "workforce.hand_keys")
    ours = both or scope.party_id is None or employment.organisation_id == scope.party_id
    if not ours or not may_over(scope, permission, employment):
        raise NotAllowed(_("You may not do this here. Ask your local FM coordinator if you should be able to."))


def colleague(scope: Scope, uid: UUID) -> parties.Employment:
    """Somebody at work in the community, their person loaded. What may be done with them is required afterwards.

    Raises:
        DoesNotExist: There is nobody the scope may know of: no colleague of a team, nobody to look up.
    """
    rows = parties.Employment.objects.within(scope).select_related("person")
    found = rows.filter(uid=uid).first()
    if found is not None:
        return found
    with everywhere(reason="a colleague of a team of one's own, by uid"):
        mates = parties.TeamMember.objects.filter(community=scope.community_id, team__in=scope.team_ids)
        near = parties.Employment.objects.filter(pk__in=mates.values("employment")).select_related("person")
        return near.get(uid=uid)


def of_party(employment: parties.Employment) -> Any:
    """The columns of a row that is one employer's own."""
    return {"community_id": employment.community_id, "owner_party_id": employment.organisation_id}


def who(employment: parties.Employment) -> Any:
    """The fields of an event about somebody."""
    return {"person_id": employment.person_id, "employment_id": employment.pk}


def own_employment(scope: Scope) -> parties.Employment:
    """The employment the actor acts for.

    Raises:
        NotAllowed: It is nobody at work.
    """
    with everywhere(reason="one's own employment"):
        found = parties.Employment.objects.filter(pk=scope.employment_id or 0).select_related("person").first()
    if found is None:
        raise NotAllowed(_("Only people at work can do this."))
    return found


def zone_for(scope: Scope, given: str = "") -> str:
    """The zone shifts are written in: the one given, else the community's."""
    return given or zone_of(scope)


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of some moments; None when there is none."""
    return min((one for one in moments if one is not None), default=None)

"""Cases: restricted matters that exist for the people named on them and for nobody else."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.scope import CASE_CLASSES, NOTHING, Scope, ScopedModel, everywhere
from samdrift.registers.parties.models import CaseMember, RoleAssignment, Team, TeamMember
from samdrift.registers.parties.registry import roles_with

CLINICAL = "parties.clinical_cases"
# Whoever is named may read and speak, with whatever reach they have it; acting takes a reach beyond one's own.
_READING = ("view", "comment")


def classes_named(scope: Scope, permission: str) -> frozenset[str]:
    """The classes of cases on which this person may use `permission` once they are named."""
    if scope.employment_id is None or not _has(scope, permission):
        return frozenset()
    return CASE_CLASSES if scope.may(CLINICAL) else CASE_CLASSES - {"D6"}


def _has(scope: Scope, permission: str) -> bool:
    reads = permission.rpartition(".")[2] in _READING
    return any(
        permission in grant.permissions and (reads or grant.reach != "own") and grant.for_person is None
        for grant in scope.grants
    )


def cases_of(scope: Scope) -> QuerySet[CaseMember, UUID]:
    """The uids of the cases the person is named on, alone or in a team."""
    with everywhere(reason="one's own cases, asked inside the gate of the rows they are about"):
        rows = CaseMember.objects.filter(community=scope.community_id, ended_at__isnull=True)
    named = Q(employment=scope.employment_id)
    if scope.team_ids:
        named |= Q(team__in=scope.team_ids)
    return rows.filter(named).values_list("case_uid", flat=True)


def case_rows(
    scope: Scope, permission: str, *, uid: str, data_class: str = "data_class", through: type[ScopedModel] | None = None
) -> Q:
    """The restricted rows `permission` may be used on because the person is named on their case.

    Args:
        uid, data_class: The columns that hold the case's uid and the row's class.
        through: The model whose key the column holds instead of a uid; so a list is counted from its index alone.
    """
    classes = classes_named(scope, permission)
    if not classes:
        return NOTHING
    mine = Q(owner_party__isnull=True)
    if scope.party_id is not None:
        mine |= Q(owner_party=scope.party_id)
    cases: QuerySet[Any, Any] = cases_of(scope)
    if through is not None:
        with everywhere(reason="the keys of one's own cases, asked inside their gate"):
            cases = through.objects.filter(uid__in=cases).values("pk")
    restricted = Q(**{f"{data_class}__in": classes, f"{uid}__in": cases})
    return Q(community=scope.community_id) & restricted & mine


def is_named(scope: Scope, case_uid: UUID) -> bool:
    """Whether the person is named on this case."""
    return scope.employment_id is not None and cases_of(scope).filter(case_uid=case_uid).exists()


def members_of(case_uid: UUID) -> list[CaseMember]:
    """Who is named on a case the caller has read through its own gate, those named first on top."""
    with everywhere(reason="the people of a case whose gate the caller has passed"):
        rows = CaseMember.objects.filter(case_uid=case_uid, ended_at__isnull=True)
        return list(rows.select_related("employment__person", "team").order_by("named_at", "pk"))


def teams_for_cases(community_id: int, line_code: str, site_id: int | None) -> list[int]:
    """The teams that say they serve this line by name, here or everywhere: who receives its restricted matters.

    A team for every line serves none of them: what is restricted is not everybody's. Nor does a subcontractor's:
    its people work through links and are nobody one could name.
    """
    with everywhere(reason="who receives a case is asked for the case, not for its sender"):
        rows = Team.objects.filter(community=community_id).exclude(organisation__kind="subcontractor").order_by("pk")
        return [
            team.pk for team in rows
            if line_code in team.lines and (not team.site_ids or site_id in team.site_ids)
        ]  # fmt: skip


def clinicians_among(employment_ids: Iterable[int], team_ids: Iterable[int]) -> bool:
    """Whether all of these employments and everybody in these teams may be named on clinical cases."""
    with everywhere(reason="a clinical case is for clinicians only, whoever names them"):
        wanted = set(employment_ids)
        wanted |= set(TeamMember.objects.filter(team__in=list(team_ids)).values_list("employment_id", flat=True))
        roles = RoleAssignment.objects.filter(employment__in=wanted, role__in=roles_with(CLINICAL), state="granted")
        return wanted == set(roles.values_list("employment_id", flat=True))

"""Questions about people and what they may do."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from samdrift.foundation.scope import OPEN_CLASSES, Grant, Scope, everywhere
from samdrift.registers.parties import registry, rules
from samdrift.registers.parties.models import Employment, RoleAssignment, TeamMember, Unit

_REACH_FIELD = {"contract": "contracts", "line": "lines", "unit": "units", "sites": "sites", "case": "cases"}


def scope_for(person_id: int, grants_version: int, employment_id: int | None, *, day: date) -> Scope | None:
    """The scope of one person acting for one employment on `day`, or None when there is none to act for.

    Args:
        grants_version: The person's; a change of roles raises it, and with it every remembered scope is left behind.
        employment_id: Which employment, or None for the first that holds.
    """
    return _scope(person_id, grants_version, employment_id, day)


@lru_cache(maxsize=4096)
def _scope(person_id: int, grants_version: int, employment_id: int | None, day: date) -> Scope | None:
    with everywhere(reason="the gate is being made for this person"):
        employments = Employment.objects.filter(person=person_id).select_related("person", "organisation")
        current = [e for e in employments.order_by("pk") if rules.holds_on(day, e.starts_on, e.ends_on)]
        chosen = next((e for e in current if employment_id in (None, e.pk)), None)
        if chosen is None:
            return None
        assignments = [
            assignment
            for assignment in RoleAssignment.objects.filter(employment=chosen).order_by("pk")
            if rules.holds_on(day, assignment.valid_from, assignment.valid_to)
        ]
        teams = TeamMember.objects.filter(employment=chosen).values_list("team_id", flat=True)
        side = _side(assignments)
        return Scope(
            community_id=chosen.community_id,
            person_id=person_id,
            employment_id=chosen.pk,
            party_id=chosen.organisation_id,
            side=side,
            language=chosen.person.language,
            team_ids=frozenset(teams),
            grants=tuple(grant for assignment in assignments for grant in _grants(assignment)),
            name=chosen.person.full_name,
            roles=tuple(assignment.role for assignment in assignments),
        )


def _side(assignments: Iterable[RoleAssignment]) -> str:
    sides = {"C": "customer", "P": "provider"}
    return next((sides[s] for a in assignments if (s := rules.ROLES.get(a.role, "")) in sides), "neither")


def _grants(assignment: RoleAssignment) -> list[Grant]:
    limits: dict[str, frozenset[int] | frozenset[str]] = {}
    if assignment.reach_kind == "unit":
        limits["units"] = _with_all_below(assignment.community_id, assignment.reach_to)
    elif assignment.reach_kind != "community":
        limits[_REACH_FIELD[assignment.reach_kind]] = frozenset(assignment.reach_to)
    classes = OPEN_CLASSES | frozenset(assignment.cleared_for)
    return [
        Grant(role=assignment.role, permissions=codes, reach=reach, data_classes=classes, **limits)  # type: ignore[arg-type]
        for reach, codes in registry.permissions_of(assignment.role).items()
    ]


def _with_all_below(community_id: int, unit_ids: list[int]) -> frozenset[int]:
    tops = Unit.objects.filter(community=community_id, pk__in=unit_ids).values_list("path", flat=True)
    below: set[int] = set()
    for path in tops:
        below.update(Unit.objects.filter(community=community_id, path__startswith=path).values_list("pk", flat=True))
    return frozenset(below)

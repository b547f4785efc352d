"""Who may do what, and why somebody cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.registers.parties import registry, rules
from samdrift.registers.parties.models import RoleAssignment


@dataclass(frozen=True, slots=True)
class Line:
    """One permission and how far each role's reach goes."""

    code: str
    meaning: str
    reach: Mapping[str, str]  # role → all, own, assigned
    mine: str  # how far one's own goes, "" for not at all


def matrix(scope: Scope, roles: Sequence[str]) -> list[tuple[str, list[Line]]]:
    """Every permission by room, with what these roles and the reader have of it."""
    rooms: dict[str, list[Line]] = {}
    for code, permission in sorted(registry.all_permissions().items()):
        reach = {role: permission.roles[role] for role in roles if role in permission.roles}
        line = Line(code, str(permission.meaning), reach, _widest(scope, code))
        rooms.setdefault(code.split(".")[0], []).append(line)
    return list(rooms.items())


def _widest(scope: Scope, code: str) -> str:
    found = {grant.reach for grant in scope.grants if code in grant.permissions}
    return next((reach for reach in registry.REACHES if reach in found), "")


@dataclass(frozen=True, slots=True)
class Answer:
    """Why somebody may or may not: their grants that carry it, and the roles that would."""

    code: str
    meaning: str
    grants: Sequence[Grant]
    roles_with_it: Sequence[str]
    given_by: Sequence[str]


def explain(scope: Scope, code: str) -> Answer | None:
    """Why the reader may or may not use a permission, and whom to ask; None for one that is not there."""
    permission = registry.all_permissions().get(code)
    if permission is None:
        return None
    carriers = [role for role in rules.ROLES if role in permission.roles]
    givers = [role for role in ("UNIT-ADM", "CTR-C", "CTR-P", "ADMIN") if _gives_one(role, carriers)]
    held = [grant for grant in scope.grants if code in grant.permissions]
    return Answer(code, str(permission.meaning), held, carriers, givers)


def _gives_one(giver: str, roles: Sequence[str]) -> bool:
    return any(rules.may_give([giver], role) for role in roles)


def clearance_gaps(scope: Scope, *, day: date) -> tuple[str, ...]:
    """Who is missing for reports from secured places to be seen and done; nothing where no place is secured.

    It looks at roles and places only: whether such a report waits is told to nobody who is not cleared.
    """
    if not scope.may("parties.assign_roles") or not registry.has_secured(scope.community_id):
        return ()
    with everywhere(reason="whether anybody is cleared, which names nobody"):
        holding = RoleAssignment.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=day), community=scope.community_id, state="granted",
            valid_from__lte=day, employment__person__state="active", role__in=rules.DESK | rules.HANDS | {"SEC-OFF"},
        )  # fmt: skip
        held = list(holding.values_list("role", "cleared_for"))
    return rules.clearance_gaps(held)

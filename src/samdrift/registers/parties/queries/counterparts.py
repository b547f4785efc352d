"""Who answers to whom on each tier, and where nobody does (R61)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import rules
from samdrift.registers.parties.models import Counterpart, Employment, Member, RoleAssignment, Unit

TIERS_OF_A_DISTRICT = ("tactical", "operational", "user")
DISTRICTS = ("district", "national_unit")


def counterparts(scope: Scope) -> QuerySet[Counterpart]:
    """All pairs, by unit and tier, people loaded."""
    rows = Counterpart.objects.within(scope).select_related(
        "unit", "customer__person", "provider__person", "customer_deputy__person", "provider_deputy__person"
    )
    return rows.order_by("unit__code", "tier", "-valid_from", "pk")


def counterpart_by_uid(scope: Scope, uid: UUID) -> Counterpart:
    """One pair.

    Raises:
        DoesNotExist: There is none within the scope.
    """
    return counterparts(scope).get(uid=uid)


ANSWER = {
    "customer": ("CTR-C", "STEER-C", "DIST-MGT", "LOC-FM", "UNIT-ADM", "LOC-INS", "BUD"),
    "provider": ("CTR-P", "STEER-P", "OPS-M", "SVC-L", "SD-LEAD", "FIN-P", "HR-P"),
}
"""Whose roles have them answer for their party, by side."""


def people_who_answer(scope: Scope, *, day: date) -> dict[str, list[Employment]]:
    """Who may be named as a counterpart on each side: people whose role has them answer for their party, by name.

    Both sides are named by either, whoever may look them up; two reads.
    """
    with everywhere(reason="both sides are named by either, whoever may look them up"):
        roles = [role for some in ANSWER.values() for role in some]
        given = RoleAssignment.objects.filter(community=scope.community_id, role__in=roles, state="granted")
        given = given.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("employment__person__folded_name", "pk")
        rows = list(given.select_related("employment__person", "employment__organisation", "employment__unit"))
        members = Member.objects.filter(community=scope.community_id)
        sides = dict(members.values_list("organisation", "side"))
    found: dict[str, dict[int, Employment]] = {side: {} for side in ANSWER}
    for row in rows:
        held = row.employment
        side = sides.get(held.organisation_id, "")
        if row.role in ANSWER.get(side, ()) and (held.ends_on is None or held.ends_on >= day):
            found[side].setdefault(held.pk, held)
    return {side: list(some.values()) for side, some in found.items()}


@dataclass(frozen=True, slots=True)
class Gap:
    """A tier of a district where nobody answers to anybody."""

    unit: Unit
    tier: str
    since: date
    working_days: int

    @property
    def alerts(self) -> bool:
        """Whether it has lasted longer than the contract lets pass in silence."""
        return self.working_days > rules.GAP_DAYS


def counterpart_gaps(scope: Scope, *, day: date, known_from: date) -> list[Gap]:
    """Every district's tiers without a pair on `day`; two reads.

    Args:
        known_from: The first day gaps are counted from where a unit has no opening day, such as the contract's start.
    """
    pairs: dict[tuple[int | None, str], list[tuple[date, date | None]]] = {}
    for row in Counterpart.objects.within(scope):
        pairs.setdefault((row.unit_id, row.tier), []).append((row.valid_from, row.valid_to))
    gaps = []
    for unit in Unit.objects.within(scope).filter(kind__in=DISTRICTS, closed_on=None).order_by("code"):
        for tier in TIERS_OF_A_DISTRICT:
            opened = max(unit.opened_on or known_from, known_from)
            since = rules.gap_since(day, pairs.get((unit.pk, tier), []), opened)
            if since is not None and since <= day:
                gaps.append(Gap(unit, tier, since, rules.working_days(since, day)))
    return gaps

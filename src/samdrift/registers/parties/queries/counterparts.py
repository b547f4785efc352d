"""Who answers to whom on each tier, and where nobody does (R61)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope
from samdrift.registers.parties import rules
from samdrift.registers.parties.models import Counterpart, Unit

TIERS_OF_A_DISTRICT = ("tactical", "operational", "user")
DISTRICTS = ("district", "national_unit")


def counterparts(scope: Scope) -> QuerySet[Counterpart]:
    """All pairs, by unit and tier, people loaded."""
    rows = Counterpart.objects.within(scope).select_related("unit", "customer__person", "provider__person")
    return rows.order_by("unit__code", "tier", "-valid_from", "pk")


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

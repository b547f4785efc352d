"""Frozen figures counted again: what differs has moved behind the parties' backs (domain.md §2.22, invariant 5)."""

from dataclasses import dataclass, field
from datetime import date

from samdrift.foundation.scope import everywhere
from samdrift.kernel.key_figures import value_of
from samdrift.partnership.performance.models import KpiDefinition, KpiResult
from samdrift.partnership.performance.queries.counting import counted_by_definition
from samdrift.partnership.performance.queries.months import month_of, tops_of
from samdrift.partnership.performance.rules import periods


@dataclass(frozen=True, slots=True)
class Difference:
    """A frozen figure that no longer comes out as it was frozen."""

    contract_id: int
    month: date
    code: str
    unit_id: int | None
    frozen: tuple[int, int]
    counted: tuple[int, int]


@dataclass(slots=True)
class Recount:
    """How many frozen figures were counted again, and which differ."""

    results: int = 0
    differences: list[Difference] = field(default_factory=list)


def recount(community_id: int, *, since: date | None = None) -> Recount:
    """Count every frozen figure of a community again; across the gate, for the job.

    Figures both parties settled or corrected by numbers of their own stand as they wrote them in the book: of those
    only the value is worked out again.

    Args:
        since: Only months from here on.
    """
    found = Recount()
    with everywhere(reason="frozen figures of one community are counted again"):
        rows = KpiResult.objects.filter(
            community=community_id, state__in=(periods.FROZEN, periods.CORRECTED)
        ).select_related("definition")  # fmt: skip
        if since is not None:
            rows = rows.filter(month__gte=since)
        months: dict[tuple[int, date], list[KpiResult]] = {}
        for row in rows.order_by("contract_id", "month", "code", "unit_id", "number"):
            months.setdefault((row.contract_id, row.month), []).append(row)
        tops = tops_of(community_id) if months else {}
        for (contract_id, first), frozen in months.items():
            month = month_of(community_id, contract_id, first, tops)
            definitions: dict[str, KpiDefinition] = {row.code: row.definition for row in frozen}
            counted = counted_by_definition(month, definitions.values())
            for row in frozen:
                found.results += 1
                stands = (row.numerator, row.denominator)
                again = stands if row.reason else counted[row.code].get(row.unit_id, (0, 0))
                value = value_of(*stands, row.definition.scale)
                if again != stands or value != row.value:
                    found.differences.append(Difference(contract_id, first, row.code, row.unit_id, stands, again))
    return found

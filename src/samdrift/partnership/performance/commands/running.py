"""Counting what no sum tells of the month that runs, now and then, so that no page has to."""

from datetime import date, datetime

from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.performance.models import KpiDefinition, RunningMonth
from samdrift.partnership.performance.queries import so_far, sources
from samdrift.partnership.performance.queries.months import month_of
from samdrift.partnership.performance.queries.terms import definitions_in_force
from samdrift.registers.parties import public as parties


def count_running_months(community_id: int, *, now: datetime) -> int:
    """Count of every contract the figures of the running month that have no sums, as a month is counted; how many.

    What was counted before is replaced: it is a cache, never the truth, and safe to repeat.
    """
    first = parties.community_day(Scope(community_id=community_id), now).replace(day=1)
    return sum(_count(community_id, contract_id, first, now=now) for contract_id in defined_contracts(community_id))


def defined_contracts(community_id: int) -> list[int]:
    """The contracts of a community whose figures are defined."""
    with everywhere(reason="contracts whose figures are defined"):
        rows = KpiDefinition.objects.filter(community=community_id, standing="accepted").order_by()
        return sorted(set(rows.values_list("contract_id", flat=True)))


def _count(community_id: int, contract_id: int, first: date, *, now: datetime) -> int:
    wanted = {one.source for one in definitions_in_force(contract_id, first) if so_far.is_counted(one.source)}
    if not wanted:
        return 0
    found = sources.counted(month_of(community_id, contract_id, first), wanted)
    told = {
        source: [[unit, part, whole] for unit, (part, whole) in rows.items()]
        for source, rows in sorted(found.items()) if rows
    }  # fmt: skip
    with everywhere(reason="the running month of one contract is counted"):
        RunningMonth.objects.update_or_create(
            contract_id=contract_id,
            defaults={"community_id": community_id, "month": first, "told": told, "counted_at": now},
        )
    return len(told)

"""Working a month's figures out: from what the house has, under the definitions that hold."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import everywhere
from samdrift.kernel.key_figures import Judged, Run, judge, run_after
from samdrift.partnership.performance.events import MonthMeasured
from samdrift.partnership.performance.models import KpiDefinition, KpiPeriod, KpiResult
from samdrift.partnership.performance.queries.counting import counted_by_definition
from samdrift.partnership.performance.queries.months import Month, counting_scope, month_of
from samdrift.partnership.performance.queries.sources import Counted
from samdrift.partnership.performance.queries.terms import definitions_in_force, measure_of
from samdrift.partnership.performance.rules import periods

Key = tuple[str, int | None]
"""Whose figure: a definition's code, and the unit's id or None for the whole contract."""


def compute_month(
    community_id: int, contract_id: int, first: date, *, now: datetime, tops: dict[int, int] | None = None
) -> KpiPeriod | None:
    """Work a month's figures out, or anew while nobody has agreed; None where no definition holds or it is frozen."""
    definitions = definitions_in_force(contract_id, first)
    if not definitions or _stands(contract_id, first):
        return None
    month = month_of(community_id, contract_id, first, tops)
    found = counted_by_definition(month, definitions)
    with transaction.atomic(), everywhere(reason="the figures of one contract's month"):
        period = _period(month)
        state = periods.period_after(period.state, "compute")
        if state is None or _agreed_on(period):
            return None
        first_time = period.computed_at is None
        many = _write(month, period, definitions, found)
        period.state, period.computed_at = state, now
        if period.state == periods.PROVISIONAL:
            period.state = periods.UNDER_REVIEW  # it is shown to both from the moment it is there
        period.save_changes("state", "computed_at")
        if first_time:
            event = MonthMeasured(period_uid=period.uid, month=first, results=many)
            record(event, scope=counting_scope(community_id), at=now, subject=period)
    return period


def _agreed_on(period: KpiPeriod) -> bool:
    """What one party has said yes to stands until both have dealt with it."""
    return bool(period.customer_agreed_at or period.provider_agreed_at)


def _stands(contract_id: int, first: date) -> bool:
    """Whether a month is not worked out anew: asked before it is counted, and again under the lock."""
    with everywhere(reason="how far one contract's month is"):
        period = KpiPeriod.objects.filter(contract=contract_id, month=first).first()
    return period is not None and (_agreed_on(period) or periods.period_after(period.state, "compute") is None)


def _period(month: Month) -> KpiPeriod:
    found, _made = KpiPeriod.objects.get_or_create(
        contract_id=month.contract_id, month=month.first, defaults={"community_id": month.community_id}
    )
    return KpiPeriod.objects.all().locked(found.uid)  # type: ignore[no-any-return, attr-defined]


def _write(month: Month, period: KpiPeriod, definitions: Iterable[KpiDefinition], found: Mapping[str, Counted]) -> int:
    """Write the rows that are new and change those nobody has agreed on; how many there are."""
    standing = {
        (row.code, row.unit_id): row for row in KpiResult.objects.filter(period=period, latest=True).order_by("pk")
    }
    before = runs_before(month.contract_id, month.first)
    new, changed, many = [], [], 0
    for definition in definitions:
        for unit, pair in {None: (0, 0), **found[definition.code]}.items():
            many += 1
            row = standing.get((definition.code, unit))
            if row is None:
                row = KpiResult(
                    community_id=month.community_id, period=period, contract_id=month.contract_id, month=month.first,
                    code=definition.code, unit_id=unit,
                )  # fmt: skip
                new.append(row)
            elif row.state in (periods.PROVISIONAL, periods.DISPUTED) and not row.reason:
                changed.append(row)
            else:
                continue
            told(row, definition, pair, before.get((definition.code, unit), Run()))
    KpiResult.objects.bulk_create(new, batch_size=500)
    KpiResult.objects.bulk_update(changed, TOLD, batch_size=200)
    return many


TOLD = (
    "definition", "line_code", "numerator", "denominator", "value", "band", "allowed", "stretch", "judged",
    "run_failures", "run_passes", "run_last_failed", "repeated",
)  # fmt: skip


def told(row: KpiResult, definition: KpiDefinition, pair: tuple[int, int], before: Run) -> Judged:
    """Let a row say what a count comes to under a definition, after the months before."""
    verdict = judge(measure_of(definition), *pair)
    run = run_after(before, verdict.band)
    row.definition, row.line_code = definition, definition.line_code
    row.numerator, row.denominator = pair
    row.value, row.band, row.allowed, row.stretch = verdict.value, verdict.band, verdict.allowed, verdict.stretch
    row.judged = (definition.per == "unit") == (row.unit_id is not None)
    row.run_failures, row.run_passes, row.run_last_failed = run.failures, run.passes, run.last_failed
    row.repeated = before.last_failed and verdict.failed
    return verdict


def runs_before(contract_id: int, first: date) -> dict[Key, Run]:
    """Where each figure's run of months stood at the end of the month before."""
    rows = KpiResult.objects.filter(contract=contract_id, month=periods.month_before(first), latest=True)
    return {
        (code, unit): Run(failures, passes, last_failed=failed)
        for code, unit, failures, passes, failed in rows.values_list(
            "code", "unit_id", "run_failures", "run_passes", "run_last_failed"
        )
    }  # fmt: skip

"""Freezing: what nobody disputes stands for ever, and its credits follow from it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.performance.commands import crediting
from samdrift.partnership.performance.events import ResultsFrozen
from samdrift.partnership.performance.models import KpiPeriod, KpiResult
from samdrift.partnership.performance.queries.telling import result_told, tops_of_work
from samdrift.partnership.performance.rules import periods
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

AT_ONCE = 500


@transaction.atomic
def freeze_month(scope: Scope, period: KpiPeriod, *, now: datetime) -> int:
    """Freeze the rows of a month nobody disputes, with what they cost; with the last one the contract's month.

    Safe to repeat.

    Returns:
        How many rows were frozen now.
    """
    with everywhere(reason="a month of one contract is frozen"):
        rows = list(
            KpiResult.objects.filter(
                period=period, latest=True, state__in=(periods.PROVISIONAL, periods.AGREED)
            ).select_related("definition").order_by("code", "unit_id")
        )  # fmt: skip
        KpiResult.objects.filter(pk__in=[row.pk for row in rows]).update(state=periods.FROZEN, frozen_at=now)
        for row in rows:
            row.state, row.frozen_at = periods.FROZEN, now
        if rows:
            _tell(scope, period, rows, now)
            crediting.calculate(period, rows, scope=scope, now=now)
            crediting.earn_back(period, scope=scope, now=now)
        disputed = KpiResult.objects.filter(period=period, latest=True, state=periods.DISPUTED).exists()
        if not disputed and period.state != periods.FROZEN:
            period.state, period.frozen_at = periods.FROZEN, now
            period.save_changes("state", "frozen_at")
            contracts.freeze_measured(scope, period.contract_id, period.month, now=now)
    return len(rows)


def _tell(scope: Scope, period: KpiPeriod, rows: Sequence[KpiResult], now: datetime) -> None:
    """Tell what was frozen, some hundreds an event: each is a line of the open book."""
    tops = tops_of_work(period)
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        event = ResultsFrozen(
            period_uid=period.uid, month=period.month, rows=tuple(written(row) for row in some),
            written=tuple(result_told(row) for row in some), tops=tops,
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=period)


def written(row: KpiResult) -> str:
    """A frozen figure as the book keeps it: code, unit or nothing, how many, of how many, band."""
    return f"{row.code} {row.unit_id or '-'} {row.numerator} {row.denominator} {row.band}"


def after_settling(scope: Scope, row: KpiResult, *, now: datetime) -> None:
    """A figure settled after the day of freezing is frozen with its credit at once."""
    if parties.community_day(scope, now) < periods.frozen_on(row.month):
        return
    with everywhere(reason="the month of a figure that was settled late"):
        period = KpiPeriod.objects.get(pk=row.period_id)
    freeze_month(scope, period, now=now)

"""Months as they were known at a moment: for reports, which are made again a year later and must come out the same."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q

from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.performance.models import (
    FeeReduction,
    KpiPeriod,
    KpiResult,
    ResultWord,
    ServiceCredit,
)
from samdrift.partnership.performance.rules import periods


def results_known(
    scope: Scope, contract_id: int, first: date, last: date, known_at: datetime, *, districts: bool
) -> list[KpiResult]:
    """Each figure's entry that held at a moment, by code, month and district; corrections of later days are left out.

    Args:
        districts: The districts' entries too, else those of the whole contract alone.
    """
    rows = KpiResult.objects.within(scope).filter(contract=contract_id, month__range=(first, last))
    if not districts:
        rows = rows.filter(unit__isnull=True)
    held = rows.filter(Q(number=1) | Q(frozen_at__lte=known_at)).select_related("definition", "unit")
    newest: dict[tuple[str, date, int], KpiResult] = {}
    for row in held.order_by("code", "month", "unit__code", "unit_id", "number"):
        newest[row.code, row.month, row.unit_id or 0] = row
    return list(newest.values())


def disputed_until(scope: Scope, contract_id: int, last: date) -> list[KpiResult]:
    """The entries in dispute today of months up to a day, the latest month first."""
    rows = KpiResult.objects.within(scope).filter(contract=contract_id, month__lte=last, latest=True)
    return list(rows.filter(state=periods.DISPUTED).order_by("-month", "code", "unit_id")[:20])


def credits_known(scope: Scope, contract_id: int, first: date, last: date, known_at: datetime) -> list[ServiceCredit]:
    """The credits worked out by a moment for months measured, by figure and district; later waivers are not told."""
    rows = ServiceCredit.objects.within(scope).filter(
        contract=contract_id, month__range=(first, last), calculated_at__lte=known_at
    )
    rows = rows.exclude(waived_at__lte=known_at)
    return list(rows.select_related("unit").order_by("month", "code", "unit__code", "pk"))


def reductions_known(scope: Scope, contract_id: int, first: date, last: date, known_at: datetime) -> list[FeeReduction]:
    """The fees reduced by a moment for months measured, by figure and district."""
    rows = FeeReduction.objects.within(scope).filter(
        contract=contract_id, month__range=(first, last), calculated_at__lte=known_at
    )
    return list(rows.select_related("unit").order_by("month", "code", "unit__code", "pk"))


def months_move(contract_id: int, months: Collection[date]) -> bool:
    """Whether some of these months are measured and not frozen yet."""
    with everywhere(reason="whether one contract's months are frozen"):
        rows = KpiPeriod.objects.filter(contract=contract_id, month__in=months)
        return rows.exclude(state=periods.FROZEN).exists()


def decisions_made(scope: Scope, contract_id: int, first: date, last: date, known_at: datetime) -> list[ResultWord]:
    """What the steering committee decided about figures in a span of days, the first first."""
    rows = ResultWord.objects.within(scope).filter(
        result__contract=contract_id, kind="steer", signed_at__date__range=(first, last), signed_at__lte=known_at
    )
    return list(rows.select_related("result").order_by("signed_at", "pk")[:60])

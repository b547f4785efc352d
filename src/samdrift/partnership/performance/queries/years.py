"""What a calendar year of frozen months comes to: each figure over the whole contract, judged by its latest promise."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samdrift.foundation.scope import everywhere
from samdrift.kernel.key_figures import judge
from samdrift.partnership.performance.models import KpiPeriod, KpiResult
from samdrift.partnership.performance.queries.terms import measure_of
from samdrift.partnership.performance.rules import periods


@dataclass(frozen=True, slots=True)
class YearFigure:
    """One figure of a year: its months' numerators over their denominators, and whether that missed the target."""

    code: str
    line: str
    value: Decimal | None
    missed: bool


@dataclass(frozen=True, slots=True)
class FrozenYear:
    """The figures of a year by code, and how many of its months both parties have frozen."""

    months: int
    figures: dict[str, YearFigure]


def frozen_year(contract_id: int, year: int) -> FrozenYear:
    """A year's figures, from frozen months alone and their latest corrections; three reads."""
    first, last = date(year, 1, 1), date(year, 12, 1)
    with everywhere(reason="a year of frozen figures is the same for both parties"):
        months = KpiPeriod.objects.filter(contract=contract_id, month__range=(first, last), frozen_at__isnull=False)
        rows = KpiResult.objects.filter(
            contract=contract_id, month__range=(first, last), unit__isnull=True, latest=True,
            state__in=(periods.FROZEN, periods.CORRECTED),
        ).select_related("definition").order_by("month", "pk")  # fmt: skip
        by_code: dict[str, list[KpiResult]] = {}
        for row in rows:
            by_code.setdefault(row.code, []).append(row)
        return FrozenYear(months.count(), {code: _of(code, own) for code, own in sorted(by_code.items())})


def _of(code: str, rows: list[KpiResult]) -> YearFigure:
    judged = judge(
        measure_of(rows[-1].definition), sum(row.numerator for row in rows), sum(row.denominator for row in rows)
    )
    return YearFigure(code, rows[-1].line_code, judged.value, judged.failed)

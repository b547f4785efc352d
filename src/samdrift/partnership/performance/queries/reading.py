"""What pages and the API show of months: the table with its trend, one figure with its entries and words, credits."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.key_figures import BANDS
from samdrift.partnership.performance.models import (
    FeeReduction,
    KpiDefinition,
    KpiPeriod,
    KpiReading,
    KpiResult,
    ResultWord,
    ServiceCredit,
)
from samdrift.registers.contracts import public as contracts

TREND = 13
MOST = 400


@dataclass(slots=True)
class Line:
    """One figure of a month as the table shows it.

    Attributes:
        row: The whole contract's entry; None for who sees one district only, whose entries stand in `units`.
        units: The districts' entries.
        trend: The months up to this one with their values, the oldest first; None where nothing was measured.
        credit_minor: What it cost, all districts together; None where credits are not the reader's.
    """

    row: KpiResult | None
    units: list[KpiResult] = field(default_factory=list)
    trend: list[tuple[date, Decimal | None]] = field(default_factory=list)
    credit_minor: int | None = None

    @property
    def any(self) -> KpiResult:
        """An entry that says which figure this is."""
        return self.row if self.row is not None else self.units[0]

    @property
    def missed(self) -> list[KpiResult]:
        """The entries a credit may follow from that missed."""
        own = [self.row] if self.row is not None else []
        return [one for one in (*own, *self.units) if one.judged and one.band in BANDS]

    @property
    def disputed(self) -> list[KpiResult]:
        """The entries somebody disputes."""
        own = [self.row] if self.row is not None else []
        return [one for one in (*own, *self.units) if one.state == "disputed"]


def contracts_measured(scope: Scope) -> list[contracts.Contract]:
    """Contracts with key figures whose definitions this person may read."""
    measured = KpiDefinition.objects.within(scope).order_by().values("contract_id")
    rows = contracts.Contract.objects.within(scope).filter(pk__in=measured)
    return list(rows.select_related("customer", "provider").order_by("code", "pk")[:50])


def months_of(scope: Scope, contract_id: int) -> list[KpiPeriod]:
    """The months that were measured, the newest first."""
    return list(KpiPeriod.objects.within(scope).filter(contract=contract_id).order_by("-month")[:60])


def table(scope: Scope, contract_id: int, month: date) -> list[Line]:
    """The month's figures by code, with their trend and what they cost."""
    rows = (
        KpiResult.objects.within(scope).filter(contract=contract_id, month=month, latest=True)
        .select_related("definition", "unit").order_by("code", "unit_id")
    )  # fmt: skip
    lines: dict[str, Line] = {}
    for row in rows[: MOST * 4]:
        line = lines.setdefault(row.code, Line(None))
        if row.unit_id is None:
            line.row = row
        else:
            line.units.append(row)
    _trends(scope, contract_id, month, lines)
    _costs(scope, contract_id, month, lines)
    return list(lines.values())


def _trends(scope: Scope, contract_id: int, month: date, lines: dict[str, Line]) -> None:
    first = date(month.year - 1, month.month, 1)
    rows = KpiResult.objects.within(scope).filter(
        contract=contract_id, month__range=(first, month), latest=True, unit__isnull=True
    ).order_by("code", "month").values_list("code", "month", "value")  # fmt: skip
    for code, at, value in rows:
        if code in lines:
            lines[code].trend.append((at, value))


def _costs(scope: Scope, contract_id: int, month: date, lines: dict[str, Line]) -> None:
    if not scope.may("performance.view_credits"):
        return
    sums: dict[str, int] = defaultdict(int)
    for code, net in (
        credits_of(scope, contract_id).filter(month=month).exclude(state="waived").values_list("code", "net_minor")
    ):
        sums[code] += net
    for code, line in lines.items():
        line.credit_minor = sums[code]


def credits_of(scope: Scope, contract_id: int) -> QuerySet[ServiceCredit]:
    """The credits of a contract this person may see."""
    return ServiceCredit.objects.within(scope).filter(contract=contract_id)


def credits_shown(scope: Scope, contract_id: int, month: date) -> list[ServiceCredit]:
    """A month's credits with what they follow from, by figure and district."""
    rows = credits_of(scope, contract_id).filter(month=month)
    return list(
        rows.select_related("result__definition", "unit", "remedy", "of").order_by("code", "kind", "unit_id", "pk")[
            :MOST
        ]
    )


def reductions_shown(scope: Scope, contract_id: int, month: date) -> list[FeeReduction]:
    """What a month's fees were reduced by, by figure, district and site, with what they follow from."""
    rows = FeeReduction.objects.within(scope).filter(contract=contract_id, month=month)
    return list(rows.select_related("result", "unit", "site").order_by("code", "unit_id", "site_id", "pk")[:MOST])


def result_by_uid(scope: Scope, uid: UUID) -> KpiResult:
    """One entry, with its definition, district, month and contract.

    Raises:
        DoesNotExist: No such entry within the scope.
    """
    rows = KpiResult.objects.within(scope).select_related("definition", "unit", "period", "contract")
    return rows.get(uid=uid)


def entries_of(scope: Scope, row: KpiResult) -> list[KpiResult]:
    """All entries of the same figure in the same month, the first one first."""
    rows = KpiResult.objects.within(scope).filter(period=row.period_id, code=row.code)
    rows = rows.filter(unit=row.unit_id) if row.unit_id else rows.filter(unit__isnull=True)
    return list(rows.order_by("number"))


def districts_of(scope: Scope, row: KpiResult) -> list[KpiResult]:
    """The districts' entries beside the whole contract's, the worst first."""
    rows = KpiResult.objects.within(scope).filter(
        period=row.period_id, code=row.code, unit__isnull=False, latest=True
    ).select_related("unit", "definition")  # fmt: skip
    order = "-value" if row.definition.lower_is_better else "value"
    return sorted(rows.order_by(order, "pk"), key=lambda one: one.value is None)


def history_of(scope: Scope, row: KpiResult) -> list[KpiResult]:
    """The same figure in the months up to this one, the oldest first."""
    first = date(row.month.year - 1, row.month.month, 1)
    rows = KpiResult.objects.within(scope).filter(
        contract=row.contract_id, code=row.code, month__range=(first, row.month), latest=True
    )  # fmt: skip
    rows = rows.filter(unit=row.unit_id) if row.unit_id else rows.filter(unit__isnull=True)
    return list(rows.order_by("month"))


def words_of(scope: Scope, entries: list[KpiResult]) -> list[ResultWord]:
    """What was said of a figure and its earlier entries, the first word first."""
    rows = ResultWord.objects.within(scope).filter(result__in=entries).select_related("person")
    return list(rows.order_by("said_at", "pk")[:200])


def readings_of(scope: Scope, row: KpiResult) -> list[KpiReading]:
    """What was counted by hand for a figure, the newest first; for the whole contract those of its districts too."""
    rows = KpiReading.objects.within(scope).filter(contract=row.contract_id, code=row.code, month=row.month)
    rows = rows.filter(unit=row.unit_id) if row.unit_id else rows
    return list(rows.select_related("unit", "recorded_by").order_by("-recorded_at", "-pk")[:100])


def credit_by_uid(scope: Scope, uid: UUID) -> ServiceCredit:
    """One credit.

    Raises:
        DoesNotExist: No such credit within the scope.
    """
    return ServiceCredit.objects.within(scope).select_related("contract", "remedy").get(uid=uid)


def period_by_uid(scope: Scope, uid: UUID) -> KpiPeriod:
    """One month.

    Raises:
        DoesNotExist: No such month within the scope.
    """
    return KpiPeriod.objects.within(scope).select_related("contract").get(uid=uid)


def period_of(scope: Scope, contract_id: int, month: date) -> KpiPeriod:
    """One month of a contract.

    Raises:
        DoesNotExist: It is not measured, or not within the scope.
    """
    return KpiPeriod.objects.within(scope).get(contract=contract_id, month=month)


def result_of(scope: Scope, contract_id: int, month: date, code: str, unit_id: int | None = None) -> KpiResult:
    """The latest entry of one figure.

    Raises:
        DoesNotExist: No such figure within the scope.
    """
    rows = KpiResult.objects.within(scope).filter(contract=contract_id, month=month, code=code, latest=True)
    return rows.get(unit=unit_id) if unit_id else rows.get(unit__isnull=True)


def credits_wait(contract_id: int, month: date) -> bool:
    """Whether a month has credits somebody has not agreed on."""
    with everywhere(reason="whether one contract's month has credits that wait"):
        return ServiceCredit.objects.filter(contract=contract_id, month=month, state="calculated").exists()

"""Reducing fees for visits that were not delivered, as figures freeze: outside every cap, and never paid twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.kernel.credits import reduction_minor
from samdrift.partnership.performance import events
from samdrift.partnership.performance.commands.measuring import Key
from samdrift.partnership.performance.models import FeeReduction, KpiPeriod, KpiResult
from samdrift.partnership.performance.queries.months import Month, month_of
from samdrift.partnership.performance.queries.telling import tops_of_fees
from samdrift.partnership.performance.queries.terms import Remedies
from samdrift.partnership.performance.queries.undelivered import Undelivered, undelivered_in
from samdrift.partnership.performance.rules import periods


def reduce_fees(
    period: KpiPeriod, rows: Iterable[KpiResult], remedies: Remedies, *, scope: Scope, now: datetime
) -> dict[Key, int]:
    """Write what fees are reduced by once a figure of visits and its district's stand frozen; safe to repeat.

    Numbers both parties agreed on otherwise stand in the book as they wrote them: nothing is reduced by such a figure.

    Returns:
        What the month's fees were reduced by, by figure and district, and under None in all.
    """
    codes = {row.code for row in rows} & set(remedies.terms.reductions)
    made: list[FeeReduction] = []
    if codes:
        month = month_of(period.community_id, period.contract_id, period.month)
        standing = _standing(period, codes)
        for code in sorted(codes):
            made += _of_figure(month, code, standing, remedies, now)
        before = set(
            FeeReduction.objects.filter(contract=period.contract_id, month=period.month)
            .values_list("code", "unit_id", "site_id")
        )  # fmt: skip
        made = [one for one in made if one.amount_minor > 0 and (one.code, one.unit_id, one.site_id) not in before]
        FeeReduction.objects.bulk_create(made, batch_size=500)
        _tell(period, made, scope, now)
    return reduced_by(period.contract_id, period.month)


def _standing(period: KpiPeriod, codes: Iterable[str]) -> dict[Key, KpiResult]:
    rows = KpiResult.objects.filter(period=period, latest=True, code__in=list(codes)).select_related("definition")
    return {(row.code, row.unit_id): row for row in rows}


def _of_figure(
    month: Month, code: str, standing: Mapping[Key, KpiResult], remedies: Remedies, now: datetime
) -> list[FeeReduction]:
    """Each site or district whose figure stands as it was counted, and the whole contract's with it."""
    whole = standing.get((code, None))
    if whole is None or not _is_counted(whole):
        return []
    found, today = [], now.astimezone(month.begin.tzinfo).date()
    for one in undelivered_in(month, whole.definition.source):
        result = standing.get((code, one.top), whole)
        if _is_counted(result):
            found.append(_row(result, one, remedies, today, now))
    return found


def _is_counted(row: KpiResult) -> bool:
    return row.state == periods.FROZEN and not row.reason


def _row(result: KpiResult, one: Undelivered, remedies: Remedies, today: date, now: datetime) -> FeeReduction:
    share = remedies.terms.reductions[result.code]
    return FeeReduction(
        community_id=result.community_id, data_class="D2", contract_id=result.contract_id, month=result.month,
        bills_in=max(periods.next_month(result.month), today.replace(day=1)), result=result, remedy=remedies.row,
        code=result.code, line_code=one.line, unit_id=one.top, site_id=one.site_id, ordered=one.ordered,
        missing=one.missing, fee_minor=one.fee_minor, share=share, calculated_at=now,
        amount_minor=reduction_minor(one.fee_minor, share, one.missing, one.ordered),
    )  # fmt: skip


def _tell(period: KpiPeriod, made: list[FeeReduction], scope: Scope, now: datetime) -> None:
    if made:
        event = events.FeesReduced(
            month=period.month, count=len(made), amount_minor=sum(one.amount_minor for one in made),
            written=tuple(written(one) for one in made), tops=tops_of_fees(period.community_id, period.contract_id),
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=made[0].remedy)


def written(row: FeeReduction) -> dict[str, object]:
    """A reduction in full, so that either party works it out again: minutes or runs, the fee, the share."""
    return {
        "reduction": str(row.uid), "result": str(row.result.uid), "remedies": str(row.remedy.uid), "code": row.code,
        "line": row.line_code, "unit": row.unit_id, "site": row.site_id, "ordered": row.ordered,
        "missing": row.missing, "fee_minor": row.fee_minor, "share": f"{row.share:f}", "amount_minor": row.amount_minor,
        "month": row.month.isoformat(), "bills_in": row.bills_in.isoformat(),
    }  # fmt: skip


def reduced_by(contract_id: int, month: date) -> dict[Key, int]:
    """What a month's fees were reduced by, by figure and district and, under None, in all."""
    sums: dict[Key, int] = defaultdict(int)
    rows = FeeReduction.objects.filter(contract=contract_id, month=month)
    for code, unit, amount in rows.values_list("code", "unit_id", "amount_minor"):
        sums[code, unit] += amount
        sums[code, None] += amount
    return dict(sums)

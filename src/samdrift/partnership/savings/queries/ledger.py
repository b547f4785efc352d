"""The ledger of initiatives: what is being done to save, what holds which cost line, what was verified."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.savings import EXCLUDED, Claim, MonthOfSaving, at_this_pace, month_by_month
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.models import Baseline, BudgetTransfer, CostEntry, SavingItem, Verification
from samdrift.partnership.savings.queries import figures

ORDER = ("-moved_at", "-pk")


def initiatives(scope: Scope, contract_id: int, *, state: str = "", unit_id: int | None = None) -> QuerySet[SavingItem]:
    """The initiatives of a contract, those moved last first, with unit and owner loaded."""
    rows = SavingItem.objects.within(scope).filter(contract=contract_id).select_related("unit", "owner", "baseline")
    if state:
        rows = rows.filter(state=state)
    if unit_id is not None:
        rows = rows.filter(unit=unit_id)
    return rows.order_by(*ORDER)


def counts_by_state(scope: Scope, contract_id: int) -> dict[str, tuple[int, int]]:
    """How many initiatives stand in each state, and what they forecast a year, in hundredths."""
    rows = SavingItem.objects.within(scope).filter(contract=contract_id)
    found = rows.values_list("state").annotate(many=Count("pk"), amount=Sum("forecast_minor")).order_by()
    return {state: (many, int(amount or 0)) for state, many, amount in found}


def initiative(scope: Scope, uid: UUID) -> SavingItem:
    """One initiative with what its page shows.

    Raises:
        DoesNotExist: No such initiative within the scope.
    """
    rows = SavingItem.objects.within(scope).select_related("unit", "owner", "baseline", "contract", "baseline__author")
    return rows.get(uid=uid)


@dataclass(frozen=True, slots=True)
class Course:
    """An initiative's year: month by month, and what it comes to at the pace so far."""

    year: int
    months: list[MonthOfSaving]
    pace_minor: int

    @property
    def first_days(self) -> list[date]:
        """The first days of its months."""
        return [date(self.year, one.month, 1) for one in self.months]

    @property
    def known(self) -> int:
        """How many of its months are known."""
        return sum(1 for one in self.months if one.saved_minor is not None)


def course_of(scope: Scope, item: SavingItem, year: int) -> Course | None:
    """Forecast and saved by month, for a year; None before there is a forecast and a cost line to count against."""
    baseline = item.baseline
    if baseline is None or not item.cost_line or not item.forecast_minor:
        return None
    rows = CostEntry.objects.within(scope).filter(
        contract=item.contract_id, unit=item.unit_id, line_code=item.line_code, month__year=year
    ).exclude(kind__in=(figures.COMMITMENT, *EXCLUDED))  # fmt: skip
    costs: dict[int, int] = {}
    for month, amount in rows.values_list("month", "amount_minor"):
        costs[month.month] = costs.get(month.month, 0) + amount
    adjusted, own = figures.adjusted_minor(baseline, year), figures.line_adjusted_minor(baseline, item.cost_line, year)
    part = Decimal(own) / adjusted * item.share_percent / 100 if adjusted > 0 else Decimal(0)
    months = month_by_month(item.forecast_minor, adjusted, costs, part)
    known = [one.saved_cum_minor for one in months if one.saved_cum_minor is not None]
    return Course(year, months, at_this_pace(known[-1], len(known)) if known else 0)


def verifications_of(scope: Scope, item: SavingItem) -> list[Verification]:
    """What was verified of an initiative, the latest year first."""
    rows = Verification.objects.within(scope).filter(item=item).select_related("verified_by", "transfer")
    return list(rows.order_by("-year", "pk"))


def verified_of_items(scope: Scope, items: Iterable[SavingItem]) -> dict[int, int]:
    """What was verified of each of these, over all years."""
    rows = Verification.objects.within(scope).filter(item__in=[one.pk for one in items])
    found = rows.values_list("item_id").annotate(amount=Sum("amount_minor")).order_by()
    return {item: int(amount or 0) for item, amount in found}


def claims_on(baseline_key: tuple[int, int, str]) -> list[Claim]:
    """What initiatives hold of the cost lines of a contract's unit and service: (contract, unit, line).

    Whoever asks may not see them all; that a line is bound holds for everybody.
    """
    contract, unit, line = baseline_key
    with everywhere(reason="a cost line is bound once, whoever sees the initiative that holds it"):
        rows = SavingItem.objects.filter(contract=contract, unit=unit, line_code=line, state__in=rules.BINDING)
        held = rows.exclude(cost_line="").values_list("uid", "cost_line", "share_percent")
        return [Claim(str(uid), code, share) for uid, code, share in held.order_by("pk")]


def transfer_left(transfer: BudgetTransfer, *, but: SavingItem | None = None) -> int:
    """How much of a budget's reduction no verified saving has claimed yet."""
    with everywhere(reason="a budget proves savings up to what it was reduced by, whoever sees them"):
        claimed = Verification.objects.filter(transfer=transfer)
        if but is not None:
            claimed = claimed.exclude(item=but)
        return transfer.amount_minor - int(claimed.aggregate(total=Sum("amount_minor"))["total"] or 0)


def verified_of_service(baseline: Baseline, year: int, *, but: SavingItem | None = None) -> int:
    """What was verified of a unit's service in a year, in hundredths."""
    with everywhere(reason="the sum of what was verified binds everybody, whoever sees the parts"):
        rows = Verification.objects.filter(
            contract=baseline.contract_id, unit=baseline.unit_id, line_code=baseline.line_code, year=year
        )
        if but is not None:
            rows = rows.exclude(item=but)
        return int(rows.aggregate(total=Sum("amount_minor"))["total"] or 0)


def baseline_versions(scope: Scope, baseline: Baseline) -> list[Baseline]:
    """Every version of a unit's baseline for a service, the newest first."""
    rows = Baseline.objects.within(scope).filter(
        contract=baseline.contract_id, unit=baseline.unit_id, line_code=baseline.line_code
    )
    return list(rows.select_related("author", "decided_by").order_by("-number"))


def open_baselines(scope: Scope, contract_id: int) -> QuerySet[Baseline]:
    """Baselines that wait for the other party."""
    rows = Baseline.objects.within(scope).filter(contract=contract_id, state=rules.PROPOSED)
    return rows.select_related("unit", "author").order_by("proposed_at", "pk")

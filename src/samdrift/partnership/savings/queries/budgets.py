"""Budgets of units and services: first set, revised, spent, promised, and what the year will have cost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.kernel import savings
from samdrift.partnership.savings.models import BUDGETS, Budget, BudgetTransfer, Commitment, CostEntry
from samdrift.partnership.savings.queries.figures import COMMITMENT, Key
from samdrift.registers.parties import public as parties

MONTHS = range(12)
ONCE = ("extra", "one_off")  # kinds of cost that do not go on
# A contract's year has thousands of months of budgets: as texts they are read in half the time of days.
_AS_TEXT = Cast("month", TextField())
_PLACES = {f"{month + 1:02}": month for month in MONTHS}


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A unit's service in a year, in hundredths; lists are of twelve months.

    Attributes:
        actual: What the months booked cost, by index from 0.
        once: What of that does not go on: extra work, and changes paid for once.
    """

    unit_id: int
    line: str
    original: tuple[int, ...]
    revised: tuple[int, ...]
    actual: Mapping[int, int]
    committed_minor: int
    once: Mapping[int, int] = field(default_factory=dict)

    @property
    def original_minor(self) -> int:
        """The year's budget as first set."""
        return sum(self.original)

    @property
    def revised_minor(self) -> int:
        """The year's budget after transfers."""
        return sum(self.revised)

    @property
    def actual_minor(self) -> int:
        """What the known months cost."""
        return sum(self.actual.values())

    @property
    def used_minor(self) -> int:
        """What was spent and promised."""
        return self.actual_minor + self.committed_minor

    @property
    def forecast_minor(self) -> int:
        """What the year will have cost: what is paid once is no pace for the months to come."""
        steady = {month: amount - self.once.get(month, 0) for month, amount in self.actual.items()}
        known = {month: amount for month, amount in steady.items() if amount or month not in self.once}
        return savings.forecast_minor(self.revised, known, self.committed_minor) + sum(self.once.values())

    @property
    def percent(self) -> Decimal | None:
        """How much is used, rounded down; None without a budget."""
        return savings.used_percent(self.revised_minor, self.used_minor)

    @property
    def alerts(self) -> tuple[int, ...]:
        """The thresholds reached."""
        return savings.alerts_reached(self.revised_minor, self.actual_minor, self.committed_minor)


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """A year's budgets one may see."""

    year: int
    lines: tuple[BudgetLine, ...]
    names: Mapping[int, Mapping[str, str]]

    def of_units(self) -> list[BudgetLine]:
        """Each unit over all its services."""
        groups: dict[int, list[BudgetLine]] = defaultdict(list)
        for line in self.lines:
            groups[line.unit_id].append(line)
        return [together(lines, unit_id=unit) for unit, lines in sorted(groups.items())]

    @property
    def total(self) -> BudgetLine:
        """All of them together."""
        return together(self.lines)


def together(lines: Iterable[BudgetLine], *, unit_id: int = 0) -> BudgetLine:
    """Several budgets as one."""
    rows = list(lines)
    actual: dict[int, int] = defaultdict(int)
    once: dict[int, int] = defaultdict(int)
    for row in rows:
        for month, amount in row.actual.items():
            actual[month] += amount
        for month, amount in row.once.items():
            once[month] += amount
    return BudgetLine(
        unit_id, "", tuple(sum(row.original[month] for row in rows) for month in MONTHS),
        tuple(sum(row.revised[month] for row in rows) for month in MONTHS), dict(actual),
        sum(row.committed_minor for row in rows), dict(once),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeantToSpend:
    """The months of a year's budgets by unit and service, as first set and after transfers, in hundredths."""

    original: Mapping[Key, Sequence[int]]
    revised: Mapping[Key, Sequence[int]]


def meant_in_year(scope: Scope, contract_id: int, year: int, unit_ids: Iterable[int] | None = None) -> MeantToSpend:
    """The budgets of a year alone; two reads however many rows."""
    chosen = None if unit_ids is None else frozenset(unit_ids)
    original = _original(scope, contract_id, year, chosen)
    revised = {key: list(months) for key, months in original.items()}
    for transfer in _MOVED.rows(scope, year, contract_id):
        if chosen is None or transfer[0] in chosen:
            _revise(revised, *transfer)
    return MeantToSpend(original, revised)


def budgets_of_year(
    scope: Scope, contract_id: int, year: int, unit_ids: Iterable[int] | None = None, meant: MeantToSpend | None = None
) -> BudgetYear:
    """The budgets of a year with what was spent and promised; four reads however many rows.

    Args:
        meant: What `meant_in_year` gave for the same, where it was asked already.
    """
    chosen = None if unit_ids is None else frozenset(unit_ids)
    meant = meant or meant_in_year(scope, contract_id, year, chosen)
    actual, once, committed = _spent(scope, contract_id, year, chosen)
    nothing = [0] * 12
    lines = tuple(
        BudgetLine(
            *key, tuple(meant.original.get(key, nothing)), tuple(meant.revised.get(key, nothing)),
            actual.get(key, {}), committed.get(key, 0), once.get(key, {}),
        )
        for key in sorted({*meant.original, *meant.revised, *actual, *committed})
    )  # fmt: skip
    return BudgetYear(year, lines, parties.unit_names(scope, {line.unit_id for line in lines}))


def budget_of_unit(scope: Scope, contract_id: int, unit_id: int, year: int) -> BudgetLine | None:
    """A unit's budget over all services, for its own page; None where there is none one may see."""
    found = budgets_of_year(scope, contract_id, year, [unit_id])
    return found.total if found.lines else None


def years_set(scope: Scope, contract_id: int) -> list[int]:
    """The years for which somebody set a budget."""
    rows = Budget.objects.within(scope).filter(contract=contract_id).order_by()
    return sorted({day.year for day in rows.values_list("month", flat=True).distinct()})


def commitments_of(
    scope: Scope, contract_id: int, year: int, unit_ids: Iterable[int] | None = None
) -> QuerySet[Commitment]:  # fmt: skip
    """What is promised of a year's budgets and not booked yet, the latest first."""
    rows = Commitment.objects.within_permission(scope, BUDGETS).filter(
        _year(year), contract=contract_id, left_minor__gt=0
    )
    rows = rows if unit_ids is None else rows.filter(unit__in=list(unit_ids))
    return rows.select_related("unit").order_by("-recorded_at", "-pk")


def commitment(scope: Scope, uid: UUID) -> Commitment:
    """One commitment, also one of which nothing is left.

    Raises:
        DoesNotExist: No such commitment within the scope.
    """
    return Commitment.objects.within_permission(scope, BUDGETS).select_related("unit").get(uid=uid)


def transfers_of(scope: Scope, contract_id: int, year: int) -> list[BudgetTransfer]:
    """Budgets reduced or moved in a year, in the order they were."""
    rows = _transfers(scope).filter(contract=contract_id, from_month__year=year)
    return list(rows.select_related("unit", "person").order_by("recorded_at", "pk"))


def transfer(scope: Scope, uid: UUID) -> BudgetTransfer:
    """One transfer.

    Raises:
        DoesNotExist: No such transfer within the scope.
    """
    return _transfers(scope).get(uid=uid)


def _transfers(scope: Scope) -> QuerySet[BudgetTransfer]:
    return BudgetTransfer.objects.within_permission(scope, BUDGETS)


def _moved(scope: Scope, year: int, contract_id: int) -> QuerySet[Any, Any]:
    rows = _transfers(scope).filter(contract=contract_id, from_month__year=year)
    return rows.order_by("recorded_at", "pk").values_list("unit_id", "line_code", "from_month", "amount_minor")


_MOVED: Shaped[tuple[int, str, date, int]] = Shaped(_moved)


def _original(scope: Scope, contract_id: int, year: int, unit_ids: frozenset[int] | None) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = defaultdict(lambda: [0] * 12)
    for unit, line, month, amount in _SET.rows(scope, year, contract_id, unit_ids):
        found[unit, line][_PLACES[month[5:7]]] += amount
    return dict(found)


def _set(scope: Scope, year: int, contract_id: int, unit_ids: frozenset[int] | None) -> QuerySet[Any, Any]:
    rows = Budget.objects.within(scope).filter(_year(year), contract=contract_id)
    rows = rows if unit_ids is None else rows.filter(unit__in=unit_ids)
    return rows.annotate(month_text=_AS_TEXT).values_list("unit_id", "line_code", "month_text", "amount_minor")


_SET: Shaped[tuple[int, str, str, int]] = Shaped(_set)


def _revise(revised: dict[Key, list[int]], unit_id: int, line: str, from_month: date, amount_minor: int) -> None:
    """Spread a transfer evenly over the months left in its year."""
    first = from_month.month
    left = 13 - first
    months = revised.setdefault((unit_id, line), [0] * 12)
    for number in range(1, left + 1):
        months[first + number - 2] -= savings.month_share(amount_minor, number, left)


def _spent(
    scope: Scope, contract_id: int, year: int, unit_ids: frozenset[int] | None
) -> tuple[dict[Key, dict[int, int]], dict[Key, dict[int, int]], dict[Key, int]]:  # fmt: skip
    actual: dict[Key, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    once: dict[Key, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    committed: dict[Key, int] = defaultdict(int)
    for unit, line, month, kind, amount in _BOOKED.rows(scope, year, contract_id, unit_ids):
        if kind == COMMITMENT:
            committed[unit, line] += int(amount or 0)
        else:
            actual[unit, line][_PLACES[month[5:7]]] += int(amount or 0)
            if kind in ONCE:
                once[unit, line][_PLACES[month[5:7]]] += int(amount or 0)
    return dict(actual), dict(once), dict(committed)


def _booked(scope: Scope, year: int, contract_id: int, unit_ids: frozenset[int] | None) -> QuerySet[Any, Any]:
    # What a unit still does with its own people stands in its own accounts, not in the contract's budget.
    rows = CostEntry.objects.within_permission(scope, BUDGETS).filter(_year(year), contract=contract_id)
    rows = (rows if unit_ids is None else rows.filter(unit__in=unit_ids)).exclude(kind="retained")
    told = rows.annotate(month_text=_AS_TEXT).values_list("unit_id", "line_code", "month_text", "kind")
    return told.annotate(amount=Sum("amount_minor")).order_by()


_BOOKED: Shaped[tuple[int, str, str, str, int | None]] = Shaped(_booked)


def _year(year: int) -> Q:
    return Q(month__gte=date(year, 1, 1), month__lte=date(year, 12, 1))

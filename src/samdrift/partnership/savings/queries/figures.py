"""What was saved: baselines carried to a year beside what the year cost, by unit and service line."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.kernel import savings
from samdrift.kernel.savings import Carried, Cost, CostLine, Saving, Summed
from samdrift.partnership.savings.models import Baseline, CostEntry, Verification
from samdrift.registers.parties import public as parties

COMMITMENT = "commitment"
NO_BASELINE = savings.saving_of([], [])
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One unit's service in a year, up to the last month whose cost is known.

    Attributes:
        whole_minor: What the baseline comes to when carried to the whole year; 0 without one.
    """

    unit_id: int
    line: str
    saving: Saving
    baseline_uid: UUID | None
    verified_minor: int
    whole_minor: int = 0


@dataclass(frozen=True, slots=True)
class Year:
    """A year's comparison: how many of its months are known, and each unit's services."""

    year: int
    months: int
    rows: tuple[Compared, ...]
    total: Summed
    names: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def of_units(self) -> list[tuple[int, Summed, int]]:
        """Each unit with its services summed and what was verified of it, the best first."""
        return self._by(lambda row: row.unit_id)

    def of_lines(self) -> list[tuple[str, Summed, int]]:
        """Each service line over all units, the best first."""
        return self._by(lambda row: row.line)

    def _by(self, key: Any) -> list[Any]:
        groups: dict[Any, list[Compared]] = defaultdict(list)
        for row in self.rows:
            groups[key(row)].append(row)
        made = [
            (name, savings.summed(row.saving for row in rows), sum(row.verified_minor for row in rows))
            for name, rows in groups.items()
        ]
        return sorted(made, key=lambda one: (-(one[1].saving.percent or Decimal(-1000)), str(one[0])))


def holding_baselines(scope: Scope, contract_id: int, unit_ids: Iterable[int] | None = None) -> QuerySet[Baseline]:
    """The baselines both parties agreed on that hold now."""
    rows = Baseline.objects.within(scope).filter(contract=contract_id, state="agreed")
    return rows if unit_ids is None else rows.filter(unit__in=list(unit_ids))


def year_of(
    scope: Scope, contract_id: int, year: int, unit_ids: Iterable[int] | None = None, *, until: date | None = None,
    known_at: datetime | None = None,
) -> Year:  # fmt: skip
    """What was saved under a contract in a year, as far as its months are known; four reads however many rows.

    Args:
        until: The last month that counts, by its first day; None: all that are known.
        known_at: Costs recorded and savings verified later are left out; None: what is known now.
    """
    chosen = None if unit_ids is None else frozenset(unit_ids)
    last_day = min(until or date(year, 12, 1), date(year, 12, 1))
    spent = _SUMMED.rows(scope, None, contract_id, chosen, date(year, 1, 1), last_day, known_at)
    held = _HELD.rows(scope, None, contract_id, chosen)
    verified = _VERIFIED.rows(scope, year, contract_id, known_at)
    months, rows, total = _compared(year, tuple(spent), tuple(held), tuple(verified))
    return Year(year, months, rows, total, parties.unit_names(scope, {row.unit_id for row in rows}))


@lru_cache(maxsize=256)
def _compared(
    year: int, spent: tuple[tuple[int, str, str, int | None, date], ...],
    held: tuple[tuple[int, str, UUID, str, str], ...], verified: tuple[tuple[int, str, int | None], ...],
) -> tuple[int, tuple[Compared, ...], Summed]:  # fmt: skip
    """The months known, each unit's service beside its baseline, and all together: worked out once for these rows.

    Args:
        spent: Unit, line, kind, amount and last month of what was booked.
        held: Unit, line, uid, cost lines and how they are carried, of each baseline, as the texts they are kept as.
        verified: Unit, line and amount.
    """
    costs: dict[Key, list[Cost]] = defaultdict(list)
    months = 0
    for unit, line, kind, amount, last in spent:
        costs[unit, line].append(Cost(kind, int(amount or 0)))
        months = max(months, last.month)
    baselines = {(unit, line): (uid, _of_whole_year(lines, carried, year)) for unit, line, uid, lines, carried in held}
    amounts = {(unit, line): int(amount or 0) for unit, line, amount in verified}
    rows = []
    for key in sorted({*baselines, *costs}):
        uid, whole = baselines.get(key, (None, NO_BASELINE))
        saving = savings.to_date(whole, months, savings.actual_minor(costs.get(key, [])))
        rows.append(Compared(*key, saving, uid, amounts.get(key, 0), whole.adjusted_minor))
    return months, tuple(rows), savings.summed(row.saving for row in rows)


def _held(
    scope: Scope, _form: None, contract_id: int, unit_ids: frozenset[int] | None
) -> QuerySet[Any, tuple[int, str, UUID, str, str]]:
    """Baselines as the texts they are kept as: what they come to in a year is worked out once for a text."""
    rows = holding_baselines(scope, contract_id, unit_ids).order_by()
    texts = {"lines_text": Cast("cost_lines", TextField()), "carried_text": Cast("carried", TextField())}
    return rows.annotate(**texts).values_list("unit_id", "line_code", "uid", *texts)


_HELD: Shaped[tuple[int, str, UUID, str, str]] = Shaped(_held)


@lru_cache(maxsize=8192)
def _of_whole_year(cost_lines: str, carried: str, year: int) -> Saving:
    """A baseline carried to a whole year, from the texts of its cost lines and of how they are carried."""
    return _carried_to_year(json.loads(cost_lines), json.loads(carried), year)


def saving_of_baseline(baseline: Baseline, year: int, costs: Iterable[Cost] = ()) -> Saving:
    """A baseline carried to a whole year."""
    return _carried_to_year(baseline.cost_lines, baseline.carried, year, costs)


def _carried_to_year(
    cost_lines: Iterable[Mapping[str, Any]], carried: Mapping[str, Any], year: int, costs: Iterable[Cost] = ()
) -> Saving:
    told = carried.get(str(year), {})
    return savings.saving_of([(line, carried_to(line, told.get(line.code))) for line in _lines(cost_lines)], costs)


def lines_of(baseline: Baseline) -> list[CostLine]:
    """The cost lines of a baseline, ready for the kernel."""
    return _lines(baseline.cost_lines)


def _lines(rows: Iterable[Mapping[str, Any]]) -> list[CostLine]:
    return [
        CostLine(row["code"], Decimal(row["unit_cost"]), Decimal(row["driver"]), int(row.get("additions_minor", 0)))
        for row in rows
    ]


def carried_to(line: CostLine, written: Mapping[str, str] | None) -> Carried:
    """How a line is carried to a year; as in the base year where nothing else was agreed."""
    told = written or {}
    return Carried(
        Decimal(told.get("driver", line.driver)), Decimal(told.get("scope", 1)), Decimal(told.get("index", 1))
    )


def verified_by_key(
    scope: Scope, contract_id: int, year: int, known_at: datetime | None = None
) -> dict[Key, int]:  # fmt: skip
    """What finance verified of a year, by unit and line; by a moment, or by now."""
    found = _VERIFIED.rows(scope, year, contract_id, known_at)
    return {(unit, line): int(amount or 0) for unit, line, amount in found}


def _verified(scope: Scope, year: int, contract_id: int, known_at: datetime | None) -> QuerySet[Any, Any]:
    rows = Verification.objects.within(scope).filter(contract=contract_id, year=year)
    if known_at is not None:
        rows = rows.filter(verified_at__lte=known_at)
    return rows.values_list("unit_id", "line_code").annotate(amount=Sum("amount_minor")).order_by()


_VERIFIED: Shaped[tuple[int, str, int | None]] = Shaped(_verified)


def adjusted_minor(baseline: Baseline, year: int) -> int:
    """What a baseline would cost in a year: the most that can be saved of it."""
    return saving_of_baseline(baseline, year).adjusted_minor


def line_adjusted_minor(baseline: Baseline, cost_line: str, year: int) -> int:
    """What one cost line of a baseline would cost in a year."""
    carried = baseline.carried.get(str(year), {})
    own = [(line, carried_to(line, carried.get(line.code))) for line in lines_of(baseline) if line.code == cost_line]
    return savings.saving_of(own, []).adjusted_minor


def years_known(scope: Scope, contract_id: int) -> list[int]:
    """The years of which some cost is known, the latest first."""
    months = CostEntry.objects.within(scope).filter(contract=contract_id).exclude(kind=COMMITMENT)
    return sorted({day.year for day in months.dates("month", "year")}, reverse=True)


def _summed(
    scope: Scope, _form: None, contract_id: int, unit_ids: frozenset[int] | None, first: date, until: date,
    known_at: datetime | None,
) -> QuerySet[Any, Any]:  # fmt: skip
    rows = CostEntry.objects.within(scope).filter(contract=contract_id, month__gte=first, month__lte=until)
    rows = rows.exclude(kind=COMMITMENT)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    told = rows.values_list("unit_id", "line_code", "kind").annotate(amount=Sum("amount_minor"), last=Max("month"))
    return told.order_by()


_SUMMED: Shaped[tuple[int, str, str, int | None, date]] = Shaped(_summed)


def savings_of_unit(scope: Scope, contract_id: int, unit_id: int, year: int) -> Year:
    """A unit's part, for its own page: its services against their baselines up to the last known month."""
    return year_of(scope, contract_id, year, [unit_id])

"""A contract's key figures over their months: which months say something, and which districts differ at all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.kernel import control_charts
from samdrift.kernel.control_charts import Chart
from samdrift.partnership.insight.queries.telling import tell
from samdrift.partnership.insight.registry import Asked, Cell
from samdrift.partnership.performance import public as performance
from samdrift.registers.parties import public as parties

MONTHS = 25  # looked at: two years and the month itself
FEW = 20  # cases under which a district is marked as small


class Entry(NamedTuple):
    """What one month of a key figure came to."""

    code: str
    definition_id: int
    uid: UUID
    month: date
    numerator: int
    denominator: int
    value: Decimal | None
    band: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One key figure with its months, the oldest first; only months in which there was something to count.

    Attributes:
        newest: The month that was asked for; None where nothing was measured in it.
    """

    definition: performance.KpiDefinition
    months: tuple[Entry, ...]
    chart: Chart
    newest: Entry | None = None

    @property
    def signs(self) -> tuple[str, ...]:
        """What the month asked for says beyond noise."""
        return self.chart.points[-1].signs if self.newest is not None and self.chart.points else ()

    @property
    def better(self) -> bool | None:
        """Whether that is for the better; None without a sign."""
        return better(self.definition, up=self.chart.points[-1].up) if self.signs else None


def better(definition: performance.KpiDefinition, *, up: bool | None) -> bool | None:
    """Whether more, or less, of a figure is better; None where it moved nowhere."""
    return None if up is None else up != definition.lower_is_better


def newest_month(scope: Scope, contract_id: int) -> date | None:
    """The last month with figures this reader may see."""
    return _NEWEST.first(scope, None, contract_id)


def _newest(scope: Scope, _form: None, contract_id: int) -> QuerySet[Any, date]:
    rows = performance.KpiResult.objects.within(scope).filter(contract=contract_id, latest=True)
    return rows.order_by("-month").values_list("month", flat=True)[:1]


def measures(scope: Scope, contract_id: int, month: date, code: str = "") -> list[Measured]:
    """The contract's own entries of each figure up to a month, by code; of one figure only where asked. Two reads."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for row in _ENTRIES.rows(scope, None, contract_id, back(month, MONTHS - 1), month, code or None):
        found[row[0]].append(Entry(*row))
    wanted = frozenset(entries[-1].definition_id for entries in found.values())
    definitions = {one.pk: one for one in _DEFINITIONS.rows(scope, None, wanted)} if wanted else {}
    return [_measured(definitions[entries[-1].definition_id], entries, month) for entries in found.values()]


def _entries(
    scope: Scope, _form: None, contract_id: int, since: date, until: date, code: str | None
) -> QuerySet[Any, Any]:
    rows = performance.KpiResult.objects.within(scope).filter(
        contract=contract_id, unit__isnull=True, latest=True, month__gte=since, month__lte=until
    )  # fmt: skip
    return (rows if code is None else rows.filter(code=code)).order_by("code", "month").values_list(*Entry._fields)


def _definitions(scope: Scope, _form: None, pks: frozenset[int]) -> QuerySet[performance.KpiDefinition]:
    # Whoever may read a result of the contract may read what it means.
    return performance.KpiDefinition.objects.within(scope).filter(pk__in=pks)


_NEWEST: Shaped[date] = Shaped(_newest)
_ENTRIES: Shaped[tuple[Any, ...]] = Shaped(_entries)
_DEFINITIONS: Shaped[performance.KpiDefinition] = Shaped(_definitions)


def _measured(definition: performance.KpiDefinition, entries: Sequence[Entry], month: date) -> Measured:
    counted = tuple(one for one in entries if one.value is not None)
    newest = counted[-1] if counted and counted[-1].month == month else None
    return Measured(definition, counted, chart_of(counted, definition.scale), newest)


def chart_of(entries: Sequence[Entry], scale: int) -> Chart:
    """Months with the limits they set themselves: of shares where each part is one of a whole, else of values."""
    counts = tuple((one.numerator, one.denominator) for one in entries)
    if counts and scale == 100 and all(0 <= part <= whole for part, whole in counts):
        return _of_shares(counts)
    return _of_values(tuple(float(one.value) for one in entries if one.value is not None))


# The same months set the same limits, whoever looks.
_of_shares = lru_cache(maxsize=4096)(control_charts.of_shares)
_of_values = lru_cache(maxsize=4096)(control_charts.of_values)


@dataclass(frozen=True, slots=True)
class Apart:
    """One district's share beside all: `told` is 1 better than all together, -1 worse, 0 not told apart."""

    unit: parties.Unit
    cell: Cell
    low: float
    high: float
    told: int

    @property
    def small(self) -> bool:
        """Whether it rests on few cases."""
        return (self.cell.denominator or 0) < FEW


@dataclass(frozen=True, slots=True)
class Beside:
    """Districts beside each other over some months: their centre, and each with its room, the worst first."""

    centre: float
    since: date
    until: date
    rows: list[Apart] = field(default_factory=list)


def districts_beside(
    scope: Scope, contract_id: int, definition: performance.KpiDefinition, month: date, months: int
) -> Beside:
    """How the districts stand in one figure over the months up to one; nothing where it is no share. Three reads."""
    until = back(month, -1)
    since = back(until, months)
    asked = Asked(contract_id=contract_id, since=since, until=until)
    cells = [
        one for one in tell(scope, f"kpi.{definition.code}", asked, "unit")
        if one.denominator and one.numerator is not None and 0 <= one.numerator <= one.denominator
    ]  # fmt: skip
    if definition.scale != 100 or not cells:
        return Beside(0.0, since, until)
    whole = sum(one.denominator or 0 for one in cells)
    centre = float(sum(one.numerator or 0 for one in cells) / whole)
    names = parties.Unit.objects.within(scope).in_bulk([one.key for one in cells])
    rows = [_apart(names[one.key], one, centre, definition) for one in cells if one.key in names]
    return Beside(centre, since, until, sorted(rows, key=lambda one: (one.told, _order(one, definition))))


def _order(one: Apart, definition: performance.KpiDefinition) -> float:
    value = float(one.cell.value or 0)
    return -value if definition.lower_is_better else value


def _apart(unit: parties.Unit, cell: Cell, centre: float, definition: performance.KpiDefinition) -> Apart:
    part, whole = int(cell.numerator or 0), int(cell.denominator or 0)
    low, high = control_charts.interval(part, whole)
    told = control_charts.told_apart(part, whole, centre)
    return Apart(unit, cell, low, high, -told if definition.lower_is_better else told)


def back(month: date, many: int) -> date:
    """The first day of the month so many before; after, for a negative number."""
    place = month.year * 12 + month.month - 1 - many
    return date(place // 12, place % 12 + 1, 1)

"""A contract's key figures over their months: which months say something, and which districts differ at all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max

from samdrift.foundation.scope import Scope
from samdrift.kernel import control_charts
from samdrift.kernel.control_charts import Chart
from samdrift.partnership.insight.queries.telling import tell
from samdrift.partnership.insight.registry import Asked, Cell
from samdrift.partnership.performance import public as performance
from samdrift.registers.parties import public as parties

MONTHS = 25  # looked at: two years and the month itself
FEW = 20  # cases under which a district is marked as small


@dataclass(frozen=True, slots=True)
class Measured:
    """One key figure with its months, the oldest first; only months in which there was something to count.

    Attributes:
        newest: The month that was asked for; None where nothing was measured in it.
    """

    definition: performance.KpiDefinition
    months: tuple[performance.KpiResult, ...]
    chart: Chart
    newest: performance.KpiResult | None = None

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
    rows = performance.KpiResult.objects.within(scope).filter(contract=contract_id, latest=True)
    found: date | None = rows.aggregate(at=Max("month"))["at"]
    return found


def measures(scope: Scope, contract_id: int, month: date, code: str = "") -> list[Measured]:
    """The contract's own entries of each figure up to a month, by code; of one figure only where asked. One read."""
    rows = performance.KpiResult.objects.within(scope).filter(
        contract=contract_id, unit__isnull=True, latest=True, month__range=(back(month, MONTHS - 1), month)
    )  # fmt: skip
    rows = rows.filter(code=code) if code else rows
    found: dict[str, list[performance.KpiResult]] = defaultdict(list)
    for row in rows.select_related("definition").order_by("code", "month"):
        found[row.code].append(row)
    return [_measured(entries, month) for entries in found.values()]


def _measured(entries: Sequence[performance.KpiResult], month: date) -> Measured:
    counted = tuple(one for one in entries if one.value is not None)
    newest = counted[-1] if counted and counted[-1].month == month else None
    return Measured(entries[-1].definition, counted, chart_of(counted), newest)


def chart_of(entries: Sequence[performance.KpiResult]) -> Chart:
    """Months with the limits they set themselves: of shares where each part is one of a whole, else of values."""
    counts = [(one.numerator, one.denominator) for one in entries]
    if entries and entries[0].definition.scale == 100 and all(0 <= part <= whole for part, whole in counts):
        return control_charts.of_shares(counts)
    return control_charts.of_values([float(one.value) for one in entries if one.value is not None])


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

"""Figures of budgets, baselines and savings: of calendar years, a period being told by every year it lies in."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.scope import Scope
from samdrift.kernel.savings import month_share
from samdrift.partnership.insight.queries.counting import FOUR, address, amounts, folded, months, tops_of, years
from samdrift.partnership.insight.queries.telling import remembered
from samdrift.partnership.insight.registry import DOWN, UP, Asked, Cell, Figure
from samdrift.partnership.savings import public as savings

BUDGETS, SAVINGS = "savings.view_budgets", "savings.view"
OF_UNITS = frozenset({"", "unit", "line", "month"})
YEARLY = frozenset({"", "unit", "line"})


def year_of(scope: Scope, asked: Asked, year: int) -> savings.Year:
    """A year's comparison with the baselines, read once."""
    units = asked.unit_ids
    return remembered(
        ("savings", scope, asked.contract_id, year, units),
        lambda: savings.year_of(scope, asked.contract_id, year, units),
    )


def budgets_of(scope: Scope, asked: Asked, year: int) -> savings.BudgetYear:
    """A year's budgets, read once."""
    units = asked.unit_ids
    return remembered(
        ("budgets", scope, asked.contract_id, year, units),
        lambda: savings.budgets_of_year(scope, asked.contract_id, year, units, _meant_in(scope, asked, year)),
    )


def _meant_in(scope: Scope, asked: Asked, year: int) -> savings.MeantToSpend:
    """What was meant to be spent in a year, read once."""
    units = asked.unit_ids
    return remembered(
        ("meant", scope, asked.contract_id, year, units),
        lambda: savings.meant_in_year(scope, asked.contract_id, year, units),
    )


def _budget_lines(scope: Scope, asked: Asked) -> Iterable[tuple[int, savings.BudgetLine]]:
    for year in years(asked):
        for line in budgets_of(scope, asked, year).lines:
            if not asked.line or line.line == asked.line:
                yield year, line


Months = Iterable[tuple[int, str, Iterable[tuple[date, int]]]]
"""Unit, line, and what some of a year's months come to, by their first days."""


def _months_of(tell: Callable[[Scope, Asked, int], Months]) -> Any:
    """A figure of each month's budget row, of the months that begin within the period."""

    def count(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
        if asked.site_ids is not None:
            return []
        wanted = set(months(asked))
        minor, many = Counter[Any](), Counter[Any]()
        for year in years(asked):
            for unit, line, told in tell(scope, asked, year):
                if asked.line and line != asked.line:
                    continue
                for month, amount in told:
                    if month in wanted:
                        key = _key(by, unit, line, month)
                        minor[key] += amount
                        many[key] += 1
        return amounts(folded(scope, by, [(key, {"minor": minor[key], "n": n}) for key, n in many.items()]))

    return count


def _key(by: str, unit_id: int, line: str, month: date | None = None) -> Any:
    return unit_id if by == "unit" else line if by == "line" else month if by == "month" else None


def _grouped(scope: Scope, by: str, rows: Iterable[tuple[int, int, str, Any]]) -> dict[Any, dict[int, list[Any]]]:
    """Rows by what was asked and by year: (year, unit, line, row)."""
    tops = tops_of(scope) if by == "unit" else {}
    groups: dict[Any, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for year, unit, line, row in rows:
        groups[{"unit": tops.get(unit), "line": line}.get(by)][year].append(row)
    return groups


def _of_budget(tell: Callable[[savings.BudgetLine], int]) -> Any:
    """A figure of whole budget years, several rows first put together as the room's own page does."""

    def count(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
        if asked.site_ids is not None:
            return []
        rows = [(year, one.unit_id, one.line, one) for year, one in _budget_lines(scope, asked)]
        return [
            Cell(
                key=key, value=Decimal(sum(tell(savings.together(own)) for own in of_years.values())),
                rows=sum(map(len, of_years.values())),
            )
            for key, of_years in _grouped(scope, by, rows).items()
        ]  # fmt: skip

    return count


def _compared(scope: Scope, asked: Asked) -> list[tuple[int, int, str, savings.Compared]]:
    return [
        (year, row.unit_id, row.line, row) for year in years(asked) for row in year_of(scope, asked, year).rows
        if not asked.line or row.line == asked.line
    ]  # fmt: skip


def baseline(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """What the services would have cost as before, up to the last month whose cost is known."""
    if asked.site_ids is not None:
        return []
    if by == "month":
        return _baseline_by_month(scope, asked)
    rows = [(year, unit, line, row) for year, unit, line, row in _compared(scope, asked) if row.saving.has_baseline]
    return [
        Cell(
            key=key, value=Decimal(sum(row.saving.adjusted_minor for own in of_years.values() for row in own)),
            rows=sum(map(len, of_years.values())),
        )
        for key, of_years in _grouped(scope, by, rows).items()
    ]  # fmt: skip


def _baseline_by_month(scope: Scope, asked: Asked) -> Sequence[Cell]:
    """A year's baseline in even shares over the months that are known."""
    wanted, cells = set(months(asked)), []
    for year in years(asked):
        found = year_of(scope, asked, year)
        rows = [row for row in found.rows if row.saving.has_baseline and (not asked.line or row.line == asked.line)]
        total = sum(row.saving.adjusted_minor for row in rows)
        for number in range(1, found.months + 1):
            if rows and date(year, number, 1) in wanted:
                share = Decimal(month_share(total, number, found.months))
                cells.append(Cell(key=date(year, number, 1), value=share, rows=len(rows)))
    return cells


def baseline_year(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """What the services would have cost as before in whole years, whatever is known of them by now."""
    if asked.site_ids is not None:
        return []
    rows = [one for one in _compared(scope, asked) if one[3].whole_minor]
    if by == "month":
        return _baseline_months(asked, rows)
    return [
        Cell(
            key=key, value=Decimal(sum(row.whole_minor for own in of_years.values() for row in own)),
            rows=sum(map(len, of_years.values())),
        )
        for key, of_years in _grouped(scope, by, rows).items()
    ]  # fmt: skip


def _baseline_months(asked: Asked, rows: Sequence[tuple[int, int, str, savings.Compared]]) -> Sequence[Cell]:
    """Each year's baseline in twelve even shares, of the months that begin within the period."""
    cells = []
    for month in months(asked):
        own = [row.whole_minor for year, _unit, _line, row in rows if year == month.year]
        if own:
            cells.append(Cell(key=month, value=Decimal(month_share(sum(own), month.month)), rows=len(own)))
    return cells


def verified(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """What finance verified."""
    if asked.site_ids is not None:
        return []
    return [
        Cell(
            key=key, value=Decimal(sum(row.verified_minor for own in of_years.values() for row in own)),
            rows=sum(map(len, of_years.values())),
        )
        for key, of_years in _grouped(scope, by, _compared(scope, asked)).items()
    ]  # fmt: skip


def saved_share(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """What was saved of what the services would have cost; those without a baseline are in neither."""
    if asked.site_ids is not None:
        return []
    rows = [(year, unit, line, row) for year, unit, line, row in _compared(scope, asked) if row.saving.has_baseline]
    cells = []
    for key, of_years in _grouped(scope, by, rows).items():
        own = [row.saving for several in of_years.values() for row in several]
        saved = Decimal(sum(one.saved_minor for one in own))
        whole = Decimal(sum(one.adjusted_minor for one in own))
        share = (saved / whole).quantize(FOUR) if whole else None
        cells.append(Cell(key=key, value=share, numerator=saved, denominator=whole, rows=len(own)))
    return cells


def _booked(scope: Scope, asked: Asked, year: int) -> Months:
    first_days = _first_days(year)
    for line in budgets_of(scope, asked, year).lines:
        yield line.unit_id, line.line, ((first_days[place], amount) for place, amount in line.actual.items())


def _revised(scope: Scope, asked: Asked, year: int) -> Months:
    first_days = _first_days(year)
    for (unit, line), amounts_set in _meant_in(scope, asked, year).revised.items():
        yield unit, line, zip(first_days, amounts_set, strict=True)


def _first_days(year: int) -> list[date]:
    return [date(year, month, 1) for month in range(1, 13)]


def _year_of_period(asked: Asked) -> int:
    return (asked.until - timedelta(days=1)).year


def _budgets_page(scope: Scope, asked: Asked) -> str:
    return address("savings:budgets", scope, _no_place(asked), year=_year_of_period(asked))


def _savings_page(scope: Scope, asked: Asked) -> str:
    return address("savings:overview", scope, _no_place(asked), year=_year_of_period(asked))


def _no_place(asked: Asked) -> Asked:
    """Without what those pages are not narrowed by."""
    return Asked(contract_id=asked.contract_id, since=asked.since, until=asked.until)


FIGURES = (
    Figure(
        code="cost.actual", name=_("Cost booked"),
        words=_(
            "What the months of the period cost as booked: fees, extra work and one-offs; what a unit still does with "
            "its own people is left out."
        ),
        kind="money", better=DOWN, by=OF_UNITS, permission=BUDGETS, count=_months_of(_booked), rows=_budgets_page,
    ),
    Figure(
        code="cost.budget", name=_("Budget"),
        words=_("The budget of the months of the period after transfers."),
        kind="money", better="", by=OF_UNITS, permission=BUDGETS, count=_months_of(_revised), rows=_budgets_page,
    ),
    Figure(
        code="cost.committed", name=_("Committed"),
        words=_("What was promised and is not booked yet, in the calendar years the period lies in."),
        kind="money", better="", by=YEARLY, permission=BUDGETS, count=_of_budget(lambda one: one.committed_minor),
        rows=_budgets_page,
    ),
    Figure(
        code="cost.forecast", name=_("Forecast"),
        words=_(
            "What the calendar years the period lies in will have cost: the months known, what is committed, and the "
            "rest of the budget at the rate so far."
        ),
        kind="money", better=DOWN, by=YEARLY, permission=BUDGETS, count=_of_budget(lambda one: one.forecast_minor),
        rows=_budgets_page,
    ),
    Figure(
        code="cost.baseline", name=_("Baseline"),
        words=_(
            "What the services would have cost as before the contract, carried to the years of the period at their "
            "volume, scope and price level, up to the last month whose cost is known."
        ),
        kind="money", better="", by=OF_UNITS, permission=SAVINGS, count=baseline, rows=_savings_page,
    ),
    Figure(
        code="cost.baseline_year", name=_("Baseline of the year"),
        words=_(
            "What the services would have cost as before the contract in the whole calendar years the period lies in, "
            "at their volume, scope and price level."
        ),
        kind="money", better="", by=OF_UNITS, permission=SAVINGS, count=baseline_year, rows=_savings_page,
    ),
    Figure(
        code="savings.verified", name=_("Savings verified"),
        words=_("What the customer’s finance verified as saved in the calendar years the period lies in."),
        kind="money", better=UP, by=YEARLY, permission=SAVINGS, count=verified, rows=_savings_page,
    ),
    Figure(
        code="savings.share", name=_("Saved against the baseline"),
        words=_(
            "Baseline less cost ÷ baseline, in the calendar years the period lies in, up to the last month whose cost "
            "is known; services without a baseline are left out."
        ),
        kind="share", better=UP, by=YEARLY, permission=SAVINGS, count=saved_share, compares=True, rows=_savings_page,
    ),
)  # fmt: skip

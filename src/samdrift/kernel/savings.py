"""What was saved against an agreed baseline, carried fairly to the year it is compared with.

Source: domain.md §3.7. The baseline is the cost of a service before, line by line: a unit cost times a driver (square
metres, vehicles, people). Carried to a year it takes the driver, the scope and the price level of that year, so that
fewer square metres or inflation are never sold as thrift. From the raw baseline to the actual cost lead four effects
that add up to the hundredth: volume, scope, price level and efficiency. A negative saving is an overspend and stays so.

Amounts are whole hundredths; unit costs, drivers and factors are exact decimals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

# What is no efficiency and never part of the actual cost: what a party pays for failure or for a promise.
EXCLUDED = frozenset({"credit", "earn_back", "gainshare", "guarantee"})
ONE, HUNDRED = Decimal(1), Decimal(100)
ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of an agreed baseline.

    Attributes:
        code: What savings bind to, such as "CLN-wages".
        unit_cost: Cost of one unit of the driver in the base year, in whole units of the currency.
        driver: How much of it there was in the base year.
        additions_minor: Scope both parties added since, at baseline rates, in hundredths.
    """

    code: str
    unit_cost: Decimal
    driver: Decimal
    additions_minor: int = 0


@dataclass(frozen=True, slots=True)
class Carried:
    """What carries one line to a year: the year's driver, how much more is asked, and the price level since."""

    driver: Decimal
    scope_factor: Decimal = ONE
    index_factor: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Cost:
    """One amount of the year, in hundredths, and what it is: fee, extra, retained, one_off, or one of EXCLUDED."""

    kind: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Saving:
    """A baseline carried to a year beside what the year cost, all in hundredths.

    base + volume + scope + price_level + efficiency = actual, exactly; adjusted = actual - efficiency.
    """

    base_minor: int
    volume_minor: int
    scope_minor: int
    price_level_minor: int
    efficiency_minor: int
    actual_minor: int

    @property
    def adjusted_minor(self) -> int:
        """The baseline as it would stand in the year."""
        return self.base_minor + self.volume_minor + self.scope_minor + self.price_level_minor

    @property
    def saved_minor(self) -> int:
        """What was saved; below nothing where more was spent than the baseline would have cost."""
        return self.adjusted_minor - self.actual_minor

    @property
    def overspent(self) -> bool:
        """Whether the service cost more than before."""
        return self.saved_minor < 0

    @property
    def has_baseline(self) -> bool:
        """Whether there is anything to compare with; a new service has none and counts in no percentage."""
        return self.adjusted_minor != 0

    @property
    def percent(self) -> Decimal | None:
        """The saving in per cent of the adjusted baseline, two decimals; None without a baseline."""
        if not self.has_baseline:
            return None
        return (HUNDRED * self.saved_minor / self.adjusted_minor).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Summed:
    """Several savings together: those with a baseline as one, and what services without one cost."""

    saving: Saving
    without_baseline_minor: int


def half_up(amount: Decimal) -> int:
    """Hundredths as a whole number; half a hundredth goes away from nothing."""
    return int(amount.quantize(ONE, rounding=ROUND_HALF_UP))


def saving_of(lines: Iterable[tuple[CostLine, Carried]], costs: Iterable[Cost]) -> Saving:
    """What a unit's service saved in a year.

    Each line is rounded at its four levels (raw; with the year's driver; with its scope; at its price level), and the
    effects are the steps between the levels: they add up whatever was rounded.
    """
    base = volume = scope = price = 0
    for line, carried in lines:
        raw = line.unit_cost * line.driver * 100
        moved = line.unit_cost * carried.driver * 100
        asked = moved * carried.scope_factor
        levels = [half_up(raw), half_up(moved), half_up(asked), half_up(asked * carried.index_factor)]
        base += levels[0]
        volume += levels[1] - levels[0]
        scope += levels[2] - levels[1] + line.additions_minor
        price += levels[3] - levels[2]
    actual = actual_minor(costs)
    return Saving(base, volume, scope, price, actual - (base + volume + scope + price), actual)


def actual_minor(costs: Iterable[Cost]) -> int:
    """What counts as the cost of a year: fees, extras, what the client still does itself, shares of one-offs."""
    return sum(cost.amount_minor for cost in costs if cost.kind not in EXCLUDED)


def summed(savings: Iterable[Saving]) -> Summed:
    """Several savings as one; what has no baseline is left out of it and told apart."""
    kept: list[Saving] = []
    apart = 0
    for saving in savings:
        if saving.has_baseline:
            kept.append(saving)
        else:
            apart += saving.actual_minor
    total = Saving(
        sum(one.base_minor for one in kept), sum(one.volume_minor for one in kept),
        sum(one.scope_minor for one in kept), sum(one.price_level_minor for one in kept),
        sum(one.efficiency_minor for one in kept), sum(one.actual_minor for one in kept),
    )  # fmt: skip
    return Summed(total, apart)


def driver_over(start: Decimal, changes: Iterable[tuple[date, Decimal]], first: date, last: date) -> Decimal:
    """A driver over a stretch of days, each day counting what held on it, to four decimals.

    Args:
        start: How much there was before any of the changes.
        changes: Day from which it holds, and by how much more (or less) there is.
        first: The first day; last: the last day, both included.
    """
    if last < first:
        raise ValueError("the last day lies before the first")
    days = Decimal((last - first).days + 1)
    total = start * days
    for on, change in changes:
        held = (last - max(on, first)).days + 1
        total += change * max(held, 0)
    return (total / days).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def month_share(amount_minor: int, month: int, months: int = 12) -> int:
    """The share of one month (from 1) of an amount over several: shares of all months add up to the amount."""
    if not 1 <= month <= months:
        raise ValueError("there is no such month")
    return _share_up_to(amount_minor, month, months) - _share_up_to(amount_minor, month - 1, months)


def _share_up_to(amount_minor: int, month: int, months: int) -> int:
    return half_up(Decimal(amount_minor) * month / months)


def to_date(saving: Saving, months: int, actual_minor: int) -> Saving:
    """A year's carried baseline up to its month `months`, beside what those months cost.

    The effects are the shares of the year's effects up to that month, so they add up here as well.
    """
    steps = [saving.base_minor, saving.volume_minor, saving.scope_minor, saving.price_level_minor]
    base, volume, scope, price = (_share_up_to(step, months, 12) for step in steps)
    return Saving(base, volume, scope, price, actual_minor - (base + volume + scope + price), actual_minor)


# --- No saving is counted twice --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MonthOfSaving:
    """A month of an initiative: what was forecast, what was saved (None: not known yet), and both since January."""

    month: int
    forecast_minor: int
    forecast_cum_minor: int
    saved_minor: int | None
    saved_cum_minor: int | None


def month_by_month(
    forecast_year_minor: int, adjusted_minor: int, costs: Mapping[int, int], part: Decimal
) -> list[MonthOfSaving]:
    """An initiative's year by months: a twelfth of its forecast beside its part of what the service saved.

    A service's saving in a month is a twelfth of its carried baseline less what the month cost. It belongs to its
    initiatives by the parts of the baseline they hold.

    Args:
        adjusted_minor: The service's baseline, carried to the year.
        costs: What the months known cost, by their numbers.
        part: The initiative's part of the baseline, from 0 to 1.

    >>> first, second = month_by_month(120_00, 1_200_00, {1: 80_00}, Decimal("0.5"))[:2]
    >>> first.forecast_minor, first.saved_minor, second.forecast_cum_minor, second.saved_minor
    (1000, 1000, 2000, None)
    """
    found: list[MonthOfSaving] = []
    forecast_cum, service_cum = 0, 0
    last = max(costs, default=0)
    for month in range(1, 13):
        forecast = month_share(forecast_year_minor, month)
        forecast_cum += forecast
        saved = saved_cum = None
        if month <= last:
            before = half_up(service_cum * part)
            service_cum += month_share(adjusted_minor, month) - costs.get(month, 0)
            saved_cum = half_up(service_cum * part)  # rounded since January, so that months add up to the year
            saved = saved_cum - before
        found.append(MonthOfSaving(month, forecast, forecast_cum, saved, saved_cum))
    return found


def at_this_pace(saved_minor: int, months: int) -> int:
    """What a year comes to when it goes on as its months so far, in hundredths; 0 before anything is known.

    >>> at_this_pace(50_00, 5)
    12000
    """
    return half_up(Decimal(saved_minor) * 12 / months) if months else 0


@dataclass(frozen=True, slots=True)
class Claim:
    """That an initiative's saving comes off a cost line of a baseline, or off an agreed share of it, in per cent."""

    item: str
    cost_line: str
    percent: Decimal = ALL


def refused_claim(held: Sequence[Claim], asked: Claim, known_lines: Iterable[str]) -> str | None:
    """Why a claim cannot stand beside those that hold, or None: no_such_cost_line, share, cost_line_bound.

    A cost line binds to one initiative, or is split by agreed shares that never come to more than a hundred.
    """
    if asked.cost_line not in known_lines:
        return "no_such_cost_line"
    if not 0 < asked.percent <= ALL:
        return "share"
    others = sum(
        (one.percent for one in held if one.cost_line == asked.cost_line and one.item != asked.item), Decimal()
    )
    return "cost_line_bound" if others + asked.percent > ALL else None


def refused_split(shares: Mapping[str, Decimal]) -> str | None:
    """Why a cost line cannot be split between initiatives this way, or None: the shares must come to a hundred."""
    if any(share <= 0 for share in shares.values()):
        return "share"
    return None if sum(shares.values(), Decimal()) == ALL else "not_a_hundred"


def room_left_minor(adjusted_minor: int, verified_minor: int) -> int:
    """How much more may be verified in a year: nobody saves more than the adjusted baseline (§2.22, 6)."""
    return max(adjusted_minor - verified_minor, 0)


# --- Budgets ---------------------------------------------------------------------------------------------------------

ALERTS = (80, 95, 100)


def alerts_reached(revised_minor: int, actual_minor: int, committed_minor: int) -> tuple[int, ...]:
    """The thresholds, in per cent of the budget, that what was spent and promised has reached (§3.21).

    Without a budget every spending reaches all of them.
    """
    used = actual_minor + committed_minor
    if used <= 0:
        return ()
    return tuple(percent for percent in ALERTS if used * 100 >= revised_minor * percent)


def used_percent(revised_minor: int, used_minor: int) -> Decimal | None:
    """How much of a budget is used, in per cent, rounded down to a tenth: 99.96 is not yet a hundred."""
    if revised_minor <= 0:
        return None
    return (Decimal(used_minor) * 100 / revised_minor).quantize(Decimal("0.1"), ROUND_FLOOR)


def forecast_minor(months: Sequence[int], actuals: Mapping[int, int], committed_minor: int = 0) -> int:
    """What a year will have cost: the months that are known, what is promised, and the rest at the rate so far.

    The rate is taken against the budget's own rhythm: half the budget of the months gone by spent means half of those
    to come. Without a budget for the months gone by the rest is expected as budgeted.

    Args:
        months: The revised budget of the twelve months, in hundredths.
        actuals: What months cost that are known, by index from 0.
    """
    known = sum(actuals.values())
    planned = sum(months[index] for index in actuals)
    rest = sum(amount for index, amount in enumerate(months) if index not in actuals)
    if planned > 0:
        rest = half_up(Decimal(rest) * known / planned)
    return known + rest + committed_minor


def last_day_of_month(first: date) -> date:
    """The last day of the month that begins with `first`."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

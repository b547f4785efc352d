"""What a change of volume asks for before it holds: notice, who says yes, what is kept, and what a closure gives back.

Source: domain.md §3.5. The rows are dated contract data; the table here is the default. Volumes are weighed in one
measure for a whole service (square metres of one kind, or pounds and crowns at today's prices where kinds, hours and
frequencies differ), so that nothing can be taken away in another unit than the one that is looked at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from samdrift.kernel.notice_table import DEFAULT, DatedTable, Remanence, Row, Table, table_on

__all__ = [
    "DEFAULT", "DatedTable", "Past", "Remanence", "Row", "Slice", "Table", "Verdict", "add_months", "closure_credit",
    "closure_verdict", "effective_day", "first_on_or_after", "judge", "must_renegotiate", "net_of", "posts_freed",
    "remanence_by_month", "remanence_total", "service_days", "share_of", "table_on", "working_day_after",
]  # fmt: skip
YEAR = 12
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier change of the same unit's service that still counts: asked for on a day, up or down by `change`.

    Steps that were refused, withdrawn or expired are not among them; pending ones are (T-CHG-09).
    """

    submitted: date
    change: Decimal


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a change meets.

    Attributes:
        row: The row of the table.
        net: What the unit's service volume changes by in twelve months, this change and the pending ones included.
        base: What it was before the first of them.
        share: net as a share of base, in the direction of this change; None where there was nothing before.
        notice_ends: The day the notice is over.
        effective: The first day it holds.
        refused: "" or why it cannot be: after_term, in_the_past.
    """

    row: Row
    net: Decimal
    base: Decimal
    share: Decimal | None
    notice_ends: date
    effective: date
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """The fee kept in one calendar month: `share` of the monthly reduction, for `days` of the month's `of_days`."""

    month: date
    share: Decimal
    days: int
    of_days: int


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the month's last where it is shorter (30 November and 3 months: 28 February)."""
    number = day.year * YEAR + day.month - 1 + months
    first = date(number // YEAR, number % YEAR + 1, 1)
    return first.replace(day=min(day.day, _days_of(first)))


def first_on_or_after(day: date) -> date:
    """The first of a month that is this day, or the next one."""
    return day if day.day == 1 else add_months(day.replace(day=1), 1)


def effective_day(submitted: date, requested: date, notice_months: int, *, any_day: bool = False) -> date:
    """The first day a change holds: the first of the month on or after both the wish and the end of notice.

    Args:
        any_day: The contract lets changes begin on any day; the month is then paid by calendar days.
    """
    day = max(requested, add_months(submitted, notice_months))
    return day if any_day else first_on_or_after(day)


def net_of(past: Iterable[Past], change: Decimal, submitted: date, window_months: int = YEAR) -> Decimal:
    """This change and all asked for in the twelve months before it, added: small steps do not slip under a threshold.

    A step asked for on the same date a year ago no longer counts.
    """
    since = add_months(submitted, -window_months)
    return change + sum((one.change for one in past if since < one.submitted <= submitted), ZERO)


def share_of(net: Decimal, base: Decimal, change: Decimal) -> Decimal | None:
    """How much of `base` the net change is, in the direction of `change`: never below 0; None where base is nothing."""
    if base <= 0:
        return None
    return max(net if change > 0 else -net, ZERO) / base


def judge(
    table: Table, *, standing: Decimal, change: Decimal, submitted: date, requested: date, ends_on: date,
    past: Sequence[Past] = (), closes_site: bool = False, agreed_earlier: bool = False,
) -> Verdict:  # fmt: skip
    """Which row a change meets and when it holds.

    Args:
        standing: The unit's service volume with every earlier step in it, pending ones too.
        change: What this step adds (+) or takes away (-); not 0.
        ends_on: The contract's last day, exercised options included.
        closes_site: The unit leaves a site: all that is delivered there ends.
        agreed_earlier: The provider agreed to begin an increase without notice.

    Raises:
        ValueError: The change is 0, or takes away more than there is.
    """
    if change == 0:
        raise ValueError("a change changes something")
    if standing + change < 0:
        raise ValueError("a change takes away no more than there is")
    since = add_months(submitted, -table.window_months)
    counted = [one for one in past if since < one.submitted <= submitted]
    net = net_of(counted, change, submitted, table.window_months)
    base = standing - sum((one.change for one in counted), ZERO)
    share = share_of(net, base, change)
    row = table.row_for(up=change > 0, share=share, closes_site=closes_site)
    notice = 0 if agreed_earlier and change > 0 else row.notice_months
    effective = effective_day(submitted, requested, notice, any_day=table.any_day)
    refused = "after_term" if effective > ends_on else "in_the_past" if requested < submitted else ""
    return Verdict(row, net, base, share, add_months(submitted, notice), effective, refused)


def remanence_by_month(row: Row, effective: date) -> list[Slice]:
    """Which part of the reduction is still paid, calendar month by calendar month, after a day of effect.

    On a first of the month every slice is a whole month; on any other day the months of remanence run from that day,
    and each calendar month is paid by its days.
    """
    slices = []
    for kept in row.remanence:
        start = add_months(effective, kept.first_month - 1)
        end = add_months(effective, kept.last_month)
        month = start.replace(day=1)
        while month < end:
            after = add_months(month, 1)
            days = (min(end, after) - max(start, month)).days
            if days > 0:
                slices.append(Slice(month, kept.share, days, _days_of(month)))
            month = after
    return slices


def kept_minor(year_reduction: Decimal, month: date, slices: Iterable[Slice]) -> int:
    """The fee kept in one calendar month, in hundredths, rounded half up once; `year_reduction` in whole units."""
    parts = (one.share * one.days / one.of_days for one in slices if one.month == month)
    return _half_up(year_reduction / YEAR * sum(parts, ZERO) * 100)


def remanence_total(year_reduction: Decimal, row: Row, effective: date) -> int:
    """All that is kept of a reduction, in hundredths: the sum of its months, each rounded."""
    slices = remanence_by_month(row, effective)
    return sum(kept_minor(year_reduction, month, slices) for month in dict.fromkeys(one.month for one in slices))


def must_renegotiate(table: Table, volume: Decimal, baseline: Decimal) -> bool:
    """Whether the whole contract has fallen so far that its price has to be talked about anew."""
    return baseline > 0 and volume < baseline * table.renegotiate_below


def posts_freed(hours_before: Decimal, hours_after: Decimal, hours_a_post: Decimal) -> Decimal:
    """How many full posts a change frees (or needs, below 0), to the hundredth; hours are a year's."""
    return ((hours_before - hours_after) / hours_a_post).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def is_working_day(day: date, holidays: frozenset[date]) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < 5 and day not in holidays


def service_days(first: date, last: date, holidays: frozenset[date], days_a_week: int = 5) -> int:
    """Days of service from `first` to `last`, both included: the week's first days, holidays left out."""
    days = (first + timedelta(days=many) for many in range((last - first).days + 1))
    return sum(1 for day in days if day.weekday() < days_a_week and day not in holidays)


def working_day_after(day: date, many: int, holidays: frozenset[date]) -> date:
    """The day when so many working days have passed after `day`."""
    while many > 0:
        day += timedelta(days=1)
        many -= is_working_day(day, holidays)
    return day


@dataclass(frozen=True, slots=True)
class ClosureVerdict:
    """What a temporary closure meets: how it is settled (hours or credit), and the first day it may begin."""

    working_days: int
    settled_by: str  # hours, credit
    notice_days: int
    earliest: date
    in_time: bool


def closure_verdict(
    table: Table, *, told_on: date, first: date, last: date, holidays: frozenset[date]
) -> ClosureVerdict:
    """How a closure from `first` to `last` is settled, and whether it was told in time.

    Short ones give their hours back elsewhere at the same price; longer ones give a credit. A lasting change is
    neither (trap 21).

    Raises:
        ValueError: It ends before it begins.
    """
    if last < first:
        raise ValueError("a closure ends on or after the day it begins")
    many = service_days(first, last, holidays)
    short = many <= table.short_closure_days
    notice = table.short_closure_notice if short else table.long_closure_notice
    earliest = working_day_after(told_on, notice, holidays)
    return ClosureVerdict(many, "hours" if short else "credit", notice, earliest, earliest <= first)


def closure_credit(year_fee: Decimal, closed_days: int, days_of_year: int, share: Decimal) -> int:
    """What a closure gives back, in hundredths: a share of the daily price for each service day it was closed.

    Args:
        year_fee: What the service at the site costs a year, in whole units of the currency, unrounded.
        days_of_year: Service days in that year.

    Raises:
        ValueError: More days closed than there are, or a year without days.
    """
    if not 0 <= closed_days <= days_of_year or days_of_year < 1:
        raise ValueError("a year has at least the days a service was closed in it")
    return _half_up(year_fee * closed_days * share * 100 / days_of_year)


def _half_up(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _days_of(first: date) -> int:
    following = date(first.year + first.month // YEAR, first.month % YEAR + 1, 1)
    return (following - first).days

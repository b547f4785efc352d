"""What the law gives a supplier who is paid late: interest by the day, and a fixed sum for the trouble.

Source: directive 2011/7/EU, articles 3 to 6; Denmark: renteloven §§ 3, 5 and 9 a and bekendtgørelse 105 of 31 January
2013; United Kingdom: Late Payment of Commercial Debts (Interest) Act 1998, sections 4 to 6, and the Rate of Interest
Order 2002 (SI 2002/1675). Rates are dated data with their source, which whoever asks brings along; a half-year nobody
has noted yet is reckoned with the last one known, and says so. Amounts are hundredths of the currency.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from samdrift.kernel.invoices import half_up

YEAR_DAYS = 365
ADDED = 8
"""Percentage points both laws add to the reference rate."""
HALF_YEARS = ((1, 1), (7, 1))
HALF_YEAR_DAYS = 184
"""A rate older than this on a day is not that day's own: each half-year has one."""


@dataclass(frozen=True, slots=True)
class Rate:
    """The yearly rate from a day on, and where it was read."""

    from_day: date
    percent: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Law:
    """What a country's law says of late payment.

    Attributes:
        moves: Whether the rate changes with the half-year while a debt is late (Denmark), or stays as it was on the
            day the debt became late (United Kingdom).
        sums: The fixed sum from a debt of so much on, both in hundredths, the smallest debt first.
    """

    name: str
    currency: str
    moves: bool
    sums: tuple[tuple[int, int], ...]


LAWS = {
    "DK": Law("renteloven", "DKK", moves=True, sums=((0, 31_000),)),
    "GB": Law(
        "Late Payment of Commercial Debts (Interest) Act 1998", "GBP", moves=False,
        sums=((0, 4_000), (100_000, 7_000), (1_000_000, 10_000)),
    ),
}  # fmt: skip
Rates = Mapping[str, Sequence[Rate]]
"""The rates of each country by their days, the first day first: dated data that an operator keeps, not law."""


class BadRates(ValueError):
    """A table of rates that cannot be used; the sentence names the row."""


def rates_from(rows: Iterable[Mapping[str, str]]) -> dict[str, tuple[Rate, ...]]:
    """Rates from rows of `country`, `from_day`, `reference_percent` and `source`; a row may stand twice, if alike.

    Args:
        rows: The reference rate without what the law adds to it.
    Raises:
        BadRates: A row says what no half-year's rate can be, or another than a row before it.
    """
    found: dict[tuple[str, date], Rate] = {}
    for at, row in enumerate(rows, start=2):
        country = (row.get("country") or "").strip()
        try:
            day = date.fromisoformat((row.get("from_day") or "").strip())
            reference = Decimal((row.get("reference_percent") or "").strip())
        except (ValueError, InvalidOperation) as wrong:
            raise BadRates(f"row {at}: a day is written 2026-07-01 and a rate 1.75") from wrong
        source = (row.get("source") or "").strip()
        if country not in LAWS:
            raise BadRates(f"row {at}: {country or 'no country'}: rates are known of {', '.join(LAWS)}")
        if (
            (day.month, day.day) not in HALF_YEARS
            or not reference.is_finite()
            or not -5 <= reference <= 30
            or not source
        ):
            raise BadRates(f"row {at}: a rate begins on 1 January or 1 July, lies between -5 and 30, and has a source")
        rate = Rate(day, reference + ADDED, source)
        if found.setdefault((country, day), rate).percent != rate.percent:
            raise BadRates(f"row {at}: {country} from {day} is {found[country, day].percent - ADDED} in another row")
    dated = sorted(found.items(), key=lambda one: one[0])
    return {code: tuple(rate for (country, _day), rate in dated if country == code) for code in LAWS}


def missing_until(rates: Sequence[Rate], day: date) -> list[date]:
    """The half-years up to a day, from the first one known on, of which no rate is known."""
    known = {one.from_day for one in rates}
    if not known:
        return []
    halves = (date(year, month, at) for year in range(min(known).year, day.year + 1) for month, at in HALF_YEARS)
    return [half for half in halves if min(known) <= half <= day and half not in known]


@dataclass(frozen=True, slots=True)
class Part:
    """So much of what was due, and the day it was paid; None while it is not."""

    amount_minor: int
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a part was late at one rate, and the interest of them, not yet rounded."""

    amount_minor: int
    first_day: date
    last_day: date
    rate: Rate
    exact_minor: Decimal
    known: bool  # whether the rate is the half-year's own

    @property
    def days(self) -> int:
        """How many."""
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True, slots=True)
class Late:
    """What being paid late gives the supplier: interest, rounded once, and the fixed sum."""

    law: Law
    days: int  # of the part that was late longest
    stretches: tuple[Stretch, ...]
    interest_minor: int
    compensation_minor: int

    @property
    def total_minor(self) -> int:
        """Both together."""
        return self.interest_minor + self.compensation_minor


class NoRate(LookupError):
    """No law is known of the country, or no rate of the day; `day` is None where it is the law."""

    def __init__(self, told: str, day: date | None = None) -> None:
        super().__init__(told)
        self.day = day


def late(country: str, due_on: date, parts: Iterable[Part], today: date, rates: Rates) -> Late | None:
    """What was late of a debt, by the day: from the day after the due day until the day it was paid; None: nothing.

    Raises:
        NoRate: The country's law is not known here, or no rate of the days.
    """
    found = [(one, _until(one, today)) for one in parts if one.amount_minor > 0 and _until(one, today) > due_on]
    if not found:
        return None
    if country not in LAWS:
        raise NoRate(f"the law of {country} about late payment is not known here")
    law, dated = LAWS[country], rates.get(country, ())
    stretches = [
        stretch for part, until in found for stretch in _stretches(law, dated, part.amount_minor, due_on, until)
    ]
    owed = sum(part.amount_minor for part, _until_day in found)
    fixed = [amount for least, amount in law.sums if owed >= least][-1]
    interest = half_up(sum((one.exact_minor for one in stretches), Decimal(0)))
    longest = max((until - due_on).days for _part, until in found)
    return Late(law, longest, tuple(stretches), interest, fixed)


def _until(part: Part, today: date) -> date:
    return part.paid_on or today


def _stretches(law: Law, dated: Sequence[Rate], amount: int, due_on: date, until: date) -> Iterable[Stretch]:
    first = due_on + timedelta(days=1)
    while first <= until:
        rate, last = _rate_on(law, dated, first), until
        if law.moves:
            later = [one.from_day for one in dated if first < one.from_day <= until]
            last = min(later, default=until + timedelta(days=1)) - timedelta(days=1)
        days = (last - first).days + 1
        known = (first - rate.from_day).days < HALF_YEAR_DAYS and (not law.moves or _known(rate, last))
        yield Stretch(amount, first, last, rate, Decimal(amount) * rate.percent * days / 100 / YEAR_DAYS, known)
        first = last + timedelta(days=1)


def _known(rate: Rate, last: date) -> bool:
    return (last - rate.from_day).days < HALF_YEAR_DAYS


def _rate_on(law: Law, dated: Sequence[Rate], day: date) -> Rate:
    found = [one for one in dated if one.from_day <= day]
    if not found:
        raise NoRate(f"{law.name}: no rate of {day} is known here", day)
    return found[-1]

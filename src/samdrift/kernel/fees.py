"""What volumes come to by the price book: the fee of a year and of a month, and why.

Source: domain.md §2.15 and §3.5. The volume on a day is the sum of a ledger of steps, so two pending changes never
overwrite each other. A year's fee is billed in twelfths; where volume or price changes inside a month, the twelfth is
shared by calendar days. A line is rounded once, half up. A price that cannot be computed raises: never 0, never None.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import TypeAlias

UNITS = (
    "m2_year", "visit", "hour", "vehicle_year", "item", "user_month", "meal", "call", "payslip", "employee_year",
    "fixed_year",
)  # fmt: skip
INCREMENTAL, ALL_UNITS = "incremental", "all_units"
BAND_MODES = (INCREMENTAL, ALL_UNITS)
# The quantity of most units is that of a year (visits a year, square metres kept a year); of these it is a month's.
TIMES_A_YEAR = {"user_month": 12}
MONTHS = 12
ONE, NONE = Decimal(1), Decimal(0)

Key: TypeAlias = tuple[str, int, int | None, str]
"""Item, unit, site and setting: what one line of a fee is for."""


class NoPrice(ValueError):
    """A fee cannot be computed: the item has no price that day, or the price no factor for the setting.

    Attributes:
        item: Code of the item in the price book.
        day: From which day it has none; None where it never had one, or where it is the setting.
        setting: The part of a setting the price has no factor for; "" where it is the item.
    """

    def __init__(self, item: str, day: date | None = None, setting: str = "") -> None:
        super().__init__(item, day, setting)
        self.item, self.day, self.setting = item, day, setting

    def __str__(self) -> str:
        if self.setting:
            return f"{self.item} has no price for the setting {self.setting!r}."
        return f"{self.item} has no price on {self.day}." if self.day else f"{self.item} has no price."

    @property
    def code(self) -> str:
        """How it is kept in a row, to be worded for whoever reads it.

        >>> NoPrice("WASH", date(2025, 3, 1)).code
        'no_price|WASH|2025-03-01|'
        """
        return f"no_price|{self.item}|{self.day or ''}|{self.setting}"


_KEPT = re.compile(r"no_price\|(?P<item>[^|]+)\|(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})?\|(?P<setting>.*)")
_AS_SENTENCE = re.compile(
    r"(?P<item>.+?) has no price(?: on (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})| for the setting '(?P<setting>.*)')?\."
)


def missing_price(kept: str) -> NoPrice | None:
    """What price was missing, from the code that was kept or the English sentence kept before; None when it is neither.

    >>> missing_price("no_price|WASH||f5").setting, missing_price("WASH has no price on 2025-03-01.").day
    ('f5', datetime.date(2025, 3, 1))
    """
    found = _KEPT.fullmatch(kept) or _AS_SENTENCE.fullmatch(kept)
    if found is None:
        return None
    day = found["day"]
    return NoPrice(found["item"], date.fromisoformat(day) if day else None, found["setting"] or "")


@dataclass(frozen=True, slots=True)
class Band:
    """From this quantity on, this price."""

    start: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """One item of the price book as it holds on a day.

    Attributes:
        price: In whole units of the currency for one unit a year, already indexed: round(base_price × factor, 2).
        bands: Where given they take the place of `price`; the first begins at 0. Indexed like it.
        settings: What each lever setting multiplies the price by; the empty setting is 1.
        fixed_share: The share of the price, 0 to 1, that does not fall when the volume falls below the first ordered.
    """

    item: str
    line: str
    unit: str
    price: Decimal
    bands: tuple[Band, ...] = ()
    band_mode: str = INCREMENTAL
    settings: Mapping[str, Decimal] = field(default_factory=dict)
    base_price: Decimal = NONE
    factor: Decimal = ONE
    index_rule: str = ""
    fixed_share: Decimal = NONE

    @property
    def pooled(self) -> bool:
        """Whether the unit's total of the item is priced, on one line, rather than each site and setting."""
        return bool(self.bands) or self.fixed_share > 0


@dataclass(frozen=True, slots=True)
class VolumeStep:
    """One entry of the ledger of volumes: `change` more, or less, from a day on."""

    item: str
    unit_id: int
    site_id: int | None
    setting: str
    change: Decimal
    on: date
    recorded_at: datetime
    source: str = "agreed"
    reference: str = ""

    @property
    def key(self) -> Key:
        """What the volume is of."""
        return (self.item, self.unit_id, self.site_id, self.setting)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of a month on which neither volume nor price changed: `days` × `year_fee` / 12 / days of the month."""

    first_day: date
    last_day: date
    quantity: Decimal
    price: Decimal
    factor: Decimal
    year_fee: Decimal

    @property
    def days(self) -> int:
        """How many calendar days."""
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True, slots=True)
class Fee:
    """What a month comes to in hundredths, and the stretches it is made of."""

    amount_minor: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of a month's fee; price and quantity are those at its end, the stretches tell the whole."""

    item: str
    line: str
    unit_id: int
    site_id: int | None
    setting: str
    amount_minor: int
    stretches: tuple[Stretch, ...]
    price: Decimal
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Dip:
    """A larger volume that costs less than a smaller one: at `start`, `fee` a year instead of just under `before`."""

    start: Decimal
    before: Decimal
    fee: Decimal


DatedTerms: TypeAlias = Sequence[tuple[date, PriceTerms]]
"""The terms of one item with the day each holds from, in order of the days."""


def volumes_on(steps: Iterable[VolumeStep], day: date, known_at: datetime | None = None) -> dict[Key, Decimal]:
    """The volume of every key on a day, as it was known at a moment; keys without volume are left out."""
    found: dict[Key, Decimal] = {}
    for step in steps:
        if step.on <= day and (known_at is None or step.recorded_at <= known_at):
            found[step.key] = found.get(step.key, NONE) + step.change
    return {key: quantity for key, quantity in found.items() if quantity}


def setting_factor(terms: PriceTerms, setting: str) -> Decimal:
    """What a lever setting, such as “f5 q4”, multiplies the price by: its own factor, or those of its parts together.

    Raises:
        NoPrice: The price has no factor for it.
    """
    if setting in terms.settings:
        return terms.settings[setting]
    factor = ONE
    for part in setting.split():
        if part not in terms.settings:
            raise NoPrice(terms.item, setting=part)
        factor *= terms.settings[part]
    return factor


def banded(bands: Sequence[Band], quantity: Decimal, mode: str = INCREMENTAL) -> Decimal:
    """What a quantity comes to by bands: each slice at its own price, or all of it at the price of the band reached."""
    if mode == ALL_UNITS:
        reached = [band for band in bands if band.start <= quantity]
        return quantity * (reached[-1] if reached else bands[0]).price
    ends = [band.start for band in bands[1:]]
    total = NONE
    for number, band in enumerate(bands):
        upto = min(quantity, ends[number]) if number < len(ends) else quantity
        total += max(upto - band.start, NONE) * band.price
    return total


def dips(bands: Sequence[Band], mode: str = INCREMENTAL) -> list[Dip]:
    """Where a larger volume gets cheaper than a smaller one: what people are warned of before they agree to bands."""
    if mode != ALL_UNITS:
        return []
    return [
        Dip(after.start, after.start * before.price, after.start * after.price)
        for before, after in pairwise(bands)
        if after.start > 0 and after.price < before.price
    ]


def year_fee(terms: PriceTerms, quantity: Decimal, setting: str = "") -> Decimal:
    """What a volume that stands all year comes to: exact, unrounded, in whole units of the currency.

    Raises:
        NoPrice: The price has no factor for the setting.
    """
    return _year_fee(terms, {setting: quantity})


def month_fee_minor(
    terms_on: DatedTerms, steps: Sequence[VolumeStep], first_day: date, *, within: tuple[date, date] | None = None
) -> Fee:
    """The fee of a month for the steps of one line: a twelfth of the year's, by calendar days where something changes.

    Args:
        terms_on: The item's terms with the day each holds from.
        steps: Those of one key; where the unit's total is priced, those of all its keys.
        first_day: The first day of the month.
        within: First and last day of the contract; outside them nothing is owed.
    Raises:
        NoPrice: There is volume on a day on which the item has no price.
    """
    days_of_month = monthrange(first_day.year, first_day.month)[1]
    stretches = []
    for begins, ends in _unchanged(terms_on, steps, first_day, days_of_month, within):
        held = _by_setting(steps, begins)
        terms = _terms_at(terms_on, begins)
        owed = any(held.values()) or (terms is not None and terms.fixed_share > 0 and bool(held))
        if not owed:
            continue
        if terms is None:
            raise NoPrice(steps[0].item, begins)
        total = sum(held.values(), NONE)
        weighted = sum((setting_factor(terms, one) * many for one, many in held.items()), NONE)
        fee = _year_fee(terms, held, _first_ordered(steps) if terms.fixed_share else None)
        stretches.append(Stretch(begins, ends, total, terms.price, weighted / total if total else ONE, fee))
    return Fee(half_up(exact_minor(stretches, first_day)), tuple(stretches))


def exact_minor(stretches: Iterable[Stretch], first_day: date) -> Decimal:
    """What stretches of a month come to in hundredths, unrounded: for differences that are rounded once, later."""
    days_of_month = monthrange(first_day.year, first_day.month)[1]
    return sum((one.year_fee * one.days for one in stretches), NONE) * 100 / (MONTHS * days_of_month)


def lines_of_month(
    book: Mapping[str, DatedTerms], steps: Iterable[VolumeStep], first_day: date, *,
    known_at: datetime | None = None, within: tuple[date, date] | None = None,
) -> list[FeeLine]:  # fmt: skip
    """Every line of a month's fee, by item, unit, site and setting.

    Items with bands or a fixed share are priced by the unit's total, one line a unit; all others one line a key.

    Raises:
        NoPrice: A volume has no price.
    """
    last_day = first_day.replace(day=monthrange(first_day.year, first_day.month)[1])
    grouped: dict[Key, list[VolumeStep]] = {}
    for step in steps:
        if step.on > last_day or (known_at is not None and step.recorded_at > known_at):
            continue
        terms_on = book.get(step.item)
        if not terms_on:
            raise NoPrice(step.item)
        pooled = terms_on[-1][1].pooled
        key = (step.item, step.unit_id, None, "") if pooled else step.key
        grouped.setdefault(key, []).append(step)
    lines, standing = [], _Standing(first_day, last_day, within)
    for key in sorted(grouped, key=lambda one: (one[0], one[1], one[2] or 0, one[3])):
        item, unit_id, site_id, setting = key
        terms_on, held = book[item], grouped[key]
        fee = standing.fee(terms_on, held) or month_fee_minor(terms_on, held, first_day, within=within)
        if fee.stretches:
            last = fee.stretches[-1]
            lines.append(FeeLine(
                item, book[item][-1][1].line, unit_id, site_id, setting, fee.amount_minor, fee.stretches, last.price,
                last.quantity,
            ))  # fmt: skip
    return lines


class _Standing:
    """The fees of a month of which most are: one volume that stands all month, at one price without bands.

    The same as `month_fee_minor` says of them, to which all others are left: a year has half a million of them.
    """

    def __init__(self, first_day: date, last_day: date, within: tuple[date, date] | None) -> None:
        self._begins, self._ends = first_day, last_day
        if within:
            self._begins, self._ends = max(first_day, within[0]), min(last_day, within[1])
        self._share = (self._ends - self._begins).days + 1, MONTHS * last_day.day
        self._factors: dict[tuple[int, str], Decimal] = {}

    def fee(self, terms_on: DatedTerms, steps: Sequence[VolumeStep]) -> Fee | None:
        """The fee of one line; None where it is not of that kind.

        Raises:
            NoPrice: The price has no factor for the setting.
        """
        if len(steps) != 1 or len(terms_on) != 1:
            return None
        (step,), (since, terms), begins = steps, terms_on[0], self._begins
        if step.on > begins or since > begins or begins > self._ends or terms.pooled or not step.change:
            return None
        known = id(terms), step.setting  # kept by the book meanwhile
        factor = self._factors.get(known)
        if factor is None:
            factor = self._factors[known] = setting_factor(terms, step.setting)
        year = terms.price * TIMES_A_YEAR.get(terms.unit, 1) * (factor * step.change)
        days, parts = self._share
        stretch = Stretch(begins, self._ends, step.change, terms.price, factor, year)
        return Fee(half_up(year * days * 100 / parts), (stretch,))


def year_fees(book: Mapping[str, PriceTerms], volumes: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """What volumes come to in a year by key, exact; a pooled item's by unit, its site none and its setting empty.

    Raises:
        NoPrice: A volume has no price.
    """
    held: dict[Key, dict[str, Decimal]] = {}
    for (item, unit_id, site_id, setting), quantity in volumes.items():
        if item not in book:
            raise NoPrice(item)
        key = (item, unit_id, None, "") if book[item].pooled else (item, unit_id, site_id, setting)
        by_setting = held.setdefault(key, {})
        by_setting[setting] = by_setting.get(setting, NONE) + quantity
    return {key: _year_fee(book[key[0]], by_setting) for key, by_setting in held.items()}


def half_up(amount: Decimal) -> int:
    """Hundredths as a whole number; half a hundredth goes away from nothing."""
    return int(amount.quantize(ONE, rounding=ROUND_HALF_UP))


def _year_fee(
    terms: PriceTerms, held: Mapping[str, Decimal], first_ordered: Mapping[str, Decimal] | None = None
) -> Decimal:
    """The year's fee of quantities by setting; the fixed share never falls below what was first ordered."""
    times = TIMES_A_YEAR.get(terms.unit, 1)
    if not terms.bands:
        fee = terms.price * times * sum((setting_factor(terms, one) * many for one, many in held.items()), NONE)
    else:
        total = sum(held.values(), NONE)
        weighted = sum((setting_factor(terms, one) * many for one, many in held.items()), NONE)
        # Settings that differ inside one total count by their shares of it; with one setting nothing is divided.
        share = ONE if weighted == total or not total else weighted / total
        fee = banded(terms.bands, total, terms.band_mode) * times * share
    if first_ordered is None:
        return fee
    return max(fee, fee * (ONE - terms.fixed_share) + _year_fee(terms, first_ordered) * terms.fixed_share)


def _by_setting(steps: Iterable[VolumeStep], day: date) -> dict[str, Decimal]:
    held: dict[str, Decimal] = {}
    for step in steps:
        if step.on <= day:
            held[step.setting] = held.get(step.setting, NONE) + step.change
    return held


def _first_ordered(steps: Sequence[VolumeStep]) -> dict[str, Decimal]:
    return _by_setting(steps, min(step.on for step in steps))


def _terms_at(terms_on: DatedTerms, day: date) -> PriceTerms | None:
    held = [terms for begins, terms in terms_on if begins <= day]
    return held[-1] if held else None


def _unchanged(
    terms_on: DatedTerms, steps: Iterable[VolumeStep], first_day: date, days_of_month: int,
    within: tuple[date, date] | None,
) -> list[tuple[date, date]]:  # fmt: skip
    """First and last days of the stretches of a month, inside the contract, in which nothing changes."""
    last_day = first_day.replace(day=days_of_month)
    begins, ends = (max(first_day, within[0]), min(last_day, within[1])) if within else (first_day, last_day)
    if begins > ends:
        return []
    turns = {begins, ends + timedelta(days=1)}
    turns |= {step.on for step in steps if begins < step.on <= ends}
    turns |= {day for day, _terms in terms_on if begins < day <= ends}
    return [(day, after - timedelta(days=1)) for day, after in pairwise(sorted(turns))]

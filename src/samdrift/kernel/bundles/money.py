"""What the volumes of a month come to, told from the events of the contract alone: prices, index runs, ledger.

The events hold every version of a price, every factor and every step of volume as both parties agreed on them, so that
nothing but them is needed to say what a fee should be.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import itemgetter
from typing import Any

from samdrift.kernel import fees, price_chain
from samdrift.kernel.bundles.form import COLUMNS, FEES, decimal_text
from samdrift.kernel.bundles.telling import Happened, Row

PRICES, VOLUMES, INDEX = "contracts.prices_written", "contracts.volumes_changed", "contracts.index_agreed"
LARGEST = Decimal(10) ** 12
MOST_PLACES = 12


@dataclass(slots=True)
class Ledger:
    """The price book and the volumes as the events told them so far, in the order of the book."""

    versions: list[tuple[datetime, price_chain.PriceVersion]] = field(default_factory=list)
    regulations: list[tuple[datetime, price_chain.Regulation]] = field(default_factory=list)
    steps: list[fees.VolumeStep] = field(default_factory=list)
    _told: int = -1
    _changes: dict[date, list[datetime]] = field(default_factory=dict)
    _known: dict[tuple[date, tuple[date, date], int], list[fees.FeeLine]] = field(default_factory=dict)

    def take(self, event: Happened) -> None:
        """Add what an event agreed.

        Raises:
            ValueError, TypeError, KeyError: It cannot be read.
        """
        if event.kind == PRICES:
            self.versions += [(event.at, version_from(written)) for written in event.payload["written"]]
        elif event.kind == VOLUMES:
            self.steps += [_step(written, event) for written in event.payload["written"]]
        elif event.kind == INDEX:
            applies = date.fromisoformat(event.payload["applies_from"])
            factor = number(event.payload["factor"])
            self.regulations.append((event.at, price_chain.Regulation(str(event.payload["rule"]), applies, factor)))

    def lines(
        self, first_day: date, within: tuple[date, date], known_at: datetime | None = None, *,
        factors: Mapping[str, price_chain.Factors] | None = None, more: Sequence[fees.VolumeStep] = (),
    ) -> list[fees.FeeLine]:  # fmt: skip
        """The fee of a month, line by line, as it was known at a moment or is known now.

        No volume or factor of a later day changes a month, so that most moments give what another one gave.

        Args:
            factors: The index factors by rule, where others than those known then are asked about.
            more: Steps of volume beside those the ledger holds.

        Raises:
            NoPrice: A volume has no price.
        """
        if factors is not None or more:
            return self._lines(first_day, within, known_at, factors, more)
        key = first_day, within, self._later(first_day, known_at)
        if key not in self._known:
            self._known[key] = self._lines(first_day, within, known_at, None)
        return self._known[key]

    def _later(self, first_day: date, known_at: datetime | None) -> int:
        """How many of the things that can change a month were agreed after a moment; 0: it is as it is known now."""
        told = len(self.versions) + len(self.regulations) + len(self.steps)
        if self._told != told:
            self._told, self._changes = told, {}
            self._known.clear()
        if first_day not in self._changes:
            last = _last_of(first_day)
            self._changes[first_day] = sorted([
                *(at for at, _one in self.versions),
                *(at for at, one in self.regulations if one.applies_from <= last),
                *(step.recorded_at for step in self.steps if step.on <= last),
            ])  # fmt: skip
        changes = self._changes[first_day]
        return 0 if known_at is None else len(changes) - bisect_right(changes, known_at)

    def _lines(
        self, first_day: date, within: tuple[date, date], known_at: datetime | None,
        factors: Mapping[str, price_chain.Factors] | None, more: Sequence[fees.VolumeStep] = (),
    ) -> list[fees.FeeLine]:  # fmt: skip
        last_day = _last_of(first_day)
        versions: dict[str, list[price_chain.PriceVersion]] = {}
        for at, version in self.versions:
            if known_at is None or at <= known_at:
                versions.setdefault(version.item, []).append(version)
        runs = (one for at, one in self.regulations if known_at is None or at <= known_at)
        chains = price_chain.factors_of(runs) if factors is None else factors
        book = {}
        for item, written in versions.items():
            terms = price_chain.dated_terms(written, chains.get(written[-1].index_rule, ()), first_day, last_day)
            if terms:
                book[item] = terms
        return fees.lines_of_month(book, [*self.steps, *more], first_day, known_at=known_at, within=within)


def _last_of(first_day: date) -> date:
    return first_day.replace(day=monthrange(first_day.year, first_day.month)[1])


def fee_rows(month: str, lines: Sequence[fees.FeeLine], places: Mapping[tuple[str, str], str]) -> Iterator[Row]:
    """The lines of a month's fee as the table writes them, in its order."""
    for cells in fee_cells(month, lines, places):
        yield dict(zip(COLUMNS[FEES], cells, strict=True))


def fee_cells(
    month: str, lines: Sequence[fees.FeeLine], places: Mapping[tuple[str, str], str]
) -> list[tuple[str, ...]]:
    """The cells of those lines."""
    prices, found = dict[int, str](), list[tuple[str, ...]]()
    for line in lines:
        price = prices.get(id(line.price))  # the lines keep it: one price for all volumes of an item
        if price is None:
            price = prices[id(line.price)] = decimal_text(line.price)
        site = "" if line.site_id is None else places["site", str(line.site_id)]
        found.append((
            month, line.item, places["unit", str(line.unit_id)], site, line.setting, line.line,
            decimal_text(line.quantity), price, str(line.amount_minor),
        ))  # fmt: skip
    found.sort(key=itemgetter(1, 2, 3, 4))
    return found


def version_from(written: Mapping[str, Any]) -> price_chain.PriceVersion:
    """A version of a price as the event holds it.

    Raises:
        ValueError, TypeError, KeyError: It cannot be counted with.
    """
    bands = tuple(fees.Band(number(start), number(price)) for start, price in written["bands"])
    if written["band_mode"] not in fees.BAND_MODES or written["unit"] not in fees.UNITS:
        raise ValueError(f"{str(written['code'])[:40]} is priced in a way nobody knows")
    return price_chain.PriceVersion(
        item=str(written["code"]), line=str(written["line"]), unit=written["unit"], price=number(written["price"]),
        valid_from=date.fromisoformat(written["valid_from"]), bands=bands, band_mode=written["band_mode"],
        settings={str(name): number(factor) for name, factor in written["settings"].items()},
        fixed_share=number(written["fixed_share"]), index_rule=str(written["index_rule"]),
    )  # fmt: skip


def _step(written: Mapping[str, Any], event: Happened) -> fees.VolumeStep:
    return fees.VolumeStep(
        item=str(written["item"]), unit_id=int(written["unit"]),
        site_id=None if written["site"] is None else int(written["site"]), setting=str(written["setting"]),
        change=number(written["change"]), on=date.fromisoformat(written["on"]), recorded_at=event.at,
        source=str(written["source"]), reference=str(event.payload["reference"]),
    )  # fmt: skip


@lru_cache(maxsize=10_000)
def number(text: object) -> Decimal:
    """A number as a text, small enough to count with.

    Raises:
        ValueError, TypeError: It is none.
    """
    if not isinstance(text, str):
        raise TypeError("a number is written as a text")
    try:
        found = Decimal(text)
    except InvalidOperation as wrong:
        raise ValueError(f"{text[:40]!r} is no number") from wrong
    exponent = found.as_tuple().exponent
    if not isinstance(exponent, int) or abs(found) > LARGEST or exponent < -MOST_PLACES or len(text) > 40:
        raise ValueError(f"{text[:40]!r} is no number anybody agreed on")
    return found

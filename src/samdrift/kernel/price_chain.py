"""Versions of prices and index factors put together: which terms of an item hold from which day.

A version written later holds, from its day on, over whatever was written before; so does a later run of an index. The
days on which the factor of an item's index changes are turns of its terms too, and every price is its base price times
the factor of the day, never chained (domain.md §3.6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from samdrift.kernel import indexation
from samdrift.kernel.fees import INCREMENTAL, NONE, ONE, Band, DatedTerms, PriceTerms

Factors: TypeAlias = Sequence[tuple[date, Decimal]]
"""The factors of an index rule with the day each holds from, in order of the days."""


@dataclass(frozen=True, slots=True)
class PriceVersion:
    """One version of an item of the price book, at base prices."""

    item: str
    line: str
    unit: str
    price: Decimal
    valid_from: date
    bands: tuple[Band, ...] = ()
    band_mode: str = INCREMENTAL
    settings: Mapping[str, Decimal] = field(default_factory=dict)
    fixed_share: Decimal = NONE
    index_rule: str = ""


@dataclass(frozen=True, slots=True)
class Regulation:
    """An index run both parties agreed on: its rule's factor from a day on."""

    rule: str
    applies_from: date
    factor: Decimal


def factors_of(regulations: Iterable[Regulation]) -> dict[str, list[tuple[date, Decimal]]]:
    """The chain of factors each rule leaves, from its runs in the order they were agreed."""
    chains: dict[str, list[tuple[date, Decimal]]] = {}
    for one in regulations:
        earlier = [held for held in chains.get(one.rule, []) if held[0] < one.applies_from]
        chains[one.rule] = [*earlier, (one.applies_from, one.factor)]
    return chains


def dated_terms(versions: Sequence[PriceVersion], factors: Factors, first_day: date, last_day: date) -> DatedTerms:
    """The terms of one item between two days, each with the day it holds from; the first at or before the first day.

    Args:
        versions: Those of one item in the order they were written, at least one that holds by `last_day`.
    """
    chain: list[PriceVersion] = []
    for one in versions:
        if one.valid_from <= last_day:
            chain = [held for held in chain if held.valid_from < one.valid_from] + [one]
    if not chain:
        return []
    begins = {one.valid_from for one in chain}
    turns = sorted(begins | {day for day, _factor in factors if min(begins) < day <= last_day})
    begun = [day for day in turns if day <= first_day][-1:] + [day for day in turns if day > first_day]
    return [(day, terms_at(_held(chain, day), factor_on(factors, day))) for day in begun]


def terms_at(version: PriceVersion, factor: Decimal = ONE) -> PriceTerms:
    """A version times an index factor, each price rounded to two decimals."""
    return PriceTerms(
        item=version.item, line=version.line, unit=version.unit, price=indexation.price(version.price, factor),
        bands=tuple(Band(band.start, indexation.price(band.price, factor)) for band in version.bands),
        band_mode=version.band_mode, settings=version.settings, base_price=version.price, factor=factor,
        index_rule=version.index_rule, fixed_share=version.fixed_share,
    )  # fmt: skip


def factor_on(factors: Factors, day: date) -> Decimal:
    """The factor that holds on a day; 1 before the first."""
    held = [factor for begins, factor in factors if begins <= day]
    return held[-1] if held else ONE


def _held(chain: Sequence[PriceVersion], day: date) -> PriceVersion:
    return [one for one in chain if one.valid_from <= day][-1]

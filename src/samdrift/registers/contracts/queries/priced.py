"""A stretch of months by the price book: its fees with and without index, its items, and the index they follow.

For whoever looks at a whole year at once: the price book, the regulations and the ledger of volumes are read once.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from samdrift.foundation.scope import everywhere
from samdrift.kernel import fees, price_chain
from samdrift.kernel.fees import DatedTerms, FeeLine
from samdrift.kernel.price_chain import Factors, factor_on
from samdrift.registers.contracts.models import PriceItem
from samdrift.registers.contracts.queries import indices
from samdrift.registers.contracts.queries.prices import REASON, term_of, version_of, volume_steps


@dataclass(frozen=True, slots=True)
class MonthFees:
    """A month's fees line by line, and the same lines at the base prices, as if no index had ever been followed."""

    month: date
    lines: list[FeeLine]
    base_lines: list[FeeLine]


@dataclass(frozen=True, slots=True)
class Followed:
    """How prices followed a rule: the factor on the first day and each later one, and the indices with their bases."""

    rule: str
    factors: tuple[tuple[date, Decimal], ...]
    parts: tuple[tuple[str, str, str], ...]  # series, base month (or ""), base value


def fees_of_months(contract_id: int, months: Sequence[date], known_at: datetime | None = None) -> Iterator[MonthFees]:
    """The fees of months that follow each other, as known at a moment.

    Args:
        months: Their first days, in order.
    Raises:
        NoPrice: A volume has no price.
    """
    rows = items_until(contract_id, _last_of(months[-1]), known_at)
    chains = indices.factors(indices.index_runs(contract_id, known_at))
    steps, within = volume_steps(contract_id, known_at=known_at), term_of(contract_id)
    versions = {code: [(row.index_rule, version_of(row)) for row in held] for code, held in rows.items()}
    for month in months:
        books = [_book(versions, by, month) for by in (chains, {})]
        lines, base = (fees.lines_of_month(book, steps, month, within=within) for book in books)
        yield MonthFees(month, lines, base)


def items_until(contract_id: int, last_day: date, known_at: datetime | None = None) -> dict[str, list[PriceItem]]:
    """Every version of every item that holds by a day, in the order they were written, by the item's code."""
    found: dict[str, list[PriceItem]] = {}
    with everywhere(reason=REASON):
        rows = PriceItem.objects.filter(contract=contract_id, valid_from__lte=last_day)
        if known_at is not None:
            rows = rows.filter(recorded_at__lte=known_at)
        for row in rows.order_by("code", "number"):
            found.setdefault(row.code, []).append(row)
    return found


def followed(contract_id: int, first_day: date, last_day: date, known_at: datetime | None = None) -> list[Followed]:
    """The index rules of a contract with the factors that held between two days; a rule without a run stands at 1."""
    chains = indices.factors(indices.index_runs(contract_id, known_at))
    held = {row.code: row for row in indices.index_rules(contract_id, known_at) if row.valid_from <= last_day}
    found = []
    for code, row in sorted(held.items()):
        chain: Factors = chains.get(code, ())
        turns = [day for day, _factor in chain if first_day < day <= last_day]
        factors = tuple((day, factor_on(chain, day)) for day in (first_day, *turns))
        parts = tuple((one["series"], one.get("base_month") or "", str(one["base_value"])) for one in row.parts)
        found.append(Followed(code, factors, parts))
    return found


def _book(
    versions: Mapping[str, list[tuple[str, price_chain.PriceVersion]]], chains: Mapping[str, Factors], month: date
) -> dict[str, DatedTerms]:
    book = {}
    last_day = _last_of(month)
    for code, rows in versions.items():
        held = [(rule, one) for rule, one in rows if one.valid_from <= last_day]
        if held:
            rule = held[-1][0]
            book[code] = price_chain.dated_terms([one for _rule, one in held], chains.get(rule, ()), month, last_day)
    return book


def _last_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])

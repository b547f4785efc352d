"""What a regulation changes: prices item by item, the year by line, and what settled months are trued up by."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from samdrift.kernel import fees, indexation
from samdrift.kernel.fees import half_up
from samdrift.kernel.indexation import Outcome
from samdrift.kernel.invoices import Charge
from samdrift.kernel.price_chain import Factors
from samdrift.registers.contracts.models import IndexRun
from samdrift.registers.contracts.queries import indices, prices

INDEX = "index"


@dataclass(frozen=True, slots=True)
class NewPrice:
    """An item's price before and after a regulation; of items with bands, the first band's."""

    item: str
    line: str
    unit: str
    base: Decimal
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Effect:
    """What a regulation would change: prices, the year by line in hundredths, and the true-ups by unit and line."""

    items: tuple[NewPrice, ...]
    year_before: Mapping[str, int]
    year_after: Mapping[str, int]
    true_ups: tuple[tuple[int, int | None, str, int], ...]  # unit, site, line, hundredths


def months_between(first: date, before: date) -> list[date]:
    """The first days of the months from one day up to another."""
    months, month = [], first.replace(day=1)
    while month < before:
        months.append(month)
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return months


def outcome_of(
    contract_id: int, community_id: int, code: str, effective_from: date, cut_off: date,
    known_at: datetime | None = None,
) -> tuple[Outcome, date]:  # fmt: skip
    """What a regulation comes to by what is published, and the index month it asks for.

    Raises:
        NoIndex: There is no such rule on that day, or nothing published for it.
    """
    row = indices.index_rule_on(contract_id, code, effective_from)
    if row is None:
        raise indexation.NoIndex(f"There is no index rule {code} on {effective_from}.")
    rule, wanted = indices.kernel_rule(row), _months_before(effective_from, row.lag_months)
    values = indices.index_values(community_id, [part.series for part in rule.parts], known_at)
    before = indices.in_force(indices.index_runs(contract_id, known_at), code, effective_from)
    return indexation.run(rule, values, wanted=wanted, cut_off=cut_off, before=before), wanted


def effect_of(contract_id: int, code: str, factor: Decimal, effective_from: date, applies_from: date) -> Effect:
    """What a factor would change, before anybody agrees to it."""
    runs = indices.index_runs(contract_id)
    before = indices.factors(runs)
    after = {**before, code: _with(before.get(code, []), applies_from, factor)}
    books = [
        {item: terms[-1][1] for item, terms in prices.indexed_prices(
            contract_id, applies_from, applies_from, chains
        ).items()}
        for chains in (before, after)
    ]  # fmt: skip
    volumes = prices.volumes(contract_id, applies_from)
    year_before, year_after = (prices.year_by_line(book, volumes) for book in books)
    items = tuple(
        NewPrice(item, old.line, old.unit, old.base_price, old.price, books[1][item].price)
        for item, old in sorted(books[0].items())
        if old.index_rule == code
    )
    owed = {**before, code: _with(before.get(code, []), effective_from, factor)}
    return Effect(items, year_before, year_after, _differences(contract_id, before, owed, effective_from, applies_from))


def charges_of_month(contract_id: int, first_day: date, known_at: datetime | None = None) -> list[Charge]:
    """The true-ups of regulations whose final factor is billed from this month on, by unit, site and line.

    They are what earlier months come to by the final factor less what they came to when it was agreed; each is rounded
    once, so no settled month changes.
    """
    charges = []
    for run in indices.index_runs(contract_id, known_at):
        if run.applies_from.replace(day=1) != first_day or run.effective_from >= run.applies_from:
            continue
        for unit_id, site_id, line, amount in true_ups_of(contract_id, run):
            charges.append(
                Charge(
                    INDEX, unit_id, site_id, line, amount, str(run.uid), "index.true_up",
                    {
                        "rule": run.rule_code, "factor": f"{indices.trimmed(run.factor):f}",
                        "from": run.effective_from.isoformat(), "to": run.applies_from.isoformat(),
                    },
                    (str(run.uid),),
                )
            )  # fmt: skip
    return charges


def true_ups_of(contract_id: int, run: IndexRun) -> Sequence[tuple[int, int | None, str, int]]:
    """What the months a run came too late for are trued up by: as volumes and prices were known when it was agreed."""
    earlier = [one for one in indices.index_runs(contract_id) if one.number < run.number]
    before = indices.factors(earlier)
    chain = _with(before.get(run.rule_code, []), run.effective_from, indices.trimmed(run.factor))
    after = {**before, run.rule_code: chain}
    return _differences(contract_id, before, after, run.effective_from, run.applies_from, run.recorded_at)


def _differences(
    contract_id: int, before: Mapping[str, Factors], after: Mapping[str, Factors], first: date,
    until: date, known_at: datetime | None = None,
) -> tuple[tuple[int, int | None, str, int], ...]:  # fmt: skip
    if first >= until:
        return ()
    steps, within = prices.volume_steps(contract_id, known_at=known_at), prices.term_of(contract_id)
    owed: dict[tuple[int, int | None, str], Decimal] = {}
    for month in months_between(first, until):
        last = month.replace(day=monthrange(month.year, month.month)[1])
        for chains, sign in ((after, 1), (before, -1)):
            book = prices.indexed_prices(contract_id, month, last, chains, known_at)
            for line in fees.lines_of_month(book, steps, month, within=within):
                key = (line.unit_id, line.site_id, line.line)
                owed[key] = owed.get(key, fees.NONE) + sign * fees.exact_minor(line.stretches, month)
    rounded = ((*key, half_up(exact)) for key, exact in owed.items())
    return tuple(sorted((one for one in rounded if one[3]), key=lambda one: (one[0], one[1] or 0, one[2])))


def _with(chain: Sequence[tuple[date, Decimal]], begins: date, factor: Decimal) -> list[tuple[date, Decimal]]:
    return [*(one for one in chain if one[0] < begins), (begins, factor)]


def _months_before(day: date, many: int) -> date:
    months = day.year * 12 + day.month - 1 - many
    return date(months // 12, months % 12 + 1, 1)

"""A pack put together: what each item and line cost, by what, where, and beside which peers. Values in, JSON out."""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from samdrift.kernel import benchmarks as kernel
from samdrift.kernel.benchmarks import Brought, Compared, Fact, Factor, Own, Terms
from samdrift.kernel.fees import FeeLine

FORM = 1
"""The version of the data's shape."""

Hide = Callable[[Mapping[str, int], int], Collection[str]]
"""Which cells are not told: how many places each rests on, and the fewest."""

CHARGES = ("change", "credit", "index", "extra", "gainshare", "shared")


@dataclass(slots=True)
class Part:
    """What a district, or a class of sites, had of an item."""

    cost_minor: int = 0
    held: Decimal = Decimal(0)
    sites: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Tally:
    """What one item came to over the months of a pack.

    Attributes:
        base_minor: The same at base prices: the difference is what index brought.
        held: The sum of the months' quantities.
    """

    line: str
    item: str
    cost_minor: int = 0
    base_minor: int = 0
    held: Decimal = Decimal(0)
    settings: set[str] = field(default_factory=set)
    by_unit: dict[int, Part] = field(default_factory=dict)
    by_size: dict[int, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """What an item of the price book is: its names, the unit it is counted in, and which area that is."""

    name: Mapping[str, str]
    unit: str
    area_basis: str


@dataclass(frozen=True, slots=True)
class Divisor:
    """What whole lines are divided by: a unit of `kernel.WHOLE`, by service line; "" holds for every line."""

    unit: str
    area_basis: str
    units: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Ground:
    """All a pack is told from.

    Attributes:
        by_charge: Per service line and kind of charge what was owed beside the fees, in hundredths.
        invoiced: Per service line what was invoiced by volume, credit notes taken off.
        places: Names of the districts, by their ids.
        groups, cpvs: EN 15221-4 product groups and CPV codes of the lines, where the catalogue has them.
    """

    months: int
    currency: str
    level: str
    tallies: Mapping[str, Tally]
    named: Mapping[str, Named]
    divisors: Sequence[Divisor]
    by_charge: Mapping[tuple[str, str], int]
    invoiced: Mapping[str, int]
    places: Mapping[int, tuple[str, Mapping[str, str]]]
    line_names: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, Sequence[str]]
    cpvs: Mapping[str, str]
    facts: Sequence[Fact]
    factors: Sequence[Factor]
    terms: Terms
    fewest_sites: int
    sizes: Sequence[int]


def add(
    tallies: dict[str, Tally], month: date, lines: Iterable[FeeLine], base_lines: Iterable[FeeLine],
    tops: Mapping[int, int], class_of: Mapping[int, int], sites_of: Mapping[int, Collection[int]],
) -> None:  # fmt: skip
    """Add a month's fees to the tallies of their items.

    Args:
        tops: For each unit its district.
        class_of: For each site its class of sizes; a site without one is in no class.
        sites_of: The sites of each unit, for what is owed by unit alone.
    """
    days = monthrange(month.year, month.month)[1]
    for line in base_lines:
        tally = tallies.setdefault(line.item, Tally(line.line, line.item))
        tally.base_minor += line.amount_minor
    for line in lines:
        tally = tallies.setdefault(line.item, Tally(line.line, line.item))
        held = kernel.months_held(line.stretches, days)
        tally.cost_minor += line.amount_minor
        tally.held += held
        tally.settings.add(line.setting)
        parts = [tally.by_unit.setdefault(tops.get(line.unit_id, line.unit_id), Part())]
        if line.site_id is not None and line.site_id in class_of:
            parts.append(tally.by_size.setdefault(class_of[line.site_id], Part()))
        for part in parts:
            part.cost_minor += line.amount_minor
            part.held += held
            part.sites |= {line.site_id} if line.site_id is not None else set(sites_of.get(line.unit_id, ()))


def told(ground: Ground, hide: Hide) -> dict[str, Any]:
    """The data of a pack: lines with their cells, whole lines, what stands apart, and how each line compares."""
    items = [
        _item(ground, tally, hide) for tally in sorted(ground.tallies.values(), key=lambda one: (one.line, one.item))
    ]
    whole = [
        one
        for line in _lines(ground)
        for divisor in ground.divisors
        if (one := _whole(ground, line, divisor)) is not None
    ]
    rows = [*items, *whole]
    above = [row for row in items if row["compared"] and row["compared"]["verdict"] == kernel.ABOVE]
    return {
        "form": FORM, "months": ground.months, "currency": ground.currency, "level": ground.level, "lines": rows,
        "apart": [_apart(ground, line) for line in _lines(ground)],
        "line_names": {line: dict(ground.line_names.get(line, {})) for line in _lines(ground)},
        "sizes": list(ground.sizes), "strangers": _strangers(ground, rows),
        "above": len(above), "over_minor": sum(row["compared"]["over_minor"] for row in above),
    }  # fmt: skip


def _lines(ground: Ground) -> list[str]:
    of_items = {tally.line for tally in ground.tallies.values()}
    return sorted(of_items | {line for line, _kind in ground.by_charge} | set(ground.invoiced))


def _item(ground: Ground, tally: Tally, hide: Hide) -> dict[str, Any]:
    it = ground.named[tally.item]
    own = Own(
        tally.line, tally.item, it.unit, it.area_basis, kernel.quality_of(tally.settings), tally.cost_minor,
        kernel.units_of(it.unit, tally.held),
    )  # fmt: skip
    row = _row(ground, own, dict(it.name))
    row["index_minor"] = tally.cost_minor - tally.base_minor
    row["average"] = _plain((tally.held / ground.months).quantize(kernel.FOUR))
    row["settings"] = sorted(one for one in tally.settings if one)
    places = {key: ground.places.get(key, ("", {})) for key in tally.by_unit}
    row["by_unit"] = _cells(
        ground, it.unit, {places[key][0] or str(key): part for key, part in tally.by_unit.items()}, hide,
        {code or str(key): dict(name) for key, (code, name) in places.items()},
    )  # fmt: skip
    row["by_size"] = _cells(ground, it.unit, {str(key): part for key, part in tally.by_size.items()}, hide, {})
    return row


def _whole(ground: Ground, line: str, divisor: Divisor) -> dict[str, Any] | None:
    units = divisor.units.get(line, divisor.units.get("", Decimal(0)))
    cost = sum(tally.cost_minor for tally in ground.tallies.values() if tally.line == line)
    if not cost or units <= 0:
        return None
    return _row(ground, Own(line, "", divisor.unit, divisor.area_basis, "", cost, units), {})


def _row(ground: Ground, own: Own, name: dict[str, str]) -> dict[str, Any]:
    """A line of the pack; without units there is no unit cost, and it compares with nothing."""
    divisible = own.units > 0
    compared = (
        kernel.compared(own, ground.facts, ground.factors, ground.terms, ground.currency, ground.level)
        if divisible
        else None
    )
    return {
        "key": key_of(own.line, own.item, own.unit), "line": own.line, "item": own.item, "name": name,
        "unit": own.unit, "area_basis": own.area_basis, "quality": own.quality, "cost_minor": own.cost_minor,
        "units": _plain(own.units),
        "unit_cost": _plain(kernel.unit_cost(own.cost_minor, own.units)) if divisible else None,
        "group": ", ".join(ground.groups.get(own.line, ())), "cpv": ground.cpvs.get(own.line, ""),
        "by_unit": [], "by_size": [], "settings": [], "index_minor": None, "average": None,
        "compared": None if compared is None else _compared(compared),
    }  # fmt: skip


def key_of(line: str, item: str, unit: str) -> str:
    """By what a line of a pack is known for ever: CLN:CLN-OFF, or CLN::m2_year of a whole service line."""
    return f"{line}:{item}" if item else f"{line}::{unit}"


def _cells(
    ground: Ground, unit: str, parts: Mapping[str, Part], hide: Hide, names: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Unit costs of districts or classes of sizes, those that rest on too few places not told."""
    hidden = hide({key: max(len(part.sites), 1) for key, part in parts.items()}, ground.fewest_sites)
    cells = []
    for key in sorted(parts):
        part, small = parts[key], key in hidden
        units = kernel.units_of(unit, part.held)
        cells.append({
            "key": key, "name": dict(names.get(key, {})), "hidden": small, "sites": None if small else len(part.sites),
            "units": None if small else _plain(units), "cost_minor": None if small else part.cost_minor,
            "unit_cost": None if small or units <= 0 else _plain(kernel.unit_cost(part.cost_minor, units)),
        })  # fmt: skip
    return cells


def _compared(one: Compared) -> dict[str, Any]:
    conflicting = kernel.conflicting(one.brought)
    spread = None
    if one.spread is not None:
        spread = {
            "low": _plain(one.spread.low), "median_low": _plain(one.spread.median_low),
            "median_high": _plain(one.spread.median_high), "high": _plain(one.spread.high),
        }  # fmt: skip
    return {
        "verdict": one.verdict, "peers": one.peers, "spread": spread,
        "limit_low": None if one.limit_low is None else _plain(one.limit_low),
        "limit_high": None if one.limit_high is None else _plain(one.limit_high), "over_minor": one.over_minor,
        "over_most_minor": one.over_most_minor,
        "over_percent": None if one.over_percent is None else _plain(one.over_percent),
        "facts": [_brought(fact, conflicting) for fact in sorted(one.brought, key=lambda at: at.fact.key)],
    }  # fmt: skip


def _brought(one: Brought, conflicting: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "uid": one.fact.key, "why": one.why, "values": [_plain(value) for value in one.values],
        "factors": list(one.factors),
        "conflicts": one.why == kernel.COUNTS and kernel.known_as(one.fact.peer) in conflicting,
    }  # fmt: skip


def _strangers(ground: Ground, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Facts that speak of nothing the contract had in this period."""
    known = {(row["line"], row["item"]) for row in rows if row["compared"] is not None}
    return sorted(one.key for one in ground.facts if (one.line, one.item) not in known)


def _apart(ground: Ground, line: str) -> dict[str, Any]:
    """What a service line came to: fees with what index brought, every kind of charge, and what was invoiced of it."""
    of_line = [tally for tally in ground.tallies.values() if tally.line == line]
    fees = sum(tally.cost_minor for tally in of_line)
    charges = {kind: ground.by_charge.get((line, kind), 0) for kind in CHARGES}
    return {
        "line": line, "fees_minor": fees, "indexed_minor": fees - sum(tally.base_minor for tally in of_line),
        **{f"{kind}_minor": amount for kind, amount in charges.items()},
        "total_minor": fees + sum(charges.values()), "invoiced_minor": ground.invoiced.get(line, 0),
    }  # fmt: skip


def _plain(number: Decimal) -> str:
    """A decimal as text, without noughts that say nothing; the same number is always the same text."""
    trimmed = number.normalize()
    return f"{trimmed:f}"

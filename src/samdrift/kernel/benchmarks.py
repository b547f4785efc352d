"""Unit costs laid beside what comparable bodies pay: like with like, by factors with a source, or not at all.

Source: features.md X15, domain.md §2.4 and §2.22 (1, 10), R27. What is compared has the same unit, area basis, quality,
currency and price level. Nothing is guessed: a peer that differs is "not comparable", a factor nobody typed is missing,
and below the agreed number of peers nothing is ranked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from samdrift.kernel.fees import MONTHS, TIMES_A_YEAR, Stretch, half_up

WHOLE = ("m2_year", "head_year", "request", "hour_worked")
"""What a whole service line is divided by, beside the units of its items."""

AGAINST = ("median", "high", "low")
MIXED = "mixed"
# Why a peer's value does not count for a line; "" is a value that does.
COUNTS, UNIT, AREA, QUALITY, CURRENCY, LEVEL, OLDER = (
    "", "unit", "area_basis", "quality", "currency", "price_level", "older",
)  # fmt: skip
# What came of laying a line beside its peers.
ABOVE, WITHIN, OPEN, FEW, ALONE = "above", "within", "open", "few", "alone"
ONE, NONE, FOUR, TENTH = Decimal(1), Decimal(0), Decimal("0.0001"), Decimal("0.1")


class NoQuantity(ValueError):
    """A cost cannot be divided: there is nothing it is for."""


@dataclass(frozen=True, slots=True)
class Own:
    """What one line of the pack cost, and what for.

    Attributes:
        line, item: The service line, and the item of its price book; no item: the whole line.
        area_basis: Which area is meant where the unit is square metres.
        quality: The level delivered; "" where the line knows none, MIXED where there are several.
        cost_minor: In hundredths, for the whole period.
        units: What it is divided by: m² × years, meals, vehicles × years …
    """

    line: str
    item: str
    unit: str
    area_basis: str
    quality: str
    cost_minor: int
    units: Decimal


@dataclass(frozen=True, slots=True)
class Fact:
    """What a source states that another body pays for one unit.

    Attributes:
        peer: The body, as the source names it; spaces and capitals do not make it another one.
        year: The year it is about; of a peer's years the latest that compares counts.
        level: The price level: a year (2024) or a month (2024-07).
        value: In whole units of the currency for one unit, as the source has it.
    """

    key: str
    peer: str
    year: int
    level: str
    line: str
    item: str
    unit: str
    area_basis: str
    quality: str
    currency: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Factor:
    """What an amount is multiplied by to go from one currency and price level to another, as a source has it."""

    key: str
    currency: str
    level: str
    to_currency: str
    to_level: str
    value: Decimal

    @property
    def ends(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """From where to where."""
        return (self.currency, self.level), (self.to_currency, self.to_level)


@dataclass(frozen=True, slots=True)
class Terms:
    """How the parties agreed to compare.

    Attributes:
        tolerance: By how many per cent a line may lie above before it counts.
        against: What it is held against: the median, the high or the low end of the peers.
        fewest_peers: Below so many peers nothing is ranked and no range is told.
    """

    tolerance: Decimal = NONE
    against: str = "median"
    fewest_peers: int = 3

    def __post_init__(self) -> None:
        if self.against not in AGAINST or self.fewest_peers < 1 or self.tolerance < 0:
            raise ValueError("Compare with the median, high or low of at least one peer, at a tolerance of 0 or more.")


@dataclass(frozen=True, slots=True)
class Brought:
    """A fact brought to the pack's currency and price level.

    Attributes:
        values: As many as the factors give; several where two sources of a factor differ. Empty where `why` is said.
        factors: The keys of the factors used.
    """

    fact: Fact
    why: str
    values: tuple[Decimal, ...] = ()
    factors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """The peers of a line: how many, and what they pay. Where sources differ the median lies between two values."""

    peers: int
    low: Decimal
    median_low: Decimal
    median_high: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """A line beside its peers.

    Attributes:
        verdict: ABOVE, WITHIN, OPEN (it depends on which source holds), FEW peers, or ALONE: none compares.
        spread: None below the fewest peers.
        limit_low, limit_high: What one unit may cost before it counts, by the one source and the other.
        over_minor, over_most_minor: By how much the period's cost lies above that: at least, and at most.
        over_percent: The unit cost above what it is held against, at least; below nothing where it is cheaper.
    """

    verdict: str
    peers: int
    brought: tuple[Brought, ...]
    spread: Spread | None = None
    limit_low: Decimal | None = None
    limit_high: Decimal | None = None
    over_minor: int = 0
    over_most_minor: int = 0
    over_percent: Decimal | None = None


def unit_cost(cost_minor: int, units: Decimal) -> Decimal:
    """What one unit cost, in whole units of the currency with four decimals, half up.

    Raises:
        NoQuantity: There are no units.
    """
    if units <= 0:
        raise NoQuantity("There is nothing to divide this cost by.")
    return _four(Decimal(cost_minor) / 100 / units)


def months_held(stretches: Iterable[Stretch], days_of_month: int) -> Decimal:
    """How much of an item a month had: its quantity, by calendar days where it changed."""
    days = NONE
    for one in stretches:
        if one.days == days_of_month:
            return one.quantity
        days += one.quantity * one.days
    return days / days_of_month


def units_of(unit: str, held: Decimal) -> Decimal:
    """What a period's quantities come to in units, from the sum of its months' quantities: 12 months of 100 m² are
    100 m² kept a year; 12 months of 40,000 meals a year are 40,000 meals; 12 months of 50 users are 600 user-months."""
    return (held * TIMES_A_YEAR.get(unit, 1) / MONTHS).quantize(FOUR, ROUND_HALF_UP)


def quality_of(settings: Iterable[str], letter: str = "q") -> str:
    """The level of quality in lever settings such as “f5 q4”: q4; "" where none is set, MIXED where they differ."""
    found = {part for one in settings for part in one.split() if part[:1] == letter and part[1:].isdecimal()}
    return MIXED if len(found) > 1 else next(iter(found), "")


def size_class(area: Decimal, starts: Sequence[int]) -> int:
    """Which class of sizes an area falls into: 0 below the first start, and a start belongs to the class it begins."""
    return sum(1 for start in starts if area >= start)


def brought(fact: Fact, own: Own, factors: Sequence[Factor], currency: str, level: str) -> Brought:
    """A fact as far as it can be laid beside a line: its values at the pack's currency and price level, or why not."""
    why = _differs(fact, own)
    if why:
        return Brought(fact, why)
    paths = list(_paths((fact.currency, fact.level), (currency, level), factors))
    if not paths:
        return Brought(fact, CURRENCY if fact.currency != currency else LEVEL)
    values: set[Decimal] = set()
    for path in paths:
        value = fact.value
        for factor in path:
            value *= factor.value
        values.add(_four(value))
    return Brought(fact, COUNTS, tuple(sorted(values)), tuple(sorted({one.key for path in paths for one in path})))


def compared(
    own: Own, facts: Iterable[Fact], factors: Sequence[Factor], terms: Terms, currency: str, level: str
) -> Compared:
    """A line beside the facts that speak of the same line and item.

    Raises:
        NoQuantity: The line has no units.
    """
    cost = unit_cost(own.cost_minor, own.units)
    found = _latest([brought(one, own, factors, currency, level) for one in facts if _same(one, own)])
    spread = spread_of(found)
    if spread is None or spread.peers < terms.fewest_peers:
        return Compared(ALONE if spread is None else FEW, spread.peers if spread else 0, found)
    low, high = {
        "median": (spread.median_low, spread.median_high), "high": (spread.high, spread.high),
        "low": (spread.low, spread.low),
    }[terms.against]  # fmt: skip
    share = ONE + terms.tolerance / 100
    limits = _four(low * share), _four(high * share)
    over_most, over = (_over(own, limit) for limit in limits)
    verdict = ABOVE if over > 0 else WITHIN if over_most <= 0 else OPEN
    return Compared(
        verdict, spread.peers, found, spread, *limits, max(over, 0), max(over_most, 0),
        ((cost / high - 1) * 100).quantize(TENTH, ROUND_HALF_UP) if high else None,
    )  # fmt: skip


def spread_of(found: Iterable[Brought]) -> Spread | None:
    """The range of the peers that count, each once; None where none does.

    A peer of whom sources, or sources of a factor, tell different values stands with both: the median lies between the
    median of all lower values and that of all higher ones.
    """
    held: dict[str, list[Decimal]] = {}
    for one in found:
        if one.why == COUNTS:
            held.setdefault(known_as(one.fact.peer), []).extend(one.values)
    if not held:
        return None
    lows, highs = [min(values) for values in held.values()], [max(values) for values in held.values()]
    return Spread(len(held), min(lows), _four(median(lows)), _four(median(highs)), max(highs))


def known_as(peer: str) -> str:
    """A body's name without what makes it no other body: spaces and capitals."""
    return " ".join(peer.split()).casefold()


def conflicting(found: Iterable[Brought]) -> Mapping[str, tuple[Decimal, Decimal]]:
    """Peers whose values differ by their source or by the source of a factor: the lowest and the highest of each."""
    held: dict[str, list[Decimal]] = {}
    for one in found:
        if one.why == COUNTS:
            held.setdefault(known_as(one.fact.peer), []).extend(one.values)
    return {peer: (min(values), max(values)) for peer, values in held.items() if min(values) != max(values)}


def _same(fact: Fact, own: Own) -> bool:
    return (fact.line, fact.item) == (own.line, own.item)


def _differs(fact: Fact, own: Own) -> str:
    if fact.unit != own.unit:
        return UNIT
    if fact.area_basis.casefold() != own.area_basis.casefold():
        return AREA
    if fact.quality and own.quality and fact.quality.casefold() != own.quality.casefold():
        return QUALITY
    return COUNTS


def _latest(found: Sequence[Brought]) -> tuple[Brought, ...]:
    """The same, but of each peer only the latest year that compares counts."""
    newest: dict[str, int] = {}
    for one in found:
        if one.why == COUNTS:
            peer = known_as(one.fact.peer)
            newest[peer] = max(newest.get(peer, one.fact.year), one.fact.year)
    return tuple(
        Brought(one.fact, OLDER) if one.why == COUNTS and one.fact.year < newest[known_as(one.fact.peer)] else one
        for one in found
    )


def _paths(start: tuple[str, str], end: tuple[str, str], factors: Sequence[Factor]) -> Iterable[tuple[Factor, ...]]:
    """The ways from one currency and price level to another: none needed, one factor, or else two after each other.

    Of two steps the currency is changed first, at the price level the fact has.
    """
    if start == end:
        return [()]
    direct = [(one,) for one in factors if one.ends == (start, end)]
    if direct:
        return direct
    between = (end[0], start[1])
    first = [one for one in factors if one.ends == (start, between)]
    second = [one for one in factors if one.ends == (between, end)]
    return [(one, other) for one in first for other in second]


def _over(own: Own, limit: Decimal) -> int:
    return half_up(own.cost_minor - limit * own.units * 100)


def _four(value: Decimal) -> Decimal:
    return Decimal(value).quantize(FOUR, ROUND_HALF_UP)

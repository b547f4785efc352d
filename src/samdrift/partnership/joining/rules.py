"""How a body joins and leaves a framework, who moves it, and what its wishes come to (domain.md §2.23 and §3.19)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from samdrift.kernel.fees import TIMES_A_YEAR
from samdrift.kernel.framework import LEAVING_NOTICE_MONTHS, Tier, add_months, tier_reached

INTEREST, DATA_PACK, BUSINESS_CASE = "interest", "data_pack", "business_case"
DECISION_JOINER, DECISION_BOTH, SIGNED = "decision_joiner", "decision_both", "signed"
MOBILISING, LIVE, EXITING, ENDED, REFUSED = "mobilising", "live", "exiting", "ended", "refused"
STATES = (
    INTEREST, DATA_PACK, BUSINESS_CASE, DECISION_JOINER, DECISION_BOTH, SIGNED, MOBILISING, LIVE, EXITING, ENDED,
)  # fmt: skip
JOINER, OWNER, PROVIDER = "joiner", "owner", "provider"
SIDES = (JOINER, OWNER, PROVIDER)
PERMISSION = {JOINER: "joining.join", OWNER: "joining.decide", PROVIDER: "joining.decide"}
BINDING = (SIGNED, MOBILISING, LIVE, EXITING, ENDED)
"""States whose value counts against the ceiling."""
READYING = (SIGNED, MOBILISING, LIVE)
"""States in which a joiner gets ready: all have signed."""
LEAVING = (LIVE, EXITING, ENDED)
"""States in which an exit pack may be made: there is a contract, and somebody to hand over."""
DRAFTING = (INTEREST, DATA_PACK, BUSINESS_CASE)
"""States in which what is wished may still be changed: nobody has decided on it."""
KEYS = ("population", "headcount", "transactions")


@dataclass(frozen=True, slots=True)
class Move:
    """Where a move leads, and which sides must each have made it, by different people."""

    to: str
    sides: tuple[str, ...]


MOVES: dict[tuple[str, str], Move] = {
    (INTEREST, "open_data"): Move(DATA_PACK, (JOINER, OWNER)),
    (DATA_PACK, "make_case"): Move(BUSINESS_CASE, (JOINER,)),
    (BUSINESS_CASE, "decide"): Move(DECISION_JOINER, (JOINER,)),
    (DECISION_JOINER, "clear"): Move(DECISION_BOTH, (OWNER, PROVIDER)),
    (DECISION_BOTH, "sign"): Move(SIGNED, (JOINER, OWNER, PROVIDER)),
    (SIGNED, "mobilise"): Move(MOBILISING, (PROVIDER,)),
    (MOBILISING, "pass_gates"): Move(LIVE, (OWNER, PROVIDER)),
    (LIVE, "give_notice"): Move(EXITING, (JOINER,)),
    (SIGNED, "stop"): Move(REFUSED, (JOINER, OWNER, PROVIDER)),
    (MOBILISING, "stop"): Move(REFUSED, (JOINER, OWNER, PROVIDER)),
}
REFUSABLE = (INTEREST, DATA_PACK, BUSINESS_CASE, DECISION_JOINER, DECISION_BOTH)
"""Until all have signed, any one side may say no; afterwards all three undo it together, or the joiner gives notice."""


@dataclass(frozen=True, slots=True)
class Wish:
    """So much of an item a year, at a place or at none."""

    item: str
    quantity: Decimal
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a framework offers, at its list price."""

    code: str
    line: str
    name: Mapping[str, str]
    unit: str
    price: Decimal

    @property
    def times(self) -> int:
        """How often a year its price is paid: a price a month twelve times."""
        return TIMES_A_YEAR.get(self.unit, 1)


def moves_from(state: str) -> dict[str, Move]:
    """The moves of the table that begin in a state, by name."""
    return {name: move for (at, name), move in MOVES.items() if at == state}


def way_to(state: str) -> list[tuple[str, str, str, str]]:
    """What leads from interest to a state: (state before, move, side, state after or "" while others are awaited)."""
    found, at = [], INTEREST
    while at != state:
        name, move = next((name, move) for name, move in moves_from(at).items() if name != "stop")
        found += [(at, name, side, move.to if side == move.sides[-1] else "") for side in move.sides]
        at = move.to
    return found


def side_in(party_id: int | None, joiner_id: int, owner_id: int, provider_id: int) -> str:
    """For which side of a call-off an employer speaks; "" for none. The owner's own has no joiner beside it."""
    sides = {joiner_id: JOINER, owner_id: OWNER, provider_id: PROVIDER}
    return sides.get(party_id, "") if party_id is not None else ""


def missing(move: Move, given: Collection[str]) -> tuple[str, ...]:
    """The sides that have still to make a move."""
    return tuple(side for side in move.sides if side not in given)


def list_value(wishes: Iterable[Wish], items: Mapping[str, Item]) -> Decimal:
    """What wishes come to in a year at list prices: the volume that tiers are counted in. Whole units of currency.

    Raises:
        KeyError: The framework offers no such item.
    """
    return sum((one.quantity * items[one.item].price * items[one.item].times for one in wishes), Decimal())


def priced(price: Decimal, factor: Decimal) -> Decimal:
    """A list price at a tier's factor, to four decimals."""
    return (price * factor).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def whole(amount: Decimal) -> int:
    """An amount in hundredths, half up."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def year_minor(wishes: Iterable[Wish], items: Mapping[str, Item], factor: Decimal) -> int:
    """What wishes come to in a year at a tier, in hundredths: each item at its price as the contract would hold it."""
    paid = ((one.quantity * items[one.item].times, priced(items[one.item].price, factor)) for one in wishes)
    return whole(sum((many * price for many, price in paid), Decimal()) * 100)


def term_minor(in_a_year_minor: int, starts_on: date, ends_on: date) -> int:
    """What a yearly amount comes to over a term, by calendar days of 365.25 to a year, half up: a ceiling's measure."""
    days = max((ends_on - starts_on).days + 1, 0)
    return whole(Decimal(in_a_year_minor) * days / Decimal("365.25"))


def earliest_leaving(notice_on: date, notice_months: int) -> date:
    """The first last day a notice may name: the exit terms' months after it, and never under three."""
    return add_months(notice_on, max(notice_months, LEAVING_NOTICE_MONTHS))


@dataclass(frozen=True, slots=True)
class IfJoined:
    """What one more call-off would do to the tier, and what that saves all together in a year."""

    now: Tier
    then: Tier
    volume_now: Decimal
    volume_then: Decimal
    saved_minor: int
    """What those already in save in a year, in hundredths."""

    @property
    def changes(self) -> bool:
        """Whether the tier becomes another."""
        return self.now.start != self.then.start


def if_joined(tiers: Sequence[Tier], volume: Decimal, added: Decimal) -> IfJoined:
    """The tier as it is, and as it would be with more volume."""
    now, then = tier_reached(tiers, volume), tier_reached(tiers, volume + added)
    return IfJoined(now, then, volume, volume + added, whole(volume * (now.factor - then.factor) * 100))


def to_next_tier(tiers: Sequence[Tier], volume: Decimal) -> tuple[Tier, Decimal] | None:
    """The next better tier and the volume still missing to it; None in the last one."""
    above = [tier for tier in tiers if tier.start > volume]
    if not above:
        return None
    found = min(above, key=lambda tier: tier.start)
    return found, found.start - volume


def problem_of_tiers(tiers: Sequence[Tier]) -> bool:
    """Whether a table of tiers cannot be used: it begins at nothing, starts rise, factors fall and stay above 0."""
    starts, factors = [tier.start for tier in tiers], [tier.factor for tier in tiers]
    if not tiers or starts[0] != 0 or starts != sorted(set(starts)):
        return True
    return any(not 0 < factor <= 2 for factor in factors) or factors != sorted(factors, reverse=True)

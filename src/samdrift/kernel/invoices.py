"""Invoice arithmetic: lines rounded once, exact sums, VAT by group, due days on bank days, and split disputes.

Source: domain.md §3.20 and EN 16931 (BR-CO-10 to BR-CO-17). Amounts are whole hundredths of the currency, quantities,
prices and rates are `Decimal`. What cannot be computed raises: never 0, never guessed.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

KINDS = ("volume", "change", "extra", "credit", "index", "gainshare", "shared")
"""What stands behind a line, exactly one (invariant 2); `shared` is a part of what a framework's bodies share."""

CATEGORIES = ("S", "Z", "E", "AE", "O")
"""VAT categories of EN 16931 that we write: standard, zero, exempt, reverse charge, outside the scope."""

LONGEST_TERM_DAYS = 30
"""A public body pays within thirty days (directive 2011/7/EU, article 4)."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What a room asks to be put on a month's invoice, with a sign: a credit is negative.

    Attributes:
        kind: One of KINDS; "volume" comes from the price book alone and never as a charge.
        unit_id, site_id: Whose invoice, and where, None where it is of no one place.
        line: The code of the service line.
        amount_minor: Hundredths without VAT.
        reference: The uid of what stands behind it: a change order, a credit, a settlement. Never empty.
        code: Which sentence tells it; the rooms keep the words.
        values: What stands in the sentence.
        evidence: Uids of events or rows anybody may open to see why.
    """

    kind: str
    unit_id: int
    site_id: int | None
    line: str
    amount_minor: int
    reference: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.kind == "volume":
            raise ValueError(f"a charge is one of {', '.join(KINDS[1:])}, not {self.kind!r}")
        if not self.reference:
            raise ValueError("a charge names what stands behind it")


@dataclass(frozen=True, slots=True)
class VatGroup:
    """One row of the VAT breakdown: category, per cent, the sum of its lines and the VAT of that sum."""

    category: str
    percent: Decimal
    base_minor: int
    vat_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document comes to; `lines` minus `allowances` plus `charges` is `net`, and `net` plus VAT is `gross`."""

    lines_minor: int
    allowances_minor: int
    charges_minor: int
    net_minor: int
    vat_minor: int
    gross_minor: int
    groups: tuple[VatGroup, ...]


@dataclass(frozen=True, slots=True)
class Taxed:
    """An amount without VAT, with its VAT category and per cent."""

    amount_minor: int
    percent: Decimal = Decimal(25)
    category: str = "S"


@dataclass(frozen=True, slots=True)
class Split:
    """A document's amount to pay, cut in what is disputed and what is not; together exactly the whole."""

    undisputed_minor: int
    disputed_minor: int


def net_minor(quantity: Decimal, price: Decimal, base: Decimal = Decimal(1)) -> int:
    """What a line comes to, in hundredths: quantity times price by base, rounded once, half up, away from nothing.

    Args:
        price: In whole units of the currency, never negative: a line that takes back has a negative quantity.
        base: For how many units the price is, above 0.
    """
    if price < 0:
        raise ValueError("a price is never negative; a line that takes back has a negative quantity")
    if base <= 0:
        raise ValueError("the price base is above nothing")
    return half_up(quantity * price * 100 / base)


def totals(lines: Iterable[Taxed], allowances: Iterable[Taxed] = (), charges: Iterable[Taxed] = ()) -> Totals:
    """Sums of a document. The net is the exact sum of rounded lines; VAT is rounded once for each category and rate."""
    lines, allowances, charges = list(lines), list(allowances), list(charges)
    bases: dict[tuple[str, Decimal], int] = {}
    for sign, rows in ((1, lines), (-1, allowances), (1, charges)):
        for row in rows:
            key = (row.category, _percent(row))
            bases[key] = bases.get(key, 0) + sign * row.amount_minor
    groups = tuple(
        VatGroup(category, percent, base, half_up(base * percent / 100))
        for (category, percent), base in sorted(bases.items())
    )
    of_lines, taken, added = (sum(row.amount_minor for row in rows) for rows in (lines, allowances, charges))
    net, vat = of_lines - taken + added, sum(group.vat_minor for group in groups)
    return Totals(of_lines, taken, added, net, vat, net + vat, groups)


def document_of(lines: Iterable[Taxed]) -> str:
    """Which document lines make: a credit note where credits are above the rest, for no invoice is negative."""
    return "credit_note" if totals(lines).gross_minor < 0 else "invoice"


def turned(lines: Iterable[Taxed]) -> list[Taxed]:
    """The lines as a credit note writes them: what is given back is positive there."""
    return [Taxed(-line.amount_minor, line.percent, line.category) for line in lines]


def due_day(issued_on: date, days: int, bank_closed: Container[date]) -> date:
    """The day a document falls due: so many calendar days on, and then the first day on which banks work.

    Args:
        days: 0 to 30.
        bank_closed: Days other than Saturdays and Sundays on which banks do not work.
    """
    if not 0 <= days <= LONGEST_TERM_DAYS:
        raise ValueError(f"a public body pays within 0 to {LONGEST_TERM_DAYS} days")
    day = issued_on + timedelta(days=days)
    while day.weekday() > 4 or day in bank_closed:
        day += timedelta(days=1)
    return day


def split(lines: Sequence[Taxed], disputed: Sequence[Taxed]) -> Split:
    """What can be paid in time although part is disputed: the document without that part, its VAT reckoned anew."""
    whole = totals(lines).gross_minor
    rest = totals([*lines, *turned(disputed)]).gross_minor
    return Split(rest, whole - rest)


@dataclass(frozen=True, slots=True)
class Netted:
    """What is transferred for each amount owed, and how much of each credit is used up by that."""

    transfers: tuple[int, ...]
    used: tuple[int, ...]


def net_of_credits(owed: Sequence[int], given_back: Sequence[int]) -> Netted:
    """Take credits from what is owed, the first of each first; never more than is owed: the rest waits for the next.

    What is transferred is what is owed without what is used, and no transfer is below nothing.
    """
    if any(one < 0 for one in (*owed, *given_back)):
        raise ValueError("what is owed and what is given back are both written without a sign")
    room, used = sum(owed), list[int]()
    for one in given_back:
        used.append(min(one, room))
        room -= used[-1]
    left, transfers = sum(used), list[int]()
    for one in owed:
        taken = min(one, left)
        left -= taken
        transfers.append(one - taken)
    return Netted(tuple(transfers), tuple(used))


def shares(amount_minor: int, weights: Sequence[Decimal]) -> list[int]:
    """An amount cut by weights, exactly: the largest remainders get the hundredths that are left over.

    Of equal remainders the first gets it.
    """
    if not weights or any(weight < 0 for weight in weights) or not sum(weights):
        raise ValueError("weights are not negative, and together above nothing")
    whole = sum(weights, Decimal(0))
    sign = -1 if amount_minor < 0 else 1
    exact = [abs(amount_minor) * weight / whole for weight in weights]
    cut = [int(one) for one in exact]
    by_rest = sorted(range(len(weights)), key=lambda at: (cut[at] - exact[at], at))
    for at in by_rest[: abs(amount_minor) - sum(cut)]:
        cut[at] += 1
    return [sign * one for one in cut]


def half_up(amount: Decimal) -> int:
    """Hundredths as a whole number; half a hundredth goes away from nothing."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _percent(row: Taxed) -> Decimal:
    if row.category not in CATEGORIES:
        raise ValueError(f"no VAT category {row.category!r}; there are {', '.join(CATEGORIES)}")
    if (row.category == "S") != (row.percent > 0):
        raise ValueError("the standard category has a rate above 0, and every other has none")
    return row.percent.normalize()

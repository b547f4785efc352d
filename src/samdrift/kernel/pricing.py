"""What a line of time, travel, material or a subcontractor's cost comes to by the contract's rates.

Source: domain.md §3.20 and EN 16931: a line is rounded once, half up, before anything is summed, and sums of lines are
exact. A price that cannot be computed is none: never 0, never guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# hour: an amount an hour; travel: an amount a unit; material, hired: a share on top of what it cost; included: nothing.
WHATS = ("hour", "travel", "material", "hired", "included")
HOURS = ("", "within", "outside")
SHARES = frozenset({"material", "hired"})
OF_LINE = {"time": "hour", "travel": "travel", "material": "material", "hired": "hired"}
MOST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Rate:
    """One line of a price list.

    Attributes:
        what: One of WHATS.
        line, kind: The service line and the kind of work it is for; "" for every one.
        hours: within or outside the contract's working hours; "" for both.
        value: An amount in whole units of the currency, or per cent on top of the cost.
        clause: Where the contract says so.
    """

    what: str
    value: Decimal
    line: str = ""
    kind: str = ""
    hours: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """What a line says was used: minutes of time, a quantity of travel, or what something cost in hundredths."""

    what: str
    line: str
    kind: str
    minutes: int = 0
    quantity: Decimal | None = None
    cost_minor: int | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Priced:
    """What a line comes to, in hundredths, and why: rate, included or quoted."""

    amount_minor: int
    reason: str
    rate: Rate | None = None


class NoPrice(Exception):
    """A line has no price: `reason` is no_rate or no_cost."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnreadableRate(ValueError):
    """A line that is no rate; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def rate_for(used: Used, rates: Iterable[Rate]) -> Rate | None:
    """The rate that speaks most closely of the work: kind before line before hours; the first written where alike."""
    fitting = [rate for rate in rates if _fits(rate, used)]
    closest = [(bool(rate.kind), bool(rate.line), bool(rate.hours)) for rate in fitting]
    return fitting[closest.index(max(closest))] if fitting else None


def price(used: Used, rates: Iterable[Rate]) -> Priced:
    """What a line comes to, rounded once, half up.

    Extra work is charged under its approved quote alone, so its lines come to nothing by themselves.

    Raises:
        NoPrice: No rate speaks of it, or what it cost is not known.
    """
    if used.kind == "extra":
        return Priced(0, "quoted")
    rate = rate_for(used, rates)
    if rate is None:
        raise NoPrice("no_rate")
    if rate.what == "included":
        return Priced(0, "included", rate)
    if rate.what in SHARES:
        if used.cost_minor is None:
            raise NoPrice("no_cost")
        return Priced(half_up(used.cost_minor * (100 + rate.value) / 100), "rate", rate)
    many = Decimal(used.minutes) / 60 if rate.what == "hour" else used.quantity
    if many is None:
        raise NoPrice("no_cost")
    return Priced(half_up(many * rate.value * 100), "rate", rate)


def half_up(amount: Decimal) -> int:
    """Hundredths as a whole number; half a hundredth goes away from nothing."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def rates_in(text: str) -> list[Rate]:
    """A price list as it is typed, a rate a line: what | line | kind of work | hours | value | clause.

    Raises:
        UnreadableRate: A line is none.
    """
    return [_read(row, number) for number, row in enumerate(text.splitlines(), start=1) if row.strip()]


def written(rates: Sequence[Rate]) -> str:
    """The price list as it would be typed; `rates_in` reads the same again."""
    return "\n".join(
        " | ".join((rate.what, rate.line, rate.kind, rate.hours, _value(rate), rate.clause)).rstrip()
        for rate in rates
    )  # fmt: skip


def _value(rate: Rate) -> str:
    if rate.what == "included":
        return ""
    return f"{rate.value:f} %" if rate.what in SHARES else f"{rate.value:f}"


def _read(row: str, number: int) -> Rate:
    parts = [part.strip() for part in row.split("|")]
    if len(parts) != 6 or parts[0] not in WHATS or parts[3] not in HOURS:
        raise UnreadableRate(number)
    what, line, kind, hours, typed, clause = parts
    if what == "included":
        if typed:
            raise UnreadableRate(number)
        return Rate(what, Decimal(0), line.upper()[:8], kind.lower()[:16], hours, clause[:80])
    if (what in SHARES) != typed.endswith("%"):
        raise UnreadableRate(number)
    try:
        value = Decimal(typed.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation as none:
        raise UnreadableRate(number) from none
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -4 or not 0 <= value <= MOST:
        raise UnreadableRate(number)
    return Rate(what, value, line.upper()[:8], kind.lower()[:16], hours, clause[:80])


def _fits(rate: Rate, used: Used) -> bool:
    hours = "outside" if used.outside else "within"
    return (
        rate.what in ("included", OF_LINE.get(used.what, ""))
        and rate.line in ("", used.line) and rate.kind in ("", used.kind) and rate.hours in ("", hours)
    )  # fmt: skip

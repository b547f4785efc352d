"""Regulating prices by published indices: from the base price and the base index, never chained on what was rounded.

Source: domain.md §3.6 and trap 22. P = P₀ × f, f = a + Σ wᵢ × Iᵢ / Iᵢ₀ with a + Σ wᵢ = 1. The factor is rounded to the
decimals the contract says, the price to two. An index published late makes the run provisional; when it is out, a
final run brings the difference as a line of its own, and no month that was settled changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

FINAL, PROVISIONAL = "final", "provisional"
ONE, NONE, CENT = Decimal(1), Decimal(0), Decimal("0.01")


class NoIndex(ValueError):
    """A factor cannot be computed: a series has no value published by the cut-off, or a rebased one no link."""


@dataclass(frozen=True, slots=True)
class Value:
    """An index of a month as it was published.

    Attributes:
        month: Its first day.
        reference: Which base the series is counted on, such as “2025 = 100”; "" is the one the contract began with.
        old_value: On the link month of a new reference, the same month's value on the old one.
    """

    month: date
    value: Decimal
    published_on: date
    status: str = FINAL
    reference: str = ""
    old_value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One index of a rule, its weight, and the value all later ones are compared with."""

    series: str
    weight: Decimal
    base_value: Decimal
    base_month: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """How the contract regulates prices.

    Attributes:
        fixed: The share that follows no index; with the weights it makes 1.
        decimals: How many the factor keeps; None keeps all (the contract must say which).
        threshold: No change while the factor lies closer than this to the one in force.
        cap, floor: The most it may rise or fall by in one run, as shares of the factor in force; None is no limit.
        one_way: It never falls.
        carry: What a cap or floor holds back comes with a later run; else it lapses.
    """

    code: str
    parts: tuple[Part, ...]
    fixed: Decimal = NONE
    decimals: int | None = 4
    threshold: Decimal = NONE
    cap: Decimal | None = None
    floor: Decimal | None = None
    one_way: bool = False
    carry: bool = False

    def __post_init__(self) -> None:
        if self.fixed + sum((part.weight for part in self.parts), NONE) != 1:
            raise ValueError("The fixed part and the weights make 1 together.")


@dataclass(frozen=True, slots=True)
class InForce:
    """What the last run left: the factor that holds, and what caps and floors have let lapse so far."""

    factor: Decimal = ONE
    lapsed: Decimal = NONE


@dataclass(frozen=True, slots=True)
class Used:
    """The index a run counts with: its month, the value on the rule's base, and whether a better one is to come."""

    series: str
    month: date
    value: Decimal
    ratio: Decimal
    provisional: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run comes to: the factor by the formula, the one that holds after the limits, and why they differ.

    Attributes:
        reason: "", threshold, one_way, cap or floor.
        held_back: What the limit kept out, in points of the factor: carried or lapsed as the rule says.
    """

    raw: Decimal
    factor: Decimal
    provisional: bool
    used: tuple[Used, ...]
    lapsed: Decimal = NONE
    reason: str = ""
    held_back: Decimal = NONE


def linked(value: Decimal, old_link: Decimal, new_link: Decimal) -> Decimal:
    """A value of a rebased index on the old base: I* = I_new × (I_old,link / I_new,link), unrounded."""
    return value * old_link / new_link


def latest(values: Sequence[Value], wanted: date, cut_off: date) -> tuple[Value, bool]:
    """The value a run uses: of the months up to the wanted one the latest published by the cut-off, and whether the
    run is provisional because the wanted month is not out, or only provisionally.

    Raises:
        NoIndex: None is published.
    """
    known = [one for one in values if one.published_on <= cut_off and one.month <= wanted]
    if not known:
        raise NoIndex("No value of the index is published by the cut-off.")
    # A month may be revised, and its link month is published on both bases: what was published last counts.
    used = max(known, key=lambda one: (one.month, one.published_on, one.reference))
    return used, used.month != wanted or used.status != FINAL


def on_base(used: Value, values: Sequence[Value]) -> Decimal:
    """A value on the base the contract began with, linked where the series was rebased.

    Raises:
        NoIndex: No link month tells what its reference was on the old one.
    """
    if not used.reference:
        return used.value
    links = [one for one in values if one.reference == used.reference and one.old_value is not None]
    if not links:
        raise NoIndex(f"The index has no link to the base {used.reference}.")
    link = max(links, key=lambda one: (one.published_on, one.month))
    assert link.old_value is not None
    return linked(used.value, link.old_value, link.value)


def run(
    rule: Rule, values: Mapping[str, Sequence[Value]], *, wanted: date, cut_off: date, before: InForce | None = None
) -> Outcome:
    """What a regulation comes to.

    Args:
        values: The published values of each series.
        wanted: First day of the index month the regulation should use.
        cut_off: The day of the run: what is published later is not looked at.
        before: The factor in force.
    Raises:
        NoIndex: A series has nothing published.
    """
    used = []
    for part in rule.parts:
        series = values.get(part.series, ())
        found, provisional = latest(series, wanted, cut_off)
        value = on_base(found, series)
        used.append(Used(part.series, found.month, value, value / part.base_value, provisional))
    total = sum((part.weight * one.ratio for part, one in zip(rule.parts, used, strict=True)), NONE)
    raw = rounded(rule.fixed + total, rule.decimals)
    held = before or InForce()
    factor, reason = _limited(rule, raw - held.lapsed, held.factor)
    back = raw - held.lapsed - factor if reason in ("cap", "floor") else NONE
    return Outcome(
        raw, factor, any(one.provisional for one in used), tuple(used), reason=reason, held_back=back,
        lapsed=held.lapsed + (NONE if rule.carry else back),
    )  # fmt: skip


def price(base_price: Decimal, factor: Decimal) -> Decimal:
    """A base price times its factor, to two decimals, half up; one that is not indexed stays as it was agreed."""
    return base_price if factor == 1 else (base_price * factor).quantize(CENT, rounding=ROUND_HALF_UP)


def rounded(factor: Decimal, decimals: int | None) -> Decimal:
    """A factor to the decimals of the contract, half up; all of them where it says none."""
    return factor if decimals is None else factor.quantize(ONE.scaleb(-decimals), rounding=ROUND_HALF_UP)


def true_up_minor(provisional: Decimal, final: Decimal, quantity: Decimal, months: int) -> int:
    """What is owed, in hundredths, when months were billed at a provisional price: negative where too much was.

    Rounded once, half away from nothing, over all the months.
    """
    exact = (final - provisional) * quantity * 100 * months / 12
    return int(exact.quantize(ONE, rounding=ROUND_HALF_UP))


def _limited(rule: Rule, factor: Decimal, held: Decimal) -> tuple[Decimal, str]:
    """The factor inside the rule's limits, and which of them kept it there."""
    if abs(factor - held) < rule.threshold:
        return held, "threshold"
    if rule.one_way and factor < held:
        return held, "one_way"
    if rule.cap is not None:
        most = rounded(held * (1 + rule.cap), rule.decimals)
        if factor > most:
            return most, "cap"
    if rule.floor is not None:
        least = rounded(held * (1 - rule.floor), rule.decimals)
        if factor < least:
            return least, "floor"
    return factor, ""

"""Guaranteed savings, and how gains and pains are shared between the parties.

Source: domain.md §3.8. A guarantee grows with the contract's value and is settled cumulatively, so that nobody pays
for timing. Beyond it, or under a target cost, gains are shared in bands, outside a deadband, up to a cap, through a
gate of quality. What people think of each other is never a gate (R47): no function here takes it.

Amounts are whole hundredths; rates, shares and bands are exact decimals (0.02 is two per cent).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from samdrift.kernel.framework import largest_remainder

ONE = Decimal(1)
OFFSET, REFUND = "offset", "refund"


@dataclass(frozen=True, slots=True)
class Band:
    """What the provider gets of the gain from `start` on, as a share of the base, up to where the next one begins."""

    start: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """What both parties agreed about sharing gains and pains.

    Attributes:
        deadband: Share of the base within which nothing is shared; its edge lies inside.
        bands: What is shared outside it, lowest first.
        cap: The most the provider gets, as a share of the base; None for no cap.
        pain_share: The provider's share of what a cost lies over its target, outside the deadband.
        pain_cap_minor: The most the provider bears; None for no cap.
        gates: What the share is multiplied by, by what `gate_reason` says.
    """

    deadband: Decimal = Decimal("0.02")
    bands: tuple[Band, ...] = (
        Band(Decimal(0), Decimal("0.30")), Band(Decimal("0.03"), Decimal("0.50")),
        Band(Decimal("0.06"), Decimal("0.20")),
    )  # fmt: skip
    cap: Decimal | None = Decimal("0.04")
    pain_share: Decimal = Decimal("0.50")
    pain_cap_minor: int | None = None
    gates: Mapping[str, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """One band's part of a gain: between which amounts, what share of it, and what that is, in hundredths."""

    start_minor: int
    end_minor: int
    share: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Shared:
    """How a gain is shared, step by step, in hundredths: paid + retained = shareable, exactly."""

    deadband_minor: int
    shareable_minor: int
    slices: tuple[Slice, ...]
    uncapped_minor: int
    capped_minor: int
    gate: Decimal
    paid_minor: int
    retained_minor: int


# --- The guarantee ---------------------------------------------------------------------------------------------------


def guaranteed_minor(value_minor: int, floor_minor: int, rate: Decimal) -> int:
    """What is guaranteed over the term: a floor, or a share of the contract's cumulative value where that is more."""
    return max(floor_minor, _half_up(value_minor * rate))


def cumulative(total_minor: int, profile: Sequence[Decimal | int]) -> list[int]:
    """What is guaranteed up to each year's end, the total spread by a profile: the last is the total, exactly."""
    steps = largest_remainder(total_minor, profile)
    return [sum(steps[: index + 1]) for index in range(len(steps))]


@dataclass(frozen=True, slots=True)
class Settled:
    """A guarantee at a settlement date, in hundredths.

    Attributes:
        shortfall_minor: What is missing up to now; nothing where the provider is ahead.
        due_minor: What is paid now: below nothing, it goes back to the provider.
        carried_minor: What the provider has paid beyond the shortfall and gets back later, where it is only offset.
    """

    shortfall_minor: int
    due_minor: int
    carried_minor: int


def settle_guarantee(guaranteed_cum_minor: int, verified_cum_minor: int, paid_minor: int, caught_up: str) -> Settled:
    """What a provider owes for what it has not saved, counted since the contract began.

    Args:
        paid_minor: What it has paid for shortfalls before, less what it got back.
        caught_up: offset: what was paid too much waits for later shortfalls; refund: it is paid back now.
    """
    if caught_up not in (OFFSET, REFUND):
        raise ValueError("a guarantee is caught up by offset or refund")
    shortfall = max(guaranteed_cum_minor - verified_cum_minor, 0)
    due = shortfall - paid_minor
    if due < 0 and caught_up == OFFSET:
        return Settled(shortfall, 0, -due)
    return Settled(shortfall, due, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a guarantee stands: nothing is rounded up.

    Attributes:
        behind_minor: What is missing to what was to be verified by now; nothing when ahead.
        to_go_minor: What is missing to the whole guarantee.
        needed_a_year_minor: What has to be verified a year from now on to reach it; None when the term is over.
        so_far_a_year_minor: What was verified a year up to now, rounded down; None on the first day.
        percent: How much of what was to be verified by now is, rounded down to a tenth; None where nothing was.
    """

    behind_minor: int
    to_go_minor: int
    needed_a_year_minor: int | None
    so_far_a_year_minor: int | None
    percent: Decimal | None


def standing(
    total_minor: int, due_by_now_minor: int, verified_minor: int, *, months_gone: int, months_left: int
) -> Standing:
    """How far a guarantee is reached, and the run rate it takes to reach it."""
    to_go = max(total_minor - verified_minor, 0)
    needed = -(-to_go * 12 // months_left) if months_left else None
    so_far = verified_minor * 12 // months_gone if months_gone else None
    percent = None
    if due_by_now_minor > 0:
        percent = (Decimal(verified_minor) * 100 / due_by_now_minor).quantize(Decimal("0.1"), ROUND_FLOOR)
    return Standing(max(due_by_now_minor - verified_minor, 0), to_go, needed, so_far, percent)


def due_by_month(yearly: Sequence[int], months_gone: int) -> int:
    """What is guaranteed up to a month, the running year's amount spread evenly over its months, rounded half up."""
    years, months = divmod(months_gone, 12)
    done = sum(yearly[:years])
    return done + (_half_up(Decimal(yearly[years]) * months / 12) if months and years < len(yearly) else 0)


# --- Sharing ---------------------------------------------------------------------------------------------------------

GATES: Mapping[str, Decimal] = {
    "met": ONE, "one_line_red": Decimal("0.9"), "not_met": Decimal(0), "safety_breach": Decimal(0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quality:
    """What a gate asks about the year: KPI results and answers of users, nothing else."""

    critical_met: bool
    satisfaction_met: bool
    red_lines: int = 0
    safety_breach_open: bool = False


def gate_reason(quality: Quality) -> str:
    """Which gate a year goes through: safety_breach before not_met before one_line_red before met."""
    if quality.safety_breach_open:
        return "safety_breach"
    if not (quality.critical_met and quality.satisfaction_met) or quality.red_lines > 1:
        return "not_met"
    return "one_line_red" if quality.red_lines else "met"


def gate_of(terms: Terms, quality: Quality) -> Decimal:
    """What a share is multiplied by: 1 where quality was kept, 0.9 with one red line, nothing otherwise."""
    return (terms.gates or GATES)[gate_reason(quality)]


def share_gain(terms: Terms, base_minor: int, surplus_minor: int, gate: Decimal = ONE) -> Shared:
    """How a surplus over the guarantee is shared.

    Args:
        base_minor: What deadband, bands and cap are shares of: the year's charges or the target cost.
        surplus_minor: Verified cashable savings less the guarantee; below nothing there is no gain to share.
        gate: What quality makes of it, from `gate_of`.
    """
    deadband = _half_up(base_minor * terms.deadband)
    shareable = max(surplus_minor - deadband, 0)
    slices = _slices(terms.bands, base_minor, shareable)
    uncapped = _half_up(sum((part.amount for part in slices), Decimal()))
    capped = uncapped if terms.cap is None else min(uncapped, _half_up(base_minor * terms.cap))
    paid = _half_up(capped * gate)
    return Shared(deadband, shareable, slices, uncapped, capped, gate, paid, shareable - paid)


def _slices(bands: Sequence[Band], base_minor: int, shareable_minor: int) -> tuple[Slice, ...]:
    ends = [_half_up(base_minor * band.start) for band in bands[1:]]
    found = []
    for band, end in zip(bands, [*ends, None], strict=True):
        start = _half_up(base_minor * band.start)
        top = shareable_minor if end is None else min(shareable_minor, end)
        if top > start:
            found.append(Slice(start, top, band.share, (top - start) * band.share))
    return tuple(found)


def share_pain(terms: Terms, base_minor: int, over_minor: int) -> Shared:
    """What of a cost over its target the provider bears; the rest stays with the client."""
    deadband = _half_up(base_minor * terms.deadband)
    shareable = max(over_minor - deadband, 0)
    borne = shareable * terms.pain_share
    slices = (Slice(0, shareable, terms.pain_share, borne),) if shareable else ()
    uncapped = _half_up(borne)
    capped = uncapped if terms.pain_cap_minor is None else min(uncapped, terms.pain_cap_minor)
    return Shared(deadband, shareable, slices, uncapped, capped, ONE, capped, shareable - capped)


@dataclass(frozen=True, slots=True)
class ShareRange:
    """The contractor's share of what lies between `start` and the next range, both shares of the target (NEC)."""

    start: Decimal
    share: Decimal


NEC_RANGES = (
    ShareRange(Decimal(0), Decimal("0.15")), ShareRange(Decimal("0.80"), Decimal("0.30")),
    ShareRange(Decimal("0.90"), Decimal("0.50")), ShareRange(Decimal("1.10"), Decimal("1.00")),
)  # fmt: skip


def nec_share(target_minor: int, price_minor: int, ranges: Sequence[ShareRange] = NEC_RANGES) -> int:
    """The provider's share of the difference between target and price: above nothing a gain, below it a pain.

    The difference is cut where ranges meet; each part counts by its range's share.
    """
    starts = [_half_up(target_minor * one.start) for one in ranges]
    total = Decimal()
    low, high = sorted((price_minor, target_minor))
    for index, one in enumerate(ranges):
        top = starts[index + 1] if index + 1 < len(ranges) else max(high, starts[index])
        part = min(high, top) - max(low, starts[index])
        total += max(part, 0) * one.share
    return _half_up(total if price_minor < target_minor else -total)


def _half_up(amount: Decimal) -> int:
    return int(amount.quantize(ONE, rounding=ROUND_HALF_UP))

"""What bodies under one framework share: the tier their volumes reach together, fixed costs by a key, and its ceiling.

Source: domain.md §3.19. A tier counts for all from the first of the month after it was reached, never back in time;
who leaves pushes it back only after its notice. Shared cost is split by largest remainder, so that nothing is lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

LEAVING_NOTICE_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Tier:
    """From which volume together a factor on the framework's prices holds."""

    start: Decimal
    factor: Decimal


@dataclass(frozen=True, slots=True)
class CallOff:
    """One body's part in a framework: its volume, since when it is live, and when it gave notice and leaves."""

    joiner: str
    volume: Decimal
    live_from: date
    notice_on: date | None = None
    leaves_on: date | None = None


def largest_remainder(amount_minor: int, keys: Sequence[Decimal | int]) -> list[int]:
    """An amount split by keys into whole hundredths that add up to it exactly.

    Each gets its share rounded down; what is left goes, a hundredth each, to the largest remainders, and to who stands
    first where they are alike. A credit is split as the amount would be.

    Raises:
        ValueError: There is no key, one is negative, or all are nothing.
    """
    if not keys or any(key < 0 for key in keys) or not any(keys):
        raise ValueError("keys are not negative and not all nothing")
    sign, amount = (-1, -amount_minor) if amount_minor < 0 else (1, amount_minor)
    parts = [Fraction(key) for key in keys]
    total = sum(parts, Fraction())
    exact = [amount * part / total for part in parts]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: (shares[index] - exact[index], index))
    for index in by_remainder[: amount - sum(shares)]:
        shares[index] += 1
    return [sign * share for share in shares]


def key_share_minor(amount_minor: int, key: Decimal | int, all_keys: Decimal | int) -> int:
    """One body's share of a cost by its key, rounded half up: what it can expect before all shares are known."""
    if all_keys <= 0 or key < 0:
        raise ValueError("keys are not negative and not all nothing")
    share = Decimal(amount_minor) * Decimal(key) / Decimal(all_keys)
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def tier_reached(tiers: Iterable[Tier], volume: Decimal) -> Tier:
    """The highest tier whose start the volume has reached.

    Raises:
        ValueError: No tier begins at or below the volume: a table begins at nothing.
    """
    reached = [tier for tier in tiers if tier.start <= volume]
    if not reached:
        raise ValueError("no tier begins at or below this volume")
    return max(reached, key=lambda tier: tier.start)


def counted_volume(call_offs: Iterable[CallOff], first: date) -> Decimal:
    """The volume that decides the tier of the month beginning on `first`.

    Who went live before that day counts, from the 17th of the month before as from its first; who leaves counts until
    the first day after both its leaving and three months from its notice.
    """
    if first.day != 1:
        raise ValueError("a month begins on its first day")
    return sum((one.volume for one in call_offs if counts_in(one, first)), Decimal())


def counts_in(one: CallOff, first: date) -> bool:
    """Whether a call-off counts in the month beginning on `first`: for the tier, and as one of those who share cost."""
    return one.live_from < first and not _gone(one, first)


def tier_of_month(tiers: Sequence[Tier], call_offs: Iterable[CallOff], first: date) -> Tier:
    """The tier all bodies pay by in the month beginning on `first`; it never changes inside a month."""
    return tier_reached(tiers, counted_volume(call_offs, first))


def _gone(one: CallOff, first: date) -> bool:
    if one.leaves_on is None:
        return False
    notice = add_months(one.notice_on or one.leaves_on, LEAVING_NOTICE_MONTHS)
    return first > one.leaves_on and first >= notice


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the month's last where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def own_charge_minor(month_minor: int, first: date, live_from: date, leaves_on: date | None = None) -> int:
    """What a body pays of a month's charge when it is live for part of it: by calendar days, rounded half up.

    Its last day is `leaves_on`.
    """
    after = add_months(first, 1)
    days = (after - first).days
    start = max(first, live_from)
    end = min(after, leaves_on + timedelta(days=1)) if leaves_on else after
    live = max((end - start).days, 0)
    return int((Decimal(month_minor) * live / days).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def ceiling_left_minor(ceiling_minor: int, committed_minor: int) -> int:
    """What a framework can still take in before its ceiling."""
    return max(ceiling_minor - committed_minor, 0)


def passes_ceiling(ceiling_minor: int, committed_minor: int, asked_minor: int) -> bool:
    """Whether one more call-off would pass the framework's ceiling; reaching it exactly does not."""
    return committed_minor + asked_minor > ceiling_minor

"""Signs that a promise was kept on paper: what each one counts, so that either party can count it again.

Source: features.md L16, domain.md §8 traps 11, 14 and 44. A sign is no proof: a tap may drip twice.
Each therefore carries the count it is a share of, opens to its rows, and says no percentage where there were few.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

LAST = timedelta(minutes=5)
PAUSED_LATE_PERCENT = 90
CHANGED_LATE_PERCENT = 75
LOOP = 2
AGAIN = timedelta(days=7)
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Sign:
    """How often something happened, of how often it could have."""

    part: int
    whole: int

    @property
    def few(self) -> bool:
        """Whether there were too few for a percentage to mean anything (trap 14)."""
        return self.whole < FEWEST

    @property
    def percent(self) -> Decimal | None:
        """In per cent with one decimal, half up; None where there were few, never 0 % or 100 % of nothing.

        >>> Sign(3, 40).percent, Sign(3, 19).percent, Sign(0, 0).percent
        (Decimal('7.5'), None, None)
        """
        if self.few:
            return None
        return (Decimal(100 * self.part) / self.whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def in_the_last_minutes(stopped_at: datetime, due_at: datetime) -> bool:
    """Whether work was called done in the last five minutes before it would have been late, both ends included."""
    return due_at - LAST <= stopped_at <= due_at


def just_missed(stopped_at: datetime, due_at: datetime) -> bool:
    """Whether it was called done in the five minutes after: where nobody steers, about as many as just before."""
    return due_at < stopped_at <= due_at + LAST


def near_the_end(at: datetime, used_at: datetime) -> bool:
    """Whether something was done to a clock when the share `used_at` speaks of was used, or later."""
    return at >= used_at


def is_longer(due_before: datetime, due_after: datetime) -> bool:
    """Whether a change gave the provider more time."""
    return due_after > due_before


def came_again(ended_at: datetime, received_at: datetime) -> bool:
    """Whether the same was reported again within seven times 24 hours after it was called ended."""
    return ended_at < received_at <= ended_at + AGAIN

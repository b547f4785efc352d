"""Recurring defects (W18): when repairs become a problem, and how a problem is worked on."""

from collections.abc import Iterable
from datetime import datetime, timedelta

TIMES, WITHIN = 3, timedelta(days=90)  # the third time in a quarter [A]
MOVES = {
    ("open", "cause"): "cause_known", ("cause_known", "cause"): "cause_known", ("cause_known", "act"): "acting",
    ("acting", "act"): "acting", ("acting", "close"): "closed",
}  # fmt: skip


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the problem is not there: no action without a cause, no end without both."""
    return MOVES.get((state, move))


def is_recurring(moments: Iterable[datetime], now: datetime) -> bool:
    """Whether the same happened so often, up to and at `now`, that repairing it once more is not enough."""
    return sum(1 for moment in moments if now - WITHIN <= moment <= now) >= TIMES

"""How an occurrence moves (domain.md §2.23), and what it counts as when it is done."""

from datetime import date, timedelta

FORECAST, SCHEDULED, ISSUED = "forecast", "scheduled", "issued"
ON_TIME, LATE, MISSED, WAIVED = "done_on_time", "done_late", "missed", "waived"
STATES = (FORECAST, SCHEDULED, ISSUED, ON_TIME, LATE, MISSED, WAIVED)
AHEAD = frozenset({FORECAST, SCHEDULED})
"""Not given out yet: recomputed when the plan changes."""
OPEN = frozenset({FORECAST, SCHEDULED, ISSUED})
DONE = frozenset({ON_TIME, LATE})

MOVES: dict[tuple[str, str], str] = {
    (FORECAST, "schedule"): SCHEDULED,
    (SCHEDULED, "issue"): ISSUED,
    (SCHEDULED, "waive"): WAIVED,
    (ISSUED, "finish_on_time"): ON_TIME,
    (ISSUED, "finish_late"): LATE,
    (ISSUED, "miss"): MISSED,
}
SCHEDULED_AHEAD = timedelta(days=92)
"""A quarter ahead it is firm enough to plan people by, and to be waived."""
KEPT_AHEAD = timedelta(days=400)
"""So far ahead occurrences are written down; beyond, they are computed when somebody asks."""


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the table does not have it."""
    return MOVES.get((state, move))


def may_be_waived(state: str, *, statutory: bool) -> bool:
    """Whether the customer's contract office may let it go: never what the law demands."""
    return not statutory and after(state, "waive") is not None


def state_at(today: date, due: date, lead_days: int) -> str:
    """Whether a day ahead is a forecast still or scheduled already; a long lead makes it firm earlier."""
    firm = max(SCHEDULED_AHEAD, timedelta(days=lead_days + 28))
    return SCHEDULED if due <= today + firm else FORECAST


def counted_on(work_done_on: date | None, certified_on: date | None, *, certificate_needed: bool) -> date | None:
    """The day an occurrence counts as done, or None while a part of it is missing.

    The certificate is part of done (trap 40): without it work that was done counts as nothing.
    """
    if work_done_on is None or (certificate_needed and certified_on is None):
        return None
    return max(work_done_on, certified_on) if certified_on is not None else work_done_on


def finished(done_on: date, window_to: date) -> str:
    """The move that ends it: on time until the last day of the tolerance, that day included."""
    return "finish_on_time" if done_on <= window_to else "finish_late"


def is_missed(today: date, window_to: date, *, begun: bool) -> bool:
    """Whether its time has passed without anybody at work on it; what has begun may still be late."""
    return today > window_to and not begun

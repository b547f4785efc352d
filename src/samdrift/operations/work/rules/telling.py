"""Whom an order is told to, and how."""

from datetime import datetime, timedelta

URGENT = 2
SOON = timedelta(hours=24)


def is_told_one_by_one(*, given: bool, priority: int, restricted: bool, far: bool = False) -> bool:
    """Whether an order is told by itself: somebody's own, one that cannot wait (P1, P2), or one no sum may hint at.

    All others are told as a sum now and then: what lies with a team for anybody to take, and what somebody has been
    given for a day `far` ahead.
    """
    return restricted or priority <= URGENT or (given and not far)


def is_far(planned_from: datetime | None, now: datetime) -> bool:
    """Whether an order has its time on a day further ahead than anybody need hear of at once."""
    return planned_from is not None and planned_from > now + SOON

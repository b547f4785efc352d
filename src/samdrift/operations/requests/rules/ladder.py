"""When somebody further up is told that a promise is in danger or broken (domain.md §5, the service ladder)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HALF, AT_RISK, NEARLY, DUE, LATE, DOUBLE = "half", "at_risk", "nearly", "due", "late", "double"
SHARES = {HALF: 50, NEARLY: 90}
"""Rungs at a share of the agreed time, in per cent; at risk is the share the clock's own terms say, mostly 75."""
WATCHED_FROM_HALF = (1, 2)
"""Priorities whose owner hears at half the time: for the others half is early."""

UNANSWERED = ((timedelta(minutes=10), ("OPS-M",)), (timedelta(minutes=20), ("CTR-P", "LOC-FM")))
"""When and whom, while nobody has taken up an emergency (N-06)."""

# After the due moment: minutes by the wall clock for emergencies, working days for the rest.
_MINUTES = {1: 30, 2: 120}
_WORK_DAYS = {3: 1, 4: 3}
FRESH = timedelta(days=1)
"""A step that came longer ago than this is old news, such as after a stop of the house."""


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: its name and the moment it is reached."""

    name: str
    at: datetime


def minutes_until_late(priority: int) -> int | None:
    """Minutes after the due moment until both parties' managers hear of it; None where working days count."""
    return _MINUTES.get(priority)


def work_days_until_late(priority: int) -> int | None:
    """The same in working days; None where minutes count, or where nobody further up is told (P5)."""
    return _WORK_DAYS.get(priority)


def steps(
    *, started_at: datetime, at_risk_at: datetime | None, due_at: datetime, late_at: datetime | None
) -> list[Step]:
    """The rungs of one promise in the order they come.

    Args:
        late_at: When the managers hear of it, as the two functions above say.
    """
    rungs = [Step(AT_RISK, at_risk_at)] if at_risk_at is not None and at_risk_at < due_at else []
    rungs.append(Step(DUE, due_at))
    if late_at is not None:
        rungs.append(Step(LATE, late_at))
    rungs.append(Step(DOUBLE, due_at + (due_at - started_at)))
    return sorted(rungs, key=lambda step: step.at)


def reached(rungs: list[Step], now: datetime) -> list[Step]:
    """The rungs reached by now, without old news."""
    return [step for step in rungs if now - FRESH < step.at <= now]

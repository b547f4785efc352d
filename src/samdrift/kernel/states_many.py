"""How very many promises of one target stand, with numpy; the same answers as `kernel.clock_state` gives one by one.

For clocks whose terms never changed: started once, perhaps stopped, with pauses that have ended and gaps between
resolving and reopening. Moments are whole microseconds since 1970.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samdrift.kernel.calendars import Calendar, round_the_clock
from samdrift.kernel.clock_many import (
    Pauses,
    allowances_many,
    due_at_many,
    moments_after_many,
    open_time_many,
)
from samdrift.kernel.local_time import NEVER
from samdrift.kernel.targets import CalendarDays, Target

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class States:
    """How each clock stands.

    Attributes:
        due, at_risk: Moments.
        paused: The target's own time in which ended pauses let it stand, in microseconds.
        kept, broken: Of those that have stopped; neither is true of one that still runs.
    """

    due: Ints
    at_risk: Ints
    paused: Ints
    kept: Flags
    broken: Flags


def states_many(
    starts: Ints, stops: Ints, target: Target, calendar: Calendar, pauses: Pauses | None = None, *,
    gaps: Pauses | None = None, at_risk_percent: int = 75,
) -> States:  # fmt: skip
    """The states of clocks of one target and calendar.

    Args:
        stops: When each stopped; `NEVER` where it still runs.
        pauses: Ended ones, in any order.
        gaps: The time between resolving and reopening: not counted, and nobody's pause.
    """
    still = _within(_joined(pauses, gaps), starts, stops)
    due = due_at_many(starts, target, calendar, still).view(np.int64)
    allowed = allowances_many(starts, target, calendar)
    share = -(-allowed * at_risk_percent // 100)
    at_risk = moments_after_many(starts, share, target, calendar, still).view(np.int64)
    stopped = stops < NEVER
    return States(
        due=due,
        at_risk=at_risk,
        paused=_paused(starts, stops, target, calendar, still, _within(gaps, starts, stops)),
        kept=stopped & (stops <= due),
        broken=stopped & (stops > due),
    )


def _paused(
    starts: Ints, stops: Ints, target: Target, calendar: Calendar, still: Pauses | None, gaps: Pauses | None
) -> Ints:
    """What the pauses alone stopped, for the few clocks that had any."""
    paused = np.zeros(len(starts), np.int64)
    if still is None:
        return paused
    few, owner = np.unique(still.owner, return_inverse=True)
    ends = stops[few].copy()
    latest = starts[few].copy()
    np.maximum.at(latest, owner, still.end)
    ends = np.where(ends < NEVER, ends, latest)
    own = Pauses(owner, still.start, still.end)
    others = None
    if gaps is not None:
        others = Pauses(np.searchsorted(few, gaps.owner), gaps.start, gaps.end)
    begun = starts[few]
    paused[few] = _passed(begun, ends, target, calendar, others) - _passed(begun, ends, target, calendar, own)
    return paused


def _passed(starts: Ints, ends: Ints, target: Target, calendar: Calendar, pauses: Pauses | None) -> Ints:
    """The target's own time between each start and end: open time, or elapsed time for calendar days."""
    if isinstance(target, CalendarDays):
        calendar = round_the_clock(calendar.timezone)
    return open_time_many(starts, ends, calendar, pauses)


def _joined(pauses: Pauses | None, gaps: Pauses | None) -> Pauses | None:
    given = [one for one in (pauses, gaps) if one is not None and len(one.owner)]
    if len(given) < 2:
        return given[0] if given else None
    return Pauses(*(np.concatenate([getattr(one, name) for one in given]) for name in ("owner", "start", "end")))


def _within(pauses: Pauses | None, starts: Ints, stops: Ints) -> Pauses | None:
    """The pauses clipped to the time from the start of their clock to its stop; what lies outside stopped nothing."""
    if pauses is None or not len(pauses.owner):
        return None
    begun = np.maximum(pauses.start, starts[pauses.owner])
    ended = np.minimum(pauses.end, stops[pauses.owner])
    real = begun < ended
    return Pauses(pauses.owner[real], begun[real], ended[real]) if real.any() else None

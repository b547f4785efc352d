"""A promise as a picture: which stretches ran, stood paused, lay outside opening hours or after the work was done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from samdrift.kernel.clock_state import ClockState, Epoch
from samdrift.kernel.local_time import datetime_of, moment_of, zone_named
from samdrift.kernel.opening import Opening, opening
from samdrift.kernel.targets import CalendarDays

Kind = Literal["running", "paused", "closed", "stopped"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one kind, from `start` up to, not including, `end`.

    Attributes:
        kind: "running" counts; "paused" would have counted; "closed" lies outside opening hours, paused or not;
            "stopped" lies between the work being done and its reopening.
        late: It lies after the due time then in force.
    """

    kind: Kind
    start: datetime
    end: datetime
    late: bool


def segments(state: ClockState, *, until: datetime) -> tuple[Segment, ...]:
    """The promise from its start to `until`, or to when it stopped if that came first, without gaps.

    The running ones of the last target add up to what that target consumed.
    """
    zone = zone_named(state.epochs[0].calendar.timezone)
    end = moment_of(min(until, state.stopped_at) if state.stopped_at else until, zone)
    ends = [*(epoch.since for epoch in state.epochs[1:]), end]
    joined: list[tuple[Kind, bool, int, int]] = []
    for epoch, left in zip(state.epochs, ends, strict=True):
        for kind, late, begun, ended in _pieces(state, epoch, min(left, end)):
            if joined and joined[-1][:2] == (kind, late):
                joined[-1] = (kind, late, joined[-1][2], ended)
            else:
                joined.append((kind, late, begun, ended))
    return tuple(Segment(kind, datetime_of(begun), datetime_of(ended), late) for kind, late, begun, ended in joined)


def _pieces(state: ClockState, epoch: Epoch, end: int) -> Iterator[tuple[Kind, bool, int, int]]:
    """The stretch of one target cut wherever anything changes."""
    if end <= epoch.since:
        return
    hours = None if isinstance(epoch.target, CalendarDays) else opening(epoch.calendar, epoch.since, end)
    edges = {epoch.since, end, epoch.due}
    edges.update(edge for spells in (state.pauses, state.interruptions) for spell in spells for edge in spell)
    if hours:
        edges.update(hours.edges_between(epoch.since, end))
    for begun, ended in pairwise(sorted(edge for edge in edges if epoch.since <= edge <= end)):
        yield _kind(state, hours, begun), begun >= epoch.due, begun, ended


def _kind(state: ClockState, hours: Opening | None, moment: int) -> Kind:
    if any(begun <= moment < ended for begun, ended in state.interruptions):
        return "stopped"
    if hours is not None and not hours.is_open(moment):
        return "closed"
    return "paused" if any(begun <= moment < ended for begun, ended in state.pauses) else "running"

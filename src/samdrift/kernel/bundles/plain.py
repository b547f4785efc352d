"""Rows of clocks: straight from the hours where nothing but milestones happened, as to nearly all of a year.

What is told here in short is what a `Story` of the kernel tells of such clocks. Whatever is unusual is left to it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.telling import Happened, Row, promise_rows
from samdrift.kernel.bundles.terms import Terms
from samdrift.kernel.clock_fresh import fresh_moments
from samdrift.kernel.local_time import EPOCH
from samdrift.kernel.promised import IMPLIES

OPENED, REACHED = "promises.opened", "promises.milestone_reached"
_MICROSECOND = timedelta(microseconds=1)
Stopped = dict[str, tuple[datetime, str]]
"""When each clock that stopped did, by its kind: the moment, and as tables write it."""


def clock_rows(uid: str, events: Sequence[Happened], terms: Terms, named: Mapping[str, str]) -> list[Row]:
    """The rows of the clocks of a piece of work.

    Args:
        named: What the bundle calls the promise of each clock.
    """
    told = [event for event in events if event.kind in form.PROMISED]
    rows = _plain_rows(uid, told, terms, named)
    return list(promise_rows(uid, told, terms, named)) if rows is None else rows


def _plain_rows(uid: str, told: Sequence[Happened], terms: Terms, named: Mapping[str, str]) -> list[Row] | None:
    """The rows of clocks that were opened once and reached milestones; None where anything else happened."""
    if not told or told[0].kind != OPENED:
        return None
    for event in told[1:]:
        if event.kind != REACHED:
            return None
    what = told[0].payload
    policy, given = terms.clocks(what["policy_uid"], what.get("calendars", ()))
    started, priority = datetime.fromisoformat(what["started_at"]), str(what["priority"])
    if started.tzinfo is not UTC:
        return None
    clocks = {clock.kind: (clock, calendar, calendar_id) for clock, calendar, calendar_id in given}
    stopped = _stopped({kind: clock.stops_with for kind, (clock, _hours, _id) in clocks.items()}, started, told[1:])
    begun, started_at = (started - EPOCH) // _MICROSECOND, started.isoformat()
    rows = []
    for kind, (clock, calendar, calendar_id) in clocks.items():
        due, at_risk = fresh_moments(begun, clock.target, calendar, clock.at_risk_percent)
        due_at, stopped_at, state = EPOCH + timedelta(microseconds=due), "", "open"
        written, late = due_at.isoformat(), False
        if kind in stopped:
            stop, stopped_at = stopped[kind]
            late = due_at < stop
            state = "breached" if late else "met"
        rows.append({
            "subject": uid, "clock": kind, "promise": named.get(kind, ""), "rule": policy, "calendar": calendar_id,
            "priority": priority, "started_at": started_at, "due_at": written,
            "at_risk_at": (EPOCH + timedelta(microseconds=at_risk)).isoformat(), "stopped_at": stopped_at,
            "state": state, "breached_at": written if late else "", "paused": "0", "paused_seconds": "0",
            "retro_breach": "0", "credit_excluded": "0", "given_at": "", "agreed_due_at": "", "excluded": "",
        })  # fmt: skip
    return rows


def _stopped(waiting: dict[str, str], started: datetime, milestones: Sequence[Happened]) -> Stopped:
    """When each clock stopped: at the first milestone that stands for the one it waits for.

    Args:
        waiting: The milestone each clock waits for; emptied as they are reached.
    """
    found: Stopped = {}
    for event in milestones:
        if not waiting:
            break
        reached = IMPLIES[event.payload["milestone"]]
        over = [kind for kind, stops_with in waiting.items() if stops_with in reached]
        if over:
            at = max(event.at, started)
            stop = at, (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat()
            for kind in over:
                found[kind] = stop
                del waiting[kind]
    return found

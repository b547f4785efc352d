"""Planned work as it was done earlier, written many at once with the same rows and events its commands would have left.

For a house that brings its years along: one order takes some eight commands from being made until it is closed.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from django.db import transaction

from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.events.public import Event, Happening, import_history
from samdrift.foundation.scope import Scope
from samdrift.operations.work import events, rules
from samdrift.operations.work.commands.planning import Places, PlannedWork, number_orders, row_of
from samdrift.operations.work.models import StepResult, WorkLine, WorkOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class PastWork:
    """How one planned order went.

    Attributes:
        wanted: What was to be done, in the window it had.
        given_at: When it was made and lay with its team.
        person_id: Who did it, or came in vain; nobody for what was never begun.
        started_at, ended_at: Of the work, or of the visit in vain.
        minutes: Written on it.
        resolution: How it was finished.
        failure: Why it could not be done, one of `rules.FAILURES`; "" for what was done.
        scanned: Whether the tag at the place was.
        answers: Steps of its checklist that were ticked with yes, and when; other kinds of steps have no past here.
        known_until: How far the story has come: what would have verified itself later is done and waits.
    """

    wanted: PlannedWork
    given_at: datetime
    known_until: datetime
    person_id: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    minutes: int = 0
    resolution: str = "adjusted"
    certificate: str = ""
    note: str = ""
    failure: str = ""
    scanned: bool = False
    answers: Sequence[tuple[str, datetime]] = ()

    @property
    def settled_at(self) -> datetime | None:
        """When it verified itself, where that has come."""
        if self.ended_at is None or self.failure:
            return None
        settles_at = self.ended_at + timedelta(days=rules.SETTLES_AFTER_DAYS)
        return settles_at if settles_at <= self.known_until else None


Told = tuple[datetime, int | None, Event]


@transaction.atomic
def import_planned(scope: Scope, past: Sequence[PastWork]) -> list[WorkOrder]:
    """Write planned work that is over, in the order given: what was begun as done or in vain, the rest as cancelled.

    Raises:
        Invalid, Refused: A place or value cannot be, as for planned work still to be done.
        NotAllowed: The actor may not bring in work.
    """
    scope.require("work.import")
    places = Places(scope, [one.wanted for one in past])
    orders = [_order(scope, one, places) for one in past]
    by_year: dict[int, list[tuple[PastWork, WorkOrder]]] = defaultdict(list)
    for one, order in zip(past, orders, strict=True):
        by_year[one.given_at.year].append((one, order))
    for pairs in by_year.values():
        number_orders(scope, [order for _one, order in pairs], pairs[0][0].given_at)
    insert_rows(orders)
    pairs = list(zip(past, orders, strict=True))
    insert_rows([_line(one, order) for one, order in pairs if one.minutes])
    insert_rows([result for one, order in pairs for result in _results(one, order)])
    told = (happening for one, order in pairs for happening in _told(one, order))
    import_history(told, scope=scope)
    return orders


def _order(scope: Scope, one: PastWork, places: Places) -> WorkOrder:
    order = row_of(scope, one.wanted, places, one.given_at)
    order.assignee_id = one.person_id
    order.accepted_at = order.started_at = one.started_at
    order.changed_at = one.settled_at or one.ended_at or one.known_until
    order.note, order.certificate = one.note, one.certificate[:80]
    order.place_confirmed_at = one.started_at if one.scanned else None
    order.start_reason = "" if one.scanned or one.started_at is None else rules.NO_TAG
    if one.failure or one.ended_at is None:
        order.state, order.failure_reason = "cancelled", one.failure
        order.attempted_at = one.ended_at if one.failure == "no_access" else None
    else:
        order.state, order.done_at, order.resolution_code = "done", one.ended_at, one.resolution
        order.settles_at = one.ended_at + timedelta(days=rules.SETTLES_AFTER_DAYS)
    if one.settled_at is not None:
        order.state, order.settles_at = "closed", None
        order.verified_at = order.closed_at = one.settled_at
    order.is_open = rules.is_open(order.state)
    return order


def _line(one: PastWork, order: WorkOrder) -> WorkLine:
    at = one.ended_at or one.known_until
    return new_row(
        WorkLine,
        uid=uuid5(order.uid, "time"), community_id=order.community_id, data_class=order.data_class, work_order=order,
        kind="time", person_id=one.person_id, worked_on=at.date(), minutes=one.minutes, written_at=at,
    )  # fmt: skip


def _results(one: PastWork, order: WorkOrder) -> list[StepResult]:
    return [
        new_row(
            StepResult,
            uid=uuid5(order.uid, f"step {key}"), community_id=order.community_id, data_class=order.data_class,
            work_order=order, step_key=key, kind="yes_no", value="yes", passed=True, person_id=one.person_id,
            answered_at=at, recorded_at=at,
        )
        for key, at in one.answers
    ]  # fmt: skip


def _told(one: PastWork, order: WorkOrder) -> Iterator[Happening]:
    for at, actor, event in _events(one, order):
        yield Happening(event=event, at=at, subject=order, recorded_at=at, actor_id=actor)


def _events(one: PastWork, order: WorkOrder) -> Iterator[Told]:
    of: dict[str, Any] = {"work_order_id": order.uid, "line": order.line_code}
    yield one.given_at, None, events.OrderCreated(**of)
    yield one.given_at, None, events.OrderDispatched(**of, team_id=order.team_id, assignee_id=None)
    if one.started_at is None or one.ended_at is None:
        yield one.known_until, None, _moved(of, "dispatched", "cancel", "not_begun")
        return
    begun = one.started_at
    yield begun, one.person_id, _moved(of, "dispatched", "accept")
    if one.scanned:
        yield begun, one.person_id, events.PlaceConfirmed(**of, matches=True)
    yield begun, one.person_id, _moved(of, "accepted", "start", order.start_reason)
    for key, at in one.answers:
        answered = events.StepAnswered(**of, step=key, result_uid=uuid5(order.uid, f"step {key}"), passed=True)
        yield at, one.person_id, answered
    if one.minutes:
        yield one.ended_at, one.person_id, events.LineWritten(
            **of, line_uid=uuid5(order.uid, "time"), line_kind="time", minutes=one.minutes, quantity=None
        )  # fmt: skip
    if one.failure:
        yield one.ended_at, one.person_id, _moved(of, "started", "fail", one.failure)
        yield one.known_until, None, _moved(of, "failed", "cancel", one.failure)
        return
    yield one.ended_at, one.person_id, _moved(of, "started", "finish")
    if one.settled_at is not None:
        yield one.settled_at, None, _moved(of, "done", "verify", "not_drawn")
        yield one.settled_at, None, _moved(of, "verified", "close")


def _moved(of: dict[str, Any], before: str, move: str, reason: str = "") -> Event:
    after = rules.STEPS[before, move][0]
    return events.OrderMoved(**of, before=before, after=after, move=move, reason=reason)

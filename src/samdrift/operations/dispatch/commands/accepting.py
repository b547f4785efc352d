"""Accepting proposed routes, whole or person by person, and taking that back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.commands.giving import keep_windows
from samdrift.operations.dispatch.commands.proposing import moved
from samdrift.operations.dispatch.events import DayAccepted, DayUndone
from samdrift.operations.dispatch.models import DayProposal, ProposedStop
from samdrift.operations.dispatch.queries.orders import Order, told
from samdrift.operations.work import public as work
from samdrift.registers.parties import public as parties


@transaction.atomic
def accept_proposal(
    scope: Scope, proposal: DayProposal, *, expected_version: int | None, now: datetime,
    person_ids: Iterable[int] | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Give everybody, or some people, the orders proposed for them; how many were given, and how many passed over.

    Passed over is what somebody changed since it was planned, and what lies behind secured doors for somebody who is
    not cleared that day any more (trap 35).

    Raises:
        NotAllowed: The actor plans no days, or may not plan one of the orders.
        Refused: It was decided already, or nothing of it is left to accept.
        Stale: Somebody else decided meanwhile.
    """
    scope.require_somewhere("dispatch.plan")
    row = moved(scope, proposal, "accept", expected_version)
    stops = ProposedStop.objects.within(scope).filter(proposal=row, state="proposed").exclude(person=None)
    if person_ids is not None:
        stops = stops.filter(person__in=list(person_ids))
    chosen = list(stops.order_by("person", "position", "pk"))
    if not chosen:
        raise Refused(_("There is nothing left to accept for this choice."))
    orders = _orders(scope, chosen)
    cleared = parties.cleared_on(scope.community_id, {stop.person_id or 0 for stop in chosen}, row.day)
    _accept(scope, row, chosen, orders, cleared, now)
    ProposedStop.objects.bulk_update(chosen, ["state", "order_version", "before"])
    row.save_changes("state")
    given = sum(stop.state == "accepted" for stop in chosen)
    event = DayAccepted(proposal_uid=row.uid, team_id=row.team_id, day=row.day, given=given, passed=len(chosen) - given)
    record(event, scope=scope, at=now, subject=row)
    return given, len(chosen) - given


def _accept(
    scope: Scope, row: DayProposal, chosen: Sequence[ProposedStop], orders: Mapping[int, Order], cleared: set[int],
    now: datetime,
) -> None:  # fmt: skip
    """Give what may be given; each stop says what became of it, unsaved."""
    ready: list[tuple[ProposedStop, Order]] = []
    for stop in chosen:
        stop.state = "passed"
        order = orders.get(stop.work_order_id)
        if order is None or order.version != stop.order_version or (order.secured and stop.person_id not in cleared):
            continue
        stop.before = {
            "team": order.team_id, "person": order.assignee_id, "from": _kept(order.planned_from),
            "to": _kept(order.planned_to),
        }  # fmt: skip
        ready.append((stop, order))
    keep_windows(scope, [order for _stop, order in ready])
    slots = [
        work.Slot(
            order.uid, order.version, work.Place(row.team_id, stop.person_id, stop.begins_at, stop.ends_at)
        )
        for stop, order in ready
    ]  # fmt: skip
    given = work.slot_orders(scope, slots, now=now)
    for stop, order in ready:
        if order.uid in given:
            stop.state, stop.order_version = "accepted", given[order.uid].version


@transaction.atomic
def undo_proposal(
    scope: Scope, proposal: DayProposal, *, expected_version: int | None, now: datetime
) -> tuple[int, int]:  # fmt: skip
    """Take back what was accepted, as far as nobody has gone on from it; how many came back, and how many did not.

    Raises:
        NotAllowed: The actor plans no days, or may not plan one of the orders.
        Refused, Stale: Nothing was accepted, or somebody else decided meanwhile.
    """
    scope.require_somewhere("dispatch.plan")
    row = moved(scope, proposal, "undo", expected_version)
    chosen = list(ProposedStop.objects.within(scope).filter(proposal=row, state="accepted").order_by("pk"))
    orders = _orders(scope, chosen)
    returned = 0
    for stop in chosen:
        order = orders.get(stop.work_order_id)
        if order is None or order.version != stop.order_version:
            continue
        before = stop.before
        place = work.Place(before["team"] or row.team_id, before["person"], _read(before["from"]), _read(before["to"]))
        work.slot_order(scope, order.uid, place, expected_version=order.version, now=now)
        stop.state, returned = "undone", returned + 1
    ProposedStop.objects.bulk_update(chosen, ["state"])
    row.save_changes("state")
    event = DayUndone(
        proposal_uid=row.uid, team_id=row.team_id, day=row.day, returned=returned, left=len(chosen) - returned
    )
    record(event, scope=scope, at=now, subject=row)
    return returned, len(chosen) - returned


def _orders(scope: Scope, stops: Iterable[ProposedStop]) -> dict[int, Order]:
    rows = work.WorkOrder.objects.within_permission(scope, "work.view")
    return {order.pk: order for order in told(rows.filter(pk__in=[stop.work_order_id for stop in stops]))}


def _kept(moment: datetime | date | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(kept: Any) -> datetime | None:
    return parse_datetime(kept) if kept else None

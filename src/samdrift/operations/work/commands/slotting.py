"""Giving an order a time in somebody's day, or taking it back: what a dispatcher's board does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused, Stale
from samdrift.foundation.events.public import record, together
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work import events, rules
from samdrift.operations.work.commands import loading, readying
from samdrift.operations.work.commands.fitness import require_fit
from samdrift.operations.work.models import WorkOrder
from samdrift.operations.work.queries import state_word
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Place:
    """Where an order lies in somebody's day: with a team, perhaps a person, perhaps from when to when."""

    team_id: int | None
    assignee_id: int | None = None
    planned_from: datetime | None = None
    planned_to: datetime | None = None


@transaction.atomic
def slot_order(
    scope: Scope, uid: UUID, place: Place, *, expected_version: int | None, now: datetime
) -> WorkOrder:  # fmt: skip
    """Give an order to a person or back to their team, with its time; the request is given with it.

    Raises:
        DoesNotExist: No such order within the scope.
        Invalid: There is no such team or person here, or the time ends before it begins.
        NotAllowed: The actor may not give work there.
        Refused: It is not to be given any more, or the person lacks a skill or a clearance on the day (invariant 4).
        Stale: Somebody changed it since.
    """
    order = loading.locked(scope, uid, expected_version)
    loading.require(scope, rules.PERMISSION["dispatch"], order)
    return slot(scope, order, place, now=now)


@dataclass(frozen=True, slots=True)
class Slot:
    """The place an order is to have, and the version it was looked at."""

    uid: UUID
    version: int
    place: Place


@transaction.atomic
def slot_orders(scope: Scope, slots: Sequence[Slot], *, now: datetime) -> dict[UUID, WorkOrder]:
    """Give many orders their places, each as `slot_order` gives one; those that were given, by uid.

    Left as it was is what somebody changed since, and what cannot be given to whom it was to be.

    Raises:
        DoesNotExist, Invalid, NotAllowed: As for one; then none of them is given.
    """
    orders = loading.locked_many(scope, [one.uid for one in slots])
    loading.require_all(scope, rules.PERMISSION["dispatch"], orders.values())
    checked: set[tuple[int | None, int | None]] = set()
    given = {}
    for one in slots:
        order = orders.get(one.uid)
        if order is None:
            raise WorkOrder.DoesNotExist
        try:
            with transaction.atomic(), together():
                given[one.uid] = _slotted(scope, order, one, checked, now)
        except (Refused, Stale):
            continue
    return given


def _slotted(
    scope: Scope, order: WorkOrder, wanted: Slot, checked: set[tuple[int | None, int | None]], now: datetime
) -> WorkOrder:
    """One of many, its place looked at once for all that have it."""
    place = wanted.place
    if order.service_request_id is not None:  # another of its request may have moved it meanwhile
        return slot(scope, loading.locked(scope, order.uid, wanted.version), place, now=now)
    if order.version != wanted.version:
        raise Stale
    if (place.team_id, place.assignee_id) in checked:
        _refuse_unslottable(order, place)
        if _changes_hands(order, place):
            order = _handed(scope, order, place, now)
        return _timed(scope, order, place, now)
    order = slot(scope, order, place, now=now)
    checked.add((place.team_id, place.assignee_id))
    return order


def slot(scope: Scope, order: WorkOrder, place: Place, *, now: datetime) -> WorkOrder:
    """Give a locked order its place in somebody's day, in the caller's transaction; who may was asked there."""
    _refuse_unslottable(order, place)
    if _changes_hands(order, place):
        order = _given(scope, order, place, now)
    return _timed(scope, order, place, now)


def _refuse_unslottable(order: WorkOrder, place: Place) -> None:
    if order.state != "planned" and rules.after(order.state, "dispatch") is None:
        sentence = _("This work order is at “%(state)s”: that cannot be done with it now.")
        raise Refused(sentence % {"state": state_word(order.state)})
    if not rules.is_window(place.planned_from, place.planned_to):
        raise Invalid({"planned_to": _("The window ends before it begins.")})


def _changes_hands(order: WorkOrder, place: Place) -> bool:
    return order.state == "ready" or (order.team_id, order.assignee_id) != (place.team_id, place.assignee_id)


def _timed(scope: Scope, order: WorkOrder, place: Place, now: datetime) -> WorkOrder:
    order.planned_from, order.planned_to, order.changed_at = place.planned_from, place.planned_to, now
    require_fit(scope, order, order.assignee_id, now=now)
    loading.save(order, "planned_from", "planned_to")
    event = events.OrderSlotted(
        work_order_id=order.uid, request_id=loading.request_uid(order), line=order.line_code,
        planned_from=place.planned_from, planned_to=place.planned_to,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=order)
    return order


def _given(scope: Scope, order: WorkOrder, place: Place, now: datetime) -> WorkOrder:
    row = loading.request_row(order)
    if row is not None:
        requests.assign_request(
            scope, row.uid, expected_version=None, team_id=place.team_id, assignee_id=place.assignee_id, now=now
        )
        with everywhere(reason="the order the actor has been let through to, as its request has left it"):
            return WorkOrder.objects.get(pk=order.pk)
    _check(scope, place)
    return _handed(scope, order, place, now)


def _handed(scope: Scope, order: WorkOrder, place: Place, now: datetime) -> WorkOrder:
    order.team_id, order.assignee_id = place.team_id, place.assignee_id
    if order.state != "planned":  # what is not ready yet goes to whom it names when it is
        readying.hand_over(scope, order, now)
    return loading.save(order, "team", "assignee")


def _check(scope: Scope, place: Place) -> None:
    if place.team_id is None and place.assignee_id is None:
        raise Invalid({"team": _("Choose a team or a person.")})
    with everywhere(reason="whether team and person belong to this community"):
        of = {"community": scope.community_id}
        if place.team_id and not parties.Team.objects.filter(**of, pk=place.team_id, closed_on=None).exists():
            raise Invalid({"team": _("There is no such team.")})
        if place.assignee_id and not parties.Employment.objects.filter(**of, person=place.assignee_id).exists():
            raise Invalid({"assignee": _("There is no such person here.")})

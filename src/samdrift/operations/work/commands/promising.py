"""Orders nobody asked for carry promises of their own (L9): begun with them, moved by the moves of the order.

The clocks of an order that belongs to a request are the request's. Which planned work is promised anything is for the
contract to say: a rule applies that names the kind of work, such as `work.statutory`, and none other.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.work import rules
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.parties import public as parties

KIND = "work.workorder"


def named(kind: str) -> str:
    """What rules call a kind of order."""
    return f"work.{kind}"


def promise(scope: Scope, orders: Sequence[WorkOrder], now: datetime) -> None:
    """Start the clocks the contract promises for new orders without a request, before they are written.

    An order with a promise is due when it is promised; the window it was planned in stays beside that.
    """
    own = [order for order in orders if order.service_request_id is None]
    units = _units_above(own)
    wanted = [promises.Opening(_subject(order, units), order.priority, order.planned_from or now) for order in own]
    standing = promises.open_many(scope, wanted, at=now)
    for order in own:
        _take(order, standing.get(order.uid, promises.NO_PROMISE))


def follow(scope: Scope, order: WorkOrder, move: str, at: datetime) -> None:
    """Let the order's own clocks follow a move, in the caller's transaction; the order is not saved here."""
    if order.service_request_id is not None:
        return
    if move in rules.MILESTONES:
        _take(order, promises.reach(scope, order.uid, rules.MILESTONES[move], at=at))
    elif move == "resume":
        _take(order, promises.resume(scope, order.uid, at=at))
    elif move == "rework":
        _take(order, promises.reopen(scope, order.uid, resolved_at=order.done_at or at, at=at))
    elif move == "cancel":
        promises.void(scope, order.uid, at=at, reason="cancelled")


def arrive(scope: Scope, order: WorkOrder, at: datetime) -> None:
    """Somebody is at the place of an order with clocks of its own; the order is saved here."""
    _take(order, promises.reach(scope, order.uid, "arrived", at=at))
    order.save_changes("due_at")


def wait(
    scope: Scope, order: WorkOrder, reason: str, *, note: str, until: datetime | None, at: datetime
) -> promises.Standing:
    """Let the order's own clocks stand, where the contract's rule lets the reason stop them; saved here."""
    known = catalogue.catalogue_of(scope.community_id).hold_reasons.get(reason)
    if known is None:
        return promises.NO_PROMISE
    standing = promises.pause(
        scope, order.uid,
        promises.PauseReason(known.code, known.caused_by, known.stops_clock, known.after_make_safe_only), at=at,
        until=until, evidence_kind=known.evidence if note.strip() else "",
    )  # fmt: skip
    _take(order, standing)
    order.save_changes("due_at")
    return standing


@transaction.atomic
def keep_due(scope: Scope, uid: UUID) -> None:
    """Bring an order's due time in step with its clocks, which something else moved. Safe to repeat."""
    with everywhere(reason="a calendar counts for every order of the event's community"):
        order = WorkOrder.objects.filter(uid=uid, community=scope.community_id, service_request=None).first()
        if order is not None and order.is_open:
            _take(order, promises.standing_of(uid))
            order.save_changes("due_at")


@transaction.atomic
def end_pause(scope: Scope, uid: UUID, reason: str, *, at: datetime) -> None:
    """Let the clocks of an order run again, whose wait had an agreed end; who has it still presses that it goes on."""
    promises.resume(scope, uid, at=at, reason_code=reason)
    keep_due(scope, uid)


def pauses_to_end(moment: datetime) -> list[tuple[int, UUID, str]]:
    """Community, order and reason of waits of orders whose agreed end has come."""
    ended = promises.open_pauses_to_end(moment)
    return [(one.community_id, one.subject_uid, one.reason_code) for one in ended if one.subject_kind == KIND]


def _subject(order: WorkOrder, units: dict[int, frozenset[int]]) -> promises.Subject:
    site = order.site
    return promises.Subject(
        kind=KIND, uid=order.uid, community_id=order.community_id, contract_id=order.contract_id,
        site_id=order.site_id, unit_id=order.unit_id, line_code=order.line_code, request_type_code=named(order.kind),
        data_class=order.data_class, site_kind=site.kind if site else "", timezone=site.timezone if site else "UTC",
        unit_ids=units.get(order.unit_id or 0, frozenset()),
    )  # fmt: skip


def _units_above(orders: Sequence[WorkOrder]) -> dict[int, frozenset[int]]:
    ids = {order.unit_id for order in orders if order.unit_id is not None}
    if not ids:
        return {}
    with everywhere(reason="the units above those where planned work is done, by which terms are chosen"):
        paths = parties.Unit.objects.filter(pk__in=ids).values_list("pk", "path")
        return {pk: frozenset(int(step) for step in path.split("/") if step) for pk, path in paths}


def _take(order: WorkOrder, standing: promises.Standing) -> None:
    if standing.due_at is not None:
        order.due_at = standing.due_at

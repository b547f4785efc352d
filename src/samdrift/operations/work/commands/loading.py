"""The first lines of every command: the order, locked; may this person; is the move in the table; what follows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work import events, rules
from samdrift.operations.work.commands import promising
from samdrift.operations.work.models import WorkOrder
from samdrift.operations.work.queries import state_word


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened: by our clock, and, from a phone, by its own.

    Attributes:
        device_at: What the phone's clock said when it happened; None when it was online.
        sent_at: What the phone's clock said when it sent it.
    """

    now: datetime
    device_at: datetime | None = None
    sent_at: datetime | None = None

    @property
    def happened_at(self) -> datetime:
        """The moment that counts."""
        return rules.happened_at(self.device_at, self.now, self.sent_at)[0]

    @property
    def clock_off(self) -> bool:
        """Whether the phone's clock was too far off to be believed."""
        return rules.happened_at(self.device_at, self.now, self.sent_at)[1]


def locked(scope: Scope, uid: UUID, expected_version: int | None = None) -> WorkOrder:
    """The order, locked after its request: whoever moves either takes the two in this order, so none waits in a ring.

    Raises:
        DoesNotExist: No such order within the scope.
        Stale: Somebody changed it since.
    """
    if connection.features.has_select_for_update:
        with everywhere(reason="the request of an order is locked before the order; nothing of it is read"):
            orders = WorkOrder.objects.filter(uid=uid, community=scope.community_id)
            request_id = orders.values_list("service_request_id", flat=True).first()
            # Evaluated, or it would lock nothing.
            requests.ServiceRequest.objects.filter(pk=request_id or 0).select_for_update().values_list("pk").first()
    return WorkOrder.objects.within(scope).locked(uid, expected_version)


def locked_many(scope: Scope, uids: Collection[UUID]) -> dict[UUID, WorkOrder]:
    """Orders within the scope, locked after their requests, by uid."""
    if connection.features.has_select_for_update:
        with everywhere(reason="the requests of orders are locked before the orders; nothing of them is read"):
            orders = WorkOrder.objects.filter(uid__in=uids, community=scope.community_id)
            request_ids = orders.exclude(service_request=None).values_list("service_request_id", flat=True)
            rows = requests.ServiceRequest.objects.filter(pk__in=list(request_ids)).order_by("pk")
            list(rows.select_for_update().values_list("pk"))  # evaluated, or it would lock nothing
    wanted = WorkOrder.objects.within(scope).filter(uid__in=uids).order_by("pk")
    if connection.features.has_select_for_update:
        wanted = wanted.select_for_update(of=("self",))
    return {row.uid: row for row in wanted}


def for_move(scope: Scope, uid: UUID, expected_version: int | None, name: str) -> WorkOrder:
    """The locked order, when this person may make this move, with all that it implies, and the table has it.

    Raises:
        DoesNotExist: No such order within the scope.
        NotAllowed, Refused, Stale: As rule 3 orders them.
    """
    order = locked(scope, uid, expected_version)
    require(scope, rules.PERMISSION[name], order)
    steps = rules.steps_of(order.state, name)
    if not steps:
        sentence = _("This work order is at “%(state)s”: that cannot be done with it now.")
        raise Refused(sentence % {"state": state_word(order.state)})
    # Whoever takes from the pool of their own team is given it by the system.
    implied = {rules.PERMISSION[step] for step in steps[:-1] if step != "dispatch"} - {rules.PERMISSION[name]}
    for permission in sorted(implied):
        require(scope, permission, order)
    return order


def require(scope: Scope, permission: str, order: WorkOrder) -> None:
    """Raise NotAllowed unless the actor may use `permission` on this order, assigned ones included."""
    rows = WorkOrder.objects.within_permission(scope, permission)
    if not rows.filter(pk=order.pk).exists():
        scope.require(permission, contract=-1, unit=-1, site=-1)


def require_all(scope: Scope, permission: str, orders: Collection[WorkOrder]) -> None:
    """Raise NotAllowed unless the actor may use `permission` on each of these orders; one question for all."""
    rows = WorkOrder.objects.within_permission(scope, permission).filter(pk__in=[order.pk for order in orders])
    if set(rows.values_list("pk", flat=True)) != {order.pk for order in orders}:
        scope.require(permission, contract=-1, unit=-1, site=-1)


def move(scope: Scope, order: WorkOrder, name: str, moment: Moment, *, reason: str = "") -> None:
    """Make the move, with all it implies, and tell each, without saving the row."""
    for step in rules.steps_of(order.state, name):
        before, order.state = order.state, rules.STEPS[order.state, step][0]
        order.is_open = rules.is_open(order.state)
        order.changed_at = moment.now
        if step == "accept":
            order.accepted_at = order.accepted_at or moment.happened_at
        elif step == "start":
            order.started_at = order.started_at or moment.happened_at
        event = events.OrderMoved(
            work_order_id=order.uid, request_id=request_uid(order), line=order.line_code, before=before,
            after=order.state, move=step, reason="" if step in ("accept", "dispatch") else reason,
            clock_off=moment.clock_off,
        )  # fmt: skip
        record(event, scope=scope, at=moment.happened_at, subject=order, device_at=moment.device_at)
        promising.follow(scope, order, step, moment.happened_at)


def save(order: WorkOrder, *columns: str) -> WorkOrder:
    """Write the named columns together with those every move touches."""
    order.save_changes(
        *dict.fromkeys((*columns, "state", "is_open", "changed_at", "accepted_at", "started_at", "due_at"))
    )
    return order


def request_uid(order: WorkOrder) -> UUID | None:
    """The public id of the order's request."""
    return order.service_request.uid if order.service_request else None


def request_row(order: WorkOrder) -> requests.ServiceRequest | None:
    """The order's request as it is now."""
    if order.service_request_id is None:
        return None
    with everywhere(reason="the request of an order the actor has been let through to"):
        return requests.ServiceRequest.objects.filter(pk=order.service_request_id).first()

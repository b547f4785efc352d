"""Steering work: call it off, plan it anew after it failed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope
from samdrift.operations.work.commands import loading, slotting
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.commands.slotting import Place
from samdrift.operations.work.models import WorkOrder


@transaction.atomic
def cancel_order(scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, now: datetime) -> WorkOrder:
    """Call an order off; what was spent on it stays written.

    Raises:
        Invalid: There is no reason.
        NotAllowed, Refused, Stale: As `loading.for_move` says.
    """
    order = loading.for_move(scope, uid, expected_version, "cancel")
    if not reason.strip():
        raise Invalid({"reason": _("Say why it is called off; whoever has it will read it.")})
    loading.move(scope, order, "cancel", Moment(now), reason="called_off")
    order.note = "\n".join(part for part in (order.note, reason.strip()) if part)
    return loading.save(order, "note")


@transaction.atomic
def replan_order(scope: Scope, uid: UUID, place: Place, *, expected_version: int | None, now: datetime) -> WorkOrder:
    """Plan failed work anew: it lies ready, for another visit, and goes at once to whom is named.

    Raises:
        Invalid, Refused: As `slot_order` says of the place.
        NotAllowed, Refused, Stale: As `loading.for_move` says.
    """
    order = loading.for_move(scope, uid, expected_version, "replan")
    loading.move(scope, order, "replan", Moment(now), reason=order.failure_reason)
    # Another visit: what proved the first one proves nothing of the next.
    order.place_confirmed_at = order.accepted_at = order.started_at = None
    order.failure_reason, order.start_reason, order.assignee_id = "", "", None
    loading.save(order, "place_confirmed_at", "failure_reason", "start_reason", "assignee")
    return slotting.slot(scope, order, place, now=now) if place.team_id or place.assignee_id else order

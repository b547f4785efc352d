"""What phones queue about add-ons: noted by the same command as the page, also hours later."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.work import public as work
from samdrift.partnership.addons.commands.noting import AddOnDraft, note_add_on


def note_piece(scope: Scope, piece: Any, moment: Any) -> str:
    """Note what was done beyond the contract on an order, on the day it was done where the place is."""
    order_uid = piece.about
    with everywhere(reason="the time zone of the place of an order; whether one may see it is asked by the command"):
        orders = work.WorkOrder.objects.filter(uid=order_uid, community=scope.community_id, site__isnull=False)
        zone = orders.values_list("site__timezone", flat=True).first()
    day = moment.happened_at.astimezone(ZoneInfo(zone) if zone else UTC).date()
    draft = AddOnDraft(
        code=piece.text("code", 24), order_uid=order_uid, quantity=piece.text("quantity", 20),
        times=piece.text("times", 4), cost=piece.text("cost", 20), asked_by=piece.text("asked_by", 12) or "nobody",
        text=piece.text("text", 160), happened_on=day, uid=piece.uid,
    )  # fmt: skip
    note_add_on(scope, draft, now=moment.now)
    return ""

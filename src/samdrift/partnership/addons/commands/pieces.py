"""What phones queue about add-ons: noted by the same command as the page, also hours later."""

from datetime import UTC
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.rounds import public as rounds
from samdrift.operations.work import public as work
from samdrift.partnership.addons.commands.noting import AddOnDraft, note_add_on


def note_piece(scope: Scope, piece: Any, moment: Any) -> str:
    """Note what was done beyond the contract on an order or in a room of a round, on its day where the place is."""
    stop_uid = _stop(piece) if piece.order is None else None
    order_uid = piece.about if stop_uid is None else None
    with everywhere(reason="the time zone of the place of an order or room; the command asks whether one may see it"):
        if stop_uid is not None:
            stops = rounds.RoundStop.objects.filter(uid=stop_uid, community=scope.community_id)
            zone = stops.values_list("round__site__timezone", flat=True).first()
        else:
            orders = work.WorkOrder.objects.filter(uid=piece.about, community=scope.community_id, site__isnull=False)
            zone = orders.values_list("site__timezone", flat=True).first()
    day = moment.happened_at.astimezone(ZoneInfo(zone) if zone else UTC).date()
    draft = AddOnDraft(
        code=piece.text("code", 24), order_uid=order_uid, stop_uid=stop_uid, quantity=piece.text("quantity", 20),
        times=piece.text("times", 4), cost=piece.text("cost", 20), asked_by=piece.text("asked_by", 12) or "nobody",
        text=piece.text("text", 160), happened_on=day, uid=piece.uid,
    )  # fmt: skip
    note_add_on(scope, draft, now=moment.now)
    return ""


def _stop(piece: Any) -> UUID | None:
    """The room of a round a piece speaks of; None when it names none."""
    try:
        return UUID(piece.text("stop", 36))
    except ValueError:
        return None

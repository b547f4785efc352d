"""What the room's rows are called where an event or a notice speaks of them."""

from samdrift.foundation.events.public import Rows, register_rows
from samdrift.partnership.handover.models import ExitPack
from samdrift.partnership.handover.queries.packs import name_of


def register() -> None:
    """Announce the room's rows."""
    register_rows("handover.exitpack", Rows(ExitPack.objects.within, ("number", "day"), name_of, "handover:pack"))

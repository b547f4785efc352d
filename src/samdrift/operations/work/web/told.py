"""What work orders are called where an event speaks of them."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Rows, register_codes, register_rows
from samdrift.operations.work.models import WorkOrder
from samdrift.operations.work.queries import STATE_WORDS

# What rules may name: an order made for a request has the request's promises, so "corrective" is work found on the way.
KIND_WORDS = {
    "corrective": _("Repairs nobody asked for"), "planned": _("Planned maintenance"),
    "statutory": _("Statutory inspections"), "extra": _("Extra work"), "cleaning": _("Cleaning rounds"),
    "transport": _("Transports"), "catering": _("Catering"), "move": _("Moves"), "inspection": _("Inspections"),
    "fleet": _("Vehicle service"), "round": _("Rounds"), "mobilisation": _("Mobilisation"), "exit": _("Hand-over"),
}  # fmt: skip


def register() -> None:
    """Announce the room's words and rows."""
    register_codes("work_state", STATE_WORDS)
    register_rows("work.workorder", Rows(WorkOrder.objects.within, ("number",), lambda number, _: number, "work:page"))

"""What changes of service are called where an event speaks of them."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Rows, register_codes, register_rows
from samdrift.partnership.scaling.models import ChangeOrder, Closure, ScalingTerms

STEPS = {"budget": _("budget holder"), "contract": _("contract manager"), "steering": _("steering committee")}


def register() -> None:
    """Announce the room's words and rows."""
    register_codes("change_step", STEPS)
    for kind, rows in ROWS.items():
        register_rows(kind, rows)


def _as_written(text: str, _language: str) -> str:
    return text


ROWS: dict[str, Rows] = {
    "scaling.changeorder": Rows(ChangeOrder.objects.within, ("number",), _as_written, "scaling:change"),
    "scaling.closure": Rows(Closure.objects.within, ("site__code",), _as_written),
    "scaling.scalingterms": Rows(ScalingTerms.objects.within, ("clause",), _as_written),
}

"""How figures, checks and activities are called, and how a number is written."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from samdrift.partnership.insight.registry import Cell

ACTIVITIES: Mapping[str, Any] = {
    "supervise": gettext_lazy("Supervising own service staff"),
    "rosters": gettext_lazy("Rosters, absence and substitutes"),
    "order": gettext_lazy("Ordering services and following up"),
    "invoices": gettext_lazy("Checking invoices"),
    "complaints": gettext_lazy("Complaints and faults"),
    "tenders": gettext_lazy("Tenders and small contracts"),
    "safety": gettext_lazy("Safety and inspections of services"),
    "other": gettext_lazy("Other"),
}
METHODS: Mapping[str, Any] = {
    "time_study": gettext_lazy("Time written down over some weeks"),
    "survey": gettext_lazy("Managers asked before and after"),
    "records": gettext_lazy("Read from records, such as calendars and rosters"),
    "comparison": gettext_lazy("Compared with units that do it themselves"),
}
STATES: Mapping[str, Any] = {
    "proposed": gettext_lazy("Waits for the other party"), "agreed": gettext_lazy("Agreed"),
    "refused": gettext_lazy("Refused"), "replaced": gettext_lazy("Replaced"),
}  # fmt: skip
TONES = {"proposed": "warn", "agreed": "ok", "refused": "danger", "replaced": "neutral"}
SIDES: Mapping[str, Any] = {"customer": gettext_lazy("Customer"), "provider": gettext_lazy("Provider")}
VERDICTS: Mapping[str, Any] = {
    "well": gettext_lazy("Yes, under control"), "mostly": gettext_lazy("Mostly under control"),
    "not": gettext_lazy("Not under control"), "": gettext_lazy("Nothing is known yet"),
}  # fmt: skip
VERDICT_TONES = {"well": "ok", "mostly": "warn", "not": "danger", "": "info"}
CHECK_TONES = {"good": "ok", "watch": "warn", "bad": "danger"}
CHECK_WORDS: Mapping[str, Any] = {
    "good": gettext_lazy("Good"), "watch": gettext_lazy("Watch"), "bad": gettext_lazy("Act"),
}  # fmt: skip
CHECK_ICONS = {"good": "check-circle", "watch": "alert", "bad": "error"}


def hours_of(cell: Cell) -> Decimal | None:
    """Minutes a year as whole hours."""
    return None if cell.value is None else (cell.value / 60).quantize(Decimal(1), ROUND_HALF_UP)

"""What the room's rows are called where an event or a notice speaks of them."""

from datetime import date

from samdrift.foundation.events.public import Rows, register_rows
from samdrift.partnership.reports.models import Report
from samdrift.partnership.reports.rules import periods


def register() -> None:
    """Announce the room's rows."""
    register_rows("reports.report", Rows(Report.objects.within, ("kind", "first_day"), _name, "reports:page"))


def _name(kind: str, first_day: date, _language: str) -> str:
    return periods.name_of(kind, first_day)

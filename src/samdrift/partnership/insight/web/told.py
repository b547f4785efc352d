"""What the room's rows are called where an event speaks of them."""

from samdrift.foundation.events.public import Rows, register_rows
from samdrift.partnership.insight.models import TimeReleased
from samdrift.partnership.insight.web.words import ACTIVITIES


def register() -> None:
    """Announce the room's rows."""
    register_rows(
        "insight.timereleased", Rows(TimeReleased.objects.within, ("activity",), _activity, "insight:release")
    )


def _activity(code: str, _language: str) -> str:
    return str(ACTIVITIES.get(code, code))

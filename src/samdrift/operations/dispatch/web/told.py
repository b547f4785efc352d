"""What proposals are called where an event speaks of them."""

from samdrift.foundation.events.public import Rows, register_rows
from samdrift.operations.dispatch.models import DayProposal


def register() -> None:
    """Announce the room's rows."""
    rows = Rows(DayProposal.objects.within, ("day",), lambda day, _language: day.isoformat(), "dispatch:proposal")
    register_rows("dispatch.dayproposal", rows)

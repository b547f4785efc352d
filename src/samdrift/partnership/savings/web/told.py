"""What the room's rows are called where an event speaks of them."""

from samdrift.foundation.events.public import Rows, register_rows
from samdrift.partnership.savings.models import SavingItem


def register() -> None:
    """Announce the room's rows."""
    register_rows("savings.savingitem", Rows(SavingItem.objects.within, ("title",), _title, "savings:initiative"))


def _title(title: str, _language: str) -> str:
    return title

"""What rounds are called where an event speaks of them."""

from samdrift.foundation.events.public import Rows, register_codes, register_rows
from samdrift.operations.rounds.models import Round
from samdrift.operations.rounds.queries.words import SKIP_WORDS


def register() -> None:
    """Announce the room's words and rows."""
    register_codes("skip_reason", SKIP_WORDS)
    register_rows("rounds.round", Rows(Round.objects.within, ("name",), lambda name, _language: name, "rounds:round"))

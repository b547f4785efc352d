"""What other rooms may use of add-ons."""

from samdrift.partnership.addons.commands.deciding import charge, decide, follow_change, follow_quote, propose
from samdrift.partnership.addons.commands.looking import look_everywhere
from samdrift.partnership.addons.commands.noting import AddOnDraft, note_add_on, write_note
from samdrift.partnership.addons.models import AddOn

__all__ = [
    "AddOn",
    "AddOnDraft",
    "charge",
    "decide",
    "follow_change",
    "follow_quote",
    "look_everywhere",
    "note_add_on",
    "propose",
    "write_note",
]

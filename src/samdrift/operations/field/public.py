"""What other rooms may use of the technician's phone."""

from samdrift.operations.field.commands.notes import write_note
from samdrift.operations.field.queries.notes import open_notes_at

__all__ = ["open_notes_at", "write_note"]

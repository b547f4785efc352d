"""What other rooms may use of the technician's phone."""

from samdrift.operations.field.commands.notes import write_note

__all__ = ["write_note"]

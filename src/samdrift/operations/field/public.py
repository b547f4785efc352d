"""What other rooms may use of the technician's phone."""

from samdrift.operations.field.commands.notes import write_note
from samdrift.operations.field.commands.pieces import Piece
from samdrift.operations.field.queries.notes import open_notes_at
from samdrift.operations.field.registry import (
    PieceKind,
    Shell,
    further_kinds,
    register_part,
    register_pieces,
    register_shell,
)
from samdrift.operations.field.rules import drift_seconds, marks_of

__all__ = [
    "Piece",
    "PieceKind",
    "Shell",
    "drift_seconds",
    "further_kinds",
    "marks_of",
    "open_notes_at",
    "register_part",
    "register_pieces",
    "register_shell",
    "write_note",
]

"""What the field room announces."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNoteWritten(Event):
    """Something about a place stands for whoever goes there."""

    kind: ClassVar[str] = "field.place_note_written"
    says: ClassVar[Sentence] = Sentence(_("A note about the place was written."), "edit", "info")
    note_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNoteEnded(Event):
    """It no longer holds."""

    kind: ClassVar[str] = "field.place_note_ended"
    says: ClassVar[Sentence] = Sentence(_("A note about the place was ended."), "close")
    note_kind: str

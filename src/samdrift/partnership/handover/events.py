"""What the room announces: a pack made, taken along, confirmed by a side, and handed over."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PackEvent(Event):
    """Something about one pack; from when it is made the book itself knows by which fingerprint."""

    pack_uid: UUID
    number: int
    day: date
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackMade(PackEvent):
    """A pack was made; whether the provider opened its staff list for it."""

    kind: ClassVar[str] = "handover.made"
    says: ClassVar[Sentence] = Sentence(_("Exit pack %(number)s as of %(day)s was made."), "package", "info")
    with_staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PackTaken(PackEvent):
    """Somebody took a pack along."""

    kind: ClassVar[str] = "handover.taken"
    says: ClassVar[Sentence] = Sentence(_("Exit pack %(number)s was downloaded."), "download")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackConfirmed(PackEvent):
    """One side confirmed the handover of a pack."""

    kind: ClassVar[str] = "handover.confirmed"
    says: ClassVar[Sentence] = Sentence(
        _("The client confirmed the handover of exit pack %(number)s."), "check", "ok", by="side",
        cases={
            "provider": Sentence(_("The provider confirmed the handover of exit pack %(number)s."), "check", "ok")
        },
    )  # fmt: skip
    side: str  # customer, provider


@dataclass(frozen=True, slots=True, kw_only=True)
class PackHandedOver(PackEvent):
    """Both sides confirmed: the pack stands, and a leaving call-off may end."""

    kind: ClassVar[str] = "handover.handed_over"
    says: ClassVar[Sentence] = Sentence(_("Exit pack %(number)s is handed over."), "handshake", "ok")

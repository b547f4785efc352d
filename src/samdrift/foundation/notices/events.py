"""What this room announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingFailed(Event):
    """A message could not leave the house at three tries, or was refused for good."""

    kind: ClassVar[str] = "notices.sending_failed"
    says: ClassVar[Sentence] = Sentence(_("A message could not be sent."), "alert", "danger")
    sending_id: UUID
    channel: str
    letter: str

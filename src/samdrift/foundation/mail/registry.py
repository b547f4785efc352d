"""Who makes something of a mail: one room announces itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from samdrift.foundation.files.public import CleanFile
from samdrift.foundation.mail.reading import ReadMail

if TYPE_CHECKING:
    from samdrift.foundation.mail.models import IncomingMail

TAKEN, HELD, IGNORED = "taken", "held", "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a mail: taken, held for the desk, or ignored; why; and what it became or is about."""

    state: str
    reason: str = ""
    subject_kind: str = ""
    subject_uid: UUID | None = None
    data_class: str = ""


Receiver = Callable[["IncomingMail", ReadMail, Sequence[CleanFile], datetime], Outcome]
"""(mail as kept, as read, what came along and may be kept, now) → what became of it."""
_receiver: list[Receiver] = []


def register_receiver(receiver: Receiver) -> None:
    """Let a room make something of mails; called in the transaction that writes down the outcome."""
    _receiver[:] = [receiver]


def receiver() -> Receiver | None:
    """Who makes something of mails; nobody, in an installation without a desk."""
    return _receiver[0] if _receiver else None

"""What the room announces."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalEvent(Event):
    """Something about one proposal; it lies with the request it speaks of."""

    proposal_uid: UUID
    about: str
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalMade(ProposalEvent):
    """One party asked the other to agree to something."""

    kind: ClassVar[str] = "disputes.proposed"
    says: ClassVar[Sentence] = Sentence(
        _("Another deadline was proposed."), "contract", "info", by="about",
        cases={
            "relief": Sentence(_("It was proposed that a promise does not count."), "contract", "info"),
            "pause": Sentence(_("A pause was contested."), "contract", "warn"),
            "closure": Sentence(_("The closure was contested."), "contract", "warn"),
        },
    )  # fmt: skip
    answer_by: datetime
    asked_due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalAnswered(ProposalEvent):
    """The other party answered, or the proposal was taken back."""

    kind: ClassVar[str] = "disputes.answered"
    says: ClassVar[Sentence] = Sentence(
        _("The proposal was accepted."), "handshake", "ok", by="state",
        cases={
            "refused": Sentence(_("The proposal was refused."), "contract", "warn"),
            "withdrawn": Sentence(_("The proposal was taken back."), "undo", "info"),
        },
    )  # fmt: skip
    state: str

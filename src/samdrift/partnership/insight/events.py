"""What the room announces."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMoved(Event):
    """Managers' time released was written down, agreed to or refused."""

    kind: ClassVar[str] = "insight.release_moved"
    says: ClassVar[Sentence] = Sentence(
        _("Time released for managers was written down."), "clock", "info", by="state",
        cases={
            "agreed": Sentence(_("Both parties agreed on time released for managers."), "thumb-up", "ok"),
            "refused": Sentence(_("The other party did not agree to time released for managers."), "ban", "warn"),
        },
    )  # fmt: skip
    release_uid: UUID
    state: str
    activity: str
    number: int
    hours_before: Decimal
    hours_now: Decimal
    method: str
    from_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPageMoved(Event):
    """What of a contract everybody may read was proposed, agreed to, refused, taken back or ended."""

    kind: ClassVar[str] = "insight.public_page_moved"
    says: ClassVar[Sentence] = Sentence(
        _("It was proposed to publish figures of the contract (%(figures)s)."), "share", "info", by="state",
        cases={
            "agreed": Sentence(_("Both parties publish figures of the contract (%(figures)s)."), "share", "ok"),
            "refused": Sentence(_("The other party did not agree to publish figures of the contract."), "ban", "warn"),
            "withdrawn": Sentence(_("The proposal to publish figures of the contract was taken back."), "ban"),
            "ended": Sentence(_("Figures of the contract are not published any more."), "ban", "warn"),
        },
    )  # fmt: skip
    page_uid: UUID
    state: str
    number: int
    figures: str

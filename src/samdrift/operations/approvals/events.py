"""What this room announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalEvent(Event):
    """Something about one step; `subject_uid` is what the approval is about."""

    approval_id: UUID
    subject_uid: UUID
    approval_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked(ApprovalEvent):
    """Somebody must say yes or no."""

    kind: ClassVar[str] = "approvals.asked"
    says: ClassVar[Sentence] = Sentence(_("A yes or no was asked for (%(approval_kind)s)."), "hourglass", "pause")
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalGiven(ApprovalEvent):
    """Yes."""

    kind: ClassVar[str] = "approvals.given"
    says: ClassVar[Sentence] = Sentence(_("Somebody said yes (%(approval_kind)s)."), "check", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRefused(ApprovalEvent):
    """No; the reason stands on the step."""

    kind: ClassVar[str] = "approvals.refused"
    says: ClassVar[Sentence] = Sentence(_("Somebody said no (%(approval_kind)s)."), "ban", "danger")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalWithdrawn(ApprovalEvent):
    """The question fell away with what it was about."""

    kind: ClassVar[str] = "approvals.withdrawn"
    says: ClassVar[Sentence] = Sentence(_("The question fell away (%(approval_kind)s)."), "ban")

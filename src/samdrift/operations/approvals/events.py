"""What this room announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from samdrift.foundation.events.public import Event


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
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalGiven(ApprovalEvent):
    """Yes."""

    kind: ClassVar[str] = "approvals.given"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRefused(ApprovalEvent):
    """No; the reason stands on the step."""

    kind: ClassVar[str] = "approvals.refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalWithdrawn(ApprovalEvent):
    """The question fell away with what it was about."""

    kind: ClassVar[str] = "approvals.withdrawn"

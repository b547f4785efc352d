"""A request reaches us, and whoever must say yes first answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Sentence
from samdrift.operations.requests.events.base import RequestEvent, RequestMoved


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSubmitted(RequestEvent):
    """A request reached us; `received_at` starts its clocks."""

    kind: ClassVar[str] = "requests.submitted"
    says: ClassVar[Sentence] = Sentence(_("Reported (%(channel)s) with priority P%(priority)s."), "inbox", "info")
    channel: str
    request_type: str
    priority: int
    impact: int
    urgency: int
    received_at: datetime
    chip: str = ""
    form_version: int | None = None
    space_id: int | None = None
    asset_id: int | None = None
    modifiers: list[str]
    danger: bool = False
    """Words of danger stand in it, which an agent is to confirm or dismiss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAwaitingApproval(RequestMoved):
    """Somebody must say yes first; that time is not the provider's."""

    kind: ClassVar[str] = "requests.awaiting_approval"
    says: ClassVar[Sentence] = Sentence(_("Waits for an approval."), "hourglass", "pause")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestApproved(RequestMoved):
    """Every approval it needed was given."""

    kind: ClassVar[str] = "requests.approved"
    says: ClassVar[Sentence] = Sentence(_("Approved."), "check", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRejected(RequestMoved):
    """An approver said no."""

    kind: ClassVar[str] = "requests.rejected"
    says: ClassVar[Sentence] = Sentence(_("Not approved."), "ban", "danger")

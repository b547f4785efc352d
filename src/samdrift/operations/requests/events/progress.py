"""The work goes on, waits, and is done."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Sentence
from samdrift.operations.requests.events.base import RequestEvent, RequestMoved


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestArrived(RequestEvent):
    """Somebody is at the place."""

    kind: ClassVar[str] = "requests.arrived"
    says: ClassVar[Sentence] = Sentence(_("Somebody is on site."), "map-pin", "brand")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStarted(RequestMoved):
    """Work has begun."""

    kind: ClassVar[str] = "requests.started"
    says: ClassVar[Sentence] = Sentence(_("Work started."), "play", "brand")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPutOnHold(RequestMoved):
    """It waits, with a reason."""

    kind: ClassVar[str] = "requests.put_on_hold"
    says: ClassVar[Sentence] = Sentence(
        _("Put on hold: %(reason)s."), "pause", "pause", reads={"reason": "hold_reason"}
    )
    until: datetime | None = None
    evidence_kind: str = ""
    evidence_uid: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestResumed(RequestMoved):
    """It waits no longer."""

    kind: ClassVar[str] = "requests.resumed"
    says: ClassVar[Sentence] = Sentence(_("Goes on."), "play", "brand")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMadeSafe(RequestMoved):
    """No danger any more; the repair is still to come."""

    kind: ClassVar[str] = "requests.made_safe"
    says: ClassVar[Sentence] = Sentence(_("Made safe; the repair is still to come."), "safe", "warn")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestResolved(RequestMoved):
    """The provider says it is done; `reason` holds the resolution code."""

    kind: ClassVar[str] = "requests.resolved"
    says: ClassVar[Sentence] = Sentence(
        _("Resolved: %(reason)s."), "check-circle", "ok", reads={"reason": "resolution_code"}
    )

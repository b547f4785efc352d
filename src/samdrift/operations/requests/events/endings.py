"""A request ends, with or without what was asked for, and may begin again."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Sentence
from samdrift.operations.requests.events.base import RequestEvent, RequestMoved


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestClosed(RequestMoved):
    """Confirmed, or silent long enough (`reason` is confirmed or silent)."""

    kind: ClassVar[str] = "requests.closed"
    says: ClassVar[Sentence] = Sentence(
        _("Closed: confirmed."),
        "check-circle",
        "ok",
        by="reason",
        cases={"silent": Sentence(_("Closed: nobody objected."), "check-circle")},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReopened(RequestMoved):
    """It was not done after all: the original clock goes on."""

    kind: ClassVar[str] = "requests.reopened"
    says: ClassVar[Sentence] = Sentence(_("Reopened; the original clock goes on."), "reopen", "warn")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCancelled(RequestMoved):
    """Withdrawn."""

    kind: ClassVar[str] = "requests.cancelled"
    says: ClassVar[Sentence] = Sentence(_("Cancelled."), "ban")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDeclineAsked(RequestEvent):
    """One of the provider's people finds it out of scope; a second one must agree."""

    kind: ClassVar[str] = "requests.decline_asked"
    says: ClassVar[Sentence] = Sentence(_("Found out of scope; a second person must agree."), "no-entry", "pause")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDeclined(RequestMoved):
    """Out of scope, found by two people."""

    kind: ClassVar[str] = "requests.declined"
    says: ClassVar[Sentence] = Sentence(_("Declined as out of scope."), "no-entry", "danger")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAppealed(RequestEvent):
    """Whoever asked does not agree that it is out of scope; local FM looks at it."""

    kind: ClassVar[str] = "requests.appealed"
    says: ClassVar[Sentence] = Sentence(_("Appealed; local FM looks at it."), "flag", "warn")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAppealGranted(RequestMoved):
    """Local FM finds that it is in scope after all: it goes on, and its promises begin anew."""

    kind: ClassVar[str] = "requests.appeal_granted"
    says: ClassVar[Sentence] = Sentence(_("The appeal was granted: it goes on after all."), "check", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAppealRefused(RequestEvent):
    """Local FM finds that it is out of scope indeed."""

    kind: ClassVar[str] = "requests.appeal_refused"
    says: ClassVar[Sentence] = Sentence(_("The appeal was refused: it stays declined."), "ban", "danger")

"""The desk says what a request is: its type, its place, its priority, whose it is."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Sentence
from samdrift.operations.requests.events.base import RequestEvent, RequestMoved


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTriaged(RequestMoved):
    """Type, place and priority are confirmed."""

    kind: ClassVar[str] = "requests.triaged"
    says: ClassVar[Sentence] = Sentence(_("Type, place and priority confirmed (P%(priority)s)."), "list-check", "info")
    priority: int
    entitlement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTypeConfirmed(RequestEvent):
    """The desk said of which type it is."""

    kind: ClassVar[str] = "requests.type_confirmed"
    says: ClassVar[Sentence] = Sentence(_("Type corrected to “%(after)s”."), "edit", reads={"after": "request_type"})
    before: str
    after: str
    priority: int
    security: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPlaceConfirmed(RequestEvent):
    """The desk said where it is."""

    kind: ClassVar[str] = "requests.place_confirmed"
    says: ClassVar[Sentence] = Sentence(_("Place corrected to %(site_id)s."), "map-pin")
    site_id: int
    unit_id: int | None = None
    space_id: int | None = None
    asset_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPriorityConfirmed(RequestEvent):
    """The desk said how urgent it is; `consented_by` is whoever agreed to less."""

    kind: ClassVar[str] = "requests.priority_confirmed"
    says: ClassVar[Sentence] = Sentence(_("Priority changed from P%(before)s to P%(after)s."), "edit")
    before: int
    after: int
    impact: int
    urgency: int
    by_customer: bool
    modifiers: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLowerPriorityAsked(RequestEvent):
    """The desk wants a lower priority; whoever asked, or local FM, must agree."""

    kind: ClassVar[str] = "requests.lower_priority_asked"
    says: ClassVar[Sentence] = Sentence(
        _("A lower priority was asked for: P%(after)s instead of P%(before)s."), "edit", "pause"
    )
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLowerPriorityRefused(RequestEvent):
    """The lower priority was not agreed to."""

    kind: ClassVar[str] = "requests.lower_priority_refused"
    says: ClassVar[Sentence] = Sentence(_("The priority stays P%(priority)s."), "edit")
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDangerDismissed(RequestEvent):
    """An agent looked at the words of danger in it: nobody is in danger."""

    kind: ClassVar[str] = "requests.danger_dismissed"
    says: ClassVar[Sentence] = Sentence(_("Looked at for danger: there is none."), "check")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAssigned(RequestMoved):
    """A team, a person or both have it."""

    kind: ClassVar[str] = "requests.assigned"
    says: ClassVar[Sentence] = Sentence(
        _("Assigned to %(to)s."), "assign", "info", joins={"to": ("team_id", "assignee_id")}
    )
    team_id: int | None = None
    assignee_id: int | None = None

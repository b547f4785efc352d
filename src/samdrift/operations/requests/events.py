"""What this room announces: facts with ids and codes, never names or texts."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from samdrift.foundation.events.public import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEvent(Event):
    """Something that happened to one request."""

    subject: ClassVar[str] = "request_id"
    request_id: UUID
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSubmitted(RequestEvent):
    """A request reached us; `received_at` starts its clocks."""

    kind: ClassVar[str] = "requests.submitted"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMoved(RequestEvent):
    """The state went from one to another."""

    before: str
    after: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAwaitingApproval(RequestMoved):
    """Somebody must say yes first; that time is not the provider's."""

    kind: ClassVar[str] = "requests.awaiting_approval"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestApproved(RequestMoved):
    """Every approval it needed was given."""

    kind: ClassVar[str] = "requests.approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRejected(RequestMoved):
    """An approver said no."""

    kind: ClassVar[str] = "requests.rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTriaged(RequestMoved):
    """Type, place and priority are confirmed."""

    kind: ClassVar[str] = "requests.triaged"
    priority: int
    entitlement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTypeConfirmed(RequestEvent):
    """The desk said of which type it is."""

    kind: ClassVar[str] = "requests.type_confirmed"
    before: str
    after: str
    priority: int
    security: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPlaceConfirmed(RequestEvent):
    """The desk said where it is."""

    kind: ClassVar[str] = "requests.place_confirmed"
    site_id: int
    unit_id: int | None = None
    space_id: int | None = None
    asset_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPriorityConfirmed(RequestEvent):
    """The desk said how urgent it is; `consented_by` is whoever agreed to less."""

    kind: ClassVar[str] = "requests.priority_confirmed"
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
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLowerPriorityRefused(RequestEvent):
    """The lower priority was not agreed to."""

    kind: ClassVar[str] = "requests.lower_priority_refused"
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAssigned(RequestMoved):
    """A team, a person or both have it."""

    kind: ClassVar[str] = "requests.assigned"
    team_id: int | None = None
    assignee_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestArrived(RequestEvent):
    """Somebody is at the place."""

    kind: ClassVar[str] = "requests.arrived"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStarted(RequestMoved):
    """Work has begun."""

    kind: ClassVar[str] = "requests.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPutOnHold(RequestMoved):
    """It waits, with a reason."""

    kind: ClassVar[str] = "requests.put_on_hold"
    until: datetime | None = None
    evidence_kind: str = ""
    evidence_uid: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestResumed(RequestMoved):
    """It waits no longer."""

    kind: ClassVar[str] = "requests.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMadeSafe(RequestMoved):
    """No danger any more; the repair is still to come."""

    kind: ClassVar[str] = "requests.made_safe"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestResolved(RequestMoved):
    """The provider says it is done; `reason` holds the resolution code."""

    kind: ClassVar[str] = "requests.resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestClosed(RequestMoved):
    """Confirmed, or silent long enough (`reason` is confirmed or silent)."""

    kind: ClassVar[str] = "requests.closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReopened(RequestMoved):
    """It was not done after all: the original clock goes on."""

    kind: ClassVar[str] = "requests.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCancelled(RequestMoved):
    """Withdrawn."""

    kind: ClassVar[str] = "requests.cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDeclineAsked(RequestEvent):
    """One of the provider's people finds it out of scope; a second one must agree."""

    kind: ClassVar[str] = "requests.decline_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDeclined(RequestMoved):
    """Out of scope, found by two people."""

    kind: ClassVar[str] = "requests.declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAppealed(RequestEvent):
    """Whoever asked does not agree that it is out of scope; local FM looks at it."""

    kind: ClassVar[str] = "requests.appealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMerged(RequestMoved):
    """The same matter as another, which goes on for both."""

    kind: ClassVar[str] = "requests.merged"
    master_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWitnessed(RequestEvent):
    """Somebody else has the same problem and will be kept informed."""

    kind: ClassVar[str] = "requests.witnessed"
    witness_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCommented(RequestEvent):
    """Something was said; only the comment itself holds what."""

    kind: ClassVar[str] = "requests.commented"
    comment_id: UUID
    visibility: str
    contract_id: int | None = None
    site_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterAsked(RequestEvent):
    """The requester was asked something; clocks wait for the answer."""

    kind: ClassVar[str] = "requests.requester_asked"
    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterAnswered(RequestEvent):
    """The requester answered, on whatever channel."""

    kind: ClassVar[str] = "requests.requester_answered"
    comment_id: UUID
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRated(RequestEvent):
    """Whoever asked said how it went, 1 to 5."""

    kind: ClassVar[str] = "requests.rated"
    rating: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReceivedAtCorrected(RequestEvent):
    """The moment it reached us was corrected; both stay known."""

    kind: ClassVar[str] = "requests.received_at_corrected"
    before: datetime
    after: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPictured(RequestEvent):
    """A photo was added."""

    kind: ClassVar[str] = "requests.pictured"
    file_id: UUID

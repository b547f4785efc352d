"""What this room announces: facts with ids and codes, never names or texts."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


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
class RequestAssigned(RequestMoved):
    """A team, a person or both have it."""

    kind: ClassVar[str] = "requests.assigned"
    says: ClassVar[Sentence] = Sentence(
        _("Assigned to %(to)s."), "assign", "info", joins={"to": ("team_id", "assignee_id")}
    )
    team_id: int | None = None
    assignee_id: int | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMerged(RequestMoved):
    """The same matter as another, which goes on for both."""

    kind: ClassVar[str] = "requests.merged"
    says: ClassVar[Sentence] = Sentence(_("Marked as a duplicate of another request."), "merge")
    master_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSeparated(RequestMoved):
    """It was not the same matter after all: it goes on by itself again."""

    kind: ClassVar[str] = "requests.separated"
    says: ClassVar[Sentence] = Sentence(_("Not the same matter after all; it goes on by itself."), "split", "warn")
    master_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSplit(RequestEvent):
    """A part of it became a request of its own."""

    kind: ClassVar[str] = "requests.split"
    says: ClassVar[Sentence] = Sentence(_("A part of it became a request of its own."), "split")
    part_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPutUnder(RequestEvent):
    """It is part of a larger request, or (without one) no longer."""

    kind: ClassVar[str] = "requests.put_under"
    says: ClassVar[Sentence] = Sentence(_("What it is a part of was changed."), "layers")
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWitnessed(RequestEvent):
    """Somebody else has the same problem and will be kept informed."""

    kind: ClassVar[str] = "requests.witnessed"
    says: ClassVar[Sentence] = Sentence(_("Somebody else has the same problem."), "users")
    witness_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCommented(RequestEvent):
    """Something was said; only the comment itself holds what."""

    kind: ClassVar[str] = "requests.commented"
    says: ClassVar[Sentence] = Sentence(_("Commented."), "comment")
    comment_id: UUID
    visibility: str
    contract_id: int | None = None
    site_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterAsked(RequestEvent):
    """The requester was asked something; clocks wait for the answer."""

    kind: ClassVar[str] = "requests.requester_asked"
    says: ClassVar[Sentence] = Sentence(_("The requester was asked something."), "help", "pause")
    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterAnswered(RequestEvent):
    """The requester answered, on whatever channel."""

    kind: ClassVar[str] = "requests.requester_answered"
    says: ClassVar[Sentence] = Sentence(_("The requester answered (%(channel)s)."), "comment", "ok")
    comment_id: UUID
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRated(RequestEvent):
    """Whoever asked said how it went, 1 to 5."""

    kind: ClassVar[str] = "requests.rated"
    says: ClassVar[Sentence] = Sentence(_("Rated %(rating)s of 5."), "star")
    rating: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReceivedAtCorrected(RequestEvent):
    """The moment it reached us was corrected; both stay known."""

    kind: ClassVar[str] = "requests.received_at_corrected"
    says: ClassVar[Sentence] = Sentence(_("The time of receipt was corrected."), "clock", "warn")
    before: datetime
    after: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPictured(RequestEvent):
    """A photo was added."""

    kind: ClassVar[str] = "requests.pictured"
    says: ClassVar[Sentence] = Sentence(_("A photo was added."), "camera")
    file_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRestricted(RequestEvent):
    """It became a case: from now on it exists for those named on it alone."""

    kind: ClassVar[str] = "requests.restricted"
    says: ClassVar[Sentence] = Sentence(_("From now on it exists only for the people named on it."), "lock")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMemberNamed(RequestEvent):
    """A case exists for somebody more."""

    kind: ClassVar[str] = "requests.case_member_named"
    says: ClassVar[Sentence] = Sentence(_("Somebody was named on it."), "users")
    member_id: UUID
    employment_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMemberEnded(RequestEvent):
    """A case no longer exists for somebody."""

    kind: ClassVar[str] = "requests.case_member_ended"
    says: ClassVar[Sentence] = Sentence(_("Somebody is no longer named on it."), "users")
    member_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalRequestRead(RequestEvent):
    """Somebody read a clinical matter: the book keeps who and when."""

    kind: ClassVar[str] = "requests.clinical_read"
    says: ClassVar[Sentence] = Sentence(_("Read."), "search")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRedacted(RequestEvent):
    """Personal words were taken out; what they were is kept nowhere."""

    kind: ClassVar[str] = "requests.redacted"
    says: ClassVar[Sentence] = Sentence(_("Personal words were taken out (%(places)s)."), "edit")
    places: int

"""What requests look like to other systems."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from samdrift.foundation.api import Moment, MomentIn
from samdrift.foundation.paging import MOST

Text = Annotated[str, Field(max_length=8000)]
Code = Annotated[str, Field(max_length=40)]
Level = Annotated[int, Field(ge=1, le=4)]


class RequestOut(Schema):
    """A request."""

    uid: UUID
    version: int
    number: str
    title: str
    description: str
    answers: dict[str, Any]
    language: str
    state: str
    priority: int
    impact: int
    urgency: int
    request_type: str
    line: str
    channel: str
    contract: str
    entitlement: str
    site: UUID | None
    space: UUID | None
    asset: UUID | None
    unit: UUID | None
    team: UUID | None
    assignee: UUID | None
    requester: UUID | None
    master: UUID | None
    received_at: Moment
    triaged_at: Moment | None
    resolved_at: Moment | None
    closed_at: Moment | None
    changed_at: Moment
    next_due_at: Moment | None
    due_at: Moment | None
    paused: bool
    hold_reason: str
    waiting_for_requester: bool
    resolution: str
    rating: int | None
    me_too: int
    reopened: int
    danger_waits: bool


class RequestIn(Schema):
    """What to ask for. `uid` makes it safe to send twice; `received_at` is when it reached you."""

    request_type: Code
    title: Annotated[str, Field(max_length=160)] = ""
    description: Text = ""
    site: UUID | None = None
    space: UUID | None = None
    asset: UUID | None = None
    unit: UUID | None = None
    answers: dict[str, Any] = {}
    chip: Code = ""
    impact: Level | None = None
    urgency: Level | None = None
    channel: Literal["api", "app", "phone", "mail", "counter", "chat", "web"] = "api"
    on_behalf_of: Annotated[str, Field(max_length=120)] = ""
    contact: Annotated[str, Field(max_length=120)] = ""
    language: Literal["en", "da", "sv"] = "en"
    received_at: MomentIn | None = None
    uid: UUID | None = None


class SubmittedOut(Schema):
    """The new request, and the secret of its tracking link."""

    request: RequestOut
    track_token: str


class CommentIn(Schema):
    """Something to say."""

    body: Annotated[str, Field(max_length=4000)]
    visibility: Literal["all", "customer", "provider"] = "all"


class CommentOut(Schema):
    """Something that was said."""

    uid: UUID
    visibility: str
    body: str
    language: str
    asks: bool
    by_requester: bool
    author: UUID | None
    said_at: Moment


class TypeOut(Schema):
    """Something that can be asked for."""

    code: str
    name: str
    line: str


class TextIn(Schema):
    """What somebody wrote, in Danish, Swedish or English."""

    text: Annotated[str, Field(max_length=8000)]
    most: Annotated[int, Field(ge=1, le=10)] = 3


class AssignIn(Schema):
    """Whom to give it to."""

    team: UUID | None = None
    assignee: UUID | None = None


class PriorityIn(Schema):
    """How urgent it is."""

    impact: Level
    urgency: Level
    safety: bool = False


class PlaceIn(Schema):
    """Where it is."""

    site: UUID | None = None
    space: UUID | None = None
    asset: UUID | None = None


class HoldIn(Schema):
    """Why it waits, what shows it, and until when."""

    reason: Code
    note: Annotated[str, Field(max_length=4000)] = ""
    until: MomentIn | None = None


class ResolveIn(Schema):
    """How it was resolved, and what there is to show for it."""

    resolution: Code
    note: Annotated[str, Field(max_length=4000)] = ""
    evidence: list[Literal["photo", "reading", "signature", "scan"]] = []


class ReasonIn(Schema):
    """Why."""

    reason: Annotated[str, Field(max_length=400)] = ""


class TypeIn(Schema):
    """Of which type it is."""

    request_type: Code


class SplitIn(Schema):
    """The part that becomes a request of its own."""

    request_type: str = Field(max_length=32)
    description: str = Field(min_length=1, max_length=8000)


class MasterIn(Schema):
    """Which request goes on for both."""

    master: UUID


class QuestionIn(Schema):
    """What to ask the requester."""

    question: Annotated[str, Field(max_length=4000)]


class AnswerIn(Schema):
    """The answer."""

    body: Annotated[str, Field(max_length=4000)]


class RatingIn(Schema):
    """How it went, 1 to 5."""

    rating: Annotated[int, Field(ge=1, le=5)]
    reason: Annotated[str, Field(max_length=400)] = ""


class ReceivedIn(Schema):
    """When it really reached us, and how that is known."""

    received_at: MomentIn
    reason: Literal["found_in_mailbox", "noted_on_paper", "call_recorded", "wrong_time_typed"]


class FiltersIn(Schema):
    """What to list; everything left away means all."""

    group: Literal["open", "new", "under_way", "resolved", "ended", "all"] = "open"
    state: Code = ""
    line: Code = ""
    request_type: Code = ""
    priority: Annotated[int, Field(ge=1, le=5)] | None = None
    site: UUID | None = None
    unit: UUID | None = None
    team: UUID | None = None
    assignee: Literal["", "me", "mine", "nobody"] = ""
    requester: Literal["", "me"] = ""
    standing: Literal["", "late", "at_risk", "paused", "waiting"] = ""
    channel: Code = ""
    since: MomentIn | None = None
    until: MomentIn | None = None
    text: Annotated[str, Field(max_length=200)] = ""
    order: Literal["newest", "due"] = "newest"
    cursor: Annotated[str, Field(max_length=600, description="`next` of the page before")] = ""
    limit: Annotated[int, Field(ge=1, le=MOST, description="Rows on a page")] = 25


class PromiseOut(Schema):
    """One clock of a request: what was promised, by which rule, and how it stands."""

    kind: str
    state: str
    priority: int
    policy: str
    clause: str
    started_at: Moment
    due_at: Moment
    stopped_at: Moment | None
    paused: bool
    paused_seconds: int


class StepOut(Schema):
    """One thing that happened; `facts` are ids and codes."""

    uid: UUID
    kind: str
    happened_at: Moment
    recorded_at: Moment
    facts: dict[str, Any]


class PhotoOut(Schema):
    """A photo that was added."""

    uid: UUID
    name: str
    media_type: str


class CaseMemberOut(Schema):
    """Somebody, or a team, for whom a restricted request exists."""

    uid: UUID
    name: str
    team: bool


class CaseMemberIn(Schema):
    """Somebody at work here."""

    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class RedactIn(Schema):
    """The words to take out."""

    words: Annotated[list[Annotated[str, Field(min_length=2, max_length=200)]], Field(min_length=1, max_length=50)]

"""What is said and shown about a request."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Sentence
from samdrift.operations.requests.events.base import RequestEvent


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
    # How many stars is told by the request itself, to who answers them: the book is read by more (decision 0187).
    says: ClassVar[Sentence] = Sentence(_("Said how it went."), "star")
    quiet: ClassVar[tuple[str, ...]] = ("rating",)
    rating: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPictured(RequestEvent):
    """A photo was added."""

    kind: ClassVar[str] = "requests.pictured"
    says: ClassVar[Sentence] = Sentence(_("A photo was added."), "camera")
    file_id: UUID

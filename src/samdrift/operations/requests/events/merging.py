"""Several requests about one matter, and one request about several."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Sentence
from samdrift.operations.requests.events.base import RequestEvent, RequestMoved


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

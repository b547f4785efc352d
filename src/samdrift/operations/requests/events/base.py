"""What every event of a request carries."""

from dataclasses import dataclass
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
class RequestMoved(RequestEvent):
    """The state went from one to another."""

    before: str
    after: str
    reason: str = ""

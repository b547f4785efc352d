"""What the work room announces."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from samdrift.foundation.events.public import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkEvent(Event):
    """Something about one work order, told in the history of the order."""

    work_order_id: UUID
    request_id: UUID | None = None
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCreated(WorkEvent):
    """A work order stands."""

    kind: ClassVar[str] = "work.order_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDispatched(WorkEvent):
    """It was given to a team or a person."""

    kind: ClassVar[str] = "work.order_dispatched"
    team_id: int | None
    assignee_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMoved(WorkEvent):
    """It went from one state to another, for a reason where one is asked for."""

    kind: ClassVar[str] = "work.order_moved"
    before: str
    after: str
    move: str
    reason: str = ""
    clock_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceConfirmed(WorkEvent):
    """The tag at the place was scanned by whoever has the order: proof of presence."""

    kind: ClassVar[str] = "work.place_confirmed"
    matches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWritten(WorkEvent):
    """Time or material was written on it."""

    kind: ClassVar[str] = "work.line_written"
    line_uid: UUID
    line_kind: str
    minutes: int
    quantity: Decimal | None
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAsked(WorkEvent):
    """It was finished on a phone after it had been cancelled or given away: somebody looks at it."""

    kind: ClassVar[str] = "work.review_asked"
    reason: str

"""What the promises room announces: facts from which either party recomputes every clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from samdrift.foundation.events.public import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesOpened(Event):
    """Clocks began to run under a policy."""

    kind: ClassVar[str] = "promises.opened"
    subject_uid: UUID
    policy_uid: UUID
    priority: int
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneReached(Event):
    """Something clocks wait for has happened."""

    kind: ClassVar[str] = "promises.milestone_reached"
    subject_uid: UUID
    milestone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseStarted(Event):
    """Clocks stand from now on."""

    kind: ClassVar[str] = "promises.pause_started"
    subject_uid: UUID
    pause_uid: UUID
    reason: str
    caused_by: str
    clocks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEnded(Event):
    """Clocks run again."""

    kind: ClassVar[str] = "promises.pause_ended"
    subject_uid: UUID
    pause_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesRetargeted(Event):
    """Another policy holds from the original start, or from the change."""

    kind: ClassVar[str] = "promises.retargeted"
    subject_uid: UUID
    policy_uid: UUID
    priority: int
    counted_from: str
    by_customer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesVoided(Event):
    """The clocks no longer count, for a reason."""

    kind: ClassVar[str] = "promises.voided"
    subject_uid: UUID
    reason: str

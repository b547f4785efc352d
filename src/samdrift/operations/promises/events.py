"""What the promises room announces: facts from which either party recomputes every clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesOpened(Event):
    """Clocks began to run under a policy."""

    kind: ClassVar[str] = "promises.opened"
    says: ClassVar[Sentence] = Sentence(_("The clocks started under P%(priority)s."), "clock")
    subject_uid: UUID
    policy_uid: UUID
    priority: int
    started_at: datetime
    calendars: tuple[str, ...] = ()
    """The uid of the calendar version each clock of the policy counts by, in the order of the policy's clocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneReached(Event):
    """Something clocks wait for has happened."""

    kind: ClassVar[str] = "promises.milestone_reached"
    says: ClassVar[Sentence] = Sentence(_("Clocks waiting for “%(milestone)s” stopped."), "clock", "ok")
    subject_uid: UUID
    milestone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseStarted(Event):
    """Clocks stand from now on."""

    kind: ClassVar[str] = "promises.pause_started"
    says: ClassVar[Sentence] = Sentence(
        _("Clocks paused (%(clocks)s): %(reason)s."), "pause", "pause", reads={"reason": "pause_reason"}
    )
    subject_uid: UUID
    pause_uid: UUID
    reason: str
    caused_by: str
    clocks: tuple[str, ...]
    until: datetime | None = None
    """When it ends by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEnded(Event):
    """Clocks run again."""

    kind: ClassVar[str] = "promises.pause_ended"
    says: ClassVar[Sentence] = Sentence(_("Clocks run again."), "play")
    subject_uid: UUID
    pause_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesRetargeted(Event):
    """Another policy holds from the original start, or from the change."""

    kind: ClassVar[str] = "promises.retargeted"
    says: ClassVar[Sentence] = Sentence(_("The clocks were counted anew under P%(priority)s."), "clock", "warn")
    subject_uid: UUID
    policy_uid: UUID
    priority: int
    counted_from: str
    by_customer: bool
    calendars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesRecalculated(Event):
    """A calendar was put right while clocks ran: the recalculation log, clock by clock."""

    kind: ClassVar[str] = "promises.recalculated"
    says: ClassVar[Sentence] = Sentence(
        _("The calendar %(calendar_code)s was put right; running clocks were counted anew."), "calendar", "warn"
    )
    subject_uid: UUID
    calendar_uid: UUID
    calendar_code: str
    number: int
    clocks: tuple[str, ...]
    due_before: tuple[datetime, ...]
    due_after: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesVoided(Event):
    """The clocks no longer count, for a reason."""

    kind: ClassVar[str] = "promises.voided"
    says: ClassVar[Sentence] = Sentence(_("The clocks no longer count."), "ban")
    subject_uid: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineAgreed(Event):
    """Both parties agreed on another deadline; the promised one stays and both are reported."""

    kind: ClassVar[str] = "promises.deadline_agreed"
    says: ClassVar[Sentence] = Sentence(_("Both parties agreed on another deadline."), "handshake", "ok")
    subject_uid: UUID
    promise_uid: UUID
    promised: datetime
    agreed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseExcluded(Event):
    """Both parties agreed that a promise counts for nobody, and why."""

    kind: ClassVar[str] = "promises.excluded"
    says: ClassVar[Sentence] = Sentence(_("Both parties agreed that a promise does not count."), "handshake", "info")
    subject_uid: UUID
    promise_uid: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseStruck(Event):
    """Both parties found that a pause should not have stopped anything; the clocks were counted anew without it."""

    kind: ClassVar[str] = "promises.pause_struck"
    says: ClassVar[Sentence] = Sentence(
        _("Both parties struck a pause; the clocks were counted anew."), "clock", "warn"
    )
    subject_uid: UUID
    pause_uid: UUID

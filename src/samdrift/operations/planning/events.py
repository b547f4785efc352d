"""What the planning room announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEvent(Event):
    """Something about one plan."""

    plan_id: UUID
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWritten(PlanEvent):
    """A version of a plan holds from a day on; the first one begins the plan."""

    kind: ClassVar[str] = "planning.plan_written"
    says: ClassVar[Sentence] = Sentence(
        _("Version %(number)s of the plan holds from %(from_day)s."), "calendar", "info"
    )
    number: int
    from_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEnded(PlanEvent):
    """From a day on nothing more comes due of it."""

    kind: ClassVar[str] = "planning.plan_ended"
    says: ClassVar[Sentence] = Sentence(_("The plan ends on %(on_day)s."), "ban")
    on_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRests(PlanEvent):
    """It rests while its place is closed, or for good where its service was given up; `source_uid` says by what."""

    kind: ClassVar[str] = "planning.plan_rests"
    says: ClassVar[Sentence] = Sentence(_("The plan rests from %(from_day)s."), "pause", "info")
    from_day: date
    until_day: date | None
    source_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGoesOn(PlanEvent):
    """What a change or closure had made of the plan was taken back."""

    kind: ClassVar[str] = "planning.plan_goes_on"
    says: ClassVar[Sentence] = Sentence(_("The plan goes on as it was before a change of service."), "undo")
    source_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardWritten(Event):
    """What is to be done to every asset of a class was written down."""

    kind: ClassVar[str] = "planning.standard_written"
    says: ClassVar[Sentence] = Sentence(_("The standard plan %(code)s was written."), "book")
    subject: ClassVar[str] = "standard_uid"
    standard_uid: UUID
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardEnded(Event):
    """A standard plan makes no new plans."""

    kind: ClassVar[str] = "planning.standard_ended"
    says: ClassVar[Sentence] = Sentence(_("The standard plan %(code)s was ended."), "ban")
    subject: ClassVar[str] = "standard_uid"
    standard_uid: UUID
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceEvent(PlanEvent):
    """Something about one time a plan comes due."""

    occurrence_id: UUID
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceIssued(OccurrenceEvent):
    """Its work order was given out."""

    kind: ClassVar[str] = "planning.occurrence_issued"
    says: ClassVar[Sentence] = Sentence(_("The work order for planned work stands."), "work", "info")
    work_order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceDone(OccurrenceEvent):
    """It is done with all that belongs to it; whether in time follows from its days."""

    kind: ClassVar[str] = "planning.occurrence_done"
    says: ClassVar[Sentence] = Sentence(_("Planned work was done on %(counted_on)s."), "check", "ok")
    counted_on: date
    carried_to: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceMissed(OccurrenceEvent):
    """Its time passed without it."""

    kind: ClassVar[str] = "planning.occurrence_missed"
    says: ClassVar[Sentence] = Sentence(_("Planned work was not done in its time."), "ban", "danger")
    stopped: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceWaived(OccurrenceEvent):
    """The customer lets it go this time; the reason stands on it."""

    kind: ClassVar[str] = "planning.occurrence_waived"
    says: ClassVar[Sentence] = Sentence(_("Planned work was waived."), "handshake", "pause")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFiled(OccurrenceEvent):
    """The paper of a test was filed."""

    kind: ClassVar[str] = "planning.certificate_filed"
    says: ClassVar[Sentence] = Sentence(_("A certificate of %(issued_on)s was filed."), "check", "ok")
    certificate_id: UUID
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTaken(Event):
    """A meter was read, or a thing's condition judged."""

    kind: ClassVar[str] = "planning.reading_taken"
    says: ClassVar[Sentence] = Sentence(_("A reading was taken."), "edit")
    subject: ClassVar[str] = "reading_uid"
    reading_uid: UUID
    asset_uid: UUID
    meter: str
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningReported(Event):
    """Something happened that plans wait for: a storm, a fire drill."""

    kind: ClassVar[str] = "planning.happening_reported"
    says: ClassVar[Sentence] = Sentence(_("“%(code)s” was reported; %(plans)s plans come due."), "warning", "warn")
    code: str
    on_day: date
    plans: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMade(Event):
    """Somebody made a secret link to a calendar."""

    kind: ClassVar[str] = "planning.feed_made"
    says: ClassVar[Sentence] = Sentence(_("A link to a calendar was made."), "share")
    subject: ClassVar[str] = "feed_uid"
    feed_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEnded(Event):
    """A link to a calendar no longer works."""

    kind: ClassVar[str] = "planning.feed_ended"
    says: ClassVar[Sentence] = Sentence(_("A link to a calendar was ended."), "ban")
    subject: ClassVar[str] = "feed_uid"
    feed_uid: UUID

"""What the desk announces of its contacts: facts with ids and codes, never names, numbers or words."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEvent(Event):
    """Something that happened to one contact."""

    subject: ClassVar[str] = "contact_id"
    contact_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOpened(ContactEvent):
    """Somebody reached us, or we reached somebody."""

    kind: ClassVar[str] = "desk.contact_opened"
    says: ClassVar[Sentence] = Sentence(
        _("A contact came in (%(channel)s)."),
        "chat",
        "info",
        by="direction",
        cases={"out": Sentence(_("Somebody was contacted (%(channel)s)."), "chat", "info")},
    )
    channel: str
    direction: str
    queue: str = ""
    continues: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAnswered(ContactEvent):
    """An agent took it."""

    kind: ClassVar[str] = "desk.contact_answered"
    says: ClassVar[Sentence] = Sentence(_("Taken after %(wait_seconds)s seconds."), "user", "ok")
    wait_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAbandoned(ContactEvent):
    """They gave up waiting."""

    kind: ClassVar[str] = "desk.contact_abandoned"
    says: ClassVar[Sentence] = Sentence(_("Given up after %(wait_seconds)s seconds of waiting."), "ban", "warn")
    wait_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactHandedOver(ContactEvent):
    """It goes on with somebody else, or waits in another queue, as the contact `next_id`."""

    kind: ClassVar[str] = "desk.contact_handed_over"
    says: ClassVar[Sentence] = Sentence(
        _("Handed over to %(to)s."),
        "assign",
        joins={"to": ("queue", "to_person")},
        reads={"queue": "desk_queue", "to_person": "assignee_id"},
    )
    next_id: UUID
    queue: str = ""
    to_person: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWrappedUp(ContactEvent):
    """It is over, and an agent said how it ended."""

    kind: ClassVar[str] = "desk.contact_wrapped_up"
    says: ClassVar[Sentence] = Sentence(_("The contact is over: %(outcome)s."), "check-circle", "ok")
    channel: str
    outcome: str
    line: str = ""
    about: str = ""
    eligible_for_fcr: bool
    repeat_of: UUID | None = None
    avoidable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLinked(ContactEvent):
    """It is about this request as well."""

    kind: ClassVar[str] = "desk.contact_linked"
    says: ClassVar[Sentence] = Sentence(_("It is about a request as well."), "link")
    request_id: UUID
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOutcomeCorrected(ContactEvent):
    """Somebody looked again and found that it ended otherwise than was said."""

    kind: ClassVar[str] = "desk.contact_outcome_corrected"
    says: ClassVar[Sentence] = Sentence(
        _("How it ended was corrected from “%(before)s” to “%(after)s”."),
        "edit",
        reads={"before": "outcome", "after": "outcome"},
    )
    before: str
    after: str
    eligible_for_fcr: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageEvent(Event):
    """Something about a known issue."""

    subject: ClassVar[str] = "outage_id"
    outage_id: UUID
    line: str = ""
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageDeclared(OutageEvent):
    """The desk tells everybody there that it is known."""

    kind: ClassVar[str] = "desk.outage_declared"
    says: ClassVar[Sentence] = Sentence(_("A known issue was declared."), "bolt", "warn")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageChanged(OutageEvent):
    """Its words or its expected end are others now: whoever follows the case may want to know."""

    kind: ClassVar[str] = "desk.outage_changed"
    says: ClassVar[Sentence] = Sentence(_("What is known of the issue was changed."), "edit", "info")
    expected_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageEnded(OutageEvent):
    """It is over."""

    kind: ClassVar[str] = "desk.outage_ended"
    says: ClassVar[Sentence] = Sentence(_("The known issue is over."), "check-circle", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsImported(Event):
    """Contacts of another system, or of long ago, were brought in."""

    kind: ClassVar[str] = "desk.contacts_imported"
    says: ClassVar[Sentence] = Sentence(_("%(count)s contacts were brought in."), "import", "info")
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTemplateWritten(Event):
    """An answer the desk gives often was written, changed or put away."""

    kind: ClassVar[str] = "desk.answer_written"
    says: ClassVar[Sentence] = Sentence(_("An answer of the desk was written or changed."), "edit")
    subject: ClassVar[str] = "answer_id"
    answer_id: UUID
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSet(Event):
    """A queue was named, or what it promises was changed."""

    kind: ClassVar[str] = "desk.queue_set"
    says: ClassVar[Sentence] = Sentence(
        _("The queue %(queue)s promises an answer within %(answer_seconds)s seconds."), "edit",
        reads={"queue": "desk_queue"},
    )  # fmt: skip
    subject: ClassVar[str] = "queue_id"
    queue_id: UUID
    queue: str
    answer_seconds: int
    short_seconds: int

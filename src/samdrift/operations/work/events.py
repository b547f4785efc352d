"""What the work room announces."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


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
    says: ClassVar[Sentence] = Sentence(_("A work order was made."), "work", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDispatched(WorkEvent):
    """It was given to a team or a person."""

    kind: ClassVar[str] = "work.order_dispatched"
    says: ClassVar[Sentence] = Sentence(
        _("The work order was given to %(to)s."), "assign", "info", joins={"to": ("team_id", "assignee_id")}
    )
    team_id: int | None
    assignee_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSlotted(WorkEvent):
    """It was given a time in somebody's day, or the time was taken back."""

    kind: ClassVar[str] = "work.order_slotted"
    says: ClassVar[Sentence] = Sentence(_("The work order was given another time."), "clock", "info")
    planned_from: datetime | None
    planned_to: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMoved(WorkEvent):
    """It went from one state to another, for a reason where one is asked for."""

    kind: ClassVar[str] = "work.order_moved"
    says: ClassVar[Sentence] = Sentence(
        _("The work order went from “%(before)s” to “%(after)s”."),
        "play",
        "brand",
        reads={"before": "work_state", "after": "work_state"},
    )
    before: str
    after: str
    move: str
    reason: str = ""
    clock_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceConfirmed(WorkEvent):
    """The tag at the place was scanned by whoever has the order: proof of presence."""

    kind: ClassVar[str] = "work.place_confirmed"
    says: ClassVar[Sentence] = Sentence(
        _("The tag scanned hangs elsewhere."),
        "map-pin",
        "warn",
        by="matches",
        cases={True: Sentence(_("The tag at the place was scanned."), "map-pin", "ok")},
    )
    matches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWritten(WorkEvent):
    """Time or material was written on it."""

    kind: ClassVar[str] = "work.line_written"
    says: ClassVar[Sentence] = Sentence(
        _("%(minutes)s minutes were written on the work order."),
        "clock",
        by="line_kind",
        cases={"material": Sentence(_("Material was written on the work order (%(quantity)s)."), "package")},
    )
    line_uid: UUID
    line_kind: str
    minutes: int
    quantity: Decimal | None
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAsked(WorkEvent):
    """It was finished on a phone after it had been cancelled or given away: somebody looks at it."""

    kind: ClassVar[str] = "work.review_asked"
    says: ClassVar[Sentence] = Sentence(
        _("The work order was finished after it had been cancelled or given away; somebody must look."), "help", "warn"
    )
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSettled(WorkEvent):
    """Somebody decided about work that was done after the order had been cancelled, given away or finished."""

    kind: ClassVar[str] = "work.review_settled"
    says: ClassVar[Sentence] = Sentence(
        _("The work done on the phone does not count; what was written is taken back."),
        "help",
        "info",
        by="counted",
        cases={True: Sentence(_("The work done on the phone counts."), "check", "ok")},
    )
    reason: str
    counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistPublished(Event):
    """A checklist, or its next version, counts for orders made from now on."""

    kind: ClassVar[str] = "work.checklist_published"
    says: ClassVar[Sentence] = Sentence(
        _("Version %(number)s of the checklist %(code)s was published (%(steps)s steps)."), "book", "info"
    )
    code: str
    number: int
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAnswered(WorkEvent):
    """A step of its checklist was answered."""

    kind: ClassVar[str] = "work.step_answered"
    says: ClassVar[Sentence] = Sentence(
        _("A step of the checklist was answered."),
        "check",
        "info",
        by="passed",
        cases={False: Sentence(_("A step of the checklist failed."), "help", "warn")},
    )
    step: str
    result_uid: UUID
    passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpMade(WorkEvent):
    """Something found while doing it became an order of its own."""

    kind: ClassVar[str] = "work.follow_up_made"
    says: ClassVar[Sentence] = Sentence(_("A follow-up order was made."), "tool", "info")
    follow_up_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareSet(Event):
    """One in so many finished orders of a line is drawn for verification from now on."""

    kind: ClassVar[str] = "work.share_set"
    says: ClassVar[Sentence] = Sentence(
        _("One in %(one_in)s finished orders is drawn for verification."), "check-circle", "info"
    )
    line: str
    one_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteEvent(Event):
    """Something about a quote for extra work."""

    quote_id: UUID
    amount_minor: int
    currency: str
    line: str
    work_order_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSubmitted(QuoteEvent):
    """Extra work was offered at a price."""

    kind: ClassVar[str] = "work.quote_submitted"
    says: ClassVar[Sentence] = Sentence(_("Extra work was offered at a price."), "document", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteApproved(QuoteEvent):
    """The price was approved, and the order stands."""

    kind: ClassVar[str] = "work.quote_approved"
    says: ClassVar[Sentence] = Sentence(_("The price of extra work was approved."), "check-circle", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRejected(QuoteEvent):
    """The price was not approved: the work is not done."""

    kind: ClassVar[str] = "work.quote_rejected"
    says: ClassVar[Sentence] = Sentence(_("The price of extra work was not approved."), "ban", "warn")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteWithdrawn(QuoteEvent):
    """Whoever offered it took it back."""

    kind: ClassVar[str] = "work.quote_withdrawn"
    says: ClassVar[Sentence] = Sentence(_("The offer of extra work was taken back."), "ban", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeWritten(QuoteEvent):
    """An amount was charged under an approved quote."""

    kind: ClassVar[str] = "work.charge_written"
    says: ClassVar[Sentence] = Sentence(_("An amount was charged for extra work."), "document", "info")
    charge_id: UUID | None = None  # what the line of an invoice names


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemOpened(Event):
    """A thing failed for the third time in the same way: repairing it once more is not enough."""

    kind: ClassVar[str] = "work.problem_opened"
    says: ClassVar[Sentence] = Sentence(
        _("The same thing failed again and again, and a problem was opened."), "alert", "warn"
    )
    problem_id: UUID
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemMoved(Event):
    """Its cause is known, something is done about it, or it is closed."""

    kind: ClassVar[str] = "work.problem_moved"
    says: ClassVar[Sentence] = Sentence(
        _("The problem went from “%(before)s” to “%(after)s”."),
        "play",
        "brand",
        reads={"before": "problem_state", "after": "problem_state"},
    )
    problem_id: UUID
    line: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMade(Event):
    """A subcontractor was given a link, to one order or to all its company has."""

    kind: ClassVar[str] = "work.link_made"
    says: ClassVar[Sentence] = Sentence(
        _("A link to the work was made for %(to)s."), "share", "info", joins={"to": ("company_id",)}
    )
    link_id: UUID
    company_id: int
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOpened(Event):
    """A subcontractor's link was opened for the first time."""

    kind: ClassVar[str] = "work.link_opened"
    says: ClassVar[Sentence] = Sentence(_("The link was opened for the first time."), "info", "info")
    link_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWithdrawn(Event):
    """A subcontractor's link opens nothing any more."""

    kind: ClassVar[str] = "work.link_withdrawn"
    says: ClassVar[Sentence] = Sentence(_("The link to the work was withdrawn."), "no-entry", "warn")
    link_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCleared(Event):
    """A company may work at a site, or at every site, from a day to a day."""

    kind: ClassVar[str] = "work.company_cleared"
    says: ClassVar[Sentence] = Sentence(
        _("%(company)s was cleared to work here."), "safe", "good", joins={"company": ("company_id",)}
    )
    clearance_id: UUID
    company_id: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyClearanceEnded(Event):
    """A company's clearance was taken back."""

    kind: ClassVar[str] = "work.company_clearance_ended"
    says: ClassVar[Sentence] = Sentence(
        _("The clearance of %(company)s was taken back."), "no-entry", "warn", joins={"company": ("company_id",)}
    )
    clearance_id: UUID
    company_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePriced(Event):
    """A line was priced as it was written; told where prices may be seen."""

    kind: ClassVar[str] = "work.line_priced"
    says: ClassVar[Sentence] = Sentence(_("A line of work was priced."), "document", "info")
    line_id: UUID
    amount_minor: int
    currency: str
    reason: str
    contract_id: int
    site_id: int | None
    unit_id: int | None
    # The service line and what was used at which rate, in full: the price is worked out again from it.
    written: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerStarted(WorkEvent):
    """Somebody lets time run on it."""

    kind: ClassVar[str] = "work.timer_started"
    says: ClassVar[Sentence] = Sentence(_("The time was set running."), "clock", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCommented(WorkEvent):
    """Somebody said something about it, and perhaps named people who should read it."""

    kind: ClassVar[str] = "work.order_commented"
    says: ClassVar[Sentence] = Sentence(_("Somebody commented on the work order."), "chat", "info")
    comment_id: UUID
    mentioned: list[int]

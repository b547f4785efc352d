"""What this room announces."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEvent(Event):
    """Something about one change order."""

    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDrafted(ChangeEvent):
    """Somebody put a change together; the price list says what it comes to."""

    kind: ClassVar[str] = "scaling.change_drafted"
    says: ClassVar[Sentence] = Sentence(_("A change of service was worked out."), "edit")
    year_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSubmitted(ChangeEvent):
    """It was asked for: whose yes it needs, from when it would hold, what it comes to in a year."""

    kind: ClassVar[str] = "scaling.change_submitted"
    says: ClassVar[Sentence] = Sentence(_("A change of service was asked for, from %(first_day)s."), "share", "info")
    first_day: date
    approvals: tuple[str, ...]
    year_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeApproved(ChangeEvent):
    """One of the yeses it needs was given; `for_person_id` is whose authority it was when a deputy said it."""

    kind: ClassVar[str] = "scaling.change_approved"
    says: ClassVar[Sentence] = Sentence(_("A change of service got a yes (%(change_step)s)."), "check", "ok")
    change_step: str
    for_person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRejected(ChangeEvent):
    """The customer's own side said no."""

    kind: ClassVar[str] = "scaling.change_rejected"
    says: ClassVar[Sentence] = Sentence(_("A change of service was refused (%(change_step)s)."), "ban", "danger")
    change_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeObjected(ChangeEvent):
    """The provider said why not, and may have offered another day."""

    kind: ClassVar[str] = "scaling.change_objected"
    says: ClassVar[Sentence] = Sentence(_("The provider said why not."), "alert", "warn")
    offered_day: date | None = None
    one_off_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionAnswered(ChangeEvent):
    """The customer kept to the change, or took the day that was offered."""

    kind: ClassVar[str] = "scaling.objection_answered"
    says: ClassVar[Sentence] = Sentence(_("The customer answered the objection."), "chat")
    took_offer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAccepted(ChangeEvent):
    """Both parties agreed; the volumes of the contract follow from the day named."""

    kind: ClassVar[str] = "scaling.change_accepted"
    says: ClassVar[Sentence] = Sentence(
        _("A change of service was agreed; it holds from %(first_day)s."), "handshake", "ok"
    )
    first_day: date
    by_itself: bool
    year_minor: int
    # Each line with the row of the notice table it met, and what is paid once, in full.
    written: tuple[dict[str, Any], ...] = ()
    one_off_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffConsulted(ChangeEvent):
    """The provider's joint committee of staff answered, on a day; the order keeps what it said."""

    kind: ClassVar[str] = "scaling.staff_consulted"
    says: ClassVar[Sentence] = Sentence(_("The joint committee of staff answered on %(held_on)s."), "chat", "info")
    held_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RenegotiationDue(ChangeEvent):
    """With this change so little is left of lines that prices are talked about; line and the share that is left."""

    kind: ClassVar[str] = "scaling.renegotiation_due"
    says: ClassVar[Sentence] = Sentence(
        _("So little is left of what was first ordered that prices are talked about anew."), "alert", "warn"
    )
    left: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWithdrawn(ChangeEvent):
    """It was taken back; after it was agreed only by both."""

    kind: ClassVar[str] = "scaling.change_withdrawn"
    says: ClassVar[Sentence] = Sentence(_("A change of service was taken back."), "ban")
    by_both: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalOffered(ChangeEvent):
    """One party would take an agreed change back; the other has to say so too."""

    kind: ClassVar[str] = "scaling.withdrawal_offered"
    says: ClassVar[Sentence] = Sentence(_("One party would take an agreed change back."), "chat", "pause")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeExpired(ChangeEvent):
    """Nobody said yes within thirty days."""

    kind: ClassVar[str] = "scaling.change_expired"
    says: ClassVar[Sentence] = Sentence(_("A change of service expired: nobody said yes in time."), "hourglass", "warn")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTookEffect(ChangeEvent):
    """Its last day of notice is over: all of it holds."""

    kind: ClassVar[str] = "scaling.change_took_effect"
    says: ClassVar[Sentence] = Sentence(_("A change of service holds now."), "calendar", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettled(ChangeEvent):
    """Finance of both parties saw it right on an invoice."""

    kind: ClassVar[str] = "scaling.change_settled"
    says: ClassVar[Sentence] = Sentence(_("A change of service stands on the invoice as agreed."), "check-circle", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureTold(Event):
    """A place is closed for a while."""

    kind: ClassVar[str] = "scaling.closure_told"
    says: ClassVar[Sentence] = Sentence(_("A place is closed from %(first_day)s to %(last_day)s."), "calendar")
    subject: ClassVar[str] = "closure_id"
    closure_id: UUID
    first_day: date
    last_day: date
    settled_by: str
    amount_minor: int
    written: tuple[dict[str, Any], ...] = ()  # where, which service, and month by month what comes back


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureWithdrawn(Event):
    """It stays open after all."""

    kind: ClassVar[str] = "scaling.closure_withdrawn"
    says: ClassVar[Sentence] = Sentence(_("A closure was taken back."), "ban")
    subject: ClassVar[str] = "closure_id"
    closure_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFollowed(Event):
    """Rounds and plans follow a change, or rest while a place is closed."""

    kind: ClassVar[str] = "scaling.work_followed"
    says: ClassVar[Sentence] = Sentence(
        _("The work follows: rounds %(rounds)s, plans %(plans)s."), "calendar-due", "ok"
    )
    source_uid: UUID
    rounds: int
    plans: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingTermsWritten(Event):
    """Other notice and thresholds hold from a day on."""

    kind: ClassVar[str] = "scaling.terms_written"
    says: ClassVar[Sentence] = Sentence(
        _("Notice and thresholds for changes were written, from %(valid_from)s."), "book"
    )
    subject: ClassVar[str] = "terms_uid"
    terms_uid: UUID
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingTermsProposed(Event):
    """One party proposed other notice and thresholds from a day ahead."""

    kind: ClassVar[str] = "scaling.terms_proposed"
    says: ClassVar[Sentence] = Sentence(
        _("Other notice and thresholds for changes were proposed, from %(valid_from)s."), "handshake", "info"
    )
    subject: ClassVar[str] = "terms_uid"
    terms_uid: UUID
    valid_from: date
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingTermsAnswered(Event):
    """The other party accepted or refused them, or they were taken back; `table` is all rows once both agreed."""

    kind: ClassVar[str] = "scaling.terms_answered"
    says: ClassVar[Sentence] = Sentence(
        _("Both parties agreed on notice and thresholds for changes, from %(valid_from)s."), "handshake", "ok",
        by="standing",
        cases={
            "refused": Sentence(_("Proposed notice and thresholds for changes were not accepted."), "ban", "warn"),
            "withdrawn": Sentence(_("Proposed notice and thresholds for changes were taken back."), "undo", "info"),
        },
    )  # fmt: skip
    subject: ClassVar[str] = "terms_uid"
    terms_uid: UUID
    valid_from: date
    standing: str
    side: str
    table: dict[str, Any]

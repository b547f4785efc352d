"""What the room announces."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingPartyWritten(Event):
    """Whom invoices come from, or a unit's go to, was written."""

    kind: ClassVar[str] = "invoicing.party_written"
    says: ClassVar[Sentence] = Sentence(_("Whom invoices go to was written, from %(valid_from)s on."), "edit")
    party_uid: UUID
    unit_id: int | None
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAsked(Event):
    """Somebody asked for the invoices of a month to be made."""

    kind: ClassVar[str] = "invoicing.run_asked"
    says: ClassVar[Sentence] = Sentence(_("The invoices of the month from %(month)s are made."), "refresh")
    run_uid: UUID
    month: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReady(Event):
    """The invoices of a month were made and checked."""

    kind: ClassVar[str] = "invoicing.run_ready"
    says: ClassVar[Sentence] = Sentence(
        _("%(made)s invoices of the month from %(month)s were made; %(blocked)s may not go out yet."), "check"
    )
    run_uid: UUID
    month: date
    made: int
    blocked: int
    net_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceMoved(Event):
    """An invoice or credit note went from one state to another."""

    kind: ClassVar[str] = "invoicing.moved"
    says: ClassVar[Sentence] = Sentence(
        _("An invoice went from “%(before)s” to “%(after)s”."), "document",
        reads={"before": "invoicing_state", "after": "invoicing_state"},
    )  # fmt: skip
    invoice_uid: UUID
    unit_id: int
    before: str
    after: str
    gross_minor: int
    told: dict[str, Any] | None = None  # once issued: its row in a bundle, and the digest of its lines there


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAccepted(Event):
    """The district accepted that what an invoice names was delivered."""

    kind: ClassVar[str] = "invoicing.delivery_accepted"
    says: ClassVar[Sentence] = Sentence(_("The delivery behind an invoice was accepted."), "check-circle", "ok")
    invoice_uid: UUID
    unit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineQueried(Event):
    """The customer queried part of a line; the rest is paid."""

    kind: ClassVar[str] = "invoicing.line_queried"
    says: ClassVar[Sentence] = Sentence(_("Line %(position)s of an invoice was queried."), "help", "warn")
    invoice_uid: UUID
    dispute_uid: UUID
    unit_id: int
    position: int
    amount_minor: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAnswered(Event):
    """A query was answered: credited, or withdrawn."""

    kind: ClassVar[str] = "invoicing.query_answered"
    says: ClassVar[Sentence] = Sentence(
        _("A query of an invoice's line was answered: %(outcome)s."), "comment", reads={"outcome": "invoicing_outcome"}
    )
    invoice_uid: UUID
    dispute_uid: UUID
    unit_id: int
    outcome: str
    credit_note_uid: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryCredited(Event):
    """A credit note gave back what was queried of a line; told as the note's own story."""

    kind: ClassVar[str] = "invoicing.query_credited"
    says: ClassVar[Sentence] = Sentence(_("A credit note answered a query of line %(position)s."), "document", "info")
    credit_note_uid: UUID
    invoice_uid: UUID
    dispute_uid: UUID
    unit_id: int
    position: int
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateProposed(Event):
    """A party proposed to bill more for months that were invoiced."""

    kind: ClassVar[str] = "invoicing.late_proposed"
    says: ClassVar[Sentence] = Sentence(_("To bill more for months already invoiced was proposed."), "money")
    late_uid: UUID
    unit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateAgreed(Event):
    """Both parties agreed that months already invoiced come to more; told in full, so that it can be worked out."""

    kind: ClassVar[str] = "invoicing.late_agreed"
    says: ClassVar[Sentence] = Sentence(
        _("Both parties agreed that months already invoiced come to more."), "check-circle", "ok"
    )
    late_uid: UUID
    unit_id: int
    written: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateClosed(Event):
    """A proposal to bill more was declined or withdrawn."""

    kind: ClassVar[str] = "invoicing.late_closed"
    says: ClassVar[Sentence] = Sentence(
        _("A proposal to bill more ended: %(outcome)s."), "close", reads={"outcome": "invoicing_late"}
    )
    late_uid: UUID
    unit_id: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementAgreed(Event):
    """The customer agreed to a supplementary invoice before it was sent."""

    kind: ClassVar[str] = "invoicing.supplement_agreed"
    says: ClassVar[Sentence] = Sentence(_("The customer agreed to a supplementary invoice."), "check-circle", "ok")
    invoice_uid: UUID
    unit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementSent(Event):
    """A further invoice of a month went out, beside the one it names."""

    kind: ClassVar[str] = "invoicing.supplement_sent"
    says: ClassVar[Sentence] = Sentence(_("A supplementary invoice went out."), "document", "info")
    invoice_uid: UUID
    first_uid: UUID
    unit_id: int
    month: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsMade(Event):
    """A file of payments was made for the bank."""

    kind: ClassVar[str] = "invoicing.payments_made"
    says: ClassVar[Sentence] = Sentence(_("A file with %(payments)s payments was made."), "download")
    file_uid: UUID
    payments: int
    amount_minor: int

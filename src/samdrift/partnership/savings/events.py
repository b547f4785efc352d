"""What the room announces."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineMoved(Event):
    """A baseline was proposed, agreed to or refused."""

    kind: ClassVar[str] = "savings.baseline_moved"
    says: ClassVar[Sentence] = Sentence(
        _("A baseline was proposed."), "contract", "info", by="state",
        cases={
            "agreed": Sentence(_("Both parties agreed on a baseline."), "thumb-up", "ok"),
            "refused": Sentence(_("The other party did not agree to a baseline."), "ban", "warn"),
        },
    )  # fmt: skip
    baseline_uid: UUID
    state: str
    number: int
    digest: str = ""
    """SHA-256 of the cost lines and how they are carried, as canonical JSON: sealed, so nobody changes them unseen."""
    written: tuple[dict[str, Any], ...] = ()  # once agreed: cost lines and how they are carried, in full


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingMoved(Event):
    """An initiative came into another state."""

    kind: ClassVar[str] = "savings.saving_moved"
    says: ClassVar[Sentence] = Sentence(
        _("The initiative %(number)s was noted."), "edit", "info", by="state",
        cases={
            "forecast": Sentence(_("A forecast was given for %(number)s."), "chart", "info"),
            "baseline_agreed": Sentence(_("Both parties agreed on the baseline of %(number)s."), "thumb-up", "ok"),
            "in_delivery": Sentence(_("Work on %(number)s began."), "play"),
            "delivered": Sentence(_("The owner says %(number)s is delivered."), "check", "info"),
            "verified": Sentence(_("Finance verified %(number)s."), "check-circle", "ok"),
            "recurring": Sentence(_("%(number)s goes on saving."), "refresh", "ok"),
            "lapsed": Sentence(_("%(number)s no longer saves."), "pause", "warn"),
            "rejected": Sentence(_("%(number)s was rejected."), "ban", "warn"),
        },
    )  # fmt: skip
    saving_uid: UUID
    number: str
    state: str
    year: int = 0
    amount_minor: int = 0
    written: tuple[dict[str, Any], ...] = ()  # of what was verified: where, against which baseline, what counts


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeMoved(Event):
    """A guarantee or a way of sharing was proposed or agreed on."""

    kind: ClassVar[str] = "savings.scheme_moved"
    says: ClassVar[Sentence] = Sentence(
        _("Terms for guaranteed or shared savings were proposed."),
        "contract",
        "info",
        by="state",
        cases={"agreed": Sentence(_("Both parties agreed on guaranteed or shared savings."), "thumb-up", "ok")},
    )
    scheme_uid: UUID
    about: str
    state: str
    written: tuple[dict[str, Any], ...] = ()  # its terms, in full


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementMoved(Event):
    """A settlement was calculated, signed, approved, disputed or invoiced."""

    kind: ClassVar[str] = "savings.settlement_moved"
    says: ClassVar[Sentence] = Sentence(
        _("The settlement of %(year)s was calculated."), "chart", "info", by="move",
        cases={
            "sign": Sentence(_("The settlement of %(year)s was signed."), "edit", "ok"),
            "agree": Sentence(_("Both parties agreed on the settlement of %(year)s."), "thumb-up", "ok"),
            "approve": Sentence(_("The settlement of %(year)s was approved."), "check-circle", "ok"),
            "dispute": Sentence(_("The settlement of %(year)s is disputed."), "alert", "warn"),
            "invoice": Sentence(_("The settlement of %(year)s went on an invoice."), "document"),
        },
    )  # fmt: skip
    settlement_uid: UUID
    year: int
    move: str
    charge_minor: int
    # The scheme it is under, its facts, and once approved whose invoice of which month it stands on.
    written: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetMoved(Event):
    """A budget was set, reduced or moved."""

    kind: ClassVar[str] = "savings.budget_moved"
    says: ClassVar[Sentence] = Sentence(_("A budget was reduced or moved."), "share")
    transfer_uid: UUID
    from_month: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetReached(Event):
    """What was spent and promised reached a share of a year's budget."""

    kind: ClassVar[str] = "savings.budget_reached"
    says: ClassVar[Sentence] = Sentence(
        _("%(percent)s %% of the budget of %(year)s is spent or promised."), "alert", "warn"
    )
    alert_uid: UUID
    percent: int
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentMoved(Event):
    """Something was promised to be spent, or what is left of it is something else now."""

    kind: ClassVar[str] = "savings.commitment_moved"
    says: ClassVar[Sentence] = Sentence(
        _("Something was promised of a budget."), "list-check", "info", by="move",
        cases={
            "change": Sentence(_("What is promised of a budget was changed."), "edit"),
            "book": Sentence(_("What was promised of a budget was booked."), "check"),
            "release": Sentence(_("What was promised of a budget was released."), "ban"),
        },
    )  # fmt: skip
    commitment_uid: UUID
    move: str
    left_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBooked(Event):
    """What a contract cost in a month was taken over."""

    kind: ClassVar[str] = "savings.month_booked"
    says: ClassVar[Sentence] = Sentence(_("The cost of a month was taken over."), "chart")
    month: date
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPublished(Event):
    """The provider opened its book of a service line."""

    kind: ClassVar[str] = "savings.sheet_published"
    says: ClassVar[Sentence] = Sentence(_("The open book of %(line_code)s for %(year)s was published."), "book", "info")
    sheet_uid: UUID
    line_code: str
    year: int

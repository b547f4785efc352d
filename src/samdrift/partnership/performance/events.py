"""What the room announces: facts from which either party works a month's figures and credits out again."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsProposed(Event):
    """One party wrote a definition or remedy terms for the other to accept."""

    kind: ClassVar[str] = "performance.proposed"
    says: ClassVar[Sentence] = Sentence(
        _("Version %(number)s of the definition %(code)s was proposed."), "edit", "info", by="what",
        cases={"remedies": Sentence(_("Version %(number)s of the remedies was proposed."), "edit", "info")},
    )  # fmt: skip
    terms_uid: UUID
    what: str
    code: str
    number: int
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsAnswered(Event):
    """The other party accepted or refused them, or they were taken back."""

    kind: ClassVar[str] = "performance.answered"
    says: ClassVar[Sentence] = Sentence(
        _("Both parties agreed on version %(number)s of %(code)s."), "handshake", "ok", by="standing",
        cases={
            "refused": Sentence(_("Version %(number)s of %(code)s was not accepted."), "ban", "warn"),
            "withdrawn": Sentence(_("Version %(number)s of %(code)s was taken back."), "undo", "info"),
        },
    )  # fmt: skip
    terms_uid: UUID
    what: str
    code: str
    number: int
    standing: str
    written: tuple[dict[str, Any], ...] = ()  # once both agreed: what a figure or a credit is counted by, in full


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsSigned(Event):
    """Both parties signed the first definitions and remedies together with the contract."""

    kind: ClassVar[str] = "performance.terms_signed"
    says: ClassVar[Sentence] = Sentence(
        _("The contract's %(count)s definitions of key figures were signed."), "handshake", "ok"
    )
    count: int
    written: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthMeasured(Event):
    """The figures of a month were worked out and stand for review."""

    kind: ClassVar[str] = "performance.month_measured"
    says: ClassVar[Sentence] = Sentence(_("The figures of the month from %(month)s were worked out."), "chart", "info")
    period_uid: UUID
    month: date
    results: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthAgreed(Event):
    """One party agreed on a month's figures, but for those in dispute."""

    kind: ClassVar[str] = "performance.month_agreed"
    says: ClassVar[Sentence] = Sentence(
        _("The client agreed on the month from %(month)s."), "thumb-up", "ok", by="side",
        cases={"provider": Sentence(_("The provider agreed on the month from %(month)s."), "thumb-up", "ok")},
    )  # fmt: skip
    period_uid: UUID
    month: date
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRecorded(Event):
    """A figure nobody's system sees was counted by hand."""

    kind: ClassVar[str] = "performance.reading_recorded"
    says: ClassVar[Sentence] = Sentence(
        _("A figure of %(code)s was recorded: %(numerator)s of %(denominator)s."), "edit"
    )
    reading_uid: UUID
    code: str
    month: date
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultEvent(Event):
    """Something about one figure of a month."""

    result_uid: UUID
    code: str
    month: date
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDisputed(ResultEvent):
    """One party says a figure is not right."""

    kind: ClassVar[str] = "performance.result_disputed"
    says: ClassVar[Sentence] = Sentence(_("%(code)s of the month from %(month)s was disputed."), "alert", "warn")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultAnswered(ResultEvent):
    """The other party answered a dispute, with other numbers where it found them."""

    kind: ClassVar[str] = "performance.result_answered"
    says: ClassVar[Sentence] = Sentence(_("The dispute about %(code)s was answered."), "comment", "info")
    numerator: int | None = None
    denominator: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSettled(ResultEvent):
    """Both parties agree on a figure that was disputed; the numbers are those they agreed on."""

    kind: ClassVar[str] = "performance.result_settled"
    says: ClassVar[Sentence] = Sentence(_("Both parties agreed on %(code)s."), "handshake", "ok")
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSigned(ResultEvent):
    """One member of the steering committee signed a decision about a figure in dispute."""

    kind: ClassVar[str] = "performance.decision_signed"
    says: ClassVar[Sentence] = Sentence(
        _("One member of the steering committee signed a decision about %(code)s."), "edit", "warn"
    )
    numerator: int | None = None
    denominator: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade(ResultEvent):
    """Both members signed: the figure is what they decided, and the dispute is over."""

    kind: ClassVar[str] = "performance.decision_made"
    says: ClassVar[Sentence] = Sentence(
        _("The steering committee decided the dispute about %(code)s."), "handshake", "ok"
    )
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsFrozen(Event):
    """What nobody disputes of a month stands for ever: code, unit or nothing, how many, of how many, band."""

    kind: ClassVar[str] = "performance.results_frozen"
    says: ClassVar[Sentence] = Sentence(_("The figures of the month from %(month)s were frozen."), "lock", "ok")
    period_uid: UUID
    month: date
    rows: tuple[str, ...]
    written: tuple[dict[str, Any], ...] = ()  # each figure in full
    tops: dict[str, int] | None = None  # for each unit that has one, the district its figures are told under


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAsked(ResultEvent):
    """One party signed a correction of a frozen figure; it holds once the other signs it too."""

    kind: ClassVar[str] = "performance.correction_asked"
    says: ClassVar[Sentence] = Sentence(_("A correction of %(code)s was signed by one party."), "edit", "warn")
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCorrected(ResultEvent):
    """Both parties signed: a new entry follows the frozen one, which stays as it was."""

    kind: ClassVar[str] = "performance.result_corrected"
    says: ClassVar[Sentence] = Sentence(_("%(code)s was corrected by both parties."), "handshake", "ok")
    number: int
    numerator: int
    denominator: int
    written: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsCalculated(Event):
    """What frozen figures cost: each credit's figure and amount in hundredths."""

    kind: ClassVar[str] = "performance.credits_calculated"
    says: ClassVar[Sentence] = Sentence(_("%(count)s credits of the month from %(month)s were worked out."), "money")
    month: date
    count: int
    rows: tuple[str, ...]
    written: tuple[dict[str, Any], ...] = ()  # each credit in full
    tops: dict[str, int] | None = None  # by which the charges they are measured on were summed


@dataclass(frozen=True, slots=True, kw_only=True)
class FeesReduced(Event):
    """Fees were reduced for visits that were not delivered: each in full."""

    kind: ClassVar[str] = "performance.fees_reduced"
    says: ClassVar[Sentence] = Sentence(
        _("Fees of the month from %(month)s were reduced %(count)s times for visits that were not delivered."), "money"
    )
    month: date
    count: int
    amount_minor: int
    written: tuple[dict[str, Any], ...]
    tops: dict[str, int] | None = None  # by which the fees were summed


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsAgreed(Event):
    """One party agreed on a month's credits."""

    kind: ClassVar[str] = "performance.credits_agreed"
    says: ClassVar[Sentence] = Sentence(
        _("The client agreed on the credits of the month from %(month)s."), "thumb-up", "ok", by="side",
        cases={
            "provider": Sentence(_("The provider agreed on the credits of the month from %(month)s."), "thumb-up", "ok")
        },
    )  # fmt: skip
    month: date
    side: str
    credits: tuple[UUID, ...]
    day: date  # where the contract is, for it says which month runs; older events have none, and were read in UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditWaived(Event):
    """The client let a credit go."""

    kind: ClassVar[str] = "performance.credit_waived"
    says: ClassVar[Sentence] = Sentence(_("The client waived a credit of %(code)s."), "undo", "info")
    credit_uid: UUID
    code: str
    net_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditEarnedBack(Event):
    """Months at the stretch level gave a part of a credit back."""

    kind: ClassVar[str] = "performance.credit_earned_back"
    says: ClassVar[Sentence] = Sentence(_("A part of a credit of %(code)s was earned back."), "star", "ok")
    credit_uid: UUID
    code: str
    net_minor: int
    written: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditsInvoiced(Event):
    """Credits went onto an invoice."""

    kind: ClassVar[str] = "performance.credits_invoiced"
    says: ClassVar[Sentence] = Sentence(_("Credits went onto an invoice."), "document", "ok")
    credits: tuple[UUID, ...]

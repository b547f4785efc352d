"""What the contracts room announces."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRecorded(Event):
    """A contract and its first version stand."""

    kind: ClassVar[str] = "contracts.contract_recorded"
    says: ClassVar[Sentence] = Sentence(_("A contract was recorded."), "contract")
    contract_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished(Event):
    """A version of a service calendar holds from a day on."""

    kind: ClassVar[str] = "contracts.calendar_published"
    says: ClassVar[Sentence] = Sentence(
        _("Version %(number)s of the service calendar %(code)s was published."), "clock"
    )
    calendar_uid: UUID
    code: str
    number: int
    valid_from: date | None = None
    in_running_month: bool = False
    digest: str = ""
    """SHA-256 of the version as a bundle writes it: sealed, so that nobody changes it later unseen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPublished(Event):
    """An SLA policy holds from a day on."""

    kind: ClassVar[str] = "contracts.policy_published"
    says: ClassVar[Sentence] = Sentence(_("The SLA policy %(code)s was published."), "contract")
    policy_uid: UUID
    code: str
    digest: str = ""
    """SHA-256 of the rule as a bundle writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsProposed(Event):
    """One party wrote terms for the other to accept."""

    kind: ClassVar[str] = "contracts.terms_proposed"
    says: ClassVar[Sentence] = Sentence(
        _("Terms were proposed for the other party to accept: %(code)s."), "edit", "info"
    )
    proposal_uid: UUID
    what: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsAccepted(Event):
    """The other party accepted them: they hold from their day on."""

    kind: ClassVar[str] = "contracts.terms_accepted"
    says: ClassVar[Sentence] = Sentence(_("Both parties agreed on the terms %(code)s."), "thumb-up", "ok")
    proposal_uid: UUID
    what: str
    code: str
    result_uid: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsRefused(Event):
    """The other party did not accept them."""

    kind: ClassVar[str] = "contracts.terms_refused"
    says: ClassVar[Sentence] = Sentence(_("The other party did not accept the terms %(code)s."), "ban", "warn")
    proposal_uid: UUID
    what: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFrozen(Event):
    """Both parties agreed on a month; what changes about it later is a correction in a later one."""

    kind: ClassVar[str] = "contracts.month_frozen"
    says: ClassVar[Sentence] = Sentence(_("The month from %(month)s was frozen by both parties."), "lock", "ok")
    month_uid: UUID
    month: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesPublished(Event):
    """Both parties agreed on a version of the price list."""

    kind: ClassVar[str] = "contracts.rates_published"
    says: ClassVar[Sentence] = Sentence(
        _("Version %(number)s of the price list holds from its day on."), "contract", "ok"
    )
    list_uid: UUID
    number: int
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsWithdrawn(Event):
    """Who proposed them took them back."""

    kind: ClassVar[str] = "contracts.terms_withdrawn"
    says: ClassVar[Sentence] = Sentence(_("The proposed terms %(code)s were taken back."), "ban", "")
    proposal_uid: UUID
    what: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesWritten(Event):
    """Versions of items of the price book hold from a day on."""

    kind: ClassVar[str] = "contracts.prices_written"
    says: ClassVar[Sentence] = Sentence(_("The price book got %(items)s new items or versions."), "contract")
    contract_uid: UUID
    items: int
    valid_from: date
    # Each version in full, so that either party can say what a fee should be from the book alone.
    written: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumesChanged(Event):
    """Volumes both parties agreed on were added to the ledger."""

    kind: ClassVar[str] = "contracts.volumes_changed"
    says: ClassVar[Sentence] = Sentence(
        _("Volumes were changed from %(first_day)s on, in %(steps)s steps."), "contract"
    )
    contract_uid: UUID
    reference: str
    steps: int
    first_day: date
    written: tuple[dict[str, Any], ...] = ()  # each step in full


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecorded(Event):
    """The contract has a further version, from a day on."""

    kind: ClassVar[str] = "contracts.version_recorded"
    says: ClassVar[Sentence] = Sentence(_("Version %(number)s of the contract holds from %(valid_from)s."), "contract")
    contract_uid: UUID
    number: int
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPublished(Event):
    """A value of an index was entered as it was published."""

    kind: ClassVar[str] = "contracts.index_published"
    says: ClassVar[Sentence] = Sentence(_("The index %(series)s of the month from %(month)s was entered."), "chart")
    series: str
    month: date
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexAgreed(Event):
    """Both parties agreed on a regulation of prices."""

    kind: ClassVar[str] = "contracts.index_agreed"
    says: ClassVar[Sentence] = Sentence(
        _("Prices follow the index rule %(rule)s from %(effective_from)s on, billed from %(applies_from)s."),
        "chart",
        "ok",
    )
    run_uid: UUID
    rule: str
    effective_from: date
    applies_from: date
    provisional: bool
    factor: Decimal = Decimal(1)
    # The rule, what was published of its indices and what came of them, in full.
    written: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRuleAgreed(Event):
    """Both parties agreed on how prices follow indices."""

    kind: ClassVar[str] = "contracts.index_rule_agreed"
    says: ClassVar[Sentence] = Sentence(
        _("Version %(number)s of the index rule %(rule)s holds from %(valid_from)s on."), "chart", "ok"
    )
    rule_uid: UUID
    rule: str
    number: int
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseReported(Event):
    """One party finds a clause not working; both look at it together."""

    kind: ClassVar[str] = "contracts.clause_reported"
    says: ClassVar[Sentence] = Sentence(_("Clause %(clause)s was reported as not working."), "alert", "warn")
    contract_uid: UUID
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionDue(Event):
    """The day by which an option has to be used comes near, or has passed."""

    kind: ClassVar[str] = "contracts.option_due"
    says: ClassVar[Sentence] = Sentence(
        _("Option %(code)s has to be used by %(deadline)s: %(days)s days left."), "clock", "warn"
    )
    option_uid: UUID
    code: str
    deadline: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionExercised(Event):
    """The customer used an option: the contract runs longer."""

    kind: ClassVar[str] = "contracts.option_exercised"
    says: ClassVar[Sentence] = Sentence(
        _("Option %(code)s was used: the contract runs until %(ends_on)s."), "contract", "ok"
    )
    option_uid: UUID
    code: str
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FactStated(Event):
    """What a source states about the contract was written down, or verified by the other party."""

    kind: ClassVar[str] = "contracts.fact_stated"
    says: ClassVar[Sentence] = Sentence(_("A fact about the contract was written down with its source."), "info")
    fact_uid: UUID
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationFulfilled(Event):
    """An obligation was kept for one of its days."""

    kind: ClassVar[str] = "contracts.obligation_kept"
    says: ClassVar[Sentence] = Sentence(_("Obligation %(code)s was kept for %(due_on)s."), "check", "ok")
    obligation_uid: UUID
    code: str
    due_on: date

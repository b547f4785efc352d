"""What this room announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalEvent(Event):
    """Something about one step; `subject_uid` is what the approval is about, `asked_ids` the people asked now."""

    approval_id: UUID
    subject_uid: UUID
    approval_kind: str
    asked_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked(ApprovalEvent):
    """Somebody must say yes or no; nobody asked means that nobody may decide it."""

    kind: ClassVar[str] = "approvals.asked"
    says: ClassVar[Sentence] = Sentence(_("A yes or no was asked for (%(approval_kind)s)."), "hourglass", "pause")
    amount_minor: int | None = None
    step: int = 1
    rule_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalReminded(ApprovalEvent):
    """A working day or three passed without an answer."""

    kind: ClassVar[str] = "approvals.reminded"
    says: ClassVar[Sentence] = Sentence(_("Whoever is asked was reminded (%(approval_kind)s)."), "bell", "pause")
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPassedOn(ApprovalEvent):
    """Others are asked now: nobody answered in time, or whoever was asked may no longer decide."""

    kind: ClassVar[str] = "approvals.passed_on"
    says: ClassVar[Sentence] = Sentence(
        _("Others are asked for their yes or no now (%(approval_kind)s)."), "hourglass", "pause"
    )
    reason: str  # time_out, no_longer


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLeftWaiting(ApprovalEvent):
    """Nobody answered in time and there is nobody above; the same people are asked again."""

    kind: ClassVar[str] = "approvals.left_waiting"
    says: ClassVar[Sentence] = Sentence(
        _("Nobody answered in time, and nobody is above: the same people are asked again (%(approval_kind)s)."),
        "hourglass",
        "pause",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLapsed(ApprovalEvent):
    """Nobody answered in time, which by its rule is a no."""

    kind: ClassVar[str] = "approvals.lapsed"
    says: ClassVar[Sentence] = Sentence(_("Nobody answered in time: a no (%(approval_kind)s)."), "ban", "danger")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalGiven(ApprovalEvent):
    """Yes; `for_person_id` is whose authority it was when a deputy said it."""

    kind: ClassVar[str] = "approvals.given"
    says: ClassVar[Sentence] = Sentence(_("Somebody said yes (%(approval_kind)s)."), "check", "ok")
    for_person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRefused(ApprovalEvent):
    """No; the reason stands on the step."""

    kind: ClassVar[str] = "approvals.refused"
    says: ClassVar[Sentence] = Sentence(_("Somebody said no (%(approval_kind)s)."), "ban", "danger")
    for_person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalWithdrawn(ApprovalEvent):
    """The question fell away with what it was about."""

    kind: ClassVar[str] = "approvals.withdrawn"
    says: ClassVar[Sentence] = Sentence(_("The question fell away (%(approval_kind)s)."), "ban")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRulePublished(Event):
    """From a day on, another rule says what needs a yes."""

    kind: ClassVar[str] = "approvals.rule_published"
    says: ClassVar[Sentence] = Sentence(_("An approval rule was published: %(code)s, version %(number)s."), "book")
    subject: ClassVar[str] = "rule_uid"
    rule_uid: UUID
    code: str
    number: int
    from_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLimitSet(Event):
    """From a day on, a person or a role decides up to another amount."""

    kind: ClassVar[str] = "approvals.limit_set"
    says: ClassVar[Sentence] = Sentence(_("A limit for approving was set."), "user")
    subject: ClassVar[str] = "limit_uid"
    limit_uid: UUID
    role: str
    person_id: int | None
    amount_minor: int
    from_day: date

"""What the room announces."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkRecorded(Event):
    """A framework was written down."""

    kind: ClassVar[str] = "joining.framework_recorded"
    says: ClassVar[Sentence] = Sentence(_("The framework %(code)s was recorded."), "contract", "info")
    framework_uid: UUID
    code: str
    ceiling_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsMoved(Event):
    """Tiers, list prices or a shared cost were proposed, accepted or refused."""

    kind: ClassVar[str] = "joining.terms_moved"
    says: ClassVar[Sentence] = Sentence(
        _("Terms of the framework were proposed."), "contract", "info", by="state",
        cases={
            "accepted": Sentence(_("Both parties agreed on terms of the framework."), "thumb-up", "ok"),
            "refused": Sentence(_("The other party did not accept terms of the framework."), "ban", "warn"),
        },
    )  # fmt: skip
    terms_uid: UUID
    about: str
    state: str
    valid_from: date
    digest: str = ""
    """SHA-256 of what was agreed, as canonical JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessionMoved(Event):
    """A call-off came into another state."""

    kind: ClassVar[str] = "joining.accession_moved"
    says: ClassVar[Sentence] = Sentence(
        _("%(number)s: interest was shown."), "users", "info", by="state",
        cases={
            "data_pack": Sentence(_("%(number)s: the data pack is open."), "package", "info"),
            "business_case": Sentence(_("%(number)s: the business case is being made."), "edit"),
            "decision_joiner": Sentence(_("%(number)s: the joiner has decided to join."), "thumb-up", "info"),
            "decision_both": Sentence(_("%(number)s: owner and provider have cleared it."), "check", "info"),
            "signed": Sentence(_("%(number)s: all three have signed."), "handshake", "ok"),
            "mobilising": Sentence(_("%(number)s: getting ready has begun."), "play"),
            "live": Sentence(_("%(number)s is live."), "check-circle", "ok"),
            "exiting": Sentence(_("%(number)s: the joiner gave notice."), "alert", "warn"),
            "ended": Sentence(_("%(number)s has ended."), "pause"),
            "refused": Sentence(_("%(number)s goes no further."), "ban", "warn"),
        },
    )  # fmt: skip
    accession_uid: UUID
    number: str
    state: str
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessionSigned(Event):
    """One side made a step that others have to make too."""

    kind: ClassVar[str] = "joining.accession_signed"
    says: ClassVar[Sentence] = Sentence(_("%(number)s: one of the sides signed."), "edit", "info")
    accession_uid: UUID
    number: str
    move: str
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TierCounted(Event):
    """The tier of a month was counted; `before` is the factor of the month before."""

    kind: ClassVar[str] = "joining.tier_counted"
    says: ClassVar[Sentence] = Sentence(_("The framework's tier was counted: factor %(factor)s."), "chart", "info")
    framework_uid: UUID
    month: date
    factor: Decimal
    before: Decimal
    volume: Decimal
    bodies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSplit(Event):
    """A shared cost of a month was divided among those who are in."""

    kind: ClassVar[str] = "joining.cost_split"
    says: ClassVar[Sentence] = Sentence(_("The shared cost %(code)s was divided."), "share", "info")
    framework_uid: UUID
    month: date
    code: str
    total_minor: int
    bodies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTold(Event):
    """One body's part of a shared cost: its own key and the sum of all, and nobody else's."""

    kind: ClassVar[str] = "joining.share_told"
    says: ClassVar[Sentence] = Sentence(
        _("A part of the shared cost %(code)s falls to this body: %(own_key)s of %(all_keys)s by its key."), "share"
    )
    share_uid: UUID
    month: date
    code: str
    own_key: int
    all_keys: int
    total_minor: int
    amount_minor: int

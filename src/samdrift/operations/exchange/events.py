"""What the exchange announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class JurisdictionSet(Event):
    """What other systems may report here was set or changed."""

    kind: ClassVar[str] = "exchange.jurisdiction_set"
    says: ClassVar[Sentence] = Sentence(_("What other systems may report here was set."), "share", "info")
    jurisdiction_uid: UUID
    types: tuple[str, ...]
    published: bool
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSet(Event):
    """Where requests may be handed over to was set or changed."""

    kind: ClassVar[str] = "exchange.partner_set"
    says: ClassVar[Sentence] = Sentence(_("A partner for handing over requests was set."), "share", "info")
    partner_uid: UUID
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHandedOver(Event):
    """A request was given to another body."""

    kind: ClassVar[str] = "exchange.request_handed_over"
    says: ClassVar[Sentence] = Sentence(_("Handed over to another body."), "share", "info")
    contract_id: int
    site_id: int | None
    unit_id: int | None
    line: str
    handover_uid: UUID
    partner_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAnswered(Event):
    """The other body took it, refused it, or says that it is closed."""

    kind: ClassVar[str] = "exchange.partner_answered"
    says: ClassVar[Sentence] = Sentence(
        _("The other body has it."), "share", "info", by="state",
        cases={
            "closed": Sentence(_("The other body says it is closed."), "share", "ok"),
            "refused": Sentence(_("The other body refused it."), "share", "warn"),
        },
    )  # fmt: skip
    contract_id: int
    site_id: int | None
    unit_id: int | None
    line: str
    handover_uid: UUID
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSet(Event):
    """An address that hears of events was made, paused, resumed or ended."""

    kind: ClassVar[str] = "exchange.webhook_set"
    says: ClassVar[Sentence] = Sentence(
        _("A webhook hears of events."), "link", "info", by="state",
        cases={
            "paused": Sentence(_("A webhook was paused."), "link", "warn"),
            "ended": Sentence(_("A webhook was ended."), "link", "info"),
        },
    )  # fmt: skip
    webhook_uid: UUID
    state: str
    by_itself: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingHookSet(Event):
    """An address other systems post to was made or ended."""

    kind: ClassVar[str] = "exchange.incoming_hook_set"
    says: ClassVar[Sentence] = Sentence(_("An address for another system's messages was set."), "link", "info")
    hook_uid: UUID
    active: bool

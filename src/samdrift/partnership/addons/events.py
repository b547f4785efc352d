"""What the room announces; amounts stand in the rows, for whoever may see prices."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOnEvent(Event):
    """Something about one add-on."""

    add_on_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOnNoted(AddOnEvent):
    """Something was done beyond what is ordered, and somebody noted it."""

    kind: ClassVar[str] = "addons.noted"
    says: ClassVar[Sentence] = Sentence(_("Something done beyond the contract was noted."), "add", "info")
    code: str
    asked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOnMoved(AddOnEvent):
    """It was put forward, decided about, or its decision was answered."""

    kind: ClassVar[str] = "addons.moved"
    says: ClassVar[Sentence] = Sentence(
        _("An add-on was put forward to the other party."), "share", "info", by="move",
        cases={
            "forgive": Sentence(_("An add-on was forgiven."), "thumb-up", "ok"),
            "charge": Sentence(_("An add-on was offered as extra work."), "document", "info"),
            "accepted": Sentence(_("The price of an add-on was approved."), "check-circle", "ok"),
            "refused": Sentence(_("The price of an add-on was not approved, and it is decided anew."), "ban", "warn"),
            "propose": Sentence(_("An add-on was proposed as a change of service."), "list-check", "info"),
            "agreed": Sentence(_("An add-on became a change of service."), "handshake", "ok"),
            "take_back": Sentence(_("An add-on is no longer proposed as a change."), "ban", "info"),
            "stop": Sentence(_("It was decided that an add-on is not done again."), "no-entry", "warn"),
            "withdraw": Sentence(_("An add-on noted by mistake was taken back."), "ban", "info"),
        },
    )  # fmt: skip
    move: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignFound(Event):
    """The data say again and again that something is done beyond what is ordered."""

    kind: ClassVar[str] = "addons.sign_found"
    says: ClassVar[Sentence] = Sentence(_("A sign of work beyond the contract was found."), "eye", "warn")
    sign_id: UUID
    sign: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignAnswered(Event):
    """Somebody noted a sign as an add-on, or said why it is none."""

    kind: ClassVar[str] = "addons.sign_answered"
    says: ClassVar[Sentence] = Sentence(
        _("A sign of work beyond the contract was noted as an add-on."), "check", "info", by="standing",
        cases={"dismissed": Sentence(_("A sign of work beyond the contract was explained."), "comment", "info")},
    )  # fmt: skip
    sign_id: UUID
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOnTermsMoved(Event):
    """How a contract handles add-ons was proposed, or answered."""

    kind: ClassVar[str] = "addons.terms_moved"
    says: ClassVar[Sentence] = Sentence(
        _("Terms for add-ons were proposed."), "contract", "info", by="standing",
        cases={
            "accepted": Sentence(_("Both parties agreed on terms for add-ons."), "handshake", "ok"),
            "refused": Sentence(_("The proposed terms for add-ons were refused."), "ban", "warn"),
        },
    )  # fmt: skip
    terms_id: UUID
    standing: str

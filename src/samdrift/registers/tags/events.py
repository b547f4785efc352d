"""What this room announces: the life of tags. Ids and codes only; the code of a tag is never written."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsMade(Event):
    """A batch of codes was made."""

    kind: ClassVar[str] = "tags.made"
    subject: ClassVar[str] = "batch_id"
    says: ClassVar[Sentence] = Sentence(_("%(count)s codes were made."), "tag")
    batch_id: UUID
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsPrinted(Event):
    """Labels were printed for the first time."""

    kind: ClassVar[str] = "tags.printed"
    says: ClassVar[Sentence] = Sentence(_("%(count)s labels were printed for the first time."), "tag")
    count: int
    batch_id: UUID | None = None
    site_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagEvent(Event):
    """Something that happened to one tag."""

    subject: ClassVar[str] = "tag_id"
    tag_id: UUID
    site_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagBound(TagEvent):
    """The code leads to this place or thing from now on."""

    kind: ClassVar[str] = "tags.bound"
    says: ClassVar[Sentence] = Sentence(_("Bound to its place."), "pin", "info")
    space_id: int | None = None
    asset_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMounted(TagEvent):
    """It hangs at its place: it was scanned there."""

    kind: ClassVar[str] = "tags.mounted"
    says: ClassVar[Sentence] = Sentence(_("Hangs at its place."), "check", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagReleased(TagEvent):
    """The last claim was taken back."""

    kind: ClassVar[str] = "tags.released"
    says: ClassVar[Sentence] = Sentence(_("The claim was taken back."), "refresh", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMoved(TagEvent):
    """It leads to another place, because it was moved or because its room became another."""

    kind: ClassVar[str] = "tags.moved"
    says: ClassVar[Sentence] = Sentence(_("Leads to another place."), "moves", "info")
    reason: str
    space_id: int | None = None
    asset_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagDoubted(TagEvent):
    """Its room became several, or is no more, and somebody must look where it hangs."""

    kind: ClassVar[str] = "tags.doubted"
    says: ClassVar[Sentence] = Sentence(_("Its room changed; somebody must look where it hangs."), "alert", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagLookedAt(TagEvent):
    """Somebody said in which room it hangs."""

    kind: ClassVar[str] = "tags.looked_at"
    says: ClassVar[Sentence] = Sentence(_("Somebody looked and said where it hangs."), "check", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTroubleReported(TagEvent):
    """Somebody says it is damaged or missing."""

    kind: ClassVar[str] = "tags.trouble_reported"
    says: ClassVar[Sentence] = Sentence(_("Reported: %(trouble)s."), "alert", "info")
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTroubleSettled(TagEvent):
    """The report was confirmed or turned down."""

    kind: ClassVar[str] = "tags.trouble_settled"
    says: ClassVar[Sentence] = Sentence(
        _("The report was looked at and turned down: %(trouble)s."),
        "check",
        "info",
        by="confirmed",
        cases={True: Sentence(_("The report was looked at and confirmed: %(trouble)s."), "check", "info")},
    )
    trouble: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TagReplaced(TagEvent):
    """Another tag hangs at its place."""

    kind: ClassVar[str] = "tags.replaced"
    says: ClassVar[Sentence] = Sentence(_("Replaced by a new tag."), "refresh", "info")
    successor_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRetired(TagEvent):
    """Its place or thing is gone."""

    kind: ClassVar[str] = "tags.retired"
    says: ClassVar[Sentence] = Sentence(_("Taken out of use."), "archive", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagDisclosureSet(TagEvent):
    """What strangers learn from it was decided."""

    kind: ClassVar[str] = "tags.disclosure_set"
    says: ClassVar[Sentence] = Sentence(_("What strangers learn was decided: %(disclosure)s."), "shield", "info")
    disclosure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagScannedAstray(TagEvent):
    """A code was scanned that leads nowhere: `how` is unbound, ended or elsewhere. At most once a tag and day."""

    kind: ClassVar[str] = "tags.scanned_astray"
    says: ClassVar[Sentence] = Sentence(_("Scanned though it leads nowhere."), "help", "info")
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMountTakenBack(TagEvent):
    """A label made for its place does not hang there after all: whoever said so took it back."""

    kind: ClassVar[str] = "tags.mount_taken_back"
    says: ClassVar[Sentence] = Sentence(_("It does not hang yet: taken back."), "undo", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChecked(TagEvent):
    """Somebody looked at it in a verification: there, damaged or missing."""

    kind: ClassVar[str] = "tags.checked"
    says: ClassVar[Sentence] = Sentence(
        _("Verified: it hangs and can be read."),
        "check",
        "info",
        by="outcome",
        cases={
            "damaged": Sentence(_("Looked at in a verification: damaged."), "alert", "info"),
            "missing": Sentence(_("Looked at in a verification: missing."), "alert", "info"),
        },
    )
    round_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSkipped(Event):
    """A place was passed over on a walk; `why` says the reason."""

    kind: ClassVar[str] = "tags.place_skipped"
    says: ClassVar[Sentence] = Sentence(
        _("Passed over on a walk: %(why)s."), "arrow-right", "info", reads={"why": "tags.skip"}
    )
    site_id: int
    why: str
    space_id: int | None = None
    asset_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundStarted(Event):
    """Somebody began to verify the tags of a site."""

    kind: ClassVar[str] = "tags.round_started"
    subject: ClassVar[str] = "round_id"
    says: ClassVar[Sentence] = Sentence(_("A verification of the tags began."), "scan", "info")
    round_id: UUID
    site_id: int
    which: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEnded(Event):
    """The verification of a site's tags ended."""

    kind: ClassVar[str] = "tags.round_ended"
    subject: ClassVar[str] = "round_id"
    says: ClassVar[Sentence] = Sentence(
        _("The verification ended: %(there)s there, %(damaged)s damaged, %(missing)s missing, %(left)s not looked at."),
        "check",
        "info",
    )
    round_id: UUID
    site_id: int
    there: int
    damaged: int
    missing: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkPieceSettled(Event):
    """Somebody looked at what could not be done on a walk."""

    kind: ClassVar[str] = "tags.walk_piece_settled"
    subject: ClassVar[str] = "piece_id"
    says: ClassVar[Sentence] = Sentence(_("What could not be done on a walk was looked at."), "check", "info")
    piece_id: UUID
    site_id: int

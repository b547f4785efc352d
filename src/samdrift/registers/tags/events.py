"""What this room announces: the life of tags. Ids and codes only; the code of a tag is never written."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from samdrift.foundation.events.public import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsMade(Event):
    """A batch of codes was made."""

    kind: ClassVar[str] = "tags.made"
    subject: ClassVar[str] = "batch_id"
    batch_id: UUID
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsPrinted(Event):
    """Labels were printed for the first time."""

    kind: ClassVar[str] = "tags.printed"
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
    space_id: int | None = None
    asset_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMounted(TagEvent):
    """It hangs at its place: it was scanned there."""

    kind: ClassVar[str] = "tags.mounted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagReleased(TagEvent):
    """The last claim was taken back."""

    kind: ClassVar[str] = "tags.released"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMoved(TagEvent):
    """It leads to another place, because it was moved or because its room became another."""

    kind: ClassVar[str] = "tags.moved"
    reason: str
    space_id: int | None = None
    asset_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTroubleReported(TagEvent):
    """Somebody says it is damaged or missing."""

    kind: ClassVar[str] = "tags.trouble_reported"
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTroubleSettled(TagEvent):
    """The report was confirmed or turned down."""

    kind: ClassVar[str] = "tags.trouble_settled"
    trouble: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TagReplaced(TagEvent):
    """Another tag hangs at its place."""

    kind: ClassVar[str] = "tags.replaced"
    successor_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRetired(TagEvent):
    """Its place or thing is gone."""

    kind: ClassVar[str] = "tags.retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagDisclosureSet(TagEvent):
    """What strangers learn from it was decided."""

    kind: ClassVar[str] = "tags.disclosure_set"
    disclosure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagScannedAstray(TagEvent):
    """A code was scanned that leads nowhere: `how` is unbound, ended or elsewhere. At most once a tag and day."""

    kind: ClassVar[str] = "tags.scanned_astray"
    how: str

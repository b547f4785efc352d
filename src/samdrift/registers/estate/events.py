"""What the estate announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRecorded(Event):
    """A site stands in the register."""

    kind: ClassVar[str] = "estate.site_recorded"
    says: ClassVar[Sentence] = Sentence(_("A site was recorded."), "site")
    site_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStaged(Event):
    """A model was read and compared; nothing has changed yet."""

    kind: ClassVar[str] = "estate.import_staged"
    says: ClassVar[Sentence] = Sentence(
        _("A file was read and compared: %(added)s new, %(changed)s changed, %(removed)s gone."), "upload"
    )
    import_uid: UUID
    digest: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRefused(Event):
    """A model could not be read."""

    kind: ClassVar[str] = "estate.import_refused"
    says: ClassVar[Sentence] = Sentence(_("A file could not be read."), "ban", "danger")
    import_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportApproved(Event):
    """Somebody who may said yes to the areas it changes."""

    kind: ClassVar[str] = "estate.import_approved"
    says: ClassVar[Sentence] = Sentence(_("The areas a file changes were approved."), "check", "ok")
    import_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportApplied(Event):
    """A model's changes hold from a day on."""

    kind: ClassVar[str] = "estate.import_applied"
    says: ClassVar[Sentence] = Sentence(
        _("A file’s changes hold from %(effective_on)s: %(added)s new, %(changed)s changed, %(removed)s gone."),
        "check",
        "ok",
    )
    import_uid: UUID
    effective_on: date
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaChanged(Event):
    """A space's area is another from a day on; bills for earlier days keep the old one."""

    kind: ClassVar[str] = "estate.area_changed"
    says: ClassVar[Sentence] = Sentence(
        _("An area is %(new_m2)s m² instead of %(old_m2)s m² from %(effective_on)s."), "edit"
    )
    space_uid: UUID
    old_m2: str
    new_m2: str
    effective_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SpacesSucceeded(Event):
    """Spaces were merged, split or replaced: what hangs on the old ones goes to the new ones.

    `predecessors` are all rooms it came from, `successors` all there are afterwards, the likeliest heir first; a room
    that keeps its name and key through the change stands in both.
    """

    kind: ClassVar[str] = "estate.spaces_succeeded"
    says: ClassVar[Sentence] = Sentence(
        _("Rooms were replaced."),
        "moves",
        by="change",
        cases={
            "merge": Sentence(_("Rooms were merged into one."), "merge"),
            "split": Sentence(_("A room was split."), "moves"),
        },
    )
    change: str
    predecessors: list[UUID]
    successors: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceRemoved(Event):
    """A space is no longer in the model."""

    kind: ClassVar[str] = "estate.space_removed"
    says: ClassVar[Sentence] = Sentence(_("A room is no longer in the model."), "archive")
    space_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneSet(Event):
    """A place's security zone was set."""

    kind: ClassVar[str] = "estate.zone_set"
    says: ClassVar[Sentence] = Sentence(_("The security zone was set to “%(zone)s”."), "shield")
    place_uid: UUID
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetStateSet(Event):
    """A thing was taken out of service or put back, and why: test_overdue when a test the law demands is late."""

    kind: ClassVar[str] = "estate.asset_state_set"
    says: ClassVar[Sentence] = Sentence(
        _("The thing was put into service."),
        "check",
        "ok",
        by="state",
        cases={"out_of_service": Sentence(_("The thing was taken out of service."), "ban", "danger")},
    )
    asset_uid: UUID
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderSet(Event):
    """A unit's border holds from a day on."""

    kind: ClassVar[str] = "estate.border_set"
    says: ClassVar[Sentence] = Sentence(_("A border was drawn, valid from %(valid_from)s."), "map")
    unit_uid: UUID
    valid_from: date
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlaced(Event):
    """A site was put on the map, or elsewhere on it; where is not told here."""

    kind: ClassVar[str] = "estate.site_placed"
    says: ClassVar[Sentence] = Sentence(_("The site's place on the map was changed."), "map-pin")
    site_uid: UUID

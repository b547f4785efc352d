"""What states, moves and figures of tags are called."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.tags import rules
from samdrift.registers.tags.commands.loading import STATES
from samdrift.registers.tags.formats.codes import grouped
from samdrift.registers.tags.models import Tag

__all__ = [
    "HEALTH", "PIECES", "SKIPS", "STATES", "TROUBLES", "WHICH", "due_on", "place_of", "room_of", "shown_code",
]  # fmt: skip

HEALTH: Mapping[str, Any] = {
    "placed": _("Leads to a place"),
    "verified": _("Scanned within 180 days"),
    "often": _("Scanned often"),
    "never": _("Never scanned"),
    "stale": _("Not scanned for 180 days"),
    "reported": _("Reported, not yet confirmed"),
    "damaged": _("Damaged or missing"),
    "doubt": _("To look at: the room changed"),
}
TROUBLES: Mapping[str, Any] = {"damaged": _("Damaged"), "missing": _("Missing")}
SKIPS: Mapping[str, Any] = {
    "locked": _("Locked"),
    "not_there": _("Not there"),
    "no_room": _("Nowhere to stick it"),
    "busy": _("People at work"),
    "other": _("Other reason"),
}
WHICH: Mapping[str, Any] = {"all": _("All tags that hang"), "due": _("Only those due")}
PIECES: Mapping[str, Any] = {
    "hang": _("Hang a tag"),
    "undo": _("Take back"),
    "skip": _("Pass over"),
    "report": _("Report a tag"),
    "check": _("Verify"),
}


def shown_code(scope: Scope, tag: Tag) -> str:
    """The code for those who print and manage tags; only its end for others, so that no list stands in for the tag."""
    whole = grouped(tag.code)
    return whole if scope.may("tags.make") or scope.may("tags.manage") else f"…{whole[-4:]}"


def place_of(tag: Tag, language: str) -> tuple[str, str]:
    """What the tag leads to, and where that is."""
    if tag.site is None:
        return "", ""
    site = in_language(tag.site.name, language)
    if tag.asset is not None:
        room = room_of(tag)
        return f"{tag.asset.name or tag.asset.number}", " › ".join(part for part in (site, room) if part)
    return (room_of(tag), site) if tag.space is not None else (site, "")


def room_of(tag: Tag) -> str:
    """The room's number and name."""
    space = tag.space
    if space is None:
        return ""
    return f"{space.number} {space.name}".strip() if space.name != space.number else space.number


def due_on(tag: Tag) -> date | None:
    """The day a tag that hangs must be looked at."""
    if tag.state != "mounted" or tag.mounted_at is None:
        return None
    return rules.verification_due_on(tag.mounted_at.date(), tag.last_scan_on)

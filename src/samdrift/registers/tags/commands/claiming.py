"""Claiming: somebody stands before a blank tag, scans it and says where it hangs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import events, rules
from samdrift.registers.tags.commands import loading
from samdrift.registers.tags.models import Tag, TagBinding


@transaction.atomic
def claim_tag(scope: Scope, typed: str, *, kind: str, place_uid: UUID, now: datetime) -> Tag:
    """Bind a tag that hangs nowhere to the place the actor stands at; being scanned there, it hangs.

    Args:
        typed: The code or the address, as scanned or typed.
        kind: "site", "space" or "asset", which `place_uid` names.

    Raises:
        Invalid: It is no code.
        DoesNotExist: The community has no such tag, or the actor sees no such place.
        NotAllowed: The actor may not mount tags there.
        Refused: It already leads somewhere.
    """
    place = loading.place_named(scope, kind, place_uid)
    scope.require("tags.mount", **place.where, data_class=place.data_class)
    tag = loading.locked_by_code(scope, typed)
    if tag.state in rules.ENDED:
        raise Refused(_("This tag was taken out of use. Take a new one."))
    if tag.state in rules.BOUND:
        if (tag.site_id, tag.space_id, tag.asset_id) == place.ids:
            return tag  # the scanner sent it twice
        raise Refused(_("This tag already hangs somewhere. Move it instead, or take a new one."))
    if tag.state == "generated":
        tag.state = loading.moved_by(tag, "print")
    tag.state = loading.moved_by(tag, "mount")
    loading.bind(scope, tag, place, reason="claimed", now=now)
    tag.mounted_at, tag.mounted_by_id = now, scope.person_id
    tag.last_scan_on = tag.last_scan_on or parties.community_day(scope, now)
    tag.save_changes("state", *loading.BOUND_COLUMNS, "mounted_at", "mounted_by", "last_scan_on")
    loading.tell(scope, tag, events.TagBound, at=now, space_id=tag.space_id, asset_id=tag.asset_id)
    loading.tell(scope, tag, events.TagMounted, at=now)
    return tag


@transaction.atomic
def mount_tag(scope: Scope, typed: str, *, now: datetime) -> Tag:
    """Say that a tag made for a place hangs there now: the actor has scanned it at the place.

    Raises:
        Refused: It leads nowhere yet, or hangs already.
    """
    tag = loading.locked_by_code(scope, typed)
    if tag.site_id is None:
        raise Refused(_("This tag is blank. Claim it for the place where it hangs."))
    with everywhere(reason="the place of a tag, to ask whether the actor may mount there"):
        unit = tag.site.unit_id if tag.site else None
    scope.require("tags.mount", site=tag.site_id, unit=unit, data_class=tag.data_class)
    if tag.state == "generated":
        tag.state = loading.moved_by(tag, "print")
    tag.state = loading.moved_by(tag, "mount")
    tag.mounted_at, tag.mounted_by_id, tag.last_scan_on = now, scope.person_id, parties.community_day(scope, now)
    tag.save_changes("state", "mounted_at", "mounted_by", "last_scan_on")
    loading.tell(scope, tag, events.TagMounted, at=now)
    return tag


@transaction.atomic
def take_back_claim(scope: Scope, uid: UUID, *, now: datetime, done_at: datetime | None = None) -> Tag:
    """Undo what one hung oneself within the last half hour: a claimed tag is blank again, one made for its place waits.

    Args:
        done_at: When it was taken back, where a phone without signal tells it later than it was done.

    Raises:
        DoesNotExist: No such tag within the scope.
        Refused: Somebody else hung it, it is too long ago, or it led elsewhere before.
    """
    tag = loading.locked(scope, uid)
    with everywhere(reason="the bindings of a tag the actor sees"):
        last = TagBinding.objects.filter(tag=tag, released_at__isnull=True).first()
    own = last is not None and tag.state == "mounted" and tag.mounted_by_id == scope.person_id
    hung_at = tag.mounted_at or now
    if not own or last is None or tag.trouble or (done_at or now) - hung_at > rules.UNDO_WITHIN:
        raise Refused(_("Only what you hung yourself in the last half hour can be taken back. Move the tag instead."))
    if last.reason == "made":
        return _taken_down(scope, tag, now)
    if last.reason != "claimed":
        raise Refused(_("Only what you hung yourself in the last half hour can be taken back. Move the tag instead."))
    loading.tell(scope, tag, events.TagReleased, at=now)
    last.released_at = max(now, last.bound_at)
    last.save_changes("released_at")
    tag.state, tag.mounted_at, tag.mounted_by = "printed", None, None
    tag.site = tag.space = tag.asset = None
    tag.disclosure, tag.data_class = "open", "D1"
    tag.save_changes("state", "mounted_at", "mounted_by", *loading.BOUND_COLUMNS)
    return tag


def _taken_down(scope: Scope, tag: Tag, now: datetime) -> Tag:
    """A label made for its place waits for its scan again; it still leads there."""
    loading.tell(scope, tag, events.TagMountTakenBack, at=now)
    tag.state, tag.mounted_at, tag.mounted_by = "printed", None, None
    tag.save_changes("state", "mounted_at", "mounted_by")
    return tag

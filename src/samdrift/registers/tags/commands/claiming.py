"""Claiming: somebody stands before a blank tag, scans it and says where it hangs."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.tags import events, rules
from samdrift.registers.tags.commands import loading
from samdrift.registers.tags.models import Tag, TagBinding

UNDO_WITHIN = timedelta(minutes=30)


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
        if (tag.space_id, tag.asset_id, tag.site_id) == _ids(place):
            return tag  # the scanner sent it twice
        raise Refused(_("This tag already hangs somewhere. Move it instead, or take a new one."))
    if tag.state == "generated":
        tag.state = loading.moved_by(tag, "print")
    tag.state = loading.moved_by(tag, "mount")
    loading.bind(scope, tag, place, reason="claimed", now=now)
    tag.mounted_at, tag.mounted_by_id = now, scope.person_id
    tag.last_scan_on = tag.last_scan_on or now.date()
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
    tag.mounted_at, tag.mounted_by_id, tag.last_scan_on = now, scope.person_id, now.date()
    tag.save_changes("state", "mounted_at", "mounted_by", "last_scan_on")
    loading.tell(scope, tag, events.TagMounted, at=now)
    return tag


@transaction.atomic
def take_back_claim(scope: Scope, uid: UUID, *, now: datetime) -> Tag:
    """Undo one's own claim of the last half hour: the tag is blank again.

    Raises:
        DoesNotExist: No such tag within the scope.
        Refused: Somebody else claimed it, it is too long ago, or it led elsewhere before.
    """
    tag = loading.locked(scope, uid)
    with everywhere(reason="the bindings of a tag the actor sees"):
        bindings = list(TagBinding.objects.filter(tag=tag).order_by("-bound_at", "-pk")[:2])
    last = bindings[0] if bindings else None
    own = last is not None and last.released_at is None and last.bound_by_id == scope.person_id
    if not own or last is None or last.reason != "claimed" or now - last.bound_at > UNDO_WITHIN or tag.trouble:
        raise Refused(_("Only your own claim of the last half hour can be taken back. Move the tag instead."))
    loading.tell(scope, tag, events.TagReleased, at=now)
    last.released_at = max(now, last.bound_at)
    last.save_changes("released_at")
    tag.state, tag.mounted_at, tag.mounted_by = "printed", None, None
    tag.site = tag.space = tag.asset = None
    tag.disclosure, tag.data_class = "open", "D1"
    tag.save_changes("state", "mounted_at", "mounted_by", *loading.BOUND_COLUMNS)
    return tag


def _ids(place: loading.Place) -> tuple[int | None, int | None, int | None]:
    return (
        place.space.pk if place.space else None,
        place.asset.pk if place.asset else None,
        place.site.pk,
    )

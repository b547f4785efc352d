"""The later life of a tag: trouble, a successor, another place, the end."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.tags import events, rules
from samdrift.registers.tags.commands import loading
from samdrift.registers.tags.commands.following import DOUBT_COLUMNS, settle_doubt
from samdrift.registers.tags.models import Tag

TROUBLES = {"damaged": "confirm_damage", "missing": "confirm_loss"}
DISCLOSURES = ("open", "secured")


@transaction.atomic
def report_trouble(scope: Scope, uid: UUID, trouble: str, *, now: datetime) -> Tag:
    """Say that a tag is damaged or missing; the operations manager confirms it. Until then it works as before.

    Raises:
        DoesNotExist: No such tag within the scope.
        NotAllowed: The actor may not report tags there.
        Refused: It does not hang, so it cannot be damaged or lost.
    """
    if trouble not in TROUBLES:
        raise Invalid({"trouble": _("Say whether it is damaged or missing.")})
    tag = _for(scope, uid, "tags.report", None)
    if tag.state != "mounted":
        raise Refused(_("Only a tag that hangs can be reported. This one is at “%(state)s”.") % _state_of(tag))
    if tag.trouble == trouble:
        return tag
    tag.trouble, tag.trouble_at = trouble, now
    tag.condition = "unreadable" if trouble == "damaged" else tag.condition
    tag.save_changes("trouble", "trouble_at", "condition")
    loading.tell(scope, tag, events.TagTroubleReported, at=now, trouble=trouble)
    return tag


@transaction.atomic
def settle_trouble(scope: Scope, uid: UUID, *, confirmed: bool, expected_version: int | None, now: datetime) -> Tag:
    """Confirm what was reported about a tag, or turn it down.

    Raises:
        Refused: Nothing was reported.
    """
    tag = _for(scope, uid, "tags.manage", expected_version)
    if not tag.trouble:
        raise Refused(_("Nothing was reported about this tag."))
    trouble = tag.trouble
    if confirmed:
        tag.state = loading.moved_by(tag, TROUBLES[trouble])
    else:
        tag.condition = "ok"
    tag.trouble, tag.trouble_at = "", None
    tag.save_changes("state", "trouble", "trouble_at", "condition")
    loading.tell(scope, tag, events.TagTroubleSettled, at=now, trouble=trouble, confirmed=confirmed)
    return tag


@transaction.atomic
def replace_tag(scope: Scope, uid: UUID, successor: str, *, expected_version: int | None, now: datetime) -> Tag:
    """Hang a new tag in the place of a damaged or missing one; the old code leads to the new one's place for ever.

    Args:
        successor: The code of a blank tag, scanned at the place or typed.

    Raises:
        Refused: The old one is neither damaged nor missing, or the new one already leads somewhere.
    """
    tag = _for(scope, uid, "tags.manage", expected_version)
    state = loading.moved_by(tag, "replace")
    new = loading.locked_by_code(scope, successor)
    if new.pk == tag.pk or new.state in rules.BOUND or new.state in rules.ENDED:
        raise Refused(_("The new tag must be one that hangs nowhere yet."))
    place = _place_of(tag)
    if new.state == "generated":
        new.state = loading.moved_by(new, "print")
    new.state = loading.moved_by(new, "mount")
    loading.bind(scope, new, place, reason="replaced", now=now)
    new.mounted_at, new.mounted_by_id = now, scope.person_id
    new.save_changes("state", *loading.BOUND_COLUMNS, "mounted_at", "mounted_by")
    tag.state, tag.successor, tag.trouble, tag.trouble_at = state, new, "", None
    settle_doubt(tag, now)
    tag.save_changes("state", "successor", "trouble", "trouble_at", *DOUBT_COLUMNS)
    loading.tell(scope, tag, events.TagReplaced, at=now, successor_id=new.uid)
    loading.tell(scope, new, events.TagBound, at=now, space_id=new.space_id, asset_id=new.asset_id)
    loading.tell(scope, new, events.TagMounted, at=now)
    return new


@transaction.atomic
def retire_tag(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Tag:
    """Take a tag out of use because its place or thing is gone.

    Raises:
        Refused: It never hung, or has ended already.
    """
    tag = _for(scope, uid, "tags.manage", expected_version)
    tag.state = loading.moved_by(tag, "retire")
    tag.trouble, tag.trouble_at = "", None
    settle_doubt(tag, now)
    tag.save_changes("state", "trouble", "trouble_at", *DOUBT_COLUMNS)
    loading.tell(scope, tag, events.TagRetired, at=now)
    return tag


@transaction.atomic
def move_tag(
    scope: Scope, uid: UUID, *, kind: str, place_uid: UUID, expected_version: int | None, now: datetime
) -> Tag:
    """Lead a tag that hangs to another place; what was reported through it stays where it was.

    Raises:
        DoesNotExist: No such tag or place within the scope.
        Refused: It does not hang, or leads there already.
    """
    tag = _for(scope, uid, "tags.manage", expected_version)
    if tag.state not in rules.BOUND:
        raise Refused(_("Only a tag that hangs can be moved. This one is at “%(state)s”.") % _state_of(tag))
    place = loading.place_named(scope, kind, place_uid)
    scope.require("tags.manage", **place.where)
    before = (tag.site_id, tag.space_id, tag.asset_id)
    loading.bind(scope, tag, place, reason="moved", now=now)
    if before == (tag.site_id, tag.space_id, tag.asset_id):
        raise Refused(_("The tag leads there already."))
    settle_doubt(tag, now)
    tag.save_changes(*loading.BOUND_COLUMNS, *DOUBT_COLUMNS)
    loading.tell(
        scope, tag, events.TagMoved, at=now, reason="moved", space_id=tag.space_id, asset_id=tag.asset_id
    )  # fmt: skip
    return tag


@transaction.atomic
def set_disclosure(scope: Scope, uid: UUID, disclosure: str, *, expected_version: int | None, now: datetime) -> Tag:
    """Decide what strangers learn from a tag. A place in a secured zone stays secured whatever is chosen here.

    Raises:
        NotAllowed: The actor is not the security officer there.
    """
    if disclosure not in DISCLOSURES:
        raise Invalid({"disclosure": _("A tag is open or secured.")})
    tag = _for(scope, uid, "tags.secure", expected_version)
    if tag.disclosure == disclosure:
        return tag
    tag.disclosure = disclosure
    tag.save_changes("disclosure")
    loading.tell(scope, tag, events.TagDisclosureSet, at=now, disclosure=disclosure)
    return tag


@transaction.atomic
def silence_tags(scope: Scope, place_uid: UUID, *, now: datetime) -> int:
    """Make the tags of a site, room or thing tell strangers nothing; how many did before. For followers."""
    with everywhere(reason="tags of a place that was made secured, whoever did so"):
        here = Q(site__uid=place_uid) | Q(space__uid=place_uid) | Q(asset__uid=place_uid)
        tags = list(Tag.objects.filter(here, community=scope.community_id, disclosure="open").order_by("pk"))
        for tag in tags:
            tag.disclosure = "secured"
            tag.save_changes("disclosure")
            loading.tell(scope, tag, events.TagDisclosureSet, at=now, disclosure="secured")
    return len(tags)


def _for(scope: Scope, uid: UUID, permission: str, expected_version: int | None) -> Tag:
    tag = loading.locked(scope, uid, expected_version)
    with everywhere(reason="the unit of the tag's site, to ask whether the actor may"):
        unit = tag.site.unit_id if tag.site else None
    scope.require(permission, site=tag.site_id, unit=unit, data_class=tag.data_class)
    return tag


def _place_of(tag: Tag) -> loading.Place:
    with everywhere(reason="the place of a tag the actor may manage"):
        if tag.site is None:
            raise Refused(_("This tag leads nowhere, so nothing can take its place."))
        return loading.Place(tag.site, tag.space, tag.asset)


def _state_of(tag: Tag) -> dict[str, object]:
    return {"state": loading.STATES[tag.state]}

"""Hanging tags on a walk: what a scan at a place means, done at once or told why not; and what is passed over."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.tags import events, rules
from samdrift.registers.tags.commands import loading
from samdrift.registers.tags.commands.claiming import claim_tag, mount_tag
from samdrift.registers.tags.commands.life import replace_tag
from samdrift.registers.tags.models import Tag


class Astray(Refused):
    """The scan is good but means something else than the person thinks; `why` says what, as `rules` call it."""

    def __init__(self, message: object, why: str, tag: Tag | None = None) -> None:
        super().__init__(message)
        self.why = why
        self.tag = tag


@transaction.atomic
def hang_tag(scope: Scope, typed: str, *, kind: str, place_uid: UUID, second: bool, now: datetime) -> Tag:
    """Hang a tag at the place the actor stands at: a blank one is bound, a label made for the place hangs.

    Where a tag was confirmed as damaged or missing, the new one takes over from it, if the actor may replace tags.

    Args:
        typed: The code or the address, as scanned or typed.
        kind: "site", "space" or "asset", which `place_uid` names.
        second: Hang it though another one hangs there already.

    Raises:
        Invalid: It is no code.
        DoesNotExist: The actor sees no such place.
        NotAllowed: The actor may not mount tags there.
        Astray: It has ended, leads elsewhere, was made for elsewhere, or the place has its tag; or nobody knows it.
    """
    place = loading.place_named(scope, kind, place_uid)
    scope.require("tags.mount", **place.where, data_class=place.data_class)
    tag = _known(scope, typed)
    leads_to = None if tag.site_id is None else (tag.site_id, tag.space_id, tag.asset_id)
    others = _others(scope, place, tag, ("mounted",))
    means = rules.meaning_of_scan(
        tag.state, leads_to, place.ids, others_here=others is not None, second=second
    )  # fmt: skip
    if means == "again":
        return tag
    if means == "mount":
        return mount_tag(scope, tag.code, now=now)
    if means == "claim":
        broken = _others(scope, place, tag, ("damaged", "missing"))
        if broken is not None and scope.allows("tags.manage", **place.where):
            return replace_tag(scope, broken.uid, tag.code, expected_version=None, now=now)
        return claim_tag(scope, tag.code, kind=kind, place_uid=place_uid, now=now)
    raise Astray(_sentence(means, tag, others), means, others if means == "taken" else tag)


@transaction.atomic
def skip_place(scope: Scope, *, kind: str, place_uid: UUID, why: str, now: datetime) -> loading.Place:
    """Pass a place over on a walk and say why, so that somebody comes back.

    Raises:
        DoesNotExist: The actor sees no such place.
        NotAllowed: The actor may not mount tags there.
        Invalid: It is not a reason.
    """
    if why not in rules.SKIPS:
        raise Invalid({"reason": _("Choose why the place is passed over.")})
    place = loading.place_named(scope, kind, place_uid)
    scope.require("tags.mount", **place.where, data_class=place.data_class)
    site, space, asset = place.ids
    told = events.PlaceSkipped(site_id=site or 0, why=why, space_id=space, asset_id=asset)
    record(told, scope=scope, at=now, subject=place.asset or place.space or place.site)
    return place


def _known(scope: Scope, typed: str) -> Tag:
    try:
        return loading.locked_by_code(scope, typed)
    except Tag.DoesNotExist:
        raise Astray(_("Nobody knows this code here. Take another tag."), "unknown") from None


def _others(scope: Scope, place: loading.Place, tag: Tag, states: tuple[str, ...]) -> Tag | None:
    """A tag of the place in one of these states, other than this one."""
    site, space, asset = place.ids
    with everywhere(reason="tags that hang at a place where the actor may mount"):
        rows = Tag.objects.filter(community=scope.community_id, site=site, space=space, asset=asset, state__in=states)
        return rows.exclude(pk=tag.pk).select_related("mounted_by").order_by("pk").first()


def _sentence(means: str, tag: Tag, other: Tag | None) -> str:
    if means == "ended":
        return _("This tag was taken out of use. Take a new one.")
    if means == "taken":
        return _taken(other)
    where = _where(tag)
    if means == "made_elsewhere":
        return _("This label was made for %(place)s. Hang it there.") % {"place": where}
    return _("This tag hangs at %(place)s already.") % {"place": where}


def _taken(other: Tag | None) -> str:
    name = other.mounted_by.full_name if other is not None and other.mounted_by else ""
    if name:
        return _("%(name)s has hung a tag here already.") % {"name": name}
    return _("A tag hangs here already.")


def _where(tag: Tag) -> str:
    """The place in a few letters: what stands on its door or on the thing."""
    with everywhere(reason="the place of a tag somebody holds in their hands"):
        if tag.asset is not None:
            return f"{tag.asset.name or tag.asset.number}"
        if tag.space is not None:
            return f"{tag.space.number} {tag.space.name}".strip()
    return _("another place")

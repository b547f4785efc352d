"""What a phone takes along to walk a site: its places in order, which of them have tags, and marks to know tags by."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import rules
from samdrift.registers.tags.models import Tag, TagCheck, TagRound, WalkPiece
from samdrift.registers.tags.queries.places import sites_to_tag
from samdrift.registers.tags.queries.rounds import running_round

MOST_PLACES = 6_000
MOST_SITES = 1_000
SKIPPED_FOR = timedelta(days=90)
GONE = ("disposed", "removed")
Key = tuple[str, int | None]


def _key(space_id: int | None, asset_id: int | None) -> Key:
    """What a tag hangs on; a thing is the same thing in whichever room it stands."""
    if asset_id is not None:
        return "asset", asset_id
    return ("space", space_id) if space_id is not None else ("site", None)


def walker_of(scope: Scope) -> dict[str, Any]:
    """Who holds the phone: each person's queue is kept apart."""
    uid = parties.Person.objects.filter(pk=scope.person_id or 0).values_list("uid", flat=True).first()
    return {"person": uid, "name": scope.name, "language": scope.language}


def sites_for_phone(scope: Scope) -> list[dict[str, Any]]:
    """The sites one may walk."""
    rows = sites_to_tag(scope).values_list("uid", "code", "name")[:MOST_SITES]
    return [{"uid": uid, "code": code, "word": in_language(name, scope.language)} for uid, code, name in rows]


def walk_of(scope: Scope, site_uid: UUID, *, now: datetime) -> dict[str, Any]:
    """A site as a phone walks it: six statements however many rooms.

    No code is in it: a mark of sixteen bits tells a tag of the site from a strange one.

    Raises:
        DoesNotExist: No such site within the scope.
        NotAllowed: The actor may not mount tags there.
    """
    site = estate.Site.objects.within(scope).get(uid=site_uid)
    scope.require("tags.mount", site=site.pk, unit=site.unit_id)
    found = running_round(scope, site.pk)
    tags, checked, today = _tags(scope, site), _checked(scope, found), parties.community_day(scope, now)
    skipped = _skipped(scope, site, now)
    hanging: dict[Key, list[dict[str, Any]]] = {}
    for tag in tags:
        told = _tag(tag, str(site.uid), found, checked, today)
        hanging.setdefault(_key(tag.space_id, tag.asset_id), []).append(told)
    places = [
        {**place, "tags": hanging.pop(key, []), "skipped": skipped.get(key, "")} for key, place in _places(scope, site)
    ]
    whole = {
        "uid": site.uid, "kind": "site", "number": site.code, "name": in_language(site.name, scope.language),
        "where": "", "tags": hanging.pop(("site", None), []), "skipped": "",
    }  # fmt: skip
    return {
        "site": {"uid": site.uid, "code": site.code, "word": in_language(site.name, scope.language)},
        "places": places + ([whole] if whole["tags"] else []),
        "round": {"uid": found.uid, "which": found.which} if found else None,
    }  # fmt: skip


def _tags(scope: Scope, site: estate.Site) -> list[Tag]:
    rows = Tag.objects.within(scope).filter(site=site).exclude(state__in=sorted(rules.ENDED))
    return list(rows.order_by("pk")[: 2 * MOST_PLACES])


def _checked(scope: Scope, found: TagRound | None) -> dict[int, str]:
    if found is None:
        return {}
    return dict(TagCheck.objects.within(scope).filter(round=found).values_list("tag_id", "outcome"))


def _tag(tag: Tag, salt: str, found: TagRound | None, checked: dict[int, str], today: date) -> dict[str, Any]:
    asked = found is not None and tag.state in rules.BOUND
    if asked and found is not None and found.due_before is not None and tag.pk not in checked:
        seen = tag.last_scan_on or (tag.mounted_at.date() if tag.mounted_at else today)
        asked = seen <= found.due_before
    return {
        "uid": tag.uid, "state": tag.state, "mark": rules.mark_of(tag.code, salt), "trouble": tag.trouble,
        "asked": asked, "checked": checked.get(tag.pk, ""),
    }  # fmt: skip


def _skipped(scope: Scope, site: estate.Site, now: datetime) -> dict[Key, str]:
    """Why places were passed over lately, the newest reason."""
    rows = WalkPiece.objects.within(scope).filter(site=site, kind="skip", outcome="done")
    rows = rows.filter(received_at__gt=now - SKIPPED_FOR).order_by("pk")
    return {_key(space, asset): why for space, asset, why in rows.values_list("space_id", "asset_id", "why")}


def _places(scope: Scope, site: estate.Site) -> Iterable[tuple[Key, dict[str, Any]]]:
    """Room after room as one walks, each followed by the things in it; things in no room come last."""
    rooms = (
        estate.Space.objects.within_permission(scope, "tags.mount")
        .filter(site=site, state__in=("active", "draft"))
        .select_related("storey__building")
        .defer("outline")
        .order_by("storey__building__code", "storey__level", "number", "pk")[:MOST_PLACES]
    )
    things: dict[int | None, list[estate.Asset]] = {}
    rows = estate.Asset.objects.within_permission(scope, "tags.mount").filter(site=site).exclude(state__in=GONE)
    for thing in rows.order_by("number", "pk")[:MOST_PLACES]:
        things.setdefault(thing.space_id, []).append(thing)
    for room in rooms:
        where = _storey(room)
        yield _key(room.pk, None), {
            "uid": room.uid, "kind": "space", "number": room.number,
            "name": room.name if room.name != room.number else "", "where": where,
        }  # fmt: skip
        yield from (_thing(one, f"{room.number} {room.name}".strip()) for one in things.pop(room.pk, []))
    for rest in things.values():
        yield from (_thing(one, "") for one in rest)


def _thing(one: estate.Asset, where: str) -> tuple[Key, dict[str, Any]]:
    told = {"uid": one.uid, "kind": "asset", "number": one.number, "name": one.name, "where": where}
    return _key(None, one.pk), told


def _storey(room: estate.Space) -> str:
    storey = room.storey
    return " › ".join(dict.fromkeys(p for p in (storey.building.name, storey.name) if p)) if storey else ""

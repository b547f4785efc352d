"""Places a tag may be bound to: found by walking down the estate, by typing, or next in line on a walk."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import fold
from samdrift.registers.estate import public as estate
from samdrift.registers.tags import rules
from samdrift.registers.tags.models import Tag

MOST = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """One place on the way: a site, building, storey, space or asset, by its uid."""

    kind: str
    uid: UUID
    name: str
    note: str = ""
    tags: int = 0


def sites_to_tag(scope: Scope) -> QuerySet[estate.Site]:
    """Sites on which the person may mount tags."""
    return estate.Site.objects.within_permission(scope, "tags.mount").order_by("code", "pk")


def buildings_of(scope: Scope, site: estate.Site) -> QuerySet[estate.Building]:
    """The buildings of a site one may tag."""
    rows = estate.Building.objects.within_permission(scope, "tags.mount").filter(site=site)
    return rows.exclude(state="removed").order_by("code", "pk")


def storeys_of(scope: Scope, building: estate.Building) -> QuerySet[estate.Storey]:
    """The storeys of a building from the lowest up."""
    rows = estate.Storey.objects.within_permission(scope, "tags.mount").filter(building=building)
    return rows.exclude(state="removed").order_by("level", "pk")


def spaces_to_tag(
    scope: Scope, *, storey: estate.Storey | None = None, site: estate.Site | None = None
) -> QuerySet[Any]:
    """Rooms in walking order, each with `tagged`: whether a tag hangs there already."""
    rows = estate.Space.objects.within_permission(scope, "tags.mount").filter(state__in=("active", "draft"))
    if storey is not None:
        rows = rows.filter(storey=storey)
    if site is not None:
        rows = rows.filter(site=site)
    living = Tag.objects.within_permission(scope, "tags.mount").filter(
        space=OuterRef("pk"), asset__isnull=True, state__in=sorted(rules.BOUND)
    )
    rows = rows.select_related("storey__building").annotate(tagged=Exists(living))
    return rows.order_by("storey__building__code", "storey__level", "number", "pk")


def assets_to_tag(scope: Scope, space: estate.Space) -> QuerySet[Any]:
    """Things in a room, each with `tagged`."""
    rows = estate.Asset.objects.within_permission(scope, "tags.mount").filter(space=space)
    living = Tag.objects.within_permission(scope, "tags.mount").filter(
        asset=OuterRef("pk"), state__in=sorted(rules.BOUND)
    )
    return rows.annotate(tagged=Exists(living)).order_by("number", "pk")


def places_named(scope: Scope, text: str, *, site: estate.Site | None = None) -> list[Spot]:
    """Rooms and things whose number or name holds the words, some sixty at most."""
    words = fold(text).split()[:6]
    if not words:
        return []
    spaces = estate.Space.objects.within_permission(scope, "tags.mount").filter(state__in=("active", "draft"))
    assets = estate.Asset.objects.within_permission(scope, "tags.mount").all()
    if site is not None:
        spaces, assets = spaces.filter(site=site), assets.filter(site=site)
    for word in words:
        spaces = spaces.filter(Q(search_text__contains=word) | Q(number__icontains=word) | Q(name__icontains=word))
        assets = assets.filter(Q(search_text__contains=word) | Q(number__icontains=word) | Q(name__icontains=word))
    rooms = [
        Spot("space", row.uid, _room(row), f"{row.site.code} {row.storey.name if row.storey else ''}".strip())
        for row in spaces.select_related("site", "storey").order_by("number", "pk")[: MOST // 2]
    ]
    things = [
        Spot("asset", row.uid, f"{row.name} {row.number}".strip(), f"{row.site.code} {_room(row.space)}".strip())
        for row in assets.select_related("site", "space").order_by("number", "pk")[: MOST // 2]
    ]
    return rooms + things


def _room(space: estate.Space | None) -> str:
    if space is None:
        return ""
    return f"{space.number} {space.name}".strip() if space.name != space.number else space.number

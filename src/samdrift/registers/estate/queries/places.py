"""Questions about places: which there are, what is in them, and what they were like before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import fold
from samdrift.registers.estate.models import (
    Asset,
    Building,
    FloorPlan,
    ModelImport,
    Site,
    Space,
    SpaceArea,
    SpaceLineage,
    Storey,
)

STANDING = ("active", "out_of_use", "draft")


def sites(scope: Scope, *, text: str = "", kind: str = "") -> QuerySet[Site]:
    """Sites by code, found by code, name or town however they are spelt."""
    rows = Site.objects.within(scope).select_related("unit").order_by("code", "pk")
    if kind:
        rows = rows.filter(kind=kind)
    for term in fold(text).split():
        rows = rows.filter(Q(code__icontains=term) | Q(sort_da__contains=term) | Q(pk__in=_named(scope, term)))
    return rows


def _named(scope: Scope, term: str) -> list[int]:
    """Sites whose name or town, folded, has the term; there are hundreds of sites, not millions."""
    rows = Site.objects.within(scope).values_list("pk", "name", "town", "address")
    return [pk for pk, name, town, road in rows if term in fold(" ".join([*name.values(), town, road]))]


def figures_of_sites(scope: Scope, site_ids: list[int]) -> dict[int, tuple[int, Decimal]]:
    """How many spaces each site has, and their area in m²."""
    rows = Space.objects.within(scope).filter(site__in=site_ids, state__in=STANDING).order_by()
    found = rows.values_list("site").annotate(Count("pk"), Sum("area_m2"))
    return {site: (count, area or Decimal(0)) for site, count, area in found}


def site_choices(scope: Scope) -> list[tuple[str, str]]:
    """Sites to choose from, by code: id, and code with name."""
    rows = Site.objects.within(scope).order_by("code", "pk").values_list("pk", "code", "name")
    return [(str(pk), f"{code} {in_language(name, scope.language)}") for pk, code, name in rows]


def site_by_uid(scope: Scope, uid: UUID) -> Site:
    """A site.

    Raises:
        DoesNotExist: No such site within the scope.
    """
    return Site.objects.within(scope).select_related("unit").get(uid=uid)


@dataclass(frozen=True, slots=True)
class StoreyRow:
    """A storey in a site's overview."""

    storey: Storey
    building: Building
    spaces: int
    area_m2: Decimal
    has_plan: bool


def storeys_of(scope: Scope, site: Site) -> list[StoreyRow]:
    """The storeys of a site, top floor first in each building."""
    rows = Storey.objects.within(scope).filter(site=site, state="active").select_related("building")
    spaces = Space.objects.within(scope).filter(site=site, state__in=STANDING).order_by()
    figures = {pk: (n, area) for pk, n, area in spaces.values_list("storey").annotate(Count("pk"), Sum("area_m2"))}
    plans = set(FloorPlan.objects.within(scope).filter(site=site).values_list("storey_id", flat=True))
    found = []
    for storey in rows.order_by("building__code", "-level", "-elevation_m", "pk"):
        count, area = figures.get(storey.pk, (0, None))
        found.append(StoreyRow(storey, storey.building, count, area or Decimal(0), storey.pk in plans))
    return found


def storey_by_uid(scope: Scope, uid: UUID) -> Storey:
    """A storey with its building and site."""
    return Storey.objects.within(scope).select_related("building", "site").get(uid=uid)


def storeys_beside(scope: Scope, storey: Storey) -> list[Storey]:
    """The storeys of the same building, the top floor first."""
    rows = Storey.objects.within(scope).filter(building=storey.building_id, state="active")
    return list(rows.order_by("-level", "-elevation_m", "pk"))


def spaces_on(scope: Scope, storey: Storey) -> list[Space]:
    """The spaces of a storey by number."""
    return list(Space.objects.within(scope).filter(storey=storey, state__in=STANDING).order_by("number", "pk"))


def plan_of_storey(scope: Scope, storey: Storey) -> FloorPlan | None:
    """The storey's drawing, if it has one."""
    return FloorPlan.objects.within(scope).filter(storey=storey).first()


def space_by_uid(scope: Scope, uid: UUID) -> Space:
    """A space with its storey, building and site."""
    return Space.objects.within(scope).select_related("storey__building", "site__unit").get(uid=uid)


def areas_of(scope: Scope, space: Space) -> QuerySet[SpaceArea]:
    """The space's areas as they are known now, the newest first."""
    rows = SpaceArea.objects.within(scope).filter(space=space, superseded_at__isnull=True)
    return rows.order_by("-valid_from", "-pk")


def lineage_of(scope: Scope, space: Space) -> QuerySet[SpaceLineage]:
    """What the space came from and went into."""
    rows = SpaceLineage.objects.within(scope).filter(Q(predecessor=space) | Q(successor=space))
    return rows.select_related("predecessor", "successor").order_by("on", "pk")


def came_from(scope: Scope, space_id: int) -> dict[int, datetime | None]:
    """The spaces this one took over from, and those they took over from: their history is its history.

    Returns:
        By id: None for a room that is no more, else the moment from which what happens there is its own again.
    """
    site = Space.objects.within(scope).filter(pk=space_id).values("site")
    rows = SpaceLineage.objects.within(scope).filter(site__in=site)
    links = list(rows.values_list("successor_id", "predecessor_id", "on", "predecessor__state", "site__timezone"))
    found: dict[int, datetime | None] = {}
    waiting = {space_id}
    while waiting:
        before = {
            old: datetime.combine(on, time(), ZoneInfo(zone)) if state in STANDING else None
            for new, old, on, state, zone in links if new in waiting and old not in found and old != space_id
        }  # fmt: skip
        found |= before
        waiting = set(before)
    return found


def assets_in(scope: Scope, **where: Any) -> QuerySet[Asset]:
    """Things at a place, by number."""
    return Asset.objects.within(scope).filter(**where).exclude(state="removed").order_by("kind", "number", "pk")


def asset_by_uid(scope: Scope, uid: UUID) -> Asset:
    """A thing with its place."""
    return Asset.objects.within(scope).select_related("space__storey__building", "site__unit", "parent").get(uid=uid)


def imports(scope: Scope) -> QuerySet[ModelImport]:
    """Models and tables on their way in and those that are, the newest first."""
    rows = ModelImport.objects.within_permission(scope, "estate.import").select_related("site", "unit", "uploaded_by")
    return rows.order_by("-uploaded_at", "-pk")


def import_by_uid(scope: Scope, uid: UUID) -> ModelImport:
    """One import."""
    return ModelImport.objects.within(scope).select_related("site", "unit", "uploaded_by").get(uid=uid)


def drawn(spaces: list[Space], counts: Mapping[int, int], here: int | None = None) -> list[dict[str, Any]]:
    """Spaces as a floor plan draws them: rings in centimetres, y upwards."""
    return [
        {
            "rings": [ring for part in space.outline["rings"] for ring in _rings(part)],
            "name": space.name, "number": space.number, "uid": space.uid,
            "area_m2": float(space.area_m2) if space.area_m2 is not None else None,
            "open_requests": counts.get(space.pk, 0), "secured": space.zone == "secured", "here": space.pk == here,
        }
        for space in spaces if space.outline
    ]  # fmt: skip


def _rings(part: Mapping[str, Any]) -> list[list[tuple[int, int]]]:
    return [[(round(x * 100), round(y * 100)) for x, y in ring] for ring in (part["outer"], *part["holes"])]

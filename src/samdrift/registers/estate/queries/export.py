"""A site's register as a building model again, for whoever takes it elsewhere as COBie."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.estate.formats.cobie.writer import write_cobie
from samdrift.registers.estate.formats.model import (
    BimBuilding,
    BimElement,
    BimSite,
    BimSpace,
    BimStorey,
    BimType,
    BimZone,
    BuildingModel,
)
from samdrift.registers.estate.models import Asset, Building, Site, Space, SpaceGroup, Storey

STANDING = ("active", "out_of_use", "draft")


def model_of_site(scope: Scope, site: Site) -> BuildingModel:
    """What stands at a site today, as far as the scope sees it: removed rooms and things are left out."""
    buildings = list(Building.objects.within(scope).filter(site=site, state="active").order_by("code", "pk"))
    storeys = list(Storey.objects.within(scope).filter(site=site, state="active").order_by("building__code", "level"))
    spaces = list(Space.objects.within(scope).filter(site=site, state__in=STANDING).order_by("number", "pk"))
    assets = list(Asset.objects.within(scope).filter(site=site).exclude(state="removed").order_by("number", "pk"))
    groups = SpaceGroup.objects.within(scope).filter(site=site).order_by("name", "pk")
    here = {space.pk: _key(space) for space in spaces}
    homes = {storey.pk: storey.building_id for storey in storeys}
    keys: dict[int | None, str] = {building.pk: _key(building) for building in buildings}
    floors: dict[int | None, str] = {storey.pk: _key(storey) for storey in storeys}
    types = {_type_key(asset): _type(asset) for asset in assets}
    return BuildingModel(
        schema="COBie 2.4", source_hash="", project_name=in_language(site.name, scope.language),
        sites=(BimSite(key=f"site-{site.uid}", name=site.code),),
        buildings=tuple(_building(building, site) for building in buildings),
        storeys=tuple(_storey(storey, keys) for storey in storeys),
        spaces=tuple(_space(space, floors, keys.get(homes.get(space.storey_id or 0), "")) for space in spaces),
        zones=tuple(
            BimZone(key=_key(g), name=g.name, category=g.kind, space_keys=tuple(here[p] for p in g.spaces if p in here))
            for g in groups
        ),
        types=tuple(types.values()),
        elements=tuple(_element(asset, here) for asset in assets),
    )  # fmt: skip


def cobie_of_site(scope: Scope, site: Site, *, created_by: str, moment: datetime) -> tuple[str, bytes]:
    """What stands at a site today as a COBie 2.4 workbook: its file name and its bytes."""
    name = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in site.code)
    book = write_cobie(model_of_site(scope, site), created_by=created_by or "samdrift@localhost", created_on=moment)
    return f"{name}-cobie.xlsx", book


def _key(row: Any) -> str:
    return str(row.model_key or row.uid)


def _building(row: Building, site: Site) -> BimBuilding:
    return BimBuilding(key=_key(row), site_key=f"site-{site.uid}", name=row.code, long_name=row.name, use=row.use)


def _storey(row: Storey, buildings: dict[int | None, str]) -> BimStorey:
    elevation = float(row.elevation_m) if row.elevation_m is not None else None
    return BimStorey(
        key=_key(row), building_key=buildings.get(row.building_id, ""), name=row.name, elevation_m=elevation,
        level=row.level,
    )  # fmt: skip


def _space(row: Space, storeys: dict[int | None, str], building: str) -> BimSpace:
    areas: dict[str, Decimal] = {} if row.area_m2 is None else {"Space.NetArea": row.area_m2}
    return BimSpace(
        key=_key(row), storey_key=storeys.get(row.storey_id, ""), building_key=building, name=row.number,
        long_name=row.name, use="" if row.use == "other" else row.use, area_m2=row.area_m2, areas_m2=areas,
    )  # fmt: skip


def _type_key(row: Asset) -> str:
    return " ".join(filter(None, (row.kind, row.make, row.product)))


def _type(row: Asset) -> BimType:
    words = row.kind.replace("_", " ")
    return BimType(
        key=_type_key(row), name=_type_key(row), asset_class=words, maker=row.make, model=row.product,
        description=words,
    )  # fmt: skip


def _element(row: Asset, spaces: dict[int, str]) -> BimElement:
    return BimElement(
        key=_key(row), name=row.number, long_name=row.name, type_key=_type_key(row),
        space_key=spaces.get(row.space_id or 0, ""), asset_class=row.kind, maintainable=True, maker=row.make,
        model=row.product, serial=row.serial, installed_on=row.installed_on,
    )  # fmt: skip

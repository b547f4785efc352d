"""What the register holds of a site, as the comparison with a newer model wants it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.registers.estate.formats.diff import Item, Value
from samdrift.registers.estate.formats.model import BuildingModel, Outline
from samdrift.registers.estate.models import Asset, Building, Site, Space, SpaceArea, SpaceGroup, Storey

# Types and systems are not kept as rows of their own: what assets need of them is written on the asset.
COMPARED = frozenset({"building", "storey", "space", "element", "zone"})
LONGEST = {
    "name": 160, "asset_name": 200, "building_use": 24, "space_use": 32, "space_floor_covering": 32,
    "element_asset_class": 40, "other": 80,
}  # fmt: skip
CENTIMETRE = Decimal("0.001")


def stored_items(scope: Scope, site: Site) -> list[Item]:
    """The site's buildings, storeys, spaces, assets and zones that still stand, as comparable values."""
    keys = _Keys()
    priced = site.state == "live"
    found = [*_buildings(scope, site, keys), *_storeys(scope, site, keys), *_spaces(scope, site, keys, priced=priced)]
    return [*found, *_assets(scope, site, keys), *_zones(scope, site, keys)]


def comparable(items: Iterable[Item]) -> list[Item]:
    """Incoming items as they would be stored: kinds that are kept, texts no longer than their columns."""
    kept = [item for item in items if item.kind in COMPARED]
    known = {kind: {item.key for item in kept if item.kind == kind} for kind in COMPARED}
    return [_as_stored(item, known) for item in kept]


def _as_stored(item: Item, known: Mapping[str, set[str]]) -> Item:
    fields = {
        name: _clipped(item.kind, name, value) for name, value in item.fields.items() if (item.kind, name) not in UNKEPT
    }
    # Things stand in spaces, spaces on storeys, storeys in buildings; whatever else a file says is not kept.
    parents = known.get(PARENT_OF.get(item.kind, ""), set())
    parent = item.parent_key[:64] if item.parent_key in parents else ""
    return Item(
        kind=item.kind, key=item.key[:64], parent_key=parent, number=item.number[: NUMBER_LENGTH[item.kind]],
        name=item.name, fields=fields, outline=item.outline, priced=item.priced,
    )  # fmt: skip


PARENT_OF = {"storey": "building", "space": "storey", "element": "space"}
NUMBER_LENGTH = {"building": 40, "storey": 160, "space": 60, "element": 80, "zone": 160}
UNKEPT = frozenset({("element", "type"), ("building", "address"), ("storey", "long_name")})


def _clipped(kind: str, name: str, value: Value) -> Value:
    if isinstance(value, Decimal):
        return value.quantize(CENTIMETRE)
    if kind == "zone":
        return value
    if name == "long_name":
        return value[: LONGEST["asset_name"] if kind == "element" else LONGEST["name"]]
    return value[: LONGEST.get(f"{kind}_{name}", LONGEST["other"])]


class _Keys:
    """The key of each row: its model's, or one of its own when it never had a model."""

    def __init__(self) -> None:
        self.of: dict[tuple[str, int], str] = {}

    def keep(self, kind: str, row: Any) -> str:
        """Remember a row that came from a model; one made by hand is nobody's parent in a model."""
        if row.model_key:
            self.of[kind, row.pk] = row.model_key
        return row.model_key or f"row:{kind}:{row.pk}"


def _buildings(scope: Scope, site: Site, keys: _Keys) -> Iterable[Item]:
    for row in Building.objects.within(scope).filter(site=site, state="active").order_by("pk"):
        yield Item(
            kind="building", key=keys.keep("building", row), number=row.code, name=row.name,
            fields=_known(long_name=row.name, use=row.use),
        )  # fmt: skip


def _storeys(scope: Scope, site: Site, keys: _Keys) -> Iterable[Item]:
    for row in Storey.objects.within(scope).filter(site=site, state="active").order_by("pk"):
        yield Item(
            kind="storey", key=keys.keep("storey", row), parent_key=keys.of.get(("building", row.building_id), ""),
            number=row.name, fields=_known(elevation_m=row.elevation_m),
        )  # fmt: skip


def _spaces(scope: Scope, site: Site, keys: _Keys, *, priced: bool) -> Iterable[Item]:
    sources = dict(
        SpaceArea.objects.within(scope)
        .filter(site=site, superseded_at__isnull=True, valid_to__isnull=True)
        .values_list("space_id", "source")
    )
    rows = Space.objects.within(scope).filter(site=site, state__in=("active", "out_of_use", "draft"))
    for row in rows.order_by("pk"):
        parent = keys.of.get(("storey", row.storey_id or 0), "")
        yield Item(
            kind="space", key=keys.keep("space", row), parent_key=parent, number=row.number, name=row.name,
            fields=_known(
                long_name=row.name, use="" if row.use == "other" else row.use, area_m2=row.area_m2,
                area_source=sources.get(row.pk, ""), floor_covering=row.floor_covering,
            ),
            outline=outline_from(row.outline), priced=priced and row.area_m2 is not None,
        )  # fmt: skip


def _assets(scope: Scope, site: Site, keys: _Keys) -> Iterable[Item]:
    for row in Asset.objects.within(scope).filter(site=site).exclude(state="removed").order_by("pk"):
        yield Item(
            kind="element", key=keys.keep("element", row), parent_key=keys.of.get(("space", row.space_id or 0), ""),
            number=row.number, name=row.name,
            fields=_known(
                long_name=row.name, asset_class=row.kind, maker=row.make, model=row.product, serial=row.serial
            ),
        )  # fmt: skip


def _zones(scope: Scope, site: Site, keys: _Keys) -> Iterable[Item]:
    for row in SpaceGroup.objects.within(scope).filter(site=site).order_by("pk"):
        members = sorted(keys.of[("space", pk)] for pk in row.spaces if ("space", pk) in keys.of)
        yield Item(kind="zone", key=keys.keep("zone", row), number=row.name, fields=_known(members="\n".join(members)))


def _known(**fields: Value | None) -> Mapping[str, Value]:
    return {name: value for name, value in fields.items() if value not in (None, "")}


def outline_from(written: dict[str, Any] | None) -> tuple[Outline, ...]:
    """An outline as kept in a space's column."""
    if not written:
        return ()
    return tuple(
        Outline(_ring(part["outer"]), tuple(_ring(hole) for hole in part["holes"])) for part in written["rings"]
    )


def _ring(points: list[list[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in points)


def outline_to(outline: tuple[Outline, ...], path: str, label: tuple[int, int], width: int) -> dict[str, Any]:
    """An outline as it is kept: its rings in metres, and how it is drawn, in centimetres."""
    rings = [{"outer": [list(p) for p in o.outer], "holes": [[list(p) for p in h] for h in o.holes]} for o in outline]
    return {"path": path, "label": list(label), "width": width, "rings": rings}


def summed_area(model: BuildingModel) -> str:
    """The model's area as text with two decimals."""
    return str(model.area_m2.quantize(Decimal("0.01")))

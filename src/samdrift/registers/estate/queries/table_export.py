"""What the register holds as tables with the columns of the import: taken along, changed, and brought in again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.estate import rules
from samdrift.registers.estate.formats.tables import KINDS as COLUMNS
from samdrift.registers.estate.formats.tables import write_csv, write_xlsx
from samdrift.registers.estate.models import Asset, Building, PlaceModel, Site, Space, Storey
from samdrift.registers.estate.queries.places import STANDING
from samdrift.registers.estate.queries.streamed import all_kinds
from samdrift.registers.estate.queries.table_plans import KEPT
from samdrift.registers.estate.registry import keeper_of
from samdrift.registers.parties import public as parties

Row = Mapping[str, object]
Unit = parties.Unit | None
Place = TypeVar("Place", bound=PlaceModel)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def columns_of(kind: str) -> tuple[str, ...]:
    """The columns of a table, as the import knows them: those of which something is kept."""
    left_out = LEFT_OUT.get(kind, frozenset())
    kept = KEPT.get(kind)
    return tuple(
        column.field
        for column in COLUMNS[kind]
        if (kept is None or column.field in kept) and column.field not in left_out
    )


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table as a file: its name, its type on the web and its bytes."""

    name: str
    content_type: str
    content: bytes


def table_file(scope: Scope, kind: str, unit_uid: UUID | None, form: str, *, now: datetime) -> TableFile:
    """A table to take along, for whoever may see its rows.

    Args:
        unit_uid: Only what belongs to this unit and those below it; all one may see when None.
        form: csv or xlsx.

    Raises:
        DoesNotExist: There is no such unit.
        Invalid: There is no such kind of table.
        NotAllowed: The rows are not for them to see.
    """
    if kind not in all_kinds():
        raise Invalid({"kind": _("Choose one of: %(kinds)s.") % {"kinds": ", ".join(all_kinds())}})
    scope.require_somewhere(rules.export_permission(kind))
    unit = parties.Unit.objects.within(scope).get(uid=unit_uid) if unit_uid else None
    community = parties.Community.objects.get(pk=scope.community_id)
    rows = rows_of(scope, kind, unit=unit, today=now.astimezone(ZoneInfo(community.timezone)).date())
    if form == "xlsx":
        return TableFile(f"{kind}.xlsx", XLSX, write_xlsx(columns_of(kind), rows))
    return TableFile(f"{kind}.csv", "text/csv; charset=utf-8", write_csv(columns_of(kind), rows))


def rows_of(scope: Scope, kind: str, *, unit: Unit, today: date) -> Iterable[Row]:
    """The rows of a table, as far as the scope sees them.

    Args:
        kind: A kind of table the import knows.
        unit: Only what belongs to this unit and those below it; all of it when None.
    """
    if kind == "people":
        return parties.people_of_table(scope, today=today, within=unit)
    if kind == "units":
        return parties.units_of_table(scope, today=today, within=unit)
    keeper = keeper_of(kind)
    return keeper.rows(scope, unit) if keeper else PLACES[kind](scope, unit)


LEFT_OUT = {
    # One column of an address is enough.
    "sites": frozenset({"street_number", "coordinate_system", "external_id"}),
    # What rooms came from is told once, by the table that changes them.
    "spaces": frozenset({"replaces"}),
    # Where it was in words is part of the description by then; when work began elsewhere stands in the book.
    "requests": frozenset({"place", "started_at", "requester_email"}),
}


def _sites(scope: Scope, unit: Unit) -> Iterable[Row]:
    rows = Site.objects.within(scope).select_related("unit").order_by("code")
    for site in rows.filter(unit__path__startswith=unit.path) if unit else rows:
        yield {
            "code": site.code, "name": in_language(site.name, scope.language), "street": site.address,
            "postal_code": site.postal_code, "town": site.town, "latitude": site.latitude,
            "longitude": site.longitude, "tenure": site.tenure, "opening_hours": site.opening_hours,
            "district": site.unit.code,
        }  # fmt: skip


def _of_unit(rows: QuerySet[Place], unit: Unit) -> QuerySet[Place]:
    rows = rows.select_related("site")
    return rows.filter(site__unit__path__startswith=unit.path) if unit else rows


def _buildings(scope: Scope, unit: Unit) -> Iterable[Row]:
    rows = _of_unit(Building.objects.within(scope).filter(state="active"), unit)
    for one in rows.order_by("site__code", "code").iterator():
        yield {"site": one.site.code, "code": one.code, "name": one.name, "use": one.use, "year": one.year}


def _storeys(scope: Scope, unit: Unit) -> Iterable[Row]:
    rows = _of_unit(Storey.objects.within(scope).filter(state="active"), unit).select_related("site", "building")
    for one in rows.order_by("site__code", "building__code", "level", "pk").iterator():
        yield {
            "site": one.site.code, "building": one.building.code, "code": one.code or one.name[:40],
            "name": one.name, "level": one.level, "elevation_m": one.elevation_m,
        }  # fmt: skip


def _spaces(scope: Scope, unit: Unit) -> Iterable[Row]:
    rows = _of_unit(Space.objects.within(scope).filter(state__in=STANDING), unit)
    rows = rows.select_related("site", "storey__building")
    for one in rows.order_by("site__code", "storey__building__code", "storey__level", "number", "pk").iterator():
        yield {
            "site": one.site.code, **_floor(one.storey), "number": one.number, "name": one.name, "use": one.use,
            "area_m2": one.area_m2, "floor_covering": one.floor_covering, "quality_profile": one.quality_profile,
            "security_zone": one.zone,
        }  # fmt: skip


def _assets(scope: Scope, unit: Unit) -> Iterable[Row]:
    rows = _of_unit(Asset.objects.within(scope).exclude(state="removed"), unit)
    rows = rows.select_related("site", "space__storey__building")
    for one in rows.order_by("site__code", "number", "pk").iterator():
        space = one.space
        yield {
            "site": one.site.code, **_floor(space.storey if space else None), "space": space.number if space else "",
            "tag": one.number, "name": one.name, "asset_class": one.kind, "maker": one.make, "model": one.product,
            "serial": one.serial, "installed_on": one.installed_on, "warranty_until": one.warranty_to,
            "criticality": one.criticality, "condition": one.condition,
        }  # fmt: skip


def _floor(storey: Storey | None) -> Row:
    if storey is None:
        return {"building": "", "storey": ""}
    return {"building": storey.building.code, "storey": storey.code or storey.name}


PLACES: Mapping[str, Callable[[Scope, Unit], Iterable[Row]]] = {
    "sites": _sites, "buildings": _buildings, "storeys": _storeys, "spaces": _spaces, "assets": _assets,
}  # fmt: skip

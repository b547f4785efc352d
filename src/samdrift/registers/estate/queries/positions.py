"""Where sites lie: for maps, which show less than lists do."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from babel.core import get_global
from django.db.models import FloatField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.fields import in_language
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.kernel.maps import projected
from samdrift.registers.estate.models import Site, UnitBorder

SECURED = "D8"
GONE = ("closed",)
SITE_KINDS: dict[str, Any] = {
    "main_station": _("Main station"), "station": _("Station"), "local_station": _("Local station"),
    "garage": _("Garage"), "training": _("Training centre"), "office": _("Office"), "store": _("Store"),
}  # fmt: skip


class PlacedSite(NamedTuple):
    """A site and its point on the plane, None where nobody said where it lies; a tuple, for there are thousands."""

    pk: int
    code: str
    name: str
    kind: str
    unit_id: int
    town: str
    timezone: str
    point: tuple[float, float] | None


def places_of_sites(scope: Scope, *, unit_ids: Iterable[int] | None = None, kind: str = "") -> list[PlacedSite]:
    """The sites that may stand on a map, by code.

    What is of class D8 stands on no map (covert places); a secured site only on that of people cleared for such places.
    """
    chosen = None if unit_ids is None else frozenset(unit_ids)
    return [
        PlacedSite(pk, code, in_language(name, scope.language), kind, unit, town, zone, _point(north, east))
        for pk, code, name, kind, unit, town, zone, north, east in _PLACED.rows(scope, None, chosen, kind or None)
    ]


def _placed(scope: Scope, _form: None, unit_ids: frozenset[int] | None, kind: str | None) -> QuerySet[Any, Any]:
    rows = _on_maps(scope)
    rows = rows if unit_ids is None else rows.filter(unit__in=unit_ids)
    rows = rows if kind is None else rows.filter(kind=kind)
    # As numbers of the machine: thousands of exact decimals cost more than all the rest.
    rows = rows.annotate(north=Cast("latitude", FloatField()), east=Cast("longitude", FloatField()))
    columns = ("pk", "code", "name", "kind", "unit_id", "town", "timezone", "north", "east")
    return rows.order_by("code", "pk").values_list(*columns)


_PLACED: Shaped[tuple[Any, ...]] = Shaped(_placed)


def units_with_sites(scope: Scope, unit_ids: Iterable[int]) -> list[int]:
    """Those of the units that have a site this person's map may show."""
    return _UNITS_WITH.rows(scope, None, frozenset(unit_ids))


def _units_with(scope: Scope, _form: None, unit_ids: frozenset[int]) -> QuerySet[Any, int]:
    return _on_maps(scope).filter(unit__in=unit_ids).order_by("unit").values_list("unit", flat=True).distinct()


_UNITS_WITH: Shaped[int] = Shaped(_units_with)


def uid_of_site(scope: Scope, site_id: int) -> UUID:
    """A site's public id.

    Raises:
        DoesNotExist: No such site on this person's map.
    """
    return _on_maps(scope).values_list("uid", flat=True).get(pk=site_id)


def _on_maps(scope: Scope) -> QuerySet[Site]:
    rows = Site.objects.within(scope).exclude(data_class=SECURED).exclude(state__in=GONE)
    return rows.filter(~Q(zone="secured") | _cleared(scope))


def _cleared(scope: Scope) -> Q:
    """The sites whose secured places this person may see: by the grants that are cleared for them alone."""
    return Site.visible_to(replace(scope, grants=tuple(one for one in scope.grants if SECURED in one.data_classes)))


def _point(north: float | None, east: float | None) -> tuple[float, float] | None:
    if north is None or east is None:
        return None
    x, y = projected(north, east)
    return round(x, 1), round(y, 1)


def countries_of(zones: Iterable[str]) -> tuple[str, ...]:
    """The countries time zones lie in, by their two letters."""
    known = get_global("zone_territories")
    return tuple(sorted({known[zone] for zone in zones if zone in known}))


@dataclass(frozen=True, slots=True)
class BorderOnMap:
    """A unit's border: its rings and a point for its name, on the plane, and whose border it is."""

    unit_id: int
    name: str
    rings: list[list[list[int]]]
    x: int
    y: int
    source: str


def borders_on(scope: Scope, day: date, unit_ids: Iterable[int] | None = None) -> list[BorderOnMap]:
    """The borders that hold on a day, as they are known now: of some units, or of all."""
    return [
        BorderOnMap(
            row.unit_id, in_language(row.unit.name, scope.language), row.rings, row.label_x, row.label_y, row.source
        )
        for row in _BORDERS.rows(scope, None, day, None if unit_ids is None else frozenset(unit_ids))
    ]


def _borders(scope: Scope, _form: None, day: date, unit_ids: frozenset[int] | None) -> QuerySet[UnitBorder]:
    rows = UnitBorder.objects.within(scope).filter(superseded_at__isnull=True, valid_from__lte=day)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).select_related("unit")
    return (rows if unit_ids is None else rows.filter(unit__in=unit_ids)).order_by("unit__code", "pk")


_BORDERS: Shaped[UnitBorder] = Shaped(_borders)

"""Where a request is: site, space and asset with what priority and promises ask about them."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.prepared import Prepared
from samdrift.foundation.scope import Scope
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

SECURED = "secured"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a request keeps it.

    Attributes:
        unit_ids: The unit's id and those of all units above it.
        secured: In a restricted zone: what is said of it is of class D8.
    """

    site_id: int | None = None
    space_id: int | None = None
    asset_id: int | None = None
    unit_id: int | None = None
    unit_ids: frozenset[int] = frozenset()
    site_kind: str = ""
    timezone: str = "UTC"
    availability_weight: int = 1
    criticality: str = ""
    secured: bool = False
    use: str = ""
    asset_kind: str = ""
    space_words: str = ""
    asset_words: str = ""


_SITE = ("pk", "kind", "timezone", "zone", "unit_id", "unit__path", "unit__community_id")
_ON_SITE = tuple(f"site__{name}" if name != "pk" else "site_id" for name in _SITE)
_SPACE = ("availability_weight", "zone", "use", "number", "name")
_IN_SPACE = (*_ON_SITE, "pk", *_SPACE)
_ON_ASSET = (
    *_ON_SITE, "space_id", *(f"space__{name}" for name in _SPACE), "pk", "criticality", "zone", "kind", "name",
)  # fmt: skip
_WHY = "whoever reports knows the place they stand at; the community is asked for here"
_MARKERS = (-77_011, -77_012)


def _asked(model: type[models.Model], columns: tuple[str, ...]) -> Prepared:
    def build(community: int, pk: int) -> models.QuerySet[Any, Any]:
        rows: models.QuerySet[Any, Any] = model.objects.filter(community=community, pk=pk)  # type: ignore[attr-defined]
        return rows.values_list(*columns)

    return Prepared(build, *_MARKERS, reason=_WHY)


_site, _space, _asset = _asked(estate.Site, _SITE), _asked(estate.Space, _IN_SPACE), _asked(estate.Asset, _ON_ASSET)


def place_named(
    scope: Scope, *, site_id: int | None, space_id: int | None, asset_id: int | None, unit_id: int | None
) -> Place:
    """The place made whole, in one statement: an asset knows its space, a space its site, a site its unit.

    Raises:
        Invalid: There is no such place in the community, or its parts do not belong together.
    """
    row = _row(scope, site_id, space_id, asset_id)
    (site, kind, timezone, zone, own_unit, path, _community), rest = row[:7], row[7:]
    if site is not None and site_id not in (None, site):
        raise Invalid({"place": _("The room or the thing is not at this site.")})
    if unit_id not in (None, own_unit):
        units = parties.Unit.objects.within(scope).filter(pk=unit_id)
        path = units.values_list("path", flat=True).first()
        if path is None:
            raise Invalid({"unit": _("There is no such unit.")})
    # A thing says itself which room it stands in, whatever the label remembers.
    whole: tuple[Any, ...] = (*rest, *(None,) * (11 - len(rest)))
    space, weight, space_zone, use, number, name, asset, criticality, asset_zone, asset_kind, asset_name = whole
    return Place(
        site_id=site, space_id=space, asset_id=asset, unit_id=unit_id or own_unit, unit_ids=units_on(path),
        site_kind=kind or "", timezone=timezone or "UTC", availability_weight=weight or 1,
        criticality=criticality or "", secured=SECURED in (zone, space_zone, asset_zone), use=use or "",
        asset_kind=asset_kind or "", space_words=" ".join(filter(None, (number, name))), asset_words=asset_name or "",
    )  # fmt: skip


def _row(scope: Scope, site_id: int | None, space_id: int | None, asset_id: int | None) -> tuple[Any, ...]:
    """The site's columns, then the space's and the asset's as far as they are asked for."""
    for prepared, pk, field in ((_asset, asset_id, "asset"), (_space, space_id, "space"), (_site, site_id, "site")):
        if pk is not None:
            found: list[tuple[Any, ...]] = prepared.rows(scope.community_id, pk)
            if not found:
                raise Invalid({field: _("There is no such place.")})
            return found[0]
    return (None,) * 7


def units_on(path: str | None) -> frozenset[int]:
    """The ids on a unit's path, "/3/17/"."""
    return frozenset(int(step) for step in (path or "").split("/") if step)

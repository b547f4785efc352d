"""Where a request is: site, space and asset with what priority and promises ask about them."""

from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope, everywhere
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


def place_named(
    scope: Scope, *, site_id: int | None, space_id: int | None, asset_id: int | None, unit_id: int | None
) -> Place:
    """The place made whole: an asset knows its space, a space its site, a site its unit.

    Raises:
        Invalid: There is no such place in the community, or its parts do not belong together.
    """
    with everywhere(reason="whoever reports knows the place they stand at; the community is checked here"):
        asset = _found(estate.Asset, scope, asset_id, "asset")
        space = _found(estate.Space, scope, space_id or (asset.space_id if asset else None), "space")
        known_site = asset.site_id if asset else space.site_id if space else site_id
        site = _found(estate.Site, scope, known_site, "site")
        if site and site_id not in (None, site.pk):
            raise Invalid({"place": _("The room or the thing is not at this site.")})
        unit = unit_id or (site.unit_id if site else None)
        units = parties.Unit.objects.filter(community=scope.community_id)
        path = units.filter(pk=unit).values_list("path", flat=True).first() if unit is not None else None
        if unit is not None and path is None:
            raise Invalid({"unit": _("There is no such unit.")})
    return Place(
        site_id=site.pk if site else None,
        space_id=space.pk if space else None,
        asset_id=asset.pk if asset else None,
        unit_id=unit,
        unit_ids=units_on(path),
        site_kind=site.kind if site else "",
        timezone=site.timezone if site else "UTC",
        availability_weight=space.availability_weight if space else 1,
        criticality=asset.criticality if asset else "",
        use=space.use if space else "",
        asset_kind=asset.kind if asset else "",
        space_words=f"{space.number} {space.name}".strip() if space else "",
        asset_words=asset.name if asset else "",
        secured=SECURED in {part.zone for part in (asset, space, site) if part is not None},
    )


def units_on(path: str | None) -> frozenset[int]:
    """The ids on a unit's path, "/3/17/"."""
    return frozenset(int(step) for step in (path or "").split("/") if step)


Row = TypeVar("Row", estate.Site, estate.Space, estate.Asset)


def _found(model: type[Row], scope: Scope, pk: int | None, field: str) -> Row | None:
    if pk is None:
        return None
    row = model.objects.filter(community=scope.community_id, pk=pk).first()
    if row is None:
        raise Invalid({field: _("There is no such place.")})
    return row

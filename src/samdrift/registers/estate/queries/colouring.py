"""What the rooms of a site are coloured by, and which of them may be drawn for whoever asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import fold
from samdrift.registers.estate import registry, rules
from samdrift.registers.estate.models import Site, Space, SpaceArea
from samdrift.registers.estate.queries.places import STANDING
from samdrift.registers.parties import public as parties

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Coloured:
    """A colouring with what it says of each room of a site."""

    colouring: registry.Colouring
    shades: Mapping[int, tuple[registry.Shade, str]]

    def of(self, space_id: int) -> tuple[registry.Shade, str]:
        """A room's shade and value; the first of the legend where there is nothing to tell."""
        return self.shades.get(space_id) or (self.colouring.legend[0], "")

    def counted(self, space_ids: Iterable[int]) -> list[tuple[registry.Shade, int]]:
        """Every shade of the legend with how many of these rooms have it."""
        found = [self.of(pk)[0].code for pk in space_ids]
        return [(shade, found.count(shade.code)) for shade in self.colouring.legend]


def offered(scope: Scope) -> list[registry.Colouring]:
    """The colourings this person may have."""
    return [one for one in registry.colourings() if scope.may(one.permission)]


def coloured(scope: Scope, site_id: int, code: str, *, now: datetime) -> Coloured | None:
    """What the colouring called `code` says of a site's rooms; the first one's where the code is none that is offered.

    None where nothing is offered at all.
    """
    choice = offered(scope)
    colouring = next((one for one in choice if one.code == code), choice[0] if choice else None)
    if colouring is None:
        return None
    known = {shade.code: shade for shade in colouring.legend}
    told = colouring.load(scope, site_id, now)
    return Coloured(colouring, {pk: (known[shade], value) for pk, (shade, value) in told.items()})


def is_cleared(scope: Scope, site: Site) -> bool:
    """Whether this person may see what is secured at a site (class D8)."""
    secured = rules.ZONE_CLASS["secured"]
    cleared = tuple(grant for grant in scope.grants if secured in grant.data_classes)
    return bool(cleared) and Site.objects.within(replace(scope, grants=cleared)).filter(pk=site.pk).exists()


def drawable(scope: Scope, site: Site, spaces: Sequence[Space]) -> list[Space]:
    """The rooms that may be drawn for whoever asks: secured ones, and any of a secured site, for the cleared only."""
    if site.zone != "secured" and all(space.zone != "secured" for space in spaces):
        return list(spaces)
    if is_cleared(scope, site):
        return list(spaces)
    return [] if site.zone == "secured" else [space for space in spaces if space.zone != "secured"]


def rooms_found(scope: Scope, site: Site, text: str) -> QuerySet[Space]:
    """The rooms of a site whose number and name have every word of `text` in them, by storey and number."""
    rows = Space.objects.within(scope).filter(site=site, state__in=STANDING).select_related("storey")
    for word in fold(text).split()[:4]:
        rows = rows.filter(search_text__contains=word)
    return rows.order_by("storey__level", "number", "pk")


def area_bases(scope: Scope, site_id: int, now: datetime) -> registry.Shaded:
    """For each room of a site where the area that holds today came from."""
    day = parties.community_day(scope, now)
    rows = SpaceArea.objects.within(scope).filter(
        site=site_id, superseded_at__isnull=True, valid_from__lte=day
    ).order_by("valid_from", "pk").values_list("space", "valid_to", "basis", "source")  # fmt: skip
    return {
        space: (rules.area_origin(source), f"{basis}, {source}" if source else basis)
        for space, until, basis, source in rows if until is None or until >= day
    }  # fmt: skip

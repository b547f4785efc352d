"""Which site, storey, space or thing a table's row speaks of."""

from collections import defaultdict
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.registers.estate.formats.collecting import Findings
from samdrift.registers.estate.formats.tables import TableRow
from samdrift.registers.estate.formats.uses import ASSET_CLASSES, USES, asset_class_of, use_of
from samdrift.registers.estate.models import Asset, Building, Site, Space, Storey

STANDING = ("active", "out_of_use", "draft")


class Places:
    """The places within the scope, by what people call them; a site's rows are read when it is first named."""

    def __init__(self, scope: Scope, findings: Findings) -> None:
        self._scope, self._findings = scope, findings
        self._sites = {site.code.casefold(): site for site in Site.objects.within_permission(scope, "estate.import")}
        self._spaces: dict[tuple[int, str], list[Space]] = defaultdict(list)
        self._storeys: dict[tuple[int, str], Storey] = {}
        self._assets: dict[tuple[int, str], Asset] = {}
        self._buildings: dict[tuple[int, str], Building] = {}
        self._floors: dict[tuple[int, str], Storey] = {}
        self._fresh: dict[tuple[int, str], Storey] = {}
        self._read: set[int] = set()
        self._planned: dict[tuple[int, str, int], int] = {}

    def site(self, row: TableRow) -> Site | None:
        """The site a row names, or None with a finding."""
        named = str(row.values.get("site", ""))
        found = self._sites.get(named.casefold())
        if found is None:
            self._findings.add("error", "row_unknown_site", row=row.number, value=named)
        elif found.pk not in self._read:
            self._load(found)
        return found

    def _load(self, site: Site) -> None:
        self._read.add(site.pk)
        for building in Building.objects.within(self._scope).filter(site=site).order_by("pk"):
            self._buildings[site.pk, building.code.casefold()] = building
        standing = Storey.objects.within(self._scope).filter(site=site, state="active")
        # Several storeys may answer to one label; what a table calls them goes before what models and levels do.
        storeys = list(standing.select_related("site", "building").order_by("pk"))
        for label in ("code", "name", "level"):
            for storey in storeys:
                if said := str(getattr(storey, label)).casefold():
                    self._storeys.setdefault((site.pk, said), storey)
                    self._floors.setdefault((storey.building_id, said), storey)
        spaces = Space.objects.within(self._scope).filter(site=site, state__in=STANDING)
        for space in spaces.select_related("site", "storey").order_by("pk"):
            self._spaces[site.pk, space.number.casefold()].append(space)
        things = Asset.objects.within(self._scope).filter(site=site).exclude(state="removed")
        for asset in things.select_related("site", "space").order_by("pk"):
            self._assets.setdefault((site.pk, asset.number.casefold()), asset)

    def storey(self, row: TableRow, site: Site) -> Storey | None:
        """The storey a row names: one there is, or a new one not yet saved."""
        named, code = str(row.values.get("storey", ""))[:160], str(row.values.get("building", ""))[:40]
        if not named:
            return None
        building = self.building(site, code) if code else None
        if building is not None:
            found = self.storey_of(building, named)
        else:
            found = None if code else self._storeys.get((site.pk, named.casefold()))
        if found is not None:
            return found
        key = (site.pk, f"{code}\n{named}".casefold())
        if key not in self._fresh:
            self._fresh[key] = Storey(site=site, community_id=site.community_id, name=named, code=named[:40])
            self._fresh[key].building_code = code  # type: ignore[attr-defined]
        return self._fresh[key]

    def building(self, site: Site, code: str) -> Building | None:
        """The building of that code at the site, also one that was taken down."""
        return self._buildings.get((site.pk, code.casefold()))

    def building_of_row(self, row: TableRow, site: Site) -> Building | None:
        """The building a row's storey stands in: the one named, made where there is none; else the site's only one."""
        named = str(row.values.get("building", ""))[:40]
        here = [one for (at, _code), one in self._buildings.items() if at == site.pk and one.state == "active"]
        if not named and len(here) > 1:
            self._findings.add("error", "row_which_building", row=row.number, value=site.code)
            return None
        if not named and here:
            return here[0]
        code = named or "B1"
        return self._buildings.setdefault(
            (site.pk, code.casefold()), Building(site=site, community_id=site.community_id, code=code, name=named)
        )

    def storey_of(self, building: Building, *labels: str) -> Storey | None:
        """The storey of a building that goes by one of these labels."""
        found = (self._floors.get((building.pk or 0, label.casefold())) for label in labels if label)
        return next((one for one in found if one is not None), None)

    def space(self, row: TableRow, site: Site, number: str, *, new: bool = False) -> Space | None:
        """The space of that number, on the row's storey where several have it; else a new one, or None."""
        storey = self.storey(row, site)
        found = self._in_the_building(row, site, self._spaces[site.pk, number.casefold()])
        if len(found) > 1 and storey is not None:
            found = [space for space in found if space.storey_id == storey.pk]
        if len(found) > 1:
            self._findings.add("error", "row_several", row=row.number, value=number)
            return None
        if new:
            key = (site.pk, number.casefold(), id(storey))
            first = self._planned.setdefault(key, row.number)
            if first != row.number:
                self._findings.add("error", "row_repeats", row=row.number, value=number, first=first)
                return None
        if found or not new:
            return found[0] if found else None
        return Space(site=site, community_id=site.community_id, number=number)

    def _in_the_building(self, row: TableRow, site: Site, found: list[Space]) -> list[Space]:
        """Of several rooms those of the building the row names: two buildings number their rooms alike."""
        code = str(row.values.get("building", ""))[:40]
        building = self.building(site, code) if code else None
        if not code:
            return found
        home = building.pk if building else None
        return [space for space in found if space.storey is None or space.storey.building_id == home]

    def space_of_asset(self, row: TableRow, site: Site) -> Space | None:
        """The space a thing stands in; one that is not there is told, and the thing stands in no room."""
        named = str(row.values.get("space", ""))[:60]
        found = self.space(row, site, named) if named else None
        if named and found is None:
            self._findings.add("warning", "row_unknown_space", row=row.number, value=named)
        return found

    def asset(self, site: Site, number: str) -> Asset | None:
        """The thing of that number at the site."""
        return self._assets.get((site.pk, number.casefold()))

    @staticmethod
    def use_of(words: str) -> str:
        """Our code of a use in people's words; our own code is one of them."""
        first = words.split(maxsplit=1)[0].casefold() if words.strip() else ""
        return first if first in USES or first == "other" else use_of(words)

    @staticmethod
    def class_of(*words: Any) -> str:
        """Our code of an asset class in people's words; our own code is one of them."""
        first = str(words[0]).casefold() if words else ""
        if first in ASSET_CLASSES or first == "other":
            return first
        return asset_class_of("", "", " ".join(map(str, words)))

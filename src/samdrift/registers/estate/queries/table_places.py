"""Which site, storey, space or thing a table's row speaks of."""

from collections import defaultdict
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.registers.estate.formats.collecting import Findings
from samdrift.registers.estate.formats.tables import TableRow
from samdrift.registers.estate.formats.uses import asset_class_of, use_of
from samdrift.registers.estate.models import Asset, Site, Space, Storey

STANDING = ("active", "out_of_use", "draft")


class Places:
    """The places within the scope, by what people call them; a site's rows are read when it is first named."""

    def __init__(self, scope: Scope, findings: Findings) -> None:
        self._scope, self._findings = scope, findings
        self._sites = {site.code.casefold(): site for site in Site.objects.within_permission(scope, "estate.import")}
        self._spaces: dict[tuple[int, str], list[Space]] = defaultdict(list)
        self._storeys: dict[tuple[int, str], Storey] = {}
        self._assets: dict[tuple[int, str], Asset] = {}
        self._read: set[int] = set()
        self._planned: dict[tuple[int, str, str], int] = {}

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
        for storey in Storey.objects.within(self._scope).filter(site=site, state="active").select_related("building"):
            for label in (storey.name, str(storey.level)):
                self._storeys.setdefault((site.pk, label.casefold()), storey)
        spaces = Space.objects.within(self._scope).filter(site=site, state__in=STANDING)
        for space in spaces.select_related("site", "storey").order_by("pk"):
            self._spaces[site.pk, space.number.casefold()].append(space)
        things = Asset.objects.within(self._scope).filter(site=site).exclude(state="removed")
        for asset in things.select_related("site", "space").order_by("pk"):
            self._assets.setdefault((site.pk, asset.number.casefold()), asset)

    def storey(self, row: TableRow, site: Site) -> Storey | None:
        """The storey a row names: one there is, or a new one not yet saved."""
        named = str(row.values.get("storey", ""))[:160]
        if not named:
            return None
        key = (site.pk, named.casefold())
        if key not in self._storeys:
            self._storeys[key] = Storey(site=site, community_id=site.community_id, name=named)
            self._storeys[key].building_code = str(row.values.get("building", ""))[:40]  # type: ignore[attr-defined]
        return self._storeys[key]

    def space(self, row: TableRow, site: Site, number: str, *, new: bool = False) -> Space | None:
        """The space of that number, on the row's storey where several have it; else a new one, or None."""
        storey = self.storey(row, site)
        found = self._spaces[site.pk, number.casefold()]
        if len(found) > 1 and storey is not None:
            found = [space for space in found if space.storey_id == storey.pk]
        if len(found) > 1:
            self._findings.add("error", "row_several", row=row.number, value=number)
            return None
        if new:
            key = (site.pk, number.casefold(), storey.name.casefold() if storey else "")
            first = self._planned.setdefault(key, row.number)
            if first != row.number:
                self._findings.add("error", "row_repeats", row=row.number, value=number, first=first)
                return None
        if found or not new:
            return found[0] if found else None
        return Space(site=site, community_id=site.community_id, number=number)

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
        """Our code of a use in people's words."""
        return use_of(words)

    @staticmethod
    def class_of(*words: Any) -> str:
        """Our code of an asset class in people's words."""
        return asset_class_of("", "", " ".join(map(str, words)))

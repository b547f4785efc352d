"""How far it is between sites: measured where somebody has, else from where the sites lie."""

from collections.abc import Iterable

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.dispatch.models import Way
from samdrift.operations.dispatch.rules import travel
from samdrift.registers.estate import public as estate


class Ways:
    """Ways between some sites, by their ids; read once, computed when first asked for."""

    def __init__(self, scope: Scope, site_ids: Iterable[int]) -> None:
        self.sites = sorted({*site_ids} - {0})
        with everywhere(reason="where the sites of orders one sees lie; the community is asked for here"):
            rows = estate.Site.objects.filter(community=scope.community_id, pk__in=self.sites)
            lying = rows.values_list("pk", "latitude", "longitude")
            self.at = {pk: (float(lat), float(lon)) for pk, lat, lon in lying if lat is not None and lon is not None}
        measured = Way.objects.within(scope).filter(start__in=self.sites, end__in=self.sites)
        self.measured = {(a, b): (s, m) for a, b, s, m in measured.values_list("start", "end", "seconds", "metres")}
        self._known: dict[tuple[int, int], int] = {}

    def metres(self, one: int, other: int) -> int:
        """The way from one site to another in metres; nothing where we do not know where one lies."""
        if one == other:
            return 0
        if (one, other) not in self._known:
            known = self.measured.get((one, other)) or self.measured.get((other, one))
            self._known[one, other] = known[1] if known else travel.road_metres(self.at.get(one), self.at.get(other))
        return self._known[one, other]

    def seconds(self, one: int, other: int) -> int:
        """How long it takes."""
        known = self.measured.get((one, other)) or self.measured.get((other, one))
        return known[0] if known and one != other else travel.travel_seconds(self.metres(one, other))

    def tables(self) -> tuple[dict[int, int], list[list[int]], list[list[int]]]:
        """Site → index, and the tables of seconds and metres; index 0 stands for a place nobody knows."""
        places = [0, *self.sites]
        index = {site: at for at, site in enumerate(places)}
        measured = {(index[a], index[b]): way for (a, b), way in self.measured.items()}
        seconds, metres = travel.tables([self.at.get(site) for site in places], measured)
        return index, seconds, metres

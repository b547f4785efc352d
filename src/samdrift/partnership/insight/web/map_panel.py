"""The map on a district's page: its sites with what is open there, each leading to the map's own page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.scope import Scope
from samdrift.kernel.maps import View
from samdrift.partnership.insight.queries.maps import sites_on_map
from samdrift.partnership.insight.queries.places import Place
from samdrift.partnership.insight.registry import Asked, Panel, register_panel
from samdrift.partnership.insight.rules.maps import PERIODS
from samdrift.partnership.insight.web.map_drawn import Wish, address_of, drawn
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

FIGURE = "requests.open"


def register() -> None:
    """Make the panel known."""
    register_panel(Panel(name="insight.map", template="insight/map_panel.html", load=sites_of_district, position=10))


def sites_of_district(scope: Scope, place: Place, asked: Asked) -> Mapping[str, Any] | None:
    """The district's sites as a map draws them; None where none has a place, or none is the reader's to see."""
    if not scope.may("estate.view"):
        return None
    today = parties.community_day(scope, now())
    query = {"contract": str(place.contract.uid), "district": str(place.unit.uid)}
    wish = Wish(
        place.contract, asked, FIGURE, place.unit.uid, place.unit_ids, "", "", PERIODS[0], today, query,
    )  # fmt: skip
    found = sites_on_map(scope, FIGURE, asked, unit_ids=place.unit_ids)
    values = drawn(wish, found, estate.borders_on(scope, today, place.unit_ids))
    if values is None:
        return None
    page = address_of(wish)
    return {"drawn": {**values, "zoom": Zoom(page, values["zoom"]), "live": None, "small": True}, "page": page}


@dataclass(frozen=True, slots=True)
class Zoom:
    """What leads to a part of the map, the same for the same page: told from others by its address alone."""

    page: str
    address: Callable[[View], str] = field(compare=False)

    def __call__(self, view: View) -> str:
        return self.address(view)

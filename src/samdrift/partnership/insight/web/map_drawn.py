"""What the map's page draws, in plain values: marks, legend, addresses, choices and the card of a site."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from samdrift.foundation.scope import Scope
from samdrift.kernel.maps import WORLD, View
from samdrift.partnership.insight.queries.maps import (
    SiteOnMap,
    SitesOnMap,
    colours_of,
    contracts_on_map,
    districts_of_sites,
)
from samdrift.partnership.insight.queries.telling import whole
from samdrift.partnership.insight.registry import Asked, Figure
from samdrift.partnership.insight.web.map_words import class_words, period_words, value_words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate

ON_CARD = ("requests.open", "requests.overdue", "promises.kept", "work.done", "cost.invoiced")
CHOSEN = ("contract", "figure", "district", "kind", "line", "period", "sort")
KEYS: Mapping[str, Callable[[SiteOnMap], Any]] = {
    "site": lambda one: one.site.name.casefold(),
    "value": lambda one: one.value,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the map's address asks for, checked; `query` is what stood in it."""

    contract: contracts.Contract
    asked: Asked
    code: str
    district: UUID | None
    units: frozenset[int] | None
    kind: str
    text: str
    period: str
    today: date
    query: dict[str, str]


def addresses_of_sites(wish: Wish) -> Callable[[SiteOnMap], str]:
    """The page's address with a site chosen, made thousands of times."""
    begin = address_of(wish, site=None, start=None)
    begin += "&site=" if "?" in begin else "?site="
    return lambda one: begin + quote(one.site.code)


def words_of_sites(wish: Wish, found: SitesOnMap) -> Callable[[SiteOnMap], str]:
    """Sites' values in words: thousands of sites share a few values."""
    told: dict[Decimal, str] = {}
    hidden, kind, currency = _("hidden"), found.figure.kind if found.figure else "", wish.contract.currency

    def words(one: SiteOnMap) -> str:
        if one.hidden or one.value is None or not kind:
            return hidden if one.hidden else ""
        if one.value not in told:
            told[one.value] = value_words(kind, one.value, currency)
        return told[one.value]

    return words


def address_of(wish: Wish, **changes: Any) -> str:
    """The page's address with some of it changed; None takes a part out."""
    query = {key: value for key, value in {**wish.query, **changes}.items() if value not in (None, "")}
    return reverse("insight:map") + (f"?{urlencode(query)}" if query else "")


def drawn(wish: Wish, found: SitesOnMap, borders: Sequence[estate.BorderOnMap] = ()) -> dict[str, Any] | None:
    """The map's plain values; None where no site has a place. Borders are those of the units shown."""
    placed = [(one, *one.site.point) for one in found.rows if one.site.point]
    if not placed:
        return None
    query = {key: value for key, value in wish.query.items() if key not in ("site", "start", "sort", "box")}
    told = f"?{urlencode(query)}" if query else ""
    figure, words, address = found.figure, words_of_sites(wish, found), addresses_of_sites(wish)
    return {
        "sites": [
            {"x": x, "y": y, "name": one.site.name, "form": one.form, "words": words(one),
             "url": address(one), "here": one.site.code == wish.query.get("site")}
            for one, x, y in placed
        ],
        "key": key_of(wish, found), "heading": str(figure.name) if figure else "",
        "label": _("Sites: %(figure)s") % {"figure": figure.name} if figure else _("Sites"),
        "home": estate.countries_of({one.site.timezone for one, _x, _y in placed}), "view": _view(wish, placed),
        "areas": [
            {"name": one.name, "rings": one.rings, "x": one.x, "y": one.y}
            for one in borders if wish.units is None or one.unit_id in wish.units
        ],
        "sources": sorted({one.source for one in borders}), "zoom": _zoom(wish),
        "even": bool(figure and not figure.better), "table": False,
        "live": {"points": reverse("insight:map_points") + told, "card": reverse("insight:map_card") + told},
    }  # fmt: skip


def _view(wish: Wish, placed: list[tuple[SiteOnMap, float, float]]) -> View | None:
    """The part of the plane the address names, else around the chosen site, else None for all sites."""
    parts = wish.query.get("box", "").split(",")
    if len(parts) == 4 and all(part.isascii() and part.isdecimal() and len(part) < 8 for part in parts):
        x, y, width, height = (int(part) for part in parts)
        if width and height and x + width <= WORLD * 2 and y + height <= WORLD * 2:
            return View(x, y, width, height).scaled(1)
    for one, east, south in placed:
        if one.site.code == wish.query.get("site"):
            return View(east - 1200, south - 1000, 2400, 2000)
    return None


def _zoom(wish: Wish) -> Callable[[View], str]:
    def address(view: View) -> str:
        box = (max(0, round(view.x)), max(0, round(view.y)), round(view.width), round(view.height))
        return address_of(wish, box=",".join(map(str, box)) if view.width else None, site=None)

    return address


def key_of(wish: Wish, found: SitesOnMap) -> list[dict[str, Any]]:
    """The legend: each mark, what it stands for and how many sites have it."""
    if found.figure is None:
        return []
    kind, currency = found.figure.kind, wish.contract.currency
    lines = [{"form": form, "words": class_words(kind, one, currency), "count": one.count} for one, form in found.told]
    lines.sort(key=lambda one: -int(str(one["form"])))
    if found.nothing:
        lines.append({"form": 0, "words": _("Nothing to tell"), "count": found.nothing})
    if found.hidden:
        lines.append({"form": -1, "words": _("Hidden: too few people"), "count": found.hidden})
    return lines


def card_of(scope: Scope, wish: Wish, found: SitesOnMap) -> dict[str, Any] | None:
    """What the card of the chosen site says; None where none is chosen, or it is not on the reader's map."""
    one = next((one for one in found.rows if one.site.code == wish.query.get("site")), None)
    if one is None:
        return None
    asked = replace(wish.asked, site_ids=frozenset((one.site.pk,)))
    seen = {made.code: made for made in colours_of(scope, wish.contract.pk)}
    codes = [code for code in (wish.code, *ON_CARD) if code in seen]
    return {
        "one": one, "close": address_of(wish, site=None), "period": period_words()[wish.period],
        "page": reverse("estate:site", args=[estate.uid_of_site(scope, one.site.pk)]),
        "figures": [_on_card(scope, seen[code], asked, wish.contract.currency) for code in dict.fromkeys(codes)],
    }  # fmt: skip


def _on_card(scope: Scope, made: Figure, asked: Asked, currency: str) -> dict[str, Any]:
    cell = whole(scope, made.code, asked)
    told = _("hidden") if cell.hidden else _("nothing to tell")
    if cell.value is not None:
        told = value_words(made.kind, cell.value, currency)
    return {"name": made.name, "words": told, "rows": made.rows(scope, asked) if made.rows else ""}


def choices_of(scope: Scope, wish: Wish) -> dict[str, Any]:
    """What the filters offer."""
    shown = contracts_on_map(scope)
    kept = {key: wish.query[key] for key in CHOSEN if wish.query.get(key)}
    return {
        "kept": kept,
        "hidden": {key: wish.query[key] for key in ("q", "sort") if wish.query.get(key)},
        "contracts": [(str(one.uid), one.code) for one in shown] if len(shown) > 1 else [],
        "figures": [(one.code, str(one.name)) for one in colours_of(scope, wish.contract.pk)],
        "districts": [(str(uid), name) for uid, name in districts_of_sites(scope, wish.contract.pk)],
        "lines": sorted(contracts.line_names(scope).items(), key=lambda one: one[1].casefold()),
        "kinds": [(code, str(name)) for code, name in estate.SITE_KINDS.items()],
        "periods": list(period_words().items()),
    }

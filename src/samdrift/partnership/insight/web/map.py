"""The map of sites: drawn on the server, coloured by a figure, with the same rows as a list beside it."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.foundation import pieces
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.partnership.insight.queries.addressing import units_under
from samdrift.partnership.insight.queries.maps import SitesOnMap, contracts_on_map, sites_on_map
from samdrift.partnership.insight.queries.telling import remembering
from samdrift.partnership.insight.registry import Asked
from samdrift.partnership.insight.rules.maps import PERIODS, UP, days_of, ordered
from samdrift.partnership.insight.web.map_drawn import (
    KEYS,
    Wish,
    address_of,
    addresses_of_sites,
    card_of,
    choices_of,
    drawn,
    key_of,
    words_of_sites,
)
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate

PAGE = 100
KEPT = ("contract", "figure", "district", "line", "kind", "period", "q", "sort", "site", "box", "start")
FIRST = "requests.open"


@require_safe
def map_page(request: ScopedRequest) -> HttpResponse:
    """Sites on a map, their figures in marks and a list, a card of the one that was chosen."""
    scope = request.scope
    scope.require_somewhere("estate.view")
    with remembering():
        wish = wish_of(request)
        if wish is None:
            return render(request, "insight/map.html", {"wish": None})
        page = _page(request, wish, _found(scope, wish))
        return render(request, "insight/map.html", {"wish": wish, "page": page})


def _page(request: ScopedRequest, wish: Wish, found: SitesOnMap) -> str:
    """The map, its list and its filters: drawn anew where they tell something else than before."""
    scope, borders = request.scope, estate.borders_on(request.scope, wish.today)
    rows = ordered(found.rows, wish.query.get("sort") or _worst_first(found), KEYS)
    words = words_of_sites(wish, found)
    values = {
        "query": wish.query, "path": request.get_full_path(), "text": wish.text, "period": wish.period,
        "contract": str(wish.contract.uid), "line": wish.asked.line, "kind": wish.kind, "district": wish.district,
        "figure": found.figure.code if found.figure else "", "nowhere": found.nowhere, "key": key_of(wish, found),
        "codes": [one.site.code for one in rows], "names": [one.site.name for one in rows],
        "points": [one.site.point for one in rows], "forms": [one.form for one in rows],
        "told": [words(one) for one in rows], "parts": [one.district for one in rows],
        "zones": sorted({one.site.timezone for one in rows}), "units": wish.units, "borders": borders,
        "card": card_of(scope, wish, found), "choices": choices_of(scope, wish),
    }  # fmt: skip

    def build() -> dict[str, Any]:
        start, address = _start(wish.query.get("start", ""), len(rows)), addresses_of_sites(wish)
        return {
            "found": found, "drawn": drawn(wish, found, borders),
            "rows": [(one, words(one), address(one)) for one in rows[start:start + PAGE]],
            "first": start + 1, "last": min(start + PAGE, len(rows)),
            "before": address_of(wish, start=start - PAGE or None) if start else "",
            "after": address_of(wish, start=start + PAGE) if start + PAGE < len(rows) else "",
        }  # fmt: skip

    return pieces.drawn("insight/map_page.html", values, build=build)


@require_safe
def map_points(request: ScopedRequest) -> HttpResponse:
    """The sites for the script: code, name, point, mark and words."""
    request.scope.require_somewhere("estate.view")
    with remembering():
        wish = wish_of(request)
        found = _found(request.scope, wish) if wish else None
        words = words_of_sites(wish, found) if wish and found else None
        sites = [
            [one.site.code, one.site.name, *one.site.point, one.form, words(one)]
            for one in (found.rows if found else ()) if one.site.point and words
        ]  # fmt: skip
        address = address_of(wish, site="CODE", box=None, start=None) if wish else ""
        told = JsonResponse({"sites": sites, "site": address}, json_dumps_params={"separators": (",", ":")})
    told["Cache-Control"] = "private, no-store"
    return told


@require_safe
def map_card(request: ScopedRequest) -> HttpResponse:
    """One site's card, for the script.

    Raises:
        DoesNotExist: No site of that code on this reader's map.
    """
    request.scope.require_somewhere("estate.view")
    with remembering():
        wish = wish_of(request)
        card = card_of(request.scope, wish, _found(request.scope, wish)) if wish else None
        if card is None:
            raise estate.Site.DoesNotExist
        return render(request, "insight/map_card.html", {"card": card})


def wish_of(request: ScopedRequest) -> Wish | None:
    """What the address asks for; what makes no sense is left out. None where no contract is the reader's.

    Raises:
        Http404: It names a contract that is not the reader's: another one's sites would stand under its name.
    """
    scope, query = request.scope, {key: request.GET[key][:80] for key in KEPT if request.GET.get(key)}
    choices = contracts_on_map(scope)
    if not choices:
        return None
    asked = query.get("contract") or str(choices[0].uid)
    contract = next((one for one in choices if str(one.uid) == asked), None)
    if contract is None:
        raise Http404
    period = query.get("period", "")
    period = period if period in PERIODS else PERIODS[0]
    today = now().astimezone(ZoneInfo(contract.community.timezone)).date()
    since, until = days_of(period, today)
    line = query.get("line", "") if query.get("line", "") in contracts.line_names(scope) else ""
    district, units = _district(scope, query.get("district", ""))
    code = query.get("figure", "") or FIRST
    return Wish(
        contract, Asked(contract_id=contract.pk, since=since, until=until, line=line), code, district, units,
        query.get("kind", ""), query.get("q", "").strip(), period, today, query,
    )  # fmt: skip


def _district(scope: Scope, written: str) -> tuple[UUID | None, frozenset[int] | None]:
    try:
        uid = UUID(written)
    except ValueError:
        return None, None
    return uid, units_under(scope, uid)


def _found(scope: Scope, wish: Wish) -> SitesOnMap:
    return sites_on_map(scope, wish.code, wish.asked, kind=wish.kind, text=wish.text, unit_ids=wish.units)


def _start(written: str, many: int) -> int:
    """The row a page of the list begins with."""
    number = int(written) if written.isascii() and written.isdecimal() and len(written) < 7 else 0
    return min(number, max(many - 1, 0)) // PAGE * PAGE


def _worst_first(found: SitesOnMap) -> str:
    """How the list is sorted where nobody said: what asks for the most attention on top."""
    if found.figure is None:
        return "site"
    return "value" if found.figure.better == UP else "-value"

"""The map of sites: drawn on the server, coloured by a figure, with the same rows as a list beside it."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

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
        found = _found(scope, wish)
        rows = ordered(found.rows, wish.query.get("sort") or _worst_first(found), KEYS)
        start = _start(wish.query.get("start", ""), len(rows))
        words, address = words_of_sites(wish, found), addresses_of_sites(wish)
        context = {
            "wish": wish, "found": found, "drawn": drawn(wish, found, estate.borders_on(scope, wish.today)),
            "rows": [(one, words(one), address(one)) for one in rows[start:start + PAGE]],
            "first": start + 1, "last": min(start + PAGE, len(rows)), "path": request.get_full_path(),
            "before": address_of(wish, start=start - PAGE or None) if start else "",
            "after": address_of(wish, start=start + PAGE) if start + PAGE < len(rows) else "",
            "card": card_of(scope, wish, found), **choices_of(scope, wish),
        }  # fmt: skip
        return render(request, "insight/map.html", context)


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
    """What the address asks for; what makes no sense is left out. None where no contract is the reader's."""
    scope, query = request.scope, {key: request.GET[key][:80] for key in KEPT if request.GET.get(key)}
    choices = contracts_on_map(scope)
    if not choices:
        return None
    contract = next((one for one in choices if str(one.uid) == query.get("contract")), choices[0])
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

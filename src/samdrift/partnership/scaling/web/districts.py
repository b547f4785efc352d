"""The district's page: what its services cost, by service and place, what is on its way, and the way to the levers."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.kernel.fees import NoPrice
from samdrift.partnership.scaling import queries, rules
from samdrift.partnership.scaling.queries import District, Known
from samdrift.partnership.scaling.registry import columns, panels, yardsticks
from samdrift.partnership.scaling.rules.effects import minor, price_of_year, year_fees
from samdrift.partnership.scaling.web import words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

ZERO = Decimal(0)


@dataclass(slots=True)
class LinePrice:
    """What a service line costs the district: this year, next year, and by place this year."""

    code: str
    name: str
    this_year: int
    next_year: int
    places: list[tuple[int | None, str, int]] = field(default_factory=list)


@require_safe
def district_list(request: ScopedRequest) -> HttpResponse:
    """The districts somebody may look at; straight on where it is one."""
    request.scope.require_somewhere("scaling.view")
    found = queries.districts(request.scope)
    if len(found) == 1:
        return redirect("scaling:district", found[0].uid)
    today = parties.community_day(request.scope, now())
    rows = queries.overview(request.scope, today)
    currencies = {row.contract.currency for row in rows if row.contract}
    context = {
        "rows": rows, "year": today.year, "columns": [column.label for column in columns()],
        "currency": currencies.pop() if len(currencies) == 1 else None,
        "together": sum(row.year_minor or 0 for row in rows),
    }  # fmt: skip
    return render(request, "scaling/districts.html", context)


@require_safe
def district_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """What the district's services cost this year and the next, by service and place; changes on their way; levers."""
    scope = request.scope
    place = queries.district(scope, uid)
    today = parties.community_day(scope, now())
    known = queries.known(scope, place, today)
    context: dict[str, Any] = {
        "place": place, "currency": place.contract.currency, "today": today, "year": today.year,
        "may_plan": scope.allows(rules.PLAN, contract=place.contract.pk, unit=place.unit.pk, data_class="D2"),
        "states": words.STATES, "tones": words.TONES, "name": in_language(place.unit.name, scope.language),
        "others": scope.may("scaling.view"),
    }  # fmt: skip
    try:
        context |= prices(known, today.year, scope.language, contracts.line_names(scope))
        context["month"] = sum(minor(fee / 12) for fee in year_fees(known.picture, known.picture.steps, today).values())
    except NoPrice as missing:
        told = contracts.missing_price_words(missing.code)
        return render(request, "scaling/district.html", context | {"missing": told, "lines": [], "panels": []})
    context |= {
        "changes": queries.open_changes(scope, place.unit_ids),
        "kept": queries.kept_of_year(place, today.year),
        "basket": len(queries.scenarios_of(scope, place.unit.pk)),
        "measures": yardsticks(scope, place.contract.pk, place.unit_ids, today.year),
        "closures": [one for one in queries.closures_of(scope, place.unit_ids) if one.last_day >= today],
    }  # fmt: skip
    loaded = [(panel.template, panel.load(scope, place, today)) for panel in panels()]
    context["panels"] = [(template, shown) for template, shown in loaded if shown is not None]
    return render(request, "scaling/district.html", context)


def prices(known: Known, year: int, language: str, names: dict[str, str]) -> dict[str, Any]:
    """This and next year's price by line and place, as agreed today.

    Raises:
        NoPrice: A volume has no price.
    """
    book = known.picture.book(known.picture.term[0])
    years = [price_of_year(known.picture, known.picture.steps, one) for one in (year, year + 1)]
    by_line: dict[str, list[Decimal]] = {}
    by_place: dict[tuple[str, int | None], Decimal] = {}
    for number, found in enumerate(years):
        for (item, _unit, site_id, _setting), amount in found.items():
            by_line.setdefault(book[item].line, [ZERO, ZERO])[number] += amount
            if number == 0:
                key = (book[item].line, site_id)
                by_place[key] = by_place.get(key, ZERO) + amount
    lines = [
        LinePrice(line, names.get(line, line), minor(this), minor(following))
        for line, (this, following) in sorted(by_line.items(), key=lambda one: -one[1][0])
    ]
    for one in lines:
        found_here = [(site, amount) for (line, site), amount in by_place.items() if line == one.code]
        one.places = [
            (site, words.site_name(known, site, language), minor(amount))
            for site, amount in sorted(found_here, key=lambda each: (-each[1], each[0] or 0))
        ]
    this_year, next_year = (minor(sum(found.values(), ZERO)) for found in years)
    return {"lines": lines, "this_year": this_year, "next_year": next_year}


def crumbs_of(place: District, language: str) -> tuple[str, UUID]:
    """The district's name and address, for the way back."""
    return in_language(place.unit.name, language), place.unit.uid

"""Volumes: what the year comes to by unit and service line, and a unit's items place by place, as known on a day."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.kernel import fees
from samdrift.kernel.fees import Key, PriceTerms, half_up
from samdrift.registers.contracts.models import TermsProposal
from samdrift.registers.contracts.queries import prices
from samdrift.registers.contracts.web.as_known import UNITS, asked
from samdrift.registers.contracts.web.prices import priced_contract
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties


@require_safe
def volume_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The volumes of a day: by unit and line, or, for `?unit=`, item by item and place by place."""
    contract = priced_contract(request, uid)
    when, scope = asked(request), request.scope
    steps = prices.steps_seen(scope, contract, when.known_at)
    held = fees.volumes_on(steps, when.day)
    book = prices.price_book(contract.pk, when.day, when.known_at)
    yearly = fees.year_fees(book, held)
    units = {
        unit.pk: unit
        for unit in parties.Unit.objects.within(scope).filter(pk__in={step.unit_id for step in steps}).order_by("code")
    }
    chosen = next((unit for unit in units.values() if unit.code == request.GET.get("unit")), None)
    context: dict[str, Any] = {
        "contract": contract, "when": when, "chosen": chosen, "units": [(one.code, one.name) for one in units.values()],
        "total": half_up(sum(yearly.values(), fees.NONE) * 100),
    }  # fmt: skip
    if chosen is None:
        context |= _by_unit(units, book, yearly)
    else:
        names = prices.items_seen(scope, contract)
        context["rows"] = _rows(scope, names, book, {k: v for k, v in held.items() if k[1] == chosen.pk})
        context["unit_total"] = half_up(sum((v for k, v in yearly.items() if k[1] == chosen.pk), fees.NONE) * 100)
        context["changes"] = [one for one in reversed(steps) if one.unit_id == chosen.pk and one.reference][:30]
    return render(request, "contracts/volumes.html", context)


def _by_unit(
    units: dict[int, parties.Unit], book: dict[str, PriceTerms], yearly: dict[Key, Decimal]
) -> dict[str, Any]:  # fmt: skip
    """The year by unit and line in hundredths, each unit's cells and sum, and the sums below."""
    cells: dict[tuple[int, str], Decimal] = {}
    for (item, unit_id, *_where), fee in yearly.items():
        key = (unit_id, book[item].line)
        cells[key] = cells.get(key, fees.NONE) + fee
    lines = sorted({line for _unit, line in cells})
    rows = [
        (unit, [half_up(cells.get((pk, line), fees.NONE) * 100) for line in lines],
         half_up(sum((cells.get((pk, line), fees.NONE) for line in lines), fees.NONE) * 100))
        for pk, unit in units.items()
    ]  # fmt: skip
    below = [half_up(sum((cells.get((pk, line), fees.NONE) for pk in units), fees.NONE) * 100) for line in lines]
    return {"lines": lines, "rows": rows, "below": below}


def _rows(
    scope: Scope, names: dict[str, Any], book: dict[str, PriceTerms], held: dict[Key, Decimal]
) -> list[dict[str, Any]]:
    """Each volume of a unit with its place, its price and what the year comes to; pooled items have no amount each."""
    places = estate.Site.objects.within(scope).filter(pk__in={site for _item, _unit, site, _setting in held if site})
    sites = {site.pk: site for site in places}
    found = []
    for (item, _unit, site, setting), quantity in held.items():
        terms = book[item]
        found.append({
            "item": names.get(item), "code": item, "line": terms.line, "site": sites.get(site) if site else None,
            "hidden": site is not None and site not in sites, "setting": setting, "quantity": quantity,
            "unit": UNITS.get(terms.unit, terms.unit), "price": terms.price,
            "factor": fees.setting_factor(terms, setting),
            "year": None if terms.pooled else half_up(fees.year_fee(terms, quantity, setting) * 100),
        })  # fmt: skip
    return sorted(found, key=lambda one: (one["line"], one["code"], one["site"].code if one["site"] else ""))


def beside_volumes(scope: Scope, proposal: TermsProposal) -> dict[str, Any]:
    """Proposed steps with what is ordered now."""
    steps = proposal.content["steps"]
    units = {unit.pk: unit for unit in parties.Unit.objects.within(scope).filter(pk__in=[one["unit"] for one in steps])}
    sites = {site.pk: site for site in estate.Site.objects.within(scope).filter(pk__in=[one["site"] for one in steps])}
    names = prices.items_seen(scope, proposal.contract)
    return {
        "steps": [
            {
                "item": names.get(one["item"]), "code": one["item"], "unit": units[one["unit"]],
                "site": sites.get(one["site"]), "setting": one["setting"], "change": Decimal(one["change"]),
                "on": one["on"],
            }
            for one in steps
        ]
    }  # fmt: skip

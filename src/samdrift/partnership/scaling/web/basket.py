"""The basket: scenarios side by side with today, each to be asked for or removed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.kernel.fees import NoPrice
from samdrift.partnership.scaling import commands, queries, rules
from samdrift.partnership.scaling.models import Scenario
from samdrift.partnership.scaling.queries import Known
from samdrift.partnership.scaling.registry import NAMES, yardsticks
from samdrift.partnership.scaling.rules.effects import Effect, minor, price_of_year, work_out
from samdrift.partnership.scaling.rules.levers import wish_from
from samdrift.partnership.scaling.web import words
from samdrift.partnership.scaling.web.what_if import asked_sentence
from samdrift.registers.parties import public as parties

ZERO = Decimal(0)


@require_safe
def basket(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Every scenario worked out anew, beside what holds today."""
    scope = request.scope
    place = queries.district(scope, uid)
    scope.require(rules.PLAN, contract=place.contract.pk, unit=place.unit.pk, data_class="D2")
    today = parties.community_day(scope, now())
    known = queries.known(scope, place, today)
    years = [price_of_year(known.picture, known.picture.steps, year) for year in (today.year, today.year + 1)]
    this_year, next_year = (minor(sum(year.values(), ZERO)) for year in years)
    rows = [(one, _effect(known, one, today), _stale(known, one)) for one in queries.scenarios_of(scope, place.unit.pk)]
    measures = [yardsticks(scope, place.contract.pk, place.unit_ids, year) for year in (today.year, today.year + 1)]
    context = {
        "measures": [(words.MEASURES[name], *(one.get(name) for one in measures)) for name in NAMES],
        "place": place, "name": in_language(place.unit.name, scope.language), "currency": place.contract.currency,
        "year": today.year, "now_this": this_year, "now_next": next_year,
        "rows": rows, "approvals": _approvals(rows, [one.get("budget") for one in measures]), "who": words.who,
        "row_word": words.row_word,
    }  # fmt: skip
    return render(request, "scaling/basket.html", context)


@require_POST
def drop(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Remove a scenario."""
    scenario = commands.drop_scenario(request.scope, uid, expected_version=version_of(request))
    messages.success(request, _("Removed from the basket."))
    return redirect("scaling:basket", scenario.unit.uid)


@require_POST
def submit(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Ask for a scenario."""
    order = commands.submit_scenario(
        request.scope, uid, expected_version=version_of(request), reason=request.POST.get("reason", ""), now=now()
    )
    messages.success(request, asked_sentence(order.state))
    return redirect("scaling:change", order.uid)


def _approvals(
    rows: Sequence[tuple[Scenario, Effect | None, bool]], budgets: Sequence[int | None]
) -> dict[int, tuple[str, ...]]:
    """Whose yes each scenario needs, by its key."""
    return {one.pk: queries.approvals_within(effect, budgets) for one, effect, _stale in rows if effect}


def _effect(known: Known, scenario: Scenario, today: date) -> Effect | None:
    """What a scenario comes to today; None where it can no longer be counted."""
    wished = [wish_from(one) for one in scenario.wishes]
    if any(wish.item not in known.picture.dated for wish in wished):
        return None
    try:
        return work_out(known.picture, wished, submitted=today, requested=max(today, scenario.requested_on))
    except (NoPrice, ValueError):
        return None


def _stale(known: Known, scenario: Scenario) -> bool:
    """Whether somebody asked for another change of the same volumes since."""
    touched = {f"{one['item']} {one['unit']}" for one in scenario.wishes}
    return any(known.seen.get(key, 0) != scenario.seen.get(key, 0) for key in touched)

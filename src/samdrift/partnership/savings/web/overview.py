"""What was saved against the baseline: over the whole contract, by district and by service line."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.models import Scheme
from samdrift.partnership.savings.queries import budgets, figures, ledger, schemes
from samdrift.partnership.savings.web import words
from samdrift.partnership.savings.web.chosen import chosen
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

VIEW = "savings.view"


@require_safe
def overview(request: ScopedRequest) -> HttpResponse:
    """The year's saving as a waterfall, each district's and each line's, and what waits for the other party."""
    require_somewhere(request.scope, VIEW)
    choice = chosen(request)
    if choice.contract is None:
        return render(request, "savings/overview.html", {"choice": choice, "year": None, "waiting": [], "new": False})
    found = figures.year_of(request.scope, choice.contract.pk, choice.year)
    context = {
        "choice": choice, "year": found, "total": found.total.saving, "effects": words.effects(found.total.saving),
        "units": found.of_units(), "lines": found.of_lines(), "names": found.names,
        "line_names": contracts.line_names(request.scope), "verified": sum(row.verified_minor for row in found.rows),
        "unit_uids": _uids(request, found), "waiting": list(ledger.open_baselines(request.scope, choice.contract.pk)),
        "new": request.scope.may("savings.propose"), "shares": _sees_whole(request, choice.contract.pk),
        "opens": request.scope.may("savings.view_open_book"),
    }  # fmt: skip
    return render(request, "savings/overview.html", context)


@require_safe
def unit_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """A district's part: its services against their baselines, its budget and its initiatives."""
    require_somewhere(request.scope, VIEW)
    unit = parties.Unit.objects.within(request.scope).get(uid=uid)
    if not _reaches(request, unit.pk):
        raise NotAllowed(_("You may not see what this unit saved."))
    choice = chosen(request)
    contract_id = choice.contract.pk if choice.contract else 0
    found = figures.savings_of_unit(request.scope, contract_id, unit.pk, choice.year)
    context = {
        "unit": unit, "choice": choice, "year": found, "total": found.total.saving,
        "effects": words.effects(found.total.saving), "line_names": contracts.line_names(request.scope),
        "verified": sum(row.verified_minor for row in found.rows),
        "budget": budgets.budget_of_unit(request.scope, contract_id, unit.pk, choice.year)
        if request.scope.may("savings.view_budgets") else None,
        "initiatives": list(ledger.initiatives(request.scope, contract_id, unit_id=unit.pk)[:25]), "words": words,
        "new": request.scope.may("savings.propose"),
    }  # fmt: skip
    return render(request, "savings/unit.html", context)


@require_safe
def guarantee(request: ScopedRequest) -> HttpResponse:
    """How the guarantee stands: year by year, cumulatively, and the run rate it takes; gains shared beside it."""
    require_somewhere(request.scope, VIEW)
    choice = chosen(request)
    contract_id = choice.contract.pk if choice.contract else 0
    day = parties.community_day(request.scope, now())
    held = schemes.schemes_of(request.scope, contract_id)
    context = {
        "choice": choice, "found": schemes.guarantee_now(request.scope, contract_id, day), "day": day,
        "sharing": held.get(schemes.GAINSHARE), "shared_terms": _sharing(held),
        "gate_figures": rules.gate_figures(held[schemes.GAINSHARE].terms) if schemes.GAINSHARE in held else None,
        "settlements": schemes.settlements_of(request.scope, contract_id), "words": words,
        "open": schemes.open_schemes(request.scope, contract_id),
        "settles": request.scope.allows("savings.settle", contract=contract_id),
        "agrees": request.scope.allows("savings.agree", contract=contract_id),
    }  # fmt: skip
    return render(request, "savings/guarantee.html", context)


def _sharing(held: dict[str, Scheme]) -> object:
    scheme = held.get(schemes.GAINSHARE)
    return schemes.sharing_of(scheme.terms) if scheme else None


def _uids(request: ScopedRequest, found: figures.Year) -> dict[int, UUID]:
    rows = parties.Unit.objects.within(request.scope).filter(pk__in=set(found.names))
    return dict(rows.values_list("pk", "uid"))


def _sees_whole(request: ScopedRequest, contract_id: int) -> bool:
    return request.scope.allows(VIEW, contract=contract_id, data_class="D2")


def _reaches(request: ScopedRequest, unit_id: int) -> bool:
    """Whether some grant reaches the unit, under whichever contract or line."""
    return any(
        VIEW in grant.permissions and (grant.units is None or unit_id in grant.units) and "D2" in grant.data_classes
        for grant in request.scope.grants
    )

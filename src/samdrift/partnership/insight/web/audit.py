"""The auditor's room: the questions public auditors ask, each with its answer and the way to its rows and proof."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.partnership.insight.queries import audit as queries
from samdrift.partnership.insight.queries.measures import newest_month
from samdrift.partnership.insight.queries.operations import contracts_seen
from samdrift.partnership.insight.queries.telling import remembering
from samdrift.partnership.insight.registry import figure
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

VIEW = "insight.audit"
YEARS = 8


@require_safe
def audit_page(request: ScopedRequest) -> HttpResponse:
    """A year of a contract as an auditor asks of it."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    known = contracts_seen(scope)
    contract = _asked(request, known)
    if contract is None:
        return render(request, "insight/audit.html", {"contract": None})
    today = parties.community_day(scope, now())
    latest = newest_month(scope, contract.pk)
    years = [one for one in range(today.year, today.year - YEARS, -1) if one >= contract.starts_on.year]
    year = _year(request, years, latest.year if latest else today.year)
    with remembering():
        found = queries.answers(scope, contract.pk, year)
        context: dict[str, Any] = {
            "contract": contract, "contracts": known, "year": year, "years": years, "found": found,
            "figures": {code: figure(code) for code in found.cells}, "ends": queries.look_ends(scope, today),
            "written": queries.WRITTEN, "is_auditor": "AUD" in scope.roles,
        }  # fmt: skip
        return render(request, "insight/audit.html", context)


def _asked(request: ScopedRequest, known: list[contracts.Contract]) -> contracts.Contract | None:
    asked = request.GET.get("contract", "")
    if asked and asked not in [str(one.uid) for one in known]:
        raise Http404
    found = [one for one in known if str(one.uid) == asked] or known[:1]
    return found[0] if found else None


def _year(request: ScopedRequest, years: list[int], otherwise: int) -> int:
    typed = request.GET.get("year", "")
    if not typed:
        return otherwise
    if typed not in [str(one) for one in years]:
        raise Http404
    return int(typed)

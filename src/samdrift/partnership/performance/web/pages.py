"""The month of a contract: its figures, and one party's word on them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.partnership.performance.commands import reviewing
from samdrift.partnership.performance.models import VIEW, KpiPeriod
from samdrift.partnership.performance.queries import reading
from samdrift.partnership.performance.queries.reading import Line
from samdrift.partnership.performance.rules import periods
from samdrift.partnership.performance.web import words
from samdrift.registers.contracts import public as contracts


@require_safe
def month(request: ScopedRequest) -> HttpResponse:
    """The figures of a month, the newest one unless another is asked for."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    contract, known = contract_asked(request)
    if contract is None:
        return render(request, "performance/month.html", {"contract": None, "period": None})
    told = reading.months_of(scope, contract.pk)
    period = period_asked(request, told)
    lines = reading.table(scope, contract.pk, period.month) if period else []
    context = {
        "contract": contract, "contracts": known, "period": period, "months": told,
        "lines": [shown(one) for one in lines],
        "counts": _counts(lines), **_around(told, period), **_may(scope, contract, period),
        "cost": sum(one.credit_minor or 0 for one in lines), "path": request.get_full_path(),
    }  # fmt: skip
    return render(request, "performance/month.html", context)


def contract_asked(request: ScopedRequest) -> tuple[contracts.Contract | None, list[contracts.Contract]]:
    """The contract the address names, else the first with figures; and all there are."""
    known = reading.contracts_measured(request.scope)
    asked = request.GET.get("contract", "")
    if asked and asked not in [str(one.uid) for one in known]:
        raise Http404
    found = [one for one in known if str(one.uid) == asked] or known[:1]
    return (found[0] if found else None), known


def period_asked(request: ScopedRequest, told: list[KpiPeriod]) -> KpiPeriod | None:
    """The month the address names, else the newest."""
    asked = request.GET.get("month", "")
    found = [one for one in told if f"{one.month:%Y-%m}" == asked] or told[:1]
    return found[0] if found else None


def shown(line: Line) -> dict[str, Any]:
    """A figure's row of the table in words."""
    first = line.any
    measured = [(month, value) for month, value in line.trend if value is not None]
    return {
        "line": line, "row": first, "definition": first.definition, "value": words.value_word(first),
        "target": words.target_word(first.definition), "band": words.band_word(first.band),
        "tone": words.TONES[first.band], "state": words.state_word(first.state),
        "state_tone": words.STATE_TONES[first.state], "judged": first.judged,
        "trend": [float(value) for _month, value in measured],
        "told": ", ".join(f"{month:%Y-%m}: {words.with_unit(value, first.definition.unit_word)}"
                          for month, value in line.trend),
        "why_not": words.why_not(first), "missed": len(line.missed), "disputed": len(line.disputed),
        "districts": len(line.units),
    }  # fmt: skip


def _counts(lines: list[Line]) -> dict[str, int]:
    """Key figures, each once: missed is what was missed anywhere, as the monthly report counts it."""
    measured = [line for line in lines if line.any.band != "not_measured"]
    missed = sum(bool(line.missed) for line in measured)
    return {
        "passed": len(measured) - missed, "missed": missed, "not_measured": len(lines) - len(measured),
        "disputed": sum(bool(line.disputed) for line in lines),
    }  # fmt: skip


def _around(told: list[KpiPeriod], period: KpiPeriod | None) -> dict[str, Any]:
    places = [one.month for one in told]
    if period is None:
        return {"before": None, "after": None}
    place = places.index(period.month)
    return {
        "before": places[place + 1] if place + 1 < len(places) else None, "after": places[place - 1] if place else None,
        "freeze_day": periods.frozen_on(period.month), "last_day": period_end(period.month),
    }  # fmt: skip


def period_end(month: date) -> date:
    """The last day of a month."""
    return periods.next_month(month) - timedelta(days=1)


def _may(scope: Scope, contract: contracts.Contract, period: KpiPeriod | None) -> dict[str, bool]:
    agrees = scope.allows(reviewing.AGREE, contract=contract.pk) and scope.side in periods.SIDES
    agreed = period is not None and getattr(period, f"{scope.side}_agreed_at", None) is not None
    reviewed = period is not None and period.state == periods.UNDER_REVIEW
    return {"may_agree": agrees and reviewed and not agreed, "sees_credits": scope.may("performance.view_credits")}


@require_POST
def agree(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Agree on a month for one's own party."""
    require_somewhere(request.scope, VIEW)
    period = reading.period_by_uid(request.scope, uid)
    try:
        reviewing.agree_month(request.scope, uid, expected_version=version_of(request), now=now())
        messages.success(request, _("Your party has agreed on this month."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(address_of(period))


def address_of(period: KpiPeriod) -> str:
    """Where a month is shown."""
    return f"/performance/?contract={period.contract.uid}&month={period.month:%Y-%m}"

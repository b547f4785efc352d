"""The credits of a month, each explained step by step; agreeing on them and letting one go."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.partnership.performance.commands import crediting
from samdrift.partnership.performance.models import VIEW_CREDITS, ServiceCredit
from samdrift.partnership.performance.queries import reading
from samdrift.partnership.performance.rules import periods
from samdrift.partnership.performance.rules.remedies import terms_from
from samdrift.partnership.performance.web import words
from samdrift.partnership.performance.web.pages import contract_asked, period_asked
from samdrift.registers.contracts import public as contracts


@require_safe
def credit_list(request: ScopedRequest) -> HttpResponse:
    """A month's credits and what each came from."""
    scope = request.scope
    require_somewhere(scope, VIEW_CREDITS)
    contract, _known = contract_asked(request)
    told = reading.months_of(scope, contract.pk) if contract else []
    period = period_asked(request, told)
    rows = reading.credits_shown(scope, contract.pk, period.month) if contract and period else []
    reductions = reading.reductions_shown(scope, contract.pk, period.month) if contract and period else []
    context = {
        "contract": contract, "period": period, "months": told, "credits": [explained(scope, row) for row in rows],
        "reductions": reductions, "reduced": sum(one.amount_minor for one in reductions),
        "sum": sum(row.net_minor for row in rows if row.state != "waived"),
        "gross": sum(row.gross_minor for row in rows if row.kind == crediting.KIND),
        "by_month": _by_month(scope, contract) if contract else [], "may_agree": _may_agree(scope, contract, rows),
    }  # fmt: skip
    return render(request, "performance/credits.html", context)


def explained(scope: Scope, row: ServiceCredit) -> dict[str, Any]:
    """A credit as steps: what it was measured on, what each factor made of it, what each cap left."""
    definition, terms = row.result.definition, terms_from(row.remedy.terms)
    levels = [(_("By the model"), row.gross_minor)] + [(words.step_word(rule), left) for rule, left in row.steps]
    gross = max(1, *(left for _name, left in levels))
    large = row.net_minor > terms.waiver_alone_minor
    waives = crediting.WAIVE_LARGE if large else crediting.WAIVE
    return {
        "row": row, "definition": definition, "band": words.band_word(row.result.band),
        "tone": words.TONES[row.result.band], "state": words.state_word(row.state),
        "state_tone": words.STATE_TONES[row.state], "model": terms.model, "at_risk": terms.at_risk * 100,
        "weight": definition.weight, "severity": terms.severity.get(row.result.band), "factor": row.factor,
        "points": row.points, "per_point": terms.per_point * 100, "levels": levels,
        "bars": [(name, left, round(100 * left / gross)) for name, left in levels],
        "may_waive": row.state == "calculated" and row.kind != crediting.EARN_BACK and scope.side == periods.CUSTOMER
        and scope.allows(waives, contract=row.contract_id, data_class="D2"),
        "steering": large, "kind": kind_word(row.kind),
    }  # fmt: skip


def kind_word(kind: str) -> str:
    """What a credit is called by its kind."""
    return {"credit": _("Credit"), "correction": _("Correction"), "earn_back": _("Earned back")}[kind]


def _by_month(scope: Scope, contract: contracts.Contract) -> list[tuple[date, int]]:
    sums: dict[date, int] = {}
    rows = reading.credits_of(scope, contract.pk).exclude(state="waived").order_by("month")
    for month, net in rows.values_list("month", "net_minor"):
        sums[month] = sums.get(month, 0) + net
    return sorted(sums.items())[-13:]


def _may_agree(scope: Scope, contract: contracts.Contract | None, rows: list[ServiceCredit]) -> bool:
    if contract is None or scope.side not in periods.SIDES:
        return False
    waits = any(row.state == "calculated" and getattr(row, f"{scope.side}_agreed_at") is None for row in rows)
    return waits and scope.allows(crediting.AGREE, contract=contract.pk, data_class=crediting.DATA_CLASS)


@require_POST
def agree(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Agree on the credits of a month for one's own party."""
    require_somewhere(request.scope, VIEW_CREDITS)
    period = reading.period_by_uid(request.scope, uid)
    try:
        crediting.agree_credits(request.scope, period.contract_id, period.month, now=now())
        messages.success(request, _("Your party has agreed on these credits."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"/performance/credits/?contract={period.contract.uid}&month={period.month:%Y-%m}")


@require_POST
def waive(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let a credit go, with a reason."""
    require_somewhere(request.scope, VIEW_CREDITS)
    row = reading.credit_by_uid(request.scope, uid)
    if row.kind == crediting.EARN_BACK:
        raise Http404
    try:
        reason = request.POST.get("reason", "")
        crediting.waive_credit(request.scope, uid, reason, expected_version=version_of(request), now=now())
        messages.success(request, _("Waived."))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect(f"/performance/credits/?contract={row.contract.uid}&month={row.month:%Y-%m}")

"""Settlements: one explained step by step with its moves, calculating one, answering a scheme."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.kernel.gainshare import Quality
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.commands import settling
from samdrift.partnership.savings.models import Scheme, Settlement
from samdrift.partnership.savings.queries import schemes
from samdrift.partnership.savings.web import words
from samdrift.partnership.savings.web.chosen import chosen


@require_safe
def settlement_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """What a year comes to, each step explained."""
    row = schemes.settlement(request.scope, uid)
    context = {
        "row": row, "words": words, "currency": row.contract.currency, "moves": _allowed(request, row),
        "sharing": schemes.sharing_of(row.scheme.terms) if row.scheme.kind == schemes.GAINSHARE else None,
        "month": f"{now():%Y-%m}",
    }  # fmt: skip
    return render(request, "savings/settlement.html", context)


@require_POST
def settlement_move(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Sign, dispute, approve, or say that it is invoiced."""
    row = schemes.settlement(request.scope, uid)
    if move not in rules.SETTLING or move == "calculate":
        raise Invalid({"move": _("Choose what you want to do.")})
    request.scope.require(rules.SETTLING[move], contract=row.contract_id, data_class=row.data_class)
    scope = request.scope
    at: dict[str, Any] = {"expected_version": version_of(request), "now": now()}
    do: dict[str, Callable[[], object]] = {
        "sign": lambda: settling.sign_settlement(scope, uid, **at),
        "dispute": lambda: settling.dispute_settlement(scope, uid, reason=request.POST.get("reason", ""), **at),
        "approve": lambda: settling.approve_settlement(scope, uid, month=_month(request), **at),
        "invoice": lambda: settling.mark_invoiced(scope, uid, **at),
    }
    try:
        do[move]()
        messages.success(request, _("Done."))
    except (Invalid, NotAllowed, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("savings:settlement", uid)


@require_POST
def settle(request: ScopedRequest) -> HttpResponse:
    """Calculate a year of the guarantee, or how a year's gain is shared."""
    require_somewhere(request.scope, "savings.settle")
    choice = chosen(request)
    contract_id, post = choice.contract.pk if choice.contract else 0, request.POST
    typed = post.get("of_year", "")
    try:
        if not (typed.isascii() and typed.isdecimal() and len(typed) < 5):
            raise Invalid({"of_year": _("Write a year.")})
        if post.get("kind") == schemes.GUARANTEE:
            made = settling.settle_guarantee(request.scope, contract_id, int(typed), now=now())
        elif post.get("by_figures"):
            made = settling.settle_gain_by_figures(request.scope, contract_id, int(typed), now=now())
        else:
            quality = Quality(
                critical_met="critical_met" in post, satisfaction_met="satisfaction_met" in post,
                red_lines=int(post.get("red_lines") or 0) if post.get("red_lines", "0").isdecimal() else 0,
                safety_breach_open="safety_breach_open" in post,
            )  # fmt: skip
            made = settling.settle_gain(
                request.scope, contract_id, int(typed), quality=quality, evidence=post.get("evidence", ""), now=now()
            )
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
        return redirect("savings:guarantee")
    return redirect("savings:settlement", made.uid)


@require_POST
def scheme_agree(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Agree to the other party's scheme."""
    Scheme.objects.within(request.scope).get(uid=uid)
    try:
        settling.agree_to_scheme(request.scope, uid, expected_version=version_of(request), now=now())
        messages.success(request, _("Agreed."))
    except (NotAllowed, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("savings:guarantee")


def _month(request: ScopedRequest) -> date:
    try:
        return date.fromisoformat(f"{request.POST.get('month', '')}-01")
    except ValueError:
        raise Invalid({"month": _("Write a month.")}) from None


def _allowed(request: ScopedRequest, row: Settlement) -> list[str]:
    scope = request.scope
    signed = {"customer": row.customer_signed_id, "provider": row.provider_signed_id}
    found: list[str] = []
    for move in rules.settlement_moves(row.state):
        if move == "calculate" or not scope.allows(rules.SETTLING[move], contract=row.contract_id):
            continue
        if move == "sign" and (scope.side not in signed or signed[scope.side] or scope.person_id in signed.values()):
            continue
        found.append(move)
    return found

"""A contract's price list: what holds, the versions there were, and proposing the next one."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.kernel import pricing
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.commands import proposals
from samdrift.registers.contracts.queries.rates import price_list_on, price_lists_of
from samdrift.registers.parties import public as parties

VIEW = "contracts.view_rates"


def rates_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The rates that hold today and their versions; whoever agrees terms proposes the next version."""
    require_somewhere(request.scope, VIEW)
    contract = queries.contract_by_uid(request.scope, uid)
    request.scope.require(VIEW, contract=contract.pk, data_class="D2")
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            made = proposals.propose_rates(
                request.scope, uid, request.POST.get("rates", ""), valid_from=_day(request), now=now(),
                note=request.POST.get("note", ""),
            )  # fmt: skip
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("Proposed. It holds once the other party has accepted it."))
            return redirect("contracts:proposal", made.uid)
    today = parties.community_day(request.scope, now())
    holds = price_list_on(contract.pk, today)
    typed = request.POST.dict() or {"rates": holds.rates if holds else "", "valid_from": today.isoformat()}
    context = {
        "contract": contract, "holds": holds, "rows": rate_rows(holds.rates) if holds else [], "errors": errors,
        "versions": price_lists_of(request.scope, contract), "typed": typed,
        "may_propose": request.scope.allows(proposals.PROPOSE, contract=contract.pk),
    }  # fmt: skip
    return render(request, "contracts/rates.html", context, status=422 if errors else 200)


def _day(request: ScopedRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("valid_from", ""))
    except ValueError as wrong:
        raise Invalid({"valid_from": _("Write a day.")}) from wrong


def rate_rows(text: str) -> list[dict[str, str]]:
    """A price list in words, a rate a row."""
    return [
        {
            "what": what_word(rate.what), "line": rate.line or _("every line"), "kind": rate.kind or _("every kind"),
            "hours": hours_word(rate.hours), "value": _value(rate), "clause": rate.clause,
        }
        for rate in pricing.rates_in(text)
    ]  # fmt: skip


def what_word(what: str) -> str:
    """What a rate is for."""
    return {
        "hour": _("An hour’s work"), "travel": _("Travel"), "material": _("Material"),
        "hired": _("A subcontractor’s cost"), "included": _("Included in the contract"),
    }[what]  # fmt: skip


def hours_word(hours: str) -> str:
    """In which hours a rate holds."""
    return {
        "": _("at any hour"), "within": _("in working hours"), "outside": _("outside working hours"),
    }[hours]  # fmt: skip


def _value(rate: pricing.Rate) -> str:
    if rate.what == "included":
        return "0"
    return _("cost + %(share)s %%") % {"share": f"{rate.value:f}"} if rate.what in pricing.SHARES else f"{rate.value:f}"

"""How a contract handles add-ons: what holds, what waits for the other party, and a form for the next version."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.partnership.addons import rules
from samdrift.partnership.addons.commands import terms as commands
from samdrift.partnership.addons.models import VIEW, AddOnTerms
from samdrift.partnership.addons.queries.terms import code_word, terms_on, terms_waiting
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

LABELS = {
    "repeats": gettext_lazy("The same add-on at the same place so many times is a sign"),
    "within_days": gettext_lazy("Within so many days"),
    "months": gettext_lazy("More done than ordered for so many months in a row is a sign"),
    "beyond_percent": gettext_lazy("More than ordered by so many per cent"),
    "small_minor": gettext_lazy("An add-on worth no more than this is small"),
    "together_minor": gettext_lazy("Small ones that come to this together are decided"),
    "window_months": gettext_lazy("Small ones are summed over so many months"),
    "service_days": gettext_lazy("Days of service a year, where a setting says no frequency"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def terms_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """What holds and what waits; a POST proposes the next version."""
    scope = request.scope
    scope.require_somewhere(VIEW)
    contract = contracts.contract_by_uid(scope, uid)
    scope.require(VIEW, contract=contract.pk, data_class="D2")
    today = parties.community_day(scope, now())
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            commands.propose_terms(
                scope, uid, {name: request.POST.get(name, "") for name in rules.LIMITS}, now=now(),
                valid_from=_day(request.POST.get("valid_from", "")), clause=request.POST.get("clause", ""),
                codes={one.code: one.code in request.POST.getlist("codes") for one in rules.USUAL},
            )  # fmt: skip
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("Proposed. It holds once the other party has accepted it."))
            return redirect("addons:terms", uid)
    held, waiting = terms_on(contract.pk, today), terms_waiting(scope, contract.pk)
    context = {
        "contract": contract, "held": _told(held, contract.currency, scope.language), "waiting": waiting,
        "errors": errors,
        "proposed": _told(rules.terms_from(waiting.terms), contract.currency, scope.language) if waiting else [],
        "mine": waiting is not None and waiting.party_id == scope.party_id, "typed": request.POST.dict(),
        "may_agree": scope.allows(commands.AGREE, contract=contract.pk, data_class="D2"), "today": today.isoformat(),
        "fields": [(name, label, _plain(name, held)) for name, label in LABELS.items()],
        "codes": [(one.code, code_word(one.code, held, scope.language), "", one.icon) for one in rules.USUAL],
        "chosen": request.POST.getlist("codes") or [one.code for one in held.codes],
    }  # fmt: skip
    return render(request, "addons/terms.html", context, status=422 if errors else 200)


@require_POST
def terms_answer(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Accept or refuse what waits."""
    if move not in ("accept", "refuse"):
        raise Http404
    row = AddOnTerms.objects.within(request.scope).select_related("contract").get(uid=uid)
    commands.answer_terms(
        request.scope, uid, accept=move == "accept", expected_version=version_of(request), now=now()
    )  # fmt: skip
    messages.success(request, _("Answered. Both parties see it."))
    return redirect("addons:terms", row.contract.uid)


def _told(terms: rules.Terms, currency: str, language: str) -> list[tuple[str, str]]:
    told = [
        (str(label), _amount(getattr(terms, name), currency) if name in commands.MONEY else _plain(name, terms))
        for name, label in LABELS.items()
    ]
    return [*told, (_("What can be noted"), ", ".join(code_word(one.code, terms, language) for one in terms.codes))]


def _amount(minor: int, currency: str) -> str:
    places = 0 if minor % 100 == 0 else 2
    return f"{number_format(Decimal(minor) / 100, places, force_grouping=True)} {currency}"


def _plain(name: str, terms: rules.Terms) -> str:
    value = getattr(terms, name)
    return f"{value // 100}" if name in commands.MONEY and value % 100 == 0 else (
        f"{value / 100:.2f}" if name in commands.MONEY else f"{value:f}" if name == "beyond_percent" else str(value)
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None

"""Offers of extra work: the list with a form, and one with its charges."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.operations.work import queries
from samdrift.operations.work.commands import charging, quoting
from samdrift.operations.work.models import Quote
from samdrift.operations.work.rules import quotes as rules
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

PAGE, LINES = 50, 5


def quotes(request: ScopedRequest) -> HttpResponse:
    """Offers one may see, the newest first; whoever may writes one."""
    require_somewhere(request.scope, "work.view_quotes")
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            made = quoting.submit_quote(request.scope, _draft(request), now=now())
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("%(number)s is offered.") % {"number": made.number})
            return redirect("work:quote", made.uid)
    scope, language = request.scope, request.scope.language
    may = scope.may(quoting.QUOTE)
    known = catalogue.catalogue_of(scope.community_id)
    sites = estate.Site.objects.within(scope).order_by("code") if may else []
    context = {
        "rows": [_shown(row, language) for row in queries.quotes_shown(scope)[:PAGE]], "errors": errors, "may": may,
        "typed": request.POST.dict(), "numbers": range(1, LINES + 1),
        "contracts": [(c.code, c.code) for c in contracts.Contract.objects.within(scope).order_by("code")],
        "lines": [(line.code, in_language(line.name, language)) for line in known.lines.values()],
        "sites": [(site.code, f"{in_language(site.name, language)} ({site.code})") for site in sites],
    }  # fmt: skip
    return render(request, "work/quotes.html", context, status=422 if errors else 200)


def _draft(request: ScopedRequest) -> quoting.QuoteDraft:
    given = request.POST.dict()
    contract = contracts.Contract.objects.within(request.scope).filter(code=given.get("contract", "")).first()
    site = estate.Site.objects.within(request.scope).filter(code=given.get("site", "")).first()
    lines = [(given.get(f"text_{number}", ""), given.get(f"amount_{number}", "")) for number in range(1, LINES + 1)]
    return quoting.QuoteDraft(
        contract_id=contract.pk if contract else 0, site_id=site.pk if site else 0, line_code=given.get("line", "")[:8],
        title=given.get("title", ""), text=given.get("about", ""), lines=[one for one in lines if any(one)],
    )  # fmt: skip


def _shown(row: Quote, language: str) -> dict[str, Any]:
    return {
        "quote": row, "where": in_language(row.site.name, language), "word": str(queries.QUOTE_WORDS[row.state]),
    }  # fmt: skip


def _people(scope: Scope, row: Quote) -> dict[str, str]:
    """Who offered and who decided, as far as this reader may know."""
    names = parties.names_of(scope, [pk for pk in (row.quoted_by_id, row.decided_by_id) if pk is not None])
    return {"offered_by": names.get(row.quoted_by_id or 0, ""), "decided_by": names.get(row.decided_by_id or 0, "")}


def quote(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One offer: its lines, what became of it, and what was charged."""
    row = queries.quotes_shown(request.scope).get(uid=uid)
    errors: dict[str, Any] = {}
    if request.method == "POST" and row.work_order is not None:
        try:
            quoting.write_charge(
                request.scope, row.work_order.uid, request.POST.get("text", ""), request.POST.get("amount", ""),
                now=now(),
            )  # fmt: skip
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("The charge is written."))
            return redirect("work:quote", uid)
    context = {
        **_shown(row, request.scope.language), **_people(request.scope, row),
        "charges": list(queries.charges_of(request.scope, row)),
        "left": row.amount_minor - charging.charged(row), "errors": errors, "typed": request.POST.dict(),
        "may_charge": row.state == "approved" and row.done_on is None and request.scope.may(quoting.CHARGE),
        "may_withdraw": rules.after(row.state, "withdraw") is not None and request.scope.may(quoting.QUOTE),
    }  # fmt: skip
    return render(request, "work/quote.html", context, status=422 if errors else 200)


@require_POST
def withdraw(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Take an offer back."""
    quoting.withdraw_quote(request.scope, uid, expected_version=version_of(request), now=now())
    messages.success(request, _("The offer is taken back."))
    return redirect("work:quote", uid)

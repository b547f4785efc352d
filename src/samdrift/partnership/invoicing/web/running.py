"""Runs: ask for a month's invoices, watch them being made, see what was found, and send what is clear."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.partnership.invoicing.commands import issuing, running
from samdrift.partnership.invoicing.queries import checking, reading
from samdrift.partnership.invoicing.web import words
from samdrift.partnership.invoicing.web.pages import month_in
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

SHOWN = 36
MONTHS = 24


@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: ScopedRequest) -> HttpResponse:
    """Runs made, and the form for another."""
    require_somewhere(request.scope, "invoicing.view")
    error = ""
    if request.method == "POST":
        require_somewhere(request.scope, "invoicing.issue")
        found = {str(one.uid): one for one in reading.contracts_of(request.scope, "invoicing.issue")}
        contract, month = found.get(request.POST.get("contract", "")), month_in(request.POST.get("month", ""))
        if contract is None or month is None:
            error = _("Choose a contract and a month.")
        else:
            try:
                run = running.ask_run(request.scope, contract.uid, month, now=now())
            except Refused as refusal:
                error = str(refusal)
            else:
                return redirect("invoicing:run", run.uid)
    context = {
        "rows": list(reading.runs_of(request.scope)[:SHOWN]), "error": error,
        "contracts": [(str(one.uid), one.code) for one in reading.contracts_of(request.scope, "invoicing.issue")],
        "months": _months(parties.community_day(request.scope, now())), "may_run": request.scope.may("invoicing.issue"),
    }  # fmt: skip
    return render(request, "invoicing/runs.html", context, status=422 if error else 200)


def _months(today: date) -> list[tuple[str, date]]:
    """The months that have ended, the last one first, as the form offers them."""
    at = today.year * 12 + today.month - 2
    firsts = (date((at - back) // 12, (at - back) % 12 + 1, 1) for back in range(MONTHS))
    return [(f"{one:%Y-%m}", one) for one in firsts]


@require_safe
def run_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One run: how far it is, what it made, and what stands in the way of what."""
    run = reading.run_by_uid(request.scope, uid)
    found = reading.of_run(request.scope, run)
    context = {
        "run": run, "problem": contracts.missing_price_words(run.problem),
        "rows": [
            {
                "invoice": one, "kind": words.KINDS[one.kind], "state": words.STATES[one.state],
                "findings": [(row, words.finding_sentence(row.code, row.values)) for row in found[one.pk]],
                "sign": -1 if one.kind == "credit_note" else 1,
            }
            for one in reading.invoices_of_run(request.scope, run)
        ],
        "may_send": request.scope.allows("invoicing.issue", contract=run.contract_id), "ours": checking.OURS,
    }  # fmt: skip
    return render(request, "invoicing/run.html", context)


@require_POST
def send(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Send every invoice of a run that nothing stands in the way of."""
    many = issuing.issue_run(request.scope, uid, now=now())
    messages.success(request, _("%(count)s invoices were sent.") % {"count": many})
    return redirect("invoicing:run", uid)

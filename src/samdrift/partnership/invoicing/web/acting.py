"""What people do with invoices: send, accept, match, approve, send back, query a line, answer a query, take one in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.partnership.invoicing.commands import disputing, issuing, late, matching, receiving
from samdrift.partnership.invoicing.queries import reading
from samdrift.partnership.invoicing.web import pages

MOVES = {
    "issue": issuing.issue_invoice, "accept": matching.accept_delivery, "match": matching.match_invoice,
    "approve": matching.approve_invoice, "reject": matching.reject_invoice,
    "agree": late.agree_supplement,
}  # fmt: skip
ANSWERS = ("credit", "keep", "withdraw")
LARGEST = 25 << 20


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Make a move; what cannot be done is said on the invoice's page."""
    if move not in MOVES:
        raise Http404
    try:
        MOVES[move](request.scope, uid, expected_version=version_of(request), now=now())
    except Refused as refusal:
        return pages.shown(request, uid, error=str(refusal), status=409)
    return redirect("invoicing:page", uid)


@require_POST
def query(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Query a line or part of it."""
    line = reading.line_by_uid(request.scope, uid)
    typed = {name: request.POST.get(name, "") for name in ("amount", "reason", "text")}
    try:
        disputing.query_line(request.scope, uid, **typed, expected_version=version_of(request), now=now())
    except Invalid as wrong:
        return pages.line_shown(request, uid, errors=wrong.fields)
    except Refused as refusal:
        return pages.line_shown(request, uid, errors={"text": str(refusal)})
    messages.success(request, _("The line is queried. The rest of the invoice goes on and is paid in time."))
    return redirect("invoicing:page", line.invoice.uid)


@require_POST
def answer(request: ScopedRequest, uid: UUID, answer: str) -> HttpResponse:
    """Credit a query, keep to the line, or withdraw the query."""
    if answer not in ANSWERS:
        raise Http404
    dispute = reading.dispute_by_uid(request.scope, uid)
    said, version = request.POST.get("answer", ""), version_of(request)
    try:
        if answer == "credit":
            disputing.credit_query(request.scope, uid, answer=said, expected_version=version, now=now())
        elif answer == "keep":
            disputing.keep_query(request.scope, uid, answer=said, expected_version=version, now=now())
        else:
            disputing.withdraw_query(request.scope, uid, expected_version=version, now=now())
    except (Invalid, Refused) as refusal:
        return pages.shown(request, dispute.invoice.uid, error=str(refusal), status=409)
    return redirect("invoicing:page", dispute.invoice.uid)


@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: ScopedRequest) -> HttpResponse:
    """Take in an invoice from elsewhere."""
    require_somewhere(request.scope, "invoicing.match")
    found = reading.contracts_of(request.scope, "invoicing.match")
    error = ""
    if request.method == "POST":
        sent = request.FILES.get("file")
        chosen = next((one for one in found if str(one.uid) == request.POST.get("contract")), None)
        if sent is None or chosen is None or (sent.size or 0) > LARGEST:
            error = _("Choose a contract and the XML file of the invoice, at most 25 MB.")
        else:
            try:
                made = receiving.receive_document(request.scope, chosen.uid, sent.read(), now=now())
            except Invalid as wrong:
                error = str(wrong)
            else:
                return redirect("invoicing:page", made.uid)
    context = {"contracts": [(str(one.uid), one.code) for one in found], "error": error}
    return render(request, "invoicing/receive.html", context, status=422 if error else 200)

"""Pages: declaring interests and hospitality, and deciding on them."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.registers.parties import commands, queries

SHOWN = 100
KINDS = {
    "interest": gettext_lazy("an interest"),
    "gift": gettext_lazy("a gift"),
    "hospitality": gettext_lazy("hospitality"),
    "other": gettext_lazy("something else"),
}
STATES = {
    "open": gettext_lazy("Waits for a decision"),
    "cleared": gettext_lazy("Cleared"),
    "upheld": gettext_lazy("Stays out"),
    "ended": gettext_lazy("Over"),
}
MOVES = ("clear", "uphold", "end")


@require_http_methods(["GET", "HEAD", "POST"])
def interest_list(request: ScopedRequest) -> HttpResponse:
    """What one declared, what one decides on, and the form for another declaration."""
    request.scope.require_somewhere("parties.declare_interests")
    wrong: dict[str, object] = {}
    if request.method == "POST":
        try:
            _declare(request)
        except Invalid as invalid:
            wrong = dict(invalid.fields)
        else:
            messages.success(request, _("It is declared. Until it is decided on, you approve nothing of theirs."))
            return redirect("parties:interests")
    return _page(request, wrong, 422 if wrong else 200)


def _declare(request: ScopedRequest) -> None:
    given = request.POST
    try:
        counterpart, day = UUID(given.get("counterpart", "")), date.fromisoformat(given.get("happened_on", ""))
    except ValueError:
        raise Invalid({"counterpart": _("Choose the other party, and say when it was.")}) from None
    draft = commands.InterestDraft(
        counterpart_uid=counterpart, kind=given.get("kind", ""), text=given.get("text", ""), happened_on=day,
        value=given.get("value", ""),
    )  # fmt: skip
    commands.declare_interest(request.scope, draft, today=queries.community_day(request.scope, now()), now=now())


def _page(request: ScopedRequest, wrong: dict[str, object], status: int) -> HttpResponse:
    scope = request.scope
    decides = scope.may("parties.decide_interests")
    rows = [
        {
            "row": one, "name": queries.shown_name(scope, one.person), "kind": KINDS[one.kind],
            "state": STATES[one.state], "mine": one.person_id == scope.person_id,
            "moves": [move for move in MOVES if (one.state, move) in commands.INTEREST_MOVES]
            if decides and one.person_id != scope.person_id else [],
        }
        for one in queries.interests(scope)[:SHOWN]
    ]  # fmt: skip
    context = {
        "rows": rows, "wrong": wrong, "given": request.POST, "kinds": list(KINDS.items()),
        "counterparts": [(str(one.uid), one.name) for one in queries.other_parties(scope)],
        "today": queries.community_day(scope, now()), "currency": queries.currency_of(scope),
    }  # fmt: skip
    return render(request, "parties/interests.html", context, status=status)


@require_POST
def interest_decide(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Decide on what a colleague declared."""
    if move not in MOVES:
        raise Http404
    why, version = request.POST.get("why", ""), version_of(request)
    try:
        commands.decide_interest(request.scope, uid, move, why=why, expected_version=version, now=now())
    except Invalid as invalid:
        return _page(request, dict(invalid.fields), 422)
    except Refused as refusal:
        return _page(request, {"why": str(refusal)}, 409)
    messages.success(request, _("It is decided."))
    return redirect("parties:interests")

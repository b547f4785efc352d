"""Pages: who stands in for one, and for whom one stands in."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.registers.parties import commands, queries

KINDS = {
    "leave": gettext_lazy("leave"),
    "training": gettext_lazy("training"),
    "absent": gettext_lazy("another absence"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def deputy_list(request: ScopedRequest) -> HttpResponse:
    """Whom one has named, for whom one stands in, and naming somebody: first found by name, then for which days."""
    request.scope.require_somewhere("parties.name_deputies")
    wrong: dict[str, object] = {}
    if request.method == "POST":
        try:
            return _name(request)
        except Invalid as invalid:
            wrong = dict(invalid.fields)
        except Refused as refused:
            wrong = {"stand_in": str(refused)}
    return _page(request, wrong)


def _name(request: ScopedRequest) -> HttpResponse:
    scope, given = request.scope, request.POST
    try:
        stand_in = UUID(given.get("stand_in", ""))
    except ValueError:
        raise Invalid({"stand_in": _("Choose who stands in for you.")}) from None
    commands.name_deputy(
        scope, queries.employment_uid_of(scope), stand_in, first_day=_day(given.get("first_day", ""), "first_day"),
        last_day=_day(given.get("last_day", ""), "last_day"), kind=given.get("kind", ""),
        today=queries.community_day(scope, now()), now=now(),
    )  # fmt: skip
    messages.success(request, _("Your deputy decides for you on these days."))
    return redirect("parties:deputies")


def _page(request: ScopedRequest, wrong: dict[str, object]) -> HttpResponse:
    scope = request.scope
    text = request.GET.get("text", "") or request.POST.get("text", "")
    today = queries.community_day(scope, now())
    rows = queries.deputies_of(scope, day=today)
    context = {
        "mine": [(row, queries.shown_name(scope, row.stand_in.person)) for row in rows
                 if row.principal.person_id == scope.person_id],
        "for_others": [(row, queries.shown_name(scope, row.principal.person)) for row in rows
                       if row.stand_in.person_id == scope.person_id],
        "text": text, "today": today, "kinds": KINDS, "wrong": wrong, "given": request.POST,
        "found": [
            (str(one.uid), queries.shown_name(scope, one.person, one.title),
             " · ".join(filter(None, (one.title, in_language(one.unit.name, scope.language) if one.unit else ""))), "")
            for one in queries.colleagues_to_name(scope, text)
        ],
    }  # fmt: skip
    return render(request, "parties/deputies.html", context, status=422 if wrong else 200)


@require_POST
def deputy_end(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let somebody no longer stand in."""
    commands.end_deputy(request.scope, uid, expected_version=version_of(request), now=now())
    messages.success(request, _("Ended. Nobody decides on it any more from now on."))
    return redirect("parties:deputies")


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid({name: _("Give a day.")}) from None

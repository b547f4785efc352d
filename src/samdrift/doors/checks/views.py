"""Each check with its last turn and what it found; whoever may, asks for a turn now."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.checks import public as checks
from samdrift.foundation.http import ScopedRequest


@require_safe
def overview(request: ScopedRequest) -> HttpResponse:
    """Every check, those that found something first."""
    rank = {"found": 0, "failed": 1, "never": 2, "holds": 3}
    words = {
        "found": _("Does not hold"),
        "failed": _("Could not count"),
        "never": _("Not yet"),
        "holds": _("All holds"),
    }
    tones = {"found": "danger", "failed": "warn", "never": "neutral", "holds": "ok"}
    found = sorted(checks.standings(request.scope), key=lambda one: (rank[one.state], one.check.name))
    context = {
        "standings": [{"one": one, "word": words[one.state], "tone": tones[one.state]} for one in found],
        "wrong": sum(one.state in ("found", "failed") for one in found),
        "may_run": request.scope.may("checks.run"),
    }
    return render(request, "checks/list.html", context)


@require_POST
def run(request: ScopedRequest) -> HttpResponse:
    """Ask for a turn now."""
    request.scope.require("checks.run")
    name = request.POST.get("check", "")
    if name not in checks.checks:
        raise Http404
    checks.ask_for_turn(request.scope, name)
    messages.success(request, _("The check will run in a moment. Open this page again to see what came of it."))
    return redirect("checks:list")

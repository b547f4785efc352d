"""Problems: the list, and one with its repairs, cause, action and end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.operations.work import queries
from samdrift.operations.work.commands import problems as commands
from samdrift.operations.work.models import Problem
from samdrift.operations.work.queries import problems as found
from samdrift.operations.work.rules import problems as rules

PAGE = 50


@require_safe
def problems(request: ScopedRequest) -> HttpResponse:
    """Problems one may see, open ones first."""
    require_somewhere(request.scope, "work.view_problems")
    rows = [_shown(row, request.scope.language) for row in found.problems_shown(request.scope)[:PAGE]]
    return render(request, "work/problems.html", {"rows": rows})


def problem(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One problem; whoever works on it says the cause, what is done, and how it ended."""
    row = found.problems_shown(request.scope).get(uid=uid)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        move, said = request.POST.get("move", ""), request.POST.get("said", "")
        try:
            commands.move_problem(request.scope, uid, move, said, expected_version=version_of(request), now=now())
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("Written down."))
            return redirect("work:problem", uid)
    labels = {"cause": _("What causes it"), "act": _("What is done about it"), "close": _("How it ended")}
    may = request.scope.may(commands.SOLVE)
    context = {
        **_shown(row, request.scope.language), "errors": errors, "typed": request.POST.dict(),
        "orders": [(order, queries.state_word(order.state)) for order in found.orders_under(request.scope, row)],
        "moves": [(move, label) for move, label in labels.items() if may and rules.after(row.state, move)],
    }  # fmt: skip
    return render(request, "work/problem.html", context, status=422 if errors else 200)


def _shown(row: Problem, language: str) -> dict[str, Any]:
    return {
        "problem": row, "word": str(found.PROBLEM_WORDS[row.state]), "where": in_language(row.site.name, language),
    }  # fmt: skip

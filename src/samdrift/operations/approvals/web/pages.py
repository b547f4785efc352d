"""What waits for one's yes or no, and what one decided lately."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.operations.approvals import commands, queries

KINDS = {"budget": gettext_lazy("Budget"), "security": gettext_lazy("Security")}
STATES = {
    "approved": gettext_lazy("approved"),
    "rejected": gettext_lazy("not approved"),
    "waiting": gettext_lazy("waiting"),
    "withdrawn": gettext_lazy("withdrawn"),
}


@require_safe
def approval_list(request: ScopedRequest) -> HttpResponse:
    """What this person may decide, the one due first on top."""
    request.scope.require_somewhere("approvals.view")
    waiting = list(queries.waiting_for_me(request.scope)[:100])
    decided = queries.decided_by_me(request.scope)
    shown = queries.words_of_subjects(request.scope, [*waiting, *decided])
    people = queries.askers(request.scope, [*waiting, *decided])
    context = {
        "waiting": waiting, "decided": decided, "shown": shown, "people": people, "now": now(),
        "kinds": KINDS, "states": STATES, "currency": queries.currency_of(request.scope),
    }  # fmt: skip
    return render(request, "approvals/list.html", context)


@require_POST
def approve(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say yes."""
    commands.give_approval(request.scope, uid, expected_version=version_of(request), now=now())
    messages.success(request, _("Approved. It goes on now."))
    return redirect("approvals:list")


@require_POST
def refuse(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say no, with the reason whoever asked will read."""
    commands.refuse_approval(
        request.scope, uid, expected_version=version_of(request), reason=request.POST.get("reason", ""), now=now()
    )
    messages.success(request, _("Not approved. Whoever asked reads your reason."))
    return redirect("approvals:list")

"""What waits for one's yes or no, and what one decided lately."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.operations.approvals import commands, queries
from samdrift.operations.approvals.web.words import KINDS, STATES
from samdrift.registers.parties import public as parties

MOST = 100


@require_safe
def approval_list(request: ScopedRequest) -> HttpResponse:
    """What this person may decide, the one due first on top."""
    request.scope.require_somewhere("approvals.view")
    waiting = list(queries.waiting_for_me(request.scope)[:MOST])
    decided = queries.decided_by_me(request.scope)
    context = {
        "waiting": waiting, "decided": decided, "now": now(), "kinds": KINDS, "states": STATES,
        "shown": queries.shown_subjects(request.scope, [*waiting, *decided]),
        "people": queries.people_of(request.scope, [*waiting, *decided]),
        "instead_of": queries.asked_instead_of(request.scope, waiting),
        "currency": parties.currency_of(request.scope), "stead": gettext_lazy("no budget holder may decide this"),
        "sees_rules": request.scope.may("approvals.view_rules"),
        "names_deputies": request.scope.may("parties.name_deputies"),
    }  # fmt: skip
    return render(request, "approvals/list.html", context)


@require_POST
def approve(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say yes."""
    commands.give_approval(request.scope, uid, expected_version=version_of(request), now=now())
    messages.success(request, _("Approved. It goes on now."))
    return redirect("approvals:list")


@require_POST
def approve_many(request: ScopedRequest) -> HttpResponse:
    """Say yes to everything that was ticked; what could not be approved is named and left waiting."""
    request.scope.require_somewhere("approvals.view")
    chosen = [_ticked(text) for text in request.POST.getlist("chosen")]
    if not chosen:
        raise Invalid({"chosen": _("Tick what you approve first.")})
    given, left = commands.give_approvals(request.scope, chosen, now=now())
    if given:
        told = ngettext("%(count)s approved.", "%(count)s approved.", len(given))
        messages.success(request, told % {"count": len(given)})
    for sentence in dict.fromkeys(left.values()):
        messages.warning(request, sentence)
    return redirect("approvals:list")


def _ticked(text: str) -> tuple[UUID, int]:
    uid, _colon, version = text.partition(":")
    try:
        return UUID(uid), int(version)
    except ValueError:
        raise Invalid({"chosen": _("Tick what you approve first.")}) from None


@require_POST
def refuse(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say no, with the reason whoever asked will read."""
    commands.refuse_approval(
        request.scope, uid, expected_version=version_of(request), reason=request.POST.get("reason", ""), now=now()
    )
    messages.success(request, _("Not approved. Whoever asked reads your reason."))
    return redirect("approvals:list")

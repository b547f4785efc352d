"""A framework: how much of its ceiling is used, the tier now and next, what is shared and by which key."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.kernel.framework import add_months
from samdrift.partnership.joining.commands.agreeing import answer_terms, propose_terms
from samdrift.partnership.joining.models import VIEW, Framework, FrameworkTerms
from samdrift.partnership.joining.queries import call_offs, terms
from samdrift.partnership.joining.web import words
from samdrift.partnership.joining.web.proposing import draft_of, written
from samdrift.registers.parties import public as parties


@require_safe
def framework_list(request: ScopedRequest) -> HttpResponse:
    """The frameworks of the community; where there is one, that one."""
    require_somewhere(request.scope, VIEW)
    found = terms.frameworks(request.scope)
    if len(found) == 1:
        return redirect("joining:framework", found[0].uid)
    return render(request, "joining/frameworks.html", {"frameworks": found})


@require_safe
def framework_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One framework as its reader may see it: totals and tiers for all, call-offs and shares one's own."""
    scope = request.scope
    row = terms.framework(scope, uid)
    day, held = parties.community_day(scope, now()), terms.held(row.pk)
    committed = terms.committed_minor(row.pk)
    month = call_offs.last_split(scope, row.pk, day)
    bodies = terms.bodies_seen(scope, row.pk)
    context = {
        "row": row, "day": day, "words": words, "stands": call_offs.standing(row, held, day),
        "committed_minor": committed, "left_minor": max(row.ceiling_minor - committed, 0),
        "items": held.items(day).values(), "costs": held.costs(day), "history": call_offs.history(scope, row.pk, 13),
        "call_offs": call_offs.call_offs(scope, row.pk), "saved": call_offs.saved_to_date(scope, row, day),
        "shares": call_offs.shares_seen(scope, row.pk, month) if month else [], "month": month, "bodies": bodies,
        "runs": _runs(request, row), "proposals": _proposals(request, row),
        "may_propose": scope.allows("joining.propose", contract=row.contract_id)
        and scope.party_id in (row.owner_id, row.provider_id),
        "typed": {kind: written(found.content, kind) for kind, found in held.newest(day).items()},
        "next_month": add_months(day.replace(day=1), 1), "may_join": scope.may("joining.join")
        and any(one.organisation_id == scope.party_id != row.owner_id for one in bodies),
    }  # fmt: skip
    return render(request, "joining/framework.html", context)


@require_POST
def terms_answer(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Accept the other party's terms, or say why not."""
    row = FrameworkTerms.objects.within(request.scope).select_related("framework").get(uid=uid)
    try:
        answer_terms(
            request.scope, uid, accepts=request.POST.get("answer") == "accept", answer=request.POST.get("reason", ""),
            expected_version=version_of(request), now=now(),
        )  # fmt: skip
        messages.success(request, _("Done."))
    except (Invalid, NotAllowed, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("joining:framework", row.framework.uid)


@require_POST
def propose(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Propose tiers, list prices or a shared cost to the other party."""
    row = terms.framework(request.scope, uid)
    request.scope.require("joining.propose", contract=row.contract_id)
    try:
        propose_terms(request.scope, uid, draft_of(request.POST), now=now())
        messages.success(request, _("Proposed. It holds once the other party has accepted it."))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("joining:framework", uid)


def _runs(request: ScopedRequest, row: Framework) -> bool:
    """Whether the reader sees all that is of the framework: its owner's and provider's offices do."""
    return request.scope.allows(VIEW, contract=row.contract_id, data_class="D2")


def _proposals(request: ScopedRequest, row: Framework) -> list[dict[str, Any]]:
    scope = request.scope
    answers = scope.allows("joining.propose", contract=row.contract_id)
    return [
        {
            "row": one, "answers": answers and scope.party_id in (row.owner_id, row.provider_id)
            and scope.party_id != one.party_id and scope.person_id != one.proposed_by_id,
        }
        for one in terms.proposals(scope, row.pk)
    ]  # fmt: skip

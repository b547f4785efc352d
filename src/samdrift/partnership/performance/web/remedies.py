"""Remedies: what holds, proposing the next version, and what the last months would have cost under it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest, done, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.kernel.credits import RemedyTerms
from samdrift.partnership.performance.commands import defining
from samdrift.partnership.performance.commands.defining import RemedyDraft
from samdrift.partnership.performance.models import VIEW_CREDITS, RemedyTermsVersion
from samdrift.partnership.performance.queries import previewing, terms
from samdrift.partnership.performance.queries.previewing import Previewed, Proposed
from samdrift.partnership.performance.rules.remedies import UnreadableTerms, terms_from
from samdrift.partnership.performance.web import words
from samdrift.partnership.performance.web.definitions import remedies_told
from samdrift.partnership.performance.web.terms_forms import RemedyForm
from samdrift.registers.contracts import public as contracts


@require_http_methods(["GET", "HEAD", "POST"])
def remedies_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Every version of a contract's remedies, the next one, and its preview."""
    scope = request.scope
    require_somewhere(scope, VIEW_CREDITS)
    contract = contracts.Contract.objects.within(scope).get(uid=uid)
    scope.require(VIEW_CREDITS, contract=contract.pk, data_class="D2")
    rows = list(terms.remedies_shown(scope, contract.pk))
    held = next((one for one in rows if one.standing == "accepted"), None)
    form = RemedyForm(request.POST or None, initial=RemedyForm.of(terms_from(held.terms) if held else RemedyTerms()))
    may = scope.allows(defining.DEFINE, contract=contract.pk)
    looks = "preview" in request.POST
    sent = request.method == "POST" and form.is_valid() and not looks
    if sent and done(form, lambda: _propose(request, contract, held, form)):
        messages.success(request, _("Proposed. It holds once the other party has accepted it."))
        return redirect("performance:remedies", uid)
    context = {
        "contract": contract, "held": held, "told": remedies_told(held) if held else [], "form": form,
        "may_define": may, "preview": _preview(scope, contract.pk, rows, form if looks else None),
        "waiting": [
            {"row": one, "told": remedies_told(one), "mine": one.party_id == scope.party_id}
            for one in rows if one.standing == "open"
        ],
        "versions": [
            {"row": one, "standing": words.state_word(one.standing), "tone": words.STATE_TONES[one.standing]}
            for one in rows
        ],
    }  # fmt: skip
    return render(request, "performance/remedies.html", context, status=422 if form.errors else 200)


def _kept(held: RemedyTermsVersion | None) -> dict[str, object]:
    return dict(held.terms) if held else {}


def _propose(
    request: ScopedRequest, contract: contracts.Contract, held: RemedyTermsVersion | None, form: RemedyForm
) -> None:
    draft = RemedyDraft(valid_from=form.cleaned_data["valid_from"], terms=form.terms(_kept(held)))
    defining.propose_remedies(request.scope, contract.uid, draft, now=now(), note=form.cleaned_data["note"])


def _preview(
    scope: Scope, contract_id: int, rows: list[RemedyTermsVersion], form: RemedyForm | None
) -> list[Previewed] | None:
    """What the last months would have cost under what is typed, or under the version that waits for an answer."""
    waiting = next((one for one in rows if one.standing == "open"), None)
    if form is not None and form.is_valid():
        kept = form.terms(_kept(next((one for one in rows if one.standing == "accepted"), None)))
    elif waiting is not None:
        kept = dict(waiting.terms)
    else:
        return None
    try:
        proposed = Proposed(terms=terms_from(kept), kept=kept)
    except UnreadableTerms as wrong:
        if form is not None:
            form.add_error(wrong.field if wrong.field in form.fields else None, _("This is none of its values."))
        return None
    return previewing.preview(scope, contract_id, proposed)

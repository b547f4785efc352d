"""The page everybody may read, and the page on which both parties' managers agree what stands on it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation import pieces
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.partnership.insight.commands import publishing
from samdrift.partnership.insight.models import VIEW, PublicPage
from samdrift.partnership.insight.queries import addressing
from samdrift.partnership.insight.queries import public_page as queries
from samdrift.partnership.insight.queries.public_page import Shown
from samdrift.partnership.insight.rules import public_page as rules
from samdrift.registers.parties import public as parties

KEPT_SECONDS = 3600  # how long anybody on the way may keep the page


@login_not_required
@require_safe
def public_start(request: HttpRequest, code: str) -> HttpResponse:
    """On to the page in the reader's language."""
    language = (translation.get_language() or "en")[:2]
    answer = redirect("insight:public", code, language)
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


@login_not_required
@require_safe
def public_page(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """What both parties publish of a contract, the same for everybody.

    Raises:
        Http404: Nothing is published there.
    """
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        found = queries.published(code)
        if found is None:
            raise Http404
        codes = [other for other, _name in settings.LANGUAGES]
        others = [(other, own_name(other), reverse("insight:public", args=[code, other])) for other in codes]
        values = {
            "language": language, "languages": others, "name": found.contract.name, "since": found.since,
            "last": found.until - timedelta(days=1), "currency": found.contract.currency,
            "figures": [drawn(one) for one in found.figures],
            "agreed_at": found.page.decided_at, "fewest": rules.FEWEST,
        }  # fmt: skip
        with timezone.override(parties.zone_of_community(found.contract.community_id)):
            answer = HttpResponse(pieces.drawn("insight/public.html", values))
    # Whether somebody is signed in was asked on the way here and decides nothing on this page: caches need not hold
    # one for every cookie.
    request.session.accessed = False
    answer["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    answer["Content-Language"] = language
    return answer


def own_name(language: str) -> str:
    """What those who speak a language call it: whoever looks for it may read no other."""
    return str(translation.get_language_info(language)["name_local"]).capitalize()


def drawn(one: Shown) -> dict[str, Any]:
    """A figure as its chart takes it: shares in per cent, money in whole units."""
    scale = {"share": Decimal(100), "money": Decimal("0.01")}.get(one.kind, Decimal(1))
    months = [(month, float(value * scale)) for month, value in one.months]
    return {
        "code": one.code, "name": one.name, "words": one.words, "kind": one.kind, "hidden": one.hidden,
        "target": float(one.target * scale) if one.target is not None else None, "months": months,
        "last": months[-1] if months else None,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def publishing_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """What of a contract is published, what is proposed, and what there is to choose from."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    contract = addressing.contract_of(scope, uid)
    today = parties.community_day(scope, now())
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        try:
            publishing.propose_page(scope, contract.pk, request.POST.getlist("figures"), today=today, now=now())
        except Invalid as error:
            wrong = error.fields
        except Refused as error:
            wrong = {"figures": str(error)}
        else:
            messages.success(request, _("Proposed. It is published once the other party has agreed."))
            return redirect("insight:publishing", uid)
    rows = list(queries.versions(scope, contract.pk)[:50])
    held = next((one for one in rows if one.state == rules.AGREED), None)
    waits = next((one for one in rows if one.state == rules.PROPOSED), None)
    chosen = request.POST.getlist("figures") if wrong else (held or PublicPage()).figures
    offered = queries.offered(scope.community_id, contract.pk, today)
    context = {
        "contract": contract, "held": held, "waits": waits, "rows": rows, "wrong": wrong, "chosen": chosen,
        "people": parties.names_of(scope, {pk for row in rows for pk in (row.author_id, row.decided_by_id) if pk}),
        "offered": offered, "names": {one.code: one.name for one in offered},
        "may": scope.side in ("customer", "provider") and scope.allows(publishing.PUBLISH, contract=contract.pk),
        "answers": waits is not None and rules.may_answer(
            proposed_by_side=waits.side, side=scope.side, proposer=waits.author_id, person=scope.person_id
        ),
        "own": waits is not None and waits.side == scope.side,
    }  # fmt: skip
    return render(request, "insight/publishing.html", context, status=422 if wrong else 200)


@require_POST
def publishing_answer(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Agree to what the other party proposed, or not; take one's own back; end what is published."""
    scope, version, move = request.scope, version_of(request), request.POST.get("move", "")
    row = PublicPage.objects.within(scope).select_related("contract").get(uid=uid)
    try:
        if move == "end":
            publishing.end_page(scope, uid, expected_version=version, now=now())
        elif move == "withdraw":
            publishing.withdraw_page(scope, uid, expected_version=version, now=now())
        else:
            publishing.answer_page(scope, uid, agree=move == "agree", expected_version=version, now=now())
    except (NotAllowed, Refused) as wrong:
        messages.error(request, str(wrong))
    else:
        messages.success(request, _("Done."))
    return redirect("insight:publishing", row.contract.uid)

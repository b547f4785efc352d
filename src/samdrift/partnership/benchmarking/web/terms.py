"""How a contract's costs are compared: what holds, what waits for an answer, the versions, and the next one."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.partnership.benchmarking.commands import stating
from samdrift.partnership.benchmarking.commands import terms as commands
from samdrift.partnership.benchmarking.formats import peer_values
from samdrift.partnership.benchmarking.models import VIEW, BenchmarkTerms
from samdrift.partnership.benchmarking.queries import reading
from samdrift.partnership.benchmarking.queries import terms as queries
from samdrift.partnership.benchmarking.rules import states
from samdrift.partnership.benchmarking.web import words
from samdrift.partnership.benchmarking.web.pages import speaks
from samdrift.registers.parties import public as parties

NUMBERS = ("fewest_peers", "fewest_sites", "answer_days")


@require_http_methods(["GET", "HEAD", "POST"])
def terms_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The terms of a contract's benchmarking, and a form that proposes the next version."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    contract = reading.contract_seen(scope, uid)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            commands.propose_terms(scope, contract.uid, _draft(request), now=now())
        except Invalid as error:
            wrong = error.fields
        except (NotAllowed, Refused) as refused:
            wrong = {"": str(refused)}
        else:
            messages.success(request, _("Proposed. It holds once the other party has accepted it."))
            return redirect("benchmarking:terms", contract.uid)
    today = parties.community_day(scope, now())
    held = queries.in_force(contract.pk, today)
    versions = queries.versions(scope, contract.pk)
    context = {
        "contract": contract, "held": held, "told": _told(held), "wrong": wrong,
        "typed": request.POST if wrong else _typed(held, today),
        "waiting": next(((one, _told(one), one.party_id == scope.party_id) for one in versions
                         if one.standing == states.OPEN), None),
        "versions": [(one, words.STANDINGS[one.standing], words.STANDING_TONES[one.standing]) for one in versions],
        "against": list(words.AGAINST.items()), "writes": speaks(scope, contract.pk),
    }  # fmt: skip
    return render(request, "benchmarking/terms.html", context, status=422 if wrong else 200)


@require_POST
def terms_answer(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Accept or refuse what the other party proposed, or take one's own back."""
    require_somewhere(request.scope, VIEW)
    row = BenchmarkTerms.objects.within(request.scope).select_related("contract").get(uid=uid)
    try:
        commands.answer_terms(
            request.scope, uid, move, expected_version=version_of(request), now=now(),
            answer=request.POST.get("answer", ""),
        )  # fmt: skip
        messages.success(request, _("Done."))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("benchmarking:terms", row.contract.uid)


def _told(row: BenchmarkTerms) -> list[tuple[str, Any]]:
    sizes = ", ".join(f"{one} m²" for one in row.sizes)
    return [
        (_("Clause"), row.clause), (_("Held against"), words.AGAINST[row.against]),
        (_("Tolerance"), _("%(share)s %% above") % {"share": f"{Decimal(row.tolerance).normalize():f}"}),
        (_("Ranked from"), _("%(count)s peers on") % {"count": row.fewest_peers}),
        (_("Places are told from"), _("%(count)s places on") % {"count": row.fewest_sites}),
        (_("Classes of sites begin at"), sizes or _("one class")),
        (_("Both answer within"), _("%(count)s days") % {"count": row.answer_days}), (_("Why"), row.note),
    ]  # fmt: skip


def _typed(held: BenchmarkTerms, today: date) -> dict[str, str]:
    return {
        "valid_from": today.isoformat(), "clause": held.clause, "against": held.against,
        "tolerance": f"{Decimal(held.tolerance).normalize():f}", "sizes": " ".join(str(one) for one in held.sizes),
        **{name: str(getattr(held, name)) for name in NUMBERS},
    }  # fmt: skip


def _draft(request: ScopedRequest) -> commands.BenchmarkTermsDraft:
    given = {name: request.POST.get(name, "").strip() for name in request.POST}
    wrong: dict[str, object] = {}
    numbers: dict[str, int] = {}
    for name in NUMBERS:
        if _whole(given.get(name, "")):
            numbers[name] = int(given[name])
        else:
            wrong[name] = _("Write a whole number.")
    sizes = given.get("sizes", "").replace(",", " ").split()
    if not all(map(_whole, sizes)):
        wrong["sizes"] = _("Write whole square metres, apart by spaces.")
    tolerance = Decimal(0)
    try:
        tolerance = peer_values.number_in(given.get("tolerance", ""))
    except ValueError as bad:
        wrong["tolerance"] = stating.SENTENCES[str(bad)]
    try:
        valid_from = date.fromisoformat(given.get("valid_from", ""))
    except ValueError:
        wrong["valid_from"] = _("Write a day.")
    if wrong:
        raise Invalid(wrong)
    return commands.BenchmarkTermsDraft(
        valid_from=valid_from, clause=given.get("clause", ""), tolerance=tolerance, against=given.get("against", ""),
        sizes=[int(one) for one in sizes], note=given.get("note", ""), **numbers,
    )  # fmt: skip


def _whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8

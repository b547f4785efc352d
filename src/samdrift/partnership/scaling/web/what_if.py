"""The what-if page: levers for the places picked, and at once what they come to; then into the basket, or asked for."""

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, is_fragment
from samdrift.foundation.scope import Scope
from samdrift.kernel.fees import NoPrice
from samdrift.partnership.scaling import commands, queries, rules
from samdrift.partnership.scaling.queries import District, Known, approvals_of
from samdrift.partnership.scaling.registry import yardsticks
from samdrift.partnership.scaling.rules import levers
from samdrift.partnership.scaling.rules.effects import CORRECTION, Effect, correct, work_out
from samdrift.partnership.scaling.web import reading, words
from samdrift.partnership.scaling.web.reading import Moved
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

LONGEST_QUERY = 20_000
MOST_TOLD = 40  # volumes that a figure lists; beyond that nobody reads, and the answer gets slow


@require_safe
def what_if(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Levers and what they come to; htmx asks for the second part alone."""
    scope = request.scope
    place = queries.district(scope, uid)
    scope.require(rules.PLAN, contract=place.contract.pk, unit=place.unit.pk, data_class="D2")
    today = parties.community_day(scope, now())
    known = queries.known(scope, place, today)
    moved = reading.read(request.GET, known, today=today)
    context = effect_context(request, place, known, moved)
    if is_fragment(request):
        return render(request, "scaling/effect.html", context)
    return render(request, "scaling/what_if.html", context | _form(known, moved, request.GET, place, scope))


@require_POST
def keep(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Put what the address says into the basket, or ask for it at once."""
    scope = request.scope
    place = queries.district(scope, uid)
    known = queries.known(scope, place, parties.community_day(scope, now()))
    query = request.POST.get("query", "")[:LONGEST_QUERY]
    moved = reading.read(QueryDict(query), known, today=parties.community_day(scope, now()))
    if moved.wrong:
        raise Invalid(moved.wrong)
    seen, name = _seen(request.POST.get("seen", "")), request.POST.get("name", "")
    if request.POST.get("do") == "submit":
        asked = commands.Asked(
            wishes=moved.wishes, requested_on=moved.wanted, seen=seen, name=name, reason=request.POST.get("reason", "")
        )
        ask = commands.submit_correction if moved.back else commands.submit_change
        order = ask(scope, uid, asked, now=now())
        messages.success(request, asked_sentence(order.state))
        return redirect("scaling:change", order.uid)
    commands.save_scenario(
        scope, uid, name=name, wishes=moved.wishes, requested_on=moved.wanted, seen=seen, now=now()
    )  # fmt: skip
    messages.success(request, _("It is in the basket. Compare it with others before you ask."))
    return redirect("scaling:basket", uid)


def asked_sentence(state: str) -> str:
    """What somebody is told who has just asked."""
    if state == rules.SCHEDULED:
        return _("Agreed: it is below every threshold. The price follows from the first day.")
    return _("Asked for. The page says whose yes it needs; you can take it back until it is agreed.")


def effect_context(request: ScopedRequest, place: District, known: Known, moved: Moved) -> dict[str, Any]:
    """What the levers come to, with the words to say it."""
    scope = request.scope
    effect: Effect | None = None
    missing = ""
    today = parties.community_day(scope, now())
    if moved.wishes:
        try:
            if moved.back:
                effect = correct(known.picture, moved.wishes, since=moved.wanted, today=today)
            else:
                effect = work_out(known.picture, moved.wishes, submitted=today, requested=moved.wanted)
        except NoPrice as unknown:
            missing = str(unknown)
    measures = yardsticks(scope, place.contract.pk, place.unit_ids, today.year + 1) if effect else {}
    touched = {f"{wish.item} {wish.unit_id}" for wish in moved.wishes}
    approvals: tuple[str, ...] = ()
    if effect is not None:
        approvals = CORRECTION.approvals if moved.back else approvals_of(scope, place, effect, today)
    return {
        "approvals": approvals, "over_budget": effect is not None and not moved.back and approvals != effect.approvals,
        "renegotiates": words.renegotiates(effect.renegotiates, contracts.line_names(scope)) if effect else [],
        "place": place, "moved": moved, "effect": effect, "missing": missing, "currency": place.contract.currency,
        "name": in_language(place.unit.name, scope.language), "today": today, "who": words.who,
        "row_word": words.row_word,
        "places": words.places_of(known, effect, scope.language) if effect else [],
        "most": MOST_TOLD, "measures": measures, "promises": words.promises(effect) if effect else [],
        "setting": contracts.setting_words,
        "labour": known.picture.labour, "post_hours": known.picture.hours_a_post,
        "query": _without_blanks(request.GET),
        "seen": json.dumps({key: known.seen.get(key, 0) for key in sorted(touched)}),
        "stay": [words.item_name(known, item, scope.language) for item in sorted({key[0] for key in moved.stay})],
        "kept_months": list(effect.kept.items()) if effect else [], "term_end": place.contract.ends_on,
    }  # fmt: skip


def _form(known: Known, moved: Moved, given: QueryDict, place: District, scope: Scope) -> dict[str, Any]:
    book = known.picture.book(known.picture.term[0])
    names, language = contracts.line_names(scope), scope.language
    lines = sorted({book[key[0]].line for key in known.volumes if key[0] in book})
    sites = {key[2] for key in moved.all_of_line if key[2] is not None}
    items = sorted({key[0] for key in moved.all_of_line})
    picked_items = {key[0] for key in moved.volumes}
    choices = levers.options(book[item] for item in picked_items)
    return {
        "lines": [(line, names.get(line, line)) for line in lines],
        "line_name": names.get(moved.line, moved.line),
        "items": [(item, words.item_name(known, item, language)) for item in items],
        "sites": sorted(((site, words.site_name(known, site, language)) for site in sites), key=lambda one: one[1]),
        "levers": [
            (lever, words.LEVERS[lever], [(part, part[1:]) for part in parts], _stands(moved, lever))
            for lever, parts in choices.items()
        ],
        "each": [
            (reading.code_of(key), words.item_name(known, key[0], language), words.site_name(known, key[2], language),
             contracts.setting_words(key[3]), quantity, words.quantity_unit(book[key[0]].unit),
             given.get(reading.code_of(key), ""), moved.wrong.get(reading.code_of(key)))
            for key, quantity in sorted(moved.volumes.items(), key=lambda one: (one[0][0], -one[1]))
        ],
        "units": sorted({words.quantity_unit(book[key[0]].unit) for key in moved.volumes}),
    }  # fmt: skip


def _without_blanks(given: QueryDict) -> str:
    """The address again, without the fields nobody filled in."""
    return urlencode([(key, one) for key, many in given.lists() for one in many if one])


def _stands(moved: Moved, lever: str) -> str:
    """How a lever stands today for what was picked: one step, or several."""
    parts = {part[1:] for key in moved.volumes for part in key[3].split() if part[:1] == lever}
    return ", ".join(sorted(parts))


def _seen(text: str) -> dict[str, int]:
    try:
        found = json.loads(text or "{}")
        return {str(key): int(many) for key, many in found.items()}
    except (ValueError, TypeError, AttributeError):
        raise Invalid({"seen": _("The form was incomplete. Open the page again and repeat the change.")}) from None

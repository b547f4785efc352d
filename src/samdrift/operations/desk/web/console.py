"""The agents' console: one page, one form, every step a button, so that it works by keyboard and without a script."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused, Stale
from samdrift.foundation.fields import in_language, uuid7
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.queries import console as queries
from samdrift.operations.desk.queries.datasets import AVOIDABLE
from samdrift.operations.desk.queries.finding import picks
from samdrift.operations.desk.web import console_acts as acts
from samdrift.operations.desk.web.given import Given, given_in, picked
from samdrift.operations.desk.web.words import CHANNELS, OUTCOMES
from samdrift.operations.requests import public as requests


@require_http_methods(["GET", "HEAD", "POST"])
def console(request: ScopedRequest) -> HttpResponse:
    """The page; with POST also every step an agent takes on it."""
    request.scope.require_somewhere("desk.take")
    if request.method != "POST":
        return render(request, "desk/console.html", _page(request, given_in(request.GET)))
    given = given_in(request.POST)
    act, value = acts.asked_for(request.POST)
    if act == "pick":
        given = picked(given, value)
    does = acts.ACTS.get(act)
    errors: dict[str, str] = {}
    try:
        if act == "not_it":
            given = acts.passed_over(request.scope, given, value, now())
        if does is None:
            return render(request, "desk/console.html", _page(request, given))
        sentence, contact = does(request.scope, given, value, now())
    except Invalid as wrong:
        errors, status = dict(wrong.fields), 422
    except Stale:
        told = _("Somebody changed this contact meanwhile. What you wrote still stands here: look, then press again.")
        errors, status = {"text": told}, 409
    except Refused as wrong:
        errors, status = {"text": str(wrong)}, 409
    else:
        if sentence:
            messages.success(request, sentence)
        return redirect(reverse("desk:console") + (f"?contact={contact}" if contact else ""))
    return render(request, "desk/console.html", _page(request, given) | {"errors": errors}, status=status)


@require_safe
def found(request: ScopedRequest) -> HttpResponse:
    """What the search field means, while it is typed into."""
    request.scope.require_somewhere("desk.take")
    language = _language()
    shown = picks(request.scope, request.GET.get("q", ""), language)
    return render(request, "desk/console_found.html", {"picks": shown, "given": given_in(request.GET)})


@require_POST
def beside(request: ScopedRequest) -> HttpResponse:
    """What stands beside the words, while they are typed: open there, types, promise."""
    request.scope.require_somewhere("desk.take")
    return render(request, "desk/console_beside.html", _beside(request.scope, given_in(request.POST), now()))


def _page(request: ScopedRequest, given: Given) -> dict[str, Any]:
    scope, moment, language = request.scope, now(), _language()
    contact = queries.contact_in_hand(scope, given.contact)
    if contact is not None:
        known = contact.caller_id or queries.person_behind(scope, contact.caller_key)
        # What is over is in nobody's hands: whoever goes on begins a contact of their own.
        over = bool(contact.outcome)
        filled = {"contact": "" if over else str(contact.uid), "version": "" if over else str(contact.version)}
        if not given["who"] and known:
            filled["who"] = str(known)
        if not given["at"] and contact.site_id:
            filled["at"] = f"site:{contact.site_id}"
        given = Given(given.values | filled)
    context = _beside(scope, given, moment)
    caller = context["person"]
    return context | {
        "contact": contact, "in_hand": contact is not None and not contact.outcome,
        "picks": picks(scope, given["q"], language) if given["q"] else [],
        "waiting": queries.waiting_contacts(scope),
        "earlier": [
            (one, str(OUTCOMES.get(one.outcome, one.outcome)))
            for one in queries.earlier_contacts(scope, contact, caller, now=moment)
        ],
        "channels": [(code, str(CHANNELS[code])) for code in ("phone", "counter", "mail", "chat", "letter", "sms")],
        "channel_words": CHANNELS, "avoidable": [(code, str(word)) for code, word in AVOIDABLE.items()],
        "colleagues": queries.colleagues(scope, day=moment.date()), "queues": queries.queues(scope, language),
        "errors": {}, "uid": given["uid"] or uuid7(),
    }  # fmt: skip


def _beside(scope: Scope, given: Given, moment: datetime) -> dict[str, Any]:
    language = _language()
    caller = queries.caller_of(scope, given.who, language)
    where = queries.place_of(scope, given["at"], language)
    if where is None and caller is not None and len(caller.sites) == 1:
        where = queries.place_of(scope, f"site:{caller.sites[0][0]}", language)
    # What was only ticked for the agent follows the words; what the agent chose stays.
    chosen = "" if given["type"] == given["auto"] else given["type"]
    shown, kind, everything = queries.kinds(scope, given["text"], chosen, language)
    articles, script = queries.knowledge(scope, given["text"], kind or next(iter(shown), None), language)
    articles = [one for one in articles if str(one.uid) not in given.passed]
    alike = queries.alike_of(scope, kind, where, given["text"], now=moment)
    promised = queries.promise_for(scope, kind, where, now=moment)
    return {
        "given": given, "person": caller, "where": where, "kinds": shown, "kind": kind, "types": everything,
        "articles": articles, "script": script, "auto": kind.code if kind is not None and not chosen else "",
        "open": queries.open_there(scope, where, caller, alike=alike, language=language),
        "outages": [
            (one, in_language(one.title, language), in_language(one.text, language))
            for one in queries.out_there(scope, where, caller)
        ],
        "promised": promised, "on_call": queries.called_for(scope, kind, where, promised, now=moment),
        "clock_words": requests.CLOCKS, "now": moment,
    }  # fmt: skip


def _language() -> str:
    return (get_language() or "en")[:2]

"""Help for whoever asks: search, read, say whether it helped, or ask for it after all."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now, real_now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.limits import check_limit
from samdrift.registers.catalogue.commands.articles import answer_article
from samdrift.registers.catalogue.queries import advice, articles, suggesting
from samdrift.registers.catalogue.registry import ask_page

READ = "catalogue.read_articles"
ANSWERS_AN_HOUR = 60
LONGEST = 400


@require_safe
def help_home(request: ScopedRequest) -> HttpResponse:
    """All there is to read, or what fits one's own words."""
    require_somewhere(request.scope, READ)
    language, text = _language(), request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    found = articles.search_articles(request.scope, text, language) if text else []
    kinds = suggesting.suggest_types(request.scope, text) if text and ask_page() else []
    have = {one.article.uid for one in found}
    near = [one for one in advice.articles_suggested(request.scope, text, language, most=3) if one.uid not in have]
    context = {
        "text": text, "found": found, "near": near if text else [],
        "kinds": [
            (in_language(kind.name, language), in_language(kind.hint, language), _ask(type=kind.code, said=text))
            for kind in kinds
        ],
        "all": [] if text else articles.read_articles(request.scope, language), "ask": _ask(said=text),
        "may_write": request.scope.may("catalogue.write_articles"),
    }  # fmt: skip
    return render(request, "catalogue/help.html", context)


@require_safe
def help_article(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One article as its reader gets it."""
    require_somewhere(request.scope, READ)
    language = _language()
    read = articles.read_article(request.scope, uid, language)
    asks = [(name, _ask(type=code)) for code, name in articles.types_of(request.scope, read.request_types, language)]
    context = {"read": read, "asks": asks, "may_write": request.scope.may("catalogue.write_articles")}
    return render(request, "catalogue/help_article.html", context)


@require_POST
def help_answer(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say whether it helped: from the article itself, or from the form it was suggested on."""
    require_somewhere(request.scope, READ)
    check_limit("catalogue.answer", str(request.scope.person_id), ANSWERS_AN_HOUR, 3600, real_now())
    answer, channel = request.POST.get("answer", ""), request.POST.get("channel", "help")
    answer_article(request.scope, uid, answer=answer, channel=channel, now=now())
    if answer == "accepted":
        messages.success(request, _("Good. Nothing was sent; come back when you need us."))
    else:
        messages.success(request, _("Thank you. That makes the articles better."))
    return redirect("catalogue:help_article", uid)


def _ask(**query: Any) -> str:
    page = ask_page()
    return reverse(page, query={key: value for key, value in query.items() if value}) if page else ""


def _language() -> str:
    return (get_language() or "en")[:2]

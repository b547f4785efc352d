"""Articles for whoever writes them: the list, what is due for review, one with its versions, writing and publishing."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.paging import page_by_key
from samdrift.registers.catalogue.commands import articles as commands
from samdrift.registers.catalogue.commands.starter import install_starter_articles
from samdrift.registers.catalogue.models import Article, ArticleVersion
from samdrift.registers.catalogue.queries import articles, known
from samdrift.registers.catalogue.rules import articles as rules
from samdrift.registers.parties import public as parties

WRITE = commands.WRITE
PAGE = 50
STATES: dict[str, str | Promise] = {
    "draft": gettext_lazy("draft"), "published": gettext_lazy("published"), "withdrawn": gettext_lazy("withdrawn"),
}  # fmt: skip
GENRES: dict[str, str | Promise] = {
    "article": gettext_lazy("Article"), "script": gettext_lazy("Script for agents"),
}  # fmt: skip
AUDIENCES: dict[str, str | Promise] = {
    "requesters": gettext_lazy("Everybody"), "agents": gettext_lazy("Agents of both parties"),
    "provider": gettext_lazy("The provider’s people only"),
}  # fmt: skip
LANGUAGES = {"en": "English", "da": "Dansk", "sv": "Svenska"}


@require_safe
def article_list(request: ScopedRequest) -> HttpResponse:
    """Every article and script, by state, by words, or those due for review."""
    require_somewhere(request.scope, WRITE)
    given, today = request.GET, parties.community_day(request.scope, now())
    text, state, due = given.get("q", "").strip()[:80], given.get("state", ""), given.get("due") == "1"
    rows = articles.due_for_review(request.scope, today) if due else articles.articles(request.scope, state=state)
    rows = rows.filter(uid__in=articles.articles_named(request.scope, text)) if text else rows
    order = ("review_on", "code", "pk") if due else ("code", "pk")
    page = page_by_key(rows, order=order, after=given.get("after", ""), size=PAGE)
    counts = articles.answers_of(request.scope, page.rows)
    titles = articles.newest_titles(request.scope, page.rows, _language())
    context = {
        "rows": [(row, titles.get(row.pk) or row.code, counts[row.pk]) for row in page.rows],
        "next": page.next, "text": text, "state": state, "due": due, "today": today,
        "due_count": articles.due_for_review(request.scope, today).count(),
        "states": [(code, str(name)) for code, name in STATES.items()], **_words(),
    }  # fmt: skip
    return render(request, "catalogue/articles.html", context)


@require_safe
def article_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One article with every version, what readers said, and what can be done with it."""
    require_somewhere(request.scope, WRITE)
    language = _language()
    article = Article.objects.within(request.scope).get(uid=uid)
    versions = articles.versions_of(request.scope, article)
    chosen = next((one for one in versions if str(one.number) == request.GET.get("number", "")), versions[0])
    codes = articles.codes_of_types(request.scope, [article.pk]).get(article.pk, [])
    context = {
        "article": article, "versions": versions, "chosen": chosen, "languages": LANGUAGES,
        "writers": _writers(request, versions),
        "blocks": {one: rules.blocks_of(chosen.body.get(one, "")) for one in LANGUAGES},
        "title": in_language(versions[0].title, language) or article.code,
        "types": articles.types_of(request.scope, codes, language),
        "today": parties.community_day(request.scope, now()),
        "counts": articles.answers_of(request.scope, [article])[article.pk],
        "missing": [LANGUAGES[one] for one in rules.missing_languages(versions[0].title, versions[0].body)],
        "publishable": article.state != "published" or versions[0].published_at is None, **_words(),
    }  # fmt: skip
    return render(request, "catalogue/article.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def article_new(request: ScopedRequest) -> HttpResponse:
    """Begin an article or a script."""
    require_somewhere(request.scope, WRITE)
    if request.method != "POST":
        return _form(request, request.GET, {}, None)
    try:
        made = commands.write_article(request.scope, _draft(request.POST), now=now())
    except Invalid as wrong:
        return _form(request, request.POST, wrong.fields, None)
    messages.success(request, _("Kept as a draft. Nobody reads it until it is published."))
    return redirect("catalogue:article", made.uid)


@require_POST
def article_starter(request: ScopedRequest) -> HttpResponse:
    """Take over the articles and scripts that come with the product."""
    count = install_starter_articles(request.scope, now=now())
    messages.success(request, _("%(count)s starter articles are published.") % {"count": count})
    return redirect("catalogue:articles")


@require_http_methods(["GET", "HEAD", "POST"])
def article_edit(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Write the next version."""
    require_somewhere(request.scope, WRITE)
    article = Article.objects.within(request.scope).get(uid=uid)
    if request.method != "POST":
        return _form(request, _filled(request, article), {}, article)
    try:
        commands.revise_article(
            request.scope, uid, _draft(request.POST, article), expected_version=version_of(request), now=now()
        )
    except Invalid as wrong:
        return _form(request, request.POST, wrong.fields, article)
    messages.success(request, _("Kept as a draft; readers still have the published version."))
    return redirect("catalogue:article", uid)


@require_POST
def article_act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Publish, withdraw, or say that it is still right."""
    require_somewhere(request.scope, WRITE)
    dated: dict[str, Callable[..., Article]] = {
        "publish": commands.publish_article, "review": commands.review_article,
    }  # fmt: skip
    if move not in DONE:
        raise Http404
    given: dict[str, Any] = {"expected_version": version_of(request), "now": now()}
    try:
        if move in dated:
            dated[move](request.scope, uid, **given, review_on=_day(request.POST.get("review_on", "")))
        else:
            commands.withdraw_article(request.scope, uid, **given)
    except Invalid as wrong:
        messages.error(request, " ".join(dict.fromkeys(wrong.fields.values())))
    else:
        messages.success(request, str(DONE[move]))
    return redirect("catalogue:article", uid)


DONE: dict[str, str | Promise] = {
    "publish": gettext_lazy("Published in three languages."),
    "withdraw": gettext_lazy("Withdrawn. Nobody reads it any more."),
    "review": gettext_lazy("Reviewed: it is still right."),
}


def _form(request: ScopedRequest, given: QueryDict, wrong: dict[str, str], article: Article | None) -> HttpResponse:
    language = _language()
    types = sorted((in_language(kind.name, language), kind.code) for kind in known.request_types(request.scope))
    audiences = [(code, str(name)) for code, name in AUDIENCES.items()]
    context = {
        "article": article, "given": given, "wrong": wrong, "languages": LANGUAGES,
        "types": [(code, name, "", "") for name, code in types], "chosen": given.getlist("types"),
        "genres": [(code, str(name)) for code, name in GENRES.items()],
        "audiences": [one for one in audiences if one[0] != "provider" or request.scope.side == "provider"],
    }  # fmt: skip
    return render(request, "catalogue/article_form.html", context, status=422 if wrong else 200)


def _filled(request: ScopedRequest, article: Article) -> QueryDict:
    newest = articles.versions_of(request.scope, article)[0]
    given = QueryDict(mutable=True)
    given["audience"], given["version"] = article.audience, str(article.version)
    given.setlist("types", articles.codes_of_types(request.scope, [article.pk]).get(article.pk, []))
    for one in LANGUAGES:
        given[f"title_{one}"], given[f"body_{one}"] = newest.title.get(one, ""), newest.body.get(one, "")
    return given


def _draft(given: QueryDict, article: Article | None = None) -> commands.Draft:
    return commands.Draft(
        code=article.code if article else given.get("code", "").strip(),
        genre=article.genre if article else given.get("genre", "article"),
        audience=given.get("audience", "requesters"), note=given.get("note", "").strip(),
        title={one: given.get(f"title_{one}", "") for one in LANGUAGES},
        body={one: given.get(f"body_{one}", "").replace("\r\n", "\n") for one in LANGUAGES},
        request_types=tuple(dict.fromkeys(given.getlist("types"))),
    )  # fmt: skip


def _day(text: str) -> date | None:
    """Raises Invalid when something that is no day was written."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if text else None  # noqa: DTZ007  A day has no zone.
    except ValueError as wrong:
        raise Invalid({"review_on": _("Give a day.")}) from wrong


def _writers(request: ScopedRequest, versions: list[ArticleVersion]) -> dict[int, str]:
    people = {one.written_by.pk: one.written_by for one in versions if one.written_by}
    return {pk: parties.shown_name(request.scope, person) for pk, person in people.items()}


def _words() -> dict[str, Any]:
    return {
        "state_words": {code: str(name) for code, name in STATES.items()},
        "genre_words": {code: str(name) for code, name in GENRES.items()},
        "audience_words": {code: str(name) for code, name in AUDIENCES.items()},
    }  # fmt: skip


def _language() -> str:
    return (get_language() or "en")[:2]

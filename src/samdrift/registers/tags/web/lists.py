"""The list of tags and how they are."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.paging import page_by_key
from samdrift.foundation.scope import Scope
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags.models import Tag
from samdrift.registers.tags.queries import lists
from samdrift.registers.tags.web import words

PAGE = 25


@require_safe
def tag_list(request: ScopedRequest) -> HttpResponse:
    """Tags with where they hang, filtered, with the figures of their health on top."""
    scope, language, today = request.scope, (get_language() or "en")[:2], parties.community_day(request.scope, now())
    scope.require_somewhere("tags.view")
    asked: dict[str, Any] = {key: request.GET.get(key, "") for key in ("state", "health", "q")}
    asked |= {key: _uid(request.GET.get(key, "")) for key in ("site", "batch")}
    rows = lists.filtered(lists.tags_of(scope), asked, today=today)
    page = page_by_key(rows, order=("-pk",), after=request.GET.get("after", ""), size=PAGE)
    context = {
        "rows": [_row(scope, tag, language) for tag in page.rows], "next": page.next, "asked": asked,
        "path": request.get_full_path(), "health": _figures(scope), "states": _spoken(words.STATES),
        "healths": _spoken(words.HEALTH), "sites": site_choices(scope, language),
        "batches": [(str(b.uid), f"{b.code} · {b.size}") for b in lists.batches_of(scope)[:100]],
        "may_make": scope.may("tags.make"), "may_mount": scope.may("tags.mount"),
        "filtered": any(asked.values()),
    }  # fmt: skip
    return render(request, "tags/list.html", context)


def site_choices(scope: Scope, language: str, permission: str = "") -> list[tuple[str, str]]:
    """Sites to choose from, by code."""
    rows = estate.Site.objects.within_permission(scope, permission) if permission else estate.Site.objects.within(scope)
    return [
        (str(uid), f"{code} {in_language(name, language)}")
        for uid, code, name in rows.order_by("code").values_list("uid", "code", "name")[:1000]
    ]


def _row(scope: Scope, tag: Tag, language: str) -> dict[str, Any]:
    name, where = words.place_of(tag, language)
    return {
        "uid": tag.uid, "code": words.shown_code(scope, tag), "state": tag.state, "word": words.STATES[tag.state],
        "name": name or _("Nowhere yet"), "where": where, "secured": tag.disclosure == "secured",
        "trouble": words.TROUBLES.get(tag.trouble, ""), "scanned": tag.last_scan_on, "days": tag.scan_days,
        "batch": tag.batch.code if tag.batch else "",
    }  # fmt: skip


def _spoken(texts: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(code, str(text)) for code, text in texts.items()]


def _figures(scope: Scope) -> lists.Health:
    return lists.health_of(Tag.objects.within(scope), today=parties.community_day(scope, now()))


def _uid(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None

"""The list of add-ons: what waits, signs, and what informal work is worth by month, district and line."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.paging import page_by_key
from samdrift.foundation.scope import Scope
from samdrift.partnership.addons import rules
from samdrift.partnership.addons.models import VIEW, AddOn, AddOnSign
from samdrift.partnership.addons.queries import reading
from samdrift.partnership.addons.queries.terms import STATES, TONES, code_word, terms_on
from samdrift.partnership.addons.rules import signs as kinds
from samdrift.partnership.addons.web import words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

SIZE = 50


@require_safe
def add_on_list(request: ScopedRequest) -> HttpResponse:
    """Add-ons one may see, by what became of them, with their sums."""
    scope = request.scope
    scope.require_somewhere(VIEW)
    view = request.GET.get("view", "open")
    view = view if view in reading.VIEWS else "open"
    names = contracts.line_names(scope)
    line = request.GET.get("line", "")
    line = line if line in names else ""
    everything = reading.add_ons_shown(scope)
    if line:
        everything = everything.filter(line_code=line)
    page = page_by_key(
        everything.filter(state__in=reading.VIEWS[view]), order=("-happened_on", "-pk"), size=SIZE,
        after=request.GET.get("after", ""),
    )  # fmt: skip
    today = parties.community_day(scope, now())
    signs = reading.signs_shown(scope)
    held = {row.contract_id for row in page.rows} | {one.contract_id for one in signs}
    terms = {pk: terms_on(pk, today) for pk in held}
    context = {
        "rows": [_shown(scope, row, names, terms[row.contract_id]) for row in page.rows], "view": view, "line": line,
        "lines": sorted(names.items(), key=lambda one: one[1]), "next": _next(request, view, line, page.next),
        "signs": [
            (one, words.sign_word(one, names.get(one.line_code, one.line_code), scope.language, terms[one.contract_id]),
             in_language(one.site.name, scope.language), names.get(one.line_code, one.line_code), _may(scope, one),
             _those_of(one))
            for one in signs
        ],
        "may_note": scope.may("addons.note"), "states": STATES, "tones": TONES, **_sums(scope, everything, names),
    }  # fmt: skip
    return render(request, "addons/list.html", context)


def _sums(scope: Scope, everything: Any, names: dict[str, str]) -> dict[str, Any]:
    """What it is all worth, for whoever may see prices."""
    if not scope.may(reading.PRICES):
        return {"months": [], "together": []}
    today = parties.community_day(scope, now())
    seen = everything.filter(AddOn.visible_to(scope, reading.PRICES))
    together = reading.by_unit_and_line(scope, today, seen)
    units = parties.Unit.objects.within(scope).filter(pk__in={one.unit_id for one in together if one.unit_id})
    units_by = {unit.pk: in_language(unit.name, scope.language) for unit in units}
    return {
        "months": reading.by_month(scope, today, seen), "currency": parties.currency_of(scope),
        "together": [
            (units_by.get(one.unit_id or 0, "–"), names.get(one.line_code, one.line_code), one) for one in together
        ],
        "worth": sum(one.amount_minor for one in together), "given": sum(one.given_minor for one in together),
        "charged": sum(one.charged_minor for one in together), "unpriced": sum(one.unpriced for one in together),
    }  # fmt: skip


def _shown(scope: Scope, row: AddOn, names: dict[str, str], terms: rules.Terms) -> dict[str, Any]:
    return {
        "row": row, "where": in_language(row.site.name, scope.language),
        "what": code_word(row.code, terms, scope.language), "line": names.get(row.line_code, row.line_code),
        "much": words.how_much(row, row.currency), "priced": reading.sees_prices(scope, row),
    }  # fmt: skip


def _may(scope: Scope, sign: AddOnSign) -> bool:
    where = {"contract": sign.contract_id, "line": sign.line_code, "site": sign.site_id, "unit": sign.unit_id}
    return scope.allows("addons.decide", **where)


def _those_of(sign: AddOnSign) -> str:
    """The add-ons a sign of repeated ones is made of; "" for a sign that is made of something else."""
    if sign.kind != kinds.REPEATED:
        return ""
    days = f"{sign.first_day.isoformat()}..{sign.last_day.isoformat()}"
    asked = {"code": sign.about, "site": sign.site.code, "line": sign.line_code, "happened": days}
    return reverse("ask:question", args=["add-ons"], query=asked)


def _next(request: ScopedRequest, view: str, line: str, cursor: str) -> str:
    if not cursor:
        return ""
    return reverse("addons:list", query={"view": view, "line": line, "after": cursor})

"""Noting what was done beyond the contract: a tap on its kind, and how much where one knows."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from samdrift.partnership.addons import rules
from samdrift.partnership.addons.commands import noting
from samdrift.partnership.addons.models import AddOnSign
from samdrift.partnership.addons.queries.pricing import ordered_on
from samdrift.partnership.addons.queries.terms import ASKED_BY, code_word, terms_on
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

MOST_SITES = 500


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: ScopedRequest) -> HttpResponse:
    """The form, with the place already known where it comes from an order, a request or a sign."""
    scope = request.scope
    scope.require_somewhere(noting.NOTE)
    errors: dict[str, Any] = {}
    given = request.POST if request.method == "POST" else request.GET
    if request.method == "POST":
        try:
            made = noting.note_add_on(scope, _draft(request), now=now())
        except Invalid as wrong:
            errors = wrong.fields
        except Refused as refusal:
            errors = {"code": str(refusal)}
        else:
            messages.success(request, _("Noted. Thank you: now it is seen, and somebody decides about it."))
            return redirect(*_back(scope, made))
    context = {**_about(scope, given), "errors": errors, "typed": given.dict(), "uid": given.get("uid") or str(uuid4())}
    return render(request, "addons/note.html", context, status=422 if errors else 200)


def _back(scope: Scope, made: Any) -> tuple[Any, ...]:
    """Whoever works goes on with the order; whoever decides looks at what was noted."""
    if made.work_order is not None and not scope.may("addons.decide"):
        return ("work:page", made.work_order.uid)
    return ("addons:page", made.uid)


def _draft(request: ScopedRequest) -> noting.AddOnDraft:
    given = request.POST
    return noting.AddOnDraft(
        code=given.get("code", "")[:24], order_uid=_uid(given.get("order")), request_uid=_uid(given.get("request")),
        sign_uid=_uid(given.get("sign")), site_uid=_uid(given.get("site")), line_code=given.get("line", "")[:8],
        item=given.get("item", "")[:66], quantity=given.get("quantity", "")[:40], times=given.get("times", "")[:10],
        cost=given.get("cost", "")[:40], asked_by=given.get("asked_by", "nobody"), text=given.get("text", ""),
        note=given.get("note", ""), happened_on=_day(request.scope, given.get("on", "")), uid=_uid(given.get("uid")),
    )  # fmt: skip


def _about(scope: Scope, given: Any) -> dict[str, Any]:
    """Where it is: an order, a request, a sign, or nothing yet; with the kinds and items to choose from."""
    about, contract_id, site, line = _subject(scope, given)
    today = parties.community_day(scope, now())
    terms = terms_on(contract_id, today) if contract_id else rules.DEFAULT
    shown: dict[str, Any] = {
        "about": about,
        "codes": [(one.code, code_word(one.code, terms, scope.language), one.icon) for one in terms.codes],
        "measures": {one.measure for one in terms.codes}, "today": today.isoformat(),
        "asked_cards": [(code, str(word), "", "") for code, word in ASKED_BY.items()], "items": [], "sites": [],
        "lines": [], "place": "", "own": scope.side == rules.PROVIDER,
    }  # fmt: skip
    if site is not None and contract_id:
        shown["place"] = in_language(site.name, scope.language)
        shown["items"] = items_of(scope, contract_id, site, line)
    else:
        rows = estate.Site.objects.within(scope).order_by("code")[:MOST_SITES]
        shown["sites"] = [(str(one.uid), f"{in_language(one.name, scope.language)} ({one.code})") for one in rows]
        shown["lines"] = sorted(contracts.line_names(scope).items(), key=lambda one: one[1])
    return shown


def _subject(scope: Scope, given: Any) -> tuple[dict[str, str], int, Any, str]:
    for name, model in (("order", work.WorkOrder), ("request", requests.ServiceRequest), ("sign", AddOnSign)):
        uid = _uid(given.get(name))
        if uid is not None:
            row: Any = model.objects.within(scope).select_related("site").get(uid=uid)
            label = getattr(row, "number", "") or ""
            return {"name": name, "uid": str(uid), "number": label}, row.contract_id, row.site, row.line_code
    return {}, 0, None, ""


def items_of(scope: Scope, contract_id: int, site: Any, line: str) -> list[tuple[str, str]]:
    """What is ordered of the line at the place first, then the rest of the line's items."""
    today = parties.community_day(scope, now())
    ordered, names = ordered_on(contract_id, site.unit_id, today), contracts.item_names(contract_id)
    here = [f"{key[0]}~{key[3]}" for key in ordered.at(line, site.pk)]
    rest = [f"{code}~" for code, terms in ordered.book.items() if terms.line == line and terms.unit != "fixed_year"]
    told = {}
    for one in dict.fromkeys([*here, *sorted(rest)]):
        item, _mark, setting = one.partition("~")
        name = in_language(names.get(item), scope.language) or item
        told[one] = f"{name} · {contracts.setting_words(setting)}" if setting else name
    return list(told.items())


def _uid(text: object) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


def _day(scope: Scope, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        today = parties.community_day(scope, now())
        raise noting.wrong_day(noting.earliest(today), today) from None

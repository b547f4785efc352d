"""Subcontractors: their teams, where they are cleared to work, links to their lists; and handing an order over."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samdrift.foundation.clock import now, real_now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.operations.work import queries
from samdrift.operations.work.commands import companies as clearing
from samdrift.operations.work.commands import linking
from samdrift.operations.work.models import CompanyClearance
from samdrift.operations.work.queries import links
from samdrift.operations.work.web.linked import firms_of, shown_link
from samdrift.operations.work.web.pages import order_context
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

MOST = 100


def companies(request: ScopedRequest) -> HttpResponse:
    """The companies, their clearances and links; a form for whoever clears, one for whoever hands work over."""
    require_somewhere(request.scope, "work.view_companies")
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            told = _clear(request) if request.POST.get("action") == "clear" else _link(request)
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, told)
            return redirect("work:companies")
    context = {**_context(request.scope), "errors": errors, "typed": request.POST.dict()}
    return render(request, "work/companies.html", context, status=422 if errors else 200)


def _context(scope: Scope) -> dict[str, Any]:
    language, zone = scope.language, queries.timezone_of(scope)
    found = list(parties.subcontractors(scope))
    teams: dict[int, list[str]] = {}
    for team in parties.teams(scope).filter(organisation__in=[one.pk for one in found]):
        teams.setdefault(team.organisation_id, []).append(in_language(team.name, language))
    may_clear = scope.may(clearing.CLEAR)
    sites = estate.Site.objects.within(scope).order_by("code") if may_clear else []
    return {
        "firms": [(one, in_language(one.name, language), teams.get(one.pk, [])) for one in found],
        "clearances": [_shown(row, language) for row in links.clearances(scope)[:MOST]],
        "links": [shown_link(scope, link, None, language, zone) for link in links.list_links(scope)[:MOST]],
        "may_clear": may_clear, "to_clear": [(str(one.uid), in_language(one.name, language)) for one in found],
        "sites": [("", _("Every site")), *((str(s.uid), f"{in_language(s.name, language)} ({s.code})") for s in sites)],
        "handing": firms_of(scope, language), "today": parties.community_day(scope, now()).isoformat(),
    }  # fmt: skip


def _shown(row: CompanyClearance, language: str) -> dict[str, Any]:
    where = in_language(row.site.name, language) if row.site else _("Every site")
    return {"row": row, "company": in_language(row.organisation.name, language), "where": where}


def _uid(given: str, field: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as unknown:
        raise Invalid({field: _("Choose one.")}) from unknown


def _day(given: str, field: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as odd:
        raise Invalid({field: _("Write a date.")}) from odd


def _clear(request: ScopedRequest) -> str:
    given = request.POST.dict()
    draft = clearing.ClearanceDraft(
        company_uid=_uid(given.get("company", ""), "company"),
        site_uid=_uid(given["site"], "site") if given.get("site") else None,
        valid_from=_day(given.get("valid_from", ""), "valid_from"),
        valid_to=_day(given.get("valid_to", ""), "valid_to"), reference=given.get("reference", ""),
    )  # fmt: skip
    clearing.clear_company(request.scope, draft, now=now())
    return _("The clearance stands.")


def _draft(request: ScopedRequest) -> linking.LinkDraft:
    given, days = request.POST.dict(), request.POST.get("days", "").strip()
    return linking.LinkDraft(
        company_uid=_uid(given.get("company", ""), "company"), address=given.get("address", "").strip(),
        days=int(days) if days.isascii() and days.isdecimal() and len(days) < 5 else 0,
    )  # fmt: skip


def _link(request: ScopedRequest) -> str:
    linking.make_list_link(request.scope, _draft(request), now=now(), real_now=real_now())
    return _("The link stands.")


@require_POST
def end_clearance(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Take a clearance back."""
    clearing.end_clearance(request.scope, uid, now=now())
    messages.success(request, _("The clearance was taken back."))
    return redirect("work:companies")


@require_POST
def withdraw(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let a link open nothing any more."""
    link = linking.withdraw_link(request.scope, uid, now=now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("work:page", link.work_order.uid) if link.work_order else redirect("work:companies")


@require_POST
def hand_over(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Give an order to a subcontractor by a link; what was wrong comes back on the page of the order."""
    try:
        linking.hand_over(
            request.scope, uid, _draft(request), expected_version=version_of(request), now=now(), real_now=real_now()
        )
    except Invalid as wrong:
        order = queries.order_with_all(request.scope, uid)
        context = order_context(request, order, errors=wrong.fields, typed=request.POST.dict(), wrong_move="hand_over")
        return render(request, "work/order.html", context, status=422)
    messages.success(request, _("Given. The link stands below."))
    return redirect("work:page", uid)

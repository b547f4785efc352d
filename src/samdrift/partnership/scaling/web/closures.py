"""Temporary closures: what rests where and until when, and a form of its own to tell one."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.partnership.scaling import commands, queries, rules
from samdrift.partnership.scaling.models import Closure
from samdrift.partnership.scaling.web import following, words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


@require_http_methods(["GET", "HEAD", "POST"])
def closure_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Closures of the district, and the form to tell one."""
    scope = request.scope
    place = queries.district(scope, uid)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            closure = _tell(request, uid)
        except Invalid as invalid:
            wrong = invalid.fields
        except Refused as refused:
            wrong = {"first_day": str(refused)}
        else:
            messages.success(request, _told(closure))
            return redirect("scaling:closures", uid)
    today = parties.community_day(scope, now())
    known = queries.known(scope, place, today)
    book, names = known.picture.book(today), contracts.line_names(scope)
    lines = sorted({book[step.item].line for step in known.picture.steps if step.site_id})
    rows = queries.closures_of(scope, place.unit_ids)
    context: dict[str, Any] = {
        "place": place, "name": in_language(place.unit.name, scope.language), "currency": place.contract.currency,
        "rows": rows, "follows": following.of_closures(scope, rows), "names": names, "today": today, "wrong": wrong,
        "given": request.POST, "table": known.picture.table,
        "lines": [(line, names.get(line, line)) for line in lines],
        "sites": sorted(
            ((str(site.uid), words.site_name(known, pk, scope.language)) for pk, site in known.sites.items()),
            key=lambda one: one[1],
        ),
        "may_plan": scope.allows(rules.PLAN, contract=place.contract.pk, unit=place.unit.pk, data_class="D2"),
    }  # fmt: skip
    return render(request, "scaling/closures.html", context, status=422 if wrong else 200)


@require_POST
def withdraw(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let a place stay open after all."""
    closure = commands.withdraw_closure(request.scope, uid, expected_version=version_of(request), now=now())
    messages.success(request, _("Taken back: the service goes on."))
    return redirect("scaling:closures", closure.unit.uid)


def _tell(request: ScopedRequest, uid: UUID) -> Closure:
    given = request.POST
    try:
        site = UUID(given.get("site", ""))
    except ValueError:
        raise Invalid({"site": _("Choose a place.")}) from None
    return commands.tell_closure(
        request.scope, uid, site_uid=site, line=given.get("line", ""), reason=given.get("reason", ""), now=now(),
        days=(_day(given.get("first_day", ""), "first_day"), _day(given.get("last_day", ""), "last_day")),
    )  # fmt: skip


def _told(closure: Closure) -> str:
    if closure.settled_by == "hours":
        return _("Told. It is short, so the hours are used elsewhere and the price stays.")
    return _("Told. The credit stands on the invoices of its months.")


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid({name: _("Write a day.")}) from None

"""Standard plans for classes of assets, what happened that plans wait for, and readings."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused, Stale
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.operations.planning.commands import readings, standards
from samdrift.operations.planning.queries import plans as queries
from samdrift.operations.planning.rules.terms import Terms, terms_from
from samdrift.operations.planning.web import forms, plans, reading, words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties


@require_safe
def standard_list(request: ScopedRequest) -> HttpResponse:
    """What is done to every asset of a class, with how many plans follow each."""
    require_somewhere(request.scope, "planning.view")
    counted = queries.plans_by_standard(request.scope)
    rows = [
        (
            one,
            reading.class_word(one.asset_kind),
            words.when_words(terms_from(one.terms)),
            *counted.get(one.pk, (0, None)),
        )
        for one in queries.standards_shown(request.scope)
    ]
    context = {"rows": rows, "may_write": request.scope.may("planning.write"),
               "today": parties.community_day(request.scope, now())}  # fmt: skip
    return render(request, "planning/standards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def standard_new(request: ScopedRequest) -> HttpResponse:
    """Write a standard plan; every asset of its class gets its plan at once."""
    scope = request.scope
    require_somewhere(scope, "planning.write")
    today = parties.community_day(scope, now())
    typed: dict[str, Any] = dict(forms.typed_of(Terms(anchor=today)))
    wrong: dict[str, object] = {}
    shown = None
    if request.method == "POST":
        typed = plans.typed_back(request.POST)
        try:
            terms = forms.terms_typed(request.POST, today)
            if request.POST.get("do") == "preview":
                shown = plans.preview_of(scope, terms, today)
            else:
                standards.write_standard(scope, _draft(request, terms), now=now())
                messages.success(request, _("The standard plan stands, and every asset of its class has its plan."))
                return redirect("planning:standards")
        except Invalid as invalid:
            wrong = dict(invalid.fields)
        except Refused as refused:
            wrong = {"code": str(refused)}
    context = plans.form_context(scope, typed, wrong=wrong, preview=shown)
    context["contracts"] = [
        (str(one.pk), in_language(one.name, scope.language)) for one in contracts.contracts_of(scope)
    ]
    context["standard"] = True
    return render(request, "planning/write.html", context, status=422 if wrong else 200)


def _draft(request: ScopedRequest, terms: Terms) -> standards.StandardDraft:
    given = request.POST
    return standards.StandardDraft(
        code=given.get("code", ""), name=given.get("name", ""), asset_kind=given.get("asset_kind", ""),
        line_code=given.get("line", ""), contract_id=forms.number_typed(given.get("contract", "")) or 0, terms=terms,
        each=given.get("each", "asset"),
    )  # fmt: skip


@require_POST
def standard_end(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let a standard plan make no new plans."""
    try:
        standards.end_standard(request.scope, uid, expected_version=version_of(request), now=now())
        messages.success(request, _("It makes no new plans. Those there are go on."))
    except Stale:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("planning:standards")


@require_http_methods(["GET", "HEAD", "POST"])
def happening(request: ScopedRequest) -> HttpResponse:
    """Say that something plans wait for happened."""
    scope = request.scope
    require_somewhere(scope, "planning.write")
    wrong: dict[str, object] = {}
    today = parties.community_day(scope, now())
    if request.method == "POST":
        day = forms.day_typed(request.POST.get("on_day", ""), "on_day", wrong)
        try:
            if day is None:
                raise Invalid(wrong)
            count = readings.report_happening(scope, request.POST.get("event", ""), on_day=day, now=now())
            messages.success(request, ngettext("%(n)s plan comes due.", "%(n)s plans come due.", count) % {"n": count})
            return redirect("planning:occurrences")
        except Invalid as invalid:
            wrong = dict(invalid.fields)
    context = {"wrong": wrong, "typed": request.POST, "today": today, "known": _events(request)}
    return render(request, "planning/happening.html", context, status=422 if wrong else 200)


def _events(request: ScopedRequest) -> list[str]:
    rows = queries.plans_shown(request.scope, trigger="event").order_by().values_list("pk", flat=True)[:500]
    return queries.events_waited_for(request.scope, list(rows))


@require_http_methods(["GET", "HEAD", "POST"])
def reading_take(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Note what a meter shows, or how somebody found an asset."""
    scope = request.scope
    require_somewhere(scope, "planning.certify")
    asset = estate.Asset.objects.within(scope).select_related("site").get(uid=uid)
    wrong: dict[str, object] = {}
    today = parties.community_day(scope, now())
    if request.method == "POST":
        try:
            readings.take_reading(scope, uid, **_reading(request, wrong, today), now=now())
            messages.success(request, _("The reading is noted."))
            return redirect("estate:asset", uid)
        except Invalid as invalid:
            wrong = dict(invalid.fields)
    context = {
        "asset": asset, "wrong": wrong, "typed": request.POST, "today": today,
        "readings": queries.readings_of(scope, asset.pk),
    }  # fmt: skip
    return render(request, "planning/reading.html", context, status=422 if wrong else 200)


def _reading(request: ScopedRequest, wrong: dict[str, object], today: date) -> dict[str, Any]:
    given = request.POST
    day = forms.day_typed(given.get("read_on", "") or today.isoformat(), "read_on", wrong)
    try:
        value = Decimal(given.get("value", "").strip().replace(",", "."))
    except InvalidOperation:
        wrong["value"] = _("Write what the meter shows.")
        value = Decimal(0)
    if wrong:
        raise Invalid(wrong)
    return {"meter": given.get("meter", "").strip() or "condition", "value": value, "read_on": day}

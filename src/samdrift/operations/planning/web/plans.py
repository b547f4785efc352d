"""Plans: the list, one with what comes next and what became of the last, and writing them in plain words."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused, Stale
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.paging import page_by_key
from samdrift.foundation.scope import Scope
from samdrift.operations.planning.commands import writing
from samdrift.operations.planning.commands.ahead import terms_in_force, where
from samdrift.operations.planning.commands.checking import wrong_with
from samdrift.operations.planning.models import MaintenancePlan
from samdrift.operations.planning.queries import occurrences, plans
from samdrift.operations.planning.queries.measuring import completion
from samdrift.operations.planning.queries.working import WorkingDays
from samdrift.operations.planning.rules import days, measures
from samdrift.operations.planning.rules.terms import DATED, Terms, terms_from
from samdrift.operations.planning.web import forms, reading, words
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

PAGE = 50
YES_NO = {"1": True, "0": False}


@require_safe
def plan_list(request: ScopedRequest) -> HttpResponse:
    """Every plan one may see, by name, with the day it next comes due."""
    scope, given = request.scope, request.GET
    require_somewhere(scope, "planning.view")
    rows = plans.plans_shown(
        scope, text=given.get("q", ""), trigger=given.get("trigger", ""), site_uid=uid_typed(given.get("site", "")),
        statutory=YES_NO.get(given.get("statutory", "")), ended=given.get("ended") == "1",
    )  # fmt: skip
    page = page_by_key(rows, order=plans.ORDER, after=given.get("after", ""), size=PAGE)
    context = {
        "rows": page.rows, "next": page.next, "path": request.get_full_path(), "given": given,
        "triggers": list(words.TRIGGERS.items()), "sites": sites_for(scope), "trigger_words": words.TRIGGERS,
        "may_write": scope.may("planning.write"),
    }  # fmt: skip
    return render(request, "planning/plans.html", context)


@require_safe
def plan_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One plan: its terms, its next occurrences, what became of the last, its versions."""
    return render(request, "planning/plan.html", plan_context(request, uid))


def plan_context(request: ScopedRequest, uid: UUID, **more: Any) -> dict[str, Any]:
    """What the page of a plan shows."""
    scope = request.scope
    plan = plans.plan_with_all(scope, uid)
    versions = plans.versions_of_plan(scope, plan)
    today = parties.community_day(scope, now())
    terms = terms_in_force(versions[::-1], today)
    ahead, past = occurrences.of_plan(scope, plan)
    measured = completion_of(scope, plan, today)
    return {
        "plan": plan, "terms": terms, "when": words.when_words(terms), "holidays": words.HOLIDAYS[terms.holidays],
        "versions": [(row, words.when_words(terms_from(row.terms))) for row in versions], "ahead": ahead, "past": past,
        "measured": measured,
        "may_write": scope.allows("planning.write", **where(plan)) and plan.ended_on is None, "today": today,
        "state_words": words.STATES, "tones": words.TONES, "evidence": [words.EVIDENCE[one] for one in terms.evidence],
        "currency": parties.currency_of(scope), **more,
    }  # fmt: skip


def completion_of(scope: Scope, plan: MaintenancePlan, today: date) -> Any:
    """How the plan was kept over the last year, in per cent; None when nothing was due."""
    first = days.plus(today, -12, "months")
    measured = completion(scope, first, today, plan_id=plan.pk)
    return measures.percent(measured.share)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: ScopedRequest) -> HttpResponse:
    """Write a plan in plain words, see its next ten dates, then let it begin."""
    scope = request.scope
    require_somewhere(scope, "planning.write")
    today = parties.community_day(scope, now())
    if request.method != "POST":
        typed = {**forms.typed_of(Terms(anchor=today)), **_from_address(scope, request.GET)}
        return render(request, "planning/write.html", form_context(scope, typed))
    if request.POST.get("do") == "read":
        return reading.read_file(request, form_context)
    typed, wrong, shown = typed_back(request.POST), {}, None
    try:
        terms = forms.terms_typed(request.POST, today)
        if request.POST.get("do") == "preview":
            shown = preview_of(scope, terms, today)
        else:
            plan = writing.write_plan(scope, forms.draft_typed(scope, request.POST, terms), now=now())
            messages.success(request, _("The plan stands. Its year ahead is written down."))
            return redirect("planning:plan", plan.uid)
    except Invalid as invalid:
        wrong = dict(invalid.fields)
    context = form_context(scope, typed, wrong=wrong, preview=shown)
    return render(request, "planning/write.html", context, status=422 if wrong else 200)


def _from_address(scope: Scope, given: QueryDict) -> dict[str, str]:
    """What a link from an asset's page says already."""
    uid = uid_typed(given.get("asset", ""))
    asset = estate.Asset.objects.within(scope).select_related("site").filter(uid=uid).first() if uid else None
    return {"site": str(asset.site.uid), "asset": asset.number} if asset else {"site": given.get("site", "")}


@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let other terms hold from a day on."""
    scope = request.scope
    plan = plans.plan_with_all(scope, uid)
    scope.require("planning.write", **where(plan))
    today = parties.community_day(scope, now())
    terms = terms_in_force(plans.versions_of_plan(scope, plan)[::-1], today)
    if request.method != "POST":
        more = {"name": plan.name, "team": str(plan.team_id or ""), "from_day": today.isoformat()}
        return render(request, "planning/write.html", form_context(scope, forms.typed_of(terms, **more), plan=plan))
    wrong: dict[str, object] = {}
    shown = None
    try:
        from_day = forms.day_typed(request.POST.get("from_day", ""), "from_day", wrong) or today
        terms = forms.terms_typed(request.POST, today)
        if wrong:
            raise Invalid(wrong)
        if request.POST.get("do") == "preview":
            shown = preview_of(scope, terms, max(today, from_day))
        else:
            writing.change_plan(
                scope, uid, terms, valid_from=from_day, expected_version=version_of(request), now=now(),
                name=request.POST.get("name", ""), team_id=forms.number_typed(request.POST.get("team", "")),
            )  # fmt: skip
            messages.success(request, _("The change holds from the day you gave. What was given out before stays."))
            return redirect("planning:plan", uid)
    except Invalid as invalid:
        wrong = dict(invalid.fields)
    except Stale:
        raise
    except Refused as refused:
        wrong = {"from_day": str(refused)}
    context = form_context(scope, typed_back(request.POST), plan=plan, wrong=wrong, preview=shown)
    return render(request, "planning/write.html", context, status=422 if wrong else 200)


@require_POST
def plan_end(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let nothing come due any more after a day."""
    wrong: dict[str, object] = {}
    plans.plan_with_all(request.scope, uid)
    day = forms.day_typed(request.POST.get("last_day", ""), "last_day", wrong)
    try:
        if day is None:
            raise Invalid(wrong)
        writing.end_plan(request.scope, uid, on_day=day, expected_version=version_of(request), now=now())
        messages.success(request, _("The plan ends on that day."))
    except Stale:
        raise
    except (Invalid, Refused) as refused:
        messages.error(request, str(refused))
    return redirect("planning:plan", uid)


def form_context(
    scope: Scope, typed: Mapping[str, Any], *, plan: MaintenancePlan | None = None,
    wrong: Mapping[str, object] | None = None, preview: list[days.Day] | None = None, warnings: Any = (),
) -> dict[str, Any]:  # fmt: skip
    """What the form for writing and changing a plan shows."""
    return {
        "plan": plan, "typed": typed, "wrong": wrong or {}, "preview": preview, "warnings": warnings,
        "triggers": list(words.TRIGGERS.items()), "holidays": list(words.HOLIDAYS.items()),
        "units": list(words.UNITS.items()), "on": list(words.ON.items()),
        "weekdays_cards": [(str(day), word, "", "") for day, word in enumerate(words.WEEKDAYS)],
        "evidence_cards": [(code, word, "", "") for code, word in words.EVIDENCE.items()],
        "sites": sites_for(scope) if plan is None else [],
        "lines": line_choices(scope),
        "teams": team_choices(scope),
        "kinds": [(kind, reading.class_word(kind)) for kind in kinds_there(scope)] if plan is None else [],
        "currency": parties.currency_of(scope), "standard": False, "contracts": [],
    }  # fmt: skip


def kinds_there(scope: Scope) -> list[str]:
    """The classes of assets one can see."""
    rows = estate.Asset.objects.within(scope).order_by("kind").values_list("kind", flat=True).distinct()
    return list(rows)


def sites_for(scope: Scope) -> list[tuple[str, str]]:
    """The sites one can see, for a list to choose from."""
    rows = estate.Site.objects.within(scope).order_by("sort_da", "code").values_list("uid", "name", "code")
    return [(str(uid), f"{in_language(name, scope.language)} ({code})") for uid, name, code in rows[:400]]


def team_choices(scope: Scope) -> list[tuple[str, str]]:
    """The teams one can see, for a list to choose from."""
    return [(str(team.pk), in_language(team.name, scope.language)) for team in parties.teams(scope)]


def line_choices(scope: Scope) -> list[tuple[str, str]]:
    """The service lines, for a list to choose from."""
    known = catalogue.catalogue_of(scope.community_id)
    return [(code, in_language(line.name, scope.language)) for code, line in known.lines.items()]


def preview_of(scope: Scope, terms: Terms, after: date) -> list[days.Day]:
    """The next ten dates of terms that are only typed yet.

    Raises:
        Invalid: They cannot stand.
    """
    if wrong := wrong_with(terms):
        raise Invalid(wrong)
    contract = next(iter(contracts.contracts_of(scope)), None)
    if terms.trigger not in DATED or contract is None:
        return []
    return days.preview(terms, after, WorkingDays(now()).of(contract.pk))


def typed_back(given: QueryDict) -> dict[str, Any]:
    """What somebody typed, for showing it again."""
    several = {name: given.getlist(name) for name in ("weekdays", "evidence")}
    return {**given.dict(), **several}


def uid_typed(text: str) -> UUID | None:
    """A uid as an address or a form gives it; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None

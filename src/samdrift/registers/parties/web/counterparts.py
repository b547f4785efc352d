"""Pages: who answers to whom on each tier, naming a pair, and its last day."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, done, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import commands, queries
from samdrift.registers.parties.models import Employment
from samdrift.registers.parties.web.forms import CounterpartForm, EndForm
from samdrift.registers.parties.web.words import TIER_WORDS

MANAGE = "parties.manage_counterparts"


@require_safe
def counterpart_list(request: ScopedRequest) -> HttpResponse:
    """Pairs on every tier, and the districts where nobody answers to anybody."""
    scope, day = request.scope, queries.community_day(request.scope, now())
    gaps = queries.counterpart_gaps(scope, day=day, known_from=date(day.year, 1, 1))
    pairs = [
        (
            in_language(row.unit.name, scope.language) if row.unit else "",
            TIER_WORDS.get(row.tier, row.tier),
            _two(scope, row.customer, row.customer_deputy),
            _two(scope, row.provider, row.provider_deputy),
            row,
            scope.allows(MANAGE, unit=row.unit_id) and (row.valid_to is None or row.valid_to >= day),
        )
        for row in queries.counterparts(scope)
    ]
    told = [(in_language(gap.unit.name, scope.language), TIER_WORDS[gap.tier], gap) for gap in gaps]
    context = {"pairs": pairs, "gaps": told, "may_name": scope.may(MANAGE), "today": day}
    return render(request, "parties/counterparts.html", context)


def _two(scope: Scope, one: Employment, deputy: Employment | None) -> str:
    """Somebody, with who stands in for them."""
    name = queries.shown_name(scope, one.person, one.title)
    if deputy is None:
        return name
    other = queries.shown_name(scope, deputy.person, deputy.title)
    return _("%(name)s (deputy: %(deputy)s)") % {"name": name, "deputy": other}


@require_http_methods(["GET", "HEAD", "POST"])
def counterparts_name(request: ScopedRequest) -> HttpResponse:
    """Name two people who answer to each other; the pair before them ends the day before."""
    scope, moment = request.scope, now()
    require_somewhere(scope, MANAGE)
    today = queries.community_day(scope, moment)
    people = queries.people_who_answer(scope, day=today)
    choices = {side: list(_choices(scope, some)) for side, some in people.items()}
    asked = {name: request.GET.get(name, "") for name in ("tier", "unit_uid")}
    form = CounterpartForm(
        scope,
        choices,
        request.POST or None,
        initial={**asked, "valid_from": today},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: commands.name_counterparts(scope, **form.arguments(), now=moment))
    ):
        messages.success(request, _("They answer to each other from that day."))
        return redirect("parties:counterparts")
    return render(request, "parties/counterpart_form.html", {"form": form}, status=422 if form.is_bound else 200)


def _choices(scope: Scope, people: Iterable[Employment]) -> Iterable[tuple[str, str]]:
    for one in people:
        name = queries.shown_name(scope, one.person, one.title)
        unit = in_language(one.unit.name, scope.language) if one.unit else ""
        yield str(one.uid), " · ".join(part for part in (name, one.title if one.title != name else "", unit) if part)


@require_POST
def counterparts_end(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Set the last day of a pair."""
    queries.counterpart_by_uid(request.scope, uid)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the last day."))
        return redirect("parties:counterparts")
    last_day = form.cleaned_data["last_day"]
    commands.end_counterparts(request.scope, uid, last_day=last_day, expected_version=version_of(request), now=now())
    messages.success(request, _("The pair ends after that day. Name the next one before then."))
    return redirect("parties:counterparts")

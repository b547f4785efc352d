"""Years ahead in hours and cost, and how the law is kept."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.operations.planning.queries import measuring, occurrences
from samdrift.operations.planning.rules import days, measures
from samdrift.operations.planning.web import words
from samdrift.registers.parties import public as parties

YEARS = (1, 3, 5, 10)


@require_safe
def forecast(request: ScopedRequest) -> HttpResponse:
    """Hours and cost by month, for as many years as are chosen."""
    require_somewhere(request.scope, "planning.view")
    chosen = request.GET.get("years", "1")
    years = int(chosen) if chosen in {str(one) for one in YEARS} else 1
    today = parties.community_day(request.scope, now())
    months = measuring.forecast(request.scope, today, years * 12, now=now())
    by_year: dict[int, list[Any]] = {}
    for one in months:
        sums = by_year.setdefault(one.month.year, [0, 0, 0, 0])
        for place, value in enumerate((one.count, one.statutory, one.hours, one.cost_minor)):
            sums[place] += value
    context = {
        "months": months, "years": years, "spans": YEARS, "by_year": sorted(by_year.items()),
        "bars": [(formats.date_format(one.month, "M y"), (float(one.hours),)) for one in months],
        "currency": parties.currency_of(request.scope),
        "hours": sum(one.hours for one in months), "cost": sum(one.cost_minor for one in months),
        "count": sum(one.count for one in months),
    }  # fmt: skip
    return render(request, "planning/forecast.html", context)


@require_safe
def statutory(request: ScopedRequest) -> HttpResponse:
    """What the law demands: how much was done in time with its certificate, what is overdue, what comes next."""
    scope = request.scope
    require_somewhere(scope, "planning.view")
    today = parties.community_day(scope, now())
    year_ago = days.plus(today, -12, "months")
    yesterday = today - timedelta(days=1)
    kept = measuring.statutory_now(scope, today)
    context = {
        "kept": kept, "today": today, "state_words": words.STATES, "tones": words.TONES,
        "legal": _shown(measuring.completion(scope, year_ago, yesterday, statutory=True)),
        "planned": _shown(measuring.completion(scope, year_ago, yesterday, statutory=False)),
        "ending": occurrences.ending_certificates(scope, today), "stopped": measuring.stopped_count(scope),
        "sites": [(in_language(name, scope.language), due, on_time)
                  for name, due, on_time in measuring.by_site(scope, year_ago, yesterday)],
        "since": year_ago,
    }  # fmt: skip
    return render(request, "planning/statutory.html", context)


def _shown(measured: measures.Completion) -> tuple[measures.Completion, Any]:
    return measured, measures.percent(measured.share)

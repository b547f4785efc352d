"""What waits, what failed, and trying again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import real_now
from samdrift.foundation.events import public as events
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.jobs import public as jobs
from samdrift.foundation.scope import Scope

MOST = 50


@require_safe
def overview(request: ScopedRequest) -> HttpResponse:
    """Workers, what waits, and what was given up on in this community."""
    request.scope.require("jobs.view")
    context = {
        "workers": len(jobs.workers_alive(real_now())),
        "waiting_jobs": sum(jobs.waiting_jobs().values()),
        "waiting_deliveries": sum(events.waiting_deliveries(request.scope.community_id).values()),
        "oldest": events.oldest_waiting(),
        "deliveries": [
            {"row": row, "kind": row.event.kind, "error": last_line(row.last_error)}
            for row in events.failed_deliveries(request.scope.community_id)[:MOST]
        ],
        "jobs": [{"row": row, "error": last_line(row.last_error)} for row in failed_here(request.scope)[:MOST]],
        "may_decide": request.scope.may("jobs.manage"),
    }
    return render(request, "background/overview.html", context)


def failed_here(scope: Scope) -> Any:
    """Failed jobs of this community; those of the whole installation are the technicians', on the command line."""
    return jobs.failed_jobs().filter(payload__community_id=scope.community_id)


def last_line(error: str) -> str:
    """What went wrong, without the way there."""
    lines = error.strip().splitlines()
    return lines[-1][:300] if lines else ""


@require_POST
def decide_delivery(request: ScopedRequest, delivery: int, decision: str) -> HttpResponse:
    """Try a failed delivery again, or let it go."""
    request.scope.require("jobs.manage")
    if not events.failed_deliveries(request.scope.community_id).filter(pk=delivery).exists():
        raise Http404
    return _decided(request, {"retry": events.retry_delivery, "dismiss": events.dismiss_delivery}, decision, delivery)


@require_POST
def decide_job(request: ScopedRequest, job: int, decision: str) -> HttpResponse:
    """Try a failed job again, or let it go."""
    request.scope.require("jobs.manage")
    if not failed_here(request.scope).filter(pk=job).exists():
        raise Http404
    return _decided(request, {"retry": jobs.retry_job, "dismiss": jobs.dismiss_job}, decision, job)


def _decided(request: ScopedRequest, ways: dict[str, Any], decision: str, which: int) -> HttpResponse:
    if decision not in ways:
        raise Http404
    ways[decision](which)
    said = {"retry": _("It will be tried again in a moment."), "dismiss": _("It was let go.")}
    messages.success(request, said[decision])
    return redirect("jobs:list")

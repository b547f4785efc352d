"""Links to calendars: making and ending one's own, and what a calendar program reads under one."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.notices.public import absolute
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning.commands import feeding
from samdrift.operations.planning.commands.ahead import versions_of
from samdrift.operations.planning.formats.icalendar import Entry, calendar_file
from samdrift.operations.planning.models import CalendarFeed, PlanOccurrence
from samdrift.operations.planning.queries import occurrences as queries
from samdrift.operations.planning.rules.terms import terms_from
from samdrift.operations.planning.web import forms, words
from samdrift.operations.planning.web.plans import sites_for, team_choices, uid_typed
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

MOST = 5000
STATUS = {"forecast": "TENTATIVE", "missed": "CANCELLED"}


@require_http_methods(["GET", "HEAD", "POST"])
def feed_list(request: ScopedRequest) -> HttpResponse:
    """One's links that work, and a new one, whose address is shown this once."""
    scope = request.scope
    require_somewhere(scope, "planning.view")
    wrong: dict[str, object] = {}
    address = ""
    if request.method == "POST":
        try:
            _feed, token = feeding.make_feed(
                scope, name=request.POST.get("name", ""), plan_uid=uid_typed(request.POST.get("plan", "")),
                team_id=forms.number_typed(request.POST.get("team", "")), site_id=_site(scope, request), now=now(),
            )  # fmt: skip
            address = absolute(reverse("planning:feed", args=[token]))
        except Invalid as invalid:
            wrong = dict(invalid.fields)
    context = {
        "feeds": queries.feeds_of(scope), "address": address, "wrong": wrong, "typed": request.POST,
        "sites": sites_for(scope), "plan": request.GET.get("plan", ""),
        "teams": team_choices(scope),
    }  # fmt: skip
    return render(request, "planning/feeds.html", context, status=422 if wrong else 200)


def _site(scope: Scope, request: ScopedRequest) -> int | None:
    uid = uid_typed(request.POST.get("site", ""))
    return estate.Site.objects.within(scope).get(uid=uid).pk if uid else None


@require_POST
def feed_end(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let a link open nothing any more."""
    feeding.end_feed(request.scope, uid, now=now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("planning:feeds")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar under a link: what its maker sees today, or nothing when the link or the employment has ended."""
    with everywhere(reason="the secret is the key; what it opens is narrowed by its maker's gate"):
        found = CalendarFeed.objects.filter(digest=feeding.digest_of(token), ended_at__isnull=True)
        row = found.select_related("employment__person").first()
    if row is None:
        raise Http404
    moment, person = now(), row.employment.person
    scope = parties.scope_at(person, row.employment_id, now=moment) if person.state == "active" else None
    if scope is None or scope.employment_id != row.employment_id or not scope.may(feeding.VIEW):
        raise Http404
    with translation.override(person.language):
        text = _written(scope, row, moment)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="plans.ics"'
    answer["Cache-Control"] = "private, max-age=900"
    return answer


def _written(scope: Scope, row: CalendarFeed, moment: datetime) -> str:
    today = parties.community_day(scope, moment)
    rows = list(queries.fed(scope, row, today)[:MOST])
    versions = versions_of({one.plan_id: one.plan for one in rows}.values())
    at = {(one.plan_id, one.number): terms_from(one.terms).at for found in versions.values() for one in found}
    zone = rows[0].site.timezone if rows else "UTC"
    entries = [_entry(scope, one, at.get((one.plan_id, one.version_number), ""), zone, moment) for one in rows]
    return calendar_file(row.name, entries, zone=zone)


def _entry(scope: Scope, one: PlanOccurrence, at: str, zone: str, moment: datetime) -> Entry:
    begins: datetime | None = None
    if at:
        local = datetime.combine(one.due_on, time.fromisoformat(at), ZoneInfo(one.site.timezone))
        begins = local.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    hours = timedelta(minutes=max(int(one.hours * 60), 30))
    site = in_language(one.site.name, scope.language)
    room = one.plan.space.number if one.plan.space else ""
    return Entry(
        uid=f"{one.uid}@samdrift", sequence=one.version + 10 * (one.version_number - 1),
        changed_at=one.closed_at or one.issued_at or moment,
        begins=begins or one.due_on, ends=begins + hours if begins else one.due_on, summary=one.plan.name,
        location=", ".join(part for part in (site, room) if part),
        description=f"{one.plan.number} · {words.state_word(one.state)}",
        url=absolute(reverse("planning:occurrence", args=[one.uid])), status=STATUS.get(one.state, "CONFIRMED"),
    )  # fmt: skip

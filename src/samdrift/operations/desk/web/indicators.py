"""Signs that promises are kept on paper: a month of them beside the month before, each with its requests."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.paging import page_by_key
from samdrift.kernel import gaming
from samdrift.kernel.contact_measures import month_of
from samdrift.operations.desk.queries import indicators, measures
from samdrift.operations.desk.queries.indicators import WATCH, Period
from samdrift.operations.desk.web.measures import month_asked, plain
from samdrift.operations.requests import public as requests

PAGE = 50


@require_safe
def indicator_page(request: ScopedRequest) -> HttpResponse:
    """The signs of one month, each beside the month before, and pauses by team (or one's own people)."""
    require_somewhere(request.scope, WATCH)
    zone = ZoneInfo(measures.timezone_of(request.scope))
    today = now().astimezone(zone).date()
    first, after = month_of(month_asked(request, today))
    period, earlier = _period(first, zone), _period(first - timedelta(days=1), zone)
    found, before = indicators.counted(request.scope, period), indicators.counted(request.scope, earlier)
    names, told = _names(), _definitions()
    missed = indicators.just_missed(request.scope, period)
    context = {
        "first": first, "this": first.strftime("%Y-%m"), "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": after.strftime("%Y-%m") if after <= today else "",
        "signs": [
            {"code": code, "name": names[code], "sign": sign, "share": share(sign), "before": share(before[code]),
             "told": told[code], "missed": missed if code == "last_minutes" else None}
            for code, sign in found.items()
        ],
        "groups": list(_groups(request, period)), "by_person": _by(request) == "assignee", "fewest": gaming.FEWEST,
    }  # fmt: skip
    return render(request, "desk/indicators.html", context)


@require_safe
def indicator_rows(request: ScopedRequest) -> HttpResponse:
    """The requests one sign shows."""
    require_somewhere(request.scope, WATCH)
    zone, code = ZoneInfo(measures.timezone_of(request.scope)), request.GET.get("sign", "reopened")
    first = month_asked(request, now().astimezone(zone).date()).replace(day=1)
    try:
        rows = indicators.rows_behind(request.scope, _period(first, zone), code)
    except KeyError as error:
        raise Http404 from error
    shown = rows.select_related("site", "team")
    page = page_by_key(shown, order=("-received_at", "-pk"), after=request.GET.get("after", ""), size=PAGE)
    language = (get_language() or "en")[:2]
    context = {
        "rows": [
            (row, in_language(row.site.name, language) if row.site else "–",
             in_language(row.team.name, language) if row.team else "–", requests.state_word(row.state))
            for row in page.rows
        ],
        "next": page.next, "path": request.get_full_path(), "title": _names()[code], "first": first,
        "definition": _definitions()[code], "this": first.strftime("%Y-%m"),
        "may_open": request.scope.may("requests.view"),
    }  # fmt: skip
    return render(request, "desk/indicator_rows.html", context)


def share(sign: gaming.Sign) -> str:
    """A sign as it is read: 7.5 %, or that there were few or none it could be a share of."""
    if sign.percent is None:
        return _("too few") if sign.whole else _("n/a")
    return _("%(number)s %%") % {"number": plain(sign.percent, 1)}


def _period(day: date, zone: ZoneInfo) -> Period:
    first, after = month_of(day)
    return Period(datetime.combine(first, time(), zone), datetime.combine(after, time(), zone))


def _by(request: ScopedRequest) -> str:
    """Whom the last table names: the provider sees its own people, everybody else its teams."""
    return "assignee" if request.scope.side == "provider" else "team"


def _groups(request: ScopedRequest, period: Period) -> Iterator[dict[str, Any]]:
    by = _by(request)
    found = indicators.groups(request.scope, period, by)
    keys = [group.key for group in found if group.key is not None]
    language = (get_language() or "en")[:2]
    community = request.scope.community_id
    if by == "assignee":
        names = requests.people_named(community, keys)
    else:
        names = {pk: in_language(told[0], language) for pk, told in requests.names_of(community).teams.items()}
    for group in found:
        name = names.get(group.key) or _("A colleague") if group.key is not None else _("Few each, or nobody")
        yield {
            "name": name, "resolved": group.resolved, "paused": share(group.paused), "reopened": share(group.reopened)
        }  # fmt: skip


def _names() -> dict[str, str]:
    return {
        "last_minutes": _("Done in the last five minutes"),
        "reopened": _("Done, and reopened"),
        "again": _("Ended, and reported again"),
        "paused_late": _("Paused in the last tenth"),
        "loops": _("Asked more than once"),
        "lowered": _("Priority lowered late"),
        "retyped": _("Type changed to a longer promise"),
        "not_begun": _("Done without a visit"),
        "nothing_to_show": _("Done with nothing to show"),
        "asked_when_late": _("Another deadline asked for when late"),
        "received_later": _("Receipt moved to later"),
    }


def _definitions() -> dict[str, str]:
    return {
        "last_minutes": _(
            "Requests whose completion clock stopped at most five minutes before the deadline in force ÷ all whose "
            "completion clock stopped this month. Where nobody steers, about as many fall into the five minutes after."
        ),
        "reopened": _("Requests called done this month and reopened since ÷ all called done this month."),
        "again": _(
            "Requests ended this month (done, cancelled or declined) after which the same type was reported for the "
            "same room or thing within seven days ÷ all ended for a room or thing. A tap that drips twice is one too."
        ),
        "paused_late": _(
            "Requests with a pause begun when at least 90 % of the time to complete was used, and not yet all of it ÷ "
            "all with a pause begun this month. The time between doing and reopening is no pause."
        ),
        "loops": _(
            "Requests on which the clock waited for the requester twice or more this month ÷ all on which it waited "
            "for the requester."
        ),
        "lowered": _(
            "Requests whose priority was lowered when at least 75 % of the time to complete was used, or when they "
            "were late ÷ all whose priority was lowered this month. Every lowering has the requester's or local FM's "
            "consent."
        ),
        "retyped": _(
            "Requests that a correction of the type gave a later deadline ÷ all whose type was corrected this month."
        ),
        "not_begun": _("Requests done though none of their work orders was begun ÷ all done that had a work order."),
        "nothing_to_show": _(
            "Requests of types that ask for proof, done without a picture or a tag scanned at the place ÷ all done of "
            "such types."
        ),
        "asked_when_late": _(
            "Requests for which another deadline was proposed after the promised one had passed ÷ all for which one "
            "was proposed this month. No deadline moves without the other party's yes."
        ),
        "received_later": _(
            "Requests whose time of receipt was corrected to a later moment ÷ all whose time of receipt was corrected "
            "this month."
        ),
    }

"""The inbox: new requests as they arrive; type, place, priority, team and question each in one action."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.queries import inbox as queries
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.tags import public as tags

# Priority in one tap: the impact and urgency that give it where nothing else weighs in.
PRESETS = {1: (1, 1), 2: (2, 2), 3: (3, 2), 4: (3, 3), 5: (4, 4)}


@require_safe
def inbox(request: ScopedRequest) -> HttpResponse:
    """One tab of what waits for the desk."""
    scope = request.scope
    scope.require_somewhere("desk.view")
    tab = request.GET.get("tab", "new")
    tab = tab if tab in queries.QUEUES else "new"
    rows = list(queries.queue(scope, tab)[: queries.MOST])
    context = {
        "tab": tab, "tabs": _tabs(scope, tab), "rows": shown(scope, rows), "newest": _newest(scope),
        "may_take": scope.may("desk.take"), "may_lead": scope.may("desk.lead"), "types": _types(scope), "now": now(),
    }  # fmt: skip
    return render(request, "desk/inbox.html", context)


@require_safe
def arrivals(request: ScopedRequest) -> HttpResponse:
    """What came in since: a few rows for the top of the inbox, and where to ask from next time."""
    scope = request.scope
    scope.require_somewhere("desk.view")
    given = request.GET.get("after", "")
    after = int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0
    rows = list(queries.queue(scope, "new", after=after)[: queries.MOST]) if after else []
    newest = max([after, *(row.pk for row in rows)])
    context = {"rows": shown(scope, rows), "newest": newest, "types": _types(scope), "now": now(), "fresh": True}
    return render(request, "desk/arrivals.html", context)


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Do one thing with a request and stay at the desk; what the rules refuse is said there."""
    does = ACTIONS.get(move)
    if does is None:
        raise Http404
    try:
        messages.success(request, does(request, uid))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect(f"/desk/?tab={request.POST.get('tab', 'new')}")


def shown(scope: Scope, rows: Iterable[requests.ServiceRequest]) -> list[dict[str, Any]]:
    """Rows with every word the page shows."""
    language, teams = (get_language() or "en")[:2], queries.teams_of(scope)
    told = []
    for row in rows:
        place, site = queries.place_words(row, language)
        kind = row.request_type.name
        fitting = queries.teams_for(teams, line=row.line_code, site_id=row.site_id)
        told.append(
            {
                "row": row, "place": place, "site": site, "state": requests.state_word(row.state),
                "type": "" if row.title in kind.values() else in_language(kind, language),
                "teams": [(team.pk, in_language(team.name, language)) for team in fitting],
            }
        )  # fmt: skip
    return told


def _tabs(scope: Scope, tab: str) -> list[tuple[str, str, bool, int | None]]:
    counted = queries.counts(scope)
    labels = {"new": _("New"), "unassigned": _("With nobody"), "asked": _("Waiting for an answer")}
    tabs: list[tuple[str, str, bool, int | None]] = [
        (label, f"/desk/?tab={which}", which == tab, counted[which]) for which, label in labels.items()
    ]
    if scope.allows("tags.settle_held"):
        tabs.append((_("Held"), "/desk/held/", False, tags.waiting_reports(scope)[:100].count()))
    return tabs


def _newest(scope: Scope) -> int:
    newest = queries.queue(scope, "new").order_by("-pk").values_list("pk", flat=True).first()
    return newest or 1


def _types(scope: Scope) -> list[tuple[str, str]]:
    language, book = (get_language() or "en")[:2], catalogue.catalogue_of(scope.community_id)
    return [
        (kind.code, f"{kind.line_code} · {in_language(kind.name, language)}")
        for kind in sorted(book.types.values(), key=lambda one: (one.line_code, one.code))
    ]


def _confirm(request: ScopedRequest, uid: UUID) -> str:
    row = requests.triage(request.scope, uid, expected_version=version_of(request), now=now())
    return _("%(number)s is confirmed.") % {"number": row.number}


def _type(request: ScopedRequest, uid: UUID) -> str:
    chosen = request.POST.get("request_type", "")
    row = requests.confirm_type(
        request.scope, uid, expected_version=version_of(request), request_type=chosen, now=now()
    )
    return _("%(number)s has its type.") % {"number": row.number}


def _priority(request: ScopedRequest, uid: UUID) -> str:
    given = request.POST.get("priority", "")
    if given not in {"1", "2", "3", "4", "5"}:
        raise Invalid({"priority": _("Choose a priority.")})
    impact, urgency = PRESETS[int(given)]
    row = requests.confirm_priority(
        request.scope, uid, expected_version=version_of(request), impact=impact, urgency=urgency, now=now(),
        safety=given == "1",
    )  # fmt: skip
    if row.asked_impact is not None:
        return _("Whoever asked must agree to a lower priority; until then %(number)s keeps its own.") % {
            "number": row.number
        }
    return _("%(number)s has priority P%(priority)s.") % {"number": row.number, "priority": row.priority}


def _assign(request: ScopedRequest, uid: UUID) -> str:
    given = request.POST.get("team", "")
    team = int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None
    row = requests.assign_request(request.scope, uid, expected_version=version_of(request), team_id=team, now=now())
    return _("%(number)s is given away.") % {"number": row.number}


def _ask(request: ScopedRequest, uid: UUID) -> str:
    question = request.POST.get("question", "")
    row = requests.ask_requester(request.scope, uid, expected_version=version_of(request), question=question, now=now())
    return _("Asked. The clock of %(number)s waits for the answer.") % {"number": row.number}


def _danger(request: ScopedRequest, uid: UUID) -> str:
    row = requests.confirm_danger(request.scope, uid, expected_version=version_of(request), now=now())
    return _("%(number)s is an emergency (P1).") % {"number": row.number}


def _no_danger(request: ScopedRequest, uid: UUID) -> str:
    row = requests.dismiss_danger(request.scope, uid, expected_version=version_of(request), now=now())
    return _("No danger in %(number)s.") % {"number": row.number}


ACTIONS: dict[str, Callable[[ScopedRequest, UUID], str]] = {
    "confirm": _confirm,
    "type": _type,
    "priority": _priority,
    "assign": _assign,
    "ask": _ask,
    "danger": _danger,
    "no-danger": _no_danger,
}

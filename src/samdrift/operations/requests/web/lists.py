"""The list of requests, one's own, the board, and their export."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.paging import page_by_key
from samdrift.foundation.scope import Scope
from samdrift.operations.requests.queries import lists, ratings, words
from samdrift.operations.requests.queries.names import Names, names_of, people_named
from samdrift.operations.requests.queries.views import saved_views
from samdrift.operations.requests.rules import states
from samdrift.operations.requests.web import asked as asking
from samdrift.operations.requests.web import export, filters

PAGE = 25
BOARD_COLUMN = 30
BOARD_STATES = (
    states.SUBMITTED, states.AWAITING_APPROVAL, states.TRIAGED, states.ASSIGNED, states.IN_PROGRESS, states.ON_HOLD,
    states.MADE_SAFE, states.RESOLVED,
)  # fmt: skip


@require_safe
def request_list(request: ScopedRequest) -> HttpResponse:
    """Requests as a table: filtered, ordered, page by page."""
    request.scope.require_somewhere("requests.view")
    scope, moment, language = request.scope, now(), get_language() or "en"
    known = names_of(scope.community_id)
    asked, order = filters.filters_from(request.GET, known), filters.order_from(request.GET)
    rows = lists.in_order(lists.requests_in(scope, asked, now=moment), order)
    page = page_by_key(
        lists.as_list_rows(rows), order=lists.ORDERS[order], after=request.GET.get("after", ""), size=PAGE
    )
    count = lists.count_up_to(scope, asked, rows)
    context = {
        "rows": shown_rows(scope, page.rows, known, language),
        "now": moment,
        "count": count_words(count),
        "shown": shown_words(len(page.rows), count, first=not request.GET.get("after")),
        "next": page.next,
        "filters": asked,
        "order": order,
        "applied": filters.applied(request.GET, asked, known, language),
        "pick": _choices(known, asked, language),
        "groups": words.GROUPS,
        "views": saved_views(scope),
        "may_export": scope.may("requests.export"),
        "may_report": scope.may("requests.report"),
        "ask": asking.question_of(asked, request.GET, known),
        "path": request.get_full_path(),
        "me": scope.person_id,
        "until_day": request.GET.get("until", "") if asked.until else "",
    }
    return render(request, "requests/list.html", context)


@require_safe
def my_requests(request: ScopedRequest) -> HttpResponse:
    """What one asked for oneself, with what waits for an answer on top."""
    request.scope.require_somewhere("requests.report")
    scope, language = request.scope, get_language() or "en"
    known = names_of(scope.community_id)
    rows = lists.my_requests(scope)
    page = page_by_key(
        lists.as_list_rows(rows), order=lists.ORDERS["newest"], after=request.GET.get("after", ""), size=PAGE
    )
    shown = shown_rows(scope, page.rows, known, language)
    waits = {"waiting": [], "resolved": [], "rest": []}  # type: dict[str, list[dict[str, Any]]]
    for row in shown:
        kind = "waiting" if row["waiting"] else "resolved" if row["state"] == states.RESOLVED else "rest"
        waits[kind].append(row)
    context = {**waits, "next": page.next, "now": now(), "path": request.get_full_path(), "empty": not shown}
    return render(request, "requests/mine.html", context)


@require_safe
def board(request: ScopedRequest) -> HttpResponse:
    """Open requests by state, the ones due first on top of each column; for one team or all."""
    request.scope.require_somewhere("requests.view")
    scope, moment, language = request.scope, now(), get_language() or "en"
    known = names_of(scope.community_id)
    asked = filters.filters_from(request.GET, known)
    rows = lists.requests_in(scope, asked, now=moment).filter(is_open=True)
    columns = []
    found = lists.board_rows(rows, BOARD_STATES, most=BOARD_COLUMN + 1)
    for state in BOARD_STATES:
        mine = found.get(state, [])
        cards = shown_rows(scope, mine[:BOARD_COLUMN], known, language)
        count = f"{BOARD_COLUMN}+" if len(mine) > BOARD_COLUMN else len(mine)
        columns.append((state, words.state_word(state), count, cards))
    context = {
        "columns": columns, "now": moment, "filters": asked, "path": request.get_full_path(),
        "pick": _choices(known, asked, language),
        "applied": filters.applied(request.GET, asked, known, language),
    }  # fmt: skip
    return render(request, "requests/board.html", context)


@require_safe
def export_list(request: ScopedRequest, form: str) -> HttpResponse | StreamingHttpResponse:
    """The filtered list as a table for spreadsheets; formulas in texts are made harmless."""
    request.scope.require_somewhere("requests.export")
    scope, moment, language = request.scope, now(), get_language() or "en"
    known = names_of(scope.community_id)
    asked, order = filters.filters_from(request.GET, known), filters.order_from(request.GET)
    # Only where this person may export, which may be less than where they may look.
    rows = lists.requests_in(scope, asked, now=moment, permission="requests.export")
    stars = ratings.stars_of(scope, rows)
    found = lists.as_list_rows(lists.in_order(rows, order)).order_by(*lists.ORDERS[order])[: export.MOST]
    lines = _export_lines(scope, found, known, language, stars)
    return export.as_csv(lines, moment) if form == "csv" else export.as_xlsx(lines, moment)


def shown_rows(scope: Scope, rows: Iterable[Any], known: Names, language: str) -> list[dict[str, Any]]:
    """Rows with every word a table shows, so that the template only writes them."""
    rows = list(rows)
    people = people_named(scope.community_id, (row.assignee_id for row in rows))
    return [_shown(row, known, people, language) for row in rows]


def _shown(row: Any, known: Names, people: dict[int, str], language: str) -> dict[str, Any]:
    site = known.sites.get(row.site_id)
    team = known.teams.get(row.team_id)
    kind = known.types.get(row.request_type_id)
    word = in_language(kind[1], language) if kind else ""
    inside = row.asset__name or " ".join(filter(None, (row.space__number, row.space__name)))
    return {
        "pk": row.id,
        "uid": row.uid,
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "word": words.STATES[row.state],
        "priority": row.priority,
        # A report by one tap has no words of its own: its title is the type, which is not said twice.
        "kind": "" if row.title in (kind[1].values() if kind else ()) else word,
        "site": in_language(site[1], language) if site else "",
        "inside": inside or "",
        "who": people.get(row.assignee_id) or (in_language(team[0], language) if team else ""),
        "received_at": row.received_at,
        "due_at": row.next_due_at,
        "at_risk_at": row.at_risk_at,
        "paused": row.paused,
        "waiting": row.waiting_for_requester,
        "me_too": row.me_too,
        "reopened": row.reopened,
        "channel": str(words.CHANNELS.get(row.channel, row.channel)),
        "version": row.version,
    }


def _choices(known: Names, asked: lists.Filters, language: str) -> dict[str, list[tuple[Any, str]]]:
    types = [
        (code, in_language(name, language)) for code, name, line in known.types.values() if line == asked.line
    ] if asked.line else []  # fmt: skip
    # The tree's two upper levels; whoever wants one station types the site's code.
    units = [(pk, in_language(name, language)) for pk, (name, path) in known.units.items() if path.count("/") <= 3]
    return {
        "lines": [(code, in_language(name, language)) for code, name in known.lines.items()],
        "types": types,
        "units": units,
        "teams": [(pk, in_language(team[0], language)) for pk, team in known.teams.items()],
        "priorities": [(n, f"P{n}") for n in range(1, 6)],
        "assignees": list(filters.assignee_words().items()),
        "standings": list(filters.standing_words().items()),
        "channels": [(code, str(word)) for code, word in words.CHANNELS.items()],
    }


def count_words(count: int) -> str:
    """How many there are, as far as they are counted."""
    return f"{lists.COUNTED:,}+" if count > lists.COUNTED else f"{count:,}"


def shown_words(here: int, count: int, *, first: bool) -> str:
    """What stands beside the page buttons."""
    if first and here == count:
        return ngettext("%(count)s request", "%(count)s requests", count) % {"count": count_words(count)}
    return _("%(here)s of %(count)s") % {"here": here, "count": count_words(count)}


def _export_lines(
    scope: Scope, rows: Iterable[Any], known: Names, language: str, stars: Mapping[int, int]
) -> Iterator[list[Any]]:
    yield [
        _("Number"), _("Title"), _("State"), _("Priority"), _("Type"), _("Site"), _("Room or thing"), _("Assigned to"),
        _("Received"), _("Next promise"), _("Clock paused"), _("Channel"), _("Also reported by"), _("Rating"),
    ]  # fmt: skip
    for row in shown_rows(scope, rows, known, language):
        yield [
            row["number"], row["title"], str(row["word"]), row["priority"], row["kind"], row["site"], row["inside"],
            row["who"], row["received_at"], row["due_at"], _("yes") if row["paused"] else "",
            row["channel"], row["me_too"], stars.get(row["pk"], ""),
        ]  # fmt: skip

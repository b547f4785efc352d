"""What a technician and an operations manager see."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.files.public import files_of, open_file, sent
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.work import queries, rules
from samdrift.operations.work.commands import timing
from samdrift.operations.work.models import Problem, WorkOrder
from samdrift.operations.work.queries import prices
from samdrift.operations.work.queries.problems import problems_shown
from samdrift.operations.work.registry import order_doors
from samdrift.operations.work.web.comments import comments_context
from samdrift.operations.work.web.linked import links_context
from samdrift.operations.work.web.told import KIND_WORDS
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.parties import public as parties

NEXT_WORDS: dict[str | None, tuple[Callable[[], str], str]] = {
    "accept": (lambda: _("Accept"), "check"),
    "start": (lambda: _("Start"), "play"),
    "resume": (lambda: _("Go on"), "play"),
    "finish": (lambda: _("Finish"), "check"),
}
PAGE = 50
IN_POOL = 10  # of what the team has open, shown below one's own; the rest is a tap away


@require_safe
def my_work(request: ScopedRequest) -> HttpResponse:
    """My own open orders, a day a group in the order I do them, and after them what my teams have open."""
    require_somewhere(request.scope, "work.do")
    language, moment = request.scope.language, now()
    orders = list(queries.my_work(request.scope)[: PAGE + 1])
    own = [order for order in orders if order.assignee_id is not None][:PAGE]
    pool = [order for order in orders if order.assignee_id is None]
    waiting = [order for order in own if order.state == "paused" or order.pause_reason]
    todo = [order for order in own if order not in waiting]
    shown = waiting if request.GET.get("show") == "waiting" else sorted(todo, key=_when)
    pooled = PAGE if request.GET.get("show") == "team" else IN_POOL
    return render(
        request, "work/mine.html",
        {
            "groups": _by_day([_card(order, language) for order in shown], moment),
            "pool": [] if shown is waiting else [_card(order, language) for order in pool[:pooled]],
            "pool_count": len(pool), "pool_more": len(pool) > pooled, "pool_most": len(orders) > PAGE,
            "counts": (len(todo), len(waiting)), "waiting": shown is waiting, "now": moment,
            "late": sum(1 for order in todo if order.due_at and order.due_at < moment),
        },
    )  # fmt: skip


def _when(order: WorkOrder) -> tuple[datetime, datetime, int]:
    """When it is to be done: at the time it has in one's day, else when it is due."""
    last = datetime.max.replace(tzinfo=UTC)
    return order.planned_from or order.due_at or last, order.due_at or last, order.pk


@require_safe
def my_done(request: ScopedRequest) -> HttpResponse:
    """What I finished last."""
    require_somewhere(request.scope, "work.do")
    cards = [_card(order, request.scope.language) for order in queries.done_lately(request.scope)]
    return render(request, "work/done.html", {"finished": cards, "now": now()})


@require_safe
def work_list(request: ScopedRequest) -> HttpResponse:
    """All open orders one may see: for whoever plans, with those that wait for a decision first."""
    require_somewhere(request.scope, "work.view")
    show = request.GET.get("show", "open")
    orders = queries.orders_shown(request.scope, show, after=_cursor(request))
    rows = list(orders[: PAGE + 1])
    cards = [_card(order, request.scope.language) for order in rows[:PAGE]]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    context = {
        "found": cards, "show": show, "now": now(), "after": f"{last.pk}" if last else "",
        "names": queries.doers_of(request.scope, rows),
    }  # fmt: skip
    return render(request, "work/list.html", context)


@require_safe
def order_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One order: what, where, until when, and the one next step."""
    order = queries.order_with_all(request.scope, uid)
    return render(request, "work/order.html", order_context(request, order))


def order_context(request: ScopedRequest, order: WorkOrder, **more: Any) -> dict[str, Any]:
    """What the page of an order shows; `more` brings back what somebody typed and what was wrong with it."""
    scope, language = request.scope, request.scope.language
    known = catalogue.catalogue_of(scope.community_id)
    may = queries.may_do(scope, order)
    photos = files_of(scope, "work.workorder", [order.uid]).get(order.uid, [])
    about = order.service_request
    shown_photos = []
    if about is not None:
        shown_photos = files_of(scope, "requests.servicerequest", [about.uid]).get(about.uid, [])
    lines = list(queries.lines_of(scope, order))
    priced = prices.priced_lines(scope, order, lines)
    return {
        "priced": priced, "priced_total": prices.total_of(priced or []), "timer": prices.timer_of(scope, order),
        "currency": order.contract.currency, "may_charge": queries.may_charge(scope, order),
        "runs": order.state in timing.RUNS_IN,
        "order": order, "card": _card(order, language), "may": may, "now": now(), "photos": photos,
        "names": queries.doers_of(scope, [order]),
        "asked_photos": shown_photos, "lines": lines,
        "moves": queries.taps_of(scope, order), "problem": _problem(scope, order),
        "needs_scan": order.place_confirmed_at is None and order.is_open and queries.has_tag(order),
        "no_scan_cards": [(code, str(word), "", "") for code, word in queries.NO_SCAN_WORDS.items()],
        "clocks": list(promises.promises_of(scope, about.uid)) if about else [],
        "own_clocks": [] if about else promises.pictures(scope, order.uid, until=now()),
        "holds": [(r.code, in_language(r.name, language)) for r in known.hold_reasons.values()],
        "resolution_cards": [
            (r.code, in_language(r.name, language), "", "") for r in known.resolution_codes.values()
            if r.line_code in ("", order.line_code) and r.code != "no_answer"
        ],
        "missing": (missing := queries.still_needed(scope, order)), "missing_words": [_proof(code) for code in missing],
        "errors": {}, "typed": {}, "teams": _teams(scope, language),
        "kind": in_language(about.request_type.name, language) if about else KIND_WORDS.get(order.kind, ""),
        "failures": [(code, str(word)) for code, word in queries.FAILURE_WORDS.items()],
        "refusals": [(code, str(word)) for code, word in queries.REFUSAL_WORDS.items()],
        **links_context(scope, order, language), **comments_context(scope, order),
        "doors": order_doors(
            scope, contract=order.contract_id, line=order.line_code, site=order.site_id, unit=order.unit_id,
            data_class=order.data_class,
        ),
        "safe_first": order.priority in (1, 2) and order.made_safe_at is None, "clock_words": _clock_words(), **more,
    }  # fmt: skip


@require_safe
def photo(request: ScopedRequest, uid: UUID, file: UUID) -> FileResponse:
    """A photo of an order or of what it is about, or with ?small=1 its thumbnail."""
    order = queries.order_with_all(request.scope, uid)
    owners = {"work.workorder": order.uid}
    if order.service_request is not None:
        owners["requests.servicerequest"] = order.service_request.uid
    known = {one.uid for kind, owner in owners.items() for one in files_of(request.scope, kind, [owner]).get(owner, [])}
    if file not in known:
        raise Http404
    opened = open_file(request.scope, file, thumbnail="small" in request.GET)
    return sent(opened)


def _card(order: WorkOrder, language: str) -> dict[str, Any]:
    move = rules.next_move(order.state)
    word, icon = NEXT_WORDS.get(move, (str, ""))
    return {
        "order": order, "where": queries.place_line(order, language), "word": queries.state_word(order.state),
        "at_a_place": _asks_to_begin(order), "next": move, "next_word": word(), "next_icon": icon,
        "late": order.due_at is not None and order.is_open and order.due_at < now(),
        "paused": bool(order.pause_reason and order.service_request and order.service_request.paused),
        "number": order.service_request.number if order.service_request else order.number,
    }  # fmt: skip


def _problem(scope: Scope, order: WorkOrder) -> Problem | None:
    if order.problem_id is None or not scope.may("work.view_problems"):
        return None
    return problems_shown(scope).filter(pk=order.problem_id).first()


def _teams(scope: Scope, language: str) -> list[tuple[str, str]]:
    if not scope.may("work.dispatch"):
        return []
    return [(team.code, in_language(team.name, language)) for team in parties.teams(scope)]


def _asks_to_begin(order: WorkOrder) -> bool:
    """Whether beginning asks something: the scan at the place or why not, or the permit."""
    at_a_place = order.space_id is not None or order.asset_id is not None
    return bool(order.permit_kind) or (at_a_place and order.place_confirmed_at is None)


def _by_day(cards: list[dict[str, Any]], moment: datetime) -> list[tuple[str, list[dict[str, Any]]]]:
    """Cards under the day they are to be done: overdue first, then today, tomorrow and the days after."""
    groups: dict[int, list[dict[str, Any]]] = {}
    for card in cards:
        groups.setdefault(_day_place(card["order"], moment), []).append(card)
    words = (_("Overdue"), _("Today"), _("Tomorrow"), _("This week"), _("Later"), _("No date promised"))
    return [(words[place], groups[place]) for place in sorted(groups)]


def _day_place(order: WorkOrder, moment: datetime) -> int:
    """Which of the groups an order belongs to: by the day it has in one's plan where that is to come, else by due."""
    if order.due_at is not None and order.due_at < moment:
        return 0
    when = order.planned_from or order.due_at
    if when is None:
        return 5
    zone = ZoneInfo(order.site.timezone if order.site else "UTC")
    today = moment.astimezone(zone).date()
    return _place_of(max(when, moment).astimezone(zone).date(), today)


def _place_of(day: date, today: date) -> int:
    if day <= today + timedelta(days=1):
        return 1 if day <= today else 2
    return 3 if day - today < timedelta(days=7 - today.weekday()) else 4


def _proof(code: str) -> str:
    return {
        "photo": _("a photo"), "scan": _("a scan of the tag at the place"), "reading": _("a reading"),
        "signature": _("an acceptance at the place"), "certificate": _("the number of the certificate"),
        "checklist": _("the checklist"),
    }[code]  # fmt: skip


def _clock_words() -> dict[str, str]:
    return {
        "acknowledge": _("Acknowledge"), "attend": _("Attend"), "make_safe": _("Make safe"),
        "complete": _("Complete"),
    }  # fmt: skip


def _cursor(request: ScopedRequest) -> int | None:
    given = request.GET.get("after", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None


def panel_of(scope: Any, service_request: requests.ServiceRequest) -> dict[str, Any] | None:
    """A request's orders with what was spent on them, for the request's own page."""
    orders = queries.orders_with_lines(scope, service_request.uid)
    if not orders:
        return None
    people = [line.person for _order, lines in orders for line in lines if line.person is not None]
    return {
        "orders": [(order, queries.state_word(order.state), lines) for order, lines in orders],
        "names": {person.pk: parties.shown_name(scope, person) for person in people},
    }

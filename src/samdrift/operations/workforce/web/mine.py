"""One's own page, made for a phone: shifts, swaps, absences, keys, what one can do, and the timer for working alone."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.operations.workforce.commands import absences, keys, lone, swaps
from samdrift.operations.workforce.queries import notes as note_queries
from samdrift.operations.workforce.queries import on_call as call_queries
from samdrift.operations.workforce.queries import pages as queries
from samdrift.operations.workforce.queries.shifts import planned, today_of, zone_of
from samdrift.operations.workforce.queries.skills import held_by
from samdrift.operations.workforce.rules import expiry
from samdrift.operations.workforce.web import given, words
from samdrift.operations.workforce.web.week import notes_shown
from samdrift.registers.parties import public as parties

WEEKS = 3


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: ScopedRequest) -> HttpResponse:
    """What I work, and what I may ask for."""
    request.scope.require_somewhere("workforce.ask")
    wrong = given.acted(request, ACTS) if request.method == "POST" else []
    if wrong is None:
        return redirect("workforce:mine")
    context = _page(request.scope, now()) | {"wrong": wrong, "post": request.POST}
    return render(request, "workforce/mine.html", context, status=422 if wrong else 200)


def _page(scope: Scope, moment: datetime) -> dict[str, Any]:
    zone, today = zone_of(scope), today_of(scope, moment)
    me = scope.employment_id or 0
    plan = planned(scope, [me], today - timedelta(days=1), today + timedelta(weeks=WEEKS))
    days = [
        {
            "day": one.day, "text": words.shift_words(one, zone), "away": one.day in plan.away[me],
            "changed": one.changed, "now": one.starts <= moment < one.ends,
        }
        for one in plan.shifts[me] if one.ends > moment
    ]  # fmt: skip
    watch = note_queries.running_watches(scope).filter(employment=me).first()
    return {
        "days": days, "rostered": me in plan.rostered, "today": today, "watch": watch, "now": moment,
        "overdue": watch is not None and watch.due_at < moment,
        "absences": [
            {"row": one, "kind": words.absence_word(one.kind), "state": words.absence_state(one.state)}
            for one in queries.own_absences(scope, today)
        ],
        "kinds": words.absence_kinds(), "colleagues": [(str(c.uid), c.name) for c in queries.colleagues_of(scope)],
        "swaps": _swaps(scope, today), "turns": _turns(scope, moment),
        "keys": [
            {"row": one, "kind": words.key_word(one.kind), "site": words.name_of(one.site.name, scope)}
            for one in queries.keys_held(scope, me)
        ],
        "skills": [
            (words.name_of(one.skill.name, scope), one.valid_to,
             expiry.days_left(one.valid_to, today) if one.valid_to else None)
            for one in held_by(scope, [me]).get(me, [])
        ],
        **_covers(scope, today),
    }  # fmt: skip


def _swaps(scope: Scope, today: date) -> list[dict[str, Any]]:
    rows = queries.swaps_seen(scope, today)
    names = parties.names_of(scope, [p for one in rows for p in (one.employment.person_id, one.other.person_id)])
    return [
        {
            "row": one, "state": words.swap_state(one.state), "mine": one.employment_id == scope.employment_id,
            "name": names[(one.other if one.employment_id == scope.employment_id else one.employment).person_id],
            "roster": words.name_of(one.roster.name, scope) if one.roster else "",
        }
        for one in rows
    ]  # fmt: skip


def _turns(scope: Scope, moment: datetime) -> list[dict[str, Any]]:
    """My turns of the next weeks on every roster I am in."""
    rosters = call_queries.rosters_with(scope, scope.employment_id or 0, moment.date())
    turns = call_queries.turns_to_come(scope, rosters, moment)
    found: list[dict[str, Any]] = [
        {"roster": one, "name": words.name_of(one.name, scope), "turn": turn}
        for one in rosters for turn, taker in turns[one.pk] if taker == scope.employment_id
    ]  # fmt: skip
    return sorted(found, key=lambda one: one["turn"].starts)[:10]


def _covers(scope: Scope, today: date) -> dict[str, Any]:
    covers = list(note_queries.covers_of(scope, today))
    names = parties.names_of(scope, [one.absent.person_id for one in covers])
    sites = sorted({site for one in covers for site in one.sites})
    notes = notes_shown(scope, list(note_queries.notes_at(scope, sites)[:30])) if sites else []
    return {"covers": [(one, names[one.absent.person_id]) for one in covers], "notes": notes}


def _away(request: ScopedRequest) -> str:
    first, kind = given.day(request, "first_day"), given.text(request, "kind")
    last = given.day_or_none(request, "last_day") or first
    row = absences.ask_absence(request.scope, first_day=first, last_day=last, kind=kind, now=now())
    return _("You are away on these days.") if row.state == "granted" else _("Your leader is asked.")


def _back(request: ScopedRequest) -> str:
    version = given.number(request, "version")
    absences.withdraw_absence(request.scope, given.uid(request), expected_version=version, now=now())
    return _("The absence is taken back.")


def _swap(request: ScopedRequest) -> str:
    roster = given.uid(request, "roster") if given.text(request, "roster") else None
    wish = swaps.SwapWish(
        given_day=given.day(request, "given_day"), back_day=given.day_or_none(request, "back_day"), roster_uid=roster
    )
    swaps.ask_swap(request.scope, given.uid(request, "other"), wish, now=now())
    return _("Your colleague is asked. Nothing changes before they agree.")


def _answer_swap(request: ScopedRequest) -> str:
    answer, version = request.POST["do"].removeprefix("swap_"), given.number(request, "version")
    swaps.answer_swap(request.scope, given.uid(request), answer=answer, expected_version=version, now=now())
    return _("Your answer is on its way.")


def _confirm_key(request: ScopedRequest) -> str:
    keys.confirm_key(request.scope, given.uid(request), now=now())
    return _("It is written down that you have it.")


def _pass_key(request: ScopedRequest) -> str:
    keys.pass_on_key(request.scope, given.uid(request), given.uid(request, "other"), now=now())
    return _("Your colleague has the key now and confirms it.")


def _alone(request: ScopedRequest) -> str:
    minutes, place = given.number(request, "minutes"), given.text(request, "place")
    lone.start_watch(request.scope, every_minutes=minutes, place=place, now=now())
    return _("Your timer runs. Give a sign of life before it ends.")


def _check_in(request: ScopedRequest) -> str:
    lone.check_in(request.scope, given.uid(request), now=now())
    return _("Good. Your timer begins anew.")


def _end_alone(request: ScopedRequest) -> str:
    lone.end_watch(request.scope, given.uid(request), now=now())
    return _("You are no longer alone.")


ACTS: dict[str, given.Act] = {
    "away": _away, "back": _back, "swap": _swap, "swap_agree": _answer_swap, "swap_refuse": _answer_swap,
    "swap_withdraw": _answer_swap, "confirm_key": _confirm_key, "pass_key": _pass_key, "alone": _alone,
    "check_in": _check_in, "end_alone": _end_alone,
}  # fmt: skip

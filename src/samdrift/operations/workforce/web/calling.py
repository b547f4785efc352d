"""Who is on call, the alerts, and who works alone: for the desk, for leaders, and for whoever is called at night."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.operations.workforce.commands import alerts, lone
from samdrift.operations.workforce.commands import on_call as on_call_commands
from samdrift.operations.workforce.models import Alert, Roster
from samdrift.operations.workforce.queries import notes as note_queries
from samdrift.operations.workforce.queries import on_call as queries
from samdrift.operations.workforce.queries.pages import workmates
from samdrift.operations.workforce.queries.shifts import today_of
from samdrift.operations.workforce.rules import calling as rules
from samdrift.operations.workforce.rules import shifts as shift_rules
from samdrift.operations.workforce.web import given, words
from samdrift.registers.parties import public as parties

LATELY = timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
def on_call(request: ScopedRequest) -> HttpResponse:
    """Who is on call now, with whom to ring in which order; and writing a roster."""
    scope = request.scope
    scope.require_somewhere("workforce.view_on_call")
    wrong = given.acted(request, {"roster": _set_roster}) if request.method == "POST" else []
    if wrong is None:
        return redirect("workforce:on_call")
    may = scope.allows(on_call_commands.PLAN)
    context = {"now_called": called_now(scope), "may": may, "wrong": wrong, "post": request.POST}
    if may:
        context |= _choices(scope)
    return render(request, "workforce/on_call.html", context, status=422 if wrong else 200)


def called_now(scope: Scope) -> list[dict[str, Any]]:
    """Each roster with the people to ring, in their order: the phone tree. A protected person has no number here."""
    found = queries.on_call_now(scope, now())
    people = queries.people_of(scope, [one for call, _on in found for one in call.employments])
    return [
        {
            "roster": call.roster, "name": words.name_of(call.roster.name, scope), "on": on, "until": call.until,
            "people": [people[one] for one in call.employments if one in people],
        }
        for call, on in found
    ]  # fmt: skip


def _choices(scope: Scope) -> dict[str, Any]:
    today = today_of(scope, now())
    return {
        "members": [(str(one.uid), one.name) for one in workmates(scope, today)], "sites": words.sites_of(scope),
        "today": today,
    }  # fmt: skip


def _set_roster(request: ScopedRequest) -> str:
    draft = on_call_commands.RosterDraft(
        code=given.text(request, "code"),
        name={code: given.text(request, f"name_{code}") for code in ("en", "da", "sv")},
        first_day=given.day(request, "first_day"), members=_members(request),
        lines=given.text(request, "lines").upper().replace(",", " ").split(),
        site_ids=given.numbers(request, "sites"), priorities=given.numbers(request, "priorities"),
        outside=given.text(request, "outside").upper(), turn_days=given.number(request, "turn_days", 7),
        hand_over=_minutes(given.text(request, "hand_over") or "08:00"),
        acknowledge_minutes=given.number(request, "acknowledge_minutes", rules.ACKNOWLEDGE_MINUTES),
    )  # fmt: skip
    on_call_commands.set_roster(request.scope, draft, now=now())
    return _("The roster is written.")


def _members(request: ScopedRequest) -> list[UUID]:
    """Those with a number, in the order of the numbers."""
    placed = []
    for name, value in request.POST.items():
        if name.startswith("place-") and isinstance(value, str) and value.isascii() and value.isdecimal():
            placed.append((int(value[:4]), name.removeprefix("place-")))
    found = []
    for _place, text in sorted(placed):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _minutes(text: str) -> int:
    hours, _colon, minutes = text.partition(":")
    ok = hours.isdecimal() and minutes.isdecimal() and len(hours) < 3 and len(minutes) < 3
    return int(hours) * 60 + int(minutes) if ok else -1


@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One roster: for what it is meant, and its turns of the next weeks."""
    scope = request.scope
    row = Roster.objects.within(scope).get(uid=uid)
    acts: dict[str, given.Act] = {"close": lambda request: _close(request, row)}
    wrong = given.acted(request, acts) if request.method == "POST" else []
    if wrong is None:
        return redirect("workforce:on_call")
    turns = queries.turns_to_come(scope, [row], now())[row.pk]
    people = queries.people_of(scope, {one for turn, taker in turns for one in (turn.member, taker)})

    def shown(employment: int) -> str:
        return people.get(employment, ("–", ""))[0]

    context = {
        "row": row, "name": words.name_of(row.name, scope), "wrong": wrong, "now": now(),
        "sites": [name for _pk, name in words.sites_of(scope, row.site_ids)] if row.site_ids else [],
        "hand_over": shift_rules.clock_text(row.hand_over), "may": scope.allows(on_call_commands.PLAN),
        "turns": [
            (turn, shown(taker), shown(turn.member) if taker != turn.member else "") for turn, taker in turns
        ],
    }  # fmt: skip
    return render(request, "workforce/roster.html", context, status=422 if wrong else 200)


def _close(request: ScopedRequest, row: Roster) -> str:
    version, today = given.number(request, "version"), today_of(request.scope, now())
    on_call_commands.close_roster(request.scope, row.uid, on=today, expected_version=version, now=now())
    return _("Nobody is called by this roster any more.")


@require_safe
def alert_list(request: ScopedRequest) -> HttpResponse:
    """Alerts: those nobody has taken on top, then those of the last week."""
    scope = request.scope
    scope.require_somewhere("workforce.view_alerts")
    rows = list(note_queries.alerts_of(scope, now() - LATELY)[:100])
    names = parties.names_of(scope, [one.taken_by_id for one in rows if one.taken_by_id])
    rows.sort(key=lambda one: one.state != rules.WAITING)
    context = {"rows": [_alert_shown(scope, one, names) for one in rows]}
    return render(request, "workforce/alerts.html", context)


def _alert_shown(scope: Scope, row: Alert, names: Any) -> dict[str, Any]:
    return {
        "row": row, "state": words.alert_state(row.state), "rung": words.rung_word(row.step),
        "site": words.name_of(row.site.name, scope) if row.site else "", "by": names.get(row.taken_by_id or 0, ""),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One alert, made for a phone at night: what, where, and one button."""
    scope = request.scope
    row = Alert.objects.within(scope).select_related("site", "roster", "taken_by").get(uid=uid)
    wrong: list[tuple[str, str]] | None = []
    if request.method == "POST":
        wrong = given.acted(request, {"take": lambda request: _take(request, uid)})
        if wrong is None:
            return redirect("workforce:alert", uid=uid)
        row.refresh_from_db()
    calls = note_queries.calls_of(scope, row)
    names = parties.names_of(scope, [*(one.person_id for one in calls), row.taken_by_id or 0])
    called = any(one.person_id == scope.person_id for one in calls)
    context = {
        "one": _alert_shown(scope, row, names), "row": row, "wrong": wrong,
        "calls": [(names[one.person_id], words.rung_word(one.step), one.at) for one in calls],
        "may": row.state == rules.WAITING and scope.allows(
            "workforce.take_alerts", contract=row.contract_id, site=row.site_id, unit=row.unit_id, line=row.line_code,
            data_class=row.data_class, assigned=called,
        ),
        "about": f"/requests/{row.subject_uid}/" if row.subject_kind == "requests.servicerequest" else "",
    }  # fmt: skip
    return render(request, "workforce/alert.html", context, status=422 if wrong else 200)


def _take(request: ScopedRequest, uid: UUID) -> str:
    alerts.take_alert(request.scope, uid, now=now())
    return _("It is yours. Nobody else is called.")


@require_http_methods(["GET", "HEAD", "POST"])
def alone(request: ScopedRequest) -> HttpResponse:
    """Who works alone, the one whose sign of life is due first on top."""
    scope = request.scope
    scope.require_somewhere("workforce.watch_lone")
    wrong = given.acted(request, {"end": _end}) if request.method == "POST" else []
    if wrong is None:
        return redirect("workforce:alone")
    rows = list(note_queries.running_watches(scope)[:200])
    people = queries.people_of(scope, [one.employment_id for one in rows])
    context = {
        "rows": [
            (one, *people.get(one.employment_id, ("–", "")), words.name_of(one.site.name, scope) if one.site else "")
            for one in rows
        ],
        "now": now(), "wrong": wrong, "may": scope.may("workforce.answer_absence"),
    }  # fmt: skip
    return render(request, "workforce/alone.html", context, status=422 if wrong else 200)


def _end(request: ScopedRequest) -> str:
    lone.end_watch(request.scope, given.uid(request), now=now())
    return _("The timer is ended.")

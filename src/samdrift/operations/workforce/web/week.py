"""A team's week for its leader, what runs out, and what matters at places."""

from datetime import date, timedelta
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.files.public import files_of, open_file, sent
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.operations.workforce.commands import absences, covering
from samdrift.operations.workforce.commands import skills as skill_commands
from samdrift.operations.workforce.models import RoundNote
from samdrift.operations.workforce.queries import notes as note_queries
from samdrift.operations.workforce.queries import pages as queries
from samdrift.operations.workforce.queries.shifts import spoken, today_of, zone_of
from samdrift.operations.workforce.queries.skills import skill_kinds
from samdrift.operations.workforce.rules import expiry
from samdrift.operations.workforce.rules import shifts as rules
from samdrift.operations.workforce.web import given, words
from samdrift.registers.parties import public as parties

READ = ["GET", "HEAD", "POST"]


@require_http_methods(READ)
def team_week(request: ScopedRequest) -> HttpResponse:
    """Who works when in a week, who is away, what is warned of; and who asks to be away."""
    request.scope.require_somewhere("workforce.view")
    wrong = given.acted(request, {"grant": _answer, "refuse": _answer}) if request.method == "POST" else []
    if wrong is None:
        return redirect(request.get_full_path())
    context = _week(request) | {"wrong": wrong}
    return render(request, "workforce/week.html", context, status=422 if wrong else 200)


def _answer(request: ScopedRequest) -> str:
    version = given.number(request, "version")
    answer = request.POST["do"]
    absences.answer_absence(request.scope, given.uid(request), answer=answer, expected_version=version, now=now())
    return _("Your answer is on its way.")


def _week(request: ScopedRequest) -> dict[str, Any]:
    scope, zone = request.scope, zone_of(request.scope)
    teams = queries.teams_seen(scope)
    team = next((one for one in teams if str(one.uid) == request.GET.get("team", "")), None)
    team = team or next((one for one in teams if one.pk in scope.team_ids), None)
    team = team or queries.largest(scope, teams)
    monday = _monday(request.GET.get("week", ""), today_of(scope, now()))
    days = rules.days_between(monday, monday + timedelta(days=6))
    people = queries.people_in(scope, team.pk, monday) if team else []
    return {
        "teams": [(str(one.uid), words.name_of(one.name, scope)) for one in teams],
        "team": str(team.uid) if team else "", "days": days, "rows": _rows(scope, people, days, zone),
        "week": _week_code(monday), "before": _week_code(days[0] - timedelta(days=7)),
        "after": _week_code(days[0] + timedelta(days=7)), "today": today_of(scope, now()),
        "asked": _asked(scope), "may_plan": scope.may("workforce.plan"), "number": monday.isocalendar().week,
        "year": monday.isocalendar().year,
    }  # fmt: skip


def _rows(scope: Scope, people: list[queries.Member], days: list[date], zone: str) -> list[dict[str, Any]]:
    ids = [one.employment_id for one in people]
    plan = queries.week_of(scope, ids, days[0])
    kinds = {
        (row.employment_id, day): row.kind
        for row in queries.absences_of(scope, ids, days[0], days[-1]) if row.state == "granted"
        for day in rules.days_between(max(row.first_day, days[0]), min(row.last_day, days[-1]))
    }  # fmt: skip
    warned = spoken(plan)
    return [
        {
            "who": one,
            "cells": [_cell(plan, one.employment_id, day, kinds, warned[one.employment_id], zone) for day in days],
            "hours": _hours(plan, one.employment_id),
            "week_warned": [words.warned(w) for w in warned[one.employment_id] if w.code == "week"],
            "rostered": one.employment_id in plan.rostered,
        }
        for one in people
    ]


def _cell(
    plan: Any, employment: int, day: date, kinds: dict[tuple[int, date], str], warned: list[rules.Warned], zone: str
) -> dict[str, Any]:
    away = day in plan.away[employment]
    change = plan.changed.get((employment, day))
    return {
        "day": day, "away": words.absence_word(kinds.get((employment, day), "")) if away else "",
        "shifts": [words.shift_words(one, zone) for one in plan.shifts[employment] if one.day == day],
        "changed": change is not None, "note": change.note if change else "",
        "warned": [words.warned(one) for one in warned if one.day == day and one.code != "week"],
    }  # fmt: skip


def _hours(plan: Any, employment: int) -> str:
    shifts = [one for one in plan.shifts[employment] if one.day not in plan.away[employment]]
    minutes = int(sum((one.worked for one in shifts), timedelta()).total_seconds() // 60)
    return f"{minutes // 60}:{minutes % 60:02}" if minutes else ""


def _asked(scope: Scope) -> list[dict[str, Any]]:
    found = queries.asked_absences(scope)
    names = parties.names_of(scope, [one.employment.person_id for one in found])
    return [
        {"row": one, "name": names[one.employment.person_id], "kind": words.absence_word(one.kind)} for one in found
    ]


def _monday(text: str, today: date) -> date:
    """The Monday of a week such as 2025-W19, else of today's."""
    year, _w, week = text.partition("-W")
    try:
        return date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        return rules.monday_of(today)


def _week_code(day: date) -> str:
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02}"


@require_http_methods(READ)
def skills(request: ScopedRequest) -> HttpResponse:
    """What people may have, and what runs out; naming something new."""
    scope = request.scope
    scope.require_somewhere("workforce.view_skills")
    wrong = given.acted(request, {"name": _name_skill}) if request.method == "POST" else []
    if wrong is None:
        return redirect("workforce:skills")
    today = today_of(scope, now())
    rows = queries.running_out(scope, today)
    names = parties.names_of(scope, [one.employment.person_id for one in rows])
    context = {
        "kinds": [(k.code, words.name_of(k.name, scope), words.skill_kind_word(k.kind)) for k in skill_kinds(scope)],
        "rows": [
            (names[one.employment.person_id], words.name_of(one.skill.name, scope), one,
             expiry.days_left(one.valid_to, today) if one.valid_to else 0)
            for one in rows
        ],
        "may": scope.may("workforce.grant_skills") or scope.may("workforce.grant_clearance"),
        "kind_choices": words.skill_kinds_words(), "wrong": wrong, "post": request.POST,
    }  # fmt: skip
    return render(request, "workforce/skills.html", context, status=422 if wrong else 200)


def _name_skill(request: ScopedRequest) -> str:
    name = {code: given.text(request, f"name_{code}") for code in ("en", "da", "sv")}
    kind = given.text(request, "kind")
    skill_commands.name_skill(request.scope, code=given.text(request, "code"), kind=kind, name=name)
    return _("It can be written down of people now.")


@require_http_methods(READ)
def notes(request: ScopedRequest) -> HttpResponse:
    """What matters at places: to read before a round one does not know, and to write down."""
    scope = request.scope
    scope.require_somewhere("workforce.read_notes")
    acts: dict[str, given.Act] = {"write": _write_note, "retire": _retire_note}
    wrong = given.acted(request, acts) if request.method == "POST" else []
    if wrong is None:
        return redirect(request.get_full_path())
    sites = words.sites_of(scope)
    chosen = request.GET.get("site", "")
    narrowed = chosen.isascii() and chosen.isdecimal() and len(chosen) < 19
    found = note_queries.notes_at(scope, [int(chosen)]) if narrowed else note_queries.notes_lately(scope)
    context = {
        "notes": notes_shown(scope, list(found[:50])), "sites": sites, "site": int(chosen) if narrowed else "",
        "may": scope.may("workforce.write_notes"), "wrong": wrong, "post": request.POST,
    }  # fmt: skip
    return render(request, "workforce/notes.html", context, status=422 if wrong else 200)


def notes_shown(scope: Scope, rows: list[RoundNote]) -> list[dict[str, Any]]:
    """Notes with their place, writer and photos; two reads, however many."""
    photos = files_of(scope, covering.NOTE_KIND, [one.uid for one in rows]) if rows else {}
    names = parties.names_of(scope, [one.written_by_id for one in rows if one.written_by_id])
    return [
        {
            "row": one, "site": words.name_of(one.site.name, scope), "photos": photos.get(one.uid, []),
            "by": names.get(one.written_by_id or 0, ""),
            "mine": one.written_by_id == scope.person_id or scope.may("workforce.plan"),
        }
        for one in rows
    ]  # fmt: skip


def _write_note(request: ScopedRequest) -> str:
    site, text = given.number(request, "site"), given.text(request, "text")
    note = covering.write_note(request.scope, site_id=site, text=text, line=given.text(request, "line"), now=now())
    photo = request.FILES.get("photo")
    if photo is not None:
        covering.add_note_photo(request.scope, note.uid, cast(BinaryIO, photo), photo.name or "photo", now=now())
    return _("Whoever comes next reads it.")


def _retire_note(request: ScopedRequest) -> str:
    covering.retire_note(request.scope, given.uid(request), now=now())
    return _("The note is put aside.")


@require_safe
def note_photo(request: ScopedRequest, uid: UUID, file: UUID) -> FileResponse:
    """A photo of a note, or with ?small=1 its thumbnail."""
    note = RoundNote.objects.within(request.scope).get(uid=uid)
    if file not in {one.uid for one in files_of(request.scope, covering.NOTE_KIND, [note.uid]).get(note.uid, [])}:
        raise Http404
    opened = open_file(request.scope, file, thumbnail="small" in request.GET)
    return sent(opened)

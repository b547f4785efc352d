"""Rounds of a day for whoever leads or watches: how far they are, what was left out, and the proof of each room."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.operations.rounds.commands import helping
from samdrift.operations.rounds.queries import rounds as queries
from samdrift.operations.rounds.queries import words
from samdrift.operations.rounds.queries.phone import clock_text
from samdrift.operations.rounds.queries.rounds import Room, RoundDay
from samdrift.registers.parties import public as parties


def day_of(text: str) -> date | None:
    """A day as addresses write it; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_safe
def today(request: ScopedRequest) -> HttpResponse:
    """Every round of a day with its progress, who asks for help, and what was left out."""
    scope = request.scope
    require_somewhere(scope, "rounds.view")
    this_day = parties.community_day(scope, now())
    day = day_of(request.GET.get("day", "")) or this_day
    found = queries.rounds_of_day(scope, day)
    calls = queries.open_calls(scope)
    names = queries.names_in(scope, found, [call.person_id for call in calls])
    context = {
        "day": day, "today": this_day, "before": day - timedelta(days=1), "after": day + timedelta(days=1),
        "rounds": [shown(scope, one, names) for one in found], "left_out": _left_out(scope, found, names),
        "calls": [_call(call, names) for call in calls], "may_plan": scope.may("rounds.plan"),
        "may_answer": scope.may("rounds.answer"), "total": _total(found),
    }  # fmt: skip
    return render(request, "rounds/today.html", context)


def _total(found: list[RoundDay]) -> dict[str, int]:
    made = [one.progress for one in found]
    return {"done": sum(one.done for one in made), "rooms": sum(one.total for one in made)}


def shown(scope: Scope, one: RoundDay, names: dict[int, str]) -> dict[str, Any]:
    """A round of a day as lists show it: with whom, how far, and when the last room was done."""
    zone = ZoneInfo(one.round.site.timezone)
    touched = [room.mark for room in one.rooms if room.mark]
    went = list(dict.fromkeys(names.get(mark.person_id, "") for mark in touched))
    return {
        "row": one.round, "site": in_language(one.round.site.name, scope.language), "progress": one.progress,
        "starts": clock_text(one.round.starts_minute), "zone": zone, "who": _who(scope, one, names), "went": went,
        "away": one.away, "stand_in": names.get(one.stand_in or 0, ""),
        "last": max((mark.happened_at for mark in touched), default=None),
        "scanned": sum(1 for mark in touched if mark.by_scan),
    }  # fmt: skip


def _who(scope: Scope, one: RoundDay, names: dict[int, str]) -> str:
    if one.round.person_id:
        return names.get(one.round.person_id, "")
    return in_language(one.round.team.name, scope.language) if one.round.team else ""


def _left_out(scope: Scope, found: list[RoundDay], names: dict[int, str]) -> list[dict[str, Any]]:
    """Rooms left out, and those left out first and made up later, the newest first."""
    rows = []
    for one in found:
        for room in one.rooms:
            skipped = [mark for mark in room.said if mark.kind == "skipped" and mark.undone_at is None]
            if skipped:
                mark = skipped[-1]
                rows.append({
                    "round": one.round, "space": room.stop.space, "reason": words.SKIP_WORDS[mark.reason],
                    "icon": words.SKIP_ICONS[mark.reason], "at": mark.happened_at, "made_up": room.state == "done",
                    "who": names.get(mark.person_id, ""), "zone": ZoneInfo(one.round.site.timezone),
                    "site": in_language(one.round.site.name, scope.language),
                })  # fmt: skip
    return sorted(rows, key=lambda row: (row["made_up"], -row["at"].timestamp()))


def _call(call: Any, names: dict[int, str]) -> dict[str, Any]:
    return {
        "row": call, "what": words.HELP_WORDS.get(call.kind, ""), "who": names.get(call.person_id, ""),
        "zone": ZoneInfo(call.round.site.timezone),
    }  # fmt: skip


@require_POST
def answer(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say that one comes."""
    helping.answer_help(request.scope, uid, now=now())
    messages.success(request, _("It is noted that you come."))
    return redirect("rounds:today")


@require_safe
def proof(request: ScopedRequest, uid: UUID, day: str) -> HttpResponse:
    """One round on one day: each room with when it was done, by scan or by tap, and both clocks."""
    scope, read = request.scope, day_of(day)
    if read is None:
        raise Http404
    one = queries.day_of_round(scope, uid, read)
    begin = datetime.combine(read, time(), ZoneInfo(one.round.site.timezone))
    calls = [call for call in queries.calls_of(scope, one.round, begin) if call.called_at < begin + timedelta(days=1)]
    names = queries.names_in(
        scope, [one], [person for c in calls for person in (c.person_id, c.answered_by_id) if person]
    )
    context = {
        "one": shown(scope, one, names), "day": read, "runs": queries.runs(one.round, read),
        "before": read - timedelta(days=1), "after": read + timedelta(days=1),
        "rooms": [_room(room, names) | {"is_next": place == one.next_place} for place, room in enumerate(one.rooms)],
        "calls": [_call(call, names) | {"answered": names.get(call.answered_by_id or 0, "")} for call in calls],
        "task_words": words.TASK_WORDS, "task_icons": words.TASK_ICONS,
    }  # fmt: skip
    return render(request, "rounds/proof.html", context)


def _room(room: Room, names: dict[int, str]) -> dict[str, Any]:
    return {
        "stop": room.stop, "state": room.state, "word": words.STATE_WORDS[room.state],
        "said": [
            {
                "mark": mark, "who": names.get(mark.person_id, ""), "counts": mark is room.mark,
                "reason": words.SKIP_WORDS.get(mark.reason, ""),
                "drift": _minutes_off(mark.drift_seconds),
            }
            for mark in room.said
        ],
    }  # fmt: skip


def _minutes_off(drift_seconds: int | None) -> int:
    """Whole minutes a phone's clock was off; 0 for less than one."""
    return round(drift_seconds / 60) if drift_seconds and abs(drift_seconds) >= 60 else 0

"""One's own round without a script: the same list and the same commands, for phones that run none."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.operations.rounds.commands import helping, marking
from samdrift.operations.rounds.queries import rounds as queries
from samdrift.operations.rounds.queries import words
from samdrift.operations.rounds.queries.phone import clock_text
from samdrift.operations.rounds.web.days import day_of
from samdrift.operations.work.public import Moment


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: ScopedRequest) -> HttpResponse:
    """Today's rounds of whoever asks, each room with its buttons."""
    scope, moment = request.scope, now()
    require_somewhere(scope, "rounds.do")
    if request.method == "POST":
        try:
            _act(request, Moment(moment))
        except (Refused, Invalid) as no:
            messages.error(request, str(no))
        return redirect("rounds:mine")
    found = queries.rooms_of(scope, queries.my_rounds(scope, moment))
    context = {
        "rounds": [
            {
                "row": one.round, "day": one.day, "site": in_language(one.round.site.name, scope.language),
                "starts": clock_text(one.round.starts_minute), "progress": one.progress,
                "rooms": [
                    {"room": room, "next": place == one.next_place, "mine": _is_mine(room, scope.person_id)}
                    for place, room in enumerate(one.rooms)
                ],
            }
            for one in found
        ],
        "reasons": [(code, word) for code, word in words.SKIP_WORDS.items()], "skip_words": words.SKIP_WORDS,
        "skip_icons": words.SKIP_ICONS, "task_words": words.TASK_WORDS, "task_icons": words.TASK_ICONS,
        "deviations": [(code, word) for code, word in words.DEVIATION_WORDS.items()],
    }  # fmt: skip
    return render(request, "rounds/mine.html", context)


def _is_mine(room: queries.Room, person_id: int | None) -> bool:
    return room.mark is not None and room.mark.person_id == person_id


def _act(request: ScopedRequest, moment: Moment) -> None:
    """What the pressed button says: `do` names it, `stop`, `day` and the rest say about what."""
    scope, given = request.scope, request.POST
    match given.get("do"):
        case "done":
            marking.mark_done(scope, _of(given), moment=moment)
        case "skip":
            marking.mark_skipped(scope, _of(given), given.get("reason", ""), moment=moment)
        case "undo":
            marking.undo_mark(scope, _uid(given, "mark"), moment=moment)
        case "report":
            made = marking.report_deviation(scope, _of(given), given.get("deviation", ""), moment=moment)
            messages.success(request, _("Reported as %(number)s.") % {"number": made.number})
        case "help":
            helping.call_help(scope, _uid(given, "round"), "come", stop_uid=None, moment=moment)
            messages.success(request, _("Help is called."))
        case _:
            raise Http404


def _of(given: Any) -> marking.OfRoom:
    day: date | None = day_of(given.get("day", ""))
    if day is None:
        raise Http404
    return marking.OfRoom(_uid(given, "stop"), day)


def _uid(given: Any, name: str) -> UUID:
    try:
        return UUID(given.get(name, ""))
    except ValueError:
        raise Http404 from None

"""Taking a recurrence over from a calendar file."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from samdrift.foundation.http import ScopedRequest
from samdrift.kernel.recurrence import SUB_DAILY, RecurrenceProblem
from samdrift.operations.planning.formats.icalendar import LARGEST, CalendarRefused, ReadEvent, read_events
from samdrift.operations.planning.rules.terms import Terms
from samdrift.operations.planning.web import forms


def read_file(request: ScopedRequest, context: Callable[..., dict[str, Any]]) -> HttpResponse:
    """The form, filled in with the first event of a calendar file that repeats."""
    upload = cast(Any, request.FILES.get("ics"))
    try:
        if upload is None:
            raise CalendarRefused("not_a_calendar")
        found = read_events(upload.read(LARGEST + 1))
        event = next((one for one in found if one.rules), found[0] if found else None)
        if event is None:
            raise CalendarRefused("no_event")
        terms = terms_of(event)
    except (CalendarRefused, RecurrenceProblem) as refused:
        wrong = {"ics": told(refused)}
        return render(
            request, "planning/write.html", context(request.scope, request.POST.dict(), wrong=wrong), status=422
        )
    typed = forms.typed_of(terms, name=event.summary[:160])
    warnings = [_("Calendars read this part differently: %(part)s. Look at the dates.") % {"part": part}
                for part in event.warnings]  # fmt: skip
    return render(request, "planning/write.html", context(request.scope, typed, warnings=warnings))


def terms_of(event: ReadEvent) -> Terms:
    """An event's recurrence as terms of a plan, which comes due on days.

    Raises:
        CalendarRefused: It repeats more often than daily, or by several rules.
    """
    if len(event.rules) > 1 or any(rule.freq in SUB_DAILY for rule in event.rules):
        raise CalendarRefused("too_much")
    moved = {was.date() for was in event.moved}
    added = {each.date() for each in (*event.added, *event.moved.values())}
    removed = {each.date() for each in event.removed} | (moved - added)
    rule = str(event.rules[0]) if event.rules else "FREQ=DAILY;COUNT=1"
    at = "" if event.whole_day or event.start.time() == datetime.min.time() else f"{event.start:%H:%M}"
    tasks = tuple(line.strip()[:200] for line in event.description.splitlines() if line.strip())[:60]
    return Terms(
        rule=rule, anchor=event.start.date(), at=at, added=tuple(sorted(added)), removed=tuple(sorted(removed)),
        tasks=tasks,
    )  # fmt: skip


def told(refused: Exception) -> str:
    """Why a file could not be taken over, in a sentence."""
    code = getattr(refused, "code", "")
    return {
        "not_a_calendar": _("This is not a calendar file (.ics)."),
        "no_event": _("There is no event in this file."),
        "too_large": _("This file is larger than 2 MB."),
        "too_much": _("The event repeats several times a day or by several rules: write them as plans of their own."),
    }.get(code, _("The recurrence in the file cannot be read."))


def class_word(kind: str) -> str:
    """A class of assets as it is shown in lists: its code, spelt out."""
    return kind.replace("_", " ").capitalize()

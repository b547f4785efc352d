"""Occurrences: the list and the month, one with all that belongs to it, and what one does with it."""

from calendar import Calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused, Stale
from samdrift.foundation.files.public import files_of, open_file, sent
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.paging import page_by_key
from samdrift.operations.planning.commands import certifying, doing
from samdrift.operations.planning.commands.ahead import where
from samdrift.operations.planning.models import PlanOccurrence
from samdrift.operations.planning.queries import occurrences as queries
from samdrift.operations.planning.rules import days, states
from samdrift.operations.planning.web import forms, words
from samdrift.operations.planning.web.plans import YES_NO, line_choices, sites_for, team_choices, uid_typed
from samdrift.registers.parties import public as parties

PAGE = 50
IN_A_DAY = 4  # shown of a day of the month; the rest is a link to the list
MOST_IN_MONTH = 6000
MONTH = timedelta(days=31)
EVER = date(1900, 1, 1)


@require_safe
def occurrence_list(request: ScopedRequest) -> HttpResponse:
    """What is overdue, open and due within a month, or what a filter asks for; as a list, or a month as a calendar."""
    require_somewhere(request.scope, "planning.view")
    today = parties.community_day(request.scope, now())
    given = request.GET
    as_month = given.get("view") == "month"
    wanted = queries.Filter(
        state=given.get("state", "" if as_month or given.get("from") else queries.NOW),
        statutory=YES_NO.get(given.get("statutory", "")),
        site_uid=uid_typed(given.get("site", "")), team_id=forms.number_typed(given.get("team", "")),
        line=given.get("line", "")[:8],
    )  # fmt: skip
    context: dict[str, Any] = {
        "given": given, "sites": sites_for(request.scope),
        "states": [
            (queries.NOW, _("Overdue, open and the month ahead")), ("open", _("Not over yet")), *words.STATES.items(),
        ],
        "state_words": words.STATES, "tones": words.TONES, "path": request.get_full_path(), "today": today,
        "teams": team_choices(request.scope), "lines": line_choices(request.scope),
    }  # fmt: skip
    if as_month:
        return render(request, "planning/month.html", {**context, **_month(request, wanted, today)})
    wrong: dict[str, object] = {}
    first = forms.day_typed(given["from"], "from", wrong) if given.get("from") else None
    last = forms.day_typed(given["to"], "to", wrong) if given.get("to") else None
    first, last = first or _first(wanted.state, today), last or _last(wanted.state, today)
    rows = queries.occurrences_between(request.scope, first, last, wanted)
    page = page_by_key(rows, order=queries.ORDER, after=given.get("after", ""), size=PAGE)
    return render(request, "planning/occurrences.html", {
        **context, "rows": page.rows, "next": page.next, "state": wanted.state,
    })  # fmt: skip


def _first(state: str, today: date) -> date:
    """What is still to be done is shown however long ago it was due; what is over, from a month back."""
    return EVER if state == queries.NOW else today - MONTH


def _last(state: str, today: date) -> date:
    """A month ahead, or all that is written down for whoever asks for a state by name."""
    return today + MONTH if state == queries.NOW else today + states.KEPT_AHEAD


def _month(request: ScopedRequest, wanted: queries.Filter, today: date) -> dict[str, Any]:
    wrong: dict[str, object] = {}
    named = request.GET.get("month", "")
    month = forms.day_typed(f"{named}-01", "month", wrong) or today.replace(day=1)
    month = month if 2000 <= month.year <= 2100 else today.replace(day=1)
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    rows = queries.occurrences_between(request.scope, weeks[0][0], weeks[-1][-1], wanted)
    by_day: dict[date, list[PlanOccurrence]] = {}
    for row in rows[:MOST_IN_MONTH]:
        by_day.setdefault(row.due_on, []).append(row)
    shown = [
        [(day, by_day.get(day, [])[:IN_A_DAY], max(len(by_day.get(day, [])) - IN_A_DAY, 0)) for day in week]
        for week in weeks
    ]
    return {
        "month": month, "weeks": shown, "weekdays": words.WEEKDAYS,
        "before": days.plus(month, -1, "months").strftime("%Y-%m"),
        "after": days.plus(month, 1, "months").strftime("%Y-%m"),
    }  # fmt: skip


@require_safe
def occurrence_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One time a plan comes due."""
    return render(request, "planning/occurrence.html", _context(request, uid))


def _context(request: ScopedRequest, uid: UUID, **more: Any) -> dict[str, Any]:
    scope = request.scope
    row = queries.occurrence_with_all(scope, uid)
    certificates = queries.certificates_of(scope, row)
    papers = files_of(scope, certifying.FILES, [one.uid for one in certificates])
    at = where(row)
    may_certify, ordered = scope.allows(doing.CERTIFY, **at), row.state in (states.ISSUED, states.MISSED)
    gone = row.work_order is not None and row.work_order.state == "cancelled" and row.work_done_on is None
    return {
        "row": row, "word": words.state_word(row.state), "tone": words.TONES[row.state],
        "certificates": [(one, papers.get(one.uid, [])) for one in certificates],
        "may_tick": may_certify and ordered and row.work_done_on is None and bool(row.items),
        "may_certify": may_certify and row.state not in (*states.AHEAD, states.WAIVED),
        "may_waive": scope.allows(doing.WAIVE, **at) and states.may_be_waived(row.state, statutory=row.statutory),
        "may_issue": scope.allows(doing.WRITE, **at) and (row.state in states.AHEAD or (gone and ordered)),
        "lacks": row.statutory and row.work_done_on is not None and row.certified_on is None,
        "wrong": {}, "typed": {}, "today": parties.community_day(scope, now()), **more,
    }  # fmt: skip


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Do one thing with it; what was wrong comes back on its page."""
    make = ACTS.get(move)
    if make is None:
        raise Http404
    try:
        make(request, uid)
    except Invalid as wrong:
        context = _context(request, uid, wrong=wrong.fields, typed=request.POST.dict())
        return render(request, "planning/occurrence.html", context, status=422)
    except Stale:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, TOLD[move]())
    return redirect("planning:occurrence", uid)


def _issue(request: ScopedRequest, uid: UUID) -> object:
    return doing.issue_now(request.scope, uid, expected_version=version_of(request), now=now())


def _waive(request: ScopedRequest, uid: UUID) -> object:
    return doing.waive_occurrence(
        request.scope, uid, reason=request.POST.get("reason", ""), expected_version=version_of(request), now=now()
    )


def _tick(request: ScopedRequest, uid: UUID) -> object:
    return doing.tick_items(
        request.scope, uid, request.POST.getlist("items"), expected_version=version_of(request), now=now()
    )


def _certify(request: ScopedRequest, uid: UUID) -> object:
    queries.occurrence_with_all(request.scope, uid)
    given, wrong = request.POST, cast("dict[str, object]", {})
    issued_on = forms.day_typed(given.get("issued_on", ""), "issued_on", wrong)
    valid_to = forms.day_typed(given["valid_to"], "valid_to", wrong) if given.get("valid_to") else None
    upload = request.FILES.get("file")
    if upload is None:
        wrong["file"] = _("Choose the file of the certificate.")
    if wrong or issued_on is None or upload is None:
        raise Invalid(wrong)
    paper = certifying.Paper(
        document=given.get("document", ""), issuer=given.get("issuer", ""), issued_on=issued_on, valid_to=valid_to,
        reference=given.get("reference", ""),
    )  # fmt: skip
    return certifying.file_certificate(
        request.scope, uid, paper, cast(BinaryIO, upload), upload.name or "certificate", now=now()
    )


ACTS: dict[str, Callable[[ScopedRequest, UUID], object]] = {
    "issue": _issue, "waive": _waive, "tick": _tick, "certify": _certify,
}  # fmt: skip
TOLD: dict[str, Callable[[], str]] = {
    "issue": lambda: _("Its work order stands."),
    "waive": lambda: _("It is waived this time."),
    "tick": lambda: _("Noted. When the order is finished, the rest is carried forward."),
    "certify": lambda: _("The certificate is filed."),
}


@require_safe
def certificate(request: ScopedRequest, uid: UUID, file: UUID) -> FileResponse:
    """The file of a certificate."""
    found = queries.certificate_by_uid(request.scope, uid)
    if file not in {one.uid for one in files_of(request.scope, certifying.FILES, [found.uid]).get(found.uid, [])}:
        raise Http404
    opened = open_file(request.scope, file)
    return sent(opened)

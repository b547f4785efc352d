"""One request's page."""

import contextlib
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.files.public import open_file, sent
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import CASE_CLASSES
from samdrift.operations.requests.commands import cases
from samdrift.operations.requests.commands.corrections import REASONS
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.queries import pages, ratings, sensitive, words
from samdrift.operations.requests.queries.appealed import answer_due_at
from samdrift.operations.requests.queries.pages import RequestPage
from samdrift.operations.requests.rules import states, urgency
from samdrift.registers.catalogue import public as catalogue


@require_safe
def request_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The request with its clocks, what was said, what happened and what this person may do now."""
    language = get_language() or "en"
    moment = now()
    shown = pages.request_page(request.scope, uid, now=moment, language=language)
    row = shown.row
    context = {
        "page": shown,
        "row": row,
        "now": moment,
        "word": words.state_word(row.state),
        "kind": in_language(row.request_type.name, language),
        "place": pages.place_words(row, language),
        "place_url": _address_of_place(row),
        "master_word": words.state_word(row.master.state) if row.master else "",
        "unit": in_language(shown.names.units[row.unit_id][0], language) if row.unit_id in shown.names.units else "",
        "channel": words.CHANNELS.get(row.channel, row.channel),
        "hold": in_language(shown.names.holds.get(row.hold_reason), language) or row.hold_reason,
        "team": in_language(shown.names.teams[row.team_id][0], language) if row.team_id in shown.names.teams else "",
        "answers": _answers(shown, language),
        "comments": [_comment(shown, one) for one in shown.comments],
        "visibilities": _visibilities(request),
        "appeal_due": answer_due_at(request.scope, shown.row),
        "clock_words": words.CLOCKS,
        "considered": _considered(shown),
        "all_clocks": request.GET.get("clocks") == "all",
        "pick": _choices(shown, language),
        "is_requester": request.scope.person_id is not None and row.requester_id == request.scope.person_id,
        "reads_rating": row.rating is not None and ratings.may_read(request.scope, row),
        "ended": row.state in states.ENDED,
        "me": request.scope.person_id,
        "danger": urgency.danger_in(row.title, row.description, row.answers) if row.danger_waits else (),
        "hints": sensitive.hints_of(row, shown.comments),
        "restricted": row.data_class in CASE_CLASSES,
    }
    cases.note_read(request.scope, row, now=moment)
    return render(request, "requests/page.html", context)


def _address_of_place(row: ServiceRequest) -> str:
    """The page of the thing, the room or the site; whoever may not see it is told so there."""
    for name, place in (("asset", row.asset), ("space", row.space), ("site", row.site)):
        if place is not None:
            with contextlib.suppress(NoReverseMatch):
                return reverse(f"estate:{name}", args=[place.uid])
    return ""


def _answers(shown: RequestPage, language: str) -> list[tuple[str, Any]]:
    form = shown.row.form if shown.row.answers else None
    if form is None:
        return []
    told = []
    for question in catalogue.questions_of(form.schema):
        if question.code in shown.row.answers:
            value = shown.row.answers[question.code]
            if isinstance(value, bool):
                value = _("yes") if value else _("no")
            named = dict(question.choices).get(str(value))
            told.append(
                (in_language(dict(question.label), language), in_language(dict(named), language) if named else value)
            )
    return told


def _comment(shown: RequestPage, comment: Comment) -> dict[str, Any]:
    author = shown.people.get(comment.author_id or 0, "")
    if not author:
        author = _("The requester") if comment.by_requester else _("A colleague")
    inside = "" if comment.visibility == "all" else str(words.VISIBILITIES[comment.visibility])
    role = _("Question") if comment.asks else _("Answer") if comment.answers_id else ""
    return {
        "author": author, "side": "", "role": role, "at": comment.said_at, "text": comment.body, "inside": inside,
        "language": comment.language,
    }  # fmt: skip


def _visibilities(request: ScopedRequest) -> list[tuple[str, str]]:
    sides = ["all"] + ([request.scope.side] if request.scope.side in ("customer", "provider") else [])
    return [(side, str(words.VISIBILITIES[side])) for side in sides]


AGAINST = {
    "dates": lambda: _("not valid on that day"),
    "line": lambda: _("another service line"),
    "request_type": lambda: _("another type"),
    "priority": lambda: _("another priority"),
    "site": lambda: _("another site"),
    "unit": lambda: _("another unit"),
    "site_kind": lambda: _("another kind of site"),
}


def _considered(shown: RequestPage) -> list[tuple[str, bool, str]]:
    """The policies that were looked at: code, whether it is the one, and what spoke against it."""
    if shown.why is None:
        return []
    chosen = shown.why.chosen
    told = []
    for one in shown.why.considered[:12]:
        is_it = chosen is not None and one.terms.policy_id == chosen.policy_id
        against = AGAINST[one.against]() if one.against else "" if is_it else _("fits, but less exactly")
        told.append((one.terms.code, is_it, against))
    return told


def _choices(shown: RequestPage, language: str) -> dict[str, list[tuple[Any, str]]]:
    known = shown.names
    levels = {
        "impact": (_("Life, safety or operation"), _("A department"), _("A team or a room"), _("One person")),
        "urgency": (_("Now"), _("Today"), _("This week"), _("Can be planned")),
    }
    return {
        "holds": [(code, in_language(name, language)) for code, name in known.holds.items()],
        "resolutions": [(code, in_language(name, language)) for code, name in known.resolutions.items()],
        "teams": [(pk, in_language(name, language)) for pk, name in shown.teams],
        "people": list(shown.colleagues),
        "types": [(code, in_language(name, language)) for code, name, _line in known.types.values()]
        if shown.may["triage"]
        else [],
        "received_reasons": [(code, str(RECEIVED_REASONS[code]())) for code in REASONS],
        "impact": [(n, f"{n} · {text}") for n, text in enumerate(levels["impact"], 1)],
        "urgency": [(n, f"{n} · {text}") for n, text in enumerate(levels["urgency"], 1)],
    }


RECEIVED_REASONS = {
    "found_in_mailbox": lambda: _("Found in a mailbox"),
    "noted_on_paper": lambda: _("Noted on paper"),
    "call_recorded": lambda: _("The call was recorded"),
    "wrong_time_typed": lambda: _("A wrong time was typed"),
}


@require_safe
def photo(request: ScopedRequest, uid: UUID, file: UUID) -> FileResponse:
    """A photo of a request, or with ?small=1 its thumbnail."""
    row = pages.request_of(request.scope, uid)
    if file not in {one.uid for one in pages.photos_of(request.scope, row)}:
        raise Http404
    opened = open_file(request.scope, file, thumbnail="small" in request.GET)
    return sent(opened)

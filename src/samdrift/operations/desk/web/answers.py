"""Answers the desk gives often: read, written, changed, put away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import LANGUAGES, in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.operations.desk.commands import answers as commands
from samdrift.operations.desk.models import AnswerTemplate
from samdrift.operations.desk.queries import answers as queries
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue

NAMES = {"en": "English", "da": "Dansk", "sv": "Svenska"}
BLANK = dict.fromkeys(["line", *(f"{part}_{key}" for part in ("name", "text") for key in LANGUAGES)], "")


@require_safe
def answer_list(request: ScopedRequest) -> HttpResponse:
    """Every answer, in the order in which agents see them."""
    request.scope.require_somewhere("desk.view")
    language = _language()
    rows = [
        (
            one, in_language(one.name, language), in_language(one.text, language),
            [str(requests.state_word(state)) for state in one.states],
        )
        for one in queries.answer_templates(request.scope)
    ]  # fmt: skip
    context = {"rows": rows, "may_write": request.scope.may("desk.write_answers")}
    return render(request, "desk/answers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_new(request: ScopedRequest) -> HttpResponse:
    """Write an answer."""
    request.scope.require_somewhere("desk.write_answers")
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_change(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Write an answer anew, or put it away."""
    answer = AnswerTemplate.objects.within(request.scope).get(uid=uid)
    request.scope.require_somewhere("desk.write_answers")
    return _form(request, answer)


def _form(request: ScopedRequest, answer: AnswerTemplate | None) -> HttpResponse:
    given: dict[str, Any] = {**BLANK, "states": []}
    if answer is not None:
        given |= {f"{part}_{key}": getattr(answer, part).get(key, "") for part in ("name", "text") for key in LANGUAGES}
        given |= {"line": answer.line_code, "states": answer.states}
    errors: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        given |= {name: value[:4000] for name, value in request.POST.items() if isinstance(value, str)}
        given["states"] = request.POST.getlist("states")
        try:
            _write(request, answer, given)
        except Invalid as wrong:
            errors, status = dict(wrong.fields), 422
        except Refused as wrong:
            errors, status = {"name_en": str(wrong)}, 409
        else:
            return redirect("desk:answers")
    lines = catalogue.catalogue_of(request.scope.community_id).lines
    context = {
        "given": given, "errors": errors, "answer": answer, "names": NAMES,
        "states": [(state, str(requests.state_word(state)), "", "") for state in requests.STATES],
        "lines": [(code, in_language(line.name, _language())) for code, line in lines.items()],
    }  # fmt: skip
    return render(request, "desk/answer.html", context, status=status)


def _write(request: ScopedRequest, answer: AnswerTemplate | None, given: dict[str, Any]) -> None:
    draft = commands.Draft(
        name={key: given[f"name_{key}"] for key in LANGUAGES}, text={key: given[f"text_{key}"] for key in LANGUAGES},
        states=given["states"], line_code=given["line"], position=answer.position if answer is not None else 0,
    )  # fmt: skip
    if answer is None:
        commands.write_answer(request.scope, draft, now=now())
    elif "away" in request.POST:
        commands.put_away_answer(request.scope, answer.uid, expected_version=version_of(request), now=now())
        messages.success(request, _("It is offered no more."))
        return
    else:
        commands.change_answer(request.scope, answer.uid, draft, expected_version=version_of(request), now=now())
    messages.success(request, _("Agents are offered it from now on."))


def _language() -> str:
    return (get_language() or "en")[:2]

"""Answers the desk gives often, for other systems."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from samdrift.foundation.api import IfMatch, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.desk.commands import answers as commands
from samdrift.operations.desk.models import AnswerTemplate
from samdrift.operations.desk.queries import answers as queries

router = Router(tags=["Desk"])


class AnswerTexts(Schema):
    """The same in three languages."""

    en: str = Field(max_length=4000)
    da: str = Field(max_length=4000)
    sv: str = Field(max_length=4000)


class AnswerTemplateIn(Schema):
    """An answer and the requests it is offered for; no states means any."""

    name: AnswerTexts
    text: AnswerTexts
    states: list[str] = Field(default_factory=list, max_length=20)
    line: str = Field("", max_length=8)


class AnswerTemplateOut(AnswerTemplateIn):
    """An answer as it is offered."""

    uid: UUID
    version: int


def _told(one: AnswerTemplate) -> dict[str, Any]:
    return {
        "uid": one.uid, "name": one.name, "text": one.text, "states": one.states, "line": one.line_code,
        "version": one.version,
    }  # fmt: skip


def _draft(said: AnswerTemplateIn) -> commands.Draft:
    return commands.Draft(name=said.name.dict(), text=said.text.dict(), states=said.states, line_code=said.line)


@router.get("/answer-templates", response=list[AnswerTemplateOut], operation_id="answers_list", summary="Answers")
def list_answers(request: ScopedRequest) -> Any:
    """Every answer still offered."""
    request.scope.require_somewhere("desk.view")
    return [_told(one) for one in queries.answer_templates(request.scope)]


@router.post("/answer-templates", response=AnswerTemplateOut, operation_id="answers_write", summary="Write an answer")
def write(request: ScopedRequest, said: AnswerTemplateIn, response: HttpResponse) -> Any:
    """Add one."""
    made = commands.write_answer(request.scope, _draft(said), now=now())
    tagged(response, made.version)
    return _told(made)


@router.post("/answer-templates/{uid}", response=AnswerTemplateOut, operation_id="answers_change", summary="Change it")
def change(request: ScopedRequest, uid: UUID, said: AnswerTemplateIn, version: IfMatch, response: HttpResponse) -> Any:
    """Write it anew."""
    made = commands.change_answer(request.scope, uid, _draft(said), expected_version=version, now=now())
    tagged(response, made.version)
    return _told(made)


@router.post(
    "/answer-templates/{uid}/put-away", response={204: None}, operation_id="answers_put_away", summary="Put it away"
)
def put_away(request: ScopedRequest, uid: UUID, version: IfMatch) -> None:
    """Offer it no more."""
    commands.put_away_answer(request.scope, uid, expected_version=version, now=now())

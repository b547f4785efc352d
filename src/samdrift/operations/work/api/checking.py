"""Checklists for other systems and for phones: write one, go through one."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema, Status
from pydantic import Field

from samdrift.foundation.api import Moment
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.work import queries
from samdrift.operations.work.api.doing import happened, router
from samdrift.operations.work.api.shapes import OrderOut, StepIn, Text, told
from samdrift.operations.work.commands import checking
from samdrift.operations.work.models import ChecklistVersion, StepResult
from samdrift.operations.work.rules import checklists as rules

Words = dict[str, str]


class StepChoiceOut(Schema):
    """An answer that may be chosen."""

    code: str
    text: Words
    fails: bool


class ChecklistStepOut(Schema):
    """A step: yes_no, number, choice, text, photo or signature."""

    key: str
    kind: str
    text: Words
    required: bool
    low: str | None
    high: str | None
    unit: str
    choices: list[StepChoiceOut]


class ChecklistOut(Schema):
    """A version of a checklist."""

    uid: UUID
    code: str
    number: int
    name: Words
    line: str
    steps: list[ChecklistStepOut]
    published_at: Moment


class ChecklistIn(Schema):
    """A checklist to publish; its steps one a line: kind | English | Danish | Swedish | more."""

    code: Annotated[str, Field(max_length=40)]
    name: Words
    line: Annotated[str, Field(max_length=8)] = ""
    steps: Annotated[str, Field(max_length=20_000)]


class StepAnswerIn(StepIn):
    """An answer; `uid` makes a repeat the same answer."""

    uid: UUID | None = None
    key: Annotated[str, Field(max_length=40)]
    value: Annotated[str, Field(max_length=400)]
    note: Annotated[str, Field(max_length=400)] = ""


class StepAnswerOut(Schema):
    """The answer that counts for a step."""

    uid: UUID
    key: str
    value: str
    passed: bool | None
    note: str
    answered_at: Moment
    follow_up: UUID | None


class GoneThroughOut(Schema):
    """An order's steps and answers, and the keys of those left."""

    steps: list[ChecklistStepOut]
    answers: list[StepAnswerOut]
    left: list[str]


class FollowUpIn(Schema):
    """What one saw beside the work."""

    uid: UUID | None = None
    title: Annotated[str, Field(max_length=160)]
    note: Text = ""


def _list(row: ChecklistVersion) -> dict[str, Any]:
    return {
        "uid": row.uid, "code": row.code, "number": row.number, "name": row.name, "line": row.line_code,
        "steps": row.steps, "published_at": row.published_at,
    }  # fmt: skip


def _answer(row: StepResult) -> dict[str, Any]:
    return {
        "uid": row.uid, "key": row.step_key, "value": row.value, "passed": row.passed, "note": row.note,
        "answered_at": row.answered_at, "follow_up": row.follow_up.uid if row.follow_up else None,
    }  # fmt: skip


@router.get("/checklists", response=list[ChecklistOut], operation_id="checklists", summary="Checklists")
def checklists(request: ScopedRequest) -> Any:
    """The checklists that count today, by code."""
    return [_list(row) for row in queries.checklists_of(request.scope)]


@router.post(
    "/checklists", response={201: ChecklistOut}, operation_id="checklist_publish", summary="Publish a checklist"
)
def publish(request: ScopedRequest, said: ChecklistIn) -> Any:
    """Publish a checklist, or the next version of one."""
    draft = checking.ChecklistDraft(code=said.code, name=said.name, steps=said.steps, line_code=said.line)
    return Status(201, _list(checking.publish_checklist(request.scope, draft, now=now())))


@router.get(
    "/work-orders/{uid}/checklist", response=GoneThroughOut, operation_id="work_checklist",
    summary="The checklist of an order",
)  # fmt: skip
def of_order(request: ScopedRequest, uid: UUID) -> Any:
    """The steps of an order with the answers that count."""
    order = queries.order_with_all(request.scope, uid)
    steps, answers = queries.steps_of(order), queries.answers_of(order)
    return {
        "steps": [step.as_json() for step in steps],
        "answers": [_answer(answers[step.key]) for step in steps if step.key in answers],
        "left": [step.key for step in rules.missing_steps(steps, answers)],
    }


@router.post(
    "/work-orders/{uid}/checklist", response={201: StepAnswerOut}, operation_id="work_answer", summary="Answer a step"
)
def answer(request: ScopedRequest, uid: UUID, said: StepAnswerIn) -> Any:
    """Answer a step; one with a uid that is there already is not written twice."""
    result = checking.answer_step(
        request.scope, uid, said.key, said.value, moment=happened(said), result_uid=said.uid, note=said.note
    )
    return Status(201, _answer(result))


@router.post(
    "/work-orders/{uid}/follow-ups", response={201: OrderOut}, operation_id="work_follow_up",
    summary="Make a follow-up order",
)  # fmt: skip
def follow_up(request: ScopedRequest, uid: UUID, said: FollowUpIn) -> Any:
    """Let what one saw beside the work become an order; the same uid gives the same order."""
    made = checking.add_follow_up(
        request.scope, uid, said.title, note=said.note, follow_up_uid=said.uid, now=now()
    )  # fmt: skip
    return Status(201, told(made))


__all__ = ["router"]

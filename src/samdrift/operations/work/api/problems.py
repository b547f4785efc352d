"""Problems for other systems."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from samdrift.foundation.api import Cursor, IfMatch, Limit, Moment, Page, page_of
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.work.api.doing import router
from samdrift.operations.work.commands import problems as commands
from samdrift.operations.work.models import Problem
from samdrift.operations.work.queries import problems as found


class ProblemOut(Schema):
    """A thing that fails again and again: open, cause_known, acting or closed."""

    uid: UUID
    version: int
    number: str
    asset: UUID
    fault: str
    state: str
    cause: str
    action: str
    outcome: str
    opened_at: Moment
    closed_at: Moment | None


class ProblemSaidIn(Schema):
    """What is known now: cause, act (what is done) or close (how it ended)."""

    move: Literal["cause", "act", "close"]
    said: Annotated[str, Field(max_length=4000)]


def _told(row: Problem) -> dict[str, Any]:
    return {
        "uid": row.uid, "version": row.version, "number": row.number, "asset": row.asset.uid, "fault": row.fault_code,
        "state": row.state, "cause": row.cause, "action": row.action, "outcome": row.outcome,
        "opened_at": row.opened_at, "closed_at": row.closed_at,
    }  # fmt: skip


@router.get("/problems", response=Page[ProblemOut], operation_id="problems", summary="Recurring defects")
def list_problems(request: ScopedRequest, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Problems one may see, the newest first."""
    request.scope.require_somewhere("work.view_problems")
    return page_of(found.problems_shown(request.scope), _told, order=("-pk",), cursor=cursor, limit=limit)


@router.get("/problems/{uid}", response=ProblemOut, operation_id="problem", summary="A recurring defect")
def one_problem(request: ScopedRequest, uid: UUID) -> Any:
    """One problem."""
    return _told(found.problems_shown(request.scope).get(uid=uid))


@router.post("/problems/{uid}", response=ProblemOut, operation_id="problem_move", summary="Say what is known of it")
def move(request: ScopedRequest, uid: UUID, said: ProblemSaidIn, version: IfMatch) -> Any:
    """Say the cause, what is done about it, or how it ended."""
    commands.move_problem(request.scope, uid, said.move, said.said, expected_version=version, now=now())
    return _told(found.problems_shown(request.scope).get(uid=uid))

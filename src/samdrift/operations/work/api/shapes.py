"""What work orders look like to other systems."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from samdrift.foundation.api import Moment, MomentIn
from samdrift.operations.work.models import WorkLine, WorkOrder

Text = Annotated[str, Field(max_length=4000)]
Code = Annotated[str, Field(max_length=32)]


class OrderOut(Schema):
    """A work order."""

    uid: UUID
    version: int
    number: str
    request: UUID | None
    title: str
    line: str
    state: str
    priority: int
    site: UUID | None
    space: UUID | None
    asset: UUID | None
    team: str | None
    assignee: UUID | None
    due_at: Moment | None
    accepted_at: Moment | None
    started_at: Moment | None
    done_at: Moment | None
    evidence: list[str]
    for_review: str
    kind: str
    skills: list[str]
    permit: str
    instructions: str
    planned_from: Moment | None
    planned_to: Moment | None
    verified_at: Moment | None
    closed_at: Moment | None
    sampled: bool


class LineOut(Schema):
    """Time or material spent."""

    uid: UUID
    kind: str
    minutes: int
    quantity: float | None
    unit: str
    text: str
    written_at: Moment


class WorkPromiseOut(Schema):
    """One clock of planned work: what was promised, by which rule, and how it stands."""

    kind: str
    state: str
    policy: str
    clause: str
    started_at: Moment
    due_at: Moment
    stopped_at: Moment | None
    paused: bool
    paused_seconds: int


class StepIn(Schema):
    """When it happened by the phone's own clock, for what was done without signal."""

    device_at: MomentIn | None = None
    sent_at: MomentIn | None = None


class WorkReasonIn(StepIn):
    """A step that needs a reason."""

    reason: Code
    note: Text = ""


class PauseIn(WorkReasonIn):
    """A wait, with the moment until which it was agreed."""

    until: MomentIn | None = None


class StartIn(StepIn):
    """Beginning, after a scan at the place or with a reason for none: tag_missing, cannot_scan, remote."""

    reason: Code = ""
    permit: Annotated[str, Field(max_length=40)] = ""


class FailIn(WorkReasonIn):
    """It could not be done; where nobody let us in, when that was tried."""

    attempted_at: MomentIn | None = None


class FinishIn(StepIn):
    """How it ended, and what there is to show for it."""

    resolution: Code
    note: Text = ""
    reading: Annotated[str, Field(max_length=200)] = ""
    signature: bool = False
    certificate: Annotated[str, Field(max_length=80)] = ""


class LineIn(Schema):
    """Time in minutes, a distance, or a quantity of something; `uid` makes a repeat the same line.

    `cost` is what it cost in all, as decimal text; `outside` says that it was outside working hours.
    """

    uid: UUID | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    quantity: Annotated[float, Field(gt=0, lt=1_000_000)] | None = None
    unit: Annotated[str, Field(max_length=12)] = ""
    text: Annotated[str, Field(max_length=160)] = ""
    kind: Literal["", "time", "travel", "material"] = ""
    cost: Annotated[str, Field(max_length=20)] = ""
    outside: bool = False


def told(order: WorkOrder) -> dict[str, Any]:
    """An order in the words of the API."""
    return {
        "uid": order.uid, "version": order.version, "number": order.number,
        "request": order.service_request.uid if order.service_request else None, "title": order.title,
        "line": order.line_code, "state": order.state, "priority": order.priority,
        "site": order.site.uid if order.site else None, "space": order.space.uid if order.space else None,
        "asset": order.asset.uid if order.asset else None, "team": order.team.code if order.team else None,
        "assignee": order.assignee.uid if order.assignee else None, "due_at": order.due_at,
        "accepted_at": order.accepted_at, "started_at": order.started_at, "done_at": order.done_at,
        "evidence": order.evidence, "for_review": order.for_review,
        "kind": order.kind, "skills": order.skills, "permit": order.permit_kind, "instructions": order.instructions,
        "planned_from": order.planned_from, "planned_to": order.planned_to, "verified_at": order.verified_at,
        "closed_at": order.closed_at, "sampled": order.sampled,
    }  # fmt: skip


def line_told(line: WorkLine) -> dict[str, Any]:
    """A line in the words of the API."""
    return {
        "uid": line.uid, "kind": line.kind, "minutes": line.minutes,
        "quantity": float(line.quantity) if line.quantity is not None else None, "unit": line.unit_code,
        "text": line.text, "written_at": line.written_at,
    }  # fmt: skip

"""Approvals for other systems: the same commands and queries as the pages."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.approvals import commands, queries
from samdrift.operations.approvals.models import Approval, ApprovalRule
from samdrift.registers.contracts import public as contracts

router = Router(tags=["Approvals"])


class ApprovalOut(Schema):
    """One step of saying yes or no."""

    uid: UUID
    version: int
    subject_kind: str
    subject_uid: UUID
    kind: str
    state: str
    amount_minor: int | None
    asked_at: Moment
    due_at: Moment
    step: int
    decided_at: Moment | None
    decided_for_uid: UUID | None
    reason: str

    @staticmethod
    def resolve_decided_for_uid(approval: Approval) -> UUID | None:
        """Whose authority it was when a deputy decided."""
        return approval.decided_for.uid if approval.decided_for else None


class RefusalIn(Schema):
    """Why not."""

    reason: Annotated[str, Field(max_length=400)]


@router.get("/approvals", response=list[ApprovalOut], operation_id="approvals_list", summary="What waits for you")
def waiting(request: ScopedRequest) -> Any:
    """What the caller may decide, the one due first on top."""
    request.scope.require_somewhere("approvals.view")
    return list(queries.waiting_for_me(request.scope).select_related("decided_for")[:200])


@router.post("/approvals/{uid}/approve", response=ApprovalOut, operation_id="approvals_approve", summary="Say yes")
def approve(request: ScopedRequest, uid: UUID, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Approve; what waited goes on."""

    def do() -> str:
        return str(commands.give_approval(request.scope, uid, expected_version=version, now=now()).uid)

    return Approval.objects.within(request.scope).get(uid=repeatable(request, key, do))


@router.post("/approvals/{uid}/refuse", response=ApprovalOut, operation_id="approvals_refuse", summary="Say no")
def refuse(request: ScopedRequest, uid: UUID, said: RefusalIn, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Do not approve, with the reason."""

    def do() -> str:
        refused = commands.refuse_approval(request.scope, uid, expected_version=version, reason=said.reason, now=now())
        return str(refused.uid)

    return Approval.objects.within(request.scope).get(uid=repeatable(request, key, do))


class ChosenIn(Schema):
    """One step with the version that was seen."""

    uid: UUID
    version: Annotated[int, Field(ge=1)]


class ManyIn(Schema):
    """The steps to say yes to."""

    chosen: Annotated[list[ChosenIn], Field(min_length=1, max_length=commands.MOST_AT_ONCE)]


class LeftOut(Schema):
    """A step that could not be approved, and why."""

    uid: UUID
    reason: str


class ManyOut(Schema):
    """What came of it, each step for itself."""

    approved: list[UUID]
    left: list[LeftOut]


@router.post("/approvals/approve", response=ManyOut, operation_id="approvals_approve_many", summary="Say yes to many")
def approve_many(request: ScopedRequest, said: ManyIn) -> Any:
    """Approve each for itself; what cannot be approved is left as it is, with the reason. Safe to repeat."""
    request.scope.require_somewhere("approvals.view")
    chosen = [(one.uid, one.version) for one in said.chosen]
    given, left = commands.give_approvals(request.scope, chosen, now=now())
    return {"approved": given, "left": [{"uid": uid, "reason": reason} for uid, reason in left.items()]}


class ApprovalStepOut(Schema):
    """One yes a rule asks for; above_minor: only above this amount."""

    kind: str
    above_minor: int | None = None


class RuleOut(Schema):
    """What needs a yes, from a day to a day."""

    uid: UUID
    code: str
    number: int
    contract_uid: UUID | None
    line_code: str
    request_type_code: str
    steps: list[ApprovalStepOut]
    at_time_out: str
    valid_from: date
    valid_to: date | None

    @staticmethod
    def resolve_contract_uid(rule: ApprovalRule) -> UUID | None:
        """The contract it is for, or nothing when it is for every one."""
        return rule.contract.uid if rule.contract else None


class RuleIn(Schema):
    """A rule to publish: a known code makes a new version of it."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    steps: Annotated[list[ApprovalStepOut], Field(max_length=5)]
    valid_from: date
    contract_uid: UUID | None = None
    line_code: Annotated[str, Field(max_length=8)] = ""
    request_type_code: Annotated[str, Field(max_length=32)] = ""
    at_time_out: Literal["above", "lapse"] = "above"


@router.get("/approval-rules", response=list[RuleOut], operation_id="approval_rules_list", summary="What needs a yes")
def rule_list(request: ScopedRequest) -> Any:
    """Every rule with its versions, the newest of a code first."""
    request.scope.require_somewhere("approvals.view_rules")
    return queries.rules_of(request.scope)


@router.post(
    "/approval-rules", response={201: RuleOut}, operation_id="approval_rules_publish", summary="Publish a rule"
)
def rule_publish(request: ScopedRequest, rule: RuleIn) -> Any:
    """Let a rule hold from a day on; the version before it ends the day before."""
    request.scope.require_somewhere("approvals.write_rules")
    found = {one.uid: one.pk for one in contracts.contracts_of(request.scope)}
    if rule.contract_uid is not None and rule.contract_uid not in found:
        raise Invalid({"contract_uid": _("There is no such contract.")})
    draft = commands.RuleDraft(
        code=rule.code, steps=[step.dict() for step in rule.steps], valid_from=rule.valid_from,
        contract_id=found[rule.contract_uid] if rule.contract_uid else None, line_code=rule.line_code,
        request_type_code=rule.request_type_code, at_time_out=rule.at_time_out,
    )  # fmt: skip
    return Status(201, commands.publish_rule(request.scope, draft, now=now()))

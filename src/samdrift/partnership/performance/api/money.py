"""What missed figures cost, for other systems: credits with their steps, reductions, agreeing and waiving."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.performance.api.asked import MonthText, contract_of, month_of
from samdrift.partnership.performance.commands import crediting
from samdrift.partnership.performance.models import VIEW_CREDITS, ServiceCredit
from samdrift.partnership.performance.queries import reading

router = Router(tags=["Performance"])


class ServiceCreditOut(Schema):
    """A credit in hundredths; below zero it goes back to the provider. `steps`: what each rule left."""

    uid: UUID
    version: int
    kind: str
    code: str
    month: date
    bills_in: date
    unit_uid: UUID | None
    result_uid: UUID
    charge_minor: int
    points: int
    factor: Decimal
    gross_minor: int
    steps: list[tuple[str, int]]
    net_minor: int
    state: str
    reason: str


class FeeReductionOut(Schema):
    """What a fee was reduced by: `missing` of `ordered` minutes of rooms, or runs, and the share that stands for them.

    `site_uid` none is the district's fee.
    """

    uid: UUID
    code: str
    line_code: str
    month: date
    bills_in: date
    unit_uid: UUID
    site_uid: UUID | None
    result_uid: UUID
    ordered: int
    missing: int
    fee_minor: int
    share: Decimal
    amount_minor: int
    invoiced_at: Moment | None


class CreditWaiverIn(Schema):
    """Why it is let go."""

    reason: Annotated[str, Field(max_length=400)]


class AgreedOut(Schema):
    """How many credits one's party agreed on."""

    agreed: int


@router.get(
    "/contracts/{uid}/service-credits", response=list[ServiceCreditOut], operation_id="service_credits",
    summary="A month's credits",
)  # fmt: skip
def credit_list(request: ScopedRequest, uid: UUID, month: MonthText) -> Any:
    """The credits of a month with every step that led to them."""
    contract = contract_of(request, uid)
    request.scope.require_somewhere(VIEW_CREDITS)
    return [_credit_out(row) for row in reading.credits_shown(request.scope, contract.pk, month_of(month))]


def _credit_out(row: ServiceCredit) -> dict[str, Any]:
    names = (
        "uid", "version", "kind", "code", "month", "bills_in", "charge_minor", "points", "factor", "gross_minor",
        "steps", "net_minor", "state", "reason",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names}, "result_uid": row.result.uid,
        "unit_uid": row.unit.uid if row.unit else None,
    }  # fmt: skip


@router.get(
    "/contracts/{uid}/fee-reductions", response=list[FeeReductionOut], operation_id="fee_reductions",
    summary="What fees were reduced by",
)  # fmt: skip
def reduction_list(request: ScopedRequest, uid: UUID, month: MonthText) -> Any:
    """A month's reductions for visits that were not delivered, each with the figure it follows from."""
    contract = contract_of(request, uid)
    request.scope.require_somewhere(VIEW_CREDITS)
    names = (
        "uid", "code", "line_code", "month", "bills_in", "ordered", "missing", "fee_minor", "share", "amount_minor",
        "invoiced_at",
    )  # fmt: skip
    return [
        {
            **{name: getattr(row, name) for name in names}, "unit_uid": row.unit.uid,
            "site_uid": row.site.uid if row.site else None, "result_uid": row.result.uid,
        }
        for row in reading.reductions_shown(request.scope, contract.pk, month_of(month))
    ]  # fmt: skip


@router.post(
    "/kpi-periods/{uid}/agree-credits", response=AgreedOut, operation_id="service_credits_agree",
    summary="Agree on a month's credits",
)  # fmt: skip
def credits_agree(request: ScopedRequest, uid: UUID, key: IdempotencyKey = None) -> Any:
    """Agree for one's own party; with both words they go on an invoice."""
    period = reading.period_by_uid(request.scope, uid)

    def do() -> int:
        return crediting.agree_credits(request.scope, period.contract_id, period.month, now=now())

    return {"agreed": repeatable(request, key, do)}


@router.post(
    "/service-credits/{uid}/waive", response=ServiceCreditOut, operation_id="service_credits_waive",
    summary="Let a credit go",
)  # fmt: skip
def credit_waive(
    request: ScopedRequest, response: HttpResponse, uid: UUID, said: CreditWaiverIn, version: IfMatch
) -> Any:
    """Let a credit go with a reason, for the client; above a limit its steering committee alone may."""
    row = crediting.waive_credit(request.scope, uid, said.reason, expected_version=version, now=now())
    tagged(response, row.version)
    return _credit_out(row)

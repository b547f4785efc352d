"""Key figures for other systems: months, figures with their districts, disputes and answers, readings."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.performance.api.asked import Count, MonthText, Text, contract_of, month_of, numbers_of
from samdrift.partnership.performance.commands import correcting, reviewing
from samdrift.partnership.performance.models import VIEW, KpiPeriod, KpiResult
from samdrift.partnership.performance.queries import reading
from samdrift.registers.parties import public as parties

router = Router(tags=["Performance"])


class KpiPeriodOut(Schema):
    """A month of a contract and how far both parties are with it."""

    uid: UUID
    version: int
    month: date
    state: str
    computed_at: Moment | None
    customer_agreed_at: Moment | None
    provider_agreed_at: Moment | None
    frozen_at: Moment | None


class KpiResultOut(Schema):
    """A figure of a month; `unit_uid` none is the whole contract. Numbers are texts with two decimals."""

    uid: UUID
    version: int
    code: str
    definition_number: int
    month: date
    unit_uid: UUID | None
    number: int
    numerator: int
    denominator: int
    value: Decimal | None
    band: str
    judged: bool
    misses_in_a_row: int
    state: str
    reason: str


class DisputeIn(Schema):
    """What is not right, and why."""

    text: Text


class DisputeAnswerIn(Schema):
    """An answer, with other numbers where they were found."""

    text: Text
    numerator: Count | None = None
    denominator: Count | None = None


class KpiReadingIn(Schema):
    """What was counted by hand, and what shows it; `unit_uid` none is the whole contract."""

    code: Annotated[str, Field(max_length=12)]
    month: Annotated[str, Field(max_length=7)]
    unit_uid: UUID | None = None
    numerator: Count
    denominator: Count
    evidence: Annotated[str, Field(max_length=400)]


class KpiReadingOut(Schema):
    """What was recorded."""

    uid: UUID


@router.get(
    "/contracts/{uid}/kpi-periods", response=list[KpiPeriodOut], operation_id="kpi_periods", summary="Measured months"
)
def period_list(request: ScopedRequest, uid: UUID) -> Any:
    """The months that were measured, the newest first."""
    request.scope.require_somewhere(VIEW)
    return reading.months_of(request.scope, contract_of(request, uid).pk)


@router.get(
    "/contracts/{uid}/kpi-results", response=list[KpiResultOut], operation_id="kpi_results", summary="A month's figures"
)
def result_list(request: ScopedRequest, uid: UUID, month: MonthText) -> Any:
    """The latest entries of a month, of the contract and its districts."""
    request.scope.require_somewhere(VIEW)
    lines = reading.table(request.scope, contract_of(request, uid).pk, month_of(month))
    return [result_out(row) for line in lines for row in (line.row, *line.units) if row is not None]


@router.get("/kpi-results/{uid}", response=KpiResultOut, operation_id="kpi_results_get", summary="One figure")
def result_read(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """One figure, with the version to dispute it by."""
    row = reading.result_by_uid(request.scope, uid)
    tagged(response, row.version)
    return result_out(row)


@router.post("/kpi-periods/{uid}/agree", response=KpiPeriodOut, operation_id="kpi_periods_agree", summary="Agree")
def period_agree(request: ScopedRequest, uid: UUID, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Agree on a month for one's own party, but for what is in dispute."""

    def do() -> str:
        return str(reviewing.agree_month(request.scope, uid, expected_version=version, now=now()).uid)

    found: KpiPeriod = reading.period_by_uid(request.scope, UUID(repeatable(request, key, do)))
    return found


@router.post("/kpi-results/{uid}/dispute", response=KpiResultOut, operation_id="kpi_results_dispute", summary="Dispute")
def result_dispute(
    request: ScopedRequest, uid: UUID, said: DisputeIn, version: IfMatch, key: IdempotencyKey = None
) -> Any:
    """Say that a figure is not right, and why."""

    def do() -> str:
        row = reviewing.dispute(request.scope, uid, said.text, expected_version=version, now=now())
        return str(row.uid)

    return result_out(reading.result_by_uid(request.scope, UUID(repeatable(request, key, do))))


@router.post("/kpi-results/{uid}/answer", response=KpiResultOut, operation_id="kpi_results_answer", summary="Answer")
def result_answer(
    request: ScopedRequest, uid: UUID, said: DisputeAnswerIn, version: IfMatch, key: IdempotencyKey = None
) -> Any:
    """Answer a dispute; the party that did not write the latest answer may settle on it."""
    numbers = numbers_of(said.numerator, said.denominator)

    def do() -> str:
        reviewing.answer(request.scope, uid, said.text, numbers=numbers, expected_version=version, now=now())
        return str(uid)

    return result_out(reading.result_by_uid(request.scope, UUID(repeatable(request, key, do))))


@router.post("/kpi-results/{uid}/settle", response=KpiResultOut, operation_id="kpi_results_settle", summary="Settle")
def result_settle(request: ScopedRequest, uid: UUID, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Accept the other party's latest answer."""

    def do() -> str:
        return str(reviewing.settle(request.scope, uid, expected_version=version, now=now()).uid)

    return result_out(reading.result_by_uid(request.scope, UUID(repeatable(request, key, do))))


@router.post(
    "/contracts/{uid}/kpi-readings", response={201: KpiReadingOut}, operation_id="kpi_readings_record",
    summary="Record what was counted by hand",
)  # fmt: skip
def reading_record(request: ScopedRequest, uid: UUID, said: KpiReadingIn, key: IdempotencyKey = None) -> Any:
    """For a definition whose source is a reading; the newest one counts."""
    contract = contract_of(request, uid)
    request.scope.require_somewhere(correcting.RECORD)
    unit = parties.Unit.objects.within(request.scope).get(uid=said.unit_uid).pk if said.unit_uid else None

    def do() -> str:
        made = correcting.record_reading(
            request.scope, contract.pk, said.code, month_of(said.month),
            (said.numerator, said.denominator), evidence=said.evidence, unit_id=unit, now=now(),
        )  # fmt: skip
        return str(made.uid)

    return Status(201, {"uid": repeatable(request, key, do)})


def result_out(row: KpiResult) -> dict[str, Any]:
    """A figure as `KpiResultOut` gives it."""
    names = (
        "uid", "version", "code", "month", "number", "numerator", "denominator", "value", "band", "judged", "state",
        "reason",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names}, "definition_number": row.definition.number,
        "unit_uid": row.unit.uid if row.unit else None, "misses_in_a_row": row.run_failures,
    }  # fmt: skip

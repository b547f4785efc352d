"""Key figures for other systems: months, figures with their districts, disputes and answers, readings, credits."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.performance.commands import correcting, crediting, defining, reviewing
from samdrift.partnership.performance.models import VIEW, VIEW_CREDITS, KpiDefinition, KpiPeriod, KpiResult
from samdrift.partnership.performance.queries import reading, terms
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

router = Router(tags=["Performance"])
Text = Annotated[str, Field(max_length=600)]
MonthText = Annotated[str, Query(..., max_length=7, description="Such as 2025-03")]
Count = Annotated[int, Field(ge=0, le=10**12)]


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


class KpiDefinitionOut(Schema):
    """A version of what a figure means."""

    uid: UUID
    version: int
    code: str
    number: int
    name: dict[str, str]
    counted: dict[str, str]
    source: str
    per: str
    line_code: str
    clause: str
    target: Decimal
    lower_is_better: bool
    scale: int
    edges: list[str]
    stretch: Decimal | None
    low_volume_under: int
    fewest: int
    weight: Decimal
    valid_from: date
    standing: str


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


class RemediesOut(Schema):
    """A version of how misses become money: shares as texts, amounts in hundredths."""

    uid: UUID
    version: int
    number: int
    valid_from: date
    terms: dict[str, Any]
    note: str
    standing: str


class RemediesIn(Schema):
    """Remedies from the first of a month ahead; what `terms` does not say is as the kernel takes it."""

    valid_from: date
    terms: dict[str, Any]
    note: Annotated[str, Field(max_length=400)] = ""


class AgreedOut(Schema):
    """How many credits one's party agreed on."""

    agreed: int


@router.get(
    "/contracts/{uid}/kpi-periods", response=list[KpiPeriodOut], operation_id="kpi_periods", summary="Measured months"
)
def period_list(request: ScopedRequest, uid: UUID) -> Any:
    """The months that were measured, the newest first."""
    request.scope.require_somewhere(VIEW)
    return reading.months_of(request.scope, _contract(request, uid).pk)


@router.get(
    "/contracts/{uid}/kpi-definitions", response=list[KpiDefinitionOut], operation_id="kpi_definitions",
    summary="What key figures mean",
)  # fmt: skip
def definition_list(request: ScopedRequest, uid: UUID) -> Any:
    """Every version of every definition, by code, the newest first."""
    request.scope.require_somewhere(VIEW)
    rows: list[KpiDefinition] = list(terms.definitions_shown(request.scope, _contract(request, uid).pk))
    return rows


@router.get(
    "/contracts/{uid}/kpi-results", response=list[KpiResultOut], operation_id="kpi_results", summary="A month's figures"
)
def result_list(request: ScopedRequest, uid: UUID, month: MonthText) -> Any:
    """The latest entries of a month, of the contract and its districts."""
    request.scope.require_somewhere(VIEW)
    lines = reading.table(request.scope, _contract(request, uid).pk, _month(month))
    return [_out(row) for line in lines for row in (line.row, *line.units) if row is not None]


@router.get("/kpi-results/{uid}", response=KpiResultOut, operation_id="kpi_results_get", summary="One figure")
def result_read(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """One figure, with the version to dispute it by."""
    row = reading.result_by_uid(request.scope, uid)
    tagged(response, row.version)
    return _out(row)


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

    return _out(reading.result_by_uid(request.scope, UUID(repeatable(request, key, do))))


@router.post("/kpi-results/{uid}/answer", response=KpiResultOut, operation_id="kpi_results_answer", summary="Answer")
def result_answer(
    request: ScopedRequest, uid: UUID, said: DisputeAnswerIn, version: IfMatch, key: IdempotencyKey = None
) -> Any:
    """Answer a dispute; the party that did not write the latest answer may settle on it."""
    numbers = None
    if (said.numerator is None) != (said.denominator is None):
        raise Invalid({"denominator": _("Write two whole numbers: how many of how many.")})
    if said.numerator is not None and said.denominator is not None:
        numbers = (said.numerator, said.denominator)

    def do() -> str:
        reviewing.answer(request.scope, uid, said.text, numbers=numbers, expected_version=version, now=now())
        return str(uid)

    return _out(reading.result_by_uid(request.scope, UUID(repeatable(request, key, do))))


@router.post("/kpi-results/{uid}/settle", response=KpiResultOut, operation_id="kpi_results_settle", summary="Settle")
def result_settle(request: ScopedRequest, uid: UUID, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Accept the other party's latest answer."""

    def do() -> str:
        return str(reviewing.settle(request.scope, uid, expected_version=version, now=now()).uid)

    return _out(reading.result_by_uid(request.scope, UUID(repeatable(request, key, do))))


@router.post(
    "/contracts/{uid}/kpi-readings", response={201: KpiReadingOut}, operation_id="kpi_readings_record",
    summary="Record what was counted by hand",
)  # fmt: skip
def reading_record(request: ScopedRequest, uid: UUID, said: KpiReadingIn, key: IdempotencyKey = None) -> Any:
    """For a definition whose source is a reading; the newest one counts."""
    contract = _contract(request, uid)
    request.scope.require_somewhere(correcting.RECORD)
    unit = parties.Unit.objects.within(request.scope).get(uid=said.unit_uid).pk if said.unit_uid else None

    def do() -> str:
        made = correcting.record_reading(
            request.scope, contract.pk, said.code, _month(said.month),
            (said.numerator, said.denominator), evidence=said.evidence, unit_id=unit, now=now(),
        )  # fmt: skip
        return str(made.uid)

    return Status(201, {"uid": repeatable(request, key, do)})


@router.get(
    "/contracts/{uid}/service-credits", response=list[ServiceCreditOut], operation_id="service_credits",
    summary="A month's credits",
)  # fmt: skip
def credit_list(request: ScopedRequest, uid: UUID, month: MonthText) -> Any:
    """The credits of a month with every step that led to them."""
    contract = _contract(request, uid)
    request.scope.require_somewhere(VIEW_CREDITS)
    rows = reading.credits_shown(request.scope, contract.pk, _month(month))
    names = (
        "uid", "version", "kind", "code", "month", "bills_in", "charge_minor", "points", "factor", "gross_minor",
        "steps", "net_minor", "state", "reason",
    )  # fmt: skip
    return [
        {
            **{name: getattr(row, name) for name in names}, "result_uid": row.result.uid,
            "unit_uid": row.unit.uid if row.unit else None,
        }
        for row in rows
    ]  # fmt: skip


@router.get(
    "/contracts/{uid}/kpi-remedies", response=list[RemediesOut], operation_id="kpi_remedies",
    summary="What missed figures cost",
)  # fmt: skip
def remedies_list(request: ScopedRequest, uid: UUID) -> Any:
    """Every version of the remedies, the newest first."""
    contract = _contract(request, uid)
    request.scope.require_somewhere(VIEW_CREDITS)
    return list(terms.remedies_shown(request.scope, contract.pk))


@router.post(
    "/contracts/{uid}/kpi-remedies", response={201: RemediesOut}, operation_id="kpi_remedies_propose",
    summary="Propose what missed figures cost",
)  # fmt: skip
def remedies_propose(request: ScopedRequest, uid: UUID, said: RemediesIn, key: IdempotencyKey = None) -> Any:
    """Propose remedies for the other party to accept."""
    contract = _contract(request, uid)

    def do() -> str:
        draft = defining.RemedyDraft(valid_from=said.valid_from, terms=said.terms)
        return str(defining.propose_remedies(request.scope, contract.uid, draft, now=now(), note=said.note).uid)

    made = UUID(repeatable(request, key, do))
    return Status(201, terms.remedies_shown(request.scope, contract.pk).get(uid=made))


@router.get(
    "/contracts/{uid}/fee-reductions", response=list[FeeReductionOut], operation_id="fee_reductions",
    summary="What fees were reduced by",
)  # fmt: skip
def reduction_list(request: ScopedRequest, uid: UUID, month: MonthText) -> Any:
    """A month's reductions for visits that were not delivered, each with the figure it follows from."""
    contract = _contract(request, uid)
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
        for row in reading.reductions_shown(request.scope, contract.pk, _month(month))
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


def _contract(request: ScopedRequest, uid: UUID) -> contracts.Contract:
    return contracts.Contract.objects.within(request.scope).get(uid=uid)


def _month(typed: str) -> date:
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError as wrong:
        raise Invalid({"month": _("Write a month, such as 2025-03.")}) from wrong


def _out(row: KpiResult) -> dict[str, Any]:
    names = (
        "uid", "version", "code", "month", "number", "numerator", "denominator", "value", "band", "judged", "state",
        "reason",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names}, "definition_number": row.definition.number,
        "unit_uid": row.unit.uid if row.unit else None, "misses_in_a_row": row.run_failures,
    }  # fmt: skip

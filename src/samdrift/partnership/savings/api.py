"""Savings for other systems: the year's comparison, initiatives and their moves, baselines, settlements, budgets."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import Cursor, IdempotencyKey, IfMatch, Limit, Moment, Page, page_of, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.savings.commands import baselines, commitments, initiatives, settling, verifying
from samdrift.partnership.savings.commands.budgets import Place, unit_by_uid
from samdrift.partnership.savings.models import Baseline, Commitment, SavingItem, Settlement
from samdrift.partnership.savings.queries import budgets, figures, ledger, schemes
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

router = Router(tags=["Savings"])
VIEW = "savings.view"
YearIn = Annotated[int, Query(..., ge=2000, le=2100, description="The calendar year")]
Text = Annotated[str, Field(max_length=400)]


class SavingOut(Schema):
    """One unit's service against its baseline; base + volume + scope + price level + efficiency = actual, exactly."""

    unit_uid: UUID
    line: str
    base_minor: int
    volume_minor: int
    scope_minor: int
    price_level_minor: int
    efficiency_minor: int
    adjusted_minor: int
    actual_minor: int
    saved_minor: int
    percent: Decimal | None
    verified_minor: int
    baseline_uid: UUID | None


class SavingsYearOut(Schema):
    """What was saved under a contract in a year, up to the last month whose cost is known; amounts in hundredths."""

    year: int
    months: int
    currency: str
    rows: list[SavingOut]


class InitiativeOut(Schema):
    """An initiative; amounts in hundredths."""

    uid: UUID
    version: int
    number: str
    title: str
    kind: str
    state: str
    unit_uid: UUID
    line_code: str
    cashable: bool
    recurring: bool
    forecast_minor: int
    cost_line: str
    share_percent: Decimal
    evidence: str
    moved_at: Moment

    @staticmethod
    def resolve_unit_uid(item: SavingItem) -> UUID:
        """The unit it saves in."""
        return UUID(str(item.unit.uid))


class InitiativeIn(Schema):
    """An idea."""

    contract_uid: UUID
    unit_uid: UUID
    line_code: Annotated[str, Field(min_length=1, max_length=8)]
    title: Annotated[str, Field(min_length=1, max_length=160)]
    kind: Literal["price", "volume", "spec", "process", "avoidance"]
    description: Annotated[str, Field(max_length=1000)] = ""
    cashable: bool = True
    recurring: bool = True


class SavingMoveIn(Schema):
    """What a move needs: an amount in hundredths, a cost line and its share, evidence, a reason, a year, a transfer."""

    move: Literal["forecast", "agree_baseline", "begin", "deliver", "verify", "recur", "lapse", "reject"]
    amount_minor: Annotated[int, Field(ge=0, le=10**15)] = 0
    cost_line: Annotated[str, Field(max_length=24)] = ""
    percent: Decimal = Decimal(100)
    evidence: Text = ""
    reason: Text = ""
    year: Annotated[int, Field(ge=2000, le=2100)] = 2000
    transfer_uid: UUID | None = None


class BaselineOut(Schema):
    """A version of a baseline: its cost lines, and how they are carried to later years."""

    uid: UUID
    version: int
    number: int
    unit_uid: UUID
    line_code: str
    year: int
    state: str
    total_minor: int
    cost_lines: list[dict[str, Any]]
    carried: dict[str, Any]
    evidence: str

    @staticmethod
    def resolve_unit_uid(row: Baseline) -> UUID:
        """The unit whose cost it is."""
        return UUID(str(row.unit.uid))


class SettlementOut(Schema):
    """What a year comes to under a guarantee or a scheme of sharing; below nothing the provider pays."""

    uid: UUID
    version: int
    kind: str
    year: int
    state: str
    facts: dict[str, Any]
    result: dict[str, Any]
    charge_minor: int

    @staticmethod
    def resolve_kind(row: Settlement) -> str:
        """A guarantee or shared gains."""
        return str(row.scheme.kind)


class BudgetOut(Schema):
    """A unit's service in a year, in hundredths."""

    unit_uid: UUID
    line: str
    original_minor: int
    revised_minor: int
    actual_minor: int
    committed_minor: int
    forecast_minor: int
    alerts: list[int]


@router.get(
    "/contracts/{uid}/savings", response=SavingsYearOut, operation_id="savings_of_year", summary="What was saved"
)
def savings_of_year(request: ScopedRequest, uid: UUID, year: YearIn) -> Any:
    """Each unit's services against their baselines."""
    contract = contracts.contracts_of(request.scope).get(uid=uid)
    request.scope.require_somewhere(VIEW)
    found = figures.year_of(request.scope, contract.pk, year)
    units = _uids(request, found.names)
    names = ("base", "volume", "scope", "price_level", "efficiency", "adjusted", "actual", "saved")
    rows = [
        {
            "unit_uid": units[row.unit_id], "line": row.line, "percent": row.saving.percent,
            "verified_minor": row.verified_minor, "baseline_uid": row.baseline_uid,
            **{f"{name}_minor": getattr(row.saving, f"{name}_minor") for name in names},
        }
        for row in found.rows
    ]  # fmt: skip
    return {"year": year, "months": found.months, "currency": contract.currency, "rows": rows}


@router.get("/contracts/{uid}/budgets", response=list[BudgetOut], operation_id="budgets_of_year", summary="Budgets")
def budgets_of_year(request: ScopedRequest, uid: UUID, year: YearIn) -> Any:
    """Budgets by unit and service with what is spent and promised; the customer's own."""
    contract = contracts.contracts_of(request.scope).get(uid=uid)
    request.scope.require_somewhere("savings.view_budgets")
    found = budgets.budgets_of_year(request.scope, contract.pk, year)
    units = _uids(request, found.names)
    names = ("original_minor", "revised_minor", "actual_minor", "committed_minor", "forecast_minor")
    return [
        {
            "unit_uid": units[row.unit_id], "line": row.line, "alerts": list(row.alerts),
            **{name: getattr(row, name) for name in names},
        }
        for row in found.lines
    ]  # fmt: skip


class CommitmentOut(Schema):
    """What is promised of a budget, in hundredths, and what of it is not booked or released yet."""

    uid: UUID
    unit_uid: UUID
    line: str
    month: date
    title: str
    reference: str
    source: str
    promised_minor: int
    left_minor: int
    version: int

    @staticmethod
    def resolve_unit_uid(row: Commitment) -> UUID:
        return UUID(str(row.unit.uid))

    @staticmethod
    def resolve_line(row: Commitment) -> str:
        return str(row.line_code)


class CommitmentIn(Schema):
    """What was promised of a unit's service."""

    unit_uid: UUID
    line: Annotated[str, Field(max_length=8)]
    month: date
    title: Annotated[str, Field(max_length=160)]
    reference: Annotated[str, Field(max_length=60)] = ""
    amount_minor: int


class CommitmentLeftIn(Schema):
    """How much is still to come; nothing releases it."""

    left_minor: int


@router.get(
    "/contracts/{uid}/commitments", response=list[CommitmentOut], operation_id="commitments_of_year",
    summary="What is promised of budgets",
)  # fmt: skip
def commitments_of_year(request: ScopedRequest, uid: UUID, year: YearIn) -> Any:
    """What is promised and not booked yet, the latest first; the customer's own."""
    contract = contracts.contracts_of(request.scope).get(uid=uid)
    request.scope.require_somewhere("savings.view_budgets")
    return list(budgets.commitments_of(request.scope, contract.pk, year))


@router.post(
    "/contracts/{uid}/commitments", response={201: CommitmentOut}, operation_id="commitments_note",
    summary="Note what was promised",
)  # fmt: skip
def note_commitment(request: ScopedRequest, uid: UUID, said: CommitmentIn, key: IdempotencyKey = None) -> Any:
    """Let a promise burden a budget."""
    contract = contracts.contracts_of(request.scope).get(uid=uid)
    request.scope.require_somewhere(commitments.COMMIT)

    def do() -> str:
        place = Place(contract.pk, unit_by_uid(request.scope, said.unit_uid).pk, said.line)
        draft = commitments.CommitmentDraft(
            month=said.month, amount_minor=said.amount_minor, title=said.title, reference=said.reference
        )
        return str(commitments.note_commitment(request.scope, place, draft, now=now()).uid)

    return Status(201, budgets.commitment(request.scope, UUID(str(repeatable(request, key, do)))))


@router.post(
    "/commitments/{uid}/left", response=CommitmentOut, operation_id="commitments_left",
    summary="Say how much is still to come",
)  # fmt: skip
def commitment_left(
    request: ScopedRequest, uid: UUID, said: CommitmentLeftIn, version: IfMatch, key: IdempotencyKey = None
) -> Any:  # fmt: skip
    """Change what is left of a commitment noted by hand, or release it; others follow their work and answer 409."""
    budgets.commitment(request.scope, uid)

    def do() -> str:
        commitments.change_commitment(
            request.scope, uid, left_minor=said.left_minor, expected_version=version, now=now()
        )
        return str(uid)

    return budgets.commitment(request.scope, UUID(str(repeatable(request, key, do))))


@router.get(
    "/contracts/{uid}/settlements", response=list[SettlementOut], operation_id="settlements_list", summary="Settlements"
)
def settlement_list(request: ScopedRequest, uid: UUID) -> Any:
    """Guarantees and shared gains by year, the latest first."""
    contract = contracts.contracts_of(request.scope).get(uid=uid)
    request.scope.require_somewhere(VIEW)
    return schemes.settlements_of(request.scope, contract.pk)


@router.get("/savings", response=Page[InitiativeOut], operation_id="savings_list", summary="Initiatives")
def initiative_list(request: ScopedRequest, contract: UUID, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """The initiatives of a contract, those moved last first."""
    request.scope.require_somewhere(VIEW)
    held = contracts.contracts_of(request.scope).get(uid=contract)
    rows = ledger.initiatives(request.scope, held.pk)
    return page_of(rows, InitiativeOut.from_orm, order=ledger.ORDER, cursor=cursor, limit=limit)


@router.post("/savings", response={201: InitiativeOut}, operation_id="savings_note", summary="Write down an idea")
def note(request: ScopedRequest, idea: InitiativeIn, key: IdempotencyKey = None) -> Any:
    """Write down what might save."""
    request.scope.require_somewhere("savings.propose")

    def do() -> str:
        draft = initiatives.SavingDraft(
            contract_id=contracts.contracts_of(request.scope).get(uid=idea.contract_uid).pk,
            unit_id=unit_by_uid(request.scope, idea.unit_uid).pk, line_code=idea.line_code, title=idea.title,
            kind=idea.kind, description=idea.description, cashable=idea.cashable, recurring=idea.recurring,
        )  # fmt: skip
        return str(initiatives.note_saving(request.scope, draft, now=now()).uid)

    return Status(201, ledger.initiative(request.scope, repeatable(request, key, do)))


@router.get("/savings/{uid}", response=InitiativeOut, operation_id="savings_read", summary="One initiative")
def read(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """One initiative with its version in the ETag."""
    item = ledger.initiative(request.scope, uid)
    tagged(response, item.version)
    return item


@router.post("/savings/{uid}/move", response=InitiativeOut, operation_id="savings_move", summary="Move an initiative")
def move(request: ScopedRequest, uid: UUID, said: SavingMoveIn, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Do one move of the table; what the rules do not allow answers 409."""
    ledger.initiative(request.scope, uid)

    def do() -> str:
        _move(request, uid, said, version)
        return str(uid)

    return ledger.initiative(request.scope, repeatable(request, key, do))


def _move(request: ScopedRequest, uid: UUID, said: SavingMoveIn, version: int) -> None:
    scope, at = request.scope, now()
    match said.move:
        case "forecast":
            initiatives.give_forecast(scope, uid, amount_minor=said.amount_minor, expected_version=version, now=at)
        case "agree_baseline":
            initiatives.bind_to_baseline(
                scope, uid, cost_line=said.cost_line, percent=said.percent, expected_version=version, now=at
            )
        case "begin":
            initiatives.begin_delivery(scope, uid, expected_version=version, now=at)
        case "deliver":
            initiatives.deliver_saving(scope, uid, evidence=said.evidence, expected_version=version, now=at)
        case "verify":
            found = verifying.Found(
                year=said.year, amount_minor=said.amount_minor, evidence=said.evidence, transfer_uid=said.transfer_uid
            )
            verifying.verify_saving(scope, uid, found, expected_version=version, now=at)
        case "recur":
            initiatives.let_recur(scope, uid, expected_version=version, now=at)
        case "lapse":
            initiatives.let_lapse(scope, uid, reason=said.reason, expected_version=version, now=at)
        case "reject":
            initiatives.reject_saving(scope, uid, reason=said.reason, expected_version=version, now=at)


@router.get("/baselines/{uid}", response=BaselineOut, operation_id="baselines_read", summary="One baseline")
def baseline(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """A baseline with its version in the ETag."""
    row = Baseline.objects.within(request.scope).select_related("unit").get(uid=uid)
    tagged(response, row.version)
    return row


@router.post("/baselines/{uid}/agree", response=BaselineOut, operation_id="baselines_agree", summary="Agree to it")
def agree(request: ScopedRequest, uid: UUID, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Agree to the other party's baseline."""

    def do() -> str:
        return str(baselines.agree_to_baseline(request.scope, uid, expected_version=version, now=now()).uid)

    return Baseline.objects.within(request.scope).select_related("unit").get(uid=repeatable(request, key, do))


@router.get("/settlements/{uid}", response=SettlementOut, operation_id="settlements_read", summary="One settlement")
def read_settlement(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """A settlement, step by step, with its version in the ETag."""
    row = schemes.settlement(request.scope, uid)
    tagged(response, row.version)
    return row


@router.post("/settlements/{uid}/sign", response=SettlementOut, operation_id="settlements_sign", summary="Sign it")
def sign(request: ScopedRequest, uid: UUID, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Sign for one's own side."""

    def do() -> str:
        return str(settling.sign_settlement(request.scope, uid, expected_version=version, now=now()).uid)

    return schemes.settlement(request.scope, repeatable(request, key, do))


def _uids(request: ScopedRequest, names: Any) -> dict[int, UUID]:
    return dict(parties.Unit.objects.within(request.scope).filter(pk__in=set(names)).values_list("pk", "uid"))

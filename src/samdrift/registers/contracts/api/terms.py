"""Contracts for other systems: their months, freezing one, and answering what the other party proposed."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, IfMatch, Moment, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.commands import proposals
from samdrift.registers.contracts.models import Contract, TermsProposal
from samdrift.registers.contracts.queries.rates import price_lists_of
from samdrift.registers.parties import public as parties

router = Router(tags=["Contracts"])
VIEW = "contracts.view"
Note = Annotated[str, Field(max_length=400)]


class ContractOut(Schema):
    """A contract; names by language, lines by their codes (none is all)."""

    uid: UUID
    code: str
    name: dict[str, str]
    customer: dict[str, str]
    provider: dict[str, str]
    starts_on: date
    ends_on: date
    currency: str
    lines: list[str]

    @staticmethod
    def resolve_customer(contract: Contract) -> dict[str, str]:
        """The customer's name."""
        return dict(contract.customer.name)

    @staticmethod
    def resolve_provider(contract: Contract) -> dict[str, str]:
        """The provider's name."""
        return dict(contract.provider.name)


class ContractMonthOut(Schema):
    """A month that has ended: open, proposed to be frozen, or frozen."""

    month: str
    state: Literal["open", "waits", "frozen"]


class TermsProposalOut(Schema):
    """What one party proposes: a rule, the end of one, a calendar, or that a month be frozen."""

    uid: UUID
    version: int
    contract_uid: UUID
    what: str
    code: str
    valid_from: date
    standing: str
    note: str
    answer: str
    ours: bool
    proposed_at: Moment
    decided_at: Moment | None
    result_uid: UUID | None


class PriceListOut(Schema):
    """A version of a price list; `rates` one a line: what | line | kind | hours | value | clause."""

    uid: UUID
    number: int
    rates: str
    valid_from: date
    valid_to: date | None
    superseded_at: Moment | None


class RatesIn(Schema):
    """Rates one a line, and from which day they should hold."""

    rates: Annotated[str, Field(max_length=20_000)]
    valid_from: date
    note: Note = ""


class FreezeIn(Schema):
    """The month to freeze, such as 2025-03."""

    month: Annotated[str, Field(max_length=7)]
    note: Note = ""


class TermsRefusalIn(Schema):
    """Why not."""

    answer: Note


@router.get("/contracts", response=list[ContractOut], operation_id="contracts_list", summary="Contracts")
def contract_list(request: ScopedRequest) -> Any:
    """The contracts whose terms the caller may see, by code."""
    request.scope.require_somewhere(VIEW)
    return list(queries.contracts_shown(request.scope)[:200])


@router.get(
    "/contracts/{uid}/months",
    response=list[ContractMonthOut],
    operation_id="contract_months",
    summary="Months of a contract",
)
def month_list(request: ScopedRequest, uid: UUID, most: Annotated[int, Query(12, ge=1, le=120)]) -> Any:
    """The last months that have ended, the latest first."""
    contract = queries.contract_by_uid(request.scope, uid)
    today = parties.community_day(request.scope, now())
    return [{"month": f"{one:%Y-%m}", "state": state} for one, state in queries.months_of(
        request.scope, contract, today, most
    )]  # fmt: skip


@router.post(
    "/contracts/{uid}/months", response={201: TermsProposalOut}, operation_id="contract_month_freeze",
    summary="Propose to freeze a month",
)  # fmt: skip
def month_freeze(request: ScopedRequest, uid: UUID, said: FreezeIn, key: IdempotencyKey = None) -> Any:
    """Propose it; the month is frozen once the other party accepts, and is never opened again."""
    queries.contract_by_uid(request.scope, uid)
    try:
        month = date.fromisoformat(f"{said.month}-01")
    except ValueError as wrong:
        raise Invalid({"month": _("Write a month, such as 2025-03.")}) from wrong

    def do() -> str:
        return str(proposals.propose_freeze(request.scope, uid, month, now=now(), note=said.note).uid)

    return Status(201, shown(request, UUID(repeatable(request, key, do))))


@router.get(
    "/contracts/{uid}/proposals", response=list[TermsProposalOut], operation_id="contract_proposals",
    summary="What is proposed for a contract",
)  # fmt: skip
def proposal_list(request: ScopedRequest, uid: UUID) -> Any:
    """What waits for an answer first, then what was decided last."""
    contract = queries.contract_by_uid(request.scope, uid)
    return [_out(request, one) for one in queries.proposals_of(request.scope, contract)]


@router.get(
    "/term-proposals/{uid}", response=TermsProposalOut, operation_id="term_proposals_get", summary="One proposal"
)  # fmt: skip
def proposal_read(request: ScopedRequest, uid: UUID, response: HttpResponse) -> Any:
    """One proposal, with the version to answer it by."""
    proposal = queries.proposal_by_uid(request.scope, uid)
    tagged(response, proposal.version)
    return _out(request, proposal)


@router.post(
    "/term-proposals/{uid}/accept", response=TermsProposalOut, operation_id="term_proposals_accept", summary="Say yes"
)
def accept(request: ScopedRequest, uid: UUID, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Let it hold, for a person of the other party: a rule from its day on, a month frozen from now on."""

    def do() -> str:
        return str(proposals.accept_terms(request.scope, uid, expected_version=version, now=now()).uid)

    return shown(request, UUID(repeatable(request, key, do)))


@router.post(
    "/term-proposals/{uid}/refuse", response=TermsProposalOut, operation_id="term_proposals_refuse", summary="Say no"
)
def refuse(
    request: ScopedRequest, uid: UUID, said: TermsRefusalIn, version: IfMatch, key: IdempotencyKey = None
) -> Any:
    """Do not accept it, with the reason."""

    def do() -> str:
        refused = proposals.refuse_terms(
            request.scope, uid, expected_version=version, answer=said.answer, now=now()
        )  # fmt: skip
        return str(refused.uid)

    return shown(request, UUID(repeatable(request, key, do)))


@router.post(
    "/term-proposals/{uid}/withdraw", response=TermsProposalOut, operation_id="term_proposals_withdraw",
    summary="Take a proposal back",
)  # fmt: skip
def withdraw(request: ScopedRequest, uid: UUID, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Take back what one's own party proposed and nobody has answered."""

    def do() -> str:
        return str(proposals.withdraw_terms(request.scope, uid, expected_version=version, now=now()).uid)

    return shown(request, UUID(repeatable(request, key, do)))


def shown(request: ScopedRequest, uid: UUID) -> dict[str, Any]:
    """A proposal as it is answered."""
    return _out(request, queries.proposal_by_uid(request.scope, uid))


def _out(request: ScopedRequest, one: TermsProposal) -> dict[str, Any]:
    names = ("uid", "version", "what", "code", "standing", "note", "answer", "proposed_at", "decided_at", "result_uid")
    return {
        **{name: getattr(one, name) for name in names}, "contract_uid": one.contract.uid,
        "valid_from": one.content["valid_from"], "ours": one.party_id == request.scope.party_id,
    }  # fmt: skip


@router.get("/contracts/{uid}/rates", response=list[PriceListOut], operation_id="contract_rates", summary="Price lists")
def rates_list(request: ScopedRequest, uid: UUID) -> Any:
    """The versions of the contract's price list, the newest first."""
    contract = queries.contract_by_uid(request.scope, uid)
    request.scope.require("contracts.view_rates", contract=contract.pk, data_class="D2")
    return price_lists_of(request.scope, contract)


@router.post(
    "/contracts/{uid}/rates", response={201: TermsProposalOut}, operation_id="contract_rates_propose",
    summary="Propose rates",
)  # fmt: skip
def rates_propose(request: ScopedRequest, uid: UUID, said: RatesIn, key: IdempotencyKey = None) -> Any:
    """Propose a price list; it holds from its day on once the other party accepts."""

    def do() -> str:
        made = proposals.propose_rates(
            request.scope, uid, said.rates, valid_from=said.valid_from, now=now(), note=said.note
        )
        return str(made.uid)

    return Status(201, shown(request, UUID(repeatable(request, key, do))))

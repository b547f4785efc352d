"""Indices and how prices follow them, for other systems: rules read and proposed, published values entered."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema, Status
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.kernel.indexation import Part, Value
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.api.prices import Amount, Known
from samdrift.registers.contracts.api.terms import Note, TermsProposalOut, router, shown
from samdrift.registers.contracts.commands import index_proposals
from samdrift.registers.contracts.commands.indexing import IndexRuleDraft
from samdrift.registers.contracts.queries import indices, prices

Code = Annotated[str, Field(max_length=24)]
Share = Annotated[Decimal, Field(max_digits=9, decimal_places=6)]


class IndexPart(Schema):
    """An index of a rule, its weight, and the value all later ones are compared with."""

    series: Code
    weight: Share
    base_value: Amount
    base_month: date | None = None


class IndexRuleOut(Schema):
    """A version of an index rule; shares and values as text."""

    code: str
    number: int
    fixed: str
    parts: list[dict[str, str | None]]
    decimals: int | None
    threshold: str
    cap: str | None
    floor: str | None
    one_way: bool
    carry: bool
    lag_months: int
    clause: str
    valid_from: date


class IndexRuleIn(Schema):
    """An index rule to propose; the fixed part and the weights make 1."""

    code: Code
    fixed: Share = Decimal(0)
    parts: Annotated[list[IndexPart], Field(min_length=1, max_length=8)]
    decimals: int | None = 4
    threshold: Share = Decimal(0)
    cap: Share | None = None
    floor: Share | None = None
    one_way: bool = False
    carry: bool = False
    lag_months: int = 1
    clause: Annotated[str, Field(max_length=80)] = ""
    valid_from: date
    note: Note = ""


class IndexValueIn(Schema):
    """A value as it was published; `old_value` on the month that links a new base to the old one."""

    month: date
    value: Amount
    published_on: date
    status: Literal["final", "provisional"] = "final"
    reference: Code = ""
    old_value: Amount | None = None


class IndexValuesIn(Schema):
    """Values of one index; those that are known already are passed over."""

    series: Code
    values: Annotated[list[IndexValueIn], Field(min_length=1, max_length=index_proposals.MOST_VALUES)]


class IndexValuesOut(Schema):
    """How many of the values were new."""

    entered: int


@router.get(
    "/contracts/{uid}/index-rules", response=list[IndexRuleOut], operation_id="contract_index_rules",
    summary="Index rules",
)  # fmt: skip
def rule_list(request: ScopedRequest, uid: UUID, known: Known = None) -> Any:
    """Every version of the rules by which prices follow indices, as known at a moment."""
    contract = queries.contract_by_uid(request.scope, uid)
    prices.require_prices(request.scope, contract.pk)
    same = ("code", "number", "parts", "decimals", "one_way", "carry", "lag_months", "clause", "valid_from")
    return [
        {
            **{name: getattr(row, name) for name in same}, "fixed": f"{row.fixed:f}",
            "threshold": f"{row.threshold:f}", "cap": None if row.cap is None else f"{row.cap:f}",
            "floor": None if row.floor is None else f"{row.floor:f}",
        }
        for row in indices.index_rules(contract.pk, known)
    ]  # fmt: skip


@router.post(
    "/contracts/{uid}/index-rules", response={201: TermsProposalOut}, operation_id="contract_index_rule_propose",
    summary="Propose an index rule",
)  # fmt: skip
def rule_propose(request: ScopedRequest, uid: UUID, said: IndexRuleIn, key: IdempotencyKey = None) -> Any:
    """Propose a rule or its next version; it holds once the other party accepts."""

    def do() -> str:
        parts = [Part(one.series, one.weight, one.base_value, one.base_month) for one in said.parts]
        limits = said.model_dump(include={"decimals", "threshold", "cap", "floor", "one_way", "carry"})
        draft = IndexRuleDraft(
            rule=index_proposals.rule_of(said.code, said.fixed, parts, **limits), valid_from=said.valid_from,
            lag_months=said.lag_months, clause=said.clause,
        )  # fmt: skip
        return str(index_proposals.propose_index_rule(request.scope, uid, draft, now=now(), note=said.note).uid)

    return Status(201, shown(request, UUID(repeatable(request, key, do))))


@router.post(
    "/contracts/{uid}/index-values", response=IndexValuesOut, operation_id="contract_index_values_enter",
    summary="Enter published values",
)  # fmt: skip
def values_enter(request: ScopedRequest, uid: UUID, said: IndexValuesIn) -> Any:
    """Enter values of an index as they were published; giving them again enters nothing."""
    values = [Value(**one.model_dump()) for one in said.values]
    return {"entered": index_proposals.publish_values(request.scope, uid, said.series, values, now=now())}

"""What key figures mean and what misses cost, for other systems: every version, proposing the next, answering."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, IfMatch, repeatable, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.performance.api.asked import contract_of
from samdrift.partnership.performance.commands import defining
from samdrift.partnership.performance.models import VIEW, VIEW_CREDITS, KpiDefinition
from samdrift.partnership.performance.queries import terms

router = Router(tags=["Performance"])


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


Words = dict[str, Annotated[str, Field(max_length=800)]]
Number = Annotated[Decimal, Field(ge=0, le=10**6, decimal_places=2)]


class KpiDefinitionIn(Schema):
    """What a figure shall mean from the first of a month ahead; fields as `KpiDefinitionOut` gives them."""

    code: Annotated[str, Field(max_length=12)]
    name: Words
    counted: Words
    source: Annotated[str, Field(max_length=24)]
    target: Number
    valid_from: date
    per: Annotated[str, Field(max_length=8)] = "contract"
    line_code: Annotated[str, Field(max_length=8)] = ""
    clause: Annotated[str, Field(max_length=80)] = ""
    lower_is_better: bool = False
    scale: Annotated[int, Field(ge=1, le=10**6)] = 100
    unit_word: Annotated[str, Field(max_length=16)] = "%"
    edges: Annotated[list[Number], Field(max_length=3)] = [Decimal(2), Decimal(5), Decimal(10)]
    stretch: Number | None = None
    low_volume_under: Annotated[int, Field(ge=0, le=10_000)] = 20
    fewest: Annotated[int, Field(ge=1, le=10_000)] = 1
    weight: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(0)
    remedy_group: Annotated[str, Field(max_length=24)] = ""
    earns_back: bool = True
    published: bool = False
    note: Annotated[str, Field(max_length=400)] = ""


class KpiTermsOut(Schema):
    """A version that was answered: `standing` accepted, refused or withdrawn."""

    uid: UUID
    version: int
    number: int
    valid_from: date
    standing: str
    answer: str


class KpiTermsAnswerIn(Schema):
    """accept, refuse with an answer, or withdraw one's own."""

    move: Annotated[str, Field(max_length=10)]
    answer: Annotated[str, Field(max_length=400)] = ""


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


@router.get(
    "/contracts/{uid}/kpi-definitions", response=list[KpiDefinitionOut], operation_id="kpi_definitions",
    summary="What key figures mean",
)  # fmt: skip
def definition_list(request: ScopedRequest, uid: UUID) -> Any:
    """Every version of every definition, by code, the newest first."""
    request.scope.require_somewhere(VIEW)
    rows: list[KpiDefinition] = list(terms.definitions_shown(request.scope, contract_of(request, uid).pk))
    return rows


@router.get(
    "/contracts/{uid}/kpi-remedies", response=list[RemediesOut], operation_id="kpi_remedies",
    summary="What missed figures cost",
)  # fmt: skip
def remedies_list(request: ScopedRequest, uid: UUID) -> Any:
    """Every version of the remedies, the newest first."""
    contract = contract_of(request, uid)
    request.scope.require_somewhere(VIEW_CREDITS)
    return list(terms.remedies_shown(request.scope, contract.pk))


@router.post(
    "/contracts/{uid}/kpi-remedies", response={201: RemediesOut}, operation_id="kpi_remedies_propose",
    summary="Propose what missed figures cost",
)  # fmt: skip
def remedies_propose(request: ScopedRequest, uid: UUID, said: RemediesIn, key: IdempotencyKey = None) -> Any:
    """Propose remedies for the other party to accept."""
    contract = contract_of(request, uid)

    def do() -> str:
        draft = defining.RemedyDraft(valid_from=said.valid_from, terms=said.terms)
        return str(defining.propose_remedies(request.scope, contract.uid, draft, now=now(), note=said.note).uid)

    made = UUID(repeatable(request, key, do))
    return Status(201, terms.remedies_shown(request.scope, contract.pk).get(uid=made))


@router.post(
    "/contracts/{uid}/kpi-definitions", response={201: KpiDefinitionOut}, operation_id="kpi_definitions_propose",
    summary="Propose what a key figure means",
)  # fmt: skip
def definition_propose(request: ScopedRequest, uid: UUID, said: KpiDefinitionIn, key: IdempotencyKey = None) -> Any:
    """Propose a definition, new or the next version of its code, for the other party to accept."""
    contract = contract_of(request, uid)

    def do() -> str:
        made = defining.propose_definition(request.scope, contract.uid, _draft(said), now=now(), note=said.note)
        return str(made.uid)

    made = UUID(repeatable(request, key, do))
    return Status(201, terms.definitions_shown(request.scope, contract.pk).get(uid=made))


@router.post(
    "/kpi-terms/{uid}/answer", response=KpiTermsOut, operation_id="kpi_terms_answer",
    summary="Answer a proposed definition or proposed remedies",
)  # fmt: skip
def terms_answer(
    request: ScopedRequest, response: HttpResponse, uid: UUID, said: KpiTermsAnswerIn, version: IfMatch
) -> Any:
    """Accept or refuse what the other party proposed, or take one's own back."""
    row = defining.answer_terms(
        request.scope, uid, said.move, expected_version=version, now=now(), answer=said.answer
    )  # fmt: skip
    tagged(response, row.version)
    return row


def _draft(said: KpiDefinitionIn) -> defining.DefinitionDraft:
    if len(said.edges) != 3:
        raise Invalid({"edges": _("Write three numbers, such as 2 5 10.")})
    first, second, third = (f"{edge:f}" for edge in said.edges)
    told: dict[str, Any] = {
        name: {one: getattr(said, name).get(one, "") for one in LANGUAGES} for name in ("name", "counted")
    }
    given = said.dict(exclude={"note", "edges", "name", "counted"})
    return defining.DefinitionDraft(**given, **told, edges=(first, second, third))

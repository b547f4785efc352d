"""What a contract says of changes, for other systems: the versions, proposing the next one, and answering it."""

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
from samdrift.kernel.notice_table import Remanence, Row, Table
from samdrift.partnership.scaling import commands, queries
from samdrift.partnership.scaling.models import VIEW, ScalingTerms
from samdrift.registers.contracts import public as contracts

router = Router(tags=["Scaling"])
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=9, decimal_places=6)]
Days = Annotated[int, Field(ge=0, le=260)]
Months = Annotated[int, Field(ge=0, le=60)]


class RemanenceIn(Schema):
    """The share of a reduced fee that is still paid from one month to another after effect, counted from 1."""

    first_month: Annotated[int, Field(ge=1, le=120)]
    last_month: Annotated[int, Field(ge=1, le=120)]
    share: Share


class NoticeRowIn(Schema):
    """A row of the notice table: for which change, with how much notice, whose yes, and what is kept."""

    code: Annotated[str, Field(max_length=24)]
    above: Share
    notice_months: Months
    approvals: Annotated[list[str], Field(max_length=3)]
    remanence: Annotated[list[RemanenceIn], Field(max_length=12)] = []
    up: bool = False
    closure: bool = False


class NoticeTableIn(Schema):
    """All rows and the numbers beside them; shares between 0 and 1."""

    rows: Annotated[list[NoticeRowIn], Field(max_length=16)]
    window_months: Annotated[int, Field(ge=1, le=60)] = 12
    any_day: bool = False
    short_closure_days: Days = 10
    short_closure_notice: Days = 5
    long_closure_notice: Days = 10
    closure_share: Share = Decimal("0.80")
    renegotiate_below: Share = Decimal("0.80")


class ScalingTermsIn(Schema):
    """What shall hold from a day ahead; labour by service line: share of the price, and what an hour costs."""

    valid_from: date
    table: NoticeTableIn
    labour: dict[str, tuple[Share, Annotated[Decimal, Field(gt=0, le=100_000)]]] = {}
    hours_a_post: Annotated[Decimal, Field(gt=0, lt=10_000, decimal_places=2)] = commands.POST
    posts_to_consult: Annotated[Decimal, Field(gt=0, lt=1_000, decimal_places=2)] = Decimal(1)
    rooms: dict[str, list[str]] = {}
    clause: Annotated[str, Field(max_length=80)] = ""
    note: Annotated[str, Field(max_length=400)] = ""


class ScalingTermsOut(Schema):
    """A version: the notice table as it is kept, shares as texts; `standing` open, accepted, refused or withdrawn."""

    uid: UUID
    version: int
    valid_from: date
    recorded_at: Moment
    standing: str
    clause: str
    table: dict[str, Any]
    labour: dict[str, list[str]]
    hours_a_post: Decimal
    posts_to_consult: Decimal
    rooms: dict[str, list[str]]
    note: str
    answer: str


class ScalingTermsAnswerIn(Schema):
    """accept, refuse with an answer, or withdraw one's own."""

    move: Annotated[str, Field(max_length=10)]
    answer: Annotated[str, Field(max_length=400)] = ""


@router.get(
    "/contracts/{uid}/scaling-terms", response=list[ScalingTermsOut], operation_id="scaling_terms",
    summary="What a contract says of changes",
)  # fmt: skip
def terms_list(request: ScopedRequest, uid: UUID) -> Any:
    """Every version of notice, thresholds and remanence, the one that holds last first."""
    request.scope.require_somewhere(VIEW)
    contract = contracts.contract_by_uid(request.scope, uid)
    request.scope.require(VIEW, contract=contract.pk, data_class="D2")
    return list(queries.terms_shown(request.scope, contract.pk))


@router.post(
    "/contracts/{uid}/scaling-terms", response={201: ScalingTermsOut}, operation_id="scaling_terms_propose",
    summary="Propose what a contract says of changes",
)  # fmt: skip
def terms_propose(request: ScopedRequest, uid: UUID, said: ScalingTermsIn, key: IdempotencyKey = None) -> Any:
    """Propose a version for the other party to accept; it never reaches back."""

    def do() -> str:
        made = commands.propose_terms(request.scope, uid, _draft(said), now=now(), note=said.note)
        return str(made.uid)

    return Status(201, ScalingTerms.objects.within(request.scope).get(uid=repeatable(request, key, do)))


@router.post(
    "/scaling-terms/{uid}/answer", response=ScalingTermsOut, operation_id="scaling_terms_answer",
    summary="Answer proposed terms of changes",
)  # fmt: skip
def terms_answer(
    request: ScopedRequest, response: HttpResponse, uid: UUID, said: ScalingTermsAnswerIn, version: IfMatch
) -> Any:
    """Accept or refuse what the other party proposed, or take one's own back."""
    row = commands.answer_terms(
        request.scope, uid, said.move, expected_version=version, now=now(), answer=said.answer
    )  # fmt: skip
    tagged(response, row.version)
    return row


def _draft(said: ScalingTermsIn) -> commands.TermsDraft:
    told = said.table
    rows = tuple(
        Row(
            one.code, one.above, one.notice_months, tuple(one.approvals),
            tuple(Remanence(part.first_month, part.last_month, part.share) for part in one.remanence),
            up=one.up, closure=one.closure,
        )
        for one in told.rows
    )  # fmt: skip
    return commands.TermsDraft(
        valid_from=said.valid_from, labour=said.labour, hours_a_post=said.hours_a_post,
        posts_to_consult=said.posts_to_consult, rooms=said.rooms, clause=said.clause,
        table=Table(
            rows, told.window_months, told.any_day, told.short_closure_days, told.short_closure_notice,
            told.long_closure_notice, told.closure_share, told.renegotiate_below,
        ),
    )  # fmt: skip

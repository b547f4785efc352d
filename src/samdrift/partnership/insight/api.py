"""The figures of a contract for other systems: what each means, and what it is; the same numbers the pages show."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, IfMatch, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.insight import commands
from samdrift.partnership.insight.models import TimeReleased
from samdrift.partnership.insight.queries import addressing, places, released, telling
from samdrift.partnership.insight.registry import Asked, Cell, figure_for, figures
from samdrift.registers.contracts import public as contracts

router = Router(tags=["Overview"])
VIEW = "insight.view"
FIRST, LAST = date(1990, 1, 1), date(2199, 12, 31)


class FigureOut(Schema):
    """A figure and its definition, in the reader's language."""

    code: str
    name: str
    words: str
    kind: str
    better: str
    by: list[str]


class FigureCellOut(Schema):
    """One number. `key`: the uid of a district or site, a line's code, a month's first day; none is the whole.

    Money is in hundredths, shares are of one. No value: nothing to tell; hidden: it rests on too few people.
    """

    key: str | None
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    rows: int | None
    hidden: bool


class FigureToldOut(Schema):
    """A figure of a period: `until` is the first day left out."""

    code: str
    kind: str
    contract_uid: UUID
    since: date
    until: date
    by: str
    cells: list[FigureCellOut]


class Wanted(Schema):
    """Of which contract, from which day to before which, by what, and narrowed to what."""

    contract: UUID
    since: Annotated[date, Query(ge=FIRST, le=LAST)]
    until: Annotated[date, Query(ge=FIRST, le=LAST)]
    by: Literal["", "unit", "site", "line", "month"] = ""
    unit: UUID | None = None
    site: UUID | None = None
    line: Annotated[str, Query(max_length=8)] = ""


@router.get("/figures", response=list[FigureOut], operation_id="figures_list", summary="What figures there are")
def figure_list(request: ScopedRequest, contract: UUID | None = None) -> Any:
    """The figures this reader may see with their definitions; with those of one contract, or of all."""
    request.scope.require_somewhere(VIEW)
    pk = addressing.contract_of(request.scope, contract).pk if contract else None
    return [
        {
            "code": one.code, "name": str(one.name), "words": str(one.words), "kind": one.kind, "better": one.better,
            "by": sorted(by for by in one.by if by),
        }
        for one in figures(request.scope, pk)
    ]  # fmt: skip


@router.get("/figures/{code}", response=FigureToldOut, operation_id="figure_told", summary="A figure")
def figure_told(request: ScopedRequest, code: str, wanted: Query[Wanted]) -> Any:
    """A figure of a contract, counted from what this reader may see."""
    scope = request.scope
    scope.require_somewhere(VIEW)
    contract = addressing.contract_of(scope, wanted.contract)
    if wanted.until <= wanted.since:
        raise Invalid({"until": _("A period ends after it began: “until” is the first day left out.")})
    if wanted.line and wanted.line not in contracts.line_names(scope):
        raise Invalid({"line": _("There is no service line “%(code)s”.") % {"code": wanted.line}})
    with telling.remembering():
        asked = Asked(
            contract_id=contract.pk, since=wanted.since, until=wanted.until, line=wanted.line, at=now(),
            unit_ids=addressing.units_under(scope, wanted.unit), site_ids=addressing.site_ids(scope, wanted.site),
        )  # fmt: skip
        cells = telling.tell(scope, code, asked, wanted.by)
        names = addressing.uids_of(scope, wanted.by, [one.key for one in cells])
    return {
        "code": code, "kind": figure_for(scope, code, contract.pk).kind, "contract_uid": contract.uid,
        "since": wanted.since,
        "until": wanted.until, "by": wanted.by, "cells": [_out(one, names) for one in cells],
    }  # fmt: skip


def _out(cell: Cell, names: dict[Any, UUID]) -> dict[str, Any]:
    key = names.get(cell.key, cell.key)
    return {
        "key": None if key is None else str(key), "value": cell.value, "numerator": cell.numerator,
        "denominator": cell.denominator, "rows": cell.rows, "hidden": cell.hidden,
    }  # fmt: skip


class TimeReleasedOut(Schema):
    """Hours a year an activity took managers before the contract and takes now; agreed by both parties or waiting."""

    uid: UUID
    version: int
    unit_uid: UUID
    activity: str
    number: int
    hours_before: Decimal
    hours_now: Decimal
    method: str
    how: str
    evidence: str
    from_day: date
    state: str
    side: str
    answer: str


class TimeReleasedIn(Schema):
    """What one party writes, for the other to agree to."""

    unit_uid: UUID
    activity: Annotated[str, Field(max_length=16)]
    hours_before: Annotated[Decimal, Field(ge=0, le=100_000, decimal_places=1, max_digits=8)]
    hours_now: Annotated[Decimal, Field(ge=0, le=100_000, decimal_places=1, max_digits=8)]
    method: Annotated[str, Field(max_length=16)]
    how: Annotated[str, Field(min_length=1, max_length=400)]
    evidence: Annotated[str, Field(min_length=1, max_length=400)]
    from_day: date


class TimeAnswerIn(Schema):
    """Yes, or no with the reason."""

    agrees: bool
    answer: Annotated[str, Field(max_length=400)] = ""


@router.get(
    "/contracts/{uid}/time-released", response=list[TimeReleasedOut], operation_id="time_released",
    summary="Managers' time released",
)  # fmt: skip
def time_released(request: ScopedRequest, uid: UUID) -> Any:
    """All that was written of a contract, by district and activity, the newest first."""
    request.scope.require_somewhere(VIEW)
    contract = addressing.contract_of(request.scope, uid)
    return [_released(row) for row in released.shown(request.scope, contract.pk)[:1000]]


@router.post(
    "/time-released", response={201: TimeReleasedOut}, operation_id="time_released_propose",
    summary="Write down managers' time released",
)  # fmt: skip
def propose(request: ScopedRequest, said: TimeReleasedIn, key: IdempotencyKey = None) -> Any:
    """Write down what an activity took before and takes now."""
    request.scope.require_somewhere(commands.PROPOSE)

    def do() -> str:
        place = places.place_of(request.scope, said.unit_uid)
        draft = commands.ReleaseDraft(
            contract_id=place.contract.pk, unit_id=place.unit.pk, **said.dict(exclude={"unit_uid"})
        )
        return str(commands.propose_release(request.scope, draft, now=now()).uid)

    return Status(201, _released(released.one(request.scope, UUID(repeatable(request, key, do)))))


@router.post(
    "/time-released/{uid}/answer", response=TimeReleasedOut, operation_id="time_released_answer",
    summary="Agree to it, or not",
)  # fmt: skip
def answer(request: ScopedRequest, uid: UUID, said: TimeAnswerIn, version: IfMatch, key: IdempotencyKey = None) -> Any:
    """Agree to what the other party wrote, or do not, with the reason."""
    scope = request.scope
    released.one(scope, uid)

    def do() -> str:
        if said.agrees:
            commands.agree_to_release(scope, uid, expected_version=version, now=now())
        else:
            commands.refuse_release(scope, uid, expected_version=version, answer=said.answer, now=now())
        return str(uid)

    return _released(released.one(scope, UUID(repeatable(request, key, do))))


def _released(row: TimeReleased) -> dict[str, Any]:
    names = (
        "uid", "version", "activity", "number", "hours_before", "hours_now", "method", "how", "evidence", "from_day",
        "state", "side", "answer",
    )  # fmt: skip
    return {**{name: getattr(row, name) for name in names}, "unit_uid": row.unit.uid}

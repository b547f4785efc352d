"""The figures of a contract for other systems: what each means, and what it is; the same numbers the pages show."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query, Router, Schema

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.insight.queries import addressing, telling
from samdrift.partnership.insight.registry import Asked, Cell, figure_for, figures

router = Router(tags=["Overview"])
VIEW = "insight.view"


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
    since: date
    until: date
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
    with telling.remembering():
        contract = addressing.contract_of(scope, wanted.contract)
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

"""Questions for other systems: which lists there are, their rows, counts by groups, and files."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import Http404, StreamingHttpResponse
from django.utils.timezone import get_current_timezone_name
from ninja import Query, Router, Schema

from samdrift.doors.ask.views import dataset_for, exported
from samdrift.foundation.api import Cursor, Limit
from samdrift.foundation.clock import now
from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.public import Dataset, Question, Today
from samdrift.foundation.http import ScopedRequest

By = Annotated[list[str], Query(..., description="One or two groups: received:month")]
router = Router(tags=["Questions"])
FILTERS = """Every column narrows by its code: `state=open&state=closed` (one of), `state=!closed` (not), `title=~leak`
(has), `received=last_month`, `received=2025-01..2025-06`, `me_too=3..5`, `team=-` (empty), `team=*` (not empty)."""


class ColumnOut(Schema):
    """A column of a list; `groups` says how rows are counted by it."""

    code: str
    name: str
    kind: str
    meaning: str
    codes: list[str]
    groups: list[str]
    measures: list[str]
    data_class: str


class DatasetOut(Schema):
    """A list that may be asked."""

    code: str
    name: str
    meaning: str
    may_export: bool
    columns: list[ColumnOut]


class RowsOut(Schema):
    """A page of rows, each with the codes of its columns; `next` goes into `cursor`; `count` stops at 10,001."""

    items: list[dict[str, Any]]
    count: int
    next: str


class CellOut(Schema):
    """One group: its keys, their names, its rows and what was asked; null where too few people stand behind it."""

    keys: list[Any]
    names: list[str]
    rows: int | None
    value: Any
    hidden: bool


class GroupsOut(Schema):
    """A grouped answer."""

    groups: list[str]
    show: str
    cells: list[CellOut]


@router.get("/datasets", response=list[DatasetOut], operation_id="datasets", summary="Which lists may be asked")
def lists(request: ScopedRequest) -> Any:
    """Every list there is for the caller, with the columns the caller may read."""
    return [_described(one, request) for one in datasets.datasets_for(request.scope)]


def _described(one: Dataset, request: ScopedRequest) -> DatasetOut:
    scope = request.scope
    return DatasetOut(
        code=one.code, name=str(one.name), meaning=str(one.meaning), may_export=one.may_take(scope),
        columns=[
            ColumnOut(
                code=c.code, name=str(c.name), kind=c.kind, meaning=str(c.meaning), data_class=c.data_class,
                codes=[str(code) for code in c.words or ()], measures=list(datasets.MEASURES) if c.can_measure else [],
                groups=_steps(c),
            ) for c in one.columns_for(scope)
        ],
    )  # fmt: skip


def _steps(column: datasets.Column) -> list[str]:
    if not column.can_group:
        return []
    steps = datasets.STEPS if column.kind in datasets.TIMES else ["", *(roll.code for roll in column.rolls)]
    return [f"{column.code}:{step}" if step else column.code for step in steps]


def _asked(request: ScopedRequest, code: str) -> tuple[Dataset, Question, Today]:
    dataset = dataset_for(request.scope, code)
    params = {key: value for key, value in request.GET.lists() if key != "form"}
    question = datasets.question_from(dataset, request.scope, params)
    return dataset, question, Today(now(), ZoneInfo(get_current_timezone_name()))


@router.get(
    "/datasets/{code}/rows", response=RowsOut, operation_id="dataset_rows", summary="The rows of a question",
    description=FILTERS,
)  # fmt: skip
def rows(request: ScopedRequest, code: str, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """A page of the rows that pass the filters."""
    dataset, question, today = _asked(request, code)
    found = datasets.listed(dataset, request.scope, question, today, after=cursor, size=limit)
    items = []
    for uid, values in found.rows:
        item = {
            column.code: datasets.value_of(column, value, found.names.get(column.code, {}))
            for column, value in zip(found.columns, values, strict=True)
        }
        items.append({"uid": str(uid), **item} if dataset.uid else item)
    return RowsOut(items=items, count=found.count, next=found.next)


@router.get(
    "/datasets/{code}/groups", response=GroupsOut, operation_id="dataset_groups",
    summary="A list counted by groups",
    description=f"{FILTERS} `by=received:month&by=line` names one or two groups, `show=mean:rating` what is told.",
)  # fmt: skip
def groups(request: ScopedRequest, code: str, by: By) -> Any:
    """The list counted by groups, after the gate."""
    dataset, question, today = _asked(request, code)
    answer = datasets.grouped(dataset, request.scope, question, today)
    cells = [
        CellOut(
            keys=[_key(key, names) for key, names in zip(cell.keys, answer.names, strict=True)],
            names=[names[key][1] if key in names else "" for key, names in zip(cell.keys, answer.names, strict=True)],
            rows=cell.rows, value=datasets.plain_value(cell.value), hidden=cell.hidden,
        ) for cell in answer.cells
    ]  # fmt: skip
    return GroupsOut(groups=[group.code for group in answer.groups], show=question.show, cells=cells)


def _key(key: Any, names: Any) -> Any:
    if key in names and names[key][0]:
        return names[key][0]
    return key.isoformat() if hasattr(key, "isoformat") else None if names else key


@router.get(
    "/datasets/{code}/export", operation_id="dataset_export", summary="The answer as a file", description=FILTERS,
)  # fmt: skip
def export(request: ScopedRequest, code: str, form: str = "csv") -> StreamingHttpResponse:
    """The rows of this moment as csv, xlsx or parquet; it is noted that they were taken along."""
    dataset, question, today = _asked(request, code)
    if form not in datasets.KINDS:
        raise Http404
    return exported(request.scope, dataset, question, form, today)

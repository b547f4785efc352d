"""The rows of a question: ordered by any of its columns, paged by key, counted as far as it matters."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext as _

from samdrift.foundation.datasets.filters import Today, rows_for, with_values
from samdrift.foundation.datasets.question import Question
from samdrift.foundation.datasets.registry import Column, Dataset
from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope

COUNTED = 10_000
MOST = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of rows.

    Attributes:
        rows: For each row its uid and the values of the columns, in their order.
        names: For each column of things the names of the keys on the page: key → (code, name).
        count: How many there are, at most one more than COUNTED.
        next: The cursor of the next page; "" on the last.
    """

    columns: Sequence[Column]
    rows: Sequence[tuple[Any, tuple[Any, ...]]]
    names: Mapping[str, Mapping[Any, tuple[str, str]]]
    count: int
    next: str


def shown_columns(dataset: Dataset, scope: Scope, question: Question) -> list[Column]:
    """The columns a question shows to this reader."""
    readable = dataset.in_rows(scope)
    if question.columns:
        known = {column.code: column for column in readable}
        return [known[code] for code in question.columns if code in known]
    return [column for column in readable if column.shown]


def listed(
    dataset: Dataset,
    scope: Scope,
    question: Question,
    today: Today,
    *,
    after: str = "",
    size: int = 25,
    leaving: bool = False,
) -> Listed:
    """One page of the rows a question asks for.

    Args:
        after: A cursor from an earlier page, or "" to begin.
        size: Rows on a page, from 1 to 200.

    Raises:
        Invalid: The cursor is not one of ours, the size is out of range, or something is not there for this reader.
    """
    if not 1 <= size <= MOST:
        raise Invalid({"limit": _("A page holds between 1 and %(most)s rows.") % {"most": MOST}})
    columns = shown_columns(dataset, scope, question)
    rows = rows_for(dataset, scope, question, today, leaving=leaving)
    count = rows.order_by()[: COUNTED + 1].count()
    by, falling = order_of(dataset, question)
    rows = with_values(rows, [*columns, by])
    if after:
        rows = rows.filter(_beyond(rows, by, after, falling=falling))
    wanted = [column.ref for column in columns]
    uid = dataset.uid or "pk"
    found = list(in_order(rows, by, falling=falling).values_list("pk", uid, by.ref, *wanted)[: size + 1])
    page = found[:size]
    names = {
        column.code: column.things.named(scope, {row[n + 3] for row in page} - {None})
        for n, column in enumerate(columns) if column.things is not None and page
    }  # fmt: skip
    more = _cursor(page[-1][2], page[-1][0]) if len(found) > size else ""
    return Listed(columns, [(row[1], row[3:]) for row in page], names, count, more)


def order_of(dataset: Dataset, question: Question) -> tuple[Column, bool]:
    """The column rows are ordered by, and whether it falls."""
    written = question.order or dataset.order
    return dataset.by_code[written.removeprefix("-")], written.startswith("-")


def in_order(rows: QuerySet[Any], by: Column, *, falling: bool) -> QuerySet[Any]:
    """The rows ordered totally; those without a value come last either way."""
    sign = "-" if falling else ""
    if not may_be_empty(rows.model, by):
        return rows.order_by(f"{sign}{by.ref}", f"{sign}pk")
    value = F(by.ref)
    first = value.desc(nulls_last=True) if falling else value.asc(nulls_last=True)
    return rows.order_by(first, f"{sign}pk")


def may_be_empty(model: type[Model], column: Column) -> bool:
    """Whether rows may have no value in a column; what is worked out may."""
    if column.value is not None:
        return True
    steps, here = column.path.split("__"), model
    for step in steps:
        try:
            field: Any = here._meta.pk if step == "pk" else here._meta.get_field(step.removesuffix("_id"))
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        here = field.related_model or here
    return False


def _beyond(rows: QuerySet[Any], by: Column, cursor: str, *, falling: bool) -> Q:
    value, pk = _read(cursor)
    word = "lt" if falling else "gt"
    if value is None:
        return Q(**{f"{by.ref}__isnull": True, f"pk__{word}": pk})
    try:
        later = Q(**{f"{by.ref}__{word}": value}) | Q(**{by.ref: value, f"pk__{word}": pk})
        rows.filter(later)  # a value of another kind is found out here, not in the database
    except (ValueError, TypeError, ValidationError):
        raise _old() from None
    return later | Q(**{f"{by.ref}__isnull": True}) if may_be_empty(rows.model, by) else later


def _cursor(value: Any, pk: int) -> str:
    if isinstance(value, datetime):
        value = {"t": value.astimezone(UTC).isoformat()}
    elif isinstance(value, date):
        value = {"d": value.isoformat()}
    elif isinstance(value, Decimal):
        value = {"n": str(value)}
    written = json.dumps([value, pk], separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[Any, int]:
    try:
        value, pk = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        match value:
            case {"t": str(moment)}:
                value = datetime.fromisoformat(moment)
            case {"d": str(day)}:
                value = date.fromisoformat(day)
            case {"n": str(number)}:
                value = Decimal(number)
            case dict() | list():
                raise ValueError(cursor)
        if not isinstance(pk, int) or abs(pk) >= 2**63 or (isinstance(value, str) and "\0" in value):
            raise ValueError(cursor)
        if isinstance(value, int) and abs(value) >= 2**63:
            raise ValueError(cursor)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        raise _old() from None
    return value, pk


def _old() -> Invalid:
    return Invalid({"cursor": _("This page address is not valid any more. Begin at the first page.")})

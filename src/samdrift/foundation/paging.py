"""Lists page by key: the next page begins after the last row of this one, so page 400 costs what page 1 costs."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid

Row = TypeVar("Row", bound=Model)
MOST = 200


@dataclass(frozen=True, slots=True)
class KeyPage(Generic[Row]):
    """One page of a list, with the cursor of the next, or "" on the last page."""

    rows: Sequence[Row]
    next: str


def page_by_key(rows: QuerySet[Row], *, order: Sequence[str], after: str = "", size: int = 25) -> KeyPage[Row]:
    """The rows that follow the cursor `after`.

    Args:
        order: Columns that order totally, "-" for falling, none of them empty in any row: ("-received_at", "-pk").
        after: A cursor from an earlier page, or "" to begin.
        size: Rows on a page, from 1 to 200.

    Raises:
        Invalid: The cursor is not one of ours for this order, or the size is out of range.
    """
    if not 1 <= size <= MOST:
        raise Invalid({"limit": _("A page holds between 1 and %(most)s rows.") % {"most": MOST}})
    if after:
        rows = _after(rows, after, order)
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    page = found[:size]
    return KeyPage(page, cursor_of(page[-1], order) if more else "")


def _after(rows: QuerySet[Row], cursor: str, order: Sequence[str]) -> QuerySet[Row]:
    try:
        return rows.filter(_beyond(order, _values(cursor, order)))
    except (ValueError, TypeError, ValidationError, RecursionError):  # binascii's and JSON's errors are ValueErrors
        raise Invalid({"cursor": _("This page address is not valid any more. Begin at the first page.")}) from None


def cursor_of(row: Model, order: Sequence[str]) -> str:
    """The cursor that continues after `row`."""
    written = json.dumps([_written(_value(row, column.lstrip("-"))) for column in order], separators=(",", ":"))
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step)
    return row


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return value if isinstance(value, int | str) else str(value)


def _read(value: Any) -> Any:
    match value:
        case {"t": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"d": str(day)}:
            return date.fromisoformat(day)
        case int() | str():
            return value
    raise ValueError(value)


def _values(cursor: str, order: Sequence[str]) -> list[Any]:
    written = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    values = [_read(value) for value in written]
    if len(values) != len(order) or any(_unfit(value) for value in values):
        raise ValueError(cursor)
    return values


def _unfit(value: Any) -> bool:
    # Numbers beyond the database's and texts PostgreSQL cannot hold.
    return abs(value) >= 2**63 if isinstance(value, int) else isinstance(value, str) and "\0" in value


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    # (a, b) > (x, y) written as a >= x AND (a > x OR b > y): the first half lets an index find its place.
    first, rest = order[0], order[1:]
    column, word = first.lstrip("-"), "lt" if first.startswith("-") else "gt"
    if not rest:
        return Q(**{f"{column}__{word}": values[0]})
    return Q(**{f"{column}__{word}e": values[0]}) & (Q(**{f"{column}__{word}": values[0]}) | _beyond(rest, values[1:]))

"""Rows of a list as plain texts for another system: typed by ISO, codes instead of words, nothing held for long."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from samdrift.foundation.datasets import cells
from samdrift.foundation.datasets.files import chunks
from samdrift.foundation.datasets.filters import with_values
from samdrift.foundation.datasets.registry import Column
from samdrift.foundation.scope import Scope

# What `cells.MACHINE_TYPES` says, in the words of Table Schema.
SCHEMA = {
    "VARCHAR": "string", "DOUBLE": "number", "BIGINT": "integer", "TIMESTAMP": "datetime", "DATE": "date",
    "BOOLEAN": "boolean",
}  # fmt: skip


def plain_columns(column: Column) -> list[tuple[str, str]]:
    """The columns a plain file has for this one, as (name, type of Table Schema): things have a code and a name."""
    return [(name, SCHEMA[kind]) for name, kind in cells.machine_columns(column)]


def plain_rows(rows: QuerySet[Any], columns: Sequence[Column], scope: Scope) -> Iterator[tuple[str, ...]]:
    """The rows in their order, some thousand read at once: days and moments by ISO 8601 in UTC, numbers with a point.

    A text that a spreadsheet would run as a formula begins with an apostrophe; nothing is an empty text.
    """
    kinds = [kind for column in columns for _name, kind in plain_columns(column)]
    writers = [cells.machine_writers(column, scope) for column in columns]
    texts = [_TEXTS.get(kind, _plain) for kind in kinds]
    for chunk in chunks(with_values(rows, columns), [column.ref for column in columns]):
        values = zip(*chunk, strict=True)
        written = [one(column) for several, column in zip(writers, values, strict=True) for one in several]
        yield from zip(*([text(v) for v in column] for text, column in zip(texts, written, strict=True)), strict=True)


def _string(value: Any) -> str:
    return "" if value == cells.NOTHING else str(cells.harmless(str(value)))


def _number(value: Any) -> str:
    if value == cells.NOTHING:
        return ""
    number = Decimal(str(value))
    return f"{number.normalize():f}" if number else "0"


def _moment(value: Any) -> str:
    return "" if value == cells.NOTHING else f"{str(value)[:19].replace(' ', 'T')}Z"


def _plain(value: Any) -> str:
    return "" if value == cells.NOTHING else str(value)


_TEXTS: dict[str, Callable[[Any], str]] = {
    "string": _string, "number": _number, "datetime": _moment, "date": lambda v: _plain(v)[:10],
}  # fmt: skip

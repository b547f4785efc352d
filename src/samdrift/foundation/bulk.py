"""Making and writing very many new rows at once: what a model's columns are is looked up once, not once a value.

`bulk_create` prepares each value through several calls, which is most of the time a large import takes. Here a
row's values go through one plain function a column that needs one, straight into the driver (SQLite) or into COPY
(PostgreSQL); and a row is made from its values as unpickling makes it, without asking each field in turn.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=models.Model)
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Blank:
    """A new row of a model before anything is said of it."""

    constant: Mapping[str, Any]
    made: Sequence[tuple[str, Callable[[], Any]]]
    related: Mapping[str, tuple[str, str]]
    """By the name of a key to another row: its own column, and the other row's."""


def new_row(model: type[Row], **values: Any) -> Row:
    """A row as `model(**values)` makes it, at a fifth of its cost.

    Args:
        values: By column ("site_id") or by relation ("site"); what is not named has its default.

    Raises:
        TypeError: The model has no such column.
    """
    blank = _blank_of(model)
    row = model.__new__(model)
    kept = row.__dict__
    kept["_state"] = state = ModelState()
    kept.update(blank.constant)
    for name, default in blank.made:
        kept[name] = values[name] if name in values else default()
    for name in values.keys() & blank.related.keys():
        other, (own, theirs) = values.pop(name), blank.related[name]
        state.fields_cache[name] = other
        kept[own] = None if other is None else getattr(other, theirs)
    if not values.keys() <= kept.keys():
        raise TypeError(f"{model.__name__} has no column {sorted(values.keys() - kept.keys())}.")
    kept.update(values)
    return row


@cache
def _blank_of(model: type[models.Model]) -> _Blank:
    constant: dict[str, Any] = {}
    made = []
    related = {}
    for field in model._meta.concrete_fields:
        if field.has_default() and callable(field.default):
            constant[field.attname] = None  # keeps the columns in order
            made.append((field.attname, field.default))
        else:
            constant[field.attname] = field.get_default()
        if isinstance(field, models.ForeignKey):
            related[field.name] = (field.attname, field.target_field.attname)
    return _Blank(constant, made, related)


def insert_rows(rows: Sequence[Row]) -> Sequence[Row]:
    """Insert new rows of one model as they are, and give each its key; nothing is called on the model.

    Must run inside a transaction: on SQLite that alone keeps another writer from the same keys.
    """
    if not rows:
        return rows
    model = type(rows[0])
    key = model._meta.pk
    assert key is not None
    for row, value in zip(rows, _keys(model, len(rows)), strict=True):
        setattr(row, key.attname, value)
    _write(model._meta.db_table, [str(field.column) for field in model._meta.concrete_fields], _values(model, rows))
    alias = connection.alias
    for row in rows:
        state = row._state
        state.adding, state.db = False, alias
    return rows


def _values(model: type[Row], rows: Iterable[Row]) -> Iterator[list[Any]]:
    """The columns of each row as the driver takes them."""
    fields = model._meta.concrete_fields
    # As they lie in the row: asking it for each would go through a call a key to another table.
    lying = itemgetter(*(field.attname for field in fields))
    converters = [(place, converter_of(field)) for place, field in enumerate(fields)]
    converted = [(place, convert) for place, convert in converters if convert is not _same]
    for row in rows:
        values = list(lying(row.__dict__))
        for place, convert in converted:
            values[place] = convert(values[place])
        yield values


def update_rows(rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Write the named columns of rows that stand already, each by its key; nothing is called on the model.

    For imports in a transaction of their own: nobody's version is looked at.
    """
    if not rows:
        return
    model = type(rows[0])
    known = {field.name: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in columns]
    converters = [(field.attname, converter_of(field)) for field in fields]
    key = model._meta.pk
    values = [(*(convert(getattr(row, name)) for name, convert in converters), row.pk) for row in rows]
    named = ", ".join(f'"{field.column}" = %s' for field in fields)
    with connection.cursor() as cursor:
        # The names are those of our own tables.
        cursor.executemany(f'UPDATE "{model._meta.db_table}" SET {named} WHERE "{key.column}" = %s', values)  # noqa: S608


def _keys(model: type[models.Model], many: int) -> Iterable[int]:
    """So many keys that nobody else gets."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [table, column, many])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f'SELECT COALESCE(MAX("{column}"), 0) FROM "{table}"')  # noqa: S608 (names of our own tables)
        first = int(cursor.fetchone()[0]) + 1
        return range(first, first + many)


def _write(table: str, columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join("?" for _column in columns)
        # Past Django's wrapper, which rewrites the statement for every row.
        raw = connection.connection.cursor()
        raw.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)  # noqa: S608 (as above)


def converter_of(field: "models.Field[Any, Any]") -> Convert:
    """How a column's value is given to the driver."""
    target: Any = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    plain: Convert = _same
    if isinstance(target, models.JSONField):
        plain = _json
    elif isinstance(target, models.DateTimeField):
        plain = _moment_of_sqlite if connection.vendor == "sqlite" else _same
    elif connection.vendor == "sqlite" and isinstance(target, models.UUIDField):
        plain = _hex
    elif connection.vendor == "sqlite" and isinstance(
        target, models.DateField | models.TimeField | models.DecimalField
    ):
        return lambda value: None if value is None else target.get_db_prep_save(value, connection)
    return plain


def _same(value: Any) -> Any:
    return value


def _hex(value: Any) -> Any:
    return None if value is None else value.hex


def _json(value: Any) -> Any:
    return None if value is None else json.dumps(value)


def _moment_of_sqlite(value: datetime | None) -> str | None:
    """As Django's backend writes a moment: in UTC, without its zone."""
    if value is None:
        return None
    if value.tzinfo is UTC:
        return str(value)[:-6]  # "+00:00"
    return str(value.astimezone(UTC).replace(tzinfo=None))

"""Writing very many new rows at once: the columns' converters are looked up once, not once a value.

`bulk_create` prepares each value through several calls, which is most of the time a large import takes. Here a
row's values go through one plain function a column, straight into the driver (SQLite) or into COPY (PostgreSQL).
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
Convert = Callable[[Any], Any]


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
    fields = list(model._meta.concrete_fields)
    converters = [(field.attname, converter_of(field)) for field in fields]
    values = ([convert(getattr(row, name)) for name, convert in converters] for row in rows)
    _write(model._meta.db_table, [str(field.column) for field in fields], values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


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
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))

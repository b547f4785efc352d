"""Rows made once through the models and put back for each later test as they stood, which takes a tenth of the time.

The objects come from a pickle, so no test sees what another did to them, and each time every uid is a new one.
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from samdrift.foundation.fields import uuid7

Table = tuple[str, list[Any], list[tuple[Any, ...]]]  # its name, its columns, its rows


@dataclass(frozen=True)
class KeptRows:
    """What one making left behind: the rows of each table and the objects that speak of them."""

    tables: list[Table]
    objects: bytes
    uids: tuple[UUID, ...]

    def put_back(self) -> Any:
        """The same rows with the same ids and new uids, and the objects that belong to them.

        For the database they were made in: its sequences are past these ids already, and a rollback leaves them there.
        """
        fresh = dict(zip(self.uids, sorted(uuid7() for _ in self.uids), strict=True))  # in the order they had
        stored = {_stored(old): _stored(new) for old, new in fresh.items()}
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            for name, columns, rows in self.tables:
                values = [stored.get(value, value) for row in rows for value in row]
                cursor.execute(_insertion(name, columns, len(rows)), values)
        made, instances = pickle.loads(self.objects)
        for instance in instances:
            for name, value in vars(instance).items():
                if type(value) is UUID and value in fresh:
                    setattr(instance, name, fresh[value])
        return made


def kept(make: Callable[[], Any]) -> tuple[Any, KeptRows]:
    """What `make` gives, and everything needed to have it again."""
    before: dict[str, int] = {}

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT INTO "):
            name = sql.split('"', 2)[1]
            if name not in before:
                before[name] = -1  # asking for the number comes by here as well
                before[name] = _highest(name)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        made = make()
    tables = [_rows_after(name, number) for name, number in before.items()]
    instances = _Instances(io.BytesIO(), protocol=pickle.HIGHEST_PROTOCOL).of(made)
    uids = {value for one in instances for value in vars(one).values() if type(value) is UUID}
    uids |= {UUID(str(row[columns.index("uid")])) for _, columns, rows in tables if "uid" in columns for row in rows}
    return made, KeptRows(tables, pickle.dumps((made, instances), pickle.HIGHEST_PROTOCOL), tuple(sorted(uids)))


class _Instances(pickle.Pickler):
    """Finds the rows' objects among all that hang together, wherever they hang."""

    def of(self, made: Any) -> list[models.Model]:
        self.found: list[models.Model] = []
        self.dump(made)
        return self.found

    def reducer_override(self, one: Any) -> Any:
        if isinstance(one, models.Model):
            self.found.append(one)
        return NotImplemented


def _stored(uid: UUID) -> Any:
    return uid if connection.features.has_native_uuid_field else uid.hex


def _highest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
        return int(cursor.fetchone()[0])


def _rows_after(table: str, number: int) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" WHERE id > %s ORDER BY id', [number])
        return table, [column[0] for column in cursor.description], list(cursor.fetchall())


def _insertion(table: str, columns: list[Any], rows: int) -> str:
    named = ", ".join(f'"{column}"' for column in columns)
    places = f"({', '.join(['%s'] * len(columns))})"
    return f'INSERT INTO "{table}" ({named}) VALUES {", ".join([places] * rows)}'

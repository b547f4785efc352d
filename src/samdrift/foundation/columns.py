"""Reading very many rows at once, as columns: what the driver gives, without a converter for every value.

For jobs and benchmarks that recompute a year; pages read rows through the models.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
NO_MOMENT = 1 << 62
"""Stands for an empty moment: later than all others."""


def columns(rows: QuerySet[Any, Any]) -> list[Sequence[Any]]:
    """The columns of a `values_list` as the driver gives them; JSON as text. Read through `moments` and `uids`."""
    sql, params = rows.query.sql_with_params()
    names = [rows.model._meta.get_field(name).column for name in rows.query.values_select]
    if connections[rows.db].vendor == "sqlite":
        # An expression has no declared type, so the driver leaves its text as it stands.
        bare = ", ".join(f'+"{name}"' for name in names)
        sql = f"SELECT {bare} FROM ({sql})"  # noqa: S608 (names of our own columns)
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    return list(zip(*found, strict=True)) if found else [() for _name in names]


def moments(values: Sequence[Any]) -> "NDArray[np.int64]":
    """A column of moments as whole microseconds since 1970; `NO_MOMENT` where there is none."""
    import numpy as np

    if not values:
        return np.zeros(0, np.int64)
    if isinstance(next((value for value in values if value is not None), None), datetime):
        given = ((value - _EPOCH) // _MICROSECOND if value is not None else NO_MOMENT for value in values)
        return np.fromiter(given, np.int64, len(values))
    found = np.array(values, "M8[us]").view(np.int64)
    found[found == np.iinfo(np.int64).min] = NO_MOMENT
    return found


def uids(values: Sequence[Any]) -> list[str]:
    """A column of uids as 32 digits each, on either database."""
    if values and isinstance(values[0], UUID):
        return [value.hex for value in values]
    return [str(value).replace("-", "") for value in values] if values and "-" in str(values[0]) else list(values)

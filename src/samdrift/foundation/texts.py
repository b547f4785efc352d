"""Reading very many rows at once for a file: uids, moments and JSON come from the database as texts.

Django turns each such cell into a value through several calls, and whoever writes a file turns it back into a text.
Here both databases give the text they keep, and one plain function a column writes it as files have it.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

Turn = Callable[[str], Any]
DIGITS = 32
_YES_OR_NO = {"1": True, "true": True, "0": False, "false": False}
# How long a moment is without its offset.
WHOLE, WITH_MICROSECONDS = len("2025-03-14 09:00:00"), len("2025-03-14 09:00:00.000000")


def as_written(
    rows: QuerySet[Any], columns: Sequence[str], *, moment: Turn | None = None, read: Turn = json.loads
) -> Iterator[list[Any]]:
    """The cells of these columns: uids and moments as texts, anything else as Django gives it, nothing as None.

    Args:
        columns: Names of fields, also of rows these ones point to, as `values_list` takes them.
        moment: How a moment is written; `moment_text` when left out.
        read: What is made of JSON; `kept_text` leaves it as the database keeps it.
    """
    turns = [_turn(rows.model, column, moment or moment_text, read) for column in columns]
    turned = [(place, turn) for place, turn in enumerate(turns) if turn is not None and turn is not kept_text]
    asked = [Cast(name, TextField()) if turn else name for name, turn in zip(columns, turns, strict=True)]
    for values in rows.values_list(*asked):
        row = list(values)
        for place, turn in turned:
            kept = row[place]
            if kept is not None:
                row[place] = turn(kept)
        yield row


def _turn(model: Any, column: str, moment: Turn, read: Turn) -> Turn | None:
    """What makes of the database's text what `as_written` gives; None for a column that is taken as it is."""
    for name in column.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model
    kinds: tuple[tuple[type, Turn], ...] = (
        (models.UUIDField, uid_text), (models.DateTimeField, moment), (models.JSONField, read),
        (models.BooleanField, _YES_OR_NO.__getitem__),
    )  # fmt: skip
    return next((turn for kind, turn in kinds if isinstance(field, kind)), None)


def kept_text(kept: str) -> str:
    """A text as the database keeps it."""
    return kept


def uid_text(kept: str) -> str:
    """A uid as `str(UUID)` writes it: SQLite keeps its 32 digits only."""
    if len(kept) == DIGITS:
        return f"{kept[:8]}-{kept[8:12]}-{kept[12:16]}-{kept[16:20]}-{kept[20:]}"
    return kept


def moment_text(kept: str) -> str:
    """A moment in UTC as `isoformat` writes it: SQLite keeps no offset, PostgreSQL no zeros at the end."""
    bare = kept.removesuffix("+00")
    if len(bare) in (WHOLE, WITH_MICROSECONDS):
        return f"{bare[:10]}T{bare[11:]}+00:00"
    return _moment(kept).isoformat()


def moment_in_full(kept: str) -> str:
    """A moment in UTC with its microseconds, as seals cover it."""
    bare = kept.removesuffix("+00")
    if len(bare) == WHOLE:
        return f"{bare[:10]}T{bare[11:]}.000000+00:00"
    if len(bare) == WITH_MICROSECONDS:
        return f"{bare[:10]}T{bare[11:]}+00:00"
    return _moment(kept).isoformat(timespec="microseconds")


def _moment(kept: str) -> datetime:
    """A moment from any other form the databases have for it."""
    found = datetime.fromisoformat(kept)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def among(uids: Collection[UUID]) -> RawSQL:
    """These uids for an `__in`, as one value instead of one each: a statement of thousands is put together at once."""
    field: Any = models.UUIDField()
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::uuid[])", (list(uids),), field)
    return RawSQL("SELECT value FROM json_each(%s)", (json.dumps([uid.hex for uid in uids]),), field)

"""Contacts from elsewhere or long ago, such as a telephone system's year: written many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.commands.contacts import key_of
from samdrift.operations.desk.events import ContactsImported
from samdrift.operations.desk.models import Contact
from samdrift.operations.desk.rules import contacts as rules


@dataclass(frozen=True, slots=True)
class PastContact:
    """A contact as it went.

    Attributes:
        values: Its columns; what the rules say of it is given here.
        caller_handle: A stranger's number or address, kept as a keyed hash and a few digits.
        repeats: The place, among those imported in the same call, of the contact it repeats.
    """

    values: dict[str, Any] = field(default_factory=dict)
    caller_handle: str = ""
    repeats: int | None = None


@transaction.atomic
def import_contacts(scope: Scope, past: Sequence[PastContact], *, now: datetime) -> int:
    """Write past contacts in the order given; how many. One event says that they were brought in.

    Raises:
        NotAllowed: The actor may not bring in contacts.
    """
    scope.require("desk.import")
    rows = [_row(scope, one) for one in past]
    # Whoever is repeated stands before: then its key is known when the later one is written.
    first = [row for row, one in zip(rows, past, strict=True) if one.repeats is None]
    insert_rows(first)
    later = [(row, one.repeats) for row, one in zip(rows, past, strict=True) if one.repeats is not None]
    for row, place in later:
        row.repeat_of_id = rows[place].pk
    insert_rows([row for row, _place in later])
    if rows:
        event = ContactsImported(
            count=len(rows), first=min(row.started_at for row in rows), last=max(row.started_at for row in rows)
        )
        record(event, scope=scope, at=now, subject=rows[0])
    return len(rows)


def _row(scope: Scope, one: PastContact) -> Contact:
    row = new_row(Contact, community_id=scope.community_id, **one.values)
    if one.caller_handle:
        row.caller_key = key_of(scope.community_id, one.caller_handle)
        row.caller_hint = rules.hint_of(one.caller_handle)
    row.eligible_for_fcr = rules.is_eligible(
        outcome=row.outcome, direction=row.direction, channel=row.channel, continues=row.continues_id is not None,
        by_law=row.by_law,
    )  # fmt: skip
    return row

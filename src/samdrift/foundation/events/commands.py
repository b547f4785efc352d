"""Recording: the event and what is owed for it, in the command's own transaction."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from samdrift.foundation import clock
from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.events.base import Event, field_names
from samdrift.foundation.events.models import SEAL, EventRecord, Withheld
from samdrift.foundation.events.registry import followers_of
from samdrift.foundation.events.sealing import seal_at_once
from samdrift.foundation.prepared import insert
from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.kernel.seals import canonical

DIMENSIONS = ("contract_id", "site_id", "unit_id", "case_id", "line")
RESTRICTED = frozenset({"D5", "D6", "D7", "D8", "D9"})

_AT_ONCE = 1000
_OWE = "INSERT INTO events_delivery (event_id, community_id, follower, due_at, attempts, last_error) VALUES"

_gathered: ContextVar[list[EventRecord] | None] = ContextVar("gathered", default=None)

Subject = ScopedModel | tuple[str, UUID] | None


class OutsideTransaction(RuntimeError):
    """An event was recorded outside a transaction: it could stand without what it tells, or the other way round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event with what goes around it, for `record_many`."""

    event: Event
    at: datetime
    device_at: datetime | None = None
    subject: Subject = None
    recorded_at: datetime | None = None
    actor_id: int | None = None
    """Who did it, where that is somebody else than the one who records: what is brought in from elsewhere."""


def record(
    event: Event, *, scope: Scope, at: datetime, device_at: datetime | None = None, subject: Subject = None
) -> EventRecord:
    """Write an event into the book and owe it to every follower.

    Args:
        at: When it happened, with its zone; when it was recorded is noted by the book itself.
        device_at: What the phone's own clock said, when it came from one.
        subject: The row the event speaks of: its data class, owner party, contract and place go over to the event.
            Or (kind, uid); or nothing, when the event's class names its `subject` field.

    Raises:
        OutsideTransaction: There is no transaction to write it in.
        NotCanonical: It holds a float or another value with no single written form; write amounts as Decimal.
    """
    _require_transaction()
    row = _sealable(_row(Happening(event=event, at=at, device_at=device_at, subject=subject), scope))
    gathered = _gathered.get()
    if gathered is not None:
        gathered.append(row)
        return row
    insert(row)
    _owe([row])
    return row


@contextmanager
def together() -> Iterator[None]:
    """Write the events recorded inside at its end, with two statements however many they are.

    For commands that everybody waits for. Until then the events have no key; when it raises, none is written.
    """
    _require_transaction()
    token = _gathered.set([])
    try:
        yield
        rows = _gathered.get() or []
        insert(*rows)
        _owe(rows)
    finally:
        _gathered.reset(token)


def record_many(happenings: Iterable[Happening], *, scope: Scope) -> list[EventRecord]:
    """Write many events of one scope with two statements a thousand."""
    _require_transaction()
    rows = EventRecord.objects.bulk_create([_sealable(_row(one, scope)) for one in happenings], batch_size=1000)
    _owe(rows)
    return rows


@transaction.atomic
def import_history(happenings: Iterable[Happening], *, scope: Scope) -> list[EventRecord]:
    """Write what happened elsewhere or long ago: sealed at once, and owed to no follower.

    Whoever imports also writes what followers would have made of it, or replays them afterwards.
    """
    rows = [_row(one, scope) for one in happenings]
    insert_rows(rows)
    seal_at_once(rows)  # refuses what has no single written form, and with it everything
    return rows


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction("An event is recorded in the transaction of what it tells: use transaction.atomic.")


def _owe(rows: Sequence[EventRecord]) -> None:
    """Owe each event to its followers. Written by hand: this stands on the way of every report that comes in."""
    due_at = connection.ops.adapt_datetimefield_value(clock.real_now())
    owed = [(row.pk, row.community_id, name) for row in rows for name in (SEAL, *followers_of(row.kind))]
    with connection.cursor() as cursor:
        for start in range(0, len(owed), _AT_ONCE):
            some = owed[start : start + _AT_ONCE]
            places = ", ".join(["(%s, %s, %s, %s, 0, '')"] * len(some))
            cursor.execute(f"{_OWE} {places}", [value for one in some for value in (*one, due_at)])


def _row(one: Happening, scope: Scope) -> EventRecord:
    event, subject = one.event, one.subject
    inherited = _inherited(subject) if isinstance(subject, ScopedModel) else {}
    named = field_names(type(event))
    kind, uid = _subject_of(event, subject)
    values: dict[str, Any] = dict(inherited)
    for name in DIMENSIONS:
        if name in named and (value := getattr(event, name)) is not None:
            values[name] = value
    return new_row(
        EventRecord,
        community_id=scope.community_id,
        kind=event.kind,
        book=book_for(values.get("data_class", "D1"), values.get("owner_party_id")),
        subject_kind=kind,
        subject_uid=uid,
        payload=event.as_payload(),
        salt=os.urandom(16),
        person_id=one.actor_id or scope.person_id,
        employment_id=scope.employment_id,
        party_id=scope.party_id,
        happened_at=one.at,
        recorded_at=one.recorded_at or clock.now(),
        device_at=one.device_at,
        **values,
    )


def _sealable(row: EventRecord) -> EventRecord:
    """The row; what could not be sealed must not be recorded, and is refused in the face of its writer."""
    canonical(row.payload)
    return row


def book_for(data_class: str, owner_party_id: int | None) -> str:
    """The book of those who may read it: one party's own, a restricted class's, or the one both share."""
    if owner_party_id is not None:
        return f"party:{owner_party_id}"
    return f"class:{data_class}" if data_class in RESTRICTED else "shared"


def _inherited(subject: ScopedModel) -> dict[str, Any]:
    return {
        name: value
        for name, column in _inheritable(type(subject))
        if (value := getattr(subject, column)) is not None and value != ""
    }


@cache
def _inheritable(model: type[ScopedModel]) -> Sequence[tuple[str, str]]:
    """The event's columns a row fills, each with the row's own: rooms keep the line in `line_code`."""
    columns = {field.attname for field in model._meta.concrete_fields}
    wanted = [(name, name) for name in ("data_class", "owner_party_id", *DIMENSIONS)]
    return tuple((name, column) for name, column in (*wanted, ("line", "line_code")) if column in columns)


def _subject_of(event: Event, subject: Subject) -> tuple[str, UUID | None]:
    if isinstance(subject, ScopedModel):
        # A row that speaks of another (a promise of its request) puts the event into that one's history.
        about = getattr(subject, "subject_uid", None)
        return (getattr(subject, "subject_kind", ""), about) if about else (subject._meta.label_lower, subject.uid)
    if subject is not None:
        return subject
    if event.subject:
        return event.kind.split(".", 1)[0], getattr(event, event.subject)
    return "", None


def withhold(subject_uids: Iterable[UUID], *, since: datetime) -> None:
    """Let the book be silent about these from now on: they became restricted. Safe to repeat."""
    rows = [Withheld(subject_uid=uid, since=since) for uid in dict.fromkeys(subject_uids)]
    Withheld.objects.bulk_create(rows, ignore_conflicts=True)

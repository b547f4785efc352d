"""Requests from elsewhere or long ago: written many at once, with their clocks, their book and their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.events.public import Event, Happening, import_history
from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import index_new_rows
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading, numbers
from samdrift.operations.requests.commands.submit import findable
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.rules import numbers as number_rules
from samdrift.operations.requests.rules import states


@dataclass(frozen=True, slots=True)
class PastComment:
    """Something said about a past request."""

    uid: UUID
    author_id: int | None
    body: str
    said_at: datetime
    visibility: str = "all"
    by_requester: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class PastRequest:
    """A request as it went.

    Attributes:
        values: Its columns, numbers and tracking secrets apart: those are given here.
        moves: When it came to a state, in order: (event's class, moment, actor, the event's own fields).
        milestones, pauses: What its promises are computed from.
        agreed_due_at, gaps: As `promises.PastWork` has them.
    """

    values: dict[str, Any]
    request_type: Any
    moves: Sequence[tuple[type[events.RequestEvent], datetime, int | None, dict[str, Any]]]
    milestones: dict[str, datetime] = field(default_factory=dict)
    pauses: Sequence[promises.PastPause] = ()
    comments: Sequence[PastComment] = ()
    timezone: str = "UTC"
    site_kind: str = ""
    unit_ids: frozenset[int] = frozenset()
    agreed_due_at: datetime | None = None
    gaps: bool = False


@transaction.atomic
def import_requests(scope: Scope, past: Sequence[PastRequest], *, as_of: datetime) -> list[ServiceRequest]:
    """Write past requests, in the order in which they were received, as they stand at `as_of`.

    Raises:
        NotAllowed: The actor may not bring in requests.
    """
    scope.require("requests.import")
    rows = [_row(scope, one) for one in past]
    _number(scope, past, rows)
    written = promises.import_promises(
        scope, (_work(one, row) for one, row in zip(past, rows, strict=True)), as_of=as_of
    )
    for row, standing in zip(rows, written.standings, strict=True):
        if row.is_open and row.state != states.RESOLVED:
            row.next_due_at, row.paused = standing.next_due_at, standing.paused
        row.due_at = standing.due_at
    insert_rows(rows)
    insert_rows([_comment(row, said) for one, row in zip(past, rows, strict=True) for said in one.comments])
    told = [happening for one, row in zip(past, rows, strict=True) for happening in _told(one, row)]
    import_history([*told, *written.happenings], scope=scope)
    index_new_rows(findable(row) for row in rows if not number_rules.is_restricted(row.data_class))
    return rows


def _row(scope: Scope, one: PastRequest) -> ServiceRequest:
    row = new_row(ServiceRequest, community_id=scope.community_id, request_type=one.request_type, **one.values)
    row.track_digest = number_rules.track_digest(number_rules.track_token(row.uid, settings.SECRET_KEY))
    row.is_open = states.is_open(row.state)
    return row


def _number(scope: Scope, past: Sequence[PastRequest], rows: Sequence[ServiceRequest]) -> None:
    """Numbers run on within each local year; restricted ones tell nothing of how many there are."""
    code = numbers.community_code(scope.community_id)
    pairs = [
        (row.received_at.astimezone(ZoneInfo(one.timezone)).year, row) for one, row in zip(past, rows, strict=True)
    ]
    for year, group in groupby(sorted(pairs, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        of_year = [row for _year, row in group]
        open_rows = [row for row in of_year if not number_rules.is_restricted(row.data_class)]
        last = numbers.take_numbers(scope.community_id, year, len(open_rows)) if open_rows else 0
        for number, row in enumerate(open_rows, last - len(open_rows) + 1):
            row.number = number_rules.running_number(code, year, number)
        for row in of_year:
            if number_rules.is_restricted(row.data_class):
                row.number = number_rules.random_number(code, year, row.uid.bytes)


def _work(one: PastRequest, row: ServiceRequest) -> promises.PastWork:
    subject = loading.subject_of(row, timezone=one.timezone, site_kind=one.site_kind, unit_ids=one.unit_ids)
    voided = row.state in (states.CANCELLED, states.DECLINED, states.REJECTED, states.DUPLICATE)
    return promises.PastWork(
        subject, row.priority, row.received_at, one.milestones, one.pauses, voided, one.agreed_due_at, one.gaps
    )


def _comment(row: ServiceRequest, said: PastComment) -> Comment:
    return new_row(
        Comment,
        uid=said.uid, community_id=row.community_id, data_class=row.data_class, service_request=row,
        author_id=said.author_id, body=said.body, said_at=said.said_at, visibility=said.visibility,
        by_requester=said.by_requester, asks=said.asks, language=row.language,
    )  # fmt: skip


def _told(one: PastRequest, row: ServiceRequest) -> Iterable[Happening]:
    for kind, at, actor, values in one.moves:
        event: Event = kind(request_id=row.uid, line=row.line_code, **values)
        yield Happening(event=event, at=at, subject=row, recorded_at=at, actor_id=actor)
    for said in one.comments:
        event = events.RequestCommented(
            request_id=row.uid, line=row.line_code, comment_id=said.uid, visibility=said.visibility
        )
        yield Happening(event=event, at=said.said_at, subject=row, recorded_at=said.said_at, actor_id=said.author_id)

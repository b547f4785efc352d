"""Bringing in what was said of rooms before this record began, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from samdrift.foundation.bulk import insert_rows
from samdrift.foundation.events.public import Happening, import_history
from samdrift.foundation.scope import Scope
from samdrift.operations.rounds import events, rules
from samdrift.operations.rounds.models import RoundStop, StopMark


@dataclass(frozen=True, slots=True)
class PastMark:
    """What somebody said of a room on a day; with a reason it was left out. The stop has its round loaded."""

    stop: RoundStop
    day: date
    at: datetime
    person_id: int
    by_scan: bool = True
    reason: str = ""


@transaction.atomic
def import_marks(scope: Scope, marks: Sequence[PastMark]) -> int:
    """Write what was said of rooms, each with its event; how many.

    Raises:
        NotAllowed: The actor may not bring in work.
    """
    scope.require("work.import")
    rows = [_row(one) for one in marks]
    insert_rows(rows)
    import_history((_told(one, row) for one, row in zip(marks, rows, strict=True)), scope=scope)
    return len(rows)


def _row(one: PastMark) -> StopMark:
    kind = rules.SKIPPED if one.reason else rules.DONE
    return StopMark(
        community_id=one.stop.community_id, data_class=one.stop.data_class, round_id=one.stop.round_id, stop=one.stop,
        day=one.day, kind=kind, reason=one.reason, by_scan=one.by_scan, person_id=one.person_id, happened_at=one.at,
        received_at=one.at,
    )  # fmt: skip


def _told(one: PastMark, row: StopMark) -> Happening:
    where = {
        "round_uid": one.stop.round.uid, "stop_uid": one.stop.uid, "space_id": one.stop.space_id, "day": one.day,
    }  # fmt: skip
    event: events.RoomEvent
    if one.reason:
        event = events.RoomSkipped(**where, by_scan=one.by_scan, skip_reason=one.reason)
    else:
        event = events.RoomDone(**where, by_scan=one.by_scan, tasks=tuple(one.stop.tasks))
    return Happening(event=event, at=one.at, subject=row, recorded_at=one.at, actor_id=one.person_id)

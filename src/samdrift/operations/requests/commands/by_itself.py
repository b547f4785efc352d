"""What happens without anybody: a wait ends, a question goes unanswered, silence closes."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.requests.commands import endings, loading, progress
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.rules import states

NO_ANSWER = "no_answer"
ALL_CLASSES = frozenset(f"D{number}" for number in range(10))


def system_scope(community_id: int) -> Scope:
    """Nobody in particular, within one community: what the clock does is done by no person."""
    permissions = frozenset({"requests.view"})
    return Scope(community_id=community_id, grants=(Grant("SYS", permissions, data_classes=ALL_CLASSES),))


def due_by_themselves(now: datetime, *, most: int = 200) -> list[tuple[int, UUID]]:
    """Community and uid of requests whose moment has come, the longest waiting first."""
    with everywhere(reason="time passes in every community; each request is then settled within its own"):
        rows = ServiceRequest.objects.filter(by_itself_at__lte=now).order_by("by_itself_at", "pk")
        return list(rows.values_list("community_id", "uid")[:most])


@transaction.atomic
def settle_by_itself(scope: Scope, uid: UUID, *, now: datetime) -> str:
    """Do what the moment brings, and say what it was: closed, given_up, resumed or nothing. Safe to repeat."""
    row = loading.locked(scope, uid, None)
    if row.by_itself_at is None or row.by_itself_at > now:
        return "nothing"
    # It happened then, not when somebody got round to it: a worker that stood still must not cost anybody a promise.
    now = max(row.by_itself_at, row.changed_at)
    if row.state == states.RESOLVED:
        endings.close(scope, row, "silent", now)
        loading.save(row, *endings.CLOSED)
        return "closed"
    if row.waiting_for_requester and row.hold_reason == progress.WAITING:
        progress.finish(scope, row, NO_ANSWER, now)
        loading.save(row, *progress.FINISHED)
        return "given_up"
    if row.hold_reason:
        progress.go_on(scope, row, now, reason="agreed_time")
        loading.save(row, "hold_reason", "by_itself_at", "waiting_for_requester")
        return "resumed"
    row.by_itself_at = None
    row.save(update_fields=["by_itself_at"])
    return "nothing"


def correct_standing(scope: Scope) -> int:
    """Bring the due times lists show in step with the promises where they differ; how many did.

    They are caches a command keeps; a difference is a fault of ours, never of the facts.
    """
    wrong = 0
    with everywhere(reason="every open request of one community is compared with its promises"):
        rows = ServiceRequest.objects.filter(community=scope.community_id, is_open=True).order_by("pk")
        for batch in _batches(rows.only(*_COMPARED).iterator(_BATCH)):
            for row in _differing(batch):
                row.save_changes("next_due_at", "due_at", "paused")
                wrong += 1
    return wrong


_COMPARED = ("uid", "state", "community", "version", "next_due_at", "due_at", "paused")
_BATCH = 500


def _batches(rows: Iterator[ServiceRequest]) -> Iterator[list[ServiceRequest]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _differing(rows: list[ServiceRequest]) -> Iterator[ServiceRequest]:
    """Rows that show other times than their promises; they then show theirs."""
    running: dict[UUID, list[promises.Promise]] = {}
    for promise in promises.Promise.objects.filter(subject_uid__in=[row.uid for row in rows]).exclude(state="voided"):
        running.setdefault(promise.subject_uid, []).append(promise)
    for row in rows:
        mine = running.get(row.uid, [])
        shown = (row.next_due_at, row.due_at, row.paused)
        pending = [promise.agreed_due_at or promise.due_at for promise in mine if promise.stopped_at is None]
        row.next_due_at = None if row.state == states.RESOLVED else min(pending, default=None)
        final = (promise.agreed_due_at or promise.due_at for promise in mine if promise.kind == "complete")
        row.due_at = next(final, None)
        row.paused = any(promise.paused for promise in mine)
        if shown != (row.next_due_at, row.due_at, row.paused):
            yield row

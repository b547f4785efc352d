"""What happens without anybody: a wait ends, a question goes unanswered, silence closes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from samdrift.foundation.scope import Grant, Scope, everywhere
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

"""Handing deliveries out: in small batches, at least once, with patience, and with failures somebody can see."""

import time
import traceback
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from samdrift.foundation import clock
from samdrift.foundation.errors import Refused
from samdrift.foundation.events.models import SEAL, Delivery, EventRecord
from samdrift.foundation.events.registry import followers
from samdrift.foundation.locks import try_lock
from samdrift.foundation.scope import everywhere

MAX_ATTEMPTS = 8
BATCH = 40
BUDGET_SECONDS = 0.015
"""How long one batch may hold its transaction: SQLite has one writer, and people are reporting meanwhile."""


def deliver_due(*, limit: int = BATCH) -> int:
    """Hand out what is due, one community at a time; how many deliveries were tried."""
    now = clock.real_now()
    waiting = Delivery.objects.filter(failed_at__isnull=True, due_at__lte=now).exclude(follower=SEAL)
    communities = dict.fromkeys(waiting.order_by("id").values_list("community_id", flat=True)[:limit])
    return sum(_deliver_batch(community_id, now, limit) for community_id in communities)


def deliver_all() -> int:
    """Hand out everything that is due now, and what followers record meanwhile: for imports and tests."""
    total = 0
    while tried := deliver_due():
        total += tried
    return total


@transaction.atomic
def _deliver_batch(community_id: int, now: datetime, limit: int) -> int:
    # One worker at a time within a community keeps the order of events; another worker takes another community.
    if not try_lock("events.deliver", community_id):
        return 0
    rows = Delivery.objects.filter(community_id=community_id, failed_at__isnull=True, due_at__lte=now)
    owed = list(rows.exclude(follower=SEAL).order_by("id")[:limit])
    events = _events_of(owed)
    delivered: list[int] = []
    failed: list[Delivery] = []
    until = time.monotonic() + BUDGET_SECONDS
    for delivery in owed:
        if _deliver(delivery, events[delivery.event_id], now):
            delivered.append(delivery.pk)
        else:
            failed.append(delivery)
        if time.monotonic() > until:
            break
    Delivery.objects.filter(pk__in=delivered).delete()
    if failed:
        Delivery.objects.bulk_update(failed, ["attempts", "due_at", "failed_at", "last_error"])
    return len(delivered) + len(failed)


def _events_of(owed: Iterable[Delivery]) -> dict[int, EventRecord]:
    with everywhere(reason="events owed to followers"):
        return EventRecord.objects.all().in_bulk({delivery.event_id for delivery in owed})


def _deliver(delivery: Delivery, event: EventRecord, now: datetime) -> bool:
    follower = followers.get(delivery.follower)
    if follower is None:
        _note_failure(delivery, now, f"Nobody follows as {delivery.follower!r} any more.", final=True)
        return False
    try:
        with transaction.atomic(), everywhere(reason=f"follower {follower.name}"):
            follower.run(event)
    except Exception:
        # One follower's fault must not hold up the others; it is kept and shown.
        if connection.needs_rollback or not connection.is_usable():
            raise
        _note_failure(delivery, now, traceback.format_exc(limit=-8))
        return False
    return True


def _note_failure(delivery: Delivery, now: datetime, error: str, *, final: bool = False) -> None:
    delivery.attempts += 1
    delivery.last_error = error[-4000:]
    delivery.due_at = now + pause_before(delivery.attempts + 1)
    if final or delivery.attempts >= MAX_ATTEMPTS:
        delivery.failed_at = now


def pause_before(attempt: int) -> timedelta:
    """How long to wait before the given attempt: 5 s before the second, then four times as long each, at most 6 h."""
    return min(timedelta(seconds=5 * 4 ** max(0, attempt - 2)), timedelta(hours=6))


def retry_delivery(delivery_id: int) -> None:
    """Owe a failed delivery anew, with all its attempts.

    Raises:
        Refused: It has not failed, or was delivered meanwhile.
    """
    fresh = {"attempts": 0, "failed_at": None, "due_at": clock.real_now()}
    if not Delivery.objects.filter(pk=delivery_id, failed_at__isnull=False).update(**fresh):
        raise Refused(_("This delivery is not waiting for a retry."))


def dismiss_delivery(delivery_id: int) -> None:
    """Let a failed delivery go: somebody has looked and put right what was left undone.

    Raises:
        Refused: It has not failed, or was delivered meanwhile.
    """
    if not Delivery.objects.filter(pk=delivery_id, failed_at__isnull=False).delete()[0]:
        raise Refused(_("This delivery is not waiting for a retry."))


def replay(name: str, *, since: datetime | None = None, community_id: int | None = None) -> int:
    """Owe a follower every event of its kinds again, from the beginning or from `since`; how many.

    Followers are safe to repeat, so a replay brings a new one up to date and puts a mended one right.
    """
    follower = followers[name]
    with everywhere(reason=f"replay for {name}"):
        rows = EventRecord.objects.all().filter(kind__in=follower.kinds)
    if since is not None:
        rows = rows.filter(happened_at__gte=since)
    if community_id is not None:
        rows = rows.filter(community=community_id)
    total, after, due_at = 0, 0, clock.real_now()
    while batch := list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", "community_id")[:2000]):
        owed = [Delivery(event_id=pk, community_id=place, follower=name, due_at=due_at) for pk, place in batch]
        Delivery.objects.bulk_create(owed, ignore_conflicts=True)
        total, after = total + len(batch), batch[-1][0]
    return total

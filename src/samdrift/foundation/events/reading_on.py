"""The sealed books of all communities in the order they were sealed, for who follows everything from a place it keeps.

Sealing is done under one lock, so that places are given in the order of commits: what was read is never preceded later.
"""

from datetime import datetime

from samdrift.foundation.events.models import SEAL, Delivery, Seal


def sealed_after(place: int, limit: int) -> list[tuple[int, int]]:
    """The next seals after a place: the place of each, and its event's key."""
    rows = Seal.objects.filter(id__gt=place).order_by("id").values_list("id", "event_id")
    return list(rows[:limit])


def last_place() -> int:
    """The place of the newest seal; 0 before the first."""
    return Seal.objects.order_by("-id").values_list("id", flat=True).first() or 0


def sealed_until(now: datetime) -> datetime:
    """Up to when everything that was recorded is sealed."""
    waits = Delivery.objects.filter(follower=SEAL).order_by("id").values_list("due_at", flat=True).first()
    return now if waits is None else min(now, waits)

"""Decisions about notices: by which ways, not before when, and what restricted classes allow."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

APP, MAIL, SMS, PUSH, DIGEST = "app", "mail", "sms", "push", "digest"
CHANNELS = (APP, MAIL, PUSH, SMS, DIGEST)
LEAVING = (MAIL, SMS, PUSH)
"""Ways that leave the house."""
RESTRICTED = frozenset({"D5", "D6", "D7", "D8", "D9"})
"""Classes of which nothing is said outside their own page, not even a number (domain.md §4.2)."""
STALE_AFTER = timedelta(days=2)
"""What is told so late (a replay, a worker that was away) no longer leaves the house."""


def ways(
    default: Collection[str], chosen: Collection[str] | None, *, must: bool, reachable: Collection[str]
) -> frozenset[str]:
    """The ways one notice takes to one person.

    A digest takes the place of a mail. What must be seen stays in the list, whatever was chosen.

    Args:
        default: The kind's own ways.
        chosen: The person's choice for this kind; None when there is none, empty when it was quietened.
        reachable: Ways by which the person can be reached at all.
    """
    wanted = set(default if chosen is None else chosen)
    if must:
        wanted.add(APP)
    if DIGEST in wanted:
        wanted.discard(MAIL)
    return frozenset(way for way in wanted if way in reachable or way == APP)


def not_before(now: datetime, quiet_from: time | None, quiet_to: time | None, zone: ZoneInfo) -> datetime:
    """The moment from which a message may leave: now, or the end of the quiet hours that `now` lies in.

    The hours are wall-clock times of the zone and may span midnight; equal ones, or a missing one, are none.
    """
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return now
    local = now.astimezone(zone)
    clock = local.time().replace(tzinfo=None)
    if quiet_from < quiet_to:
        if not quiet_from <= clock < quiet_to:
            return now
        ends_on = local.date()
    else:
        if quiet_to <= clock < quiet_from:
            return now
        ends_on = local.date() + timedelta(days=clock >= quiet_from)
    ends = datetime.combine(ends_on, quiet_to, zone)
    return max(now, ends.astimezone(now.tzinfo))


def is_restricted(data_class: str) -> bool:
    """Whether of this class nothing may be said but that something needs the reader."""
    return data_class in RESTRICTED


def digest_is_due(now: datetime, at: time, last: datetime | None, zone: ZoneInfo) -> bool:
    """Whether the day's digest is due: its time of the day has come and none was made since."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), at, zone)
    return now >= today and (last is None or last < today)

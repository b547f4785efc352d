"""What people choose: by which ways each kind reaches them, when to be left alone; and what they have read."""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.notices import registry, rules
from samdrift.foundation.notices.models import Choice, Habits, Notice, Sending
from samdrift.foundation.scope import Scope, everywhere

KEPT_READ = timedelta(days=90)
KEPT = timedelta(days=365)


@transaction.atomic
def choose_ways(scope: Scope, ways: Mapping[str, Collection[str]]) -> None:
    """Choose for each kind by which ways it comes.

    Raises:
        Invalid: There is no such kind or way.
    """
    person_id = _oneself(scope)
    for key, chosen in ways.items():
        if key not in registry.kinds or not set(chosen) <= set(rules.CHANNELS):
            raise Invalid({"kind": _("There is no such kind of notice, or no such way.")})
        wanted = sorted(chosen)
        if set(wanted) == set(registry.kinds[key].channels):
            Choice.objects.filter(person=person_id, kind=key).delete()
        else:
            Choice.objects.update_or_create(person_id=person_id, kind=key, defaults={"channels": wanted})


@transaction.atomic
def choose_hours(scope: Scope, *, quiet_from: time | None, quiet_to: time | None, digest_at: time) -> None:
    """Choose when to be left alone, and when the daily digest comes.

    Raises:
        Invalid: Only one end of the quiet hours is given.
    """
    if (quiet_from is None) != (quiet_to is None):
        raise Invalid({"quiet_to": _("Give both ends of the quiet hours, or neither.")})
    values = {"quiet_from": quiet_from, "quiet_to": quiet_to, "digest_at": digest_at}
    Habits.objects.update_or_create(person_id=_oneself(scope), defaults=values)


@transaction.atomic
def quieten(kind: str, *, person_id: int | None = None, address: str = "") -> None:
    """Stop a kind from interrupting: it stays in the list where it must, and nothing leaves the house any more.

    Args:
        kind: A kind's key, or `rules.DIGEST` for the daily digest as a whole.
    """
    if kind == rules.DIGEST and person_id is not None:
        _leave_digests(person_id)
        return
    if kind not in registry.kinds:
        return
    if person_id is not None:
        Choice.objects.update_or_create(person_id=person_id, kind=kind, defaults={"channels": [rules.APP]})
    elif address:
        Choice.objects.update_or_create(person=None, address=address, kind=kind, defaults={"channels": []})


def _leave_digests(person_id: int) -> None:
    """Let every kind that comes by digest stay in the list instead."""
    chosen = dict(Choice.objects.filter(person=person_id).values_list("kind", "channels"))
    for key, kind in registry.kinds.items():
        ways = set(chosen.get(key, kind.channels))
        if rules.DIGEST in ways:
            kept = sorted(ways - {rules.DIGEST} | {rules.APP})
            Choice.objects.update_or_create(person_id=person_id, kind=key, defaults={"channels": kept})


@transaction.atomic
def mark_read(scope: Scope, uid: UUID, *, now: datetime) -> Notice:
    """Note that somebody has read a notice of theirs.

    Raises:
        DoesNotExist: It is not theirs.
    """
    notice = Notice.objects.within(scope).locked(uid)
    if notice.read_at is None:
        notice.read_at = now
        notice.save_changes("read_at")
    return notice


@transaction.atomic
def mark_all_read(scope: Scope, *, now: datetime) -> int:
    """Note that somebody has read all of theirs; how many there were."""
    return Notice.objects.within(scope).filter(read_at__isnull=True).update(read_at=now)


def forget_old(now: datetime) -> int:
    """Delete what was read ninety days ago or told a year ago, and messages of so long ago; how many. For a job."""
    with everywhere(reason="what nobody needs to keep"):
        read = Notice.objects.filter(read_at__lt=now - KEPT_READ)
        gone = read.delete()[0] + Notice.objects.filter(told_at__lt=now - KEPT).delete()[0]
        return gone + Sending.objects.filter(made_at__lt=now - KEPT_READ).exclude(state="waiting").delete()[0]


def _oneself(scope: Scope) -> int:
    if scope.person_id is None:
        raise NotAllowed
    return scope.person_id

"""The daily digest: what somebody chose to hear of once a day, in one mail."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import transaction

from samdrift.foundation.fields import uuid7
from samdrift.foundation.notices import rules
from samdrift.foundation.notices.commands.sending import queue
from samdrift.foundation.notices.gateways import configured
from samdrift.foundation.notices.models import Habits, Notice, Sending
from samdrift.foundation.scope import everywhere


@transaction.atomic
def make_digests(community_id: int, *, now: datetime) -> int:
    """Put what waits for a digest into one mail for each person whose hour has come; how many. For a job."""
    with everywhere(reason="digests of a community"):
        return _make_digests(community_id, now)


def _make_digests(community_id: int, now: datetime) -> int:
    waiting: dict[int, list[int]] = defaultdict(list)
    rows = Notice.objects.filter(community=community_id, for_digest=True, digest__isnull=True)
    for person_id, pk in rows.values_list("receiver_id", "pk").order_by("pk"):
        if person_id is not None:
            waiting[person_id].append(pk)
    if not waiting:
        return 0
    communities = apps.get_model("parties", "Community")._base_manager
    zone = ZoneInfo(communities.values_list("timezone", flat=True).get(pk=community_id))
    known = {row.person_id: row for row in Habits.objects.filter(person__in=waiting)}
    due = [
        person_id
        for person_id in waiting
        if (row := known.get(person_id) or Habits(person_id=person_id))
        and rules.digest_is_due(now, row.digest_at, row.last_digest_at, zone)
    ]
    made = [
        Sending(
            uid=uuid7(), community_id=community_id, channel=rules.MAIL, letter="digest", receiver_id=person_id,
            state="waiting" if configured(rules.MAIL) else "kept", not_before=_after_quiet(known, person_id, now, zone),
            made_at=now,
        )
        for person_id in due
    ]  # fmt: skip
    queue(made)
    for one in made:
        Notice.objects.filter(pk__in=waiting[one.receiver_id or 0]).update(digest=one)
        Habits.objects.update_or_create(person_id=one.receiver_id or 0, defaults={"last_digest_at": now})
    return len(made)


def _after_quiet(known: Mapping[int, Habits], person_id: int, now: datetime, zone: ZoneInfo) -> datetime:
    """When the digest may leave: quiet hours hold for it too, also where its hour lies within them."""
    habits = known.get(person_id)
    return now if habits is None else rules.not_before(now, habits.quiet_from, habits.quiet_to, zone)

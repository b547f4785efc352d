"""Telling: who hears of an event, by which ways, written down once for each cause in the follower's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from samdrift.foundation import clock
from samdrift.foundation.events.public import EventRecord, follow
from samdrift.foundation.fields import uuid7
from samdrift.foundation.notices import registry, rules
from samdrift.foundation.notices.commands.sending import queue
from samdrift.foundation.notices.gateways import configured
from samdrift.foundation.notices.models import Choice, Habits, Notice, PushDevice, Sending
from samdrift.foundation.notices.registry import NoticeKind, Telling, To
from samdrift.foundation.scope import CASE_CLASSES, everywhere

ME = "notices.tell"


def follow_events() -> None:
    """Follow every event some kind speaks of, under one name; called once all rooms have announced theirs."""
    follow(*registry.events_followed(), name=ME)(tell_of)


def tell_of(event: EventRecord) -> None:
    """Tell everybody who should hear of an event. Safe to repeat: a cause is told once."""
    for kind in registry.kinds_after(event.kind):
        telling = kind.tell(event) if kind.tell else None
        if telling is None or not telling.to:
            continue
        if not kind.to_actor and event.person_id is not None:
            telling = replace(telling, to=[to for to in telling.to if to.person_id != event.person_id])
        tell(kind.key, telling, community_id=event.community_id, cause=str(event.uid), at=event.recorded_at)


@transaction.atomic
def tell(key: str, telling: Telling, *, community_id: int, cause: str, at: datetime) -> list[Notice]:
    """Tell receivers of something, each once for this cause, by the ways they chose.

    Args:
        cause: What makes it one and the same: an event's uid, or "risk75:<promise>:<due>". At most 120 characters.
        at: When it came about; what is told much later no longer leaves the house.

    Returns:
        The notices that are new.
    """
    kind = registry.kinds[key]
    new = _not_told_yet(kind, telling, cause, at)
    if not new:
        return []
    known = _Receivers.read(kind, new, community_id)
    moment = clock.now()
    made = [
        _notice(kind, telling, to, known, community_id=community_id, cause=cause, moment=moment)
        for to in new
        if to.person_id is None or to.person_id in known.people
    ]
    Notice.objects.bulk_create(made)
    if moment - at <= rules.STALE_AFTER:
        queue([one for notice in made for one in _leaving(kind, telling, notice, known, moment)])
    return made


def _not_told_yet(kind: NoticeKind, telling: Telling, cause: str, at: datetime) -> list[To]:
    same = Q(cause=cause)
    recently = Q(told_at__gt=min(at, clock.now()) - kind.again_after)
    if kind.again_after and kind.again_for_any:
        same |= recently & Q(receiver__in=[to.person_id for to in telling.to if to.person_id])
        same |= recently & Q(receiver=None, address__in=[_address(to) for to in telling.to if not to.person_id])
    elif kind.again_after and telling.subject_uid is not None:
        same |= recently & Q(subject_uid=telling.subject_uid)
    with everywhere(reason="whom this was told already; only those who may see the thing are looked for"):
        told = set(Notice.objects.filter(same, kind=kind.key).values_list("receiver_id", "address"))
    new: dict[tuple[int | None, str], To] = {}
    for to in telling.to:
        whom = (to.person_id, _address(to))
        if whom not in told and any(whom):
            new.setdefault(whom, to)
    return list(new.values())


def _address(to: To) -> str:
    return "" if to.person_id else to.address.strip().lower()


@dataclass(frozen=True, slots=True)
class _Receivers:
    """What has to be known of the receivers of one telling, read in a few statements however many they are."""

    people: Mapping[int, Any]
    choices: Mapping[tuple[int | None, str], Sequence[str]]
    habits: Mapping[int, Habits]
    with_devices: frozenset[int]
    zone: ZoneInfo

    @classmethod
    def read(cls, kind: NoticeKind, to: Sequence[To], community_id: int) -> "_Receivers":
        ids = [one.person_id for one in to if one.person_id]
        people = apps.get_model("parties", "Person")._base_manager.filter(pk__in=ids, state="active").in_bulk()
        addresses = [_address(one) for one in to if not one.person_id]
        chosen = Choice.objects.filter(Q(person__in=ids) | Q(person=None, address__in=addresses), kind=kind.key)
        choices = {(row.person_id, row.address): row.channels for row in chosen}
        habits = {row.person_id: row for row in Habits.objects.filter(person__in=ids)}
        communities = apps.get_model("parties", "Community")._base_manager
        zone = communities.values_list("timezone", flat=True).get(pk=community_id)
        devices = PushDevice.objects.filter(person__in=ids) if configured(rules.PUSH) else PushDevice.objects.none()
        with_devices = frozenset(devices.values_list("person_id", flat=True))
        return cls(people, choices, habits, with_devices, ZoneInfo(zone))


def _notice(
    kind: NoticeKind, telling: Telling, to: To, known: _Receivers, *, community_id: int, cause: str, moment: datetime
) -> Notice:
    address = _address(to)
    took = _ways(kind, to, address, known)
    # Of what is restricted nothing is kept that could be read elsewhere than on its own page.
    facts = {} if rules.is_restricted(telling.data_class) else dict(telling.facts)
    return Notice(
        uid=uuid7(), community_id=community_id, data_class=telling.data_class, owner_party_id=telling.owner_party_id,
        receiver_id=to.person_id, employment_id=to.employment_id, address=address, language=to.language,
        kind=kind.key, cause=cause[:120], subject_kind=telling.subject_kind, subject_uid=telling.subject_uid,
        facts=facts, told_at=moment, listed=to.person_id is not None and rules.APP in took,
        for_digest=rules.DIGEST in took, own=to.own,
    )  # fmt: skip


def _ways(kind: NoticeKind, to: To, address: str, known: _Receivers) -> frozenset[str]:
    if to.person_id is None:
        chosen = known.choices.get((None, address))
        return rules.ways(kind.channels & {rules.MAIL}, chosen, must=False, reachable={rules.MAIL})
    person = known.people[to.person_id]
    reachable = {rules.DIGEST, rules.MAIL}
    reachable |= {rules.SMS} if person.work_phone else set()
    reachable |= {rules.PUSH} if person.pk in known.with_devices else set()
    chosen = known.choices.get((to.person_id, ""))
    return rules.ways(kind.channels, chosen, must=kind.must, reachable=reachable)


def _leaving(kind: NoticeKind, telling: Telling, notice: Notice, known: _Receivers, moment: datetime) -> list[Sending]:
    to = To(notice.receiver_id, notice.employment_id, notice.address, notice.language)
    took = [way for way in rules.LEAVING if way in _ways(kind, to, notice.address, known)]
    habits = known.habits.get(notice.receiver_id or 0)
    start = moment
    if habits is not None and not telling.urgent:
        start = rules.not_before(moment, habits.quiet_from, habits.quiet_to, known.zone)
    return [
        Sending(
            uid=uuid7(), community_id=notice.community_id, data_class=notice.data_class,
            owner_party_id=notice.owner_party_id, channel=way, letter="notice", notice=notice,
            receiver_id=notice.receiver_id, address=notice.address, language=notice.language,
            state="waiting" if configured(way) else "kept", not_before=start, made_at=moment,
        )
        for way in took
        if way == rules.MAIL or configured(way)
    ]  # fmt: skip


@transaction.atomic
def reclassify(subject_uid: UUID, data_class: str) -> None:
    """Bring what was told of a thing into the class the thing has now; what restricted classes hide is forgotten.

    What became a case vanishes from the lists of all but whoever asked, and no message about it leaves any more.
    """
    values: dict[str, Any] = {"data_class": data_class}
    if rules.is_restricted(data_class):
        values["facts"] = {}
    with everywhere(reason="notices follow the class of what they speak of"):
        rows = Notice.objects.filter(subject_uid=subject_uid)
        if data_class in CASE_CLASSES:
            Sending.objects.filter(notice__in=rows, state="waiting").delete()
            rows.filter(own=False).delete()
        Sending.objects.filter(notice__in=rows).update(data_class=data_class)
        rows.exclude(data_class=data_class).update(**values)


@transaction.atomic
def forget_told(subject_uid: UUID) -> None:
    """Forget all that was told of a thing, in lists and in messages that have not left: words were taken out of it."""
    with everywhere(reason="what was told repeats the words that were taken out"):
        Notice.objects.filter(subject_uid=subject_uid).delete()

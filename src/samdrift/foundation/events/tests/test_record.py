from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction  # noqa: F401  Named in a condition below.

from samdrift.foundation import clock
from samdrift.foundation.conftest import NOON, scope_in
from samdrift.foundation.events.base import Event
from samdrift.foundation.events.commands import (
    Happening,
    OutsideTransaction,
    import_history,
    record,
    record_many,
    together,
)
from samdrift.foundation.events.models import Book, Delivery, EventRecord, NeverChanged
from samdrift.foundation.events.queries import history_of, recent_events
from samdrift.foundation.events.registry import follow, forget
from samdrift.foundation.events.sealing import verify_book
from samdrift.foundation.scope import Unscoped, everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingClosed(Event):
    kind: ClassVar[str] = "things.closed"
    subject: ClassVar[str] = "thing_id"
    thing_id: UUID
    contract_id: int | None = None
    site_id: int | None = None


@pytest.fixture
def two_followers():
    for name in ("one.counts", "two.counts"):
        follow(ThingClosed.kind, name=name)(lambda event: None)
    yield
    for name in ("one.counts", "two.counts"):
        forget(name)


def test_an_event_owes_one_delivery_to_each_follower_and_one_to_the_seal(
    scope, two_followers, django_assert_num_queries
):
    with transaction.atomic(), django_assert_num_queries(2):
        row = record(ThingClosed(thing_id=uuid4()), scope=scope, at=NOON)
    owed = Delivery.objects.filter(event=row).values_list("follower", flat=True)
    assert sorted(owed) == ["one.counts", "seal", "two.counts"]


def test_the_record_knows_who_when_and_of_what(scope):
    thing = uuid4()
    with transaction.atomic():
        row = record(
            ThingClosed(thing_id=thing, contract_id=4), scope=scope, at=NOON, device_at=NOON + timedelta(hours=2)
        )
    (kept,) = history_of(scope, thing)
    assert (kept.kind, kept.subject_kind, kept.subject_uid) == ("things.closed", "things", thing)
    assert (kept.person_id, kept.employment_id, kept.party_id) == (7, 9, scope.party_id)
    assert (kept.happened_at, kept.device_at) == (NOON, NOON + timedelta(hours=2))
    assert abs(kept.recorded_at - clock.now()) < timedelta(minutes=1)
    assert (kept.book, kept.contract_id, kept.uid) == ("shared", 4, row.uid)
    assert kept.as_event() == ThingClosed(thing_id=thing, contract_id=4)


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused(scope):
    with pytest.raises(OutsideTransaction):
        record(ThingClosed(thing_id=uuid4()), scope=scope, at=NOON)


def test_many_events_cost_two_statements(scope, two_followers, django_assert_num_queries):
    for many in (1, 30):
        with transaction.atomic(), django_assert_num_queries(2):
            record_many([Happening(event=ThingClosed(thing_id=uuid4()), at=NOON)] * many, scope=scope)
    assert Delivery.objects.count() == 31 * 3


def test_imported_history_is_sealed_at_once_and_owed_to_nobody(scope, two_followers):
    here = NOON.astimezone(ZoneInfo("Europe/Copenhagen"))
    import_history([Happening(event=ThingClosed(thing_id=uuid4()), at=here, recorded_at=NOON)] * 3, scope=scope)
    assert not Delivery.objects.exists()
    verdict = verify_book(Book.objects.get())
    assert (verdict.first_difference, verdict.checked) == (None, 3)
    with everywhere(reason="test"):
        assert set(EventRecord.objects.values_list("recorded_at", flat=True)) == {NOON}


def test_the_book_is_read_within_a_scope_only(scope):
    with pytest.raises(Unscoped):
        EventRecord.objects.all()


def test_what_is_recorded_cannot_be_changed(scope):
    with transaction.atomic():
        row = record(ThingClosed(thing_id=uuid4()), scope=scope, at=NOON)
    with pytest.raises(NeverChanged):
        row.save()
    with pytest.raises(NeverChanged):
        row.delete()
    for change in ({"kind": "things.opened"}, {"payload": {"thing_id": "x"}}, {"happened_at": NOON}, {"salt": b"1"}):
        with everywhere(reason="test"), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            EventRecord.objects.filter(pk=row.pk).update(**change)


def test_a_payload_can_be_erased_and_nothing_else_goes_with_it(scope):
    thing = uuid4()
    with transaction.atomic():
        row = record(ThingClosed(thing_id=thing), scope=scope, at=NOON)
    with everywhere(reason="test"):
        EventRecord.objects.filter(pk=row.pk).update(payload={}, salt=b"")
    (kept,) = history_of(scope, thing)
    assert (kept.payload, kept.kind, kept.happened_at) == ({}, "things.closed", NOON)


def test_a_community_never_reads_anothers_book(scope, elsewhere, party):
    thing = uuid4()
    with transaction.atomic():
        record(ThingClosed(thing_id=thing), scope=scope, at=NOON)
    stranger = scope_in(elsewhere, party_id=scope.party_id)
    assert not history_of(stranger, thing).exists()
    assert not recent_events(stranger).exists()
    assert recent_events(scope).count() == 1


def test_one_partys_own_events_stay_its_own(scope, community, party):
    from samdrift.registers.parties.models import Member

    member = Member.objects.create(
        community=community,
        organisation_id=scope.party_id,
        side="customer",
        data_class="D3",
        owner_party_id=scope.party_id,
    )
    with transaction.atomic():
        row = record(ThingClosed(thing_id=member.uid), scope=scope, at=NOON, subject=member)
    assert (row.book, row.subject_kind, row.data_class) == (f"party:{scope.party_id}", "parties.member", "D3")
    classes = frozenset({"D0", "D1", "D3"})
    owner = scope_in(community, party_id=scope.party_id, data_classes=classes)
    provider = scope_in(community, party_id=party("provider"), data_classes=classes)
    assert history_of(owner, member.uid).count() == 1
    assert history_of(provider, member.uid).count() == 0
    assert recent_events(provider).count() == 0


def test_a_restricted_class_has_its_own_book_and_readers(scope, community):
    from samdrift.registers.parties.models import Member

    member = Member(community=community, data_class="D7")
    with transaction.atomic():
        row = record(ThingClosed(thing_id=member.uid), scope=scope, at=NOON, subject=member)
    assert row.book == "class:D7"
    assert history_of(scope, member.uid).count() == 0
    assert history_of(scope_in(community, data_classes=frozenset({"D7"})), member.uid).count() == 1


def test_a_grant_for_one_contract_reads_that_contracts_events(scope, community):
    with transaction.atomic():
        for contract_id in (1, 2, None):
            record(ThingClosed(thing_id=uuid4(), contract_id=contract_id), scope=scope, at=NOON)
    reader = scope_in(community, contracts=frozenset({2}))
    assert [row.contract_id for row in recent_events(reader)] == [2]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL plans by statistics")
def test_every_question_to_the_book_goes_along_its_index(scope):
    newest = recent_events(scope)
    along = {
        "events_in_time": newest[:50],
        "events_of_kind": newest.filter(kind="things.closed")[:50],
        "events_of_subject": history_of(scope, *[uuid4() for _ in range(12)]),
    }
    for index, rows in along.items():
        plan = rows.explain()
        assert index in plan
        assert ("TEMP B-TREE" in plan) == (index == "events_of_subject"), "only a few rows are sorted"


def test_events_recorded_together_cost_two_statements_and_owe_the_same(scope, two_followers, django_assert_num_queries):
    things = [uuid4() for _ in range(3)]
    with transaction.atomic(), django_assert_num_queries(2), together():
        for thing in things:
            record(ThingClosed(thing_id=thing), scope=scope, at=NOON)
    assert [row.subject_uid for row in history_of(scope, *things)] == things
    assert Delivery.objects.count() == 9


def test_what_raises_while_recording_together_writes_nothing(scope):
    thing = uuid4()

    def broken():
        with transaction.atomic(), together():
            record(ThingClosed(thing_id=thing), scope=scope, at=NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert not list(history_of(scope, thing))

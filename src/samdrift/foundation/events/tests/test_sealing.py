from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar
from uuid import uuid4

import pytest
from django.db import connection, transaction

from samdrift.foundation.conftest import NOON, scope_in
from samdrift.foundation.errors import Refused
from samdrift.foundation.events.base import Event
from samdrift.foundation.events.commands import Happening, import_history, record, record_many
from samdrift.foundation.events.jobs import BookChanged, check
from samdrift.foundation.events.models import SEAL, Book, Delivery, Seal
from samdrift.foundation.events.queries import history_of
from samdrift.foundation.events.sealing import (
    books_of,
    erase_payload,
    seal_due,
    sign_heads,
    signed_heads,
    verify_book,
)
from samdrift.foundation.events.tests.test_record import ThingClosed
from samdrift.kernel.seals import NotCanonical

DAY = date(2026, 6, 1)


def close(scope, many=1, thing=None):
    happenings = [Happening(event=ThingClosed(thing_id=thing or uuid4(), contract_id=1), at=NOON) for _ in range(many)]
    with transaction.atomic():
        return record_many(happenings, scope=scope)


def tamper(statement, *values):
    """Changes a table the way somebody with the database's password would."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE events_eventrecord DISABLE TRIGGER events_stay_as_recorded")
        else:
            cursor.execute("DROP TRIGGER events_stay_as_recorded")
            cursor.execute("DROP TRIGGER events_payload_is_erased_only")
        cursor.execute(statement, values)


def test_sealed_events_have_places_without_gaps_and_the_book_verifies(scope):
    close(scope, 7)
    assert seal_due(limit=4) == 4
    assert seal_due() == 3
    assert seal_due() == 0
    book = Book.objects.get()
    assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    verdict = verify_book(book)
    assert (verdict.first_difference, verdict.checked, verdict.head) == (None, 7, bytes(book.head))
    assert not Delivery.objects.filter(follower=SEAL).exists()


def test_imported_events_go_on_where_the_book_stands(scope):
    close(scope, 2)
    seal_due()
    import_history([Happening(event=ThingClosed(thing_id=uuid4()), at=NOON)] * 3, scope=scope)
    close(scope)
    seal_due()
    assert list(Seal.objects.order_by("event_id").values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert verify_book(Book.objects.get()).checked == 6


def test_an_event_committed_late_is_sealed_later_and_never_skipped(scope):
    early, late = close(scope)[0], close(scope)[0]
    owed = Delivery.objects.get(event=early)
    Delivery.objects.filter(pk=owed.pk).delete()
    seal_due()
    owed.save(force_insert=True)
    assert seal_due() == 1
    assert [seal.event_id for seal in Seal.objects.order_by("position")] == [late.pk, early.pk]
    assert verify_book(Book.objects.get()).first_difference is None


def test_each_audience_and_each_community_has_a_book_without_gaps(scope, community, elsewhere):
    from samdrift.registers.parties.models import Member

    own = Member(community=community, data_class="D3", owner_party_id=scope.party_id)
    secret = Member(community=community, data_class="D7")
    with transaction.atomic():
        for subject in (None, own, secret, own):
            record(ThingClosed(thing_id=uuid4()), scope=scope, at=NOON, subject=subject)
    close(scope_in(elsewhere))
    seal_due()
    lengths = {(book.community_id, book.name): book.position for book in Book.objects.all()}
    here = community.pk
    expected = {(here, "shared"): 1, (here, f"party:{scope.party_id}"): 2, (here, "class:D7"): 1}
    assert lengths == {**expected, (elsewhere.pk, "shared"): 1}
    assert {book.name for book in books_of(scope)} == {"shared", f"party:{scope.party_id}"}
    assert {book.name for book in books_of(scope_in(community))} == {"shared"}
    assert len({bytes(book.head) for book in Book.objects.all()}) == 4


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE events_eventrecord SET kind = 'things.opened' WHERE id = %s", "payload"),
        ("UPDATE events_eventrecord SET happened_at = recorded_at WHERE id = %s", "payload"),
        ("UPDATE events_eventrecord SET payload = '{}' WHERE id = %s", "payload"),
        ("UPDATE events_eventrecord SET person_id = 99 WHERE id = %s", "payload"),
        ("DELETE FROM events_seal WHERE event_id = %s", "position"),
    ],
)
def test_whoever_changes_the_past_is_found(scope, statement, found):
    rows = close(scope, 5)
    seal_due()
    tamper(statement, rows[2].pk)
    difference = verify_book(Book.objects.get()).first_difference
    assert (difference.position, difference.code) == (3, found)
    with pytest.raises(BookChanged):
        check({"community_id": scope.community_id})


def test_whoever_rewrites_the_whole_chain_is_found_by_the_signed_head(scope):
    rows = close(scope, 5)
    seal_due()
    sign_heads(DAY, NOON)
    tamper("UPDATE events_eventrecord SET person_id = 99 WHERE id = %s", rows[2].pk)
    # Rewrites every seal as if it had always been so.
    Seal.objects.all().delete()
    Book.objects.update(position=0, head=b"")
    Delivery.objects.bulk_create(
        Delivery(event=row, community_id=row.community_id, follower=SEAL, due_at=NOON) for row in rows
    )
    seal_due()
    difference = verify_book(Book.objects.get()).first_difference
    assert (difference.code, difference.position) == ("signed_head", 5)


def test_a_payload_can_be_erased_and_the_book_still_verifies(scope):
    thing = uuid4()
    close(scope, 2)
    with transaction.atomic():
        row = record(ThingClosed(thing_id=thing), scope=scope, at=NOON)
    with pytest.raises(Refused):
        erase_payload(row.uid)
    seal_due()
    erase_payload(row.uid)
    (kept,) = history_of(scope, thing)
    assert kept.payload == {}
    verdict = verify_book(Book.objects.get())
    assert (verdict.first_difference, verdict.erased) == (None, 1)


def test_heads_are_signed_once_a_day_and_only_when_the_book_grew(scope, community):
    close(scope, 2)
    seal_due()
    assert sign_heads(DAY, NOON) == 1
    assert sign_heads(DAY, NOON) == 0
    assert sign_heads(DAY + timedelta(days=1), NOON) == 0
    close(scope)
    seal_due()
    assert sign_heads(DAY + timedelta(days=2), NOON) == 1
    newest, oldest = signed_heads(scope)
    assert (newest.position, oldest.position) == (3, 2)
    assert newest.holds()
    assert oldest.holds()
    assert newest.book == f"{community.uid}/shared"
    assert not replace(newest, position=2).holds()
    assert not replace(newest, head=oldest.head).holds()
    assert not replace(newest, public_key=b"\1" * 32).holds()


def test_anothers_heads_are_not_shown(scope, elsewhere):
    close(scope)
    seal_due()
    sign_heads(DAY, NOON)
    assert signed_heads(scope_in(elsewhere, party_id=scope.party_id)) == []


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingWeighed(Event):
    kind: ClassVar[str] = "things.weighed"
    weight: float


def test_what_cannot_be_sealed_is_not_recorded(scope):
    with transaction.atomic(), pytest.raises(NotCanonical):
        record(ThingWeighed(weight=0.1), scope=scope, at=NOON)


def test_sealing_costs_the_same_for_many(scope, django_assert_num_queries):
    close(scope)
    seal_due()
    for many in (1, 30):
        close(scope, many)
        with django_assert_num_queries(8 if connection.vendor == "sqlite" else 10):
            seal_due()

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from samdrift.foundation import clock
from samdrift.foundation.conftest import NOON
from samdrift.foundation.errors import Refused
from samdrift.foundation.events import deliveries
from samdrift.foundation.events.commands import record
from samdrift.foundation.events.deliveries import (
    MAX_ATTEMPTS,
    deliver_all,
    deliver_due,
    dismiss_delivery,
    pause_before,
    replay,
    retry_delivery,
)
from samdrift.foundation.events.models import Delivery
from samdrift.foundation.events.queries import failed_deliveries, oldest_waiting, waiting_deliveries
from samdrift.foundation.events.registry import DuplicateFollower, follow, forget
from samdrift.foundation.events.tests.test_record import ThingClosed
from samdrift.foundation.scope import everywhere


class Diary:
    """A follower that writes down what it was told, and can be made to stumble."""

    def __init__(self):
        self.told = []
        self.stumbles = 0

    def __call__(self, event):
        if self.stumbles:
            self.stumbles -= 1
            raise ValueError("stumbled")
        self.told.append(event.as_event().thing_id)


@pytest.fixture
def diary():
    diary = Diary()

    def write(event):
        diary(event)

    follow(ThingClosed.kind, name="tests.diary")(write)
    yield diary
    forget("tests.diary")


def close(scope, thing=None):
    thing = thing or uuid4()
    with transaction.atomic():
        record(ThingClosed(thing_id=thing), scope=scope, at=NOON)
    return thing


def make_due():
    Delivery.objects.filter(failed_at__isnull=True).update(due_at=clock.real_now())


def test_followers_are_told_in_order_and_once(scope, diary):
    things = [close(scope) for _ in range(5)]
    assert diary.told == []
    assert deliver_due() == 5
    assert diary.told == things
    assert deliver_due() == 0
    assert waiting_deliveries() == {"seal": 5}


def test_a_stumbling_follower_is_told_again_later_and_holds_up_nobody(scope, diary):
    diary.stumbles = 1
    first, second = close(scope), close(scope)
    deliver_due()
    assert diary.told == [second]
    waiting = Delivery.objects.get(follower="tests.diary")
    assert (waiting.attempts, waiting.failed_at) == (1, None)
    assert "stumbled" in waiting.last_error
    assert timedelta(seconds=3) < waiting.due_at - clock.real_now() < timedelta(seconds=6)
    assert deliver_due() == 0
    make_due()
    deliver_due()
    assert diary.told == [second, first]


def test_a_delivery_that_keeps_failing_is_shown_and_can_be_retried(scope, diary):
    diary.stumbles = MAX_ATTEMPTS
    thing = close(scope)
    for _ in range(MAX_ATTEMPTS):
        make_due()
        deliver_due()
    (failed,) = failed_deliveries()
    assert failed.event.subject_uid == thing
    assert deliver_due() == 0
    retry_delivery(failed.pk)
    deliver_due()
    assert diary.told == [thing]
    with pytest.raises(Refused):
        retry_delivery(failed.pk)


def test_a_failed_delivery_can_be_dismissed_but_a_waiting_one_cannot(scope, diary):
    close(scope)
    waiting = Delivery.objects.get(follower="tests.diary")
    with pytest.raises(Refused):
        dismiss_delivery(waiting.pk)
    Delivery.objects.filter(pk=waiting.pk).update(failed_at=clock.real_now())
    dismiss_delivery(waiting.pk)
    assert waiting_deliveries() == {"seal": 1}


def test_what_a_failing_follower_wrote_is_undone(scope, diary, community):
    def rename(event):
        type(community).objects.filter(pk=community.pk).update(code="renamed")
        raise ValueError("afterwards")

    follow(ThingClosed.kind, name="tests.rename")(rename)
    try:
        close(scope)
        deliver_due()
    finally:
        forget("tests.rename")
    community.refresh_from_db()
    assert community.code == "police"
    assert len(diary.told) == 1


def test_a_delivery_to_nobody_fails_visibly(scope, diary):
    close(scope)
    forget("tests.diary")
    deliver_due()
    assert "Nobody follows" in failed_deliveries()[0].last_error


def test_events_recorded_by_followers_are_delivered_too(scope, diary):
    def close_one_more(event):
        if len(diary.told) < 3:
            record(ThingClosed(thing_id=uuid4()), scope=scope, at=NOON)

    follow(ThingClosed.kind, name="tests.chain")(close_one_more)
    try:
        close(scope)
        deliver_all()
    finally:
        forget("tests.chain")
    assert len(diary.told) == 3


def test_a_new_follower_catches_up_by_replay(scope):
    things = [close(scope) for _ in range(3)]
    late = Diary()
    follow(ThingClosed.kind, name="tests.late")(lambda event: late(event))
    try:
        assert replay("tests.late") == 3
        deliver_all()
        assert late.told == things
        assert replay("tests.late", since=NOON + timedelta(days=1)) == 0
        assert replay("tests.late", community_id=scope.community_id + 1) == 0
    finally:
        forget("tests.late")


def test_a_batch_that_takes_long_gives_way_and_goes_on_later(scope, diary, monkeypatch):
    monkeypatch.setattr(deliveries, "BUDGET_SECONDS", 0.0)
    for _ in range(3):
        close(scope)
    assert deliver_due() == 1
    assert deliver_all() == 2


def test_two_functions_cannot_follow_under_one_name(diary):
    with pytest.raises(DuplicateFollower):
        follow(ThingClosed.kind, name="tests.diary")(lambda event: None)


def test_pauses_grow_to_six_hours():
    pauses = [pause_before(attempt).total_seconds() for attempt in range(2, MAX_ATTEMPTS + 2)]
    assert pauses == [5, 20, 80, 320, 1280, 5120, 20480, 21600]


def test_the_oldest_waiting_delivery_tells_how_far_behind_followers_are(scope, diary):
    assert oldest_waiting() is None
    close(scope)
    assert oldest_waiting() is not None
    deliver_due()
    assert oldest_waiting() is None
    assert oldest_waiting(including_seals=True) is not None


def test_followers_read_across_the_gate_only_while_they_run(scope, diary):
    from samdrift.foundation.events.models import EventRecord
    from samdrift.foundation.scope import Unscoped

    seen = []
    follow(ThingClosed.kind, name="tests.count")(lambda event: seen.append(EventRecord.objects.all().count()))
    try:
        close(scope)
        deliver_due()
    finally:
        forget("tests.count")
    assert seen == [1]
    with pytest.raises(Unscoped):
        EventRecord.objects.all()
    with everywhere(reason="test"):
        assert EventRecord.objects.all().count() == 1

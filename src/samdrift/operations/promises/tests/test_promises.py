"""Promises run, stand still, are kept, broken, retargeted and reopened, exactly as the contract says."""

from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.public import (
    PauseReason,
    Subject,
    open_promises,
    pause,
    promises_of,
    reach,
    reopen,
    resume,
    retarget,
    void,
)
from samdrift.operations.promises.queries import columns
from tests.world import World

ZONE = ZoneInfo("Europe/Copenhagen")
ASKED = PauseReason("awaiting_requester", "customer", stops_clock=True)
WORKLOAD = PauseReason("workload", "provider", stops_clock=False)
PARTS = PauseReason("no_access", "customer", stops_clock=True, after_make_safe_only=True)


def local(text: str) -> datetime:
    """A Copenhagen wall-clock time as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.fixture
def subject(world: World) -> Subject:
    return Subject(
        kind="requests.servicerequest", uid=uuid4(), community_id=world.community.pk, contract_id=world.contract.pk,
        site_id=world.site.pk, unit_id=world.north.pk, line_code="MNT", request_type_code="mnt.fault",
        timezone="Europe/Copenhagen", unit_ids=frozenset({world.north.pk, world.authority.pk}),
    )  # fmt: skip


def due(subject: Subject, kind: str) -> datetime:
    with everywhere(reason="a test looks at a clock"):
        return Promise.objects.exclude(state="voided").get(subject_uid=subject.uid, kind=kind).due_at


def state(subject: Subject, kind: str) -> str:
    with everywhere(reason="a test looks at a clock"):
        return Promise.objects.exclude(state="voided").get(subject_uid=subject.uid, kind=kind).state


def test_a_friday_request_is_acknowledged_on_monday(world: World, subject: Subject) -> None:
    asked = local("2025-05-02T15:30")
    standing = open_promises(world.asta.scope, subject, priority=3, started_at=asked, at=asked)
    assert due(subject, "acknowledge") == local("2025-05-05T11:30")
    assert standing.next_due_at == local("2025-05-05T11:30")
    assert standing.due_at == local("2025-05-07T16:00")


def test_a_promise_is_kept_to_the_second(world: World, subject: Subject) -> None:
    asked = local("2025-05-02T15:30")
    open_promises(world.asta.scope, subject, priority=3, started_at=asked, at=asked)
    reach(world.asta.scope, subject.uid, "acknowledged", at=local("2025-05-05T11:30"))
    assert state(subject, "acknowledge") == "met"


def test_a_second_later_it_is_broken(world: World, subject: Subject) -> None:
    asked = local("2025-05-02T15:30")
    open_promises(world.asta.scope, subject, priority=3, started_at=asked, at=asked)
    reach(world.asta.scope, subject.uid, "acknowledged", at=local("2025-05-05T11:30:01"))
    assert state(subject, "acknowledge") == "breached"


def test_waiting_for_an_answer_moves_the_due_time_by_the_open_hours_waited(world: World, subject: Subject) -> None:
    asked = local("2025-05-05T09:00")
    open_promises(world.asta.scope, subject, priority=3, started_at=asked, at=asked)
    waiting = pause(world.asta.scope, subject.uid, ASKED, at=local("2025-05-05T10:00"))
    assert waiting.paused
    answered = resume(world.asta.scope, subject.uid, at=local("2025-05-05T12:00"))
    assert not answered.paused
    assert due(subject, "acknowledge") == local("2025-05-05T15:00")


def test_workload_never_stops_a_clock(world: World, subject: Subject) -> None:
    asked = local("2025-05-05T09:00")
    open_promises(world.asta.scope, subject, priority=3, started_at=asked, at=asked)
    assert not pause(world.asta.scope, subject.uid, WORKLOAD, at=asked).paused
    with everywhere(reason="a test"):
        assert not Pause.objects.exists()


def test_the_same_reason_does_not_stop_a_clock_twice(world: World, subject: Subject) -> None:
    asked = local("2025-05-05T09:00")
    open_promises(world.asta.scope, subject, priority=3, started_at=asked, at=asked)
    pause(world.asta.scope, subject.uid, ASKED, at=local("2025-05-05T10:00"))
    with pytest.raises(Refused):
        pause(world.asta.scope, subject.uid, ASKED, at=local("2025-05-05T10:05"))


def test_parts_are_waited_for_only_once_the_danger_is_over(world: World, subject: Subject) -> None:
    asked = local("2025-05-05T09:00")
    open_promises(world.asta.scope, subject, priority=1, started_at=asked, at=asked)
    assert not pause(world.asta.scope, subject.uid, PARTS, at=local("2025-05-05T09:10")).paused
    reach(world.asta.scope, subject.uid, "made_safe", at=local("2025-05-05T09:30"))
    assert pause(world.asta.scope, subject.uid, PARTS, at=local("2025-05-05T09:40")).paused


def test_the_time_between_resolving_and_reopening_is_not_counted(world: World, subject: Subject) -> None:
    asked = local("2025-05-05T08:00")
    open_promises(world.asta.scope, subject, priority=3, started_at=asked, at=asked)
    before = due(subject, "complete")
    resolved = local("2025-05-05T12:00")
    reach(world.asta.scope, subject.uid, "resolved", at=resolved)
    assert state(subject, "complete") == "met"
    reopen(world.asta.scope, subject.uid, resolved_at=resolved, at=local("2025-05-07T08:00"))
    assert state(subject, "complete") == "open"
    assert due(subject, "complete") > before


def test_an_upgrade_that_comes_too_late_to_be_kept_stays_out_of_credits(world: World, subject: Subject) -> None:
    asked = local("2025-05-05T08:00")
    open_promises(world.asta.scope, subject, priority=4, started_at=asked, at=asked)
    retarget(world.dan.scope, subject, priority=2, at=local("2025-05-06T10:00"), by_customer=True)
    with everywhere(reason="a test"):
        attend = Promise.objects.exclude(state="voided").get(subject_uid=subject.uid, kind="attend")
    assert attend.due_at == local("2025-05-05T12:00")
    assert attend.retro_breach


def test_void_promises_no_longer_count(world: World, subject: Subject) -> None:
    asked = local("2025-05-05T08:00")
    open_promises(world.asta.scope, subject, priority=4, started_at=asked, at=asked)
    void(world.asta.scope, subject.uid, at=asked, reason="cancelled")
    assert not promises_of(world.asta.scope, subject.uid).exists()


def test_the_other_community_sees_no_promise(world: World, subject: Subject) -> None:
    asked = local("2025-05-05T08:00")
    open_promises(world.asta.scope, subject, priority=4, started_at=asked, at=asked)
    assert promises_of(world.dan.scope, subject.uid).exists()
    assert not promises_of(world.carla.scope, subject.uid).exists()


def test_the_columns_say_what_the_facts_say(world: World, subject: Subject) -> None:
    asked = local("2025-05-05T09:00")
    open_promises(world.asta.scope, subject, priority=3, started_at=asked, at=asked)
    pause(world.asta.scope, subject.uid, ASKED, at=local("2025-05-05T10:00"))
    resume(world.asta.scope, subject.uid, at=local("2025-05-05T12:00"))
    reach(world.asta.scope, subject.uid, "started", at=local("2025-05-06T09:00"))
    with everywhere(reason="a test"):
        promises = list(Promise.objects.filter(subject_uid=subject.uid))
        pauses = list(Pause.objects.filter(subject_uid=subject.uid))
    assert columns.drifted(promises, pauses) == []


def test_the_picture_has_no_gaps_and_shows_night_and_waiting(world: World, subject: Subject) -> None:
    asked = local("2025-05-05T15:00")
    open_promises(world.asta.scope, subject, priority=3, started_at=asked, at=asked)
    pause(world.asta.scope, subject.uid, ASKED, at=local("2025-05-06T09:00"))
    resume(world.asta.scope, subject.uid, at=local("2025-05-06T10:00"))
    picture = columns.pictures(world.asta.scope, subject.uid, until=local("2025-05-06T11:00"))[0]
    assert [s.kind for s in picture.segments] == ["running", "closed", "running", "paused", "running"]
    assert all(a.end == b.start for a, b in zip(picture.segments, picture.segments[1:], strict=False))


def test_every_change_of_a_clock_is_in_the_book(world: World, subject: Subject) -> None:
    asked = local("2025-05-05T09:00")
    open_promises(world.asta.scope, subject, priority=3, started_at=asked, at=asked)
    pause(world.asta.scope, subject.uid, ASKED, at=local("2025-05-05T10:00"))
    reach(world.asta.scope, subject.uid, "resolved", at=local("2025-05-05T12:00"))
    with everywhere(reason="a test"):
        kinds = list(EventRecord.objects.filter(subject_uid=subject.uid).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["promises.opened", "promises.pause_started", "promises.pause_ended", "promises.milestone_reached"]

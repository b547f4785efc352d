"""Each night the columns of promises are worked out again; what drifted makes the job fail where people look."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from samdrift.foundation import clock
from samdrift.foundation.checks.public import DoesNotHold
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises import jobs
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.public import PauseReason, Subject, open_promises, pause
from tests.world import NOON, World

ASKED = PauseReason("awaiting_requester", "customer", stops_clock=True)


@pytest.fixture
def subject(world: World) -> Subject:
    made = Subject(
        kind="requests.servicerequest", uid=uuid4(), community_id=world.community.pk, contract_id=world.contract.pk,
        site_id=world.site.pk, unit_id=world.north.pk, line_code="MNT", request_type_code="mnt.fault",
        timezone="Europe/Copenhagen", unit_ids=frozenset({world.north.pk, world.authority.pk}),
    )  # fmt: skip
    open_promises(world.asta.scope, made, priority=3, started_at=NOON, at=NOON)
    return made


@pytest.fixture
def tomorrow(monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))


def test_promises_that_agree_with_their_facts_pass(world: World, subject: Subject, tomorrow: None) -> None:
    jobs.check({"community_id": world.community.pk})


def test_a_due_time_somebody_moved_by_hand_is_found(world: World, subject: Subject, tomorrow: None) -> None:
    with everywhere(reason="a test meddles"):
        moved = Promise.objects.get(subject_uid=subject.uid, kind="complete")
        Promise.objects.filter(pk=moved.pk).update(due_at=moved.due_at + timedelta(hours=1))
    with pytest.raises(DoesNotHold, match=f"{subject.uid.hex} complete due_at"):
        jobs.check({"community_id": world.community.pk})
    jobs.check({"community_id": world.there.community.pk})


def test_a_pause_nobody_ended_is_found(world: World, subject: Subject, tomorrow: None) -> None:
    pause(world.asta.scope, subject.uid, ASKED, at=NOON, until=NOON + timedelta(hours=2))
    with everywhere(reason="a test looks"):
        late = Pause.objects.get(subject_uid=subject.uid)
    with pytest.raises(DoesNotHold, match=str(late.uid)):
        jobs.check({"community_id": world.community.pk})


def test_a_promise_nobody_told_of_is_found(world: World, subject: Subject, tomorrow: None) -> None:
    with everywhere(reason="a test meddles"):
        Promise.objects.filter(subject_uid=subject.uid, kind="attend").delete()
        Promise.objects.filter(subject_uid=subject.uid, kind="complete").update(subject_uid=uuid4())
    with pytest.raises(DoesNotHold) as found:
        jobs.check({"community_id": world.community.pk})
    assert f"{subject.uid.hex} attend missing" in str(found.value)
    assert "complete unknown" in str(found.value)


def test_those_who_look_after_it_are_told_once(world: World, subject: Subject, tomorrow: None) -> None:
    with everywhere(reason="a test meddles"):
        Promise.objects.filter(subject_uid=subject.uid).update(paused_seconds=7)
    for _time in range(2):
        with pytest.raises(DoesNotHold):
            jobs.check({"community_id": world.community.pk})
    with everywhere(reason="a test looks"):
        told = Notice.objects.filter(kind="promises.drifted").values_list("receiver_id", flat=True)
        assert sorted(told) == sorted([world.bo.person.pk, world.dan.person.pk])

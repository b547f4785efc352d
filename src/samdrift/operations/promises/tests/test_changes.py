"""Other terms while clocks run: priorities that go up and down, calendars put right, pauses with limits and proof."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.events.public import EventRecord, deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.public import (
    PauseReason,
    Subject,
    open_promises,
    pause,
    reach,
    reopen,
    resume,
    retarget,
)
from samdrift.operations.promises.queries import columns
from samdrift.registers.contracts.commands.terms import write_calendar
from samdrift.registers.contracts.models import SlaPolicy
from tests.world import OFFICE, START, World, words

ZONE = ZoneInfo("Europe/Copenhagen")
ASKED = PauseReason("awaiting_requester", "customer", stops_clock=True)
NO_ACCESS = PauseReason("no_access", "customer", stops_clock=True)
BEDEDAG = {**OFFICE, "holidays": [{"date": "2025-05-16", "name": "Store bededag"}]}


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


def clock(subject: Subject, kind: str) -> Promise:
    with everywhere(reason="a test looks at a clock"):
        return Promise.objects.exclude(state="voided").get(subject_uid=subject.uid, kind=kind)


def assert_no_drift(subject: Subject) -> None:
    with everywhere(reason="a test looks"):
        promises = list(Promise.objects.filter(subject_uid=subject.uid).exclude(state="voided"))
        pauses = list(Pause.objects.filter(subject_uid=subject.uid))
    assert columns.drifted(promises, pauses) == []


def begin(world: World, subject: Subject, text: str, priority: int) -> None:
    open_promises(world.asta.scope, subject, priority=priority, started_at=local(text), at=local(text))


def test_a_breach_stays_when_the_priority_is_lowered_afterwards(world: World, subject: Subject) -> None:
    """Trap 11: lowering a priority near or after a breach must not wash it away."""
    begin(world, subject, "2025-05-05T08:00", 2)
    retarget(world.dan.scope, subject, priority=4, at=local("2025-05-06T10:00"), by_customer=False)
    attend = clock(subject, "attend")
    assert (attend.state, attend.breached_at) == ("open", local("2025-05-05T12:00"))
    assert not attend.retro_breach
    reach(world.asta.scope, subject.uid, "started", at=local("2025-05-06T10:30"))
    assert clock(subject, "attend").state == "breached"
    assert_no_drift(subject)


def test_a_pause_survives_another_priority(world: World, subject: Subject) -> None:
    """glpi#6902 and glpi#15605: pauses were lost when the SLA or the priority changed."""
    begin(world, subject, "2025-05-05T09:00", 4)
    pause(world.asta.scope, subject.uid, ASKED, at=local("2025-05-05T10:00"))
    resume(world.asta.scope, subject.uid, at=local("2025-05-05T12:00"))
    retarget(world.dan.scope, subject, priority=3, at=local("2025-05-05T12:30"), by_customer=True)
    assert clock(subject, "acknowledge").due_at == local("2025-05-05T15:00")
    assert clock(subject, "acknowledge").paused_seconds == 7200
    assert_no_drift(subject)


def test_what_was_answered_in_time_stays_answered_in_time_under_a_higher_priority(
    world: World, subject: Subject
) -> None:
    begin(world, subject, "2025-05-05T08:00", 4)
    reach(world.asta.scope, subject.uid, "acknowledged", at=local("2025-05-05T12:00"))
    retarget(world.dan.scope, subject, priority=2, at=local("2025-05-05T12:10"), by_customer=True)
    acknowledged = clock(subject, "acknowledge")
    assert (acknowledged.state, acknowledged.priority) == ("met", 4)
    assert_no_drift(subject)


def test_a_promise_that_a_higher_priority_brings_was_not_broken_before_it_was_given(
    world: World, subject: Subject
) -> None:
    begin(world, subject, "2025-05-05T08:00", 4)
    retarget(world.dan.scope, subject, priority=1, at=local("2025-05-05T12:00"), by_customer=True)
    safe = clock(subject, "make_safe")
    assert (safe.due_at, safe.breached_at) == (local("2025-05-05T10:00"), local("2025-05-05T12:00"))
    assert (safe.retro_breach, safe.credit_excluded) == (True, True)
    assert_no_drift(subject)


def test_a_promise_a_lower_priority_no_longer_has_stays_when_it_was_broken(world: World, subject: Subject) -> None:
    begin(world, subject, "2025-05-05T08:00", 1)
    retarget(world.dan.scope, subject, priority=3, at=local("2025-05-05T11:00"), by_customer=False)
    assert clock(subject, "make_safe").state == "breached"
    assert_no_drift(subject)


def test_a_promise_a_lower_priority_no_longer_has_goes_when_it_still_ran(world: World, subject: Subject) -> None:
    begin(world, subject, "2025-05-05T08:00", 1)
    retarget(world.dan.scope, subject, priority=3, at=local("2025-05-05T09:00"), by_customer=False)
    with everywhere(reason="a test looks"):
        assert Promise.objects.get(subject_uid=subject.uid, kind="make_safe").state == "voided"


def test_terms_that_changed_while_it_was_resolved_hold_once_it_is_reopened(world: World, subject: Subject) -> None:
    begin(world, subject, "2025-05-05T08:00", 3)
    resolved = local("2025-05-05T10:00")
    reach(world.asta.scope, subject.uid, "resolved", at=resolved)
    retarget(world.dan.scope, subject, priority=4, at=local("2025-05-05T11:00"), by_customer=False)
    assert clock(subject, "complete").state == "met"
    reopen(world.asta.scope, subject.uid, resolved_at=resolved, at=local("2025-05-05T12:00"))
    complete = clock(subject, "complete")
    assert (complete.state, complete.priority) == ("open", 4)
    assert complete.due_at > local("2025-05-16T00:00")
    assert_no_drift(subject)


def put_right(world: World, definition: dict[str, object], at: str) -> None:
    write_calendar(
        world.dan.scope, code="OFFICE", name=words("OFFICE"), definition=definition, valid_from=START, now=local(at)
    )
    deliver_all()


def test_a_holiday_entered_by_mistake_moves_running_clocks_when_it_is_taken_out(world: World, subject: Subject) -> None:
    """Planted story 9: store bededag, abolished from 2024, stood in the 2025 holidays until it was noticed."""
    put_right(world, BEDEDAG, "2025-05-01T09:00")
    begin(world, subject, "2025-05-14T12:00", 3)
    assert clock(subject, "complete").due_at == local("2025-05-20T16:00")
    put_right(world, OFFICE, "2025-05-15T09:00")
    complete = clock(subject, "complete")
    assert complete.due_at == local("2025-05-19T16:00")
    assert complete.calendar.number == 3
    assert_no_drift(subject)
    with everywhere(reason="a test reads the book"):
        told = EventRecord.objects.get(kind="promises.recalculated", subject_uid=subject.uid).payload
    at = told["clocks"].index("complete")
    assert datetime.fromisoformat(told["due_before"][at]) == local("2025-05-20T16:00")
    assert datetime.fromisoformat(told["due_after"][at]) == local("2025-05-19T16:00")
    assert (told["calendar_code"], told["number"]) == ("OFFICE", 3)


def test_what_has_stopped_keeps_the_calendar_it_was_decided_under(world: World, subject: Subject) -> None:
    put_right(world, BEDEDAG, "2025-05-01T09:00")
    begin(world, subject, "2025-05-15T12:00", 3)
    reach(world.asta.scope, subject.uid, "resolved", at=local("2025-05-19T12:00"))
    before = clock(subject, "complete").due_at
    put_right(world, OFFICE, "2025-05-20T09:00")
    assert clock(subject, "complete").due_at == before
    with everywhere(reason="a test reads the book"):
        assert not EventRecord.objects.filter(kind="promises.recalculated").exists()


def test_what_is_reopened_follows_the_calendar_as_it_stands_by_then(world: World, subject: Subject) -> None:
    put_right(world, BEDEDAG, "2025-05-01T09:00")
    begin(world, subject, "2025-05-15T12:00", 3)
    resolved = local("2025-05-15T13:00")
    reach(world.asta.scope, subject.uid, "resolved", at=resolved)
    put_right(world, OFFICE, "2025-05-15T14:00")
    reopen(world.asta.scope, subject.uid, resolved_at=resolved, at=local("2025-05-15T15:00"))
    # Three working days from Thursday end on Tuesday at 16:00; the two hours it was resolved come on top.
    assert clock(subject, "complete").due_at == local("2025-05-21T10:00")
    assert_no_drift(subject)


def test_new_hours_from_a_day_on_count_from_that_day(world: World, subject: Subject) -> None:
    begin(world, subject, "2025-05-06T12:00", 3)
    longer = {**OFFICE, "week": {day: ["08:00-18:00"] for day in OFFICE["week"]}}
    write_calendar(
        world.dan.scope, code="OFFICE", name=words("OFFICE"), definition=longer, valid_from=date(2025, 5, 9),
        now=local("2025-05-06T13:00"),
    )  # fmt: skip
    deliver_all()
    assert clock(subject, "complete").due_at == local("2025-05-09T18:00")
    assert clock(subject, "acknowledge").due_at == local("2025-05-06T16:00")
    assert_no_drift(subject)


def agree(world: World, **terms: object) -> None:
    with everywhere(reason="a test writes terms"):
        SlaPolicy.objects.filter(community=world.community, code="P3").update(pause_terms=terms)


def test_a_pause_ends_at_the_limit_the_contract_sets_however_late_it_is_noticed(world: World, subject: Subject) -> None:
    agree(world, awaiting_requester={"limit_work_days": 5})
    begin(world, subject, "2025-05-05T09:00", 3)
    standing = pause(world.asta.scope, subject.uid, ASKED, at=local("2025-05-05T10:00"))
    assert standing.pause_ends_at == local("2025-05-12T16:00")
    resume(world.asta.scope, subject.uid, at=local("2025-05-14T09:00"))
    with everywhere(reason="a test looks"):
        assert Pause.objects.get(subject_uid=subject.uid).ended_at == local("2025-05-12T16:00")
    assert_no_drift(subject)


def test_without_the_proof_the_contract_asks_for_the_clock_runs_on(world: World, subject: Subject) -> None:
    """Frappe helpdesk#1554 and #1675: a pause either stops the clock or says why it does not."""
    agree(world, no_access={"evidence": "attempt", "needs_end": True})
    begin(world, subject, "2025-05-05T09:00", 3)
    at, until = local("2025-05-05T10:00"), local("2025-05-05T14:00")
    assert pause(world.asta.scope, subject.uid, NO_ACCESS, at=at).runs_on == "no_evidence"
    shown = pause(world.asta.scope, subject.uid, NO_ACCESS, at=at, evidence_kind="attempt")
    assert (shown.runs_on, shown.paused) == ("no_agreed_end", False)
    agreed = pause(world.asta.scope, subject.uid, NO_ACCESS, at=at, evidence_kind="attempt", until=until)
    assert (agreed.runs_on, agreed.paused, agreed.pause_ends_at) == ("", True, until)


def test_columns_say_the_same_whenever_they_are_computed(world: World, subject: Subject) -> None:
    begin(world, subject, "2025-05-05T09:00", 3)
    pause(world.asta.scope, subject.uid, ASKED, at=local("2025-05-05T10:00"))
    first = clock(subject, "complete")
    resume(world.asta.scope, subject.uid, at=local("2025-05-05T11:00") + timedelta(days=3), reason_code="another")
    again = clock(subject, "complete")
    assert [getattr(first, name) for name in columns.CACHES] == [getattr(again, name) for name in columns.CACHES]


def test_what_was_counted_anew_is_listed_with_old_and_new_due_times(
    world: World, subject: Subject, client: Client
) -> None:
    put_right(world, BEDEDAG, "2025-05-01T09:00")
    begin(world, subject, "2025-05-14T12:00", 3)
    put_right(world, OFFICE, "2025-05-15T09:00")
    client.force_login(world.bo.person)
    shown = client.get(reverse("promises:recalculated")).content.decode()
    assert "20 May 2025 16:00" in shown
    assert "19 May 2025 16:00" in shown
    client.force_login(world.someone("USR").person)
    assert client.get(reverse("promises:recalculated")).status_code == 403

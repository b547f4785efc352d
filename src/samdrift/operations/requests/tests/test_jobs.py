"""Time passes for requests, and what lists show is what the promises say."""

from datetime import timedelta

import pytest

from samdrift.foundation import clock
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises import jobs as promise_jobs
from samdrift.operations.requests import jobs
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.commands.by_itself import correct_standing, system_scope
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.catalogue.models import RequestType
from tests.world import NOON, words

LATER = NOON + timedelta(hours=1)


def test_silence_closes_in_every_community(world, report, monkeypatch):
    here = requests.resolve_at_once(
        world.asta.scope, report().uid, expected_version=None, resolution="repaired", now=LATER
    )
    officer = world.there.someone("USR")
    ask = requests.Ask(
        request_type="mnt.fault", channel="web", site_id=world.there.site.pk, requester_id=officer.person.pk
    )
    made = requests.submit_request(officer.scope, ask, received_at=NOON, now=NOON).service_request
    there = requests.resolve_at_once(
        world.carla.scope, made.uid, expected_version=None, resolution="repaired", now=LATER
    )
    monkeypatch.setattr(jobs, "now", lambda: NOON + timedelta(days=8))
    jobs.let_time_pass({})
    jobs.let_time_pass({})
    with everywhere(reason="test"):
        states = set(ServiceRequest.objects.filter(pk__in=(here.pk, there.pk)).values_list("state", flat=True))
    assert states == {"closed"}


def test_every_command_left_the_due_times_right(world, officer, report):
    row = report()
    requests.assign_request(
        world.asta.scope, row.uid, expected_version=None, assignee_id=world.asta.person.pk, now=NOON
    )
    requests.start(world.asta.scope, row.uid, expected_version=None, now=LATER)
    requests.put_on_hold(world.asta.scope, row.uid, expected_version=None, reason="no_access", now=LATER)
    other = requests.resolve_at_once(
        world.asta.scope, report().uid, expected_version=None, resolution="repaired", now=LATER
    )
    requests.reopen(officer.scope, other.uid, expected_version=None, reason="again", now=LATER)
    report()
    assert correct_standing(system_scope(world.community.pk)) == 0


def test_a_due_time_that_is_wrong_is_put_right(world, report):
    row = report()
    due = row.due_at
    with everywhere(reason="test"):
        ServiceRequest.objects.filter(pk=row.pk).update(due_at=NOON, next_due_at=None)
    assert correct_standing(system_scope(world.community.pk)) == 1
    row = ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk)
    assert row.due_at == due
    assert row.next_due_at is not None


def test_a_priority_or_a_type_changed_past_the_book_is_found(world, officer, report):
    """The nightly checks together: promises from the book, and what decides them (L10)."""
    row, other = report(), report()
    requests.confirm_priority(world.asta.scope, row.uid, expected_version=None, impact=1, urgency=2, now=LATER)
    lamp = RequestType.objects.create(
        community=world.community, service=world.fault.service, line_code="MNT", code="mnt.lamp", name=words("Lamp")
    )
    requests.confirm_type(world.asta.scope, other.uid, expected_version=None, request_type="mnt.lamp", now=LATER)
    jobs.check_standing({"community_id": world.community.pk})
    with everywhere(reason="a test meddles"):
        ServiceRequest.objects.filter(pk=row.pk).update(priority=5)
        ServiceRequest.objects.filter(pk=other.pk).update(request_type=world.fault)
    with pytest.raises(jobs.Drifted, match=f"{row.number} priority, {other.number} request_type"):
        jobs.check_standing({"community_id": world.community.pk})
    jobs.check_standing({"community_id": world.there.community.pk})
    with everywhere(reason="a test puts it back"):
        ServiceRequest.objects.filter(pk=row.pk).update(priority=1)
        ServiceRequest.objects.filter(pk=other.pk).update(request_type=lamp)
    jobs.check_standing({"community_id": world.community.pk})


def test_whichever_way_a_request_goes_the_night_finds_nothing_to_say(world, officer, report, monkeypatch):
    desk, hour = world.asta.scope, timedelta(hours=1)
    asked = report(received_at=NOON - 3 * hour)
    requests.ask_requester(desk, asked.uid, expected_version=None, question="Which tap?", now=NOON)
    requests.answer_question(officer.scope, asked.uid, body="The left one", now=NOON + hour)
    requests.correct_received_at(
        desk, asked.uid, expected_version=None, received_at=NOON - 5 * hour, reason="call_recorded", now=NOON + 2 * hour
    )
    requests.confirm_priority(desk, asked.uid, expected_version=None, impact=1, urgency=2, now=NOON + 3 * hour)
    master, twin = report(), report()
    requests.mark_duplicate(desk, twin.uid, expected_version=None, master_uid=master.uid, now=NOON + hour)
    requests.separate(desk, twin.uid, expected_version=None, now=NOON + 2 * hour)
    waited = report()
    requests.put_on_hold(
        desk, waited.uid, expected_version=None, reason="no_access", note="Nobody in", until=NOON + 5 * hour,
        now=NOON + hour,
    )  # fmt: skip
    done = requests.resolve_at_once(desk, report().uid, expected_version=None, resolution="repaired", now=NOON + hour)
    requests.reopen(officer.scope, done.uid, expected_version=None, reason="again", now=NOON + 4 * hour)
    requests.cancel(desk, report().uid, expected_version=None, reason="By mistake", now=NOON + hour)
    later = NOON + timedelta(days=2)
    monkeypatch.setattr(jobs, "now", lambda: later)
    jobs.let_time_pass({})
    monkeypatch.setattr(clock, "now", lambda: later)
    for job in (promise_jobs.check, jobs.check_standing):
        job({"community_id": world.community.pk})

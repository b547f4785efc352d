"""Each move: who may, what it makes of the request and its clocks, and how it is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.public import history_of
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from tests.world import NOON

LATER = NOON + timedelta(hours=1)


def now_as(world, row):
    return ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk)


def assigned(world, row, **to):
    to = to or {"team_id": world.team.pk, "assignee_id": world.asta.person.pk}
    return requests.assign_request(world.asta.scope, row.uid, expected_version=None, now=NOON, **to)


def started(world, row):
    assigned(world, row)
    return requests.start(world.asta.scope, row.uid, expected_version=None, now=NOON)


def resolved(world, row, now=LATER):
    started(world, row)
    return requests.resolve(world.asta.scope, row.uid, expected_version=None, resolution="repaired", now=now)


def test_triage_confirms_and_acknowledges(world, report):
    row = requests.triage(world.asta.scope, report().uid, expected_version=1, now=LATER)
    assert (row.state, row.triaged_at) == ("triaged", LATER)
    stopped = {p.kind: p.stopped_at for p in promises.promises_of(world.asta.scope, row.uid)}
    assert stopped == {"acknowledge": LATER, "attend": None, "complete": None}
    assert row.next_due_at == datetime(2025, 5, 8, 14, tzinfo=UTC)


def test_triage_is_for_the_desk(world, report):
    row = report()
    for actor in (world.bo, world.dan):
        with pytest.raises(NotAllowed):
            requests.triage(actor.scope, row.uid, expected_version=1, now=LATER)
    with pytest.raises(ServiceRequest.DoesNotExist):
        requests.triage(world.carla.scope, row.uid, expected_version=1, now=LATER)


def test_a_request_that_was_triaged_is_not_triaged_again(world, report):
    row = report()
    requests.triage(world.asta.scope, row.uid, expected_version=None, now=LATER)
    with pytest.raises(Refused, match="already done"):
        requests.triage(world.asta.scope, row.uid, expected_version=None, now=LATER)


def test_assigning_what_nobody_confirmed_confirms_it_in_the_same_action(world, report):
    row = assigned(world, report())
    assert (row.state, row.team_id, row.assignee_id) == ("assigned", world.team.pk, world.asta.person.pk)
    kinds = [event.kind for event in history_of(world.asta.scope, row.uid)]
    assert "requests.triaged" in kinds
    assert "requests.assigned" in kinds


def test_a_request_goes_to_a_team_or_a_person_of_this_community(world, report):
    row = report()
    for to in ({}, {"team_id": world.there.team.pk}, {"assignee_id": world.carla.person.pk}):
        with pytest.raises(Invalid):
            requests.assign_request(world.asta.scope, row.uid, expected_version=None, now=NOON, **to)


def test_work_begins_and_the_clock_for_it_stops(world, report):
    row = started(world, report())
    assert row.state == "in_progress"
    kinds = {p.kind for p in promises.promises_of(world.asta.scope, row.uid) if p.stopped_at is None}
    assert kinds == {"complete"}


def test_only_whoever_it_was_given_to_begins(world, report):
    row = report()
    assigned(world, row, assignee_id=world.asta.person.pk)
    technician = world.someone("SVC-E")
    with pytest.raises(ServiceRequest.DoesNotExist):  # not assigned, so not even seen
        requests.start(technician.scope, row.uid, expected_version=None, now=NOON)
    assigned(world, row, team_id=world.team.pk)
    world.here.join_team(technician)
    assert requests.start(technician.scope, row.uid, expected_version=None, now=NOON).state == "in_progress"


def test_waiting_with_a_reason_that_counts_stops_the_clock(world, report):
    row = started(world, report())
    due = row.due_at
    row = requests.put_on_hold(world.asta.scope, row.uid, expected_version=None, reason="no_access", now=LATER)
    assert (row.state, row.paused, row.hold_reason) == ("on_hold", True, "no_access")
    row = requests.resume(world.asta.scope, row.uid, expected_version=None, now=LATER + timedelta(days=2))
    assert (row.state, row.paused, row.hold_reason) == ("in_progress", False, "")
    assert row.due_at > due


def test_waiting_for_parts_is_the_providers_risk(world, report):
    row = started(world, report())
    row = requests.put_on_hold(world.asta.scope, row.uid, expected_version=None, reason="awaiting_parts", now=LATER)
    assert (row.state, row.paused) == ("on_hold", False)


def test_before_work_begins_a_wait_stands_beside_the_state(world, report):
    row = requests.put_on_hold(world.asta.scope, report().uid, expected_version=None, reason="no_access", now=LATER)
    assert (row.state, row.paused) == ("submitted", True)


def test_a_wait_needs_a_known_reason_and_only_one(world, report):
    row = started(world, report())
    with pytest.raises(Invalid):
        requests.put_on_hold(world.asta.scope, row.uid, expected_version=None, reason="tired", now=LATER)
    requests.put_on_hold(world.asta.scope, row.uid, expected_version=None, reason="no_access", now=LATER)
    with pytest.raises(Refused):
        requests.put_on_hold(world.asta.scope, row.uid, expected_version=None, reason="workload", now=LATER)


def test_the_urgent_is_made_safe_and_then_repaired(world, report):
    row = started(world, report(impact=1, urgency=1))
    row = requests.make_safe(world.asta.scope, row.uid, expected_version=None, now=LATER)
    assert row.state == "made_safe"
    open_kinds = {p.kind for p in promises.promises_of(world.asta.scope, row.uid) if p.stopped_at is None}
    assert open_kinds == {"complete"}
    with pytest.raises(Refused, match="P1 and P2"):
        requests.make_safe(world.asta.scope, started(world, report()).uid, expected_version=None, now=LATER)


def test_resolving_stops_every_clock_and_begins_the_silence(world, report):
    row = resolved(world, report())
    assert (row.state, row.resolved_at, row.resolution_code) == ("resolved", LATER, "repaired")
    assert row.next_due_at is None
    assert row.by_itself_at == datetime(2025, 5, 8, 14, tzinfo=UTC)  # three working days of silence


def test_work_that_has_not_begun_is_not_resolved(world, report):
    with pytest.raises(Refused, match="not started"):
        requests.resolve(world.asta.scope, report().uid, expected_version=None, resolution="repaired", now=LATER)


def test_a_type_may_demand_something_to_show(world, report):
    world.fault.evidence = ["photo"]
    world.fault.save()
    row = started(world, report())
    call = {"expected_version": None, "resolution": "repaired", "now": LATER}
    with pytest.raises(Invalid, match="a photo"):
        requests.resolve(world.asta.scope, row.uid, **call)
    assert requests.resolve(world.asta.scope, row.uid, evidence=frozenset({"photo"}), **call).state == "resolved"


def test_an_agent_answers_in_the_contact_itself(world, report):
    row = requests.resolve_at_once(
        world.asta.scope, report().uid, expected_version=1, resolution="repaired", now=LATER, note="Turn it off"
    )
    assert row.state == "resolved"
    kinds = [e.kind for e in history_of(world.asta.scope, row.uid) if e.kind.startswith("requests.")]
    assert [k.removeprefix("requests.") for k in kinds] == [
        "submitted", "triaged", "assigned", "started", "commented", "resolved",
    ]  # fmt: skip


def test_whoever_asked_confirms_and_rates_in_one_tap(world, officer, report):
    row = resolved(world, report())
    row = requests.confirm_closed(officer.scope, row.uid, expected_version=None, now=LATER, rating=5)
    assert (row.state, row.rating, row.is_open) == ("closed", 5, False)


def test_somebody_else_of_the_same_unit_does_not_confirm(world, report):
    row = resolved(world, report())
    with pytest.raises(ServiceRequest.DoesNotExist):
        requests.confirm_closed(world.someone("USR").scope, row.uid, expected_version=None, now=LATER)
    with pytest.raises(NotAllowed):
        requests.confirm_closed(world.asta.scope, row.uid, expected_version=None, now=LATER)
    assert requests.confirm_closed(world.dan.scope, row.uid, expected_version=None, now=LATER).state == "closed"


def test_the_second_of_two_hears_what_happened(world, officer, report):
    row = resolved(world, report())
    requests.confirm_closed(officer.scope, row.uid, expected_version=row.version, now=LATER)
    with pytest.raises(Stale, match="Closed") as stale:
        requests.confirm_closed(world.dan.scope, row.uid, expected_version=row.version, now=LATER)
    assert stale.value.changes["state"] == "closed"


def test_reopening_lets_the_original_clock_go_on(world, officer, report):
    row = report()
    due = row.due_at
    row = resolved(world, row)
    again = LATER + timedelta(days=2)
    row = requests.reopen(officer.scope, row.uid, expected_version=None, reason="It drips again", now=again)
    assert (row.state, row.reopened, row.resolved_at, row.resolution_code) == ("in_progress", 1, None, "")
    assert row.due_at == due + timedelta(days=2)  # T-SLA-18: the time in between is not counted


def test_a_closed_request_is_reopened_within_ten_working_days(world, officer, report):
    row = resolved(world, report())
    requests.confirm_closed(officer.scope, row.uid, expected_version=None, now=LATER)
    call = {"expected_version": None, "reason": "Still broken"}
    with pytest.raises(Refused, match="ten working days"):
        requests.reopen(officer.scope, row.uid, now=datetime(2025, 5, 20, 10, tzinfo=UTC), **call)
    assert requests.reopen(officer.scope, row.uid, now=datetime(2025, 5, 19, 20, tzinfo=UTC), **call).is_open


def test_what_is_not_resolved_is_neither_confirmed_nor_reopened_nor_rated(world, officer, report):
    row = report()
    with pytest.raises(Refused):
        requests.confirm_closed(officer.scope, row.uid, expected_version=None, now=LATER)
    with pytest.raises(Refused):
        requests.reopen(officer.scope, row.uid, expected_version=None, reason="x", now=LATER)
    with pytest.raises(Refused):
        requests.rate(officer.scope, row.uid, rating=5, now=LATER)


def test_whoever_asked_withdraws_until_work_begins(world, officer, report):
    row = requests.cancel(officer.scope, report().uid, expected_version=None, now=LATER)
    assert (row.state, row.is_open, row.next_due_at) == ("cancelled", False, None)
    assert not promises.promises_of(world.asta.scope, row.uid)
    row = started(world, report())
    with pytest.raises(Refused, match="Work has begun"):
        requests.cancel(officer.scope, row.uid, expected_version=None, now=LATER)
    assert requests.cancel(world.dan.scope, row.uid, expected_version=None, now=LATER).state == "cancelled"


def test_two_people_find_it_out_of_scope(world, officer, report):
    row = report()
    requests.ask_to_decline(world.asta.scope, row.uid, expected_version=None, reason="Not ours", now=LATER)
    with pytest.raises(NotAllowed, match="somebody else"):
        requests.agree_to_decline(world.asta.scope, row.uid, expected_version=None, now=LATER)
    manager = world.someone("OPS-M")
    row = requests.agree_to_decline(manager.scope, row.uid, expected_version=None, now=LATER)
    assert (row.state, row.entitlement) == ("declined", "out_of_scope")
    assert requests.appeal(officer.scope, row.uid, reason="It is yours", now=LATER).appealed_at == LATER
    with pytest.raises(Refused):
        requests.appeal(officer.scope, row.uid, reason="It is yours", now=LATER)


def test_a_duplicate_hands_over_to_its_master(world, officer, report):
    master, other = report(), report()
    row = requests.mark_duplicate(world.asta.scope, other.uid, expected_version=None, master_uid=master.uid, now=LATER)
    assert (row.state, row.master_id) == ("duplicate", master.pk)
    assert now_as(world, master).me_too == 1
    assert not promises.promises_of(world.asta.scope, other.uid)
    with pytest.raises(Invalid):
        requests.mark_duplicate(world.asta.scope, master.uid, expected_version=None, master_uid=master.uid, now=LATER)
    with pytest.raises(Refused):
        requests.mark_duplicate(world.asta.scope, master.uid, expected_version=None, master_uid=other.uid, now=LATER)


def test_saying_me_too_twice_counts_once(world, officer, report):
    row = report()
    one, token = requests.me_too(world.asta.scope, row.uid, device_key="phone", now=LATER)
    two, again = requests.me_too(world.asta.scope, row.uid, device_key="phone", now=LATER)
    assert (one.pk, token) == (two.pk, again)
    assert now_as(world, row).me_too == 1
    assert now_as(world, row).version == row.version


def test_a_request_is_alike_when_place_and_type_are(world, report):
    first = report()
    alike = requests.likely_duplicates(
        world.asta.scope, request_type=world.fault, site_id=world.site.pk, space_id=world.washroom.pk, now=LATER
    )
    assert [row.uid for row in alike] == [first.uid]
    late = LATER + timedelta(hours=world.fault.duplicate_hours)
    assert not requests.likely_duplicates(
        world.asta.scope, request_type=world.fault, site_id=world.site.pk, space_id=world.washroom.pk, now=late
    )


def test_a_secured_request_is_never_suggested_as_alike(world, report):
    report(space_id=world.cell.pk)
    assert not requests.likely_duplicates(
        world.asta.scope, request_type=world.fault, site_id=world.site.pk, space_id=world.cell.pk, now=LATER
    )


def test_the_time_of_receipt_is_corrected_with_a_trace(world, report):
    row = requests.triage(world.asta.scope, report().uid, expected_version=None, now=LATER)
    earlier = NOON - timedelta(days=3)
    call = {"expected_version": None, "reason": "found_in_mailbox", "now": LATER}
    due = row.due_at
    row = requests.correct_received_at(world.asta.scope, row.uid, received_at=earlier, **call)
    assert row.received_at == earlier
    assert row.due_at < due
    event = next(e for e in history_of(world.asta.scope, row.uid) if e.kind == "requests.received_at_corrected")
    assert (event.as_event().before, event.as_event().after) == (NOON, earlier)
    acknowledged = next(p for p in promises.promises_of(world.asta.scope, row.uid) if p.kind == "acknowledge")
    assert acknowledged.stopped_at == LATER
    with pytest.raises(Invalid):
        requests.correct_received_at(world.asta.scope, row.uid, received_at=LATER + timedelta(days=1), **call)
    with pytest.raises(NotAllowed):
        requests.correct_received_at(world.bo.scope, row.uid, received_at=earlier, **call)

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import history_of
from samdrift.foundation.scope import everywhere
from samdrift.foundation.search.public import matching_uids
from samdrift.operations.promises import public as promises
from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.operations.requests.models import ServiceRequest
from tests.world import NOON


def test_a_request_gets_a_number_a_priority_and_its_clocks_from_receipt(world, report):
    row = report(received_at=NOON - timedelta(hours=2))
    assert (row.number, row.state, row.priority) == ("NPS-2025-0000001", "submitted", 4)
    assert row.received_at == NOON - timedelta(hours=2)
    kinds = [p.kind for p in promises.promises_of(world.asta.scope, row.uid)]
    assert kinds == ["acknowledge", "attend", "complete"]
    assert row.next_due_at == datetime(2025, 5, 6, 14, tzinfo=UTC)  # one working day later, at closing time
    assert row.due_at == datetime(2025, 5, 19, 14, tzinfo=UTC)


def test_numbers_run_on_within_the_community(report):
    assert [report().number for _ in range(3)] == [f"NPS-2025-000000{n}" for n in (1, 2, 3)]


def test_the_same_clocks_run_whichever_way_it_came_in(world, report):
    for channel in ("web", "phone", "mail", "api"):
        report(channel=channel, actor=world.asta)
    with everywhere(reason="test"):
        assert ServiceRequest.objects.values_list("next_due_at", "due_at").distinct().count() == 1


def test_a_stranger_at_a_tag_needs_no_name(world):
    from samdrift.foundation.scope import Grant, Scope

    at_the_wall = Scope(
        community_id=world.community.pk,
        grants=(Grant("qr", frozenset({"requests.report"}), sites=frozenset({world.site.pk})),),
    )
    ask = Ask(request_type="mnt.fault", channel="qr", space_id=world.washroom.pk, chip_code="drips")
    made = submit_request(at_the_wall, ask, received_at=NOON, now=NOON)
    assert made.service_request.requester_id is None
    assert made.service_request.title == "Fault"
    elsewhere = Ask(request_type="mnt.fault", channel="qr", site_id=world.other_site.pk)
    with pytest.raises(NotAllowed):
        submit_request(at_the_wall, elsewhere, received_at=NOON, now=NOON)


def test_a_repeated_submission_is_the_same_request_with_the_same_link(world, officer):
    ask = Ask(
        request_type="mnt.fault", channel="app", site_id=world.site.pk, requester_id=officer.person.pk, uid=uuid4()
    )
    first, second = (submit_request(officer.scope, ask, received_at=NOON, now=NOON) for _ in range(2))
    assert second.repeated
    assert (first.service_request.pk, first.track_token) == (second.service_request.pk, second.track_token)
    for other in ({"requester_id": None}, {"description": "Something else"}):
        with pytest.raises(Refused, match="already used"):
            submit_request(officer.scope, replace(ask, **other), received_at=NOON, now=NOON)


def test_nobody_reports_for_somebody_else_without_being_asked_to(world, officer, report):
    with pytest.raises(NotAllowed):
        report(requester_id=world.bo.person.pk)
    assert report(actor=world.asta, requester_id=officer.person.pk, channel="phone").requester_id == officer.person.pk


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"request_type": "no.such"}, "request_type"),
        ({"channel": "pigeon"}, "channel"),
        ({"impact": 5}, "impact"),
        ({"description": "x" * 8001}, "description"),
        ({"space_id": 10**9}, "space"),
    ],
)
def test_what_does_not_fit_is_told(report, wrong, field):
    with pytest.raises(Invalid) as told:
        report(**wrong)
    assert field in told.value.fields


def test_a_request_cannot_be_received_in_the_future(world, officer):
    ask = Ask(request_type="mnt.fault", channel="web", site_id=world.site.pk, requester_id=officer.person.pk)
    with pytest.raises(Invalid):
        submit_request(officer.scope, ask, received_at=NOON + timedelta(hours=1), now=NOON)


def test_a_room_of_another_site_or_community_is_no_place(world, report):
    with pytest.raises(Invalid):
        report(site_id=world.other_site.pk)
    with pytest.raises(Invalid):
        report(site_id=world.there.site.pk, space_id=None)


def test_without_a_contract_the_request_is_refused(world, report):
    world.contract.lines = ["CLN"]
    world.contract.save()
    with pytest.raises(Refused):
        report()


def test_a_critical_asset_lifts_the_priority(world, report):
    assert report(asset_id=world.lift.pk).priority == 3


def test_what_is_said_of_a_secured_place_is_restricted_and_its_number_tells_nothing(world, report):
    row = report(space_id=world.cell.pk)
    assert row.data_class == "D8"
    assert not row.number.startswith("NPS-2025-0")
    assert report().number == "NPS-2025-0000001"  # and leaves no gap


def test_the_book_says_who_asked_for_what_and_when(world, officer, report):
    row = report()
    events = history_of(world.asta.scope, row.uid)
    assert [event.kind for event in events] == ["promises.opened", "requests.submitted"]
    assert events[1].person_id == officer.person.pk
    assert events[1].contract_id == world.contract.pk
    assert "drips" not in str(events[1].payload)


def test_it_is_found_by_its_number_and_its_words_whatever_the_letters(world, report):
    row = report(description="Håndvasken på toilettet løber over")
    assert matching_uids(world.asta.scope, "handvask lober", kind="requests.request") == [row.uid]
    assert matching_uids(world.asta.scope, row.number, kind="requests.request") == [row.uid]
    assert matching_uids(world.carla.scope, "handvask", kind="requests.request") == []


def test_submitting_costs_the_same_however_many_there_are(world, report, django_assert_max_num_queries):
    report()
    with django_assert_max_num_queries(20):
        report()

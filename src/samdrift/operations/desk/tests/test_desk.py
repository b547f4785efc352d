"""The desk: what waits, one action each, held reports, and contacts on behalf of somebody or nobody."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.commands.taking import Arrival, take_report
from samdrift.operations.desk.models import Contact
from samdrift.operations.desk.rules.clocks import OLDEST, device_time
from samdrift.operations.requests.public import Ask, ServiceRequest
from samdrift.registers.parties.models import Person
from samdrift.registers.tags.models import HeldReport
from samdrift.registers.tags.public import Held, hold_report
from tests.world import NOON

BACKEND = "samdrift.doors.account.backend.PasswordBackend"


@pytest.fixture
def desk(world, client):
    client.force_login(world.asta.person, backend=BACKEND)
    return client


def reported(world, description="The tap drips", **values):
    ask = Ask(
        request_type="mnt.fault", channel="phone", description=description, site_id=world.site.pk,
        space_id=world.washroom.pk, **values,
    )  # fmt: skip
    moment = now() - timedelta(minutes=30)
    taken = take_report(world.asta.scope, ask, Arrival(started_at=moment, agent_id=world.asta.person.pk), now=now())
    with everywhere(reason="test"):
        return ServiceRequest.objects.get(uid=taken.request_uid)


def again(row):
    with everywhere(reason="test"):
        return ServiceRequest.objects.get(pk=row.pk)


def act(client, row, move, **fields):
    address = reverse("desk:act", args=[row.uid, move])
    return client.post(address, {"version": again(row).version, **fields}, follow=True)


def test_taking_a_report_keeps_the_contact_with_the_request(world):
    row = reported(world)
    with everywhere(reason="test"):
        contact = Contact.objects.get()
    assert (contact.service_request_id, contact.channel, contact.agent_id) == (row.pk, "phone", world.asta.person.pk)
    assert contact.started_at == row.received_at


def test_the_inbox_shows_what_waits_and_nothing_of_others(world, desk, client):
    reported(world)
    html = desk.get(reverse("desk:inbox")).content.decode()
    for told in ("The tap drips", "0.12 Toilet", "Station Nord", "Confirm", "Assign"):
        assert told in html
    client.force_login(world.carla.person, backend=BACKEND)
    assert "The tap drips" not in client.get(reverse("desk:inbox")).content.decode()
    client.force_login(world.bo.person, backend=BACKEND)
    assert client.get(reverse("desk:inbox")).status_code == 403


def test_each_correction_is_one_action(world, desk):
    row = reported(world)
    act(desk, row, "priority", priority="2")
    assert again(row).priority == 2
    act(desk, row, "confirm")
    assert again(row).state == "triaged"
    act(desk, row, "assign", team=world.team.pk)
    assert (again(row).state, again(row).team_id) == ("assigned", world.team.pk)


def test_assigning_a_new_one_confirms_it_too(world, desk):
    row = reported(world)
    act(desk, row, "assign", team=world.team.pk)
    assert again(row).state == "assigned"
    assert again(row).triaged_at is not None


def test_asking_pauses_the_clock_and_says_so(world, desk):
    row = reported(world)
    page = act(desk, row, "ask", question="Hot or cold?")
    assert "waits for the answer" in page.content.decode()
    assert again(row).waiting_for_requester
    assert again(row).paused


def test_what_the_rules_refuse_is_said_at_the_desk(world, desk):
    row = reported(world)
    act(desk, row, "confirm")
    page = desk.post(reverse("desk:act", args=[row.uid, "confirm"]), {"version": again(row).version}, follow=True)
    assert page.status_code == 200
    assert "already" in page.content.decode()


def test_a_colleague_who_was_quicker_is_told_of(world, desk):
    row = reported(world)
    act(desk, row, "confirm")
    page = desk.post(reverse("desk:act", args=[row.uid, "assign"]), {"version": 1, "team": world.team.pk}, follow=True)
    assert "Somebody changed this request meanwhile" in page.content.decode()


def test_another_community_cannot_touch_it(world, client):
    row = reported(world)
    client.force_login(world.carla.person, backend=BACKEND)
    assert client.post(reverse("desk:act", args=[row.uid, "confirm"]), {"version": 1}).status_code == 404


def test_new_ones_arrive_on_top_without_reading_the_whole_list_again(world, desk):
    first = reported(world)
    before = desk.get(reverse("desk:arrivals"), {"after": first.pk}).content.decode()
    assert "The tap drips" not in before
    reported(world, "The lamp is out")
    after = desk.get(reverse("desk:arrivals"), {"after": first.pk}).content.decode()
    assert "The lamp is out" in after
    assert "The tap drips" not in after
    assert "hx-get" in after


def test_the_inbox_costs_the_same_for_many(world, desk):
    reported(world)
    desk.get(reverse("desk:inbox"))
    counts = []
    for extra in (1, 30):
        for _ in range(extra):
            reported(world)
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse("desk:inbox"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_script_in_every_field_is_only_text(world, desk):
    bad = "<script>alert(1)</script>"
    reported(world, bad, contact=bad, on_behalf_of=bad)
    assert bad not in desk.get(reverse("desk:inbox")).content.decode()


def take(client, world, **fields):
    known = {
        "text": "The tap drips", "channel": "phone", "to": f"space:{world.washroom.pk}", "type": "mnt.fault",
        "email": "", "name": "", "contact": "", "received": "", "place": "",
    }  # fmt: skip
    return client.post(reverse("desk:new"), {**known, **fields})


def test_a_contact_for_a_colleague_is_theirs(world, desk):
    officer = world.someone("USR")
    assert take(desk, world, email=officer.person.email.upper()).status_code == 302
    with everywhere(reason="test"):
        assert ServiceRequest.objects.get().requester_id == officer.person.pk


def test_a_contact_of_somebody_unknown_makes_no_account(world, desk):
    people = Person.objects.count()
    take(desk, world, email="passer.by@example.com", name="A passer-by")
    with everywhere(reason="test"):
        row = ServiceRequest.objects.get()
    assert (row.requester_id, row.on_behalf_of, row.contact) == (None, "A passer-by", "passer.by@example.com")
    assert Person.objects.count() == people


def test_people_of_another_community_are_not_found_by_their_address(world, desk):
    take(desk, world, email=world.carla.person.email)
    with everywhere(reason="test"):
        assert ServiceRequest.objects.get().requester_id is None


def test_the_clock_counts_from_when_it_reached_us(world, desk):
    with everywhere(reason="test"):
        take(desk, world, received="2026-01-05T08:00")
        assert ServiceRequest.objects.get().received_at.year == 2026


@pytest.mark.parametrize(
    "wrong", [{"to": ""}, {"to": "space:x"}, {"type": ""}, {"received": "soon"}, {"type": "nonsense"}]
)
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(world, desk, wrong):
    answer = take(desk, world, **wrong)
    assert answer.status_code == 422
    assert "The tap drips" in answer.content.decode()


def test_searching_for_the_place_keeps_what_was_typed(world, desk):
    answer = desk.post(reverse("desk:new"), {"text": "It drips", "place": "toilet", "look": "1"})
    html = answer.content.decode()
    assert f'value="space:{world.washroom.pk}"' in html
    assert "It drips" in html


def held(**values):
    known = {
        "uid": uuid4(), "code": "ZZZZZZZZZZZ", "community_id": None, "reference": f"2025-{uuid4().hex[:8]}",
        "track_digest": uuid4().hex, "problem": "light", "text": "It is dark", "contact": "", "language": "en",
        "device_key": "d", "received_at": now() - timedelta(hours=1),
    }  # fmt: skip
    return hold_report(Held(**{**known, **values}))


def test_a_held_report_becomes_a_request_of_a_site_from_when_it_was_sent(world, desk):
    report = held()
    assert "It is dark" in desk.get(reverse("desk:held")).content.decode()
    page = desk.post(reverse("desk:settle", args=[report.uid]), {"site": "nps-s1"}, follow=True)
    assert "It is now request" in page.content.decode()
    with everywhere(reason="test"):
        row = ServiceRequest.objects.get()
    assert (row.site_id, row.received_at, row.description) == (world.site.pk, report.received_at, "It is dark")
    kept = HeldReport.objects.get()
    assert (kept.outcome, kept.request_uid, kept.text) == ("request", row.uid, "")


def test_a_site_of_others_is_no_site_here(world, desk):
    report = held()
    page = desk.post(reverse("desk:settle", args=[report.uid]), {"site": "OTHER-S1"}, follow=True)
    assert "There is no site with this code" in page.content.decode()
    assert HeldReport.objects.get().settled_at is None


def test_spam_is_thrown_away(world, desk):
    report = held()
    desk.post(reverse("desk:settle", args=[report.uid]), {"outcome": "spam"})
    assert HeldReport.objects.get().outcome == "spam"


def test_the_other_communitys_held_reports_are_not_there(world, desk):
    report = held(community_id=world.there.community.pk)
    assert "It is dark" not in desk.get(reverse("desk:held")).content.decode()
    assert desk.post(reverse("desk:settle", args=[report.uid]), {"outcome": "spam"}).status_code == 404


@given(
    waited=st.timedeltas(timedelta(days=-5), timedelta(days=90)),
    fast=st.timedeltas(timedelta(days=-400), timedelta(days=400)),
)
def test_what_a_phone_says_of_time_never_lies_ahead_nor_beyond_thirty_days(waited, fast):
    clock = NOON + fast
    told = device_time(clock - waited, clock, NOON)
    assert told.written_at is not None
    assert NOON - OLDEST <= told.written_at <= NOON
    if timedelta(0) <= waited <= OLDEST:
        assert NOON - told.written_at == waited

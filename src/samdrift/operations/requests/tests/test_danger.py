"""T-PRI-05: words of danger typed as an everyday report are put before an agent, who confirms or dismisses them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.foundation.events.public import deliver_all, history_of
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.notices.ladder import tell_unlooked
from tests.world import NOON

GAS = "Much too hot in here, and there is a smell of gas"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("samdrift.foundation.clock.now", lambda: NOON)


def told(kind):
    with everywhere(reason="a test looks"):
        return sorted(Notice.objects.filter(kind=kind).values_list("receiver__given_name", flat=True))


def unlooked(community_id, *, now):
    with everywhere(reason="a test does what the job does"):
        return tell_unlooked(community_id, now=now)


def test_t_pri_05_a_smell_of_gas_typed_as_a_comfort_complaint_is_p1_once_an_agent_confirms(world, report):
    row = report(description=GAS, impact=4, urgency=4)
    assert (row.priority, row.danger_waits) == (5, True), "the words alone decide nothing"
    row = requests.confirm_danger(world.asta.scope, row.uid, expected_version=row.version, now=NOON)
    assert (row.priority, row.security, row.danger_waits) == (1, True, False)
    event = next(e for e in history_of(world.asta.scope, row.uid) if e.kind == "requests.priority_confirmed")
    assert event.payload["modifiers"] == ["safety"]
    assert row.due_at == NOON + timedelta(hours=8)


def test_t_pri_05_agents_hear_at_once_and_those_who_lead_after_five_minutes(world, report):
    agent, lead = world.someone("SD-AG", name="Agnes"), world.someone("SD-LEAD", name="Lena")
    row = report(description=GAS, impact=4, urgency=4)
    deliver_all()
    assert {"Agnes", "Lena"} <= set(told("request.danger"))
    assert unlooked(world.community.pk, now=NOON + timedelta(minutes=4, seconds=59)) == 0
    assert unlooked(world.community.pk, now=NOON + timedelta(minutes=5)) == 1
    assert unlooked(world.community.pk, now=NOON + timedelta(minutes=6)) == 0, "a rung is told once"
    assert "Lena" in told("danger.unlooked")
    assert "Agnes" not in told("danger.unlooked")
    requests.dismiss_danger(agent.scope, row.uid, expected_version=None, now=NOON)
    assert lead.person.pk != agent.person.pk


def test_one_that_was_looked_at_in_time_reaches_nobody_further_up(world, report):
    row = report(description=GAS)
    requests.dismiss_danger(world.asta.scope, row.uid, expected_version=None, now=NOON)
    assert unlooked(world.community.pk, now=NOON + timedelta(minutes=10)) == 0


def test_dismissing_keeps_the_priority_and_the_book_says_who_did(world, report):
    row = report(description=GAS)
    before = row.priority
    row = requests.dismiss_danger(world.asta.scope, row.uid, expected_version=None, now=NOON)
    assert (row.priority, row.danger_waits) == (before, False)
    event = next(e for e in history_of(world.asta.scope, row.uid) if e.kind == "requests.danger_dismissed")
    assert event.person_id == world.asta.person.pk
    with pytest.raises(Refused):
        requests.dismiss_danger(world.asta.scope, row.uid, expected_version=None, now=NOON)


def test_whoever_confirms_it_as_it_is_has_looked_at_the_words(world, report):
    row = report(description=GAS)
    row = requests.triage(world.asta.scope, row.uid, expected_version=None, now=NOON)
    assert not row.danger_waits
    assert "requests.danger_dismissed" in [e.kind for e in history_of(world.asta.scope, row.uid)]


def test_only_the_desk_says_whether_there_is_danger(world, report):
    row = report(description=GAS)
    for command in (requests.confirm_danger, requests.dismiss_danger):
        with pytest.raises(NotAllowed):
            command(world.bo.scope, row.uid, expected_version=None, now=NOON)
        with pytest.raises(ServiceRequest.DoesNotExist):
            command(world.carla.scope, row.uid, expected_version=None, now=NOON)


def test_everyday_words_ask_nobody(report):
    assert not report(description="The tap drips").danger_waits


def test_the_desk_sees_it_first_and_answers_in_one_press(world, report, client, monkeypatch):
    monkeypatch.setattr("samdrift.operations.desk.web.inbox.now", lambda: NOON)
    report(description="The tap drips", impact=1, urgency=1)
    row = report(description=GAS, impact=4, urgency=4)
    client.force_login(world.asta.person)
    text = client.get(reverse("desk:inbox")).content.decode()
    assert "Is somebody in danger?" in text
    assert text.index(row.number) < text.index("The tap drips")
    client.post(reverse("desk:act", args=[row.uid, "danger"]), {"version": row.version})
    assert ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk).priority == 1
    page = client.get(reverse("requests:page", args=[row.uid])).content.decode()
    assert "Is somebody in danger?" not in page


def test_the_page_names_the_words(world, report, client):
    row = report(description=GAS)
    client.force_login(world.asta.person)
    assert "It says: smell of gas." in client.get(reverse("requests:page", args=[row.uid])).content.decode()


def test_the_third_fault_of_a_thing_within_thirty_days_is_one_step_more_urgent(world, report):
    """Domain §3.2: a repeated fault, whoever reported the first ones."""
    at = {"asset_id": world.lift.pk, "space_id": world.washroom.pk, "impact": 4, "urgency": 4}
    first = report(**at, received_at=NOON - timedelta(days=31))
    report(**at, received_at=NOON - timedelta(days=29))
    merged = report(**at, received_at=NOON - timedelta(days=2))
    requests.cancel(world.asta.scope, merged.uid, expected_version=None, reason="By mistake", now=NOON)
    second = report(**at, received_at=NOON - timedelta(days=1))
    third = report(**at)
    assert [first.priority, second.priority, third.priority] == [4, 4, 3]
    row = requests.confirm_priority(world.dan.scope, third.uid, expected_version=None, impact=4, urgency=4, now=NOON)
    assert row.priority == 3, "counted once, also when it is confirmed"

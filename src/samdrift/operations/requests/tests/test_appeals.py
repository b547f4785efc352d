"""Whoever asked may appeal what was declined; local FM lets it go on, or lets it stay declined with a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from tests.world import NOON

LATER = NOON + timedelta(hours=1)
NEXT_DAY = NOON + timedelta(days=1)


@pytest.fixture
def declined(world, officer, report):
    row = report()
    requests.ask_to_decline(world.asta.scope, row.uid, expected_version=None, reason="Not ours", now=LATER)
    return requests.agree_to_decline(world.someone("OPS-M").scope, row.uid, expected_version=None, now=LATER)


@pytest.fixture
def appealed(officer, declined):
    return requests.appeal(officer.scope, declined.uid, reason="It is yours", now=LATER)


def test_a_granted_appeal_lets_it_go_on_with_promises_made_anew(world, appealed):
    row = requests.grant_appeal(world.dan.scope, appealed.uid, expected_version=appealed.version, now=NEXT_DAY)
    assert (row.state, row.is_open, row.entitlement, row.appealed_at) == ("triaged", True, "included", None)
    running = promises.promises_of(world.dan.scope, row.uid)
    assert {promise.started_at for promise in running} == {NEXT_DAY}
    assert row.due_at > NEXT_DAY
    again = requests.assign_request(
        world.asta.scope, row.uid, expected_version=None, team_id=world.team.pk, now=NEXT_DAY
    )
    assert again.state == "assigned"


def test_a_refused_appeal_leaves_it_declined_and_says_why(world, officer, appealed):
    with pytest.raises(Invalid):
        requests.refuse_appeal(world.dan.scope, appealed.uid, expected_version=None, reason=" ", now=NEXT_DAY)
    row = requests.refuse_appeal(world.dan.scope, appealed.uid, expected_version=None, reason="No", now=NEXT_DAY)
    assert (row.state, row.appeal_refused_at) == ("declined", NEXT_DAY)
    with pytest.raises(Refused, match="answered"):
        requests.appeal(officer.scope, row.uid, reason="Still", now=NEXT_DAY)
    with pytest.raises(Refused, match="no appeal"):
        requests.grant_appeal(world.dan.scope, row.uid, expected_version=None, now=NEXT_DAY)


def test_only_local_fm_answers_and_never_the_own(world, officer, declined, appealed):
    for actor in (world.asta, officer):
        with pytest.raises(NotAllowed):
            requests.grant_appeal(actor.scope, appealed.uid, expected_version=None, now=NEXT_DAY)
    with pytest.raises(requests.ServiceRequest.DoesNotExist):
        requests.grant_appeal(world.carla.scope, appealed.uid, expected_version=None, now=NEXT_DAY)


def test_what_nobody_appealed_is_not_answered(world, declined):
    with pytest.raises(Refused):
        requests.grant_appeal(world.dan.scope, declined.uid, expected_version=None, now=NEXT_DAY)


def test_an_appeal_comes_within_five_working_days(officer, declined):
    with pytest.raises(Refused, match="five working days"):
        requests.appeal(officer.scope, declined.uid, reason="It is yours", now=NOON + timedelta(days=9))


def test_the_page_asks_local_fm_and_tells_until_when(world, client, appealed):
    client.force_login(world.dan.person)
    address = reverse("requests:page", args=[appealed.uid])
    page = client.get(address).content.decode()
    assert "Local FM answers by 12 May 2025" in page
    client.post(f"{address}refuse-appeal/", {"version": appealed.version, "reason": "Not in the contract"})
    page = client.get(address).content.decode()
    assert "it stays declined" in page
    assert "Not in the contract" in page


def test_another_system_appeals_and_answers(world, officer, report, client):
    row = report()
    requests.ask_to_decline(world.asta.scope, row.uid, expected_version=None, reason="Not ours", now=now())
    declined = requests.agree_to_decline(world.someone("OPS-M").scope, row.uid, expected_version=None, now=now())
    client.force_login(officer.person)
    address = f"/api/v1/requests/{declined.uid}"
    told = {"content_type": "application/json", "headers": {"If-Match": f'"{declined.version}"'}}
    answer = client.post(f"{address}/appeal", {"reason": "It is yours"}, **told)
    assert answer.status_code == 200
    client.force_login(world.dan.person)
    told["headers"] = {"If-Match": answer["ETag"]}
    assert client.post(f"{address}/grant-appeal", **told).json()["state"] == "triaged"

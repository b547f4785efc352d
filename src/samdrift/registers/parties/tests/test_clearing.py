"""Reports from secured places reach the cleared; where somebody is missing, those who can mend it are told."""

from datetime import date

import pytest
from django.urls import reverse

from samdrift.foundation.errors import NotAllowed, Refused, Stale
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.public import Ask, ServiceRequest, submit_request
from samdrift.registers.parties import queries, rules
from samdrift.registers.parties.commands import set_clearance
from samdrift.registers.parties.models import RoleAssignment
from samdrift.registers.parties.public import scope_at
from tests.world import NOON

DAY = date(2025, 5, 5)


@pytest.fixture
def officer(world):
    return world.someone("SEC-OFF", name="Solveig")


def role_of(actor, role):
    with everywhere(reason="a test looks"):
        return RoleAssignment.objects.get(employment=actor.employment, role=role)


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        ([], ("officer", "desk", "hands")),
        ([("SEC-OFF", []), ("SD-AG", []), ("SVC-E", [])], ("desk", "hands")),
        ([("SEC-OFF", []), ("OPS-M", ["D8"]), ("SVC-E", ["D7"])], ("hands",)),
        ([("SEC-OFF", []), ("SD-AG", ["D8"]), ("SUB", ["D8"])], ()),
        ([("AUD", ["D8"]), ("SD-AG", ["D8"]), ("SUB", ["D8"])], ("officer",)),
    ],
)
def test_it_takes_an_officer_a_desk_and_hands(held, missing):
    assert rules.clearance_gaps(held) == missing


def test_a_report_from_a_secured_place_reaches_the_officer_until_somebody_is_cleared(world, officer):
    asked = Ask(request_type="mnt.fault", channel="qr", site_id=world.site.pk, space_id=world.cell.pk)
    row = submit_request(world.dan.scope, asked, received_at=NOON, now=NOON).service_request
    assert row.data_class == "D8"

    def sees(scope):
        return ServiceRequest.objects.within(scope).filter(pk=row.pk).exists()

    agent = world.someone("SD-AG", name="Sara")
    assert sees(officer.scope)
    assert not sees(agent.scope)
    role = role_of(agent, "SD-AG")
    cleared = set_clearance(officer.scope, role.uid, cleared=True, expected_version=role.version, now=NOON)
    agent.person.refresh_from_db()
    assert sees(scope_at(agent.person, None, now=NOON))
    set_clearance(officer.scope, role.uid, cleared=False, expected_version=cleared.version, now=NOON)
    agent.person.refresh_from_db()
    assert not sees(scope_at(agent.person, None, now=NOON))
    with everywhere(reason="a test looks"):
        told = EventRecord.objects.filter(kind="parties.clearance_changed").order_by("pk")
        assert [one.payload["cleared"] for one in told] == [True, False]


def test_only_an_officer_clears_and_never_themselves(world, officer):
    role = role_of(world.asta, "OPS-M")
    at = {"cleared": True, "expected_version": role.version, "now": NOON}
    with pytest.raises(NotAllowed):
        set_clearance(world.someone("CTR-C").scope, role.uid, **at)
    with pytest.raises(RoleAssignment.DoesNotExist):
        set_clearance(world.carla.scope, role.uid, **at)
    mine = role_of(officer, "SEC-OFF")
    with pytest.raises(Refused, match="themselves"):
        set_clearance(officer.scope, mine.uid, cleared=True, expected_version=mine.version, now=NOON)
    user = world.someone("USR")
    with pytest.raises(Refused, match="cannot be cleared"):
        set_clearance(officer.scope, role_of(user, "USR").uid, cleared=True, expected_version=1, now=NOON)
    with pytest.raises(Stale):
        set_clearance(officer.scope, role.uid, cleared=True, expected_version=role.version + 7, now=NOON)


def test_those_who_can_mend_it_are_warned_and_nobody_else(world, client, officer):
    assert queries.clearance_gaps(officer.scope, day=DAY) == ("desk", "hands")
    assert queries.clearance_gaps(world.asta.scope, day=DAY) == ()
    client.force_login(officer.person)
    for name in ("parties:people", "parties:roles"):
        assert "reach the security officer alone" in client.get(reverse(name)).content.decode()
    role = role_of(world.asta, "OPS-M")
    page = reverse("parties:person", args=[world.asta.person.uid])
    assert "Clear for security matters" in client.get(page).content.decode()
    client.post(reverse("parties:role_answer", args=[role.uid, "clear"]), {"version": role.version})
    assert "Cleared for security matters" in client.get(page).content.decode()
    assert "reach the security officer alone" not in client.get(reverse("parties:people")).content.decode()


def test_where_nothing_is_secured_nobody_is_warned(world, officer):
    with everywhere(reason="a test opens a door"):
        world.cell.__class__.objects.filter(pk=world.cell.pk).update(zone="normal")
    assert queries.clearance_gaps(officer.scope, day=DAY) == ()

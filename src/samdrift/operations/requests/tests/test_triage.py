"""Corrections by the desk, and what they do to clocks and classes."""

from datetime import timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import history_of
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue.models import RequestType
from tests.world import NOON, words

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def leak(world):
    return RequestType.objects.create(
        community=world.community, service=world.fault.service, line_code="MNT", code="mnt.leak", name=words("Leak"),
        impact=2, urgency=2,
    )  # fmt: skip


def test_a_corrected_type_takes_its_clocks_from_the_original_start(world, report, leak):
    row = report(received_at=NOON - timedelta(hours=1))
    row = requests.confirm_type(world.asta.scope, row.uid, expected_version=1, request_type="mnt.leak", now=NOON)
    assert (row.request_type_id, row.priority) == (leak.pk, 2)
    clocks = {p.kind: p.due_at for p in promises.promises_of(world.asta.scope, row.uid)}
    assert clocks["complete"] == NOON - timedelta(hours=1) + timedelta(days=1)


def test_a_corrected_type_never_lowers_the_priority(world, report, leak):
    row = report(request_type="mnt.leak")
    row = requests.confirm_type(world.asta.scope, row.uid, expected_version=None, request_type="mnt.fault", now=NOON)
    assert (row.request_type_id, row.priority) == (world.fault.pk, 2)


def test_a_type_nobody_offers_is_refused(world, report):
    with pytest.raises(Invalid):
        requests.confirm_type(world.asta.scope, report().uid, expected_version=None, request_type="x", now=NOON)


def test_a_corrected_place_brings_its_unit_and_its_class(world, report):
    row = requests.confirm_place(
        world.asta.scope, report().uid, expected_version=None, site_id=world.other_site.pk, now=NOON
    )
    assert (row.site_id, row.space_id, row.unit_id, row.data_class) == (
        world.other_site.pk, None, world.south.pk, "D1",
    )  # fmt: skip
    row = requests.confirm_place(world.asta.scope, row.uid, expected_version=None, space_id=world.cell.pk, now=NOON)
    assert row.data_class == "D8"


def test_a_higher_priority_holds_at_once(world, report):
    row = requests.confirm_priority(
        world.asta.scope, report().uid, expected_version=None, impact=1, urgency=2, now=LATER
    )
    assert row.priority == 1
    assert row.due_at == NOON + timedelta(hours=8)


def test_a_lower_priority_waits_for_a_yes(world, officer, report):
    row = report(impact=2, urgency=2)
    row = requests.confirm_priority(world.asta.scope, row.uid, expected_version=None, impact=4, urgency=4, now=LATER)
    assert (row.priority, row.asked_impact) == (2, 4)
    row = requests.agree_to_lower_priority(officer.scope, row.uid, expected_version=None, now=LATER)
    assert (row.priority, row.asked_impact) == (5, None)
    with pytest.raises(Refused):
        requests.agree_to_lower_priority(officer.scope, row.uid, expected_version=None, now=LATER)


def test_a_lower_priority_may_be_refused(world, report):
    row = report(impact=2, urgency=2)
    requests.confirm_priority(world.asta.scope, row.uid, expected_version=None, impact=4, urgency=4, now=LATER)
    with pytest.raises(NotAllowed):
        requests.keep_priority(world.asta.scope, row.uid, expected_version=None, now=LATER)
    row = requests.keep_priority(world.dan.scope, row.uid, expected_version=None, now=LATER)
    assert (row.priority, row.asked_impact) == (2, None)


def test_an_upgrade_by_the_customer_after_the_new_time_is_kept_out_of_credits(world, report):
    row = report(impact=4, urgency=3)
    late = NOON + timedelta(days=3)
    row = requests.confirm_priority(world.dan.scope, row.uid, expected_version=None, impact=2, urgency=2, now=late)
    complete = next(p for p in promises.promises_of(world.asta.scope, row.uid) if p.kind == "complete")
    assert complete.retro_breach


def test_safety_makes_it_p1_whatever_else_is_said(world, report):
    row = requests.confirm_priority(
        world.asta.scope, report().uid, expected_version=None, impact=4, urgency=4, safety=True, now=LATER
    )
    assert (row.priority, row.security) == (1, True)
    event = next(e for e in history_of(world.asta.scope, row.uid) if e.kind == "requests.priority_confirmed")
    assert event.payload["modifiers"] == ["safety"]


def test_what_is_resolved_is_not_corrected(world, report):
    row = requests.resolve_at_once(
        world.asta.scope, report().uid, expected_version=None, resolution="repaired", now=LATER
    )
    with pytest.raises(Refused, match="already resolved"):
        requests.confirm_priority(world.asta.scope, row.uid, expected_version=None, impact=1, urgency=1, now=LATER)


def test_looking_is_not_correcting(world, report):
    row = report()
    with pytest.raises(NotAllowed):
        requests.confirm_priority(world.bo.scope, row.uid, expected_version=None, impact=1, urgency=1, now=LATER)
    with pytest.raises(NotAllowed):
        requests.confirm_type(world.dan.scope, row.uid, expected_version=None, request_type="mnt.fault", now=LATER)

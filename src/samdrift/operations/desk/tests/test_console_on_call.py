"""The console says whom to ring for an emergency, and nobody for anything else."""

from datetime import date

import pytest
from django.urls import reverse

from samdrift.operations.workforce.public import RosterDraft, set_roster
from samdrift.registers.catalogue.models import RequestType
from tests.world import NOON, words


@pytest.fixture
def called(world):
    """A technician on call since the beginning of the year."""
    tech = world.join_team(world.someone("SVC-E", name="Tea"))
    tech.person.work_phone = "+4511223344"
    tech.person.save(update_fields=["work_phone"])
    draft = RosterDraft(code="NIGHT", name=words("Night"), first_day=date(2025, 1, 6), members=[tech.employment.uid])
    set_roster(world.asta.scope, draft, now=NOON)
    return tech


def beside(desk, world, level):
    RequestType.objects.within(world.asta.scope).update(impact=level, urgency=level)
    fields = {"text": "fire", "type": "mnt.fault", "at": f"space:{world.washroom.pk}"}
    return desk.post(reverse("desk:beside"), fields).content.decode()


def test_an_emergency_shows_whom_to_ring(world, desk, called):
    page = beside(desk, world, 1)
    assert "On call: Tea Nps" in page
    assert "tel:+4511223344" in page


def test_what_can_wait_rings_nobody(world, desk, called):
    assert "On call:" not in beside(desk, world, 3)

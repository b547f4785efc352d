"""Who hears of work orders."""

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work.commands.giving import assign_work
from tests.world import NOON


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("samdrift.foundation.clock.now", lambda: NOON)


def heard(actor):
    with everywhere(reason="a test looks"):
        return list(Notice.objects.filter(receiver=actor.person).order_by("pk").values_list("kind", flat=True))


def test_the_team_hears_of_an_order_and_of_its_end_and_the_other_community_does_not(world):
    tea = world.here.join_team(world.someone("SVC-E", name="Tea"))
    ask = requests.Ask(
        request_type="mnt.fault", channel="web", title="The tap drips", site_id=world.site.pk,
        space_id=world.washroom.pk, requester_id=world.dan.person.pk,
    )  # fmt: skip
    row = requests.submit_request(world.dan.scope, ask, received_at=NOON, now=NOON).service_request
    assign_work(world.asta.scope, row.uid, expected_version=None, team_id=world.team.pk, now=NOON)
    deliver_all()
    assert heard(tea).count("order.new") == 1
    requests.cancel(world.dan.scope, row.uid, expected_version=None, reason="it stopped", now=NOON)
    deliver_all()
    assert heard(tea).count("order.cancelled") == 1
    assert heard(world.carla) == []

"""Who hears of work orders."""

from datetime import timedelta
from uuid import uuid4

import pytest

from samdrift.foundation import clock
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.commands.planning import PlannedWork, plan_order
from samdrift.operations.work.commands.slotting import Place, slot_order
from tests.world import NOON


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


def heard(actor):
    with everywhere(reason="a test looks"):
        return list(Notice.objects.filter(receiver=actor.person).order_by("pk").values_list("kind", flat=True))


def asked(world, **more):
    ask = requests.Ask(
        request_type="mnt.fault", channel="web", title="The tap drips", site_id=world.site.pk,
        space_id=world.washroom.pk, requester_id=world.dan.person.pk, **more,
    )  # fmt: skip
    return requests.submit_request(world.dan.scope, ask, received_at=NOON, now=NOON).service_request


def planned(world, **more):
    wanted = PlannedWork(
        contract_id=world.contract.pk, line_code="MNT", title="Look after the lift", site_id=world.site.pk,
        team_id=world.team.pk, uid=uuid4(), planned_to=NOON + timedelta(days=30), **more,
    )  # fmt: skip
    return plan_order(world.asta.scope, wanted, now=NOON)


@pytest.fixture
def tea(world):
    return world.here.join_team(world.someone("SVC-E", name="Tea"))


@pytest.fixture
def ulf(world):
    return world.here.join_team(world.someone("SVC-E", name="Ulf"))


def test_what_is_given_to_one_person_is_told_to_them_alone(world, tea, ulf):
    planned(world, assignee_id=tea.person.pk)
    deliver_all()
    assert heard(tea) == ["order.new"]
    assert heard(ulf) == []


def test_fifty_orders_for_anybody_of_the_team_are_one_notice_that_says_how_many(world, tea, ulf):
    for _each in range(50):
        planned(world)
    deliver_all()
    for one in (tea, ulf):
        assert heard(one) == ["order.pool"]
    with everywhere(reason="a test looks"):
        notice = Notice.objects.get(receiver=tea.person)
    assert notice.facts["count"] == 50
    assert heard(world.carla) == []


def test_work_given_for_days_ahead_is_one_notice_too(world, tea):
    for days in range(2, 12):
        begins = NOON + timedelta(days=days)
        order = planned(world, planned_from=begins - timedelta(days=2))
        place = Place(world.team.pk, tea.person.pk, begins, begins + timedelta(hours=1))
        slot_order(world.asta.scope, order.uid, place, expected_version=None, now=NOON)
    deliver_all()
    assert heard(tea) == ["order.ahead"]


def test_what_cannot_wait_is_told_to_the_whole_team_at_once(world, tea):
    planned(world, priority=2)
    deliver_all()
    assert heard(tea) == ["order.new"]


def test_an_order_given_on_before_it_was_told_is_told_to_whoever_has_it(world, tea, ulf):
    order = planned(world, assignee_id=tea.person.pk)
    place = Place(world.team.pk, ulf.person.pk, NOON, NOON + timedelta(hours=1))
    slot_order(world.asta.scope, order.uid, place, expected_version=None, now=NOON)
    deliver_all()
    assert (heard(tea), heard(ulf)) == ([], ["order.new"])


def test_whoever_has_an_order_hears_of_its_end_and_the_other_community_does_not(world, tea, ulf):
    row = asked(world)
    assign_work(
        world.asta.scope, row.uid, expected_version=None, team_id=world.team.pk, assignee_id=tea.person.pk, now=NOON
    )
    deliver_all()
    assert heard(tea).count("order.new") == 1
    requests.cancel(world.dan.scope, row.uid, expected_version=None, reason="it stopped", now=NOON)
    deliver_all()
    assert heard(tea).count("order.cancelled") == 1
    assert heard(ulf).count("order.cancelled") == 0
    assert heard(world.carla) == []

"""A skill that ends takes the work that needs it along, unless it has begun."""

from datetime import timedelta

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.public import Ask, submit_request
from samdrift.operations.work.commands.doing import start_order
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.models import WorkOrder
from samdrift.operations.workforce.commands.skills import Having, grant_skill, name_skill, tell_expiries, withdraw_skill
from samdrift.operations.workforce.models import Qualification
from tests.world import NOON, words

DAY = timedelta(days=1)


@pytest.fixture
def tech(world):
    """A technician with a lift qualification for thirty days."""
    found = world.join_team(world.someone("SVC-E", name="Tea"))
    name_skill(world.asta.scope, code="LIFT", kind="qualification", name=words("Lift key"))
    having = Having(code="LIFT", valid_from=NOON.date(), valid_to=NOON.date() + 30 * DAY)
    grant_skill(world.asta.scope, found.employment.uid, having, now=NOON)
    return found


def order(world, tech, *skills):
    ask = Ask(
        request_type="mnt.fault", channel="web", description="The lift stands", site_id=world.site.pk,
        space_id=world.washroom.pk, requester_id=world.dan.person.pk,
    )  # fmt: skip
    row = submit_request(world.dan.scope, ask, received_at=NOON, now=NOON).service_request
    made = assign_work(
        world.asta.scope, row.uid, expected_version=None, team_id=world.team.pk, assignee_id=tech.person.pk, now=NOON
    )
    with everywhere(reason="a test says what the order takes"):
        WorkOrder.objects.filter(pk=made.pk).update(skills=list(skills))
    return made


def held_by(made):
    with everywhere(reason="a test looks"):
        return WorkOrder.objects.values_list("assignee_id", "team_id", "state").get(pk=made.pk)


def test_work_that_needs_an_ended_skill_goes_back_to_the_team(world, tech):
    needs, other = order(world, tech, "lift"), order(world, tech)
    deliver_all()
    tell_expiries(world.community.pk, now=NOON + 31 * DAY)
    deliver_all()
    assert held_by(needs) == (None, world.team.pk, "ready")
    assert held_by(other)[0] == tech.person.pk
    deliver_all()
    assert held_by(needs)[0] is None


def test_a_withdrawn_skill_takes_it_along_at_once_but_not_what_has_begun(world, tech):
    begun, waits = order(world, tech, "LIFT"), order(world, tech, "LIFT")
    start_order(tech.scope, begun.uid, expected_version=None, moment=Moment(NOON), reason="tag_missing")
    held = Qualification.objects.within(world.asta.scope).get()
    withdraw_skill(world.asta.scope, held.uid, expected_version=None, now=NOON)
    deliver_all()
    assert held_by(begun)[0] == tech.person.pk
    assert held_by(waits)[0] is None

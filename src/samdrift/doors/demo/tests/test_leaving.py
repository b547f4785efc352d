"""Leaving houses as the full profile tells it, in the small world: posts are freed, so the joint committee is asked."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from samdrift.doors.demo import scaling as story
from samdrift.foundation.scope import everywhere
from samdrift.partnership.scaling import commands, queries
from samdrift.partnership.scaling.models import ChangeOrder
from samdrift.partnership.scaling.tests.conftest import district_of, order
from tests.world import NOON, START, World

pytestmark = pytest.mark.django_db
LABOUR = {"CLN": (Decimal("0.78"), Decimal(295))}


@pytest.fixture
def home(world: World) -> Any:
    """A district with a house of 4,600 m² to leave, and whoever decides on it."""
    found = district_of(world)
    order(world, ("CLN-OFF", world.other_site, "f5 q3", 4_600))
    draft = commands.TermsDraft(valid_from=START, labour=LABOUR, clause="14.2")
    commands.write_terms(found.office.scope, world.contract.pk, draft, now=NOON)
    return found


def left(home: Any) -> ChangeOrder:
    """The change the story tells, with everybody's yes."""
    faces = {"CTR-C": home.office.person, "STEER-C": home.steering.person, "CTR-P": home.provider.person}
    place = story.District(home.unit, home.fm.person, home.bud.person)
    assert story._leave_houses(SimpleNamespace(faces=faces), place, "full") == 1  # type: ignore[arg-type]
    with everywhere(reason="a test looks"):
        return ChangeOrder.objects.get(name="Fraflytning")


def test_houses_are_left_once_the_joint_committee_has_answered(home: Any) -> None:
    change = left(home)
    assert (change.state, change.approvals, change.consults) == ("scheduled", ["budget", "contract", "steering"], True)
    assert change.consulted_on is not None
    assert change.consultation_says
    [line] = queries.lines_of(home.office.scope, change)
    assert (line.item, line.quantity_from, line.quantity_to) == ("CLN-OFF", 4_600, 0)


def test_where_no_post_is_freed_nobody_is_asked(home: Any) -> None:
    draft = commands.TermsDraft(valid_from=START, labour=LABOUR, posts_to_consult=Decimal(50), clause="14.2")
    commands.write_terms(home.office.scope, home.world.contract.pk, draft, now=NOON)
    change = left(home)
    assert (change.state, change.consults, change.consulted_on) == ("scheduled", False, None)

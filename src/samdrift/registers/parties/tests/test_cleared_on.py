"""Who may be sent behind secured doors on a day."""

from datetime import timedelta

from samdrift.registers.parties.models import RoleAssignment
from samdrift.registers.parties.queries.whom import cleared_on
from tests.world import NOON, START, World


def test_a_clearance_counts_on_its_days_only_and_in_its_community_only(world: World) -> None:
    plain, cleared = world.someone("SVC-E"), world.someone("SVC-E", cleared_for=["D8"])
    day = NOON.date()
    RoleAssignment.objects.within(world.dan.scope).filter(employment=cleared.employment).update(valid_to=day)
    everybody = [plain.person.pk, cleared.person.pk]
    assert cleared_on(world.community.pk, everybody, day) == {cleared.person.pk}
    assert cleared_on(world.community.pk, everybody, day + timedelta(days=1)) == set()
    assert cleared_on(world.community.pk, everybody, START - timedelta(days=1)) == set()
    assert cleared_on(world.there.community.pk, everybody, day) == set()


def test_a_role_that_carries_the_class_needs_no_clearance(world: World) -> None:
    officer = world.someone("SEC-OFF")
    assert cleared_on(world.community.pk, [officer.person.pk], NOON.date()) == {officer.person.pk}


def test_a_role_that_only_was_asked_for_clears_nobody(world: World) -> None:
    asked = world.someone("SVC-E", cleared_for=["D8"], state="asked")
    assert cleared_on(world.community.pk, [asked.person.pk], NOON.date()) == set()

"""Two people at once, each on a connection of their own: one wins, the other is told, and nothing is done twice."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.errors import Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.tests.test_races import at_once, skip_in_memory
from samdrift.partnership.scaling import commands
from samdrift.partnership.scaling.models import ChangeOrder
from samdrift.partnership.scaling.tests.conftest import ask, district_of, seen_by, volume, wish
from tests.world import NOON, World

pytestmark = pytest.mark.slow


@pytest.fixture
def shared(transactional_db):
    skip_in_memory()
    return district_of(World())


def asks(district, actor, many, seen):
    """Asking for a volume, as somebody whose page showed `seen`."""
    return lambda: ask(district, wish(district, many), actor=actor, seen=seen).state


def test_of_two_who_change_the_same_volume_at_once_one_wins_and_the_other_is_told(shared):
    seen = seen_by(shared.fm, shared.unit)
    other = shared.world.someone("BUD", name="Bodil")
    outcomes = at_once(asks(shared, shared.bud, 17_500, seen), asks(shared, other, 18_000, seen))
    kinds = Counter(one if isinstance(one, str) else type(one) for one in outcomes)
    assert (kinds["scheduled"], kinds[Stale]) == (1, 1), outcomes
    assert volume(shared) in ({"f5 q3": Decimal(17_500)}, {"f5 q3": Decimal(18_000)})


def test_one_who_presses_twice_asks_once(shared):
    seen = seen_by(shared.bud, shared.unit)
    press = asks(shared, shared.bud, 17_500, seen)
    assert at_once(press, press) == ["scheduled", "scheduled"]
    with everywhere(reason="a test counts"):
        assert ChangeOrder.objects.count() == 1
    assert volume(shared) == {"f5 q3": Decimal(17_500)}


def test_of_two_who_accept_at_once_one_writes_the_steps(shared):
    change = ask(shared, wish(shared, 16_560))
    for actor in (shared.bud, shared.office):
        commands.approve_change(actor.scope, change.uid, expected_version=None, now=NOON)

    def accept(actor):
        scope = actor.scope
        return lambda: commands.accept_change(scope, change.uid, expected_version=None, now=NOON).state

    outcomes = at_once(accept(shared.provider), accept(shared.world.someone("CTR-P", name="Pia")))
    kinds = Counter(one if isinstance(one, str) else type(one) for one in outcomes)
    assert (kinds["scheduled"], kinds[Refused] + kinds[Stale]) == (1, 1), outcomes
    assert volume(shared) == {"f5 q3": Decimal(16_560)}


def test_a_closure_two_tell_at_once_is_told_once(shared):
    days = (NOON.date() + timedelta(days=30), NOON.date() + timedelta(days=60))

    def tell():
        return commands.tell_closure(
            scope, shared.unit.uid, site_uid=shared.world.site.uid, line="CLN", days=days, reason="Refit", now=NOON
        ).settled_by

    scope = shared.bud.scope
    outcomes = at_once(tell, tell)
    kinds = Counter(one if isinstance(one, str) else type(one) for one in outcomes)
    assert (kinds["credit"], kinds[Refused]) == (1, 1), outcomes

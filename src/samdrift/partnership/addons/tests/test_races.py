"""Two people at once, each on a connection of their own: one decides, the other is told; nothing is offered twice."""

from collections import Counter
from uuid import uuid4

import pytest

from samdrift.foundation.errors import Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.tests.test_races import at_once, skip_in_memory
from samdrift.operations.work.models import Quote
from samdrift.partnership.addons.commands import deciding
from samdrift.partnership.addons.models import AddOn
from samdrift.partnership.addons.tests.conftest import beyond_of, noted
from tests.world import NOON, World

pytestmark = pytest.mark.slow


@pytest.fixture
def shared(transactional_db):
    skip_in_memory()
    return beyond_of(World())


def forward(shared):
    row = noted(shared)
    return deciding.decide(shared.manager.scope, row.uid, "put_forward", expected_version=row.version, now=NOON)


def kinds(outcomes):
    return Counter(one if isinstance(one, str) else type(one) for one in outcomes)


def test_of_both_parties_who_decide_at_once_one_does_and_the_other_is_told(shared):
    row = forward(shared)
    provider, customer = shared.other_manager.scope, shared.fm.scope

    def decide(scope, move):
        return lambda: deciding.decide(
            scope, row.uid, move, expected_version=row.version, reason="Little", now=NOON
        ).state  # fmt: skip

    found = kinds(at_once(decide(provider, "forgive"), decide(customer, "stop")))
    assert found["forgiven"] + found["stopped"] == 1, found
    assert found[Stale] + found[Refused] == 1, found


def test_two_who_offer_the_same_at_once_make_one_offer(shared):
    row = forward(shared)
    scopes = [shared.manager.scope, shared.other_manager.scope]

    def offer(scope):
        return lambda: deciding.charge(scope, [row.uid], versions=[row.version], now=NOON).state

    found = kinds(at_once(*(offer(scope) for scope in scopes)))
    assert (found["waiting"], found[Stale] + found[Refused]) == (1, 1), found
    with everywhere(reason="a test counts"):
        assert Quote.objects.count() == 1


def test_the_same_form_sent_twice_at_once_is_one_add_on(shared):
    uid, scope = uuid4(), shared.technician.scope
    assert scope is not None
    outcomes = at_once(*(lambda: noted(shared, uid=uid).code for _press in range(2)))
    assert outcomes == ["extra_area", "extra_area"], outcomes
    with everywhere(reason="a test counts"):
        assert AddOn.objects.count() == 1

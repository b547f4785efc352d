"""Two signatures at once, each on a connection of its own: the ceiling holds, and nobody signs twice."""

from typing import Any

import pytest

from samdrift.foundation.errors import Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.tests.test_races import at_once, skip_in_memory
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands import moving
from samdrift.partnership.joining.models import Accession, AccessionStep
from samdrift.partnership.joining.tests.conftest import ITEMS, TIERS, Shared
from tests.world import NOON, World

pytestmark = pytest.mark.slow


@pytest.fixture
def offered(transactional_db: None) -> Shared:
    skip_in_memory()
    shared = Shared(World())
    shared.agreed("tiers", TIERS)
    shared.agreed("prices", ITEMS)
    return shared


def nearly_signed(offered: Shared, joiner: Any) -> Accession:
    """A call-off of 1,700 visits a year that the owner alone has still to sign."""
    row = offered.brought(joiner, offered.wants(joiner, 1700), rules.DECISION_BOTH)
    for actor in (joiner.contact, offered.provider):
        row = offered.move(actor, row, "sign")
    return row


def signing(offered: Shared, row: Accession) -> Any:
    scope, version = offered.owner.scope, offered.again(row).version
    return lambda: (
        moving.move_call_off(scope, row.uid, "sign", reason="As agreed", expected_version=version, now=NOON).state
    )


def test_of_two_signed_at_once_only_one_fits_below_the_ceiling(offered: Shared) -> None:
    """DKK 10 m: one of 3.9 m is signed already, and one more fits (T-FRM-04)."""
    offered.move(offered.owner, nearly_signed(offered, offered.east), "sign")
    rows = [nearly_signed(offered, joiner) for joiner in (offered.east, offered.west)]
    outcomes = at_once(*(signing(offered, row) for row in rows))
    assert [one for one in outcomes if one == rules.SIGNED] == [rules.SIGNED], outcomes
    [refused] = [one for one in outcomes if one != rules.SIGNED]
    assert isinstance(refused, Refused)
    assert "ceiling" in str(refused)
    signed = [offered.again(row) for row in rows if offered.again(row).state == rules.SIGNED]
    assert len(signed) == 1


def test_who_presses_twice_signs_once(offered: Shared) -> None:
    row = nearly_signed(offered, offered.east)
    press = signing(offered, row)
    outcomes = at_once(press, press)
    assert sum(one == rules.SIGNED for one in outcomes) == 1, outcomes
    assert sum(isinstance(one, Refused | Stale) for one in outcomes) == 1
    with everywhere(reason="a test counts"):
        assert AccessionStep.objects.filter(accession=row, move="sign", side=rules.OWNER).count() == 1

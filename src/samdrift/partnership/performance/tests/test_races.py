"""Both parties at once, each on a connection of its own: one decision, one credit, each party's word kept."""

from typing import Any

import pytest

from samdrift.foundation.errors import Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.tests.test_races import at_once, skip_in_memory
from samdrift.partnership.performance.commands import crediting, steering
from samdrift.partnership.performance.commands.crediting import note_invoiced
from samdrift.partnership.performance.models import ResultWord
from samdrift.partnership.performance.tests.conftest import MARCH, Measured, day, measured_of
from samdrift.partnership.performance.tests.test_steering import disputed, members
from tests.world import Actor, World

pytestmark = pytest.mark.slow


@pytest.fixture
def both(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Measured:
    skip_in_memory()
    return measured_of(World(), monkeypatch)


def of_kind(outcomes: list[Any], *kinds: type) -> int:
    return sum(isinstance(one, kinds) for one in outcomes)


def test_of_two_members_who_decide_at_once_one_is_told_that_a_decision_waits(both: Measured) -> None:
    row = disputed(both)
    client, provider = members(both)

    def decides(actor: Actor, part: int) -> Any:
        scope = actor.scope
        return lambda: (
            steering.propose_decision(
                scope, row.uid, "So it was.", numbers=(part, 24), expected_version=None, now=day(MARCH, 20)
            ).numerator
        )

    outcomes = at_once(decides(client, 20), decides(provider, 22))
    assert (of_kind(outcomes, int), of_kind(outcomes, Refused)) == (1, 1), outcomes
    with everywhere(reason="a test counts"):
        [said] = ResultWord.objects.filter(result=row, kind="steer")
    other = provider if said.side == "customer" else client

    def signs() -> Any:
        scope = other.scope
        return lambda: steering.sign_decision(scope, row.uid, expected_version=None, now=day(MARCH, 21)).numerator

    signed = at_once(signs(), signs())
    assert (of_kind(signed, int), of_kind(signed, Refused, Stale)) == (1, 1), signed
    assert both.row("K06").numerator == said.numerator
    assert len(both.credits()) <= 1


def test_both_parties_agree_on_credits_at_once_and_each_word_is_kept(both: Measured) -> None:
    both.read("K06", 18, 24)
    both.freeze()
    [credit] = both.credits()

    def agrees(actor: Actor) -> Any:
        scope = actor.scope
        return lambda: crediting.agree_credits(scope, both.contract.pk, MARCH, now=day(MARCH, 18))

    assert at_once(agrees(both.client), agrees(both.provider)) == [1, 1]
    [agreed] = both.credits()
    assert (agreed.state, agreed.uid) == ("agreed", credit.uid)
    again = at_once(agrees(both.client), agrees(both.client))
    assert of_kind(again, Refused) == 2


def test_a_credit_goes_onto_one_invoice_however_often_it_is_sent(both: Measured) -> None:
    both.read("K06", 18, 24)
    both.freeze()
    for actor in (both.client, both.provider):
        crediting.agree_credits(actor.scope, both.contract.pk, MARCH, now=day(MARCH, 18))
    [credit] = both.credits()
    scope = both.world.someone("FIN-P").scope

    def notes() -> Any:
        return lambda: note_invoiced(scope, [credit.uid], now=day(MARCH, 20))

    assert sorted(at_once(notes(), notes())) == [0, 1]

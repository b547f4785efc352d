"""How the parties compare: proposed by one, accepted by the other, and each pack keeps what it was made by."""

from datetime import date
from decimal import Decimal

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.partnership.benchmarking.commands import terms
from samdrift.partnership.benchmarking.commands.terms import BenchmarkTermsDraft
from samdrift.partnership.benchmarking.queries.terms import in_force
from samdrift.partnership.benchmarking.tests.conftest import FIRST, LAST, LATER, Market


def propose(market: Market, by=None, **changes):
    draft = BenchmarkTermsDraft(**{"valid_from": FIRST, "tolerance": Decimal(5), **changes})
    return terms.propose_terms((by or market.client).scope, market.contract.uid, draft, now=LATER)


def test_what_is_proposed_holds_once_the_other_party_accepted_it(market: Market) -> None:
    row = propose(market)
    assert in_force(market.contract.pk, LAST).number == 0
    with pytest.raises(NotAllowed):
        terms.answer_terms(market.client.scope, row.uid, "accept", expected_version=1, now=LATER)
    with pytest.raises(Refused):
        propose(market, by=market.provider)
    terms.answer_terms(market.provider.scope, row.uid, "accept", expected_version=1, now=LATER)
    assert in_force(market.contract.pk, LAST).tolerance == 5
    with pytest.raises(Refused):
        terms.answer_terms(market.provider.scope, row.uid, "refuse", expected_version=2, now=LATER, answer="Late")


def test_a_refusal_says_why_and_its_own_party_takes_it_back(market: Market) -> None:
    row = propose(market)
    with pytest.raises(Invalid):
        terms.answer_terms(market.provider.scope, row.uid, "refuse", expected_version=1, now=LATER)
    terms.answer_terms(market.client.scope, row.uid, "withdraw", expected_version=1, now=LATER)
    other = propose(market, by=market.provider)
    done = terms.answer_terms(
        market.client.scope, other.uid, "refuse", expected_version=1, now=LATER, answer="Too wide"
    )
    assert (done.standing, done.number, in_force(market.contract.pk, LAST).number) == ("refused", 2, 0)


def test_of_those_accepted_the_one_that_begins_last_holds(market: Market) -> None:
    market.agreed_terms(tolerance=Decimal(5))
    market.agreed_terms(tolerance=Decimal(8), valid_from=date(2025, 7, 1))
    found = [in_force(market.contract.pk, day).tolerance for day in (date(2025, 6, 30), date(2025, 7, 1))]
    assert found == [5, 8]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"tolerance": Decimal(-1)}, "tolerance"), ({"tolerance": Decimal("NaN")}, "tolerance"),
     ({"against": "mean"}, "against"),
     ({"fewest_peers": 0}, "fewest_peers"), ({"fewest_sites": 0}, "fewest_sites"), ({"sizes": [5, 5]}, "sizes"),
     ({"sizes": [0]}, "sizes"), ({"answer_days": 0}, "answer_days"), ({"clause": "x" * 81}, "clause"),
     ({"valid_from": date(2001, 1, 1)}, "valid_from")],
)  # fmt: skip
def test_terms_by_which_nothing_could_be_compared_are_refused(market: Market, changes: dict, field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        propose(market, **changes)
    assert field in wrong.value.fields

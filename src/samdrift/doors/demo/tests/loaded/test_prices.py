"""The demonstration's price book and volumes sum to the contract's value, to the øre."""

from datetime import date
from decimal import Decimal

import pytest

from samdrift.doors.demo import prices, regulated, wording
from samdrift.doors.demo.planning import plan_of
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.models import Clause, ClauseNote, ContractOption, TermsProposal

FIRST_YEAR = date(2024, 6, 1)


def test_the_lines_sum_to_212_million_and_are_scaled_without_loss() -> None:
    assert sum(prices.VALUES.values()) == 212_000_000
    full = {line: prices.value_of(line, "full") for line in prices.VALUES}
    assert (full["CLN"], full["RES"] + full["MEE"], sum(full.values())) == (
        74_000_000_00,
        16_500_000_00,
        212_000_000_00,
    )
    for profile, total in (("small", 10_600_000_00), ("ci", 1_060_000_00)):
        assert sum(prices.value_of(line, profile) for line in prices.VALUES) == total


@pytest.fixture
def told(everything: None) -> int:
    return contracts.Contract.objects.get(code="NP-IFM-1").pk


@pytest.mark.slow
def test_what_is_ordered_over_the_real_areas_is_worth_the_contracts_value_exactly(told: int) -> None:
    assert contracts.year_value(told, FIRST_YEAR) == {
        line: prices.value_of(line, "ci") for line in sorted(prices.VALUES)
    }  # fmt: skip
    volumes = contracts.volumes(told, FIRST_YEAR)
    cleaned = [many for (item, *_where), many in volumes.items() if item in prices.ROOMS]
    assert sum(cleaned, Decimal(0)) == plan_of("ci").area_m2
    lines = contracts.fees_of_month(told, FIRST_YEAR)
    assert abs(sum(line.amount_minor for line in lines) * 12 - 1_060_000_00) <= 6 * len(lines)


@pytest.mark.slow
def test_sixteen_the_index_came_late_so_prices_began_provisional_and_were_trued_up(told: int) -> None:
    books = [contracts.price_book(told, day) for day in (FIRST_YEAR, regulated.FIRST, regulated.BILLED)]
    assert [book["CLN-OFF"].factor for book in books] == [1, Decimal("1.0119"), Decimal("1.0162")]
    assert [book["CLN-OFF"].price for book in books] == [165, Decimal("166.96"), Decimal("167.67")]
    charges = contracts.charges_of_month(told, regulated.BILLED)
    assert {charge.line for charge in charges} == set(prices.VALUES)
    owed, two_months = sum(charge.amount_minor for charge in charges), 1_060_000_00 * 2 / 12
    assert abs(owed - two_months * 0.0043) < two_months * 0.0003  # each price is rounded by itself
    assert contracts.charges_of_month(told, regulated.FIRST) == []
    waiting = TermsProposal.objects.get(what="index", standing="open")
    assert (waiting.content["provisional"], waiting.content["factor"]) == (False, "1.0324")


@pytest.mark.slow
def test_thirteen_the_clause_about_coffee_did_not_work_and_was_changed_to_an_outcome(told: int) -> None:
    editions = list(Clause.objects.filter(contract=told, number=wording.COFFEE).order_by("edition"))
    assert [edition.text for edition in editions] == [wording.CLAUSES[5][2], wording.OUTCOME]
    (report,) = ClauseNote.objects.filter(contract=told, kind="not_working")
    assert editions[0].recorded_at < report.recorded_at < editions[1].recorded_at
    assert ContractOption.objects.get(contract=told).told == 180

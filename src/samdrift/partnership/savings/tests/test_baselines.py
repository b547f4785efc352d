"""Baselines: proposed by one party, agreed by the other, compared with what the year cost."""

from decimal import Decimal

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.partnership.savings.commands import baselines
from samdrift.partnership.savings.models import Baseline
from samdrift.partnership.savings.queries import figures
from samdrift.partnership.savings.tests.conftest import LATER, Money


def test_a_baseline_holds_once_the_other_party_agreed(money: Money) -> None:
    world = money.world
    made = baselines.propose_baseline(world.dan.scope, money.draft(), now=LATER)
    assert made.total_minor == 12_792_000_00
    assert not figures.holding_baselines(world.dan.scope, world.contract.pk).exists()
    with pytest.raises(NotAllowed):
        baselines.agree_to_baseline(world.dan.scope, made.uid, expected_version=1, now=LATER)
    with pytest.raises(NotAllowed):
        baselines.agree_to_baseline(money.finance.scope, made.uid, expected_version=1, now=LATER)
    with pytest.raises(Stale):
        baselines.agree_to_baseline(world.bo.scope, made.uid, expected_version=7, now=LATER)
    assert baselines.agree_to_baseline(world.bo.scope, made.uid, expected_version=1, now=LATER).state == "agreed"
    with pytest.raises(Refused):
        baselines.agree_to_baseline(world.bo.scope, made.uid, expected_version=2, now=LATER)
    with everywhere(reason="test"):
        told = [e.payload["state"] for e in EventRecord.objects.filter(kind="savings.baseline_moved").order_by("pk")]
    assert told == ["proposed", "agreed"]


def test_a_new_version_replaces_the_old_one_and_one_waits_at_a_time(money: Money) -> None:
    first = money.agreed()
    second = baselines.propose_baseline(money.world.bo.scope, money.draft(evidence="Corrected accounts"), now=LATER)
    with pytest.raises(Refused):
        baselines.propose_baseline(money.world.dan.scope, money.draft(), now=LATER)
    baselines.agree_to_baseline(money.world.dan.scope, second.uid, expected_version=1, now=LATER)
    states = dict(Baseline.objects.within(money.world.dan.scope).values_list("number", "state"))
    assert states == {1: "replaced", 2: "agreed"}
    assert first.number == 1


def test_who_refuses_says_why(money: Money) -> None:
    made = baselines.propose_baseline(money.world.dan.scope, money.draft(), now=LATER)
    with pytest.raises(Invalid):
        baselines.refuse_baseline(money.world.bo.scope, made.uid, expected_version=1, answer=" ", now=LATER)
    refused = baselines.refuse_baseline(money.world.bo.scope, made.uid, expected_version=1, answer="Twice", now=LATER)
    assert (refused.state, refused.answer) == ("refused", "Twice")


@pytest.mark.parametrize("wrong", [{"lines": []}, {"evidence": " "}, {"carried": {"2025": {"OTHER": {"driver": "1"}}}}])
def test_a_baseline_without_lines_or_evidence_is_none(money: Money, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        baselines.propose_baseline(money.world.dan.scope, money.draft(**wrong), now=LATER)


def test_cost_lines_are_read_as_they_are_typed() -> None:
    (line,) = baselines.lines_in("CLN-1 | Wages | m² | 312,50 | 41 000\n\n")
    assert (line.code, str(line.unit_cost), str(line.driver)) == ("CLN-1", "312.5000", "41000.0000")
    with pytest.raises(Invalid, match="Line 2"):
        baselines.lines_in("CLN-1 | Wages | m² | 312 | 41000\nnonsense")


@pytest.mark.parametrize("typed", ["41.000", "41,000", "41 000,00", "41000", "41.000,0"])
def test_thousands_are_read_as_the_page_writes_them(typed: str) -> None:
    (line,) = baselines.lines_in(f"CLN-1 | Wages | m² | 312,5 | {typed} | 185.000")
    assert (line.driver, line.unit_cost, line.additions_minor) == (41_000, Decimal("312.5"), 185_000_00)
    told = baselines.carried_in(f"2025 | CLN-1 | {typed} | 1 | 1.045")["2025"]["CLN-1"]
    assert (Decimal(told["driver"]), Decimal(told["index"])) == (41_000, Decimal("1.045"))


def test_scope_that_was_added_stays_in_the_next_version(money: Money) -> None:
    lines = baselines.lines_in("MNT-1 | Cleaning | m² | 312 | 41000 | 185000")
    row = money.agreed(lines=lines)
    told = baselines.as_typed(row)["lines"]
    assert told.endswith("| 185000.00")
    assert baselines.lines_in(told) == lines
    with pytest.raises(Invalid):
        baselines.lines_in("MNT-1 | Cleaning | m² | 312 | 41000 | much")


def test_a_unit_of_the_example_saves_what_the_domain_says(money: Money) -> None:
    money.agreed()
    money.cost()
    found = figures.year_of(money.finance.scope, money.world.contract.pk, 2025)
    saving = found.total.saving
    assert (found.months, saving.saved_minor, str(saving.percent)) == (12, 1_356_392_00, "10.45")
    assert (saving.volume_minor, saving.price_level_minor) == (-374_400_00, 558_792_00)


def test_half_a_year_is_compared_with_half_a_baseline(money: Money) -> None:
    money.agreed()
    money.cost(5_810_000_00, months=6)
    saving = figures.year_of(money.finance.scope, money.world.contract.pk, 2025).total.saving
    assert saving.saved_minor == 678_196_00
    assert saving.base_minor + saving.volume_minor + saving.price_level_minor + saving.efficiency_minor == 5_810_000_00


def test_a_district_sees_its_own_part_alone(money: Money) -> None:
    money.agreed()
    money.cost()
    world = money.world
    south = world.someone("DIST-MGT", unit=world.south, reach_kind="unit", reach_to=[world.south.pk])
    north = world.someone("DIST-MGT", unit=world.north, reach_kind="unit", reach_to=[world.north.pk])
    assert figures.year_of(south.scope, world.contract.pk, 2025).rows == ()
    assert len(figures.year_of(north.scope, world.contract.pk, 2025).rows) == 1
    assert not Baseline.objects.within(world.carla.scope).exists()


def test_the_same_month_booked_twice_adds_nothing_and_a_correction_adds_the_difference(money: Money) -> None:
    money.cost()
    money.cost()
    assert figures.year_of(money.finance.scope, money.world.contract.pk, 2025).total.without_baseline_minor == (
        11_620_000_00
    )
    money.cost(12_000_000_00)
    assert figures.year_of(money.finance.scope, money.world.contract.pk, 2025).total.without_baseline_minor == (
        12_000_000_00
    )

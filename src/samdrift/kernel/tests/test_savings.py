"""Savings against a baseline carried to the year: every case of domain.md §3.7, and what always holds."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel import savings
from samdrift.kernel.savings import Carried, Claim, Cost, CostLine, Saving, driver_over, saving_of, summed, to_date

CLEANING = CostLine("CLN-1", Decimal("312.00"), Decimal(41_000))
NOW = Carried(Decimal(39_800), index_factor=Decimal("1.0450"))


def cleaned(actual_minor: int, additions_minor: int = 0) -> Saving:
    line = CostLine("CLN-1", CLEANING.unit_cost, CLEANING.driver, additions_minor)
    return saving_of([(line, NOW)], [Cost("fee", actual_minor)])


def test_t_sav_01_the_baseline_is_carried_to_the_year_before_it_is_compared() -> None:
    saving = cleaned(11_620_000_00)
    assert saving.adjusted_minor == 12_976_392_00
    assert saving.saved_minor == 1_356_392_00
    assert saving.percent == Decimal("10.45")
    assert saving.base_minor - saving.actual_minor == 1_172_000_00  # what a naive reader would have called it


def test_t_sav_02_four_effects_lead_from_the_raw_baseline_to_the_actual_cost() -> None:
    saving = cleaned(11_620_000_00)
    assert (saving.volume_minor, saving.scope_minor) == (-374_400_00, 0)
    assert (saving.price_level_minor, saving.efficiency_minor) == (558_792_00, -1_356_392_00)
    assert saving.actual_minor == 12_792_000_00 - 374_400_00 + 558_792_00 - 1_356_392_00


def test_t_sav_03_agreed_scope_comes_on_top_at_baseline_rates() -> None:
    saving = cleaned(11_620_000_00, additions_minor=185_000_00)
    assert saving.adjusted_minor == 13_161_392_00
    assert saving.saved_minor == 1_541_392_00
    assert saving.scope_minor == 185_000_00


def test_t_sav_04_an_overspend_stays_one() -> None:
    saving = cleaned(13_400_000_00)
    assert saving.saved_minor == -423_608_00
    assert saving.overspent
    assert saving.percent == Decimal("-3.26")


def test_t_sav_05_a_site_sold_in_the_middle_of_a_year_counts_the_days_it_was_there() -> None:
    sold = [(date(2025, 7, 1), Decimal(-3_000))]
    driver = driver_over(Decimal(41_000), sold, date(2025, 1, 1), date(2025, 12, 31))
    assert driver.quantize(Decimal("0.01")) == Decimal("39487.67")


def test_t_sav_06_a_cost_line_is_claimed_once_or_split_by_agreed_shares() -> None:
    held = [Claim("first", "CLN-1")]
    assert savings.refused_claim(held, Claim("second", "CLN-1"), ["CLN-1"]) == "cost_line_bound"
    assert (
        savings.refused_claim([Claim("first", "CLN-1", Decimal(60))], Claim("second", "CLN-1", Decimal(40)), ["CLN-1"])
        is None
    )
    assert savings.refused_split({"first": Decimal(60), "second": Decimal(40)}) is None
    assert savings.refused_split({"first": Decimal(60), "second": Decimal(50)}) == "not_a_hundred"
    assert savings.refused_split({"first": Decimal(110), "second": Decimal(-10)}) == "share"
    assert savings.refused_claim([], Claim("first", "FLT-9"), ["CLN-1"]) == "no_such_cost_line"
    assert savings.refused_claim([], Claim("first", "CLN-1", Decimal(0)), ["CLN-1"]) == "share"
    assert savings.refused_claim(held, Claim("first", "CLN-1"), ["CLN-1"]) is None  # its own claim, made again


def test_t_sav_07_a_service_without_a_baseline_counts_in_no_percentage() -> None:
    new = saving_of([], [Cost("fee", 500_000_00)])
    assert new.percent is None
    together = summed([cleaned(11_620_000_00), new])
    assert together.saving.percent == Decimal("10.45")
    assert together.without_baseline_minor == 500_000_00


def test_credits_and_shared_gains_are_no_efficiency() -> None:
    costs = [Cost("fee", 100), Cost("retained", 20), Cost("one_off", 5), Cost("credit", -50), Cost("gainshare", 30)]
    assert savings.actual_minor(costs) == 125


def test_nobody_saves_more_than_the_adjusted_baseline() -> None:
    assert savings.room_left_minor(100, 70) == 30
    assert savings.room_left_minor(100, 130) == 0


money = st.integers(-(10**11), 10**11)
quantity = st.decimals(0, 10**6, places=4, allow_nan=False)
lines = st.lists(
    st.tuples(
        st.builds(CostLine, st.just("x"), st.decimals(0, 10**4, places=4), quantity, st.integers(0, 10**9)),
        st.builds(Carried, quantity, st.decimals("0.2", "3", places=4), st.decimals("0.5", "2", places=4)),
    ),
    max_size=8,
)


@given(lines, st.lists(st.builds(Cost, st.sampled_from(["fee", "extra", "retained", "credit"]), money), max_size=6))
def test_the_four_effects_add_up_to_the_hundredth(lines: list[tuple[CostLine, Carried]], costs: list[Cost]) -> None:
    one = saving_of(lines, costs)
    steps = one.volume_minor + one.scope_minor + one.price_level_minor + one.efficiency_minor
    assert one.base_minor + steps == one.actual_minor
    assert one.saved_minor == one.adjusted_minor - one.actual_minor == -one.efficiency_minor


@given(lines, money, st.integers(1, 12))
def test_they_add_up_inside_a_year_as_well(lines: list[tuple[CostLine, Carried]], actual: int, months: int) -> None:
    one = to_date(saving_of(lines, []), months, actual)
    steps = one.volume_minor + one.scope_minor + one.price_level_minor + one.efficiency_minor
    assert one.base_minor + steps == one.actual_minor == actual


@given(money)
def test_the_shares_of_twelve_months_are_the_year(amount: int) -> None:
    assert sum(savings.month_share(amount, month) for month in range(1, 13)) == amount


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 100)), max_size=12))
def test_claims_let_through_one_by_one_never_pass_a_hundred(asked: list[tuple[str, int]]) -> None:
    held: list[Claim] = []
    for number, (line, percent) in enumerate(asked):
        claim = Claim(str(number), line, Decimal(percent))
        if savings.refused_claim(held, claim, "abc") is None:
            held.append(claim)
    for line in "abc":
        assert sum(one.percent for one in held if one.cost_line == line) <= 100


def test_a_driver_keeps_leap_days_and_refuses_a_stretch_that_ends_before_it_begins() -> None:
    half = driver_over(Decimal(100), [(date(2024, 7, 1), Decimal(-100))], date(2024, 1, 1), date(2024, 12, 31))
    assert half == Decimal("49.7268")  # 182 of 366 days
    assert driver_over(Decimal(1), [(date(2023, 1, 1), Decimal(2))], date(2024, 1, 1), date(2024, 1, 31)) == 3
    assert driver_over(Decimal(1), [(date(2025, 1, 1), Decimal(2))], date(2024, 1, 1), date(2024, 1, 31)) == 1
    with pytest.raises(ValueError, match="before the first"):
        driver_over(Decimal(1), [], date(2024, 1, 2), date(2024, 1, 1))


def test_a_budget_warns_at_eighty_ninety_five_and_a_hundred_of_spent_and_promised() -> None:
    assert savings.alerts_reached(1_000_00, 700_00, 99_99) == ()
    assert savings.alerts_reached(1_000_00, 700_00, 100_00) == (80,)
    assert savings.alerts_reached(1_000_00, 700_00, 250_00) == (80, 95)
    assert savings.alerts_reached(1_000_00, 999_99, 0) == (80, 95)
    assert savings.alerts_reached(1_000_00, 1_000_00, 0) == (80, 95, 100)
    assert savings.alerts_reached(0, 1, 0) == (80, 95, 100)
    assert savings.alerts_reached(0, 0, 0) == ()
    assert savings.used_percent(1_000_00, 999_99) == Decimal("99.9")
    assert savings.used_percent(0, 5) is None


def test_a_forecast_takes_what_is_known_and_the_rest_at_the_rate_so_far() -> None:
    year = [100_00] * 12
    assert savings.forecast_minor(year, {}) == 1_200_00
    assert savings.forecast_minor(year, {0: 110_00, 1: 110_00}) == 1_320_00
    assert savings.forecast_minor(year, {0: 110_00, 1: 110_00}, committed_minor=50_00) == 1_370_00
    assert savings.forecast_minor([0] + [100_00] * 11, {0: 5_00}) == 1_105_00
    assert savings.last_day_of_month(date(2024, 2, 1)) == date(2024, 2, 29)

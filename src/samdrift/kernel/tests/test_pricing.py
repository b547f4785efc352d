"""Rates and prices: the closest rate, rounded once half up on the line, and never a guessed price."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel import pricing
from samdrift.kernel.pricing import NoPrice, Rate, UnreadableRate, Used, half_up, price, rates_in, written

LIST = rates_in("""included | MNT | corrective | within | | 1.1
hour | | | within | 485 | 5.2
hour | | | outside | 727,50 | 5.3
hour | GRD | | within | 410 | 5.4
travel | | | | 3.79 | 5.5
material | | | | 12 % | 5.6
hired | | | | 8% | 5.7""")


def test_the_closest_rate_is_chosen_kind_before_line_before_hours() -> None:
    assert price(Used("time", "MNT", "corrective", minutes=60), LIST).reason == "included"
    assert price(Used("time", "MNT", "corrective", minutes=60, outside=True), LIST).amount_minor == 72_750
    assert price(Used("time", "MNT", "planned", minutes=90), LIST).amount_minor == 72_750
    assert price(Used("time", "GRD", "planned", minutes=60), LIST).amount_minor == 41_000


def test_shares_come_on_top_of_the_cost_and_distances_by_the_unit() -> None:
    assert price(Used("material", "MNT", "planned", cost_minor=20_000), LIST).amount_minor == 22_400
    assert price(Used("hired", "MNT", "planned", cost_minor=100_000), LIST).amount_minor == 108_000
    assert price(Used("travel", "MNT", "planned", quantity=Decimal("17.5")), LIST).amount_minor == 6_633


@pytest.mark.parametrize(("exact", "whole"), [("3333.5", 3334), ("3333.49", 3333), ("-3333.5", -3334), ("0.5", 1)])
def test_a_line_is_rounded_once_half_up(exact: str, whole: int) -> None:
    assert half_up(Decimal(exact)) == whole


def test_three_lines_of_the_worked_example_sum_exactly() -> None:
    line = price(Used("travel", "MNT", "planned", quantity=Decimal(1)), [Rate("travel", Decimal("33.335"))])
    assert [line.amount_minor] * 3 == [3334] * 3  # T-INV-02: 33.34 × 3 = 100.02
    assert line.amount_minor * 3 == 10_002


def test_what_has_no_rate_or_no_cost_has_no_price() -> None:
    with pytest.raises(NoPrice) as none:
        price(Used("time", "MNT", "planned", minutes=60), [])
    assert none.value.reason == "no_rate"
    with pytest.raises(NoPrice) as unknown:
        price(Used("material", "MNT", "planned"), LIST)
    assert unknown.value.reason == "no_cost"


def test_extra_work_comes_to_nothing_by_the_line() -> None:
    assert price(Used("time", "MNT", "extra", minutes=60), []).reason == "quoted"


@pytest.mark.parametrize(
    "row",
    ["", "hour", "hour | | | | x | ", "hour | | | | 5 % | ", "material | | | | 5 | ", "day | | | | 5 | ",
     "hour | | | never | 5 | ", "hour | | | | -5 | ", "included | | | | 5 | ", "hour | | | | 1.00001 | ",
     "hour | | | | NaN | "],
)  # fmt: skip
def test_a_line_that_is_no_rate_is_named(row: str) -> None:
    with pytest.raises(UnreadableRate) as told:
        rates_in(f"hour | | | | 5 | 1\n{row or 'x'}")
    assert told.value.line == 2


VALUES = st.decimals(0, 1_000_000, places=4)
RATES = st.builds(
    Rate, st.sampled_from(["hour", "travel", "material", "hired"]), VALUES, st.sampled_from(["", "MNT"]),
    st.sampled_from(["", "planned"]), st.sampled_from(pricing.HOURS), st.sampled_from(["", "5.1"]),
)  # fmt: skip


@given(st.lists(RATES, max_size=8))
def test_what_is_written_reads_the_same(rates: list[Rate]) -> None:
    assert rates_in(written(rates)) == rates


@given(st.integers(1, 1440), VALUES)
def test_a_price_is_never_more_than_half_a_hundredth_off(minutes: int, value: Decimal) -> None:
    found = price(Used("time", "MNT", "planned", minutes=minutes), [Rate("hour", value)])
    assert abs(found.amount_minor - Decimal(minutes) * value * 100 / 60) <= Decimal("0.5000001")

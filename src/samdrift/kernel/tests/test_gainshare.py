"""Guarantees and sharing: every case of domain.md §3.8, and what always holds."""

from decimal import Decimal
from inspect import signature

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel import gainshare
from samdrift.kernel.gainshare import Band, Quality, Terms, gate_of, nec_share, settle_guarantee, share_gain, share_pain

MILLION = 1_000_000_00
BASE = 20 * MILLION
TERMS = Terms()
RATE = Decimal("0.125")


@pytest.mark.parametrize("value", [120, 160, 200])
def test_t_gs_01_a_guarantee_has_a_floor(value: int) -> None:
    assert gainshare.guaranteed_minor(value * MILLION, 25 * MILLION, RATE) == 25 * MILLION


def test_t_gs_02_it_grows_with_the_contracts_value() -> None:
    assert gainshare.guaranteed_minor(240 * MILLION, 25 * MILLION, RATE) == 30 * MILLION


def test_t_gs_03_nothing_is_shared_inside_the_deadband() -> None:
    shared = share_gain(TERMS, BASE, 300_000_00)
    assert (shared.paid_minor, shared.shareable_minor, shared.slices) == (0, 0, ())


def test_t_gs_04_the_first_band() -> None:
    shared = share_gain(TERMS, BASE, 900_000_00)
    assert (shared.shareable_minor, shared.paid_minor) == (500_000_00, 150_000_00)


def test_t_gs_05_two_bands_and_a_gate() -> None:
    shared = share_gain(TERMS, BASE, 1_600_000_00)
    assert [part.amount for part in shared.slices] == [180_000_00, 300_000_00]
    assert shared.paid_minor == 480_000_00
    assert share_gain(TERMS, BASE, 1_600_000_00, Decimal("0.9")).paid_minor == 432_000_00


def test_t_gs_06_the_cap() -> None:
    shared = share_gain(TERMS, BASE, 4 * MILLION)
    assert (shared.uncapped_minor, shared.paid_minor) == (960_000_00, 800_000_00)


def test_t_gs_07_pain_is_shared_outside_the_deadband() -> None:
    terms = Terms(pain_cap_minor=500_000_00)
    assert share_pain(terms, BASE, 700_000_00).paid_minor == 150_000_00
    assert share_pain(terms, BASE, 3 * MILLION).paid_minor == 500_000_00
    assert share_pain(terms, BASE, 400_000_00).paid_minor == 0


@pytest.mark.parametrize(
    ("price", "share"),
    [("7.5", 875_000), ("9.5", 250_000), ("10.0", 0), ("10.8", -400_000), ("11.5", -1_000_000)],
)
def test_t_gs_08_ranges_of_share(price: str, share: int) -> None:
    assert nec_share(10 * MILLION, int(Decimal(price) * MILLION)) == share * 100


def test_t_gs_09_a_shortfall_is_paid_and_comes_back_when_it_is_caught_up() -> None:
    first = settle_guarantee(3_125_000_00, 2_700_000_00, 0, "offset")
    assert first.due_minor == first.shortfall_minor == 425_000_00
    ahead = settle_guarantee(6_250_000_00, 6_400_000_00, 425_000_00, "refund")
    assert (ahead.due_minor, ahead.carried_minor) == (-425_000_00, 0)
    waits = settle_guarantee(6_250_000_00, 6_400_000_00, 425_000_00, "offset")
    assert (waits.due_minor, waits.carried_minor) == (0, 425_000_00)
    assert settle_guarantee(9_375_000_00, 8_900_000_00, 425_000_00, "offset").due_minor == 50_000_00
    with pytest.raises(ValueError, match="offset or refund"):
        settle_guarantee(1, 0, 0, "forget")


def test_t_gs_10_behind_is_told_without_rounding_up() -> None:
    told = gainshare.standing(25 * MILLION, 20_312_500_00, 21 * MILLION, months_gone=78, months_left=18)
    assert told.to_go_minor == 4 * MILLION
    assert told.needed_a_year_minor == 2_666_666_67
    assert told.so_far_a_year_minor == 3_230_769_23
    nearly = gainshare.standing(100_00, 100_00, 99_99, months_gone=12, months_left=0)
    assert (nearly.percent, nearly.behind_minor, nearly.needed_a_year_minor) == (Decimal("99.9"), 1, None)
    assert gainshare.standing(100_00, 0, 0, months_gone=0, months_left=12).percent is None


def test_t_gs_11_the_edge_of_the_deadband_lies_inside() -> None:
    assert share_gain(TERMS, BASE, 400_000_00).paid_minor == 0
    assert share_gain(TERMS, BASE, 400_000_10).paid_minor == 3


def test_the_profile_of_a_guarantee_ends_at_its_total() -> None:
    profile = [Decimal(one) for one in ("1.0", "2.2", "3.0", "3.5", "3.7", "3.8", "3.9", "3.9")]
    up_to = gainshare.cumulative(25 * MILLION, profile)
    assert up_to[:3] == [1 * MILLION, 320_000_000, 620_000_000]
    assert up_to[-1] == 25 * MILLION
    assert gainshare.due_by_month([100, 200, 300], 18) == 200
    assert gainshare.due_by_month([100, 200, 300], 36) == 600


def test_quality_opens_and_shuts_the_gate() -> None:
    assert gate_of(TERMS, Quality(True, True)) == 1
    assert gate_of(TERMS, Quality(True, True, red_lines=1)) == Decimal("0.9")
    assert gate_of(TERMS, Quality(True, True, red_lines=2)) == 0
    assert gate_of(TERMS, Quality(True, False)) == 0
    assert gate_of(TERMS, Quality(False, True)) == 0
    assert gate_of(TERMS, Quality(True, True, safety_breach_open=True)) == 0


def test_what_people_think_of_each_other_is_never_a_gate() -> None:
    words = {*signature(Quality).parameters, *signature(Terms).parameters, *gainshare.GATES}
    assert not [word for word in words if "trust" in word or "relation" in word or "survey" in word]


shares = st.decimals(0, 1, places=3, allow_nan=False)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    starts = sorted({Decimal(0), *draw(st.lists(st.decimals("0.001", "0.5", places=3), max_size=4))})
    bands = tuple(Band(start, draw(shares)) for start in starts)
    return Terms(deadband=draw(st.decimals(0, "0.1", places=3)), bands=bands, cap=draw(st.none() | shares))


@given(terms(), st.integers(0, 10**12), st.integers(-(10**12), 10**12), shares)
def test_paid_and_retained_are_the_shareable_gain(terms: Terms, base: int, surplus: int, gate: Decimal) -> None:
    shared = share_gain(terms, base, surplus, gate)
    assert shared.paid_minor + shared.retained_minor == shared.shareable_minor >= 0
    assert 0 <= shared.paid_minor <= shared.capped_minor <= shared.uncapped_minor
    assert sum(part.end_minor - part.start_minor for part in shared.slices) == shared.shareable_minor


@given(st.integers(1, 10**10), st.integers(0, 2 * 10**10))
def test_gain_and_pain_meet_at_the_target(target: int, price: int) -> None:
    share = nec_share(target, price)
    assert (share > 0) <= (price < target)
    assert (share < 0) <= (price > target)
    assert abs(share) <= abs(target - price)


@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=8),
    st.sampled_from(["offset", "refund"]),
)
def test_a_guarantee_never_takes_more_than_is_missing_at_the_end(years: list[tuple[int, int]], caught_up: str) -> None:
    guaranteed = verified = paid = 0
    for promised, saved in years:
        guaranteed, verified = guaranteed + promised, verified + saved
        settled = settle_guarantee(guaranteed, verified, paid, caught_up)
        paid += settled.due_minor
        assert paid == settled.shortfall_minor + settled.carried_minor
        assert caught_up == "offset" or settled.carried_minor == 0
